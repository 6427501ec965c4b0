"""The chair: the questions of a session by votes, and what becomes of each. Who asked is told by a letter, not here."""

from __future__ import annotations

from dataclasses import dataclass

from bot.asked import Decided, Question
from bot.context import Context
from bot.feature import Feature
from bot.screens import chair as screens
from bot.screens import manners
from bot.screens.paging import number_in
from bot.screens.questions import FRESH, PAGE
from bot.store.deciding import Chair, telling
from schedule.model import Session

feature = Feature()
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class _Meant:
    """A question that a button names, and its session, whose chair the person takes."""

    question: Question
    session: Session


@feature.command("chair", de="moderation", rank=0)
async def chair(context: Context) -> None:
    """Answer with the questions of the one session whose chair the person takes, or the choice among several."""
    sessions = screens.theirs(context.view)
    if len(sessions) == 1:
        await _list(context, sessions[0])
    else:
        await context.show(screens.choose(context.view, sessions))


@feature.button("chairs")
async def turn_sessions(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into a page of the sessions whose chair the person takes."""
    await context.show(screens.choose(context.view, screens.theirs(context.view), number_in(arg)))


@feature.button("chair")
async def turn(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a page of a session's questions."""
    session = _chaired(context, subject)
    if arg == FRESH:
        context.message_id = None
    if session:
        await _list(context, session, number_in(arg))
    else:
        await context.show(manners.gone(context.view))


def _chaired(context: Context, subject: str) -> Session | None:
    """Return a session if the person takes its chair now; what a client sends proves nothing."""
    session = context.programme.session.get(subject)
    return session if session and screens.may_chair(context.view, session) else None


async def _list(context: Context, session: Session, number: int = 0) -> None:
    reader = context.person.id
    leaf = await context.store.questions.leaf_of(session.id, context.now, reader, number, PAGE)
    await context.show(screens.listing(context.view, session, leaf))


@feature.button("chairdone")
async def turn_settled(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a page of what is settled."""
    session = _chaired(context, subject)
    if session:
        await _settled(context, session, number_in(arg))
    else:
        await context.show(manners.gone(context.view))


async def _settled(context: Context, session: Session, number: int) -> None:
    questions = await context.store.questions.settled_of(session.id)
    await context.show(screens.settled(context.view, session, questions, number))


async def _meant(context: Context, subject: str) -> _Meant | None:
    """Return the question that a button names, whose session the person chairs; else say that it is gone."""
    number = int(subject) if subject.isascii() and subject.isdecimal() and len(subject) <= _DIGITS else 0
    question = await context.store.questions.find(number, context.person.id)
    session = _chaired(context, question.session) if question else None
    if question is None or session is None:
        await context.show(manners.gone(context.view))
        return None
    return _Meant(question, session)


def _right(context: Context, session: Session) -> Chair:
    return Chair(context.person.id, session.id, session.chairs)


@feature.button("chairdo")
async def decide(context: Context, subject: str, arg: str) -> None:
    """Take, answer, hide a question, or put it back on the list; then show the list it was done on."""
    letter, _, page = arg.partition(".")
    meant = await _meant(context, subject)
    state = screens.LETTERS.get(letter)
    if meant is None or state is None:
        return
    told, machine = telling(meant.session, context.now), context.desk.machine()
    right = _right(context, meant.session)
    decided = await context.store.questions.decide(right, meant.question.id, state, told, machine)
    await _say(context, decided, state)
    await (_settled if letter == "b" else _list)(context, meant.session, number_in(page))


async def _say(context: Context, decided: Decided, state: str) -> None:
    """Answer the tap with what was done; whoever asked is told soon."""
    context.desk.outbox.stir()
    done = decided in {Decided.DONE, Decided.SAME}
    await context.answer(context.t.plain(f"chair.done_{state}") if done else context.t.plain("chair.changed"))


@feature.button("chairmerge")
async def choose_other(context: Context, subject: str, arg: str) -> None:
    """Ask into which question another is merged."""
    back, _, page = arg.partition(".")
    meant = await _meant(context, subject)
    if meant is None:
        return
    listed = await context.store.questions.open_of(meant.session.id, context.now)
    others = [other for other in listed if other.id != meant.question.id]
    pages = number_in(page), number_in(back)
    await context.show(screens.merging(context.view, meant.session, meant.question, others, *pages))


@feature.button("chairinto")
async def merge(context: Context, subject: str, arg: str) -> None:
    """Merge a question into another, then show the list."""
    meant = await _meant(context, subject)
    into = int(arg) if arg.isascii() and arg.isdecimal() and len(arg) <= _DIGITS else 0
    if meant is None:
        return
    told, machine = telling(meant.session, context.now), context.desk.machine()
    right = _right(context, meant.session)
    decided = await context.store.questions.merge(right, meant.question.id, into, told, machine)
    await _say(context, decided, "merged")
    await _list(context, meant.session)
