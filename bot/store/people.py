"""What is known of people, as units of work on a connection: read, set, follow, forget. It caches nothing."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, literal, select, update

from bot.reader import Mode
from bot.store import addressing, letters, voting
from bot.store.attendance import booking, feedback, guess, handout, question, role, vote
from bot.store.tables import (
    announcement,
    follow,
    inbox,
    insert_new,
    invitation,
    letter,
    live_change,
    note,
    own_leads,
    person,
)
from bot.store.values import Person, UnknownPerson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Table

# A statement that is built once costs a quarter of one that is built each time.
_PERSON = select(person).where(person.c.id == bindparam("person"))
_FOLLOWS = select(follow.c.kind, follow.c.subject).where(follow.c.person == bindparam("person"))
_OWN_LEADS = select(own_leads.c.kind, own_leads.c.subject, own_leads.c.leads).where(
    own_leads.c.person == bindparam("person")
)
_ROLES = select(role.c.right, role.c.subject).where(role.c.person == bindparam("person"))
_HOLD = select(person.c.id).where(person.c.id == bindparam("person")).with_for_update()


def find(connection: Connection, person_id: int) -> Person | None:
    """Return the person with this id."""
    row = connection.execute(_PERSON, {"person": person_id}).first()
    if row is None:
        return None
    return Person(
        id=row.id,
        language=intern(row.language),
        mode=row.mode and Mode(row.mode),
        zone=row.zone and intern(row.zone),
        leads=_shared(*row.leads),
        registered=row.registered,
        organiser=row.organiser,
        awaiting=row.awaiting,
        reachable=row.reachable,
        silenced=row.silenced,
        muted=row.muted,
        quiet=_shared(*row.quiet) if row.quiet else None,
        overview=row.overview,
        feedback=row.feedback,
        roles=frozenset(_shared(*pair) for pair in connection.execute(_ROLES, {"person": person_id})),
        follows=frozenset(_shared(*pair) for pair in connection.execute(_FOLLOWS, {"person": person_id})),
        own_leads=frozenset(
            _shared(kind, subject, _shared(*leads))
            for kind, subject, leads in connection.execute(_OWN_LEADS, {"person": person_id})
        ),
    )


@lru_cache(maxsize=8192)
def _shared(*values: Any) -> tuple[Any, ...]:
    """Return the same tuple for the same values: thousands follow the same session."""
    return values


def read(connection: Connection, person_id: int) -> Person:
    """Return the person with this id or raise `UnknownPerson`."""
    found = find(connection, person_id)
    if found is None:
        raise UnknownPerson(person_id)
    return found


def hold(connection: Connection, person_id: int) -> None:
    """Keep others from the person's row until the commit: what is read afterwards is the whole truth."""
    if connection.scalar(_HOLD, {"person": person_id}) is None:
        raise UnknownPerson(person_id)


def welcome(connection: Connection, person_id: int, language: str, now: datetime) -> Person:
    """Return the person; somebody new begins with the defaults of `Person`."""
    somebody = Person(person_id, language)
    values = {name: getattr(somebody, name) for name in person.c.keys() if name != "created_at"}  # noqa: SIM118
    connection.execute(insert_new(connection.dialect.name, person), {**values, "created_at": now})
    return read(connection, person_id)


def change(connection: Connection, person_id: int, fields: Mapping[str, Any]) -> Person:
    """Set the fields and return the person; who is out of reach or wants silence gets no letter from then on."""
    if fields:
        connection.execute(update(person).where(person.c.id == person_id).values(**fields))
    if fields.get("silenced") or fields.get("reachable") is False:
        letters.cancel_all_to(connection, person_id)
    return read(connection, person_id)


def add_follow(connection: Connection, person_id: int, kind: str, subject: str, now: datetime) -> Person:
    """Let the person follow a subject from now on; who follows already does so since then."""
    hold(connection, person_id)
    row = {"person": person_id, "kind": kind, "subject": subject, "since": now}
    connection.execute(insert_new(connection.dialect.name, follow), row)
    return read(connection, person_id)


def remove_follow(connection: Connection, person_id: int, kind: str, subject: str) -> Person:
    """Let the person follow a subject no longer; an excursion on whose list they are keeps its star."""
    hold(connection, person_id)
    listed = exists().where(booking.c.person == person_id, booking.c.excursion == subject, literal(kind == "excursion"))
    mine = (follow.c.person == person_id, follow.c.kind == kind, follow.c.subject == subject)
    connection.execute(delete(follow).where(*mine, ~listed))
    return read(connection, person_id)


def set_own_leads(
    connection: Connection, person_id: int, kind: str, subject: str, leads: tuple[int, ...] | None
) -> Person:
    """Let these lead times hold for one session or excursion; None: the person's usual ones."""
    hold(connection, person_id)
    mine = (own_leads.c.person == person_id, own_leads.c.kind == kind, own_leads.c.subject == subject)
    connection.execute(delete(own_leads).where(*mine))
    if leads is not None:
        row = {"person": person_id, "kind": kind, "subject": subject, "leads": leads}
        connection.execute(own_leads.insert(), row)
    return read(connection, person_id)


def forget(connection: Connection, person_id: int) -> None:
    """Delete every row that names the person; an invitation they used stays used, by nobody."""
    addressing.forget(connection, person_id)
    voting.forget(connection, person_id)
    connection.execute(delete(person).where(person.c.id == person_id))
    connection.execute(update(invitation).where(invitation.c.used_by == person_id).values(used_by=None))
    # The pauses that Telegram asked for name chats; they are over soon, and noted anew when it asks again.
    named = note.c.key.endswith(f":{person_id}") | note.c.value.contains(f'"{person_id}"')
    connection.execute(delete(note).where(named))
    naming = [row.update_id for row in _updates_naming(connection, person_id)]
    connection.execute(delete(inbox).where(inbox.c.update_id.in_(naming)))


def _updates_naming(connection: Connection, person_id: int) -> list[Any]:
    """Return the received updates of the private chat, and those of groups in which the person appears."""
    likely = connection.execute(
        select(inbox)
        .where((inbox.c.chat_id == person_id) | inbox.c.payload.contains(str(person_id)))
        .order_by(inbox.c.update_id)
    )
    name = re.compile(rf'"(user_)?id"\s*:\s*{person_id}(?!\d)')
    return [row for row in likely if row.chat_id == person_id or name.search(row.payload)]


def everything_about(connection: Connection, person_id: int) -> dict[str, Any]:
    """Return all that is stored about the person, as JSON can hold it."""
    return {
        "person": next(iter(_plain(connection, person, person.c.id == person_id)), None),
        "follows": _plain(connection, follow, follow.c.person == person_id),
        "invitations": _plain(connection, invitation, invitation.c.used_by == person_id),
        "own_leads": _plain(connection, own_leads, own_leads.c.person == person_id),
        "roles": _plain(connection, role, role.c.person == person_id),
        "guesses": _plain(connection, guess, guess.c.person == person_id),
        "streams": _plain(connection, handout, handout.c.person == person_id),
        "questions": _plain(connection, question, question.c.author == person_id),
        "votes": _plain(connection, vote, vote.c.person == person_id),
        "bookings": _plain(connection, booking, booking.c.person == person_id),
        "feedback": _plain(connection, feedback, feedback.c.person == person_id),
        "letters": _plain(connection, letter, letter.c.person == person_id),
        "announcements": _plain(connection, announcement, announcement.c.author == person_id),
        "changes": _without_links(_plain(connection, live_change, live_change.c.made_by == person_id)),
        "notes": _plain(connection, note, note.c.key.endswith(f":{person_id}")),
        "updates": [json.loads(row.payload) for row in _updates_naming(connection, person_id)],
    }


def _without_links(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return changes made in chat without the links of streams, which are in no export."""
    return [change | {"value": None} if change["kind"] == "stream" else change for change in changes]


def _plain(connection: Connection, table: Table, condition: Any) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(condition).order_by(*table.primary_key)).mappings()
    return [{name: _written(value) for name, value in row.items()} for row in rows]


def _written(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
