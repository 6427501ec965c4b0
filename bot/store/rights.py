"""How rights are gained by an invitation or a personal code, and given back, as units of work on a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from bot.store import people
from bot.store.attendance import role
from bot.store.tables import insert_new, invitation, person
from bot.store.values import Right

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

_FLAGS = {"organiser": "organiser", "access": "registered"}
"""Rights over the whole conference, and the field that tells of each."""
_RETURNED = frozenset({"access", "speaker", "guide"})
"""What can be given back; who is to be no organiser any more deletes everything, as they may have announced."""


def redeem(connection: Connection, token_hash: str, person_id: int, now: datetime) -> Right | None:
    """Use an invitation up and grant its right; None if it is used, expired or unknown."""
    people.hold(connection, person_id)
    row = connection.execute(
        update(invitation)
        .where(invitation.c.token_hash == token_hash, invitation.c.used_at.is_(None), invitation.c.expires > now)
        .values(used_by=person_id, used_at=now)
        .returning(invitation.c.grants, invitation.c.subject)
    ).first()
    if row is None:
        return None
    right = Right(row.grants, row.subject)
    _grant(connection, person_id, right, now)
    return right


def _grant(connection: Connection, person_id: int, right: Right, now: datetime) -> None:
    if right.name in _FLAGS:
        _set_flag(connection, person_id, right, held=True)
    else:
        row = {"person": person_id, "right": right.name, "subject": right.subject, "since": now}
        connection.execute(insert_new(connection.dialect.name, role), row)


def give_back(connection: Connection, person_id: int, right: Right) -> bool:
    """Take a right from who gained it by an invitation, which can be used anew; False if they did not.

    Whoever gave the conference's code is no concern of this: nobody else is kept from using that.
    """
    people.hold(connection, person_id)
    mine = _used_by(person_id, right)
    if right.name not in _RETURNED or not connection.scalar(select(func.count()).select_from(invitation).where(mine)):
        return False
    connection.execute(update(invitation).where(mine).values(used_by=None, used_at=None))
    if right.name in _FLAGS:
        _set_flag(connection, person_id, right, held=False)
    else:
        held = (role.c.person == person_id, role.c.right == right.name, role.c.subject == right.subject)
        connection.execute(delete(role).where(*held))
    return True


def _used_by(person_id: int, right: Right) -> ColumnElement[bool]:
    what = (invitation.c.grants == right.name) & (invitation.c.subject == right.subject)
    return (invitation.c.used_by == person_id) & what


def _set_flag(connection: Connection, person_id: int, right: Right, *, held: bool) -> None:
    fields = {_FLAGS[right.name]: held}
    connection.execute(update(person).where(person.c.id == person_id).values(**fields))
