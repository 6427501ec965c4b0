"""The memory of invitations: links that give a right to the first who opens them. It keeps their tokens hashed only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from bot.store.tables import invitation
from bot.store.values import Right

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from bot.store.engines import Database

VALID = timedelta(days=7)
ORGANISER = Right("organiser")
_BYTES = 24  # 192 bits: nobody guesses it
_MARK = 32


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made. The token is nowhere else; `mark` tells it from others and opens nothing."""

    token: str
    mark: str
    expires: datetime


class Invitations:
    """`store.invitations`. `machine` is the machine's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, machine: datetime, right: Right = ORGANISER) -> Invited:
        """Keep an invitation to a right that is open for `VALID`, and return it."""
        token = secrets.token_urlsafe(_BYTES)
        hashed = sha256(token.encode()).hexdigest()
        made = Invited(token, hashed[:_MARK], machine + VALID)
        await self.keep(right, hashed, made.expires)
        return made

    async def keep(self, right: Right, token_hash: str, expires: datetime) -> None:
        """Keep an invitation by the hash of its token, until it is used or expires."""
        row = {"grants": right.name, "subject": right.subject, "token_hash": token_hash, "expires": expires}
        await self._database.writer.run(lambda connection: connection.execute(insert(invitation).values(row)))

    async def open(self, machine: datetime) -> int:
        """Return how many invitations somebody can still use."""
        count = select(func.count()).select_from(invitation).where(_open(machine))
        return await self._database.reader.run(lambda connection: connection.execute(count).scalar_one())

    async def withdraw(self, mark: str, machine: datetime) -> bool:
        """Let nobody use an invitation any more; False if it is used, expired or unknown."""

        def unit(connection: Connection) -> int:
            this = invitation.c.token_hash.startswith(mark, autoescape=True)
            return connection.execute(delete(invitation).where(this, _open(machine))).rowcount

        return len(mark) == _MARK and await self._database.writer.run(unit) == 1


def _open(machine: datetime) -> ColumnElement[bool]:
    return invitation.c.used_at.is_(None) & (invitation.c.expires > machine)
