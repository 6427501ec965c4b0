"""Letters, as units of work on a connection: planned, marked, settled. What they say is none of its business.

`now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from bot.store.tables import insert, letter
from bot.store.values import LetterState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.values import Letter, LetterKind

WAITING = (LetterState.PLANNED, LetterState.READY)
_REVIVABLE = (LetterState.CANCELLED, LetterState.SUPERSEDED)


def plan(connection: Connection, planned: Iterable[Letter], machine: datetime) -> None:
    """Keep letters that are not there yet; of those that are, revive what was called off and never sent."""
    rows = [_row(each, machine) for each in planned]
    if not rows:
        return
    new = insert(connection.dialect.name, letter)
    revived = new.on_conflict_do_update(
        index_elements=[letter.c.key],
        set_={name: new.excluded[name] for name in ("state", "due", "useful_until", "facts", "lane", "changed_at")},
        where=letter.c.state.in_(_REVIVABLE) & (letter.c.attempts == 0),
    )
    connection.execute(revived, rows)


def _row(each: Letter, machine: datetime) -> dict[str, Any]:
    names = ("key", "kind", "lane", "person", "about", "due", "useful_until", "state", "attempts", "doubts")
    return {name: getattr(each, name) for name in names} | {"facts": dict(each.facts), "changed_at": machine}


def supersede(connection: Connection, kind: LetterKind, about: str) -> list[tuple[int, dict[str, Any]]]:
    """Call off what waits of this kind about a thing; return the person and the facts of each."""
    rows = connection.execute(
        update(letter)
        .where(letter.c.kind == kind, letter.c.about == about, letter.c.state.in_(WAITING))
        .values(state=LetterState.SUPERSEDED)
        .returning(letter.c.person, letter.c.facts)
    )
    return [(row.person, row.facts) for row in rows]


def cancel_all_to(connection: Connection, person: int) -> None:
    """Call off what waits for a person."""
    waiting = letter.c.state.in_(WAITING)
    connection.execute(
        update(letter).where(letter.c.person == person, waiting).values(state=LetterState.CANCELLED, error="left")
    )
