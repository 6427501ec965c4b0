"""Letters that tell of changes: in net effect, from what each person was told last. They tell nobody who has let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.written import Written
from bot.screens.letters import change as screens
from schedule.changes import net, restored

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Desk
    from bot.store import Letter, Person
    from schedule.model import Programme
    from schedule.queries import Item


async def write_change(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what has changed for a person; None if it is as they know it, or they follow it no longer."""
    if person.follows.isdisjoint((kind, subject) for kind, subject in letter.facts["by"]):
        return None
    kind, _, subject = letter.about.partition(":")
    before = await desk.store.changes.before(kind, subject, letter.facts["base"])
    after = _item(desk.programme, kind, subject)
    was = restored(before, after) if before else None
    lead = max(person.leads_for(kind, subject), default=0)
    screen = screens.letter(desk.view_of(person, now), was, after, net(before, after), lead)
    return Written(screen) if screen else None


def _item(programme: Programme, kind: str, subject: str) -> Item | None:
    return programme.session.get(subject) if kind == "session" else programme.excursion.get(subject)
