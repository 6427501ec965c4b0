"""The memory of invitations: links and codes that give a right to their first user. It keeps them hashed only."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from bot.store.attendance import role
from bot.store.tables import invitation
from bot.store.values import Right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from bot.store.engines import Database

VALID = timedelta(days=7)
ORGANISER = Right("organiser")
ACCESS = Right("access")
_BYTES = 24  # 192 bits: nobody guesses it
_MARK = 32

# Nothing that is read for something else (0 and O, 1, I and L), no vowel, so that no word comes out.
LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 15
"""Letters of a personal code, 71 bits: who gets hold of the hashes finds none by trying in the time that it holds."""
CODE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")
_BETWEEN = re.compile(r"[\s\u2010-\u2015_-]+")


def new_codes(number: int) -> tuple[str, ...]:
    """Return personal codes that nobody has had before, as `normal` has them."""
    codes: dict[str, None] = {}
    while len(codes) < number:
        codes["".join(secrets.choice(LETTERS) for _ in range(LENGTH))] = None
    return tuple(codes)


def normal(written: str) -> str:
    """Return a personal code as it is compared: without regard to case, spaces and hyphens."""
    return _BETWEEN.sub("", written).upper()


def token_hash(token: str) -> str:
    """Return by what an invitation's token is known."""
    return sha256(token.encode(errors="replace")).hexdigest()


def code_hash(code: str) -> str:
    """Return by what a personal code is known; no token of an invitation is known by the same."""
    return token_hash(f"code-{normal(code)}")


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made. The token is nowhere else; `mark` tells it from others and opens nothing."""

    token: str
    mark: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """An invitation as it is kept; `used_by` is None also when who used it was forgotten."""

    right: Right
    expires: datetime
    used: bool
    used_by: int | None


class Invitations:
    """`store.invitations`. `machine` is the machine's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, machine: datetime, right: Right = ORGANISER) -> Invited:
        """Keep an invitation to a right that is open for `VALID`, and return it."""
        token = secrets.token_urlsafe(_BYTES)
        hashed = token_hash(token)
        made = Invited(token, hashed[:_MARK], machine + VALID)
        await self.keep(right, hashed, made.expires)
        return made

    async def keep(self, right: Right, token_hash: str, expires: datetime) -> None:
        """Keep an invitation by the hash of its token, until it is used or expires."""
        await self._keep([_row(right, token_hash, expires)])

    async def keep_codes(self, codes: Iterable[str], expires: datetime) -> None:
        """Keep personal codes, all or none, by their hashes, each until it is used or expires."""
        await self._keep([_row(ACCESS, code_hash(code), expires) for code in codes])

    async def _keep(self, rows: list[dict[str, object]]) -> None:
        await self._database.writer.run(lambda connection: connection.execute(insert(invitation), rows))

    async def kept(self, token_hash: str) -> Kept | None:
        """Return an invitation by the hash of its token."""
        found = select(invitation).where(invitation.c.token_hash == token_hash)
        row = await self._database.reader.run(lambda connection: connection.execute(found).first())
        return (
            None
            if row is None
            else Kept(Right(row.grants, row.subject), row.expires, row.used_at is not None, row.used_by)
        )

    async def gained(self, person: int) -> frozenset[Right]:
        """Return the rights that somebody holds by invitations or personal codes that they used."""
        used = select(invitation.c.grants, invitation.c.subject).where(invitation.c.used_by == person)
        rows = await self._database.reader.run(lambda connection: connection.execute(used).all())
        return frozenset(Right(*row) for row in rows)

    async def open(self, machine: datetime) -> int:
        """Return how many invitations somebody can still use, personal codes not counted."""
        return await self._count(_open(machine) & (invitation.c.grants != ACCESS.name))

    async def codes(self) -> tuple[int, int]:
        """Return how many personal codes were made, and how many of them are used."""
        personal = invitation.c.grants == ACCESS.name
        return await self._count(personal), await self._count(personal & invitation.c.used_at.is_not(None))

    async def holders(self, right: Right) -> int:
        """Return how many have a right over one thing."""
        held = (role.c.right == right.name) & (role.c.subject == right.subject)
        count = select(func.count()).select_from(role).where(held)
        return await self._database.reader.run(lambda connection: connection.execute(count).scalar_one())

    async def _count(self, which: ColumnElement[bool]) -> int:
        count = select(func.count()).select_from(invitation).where(which)
        return await self._database.reader.run(lambda connection: connection.execute(count).scalar_one())

    async def withdraw(self, mark: str, machine: datetime) -> bool:
        """Let nobody use an invitation any more; False if it is used, expired or unknown."""

        def unit(connection: Connection) -> int:
            this = invitation.c.token_hash.startswith(mark, autoescape=True)
            return connection.execute(delete(invitation).where(this, _open(machine))).rowcount

        return len(mark) == _MARK and await self._database.writer.run(unit) == 1

    async def withdraw_codes(self) -> int:
        """Let nobody use the personal codes that are not used yet; return how many those were."""
        unused = delete(invitation).where(invitation.c.grants == ACCESS.name, invitation.c.used_at.is_(None))
        return await self._database.writer.run(lambda connection: connection.execute(unused).rowcount)


def _row(right: Right, token_hash: str, expires: datetime) -> dict[str, object]:
    return {"grants": right.name, "subject": right.subject, "token_hash": token_hash, "expires": expires}


def _open(machine: datetime) -> ColumnElement[bool]:
    return invitation.c.used_at.is_(None) & (invitation.c.expires > machine)
