"""Letters that tell who asked what has become of their question, as it is when they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.written import Written
from bot.screens.letters import question as screens

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Desk
    from bot.store import Letter, Person


async def write_question(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what has become of a person's question; None if they have taken it back, or the session is no more."""
    questions = desk.store.questions
    question = await questions.find(int(letter.about), person.id)
    session = desk.programme.session.get(question.session) if question else None
    if question is None or session is None or not question.mine:
        return None
    into = await questions.find(question.into, person.id) if question.into else None
    return Written(screens.letter(desk.view_of(person, now), session, question, into))
