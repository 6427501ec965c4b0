"""Questions to those on stage: asked, changed and taken back by one person, seen and voted on by all. It sends none."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from bot.asked import Draft, Place, Question, QuestionState, Refusal
from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import ask as screens
from bot.screens import manners, questions
from bot.screens.following import followed
from bot.screens.paging import number_in
from bot.store.deciding import telling
from bot.store.questions import A_DAY
from schedule.asking import from_afar
from schedule.model import Session

feature = Feature()
AWAITED = "ask"
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class _Writing:
    """What somebody is about to ask, noted until it is asked or dropped; `mends` is the question it takes the place of.

    `name` is what is going to be shown of them. Without a session, `text` was written before one was chosen.
    """

    session: str
    text: str = ""
    name: str | None = None
    mends: int | None = None


@feature.command("ask", de="fragen", rank=31)
async def ask(context: Context) -> None:
    """Ask in the session that is meant, with the words behind the command if there are any; or let one be chosen."""
    mine = tuple(item for item in followed(context.view) if isinstance(item, Session))
    sessions = screens.meant(context.view, mine)
    if len(sessions) != 1:
        if context.words:
            await _note(context, _Writing("", context.words))
        await context.show(screens.choose(context.view, sessions, said=bool(context.words)))
    elif context.words:
        await _begin_with(context, sessions[0], context.words)
    else:
        await _begin(context, sessions[0])


async def _begin_with(context: Context, session: Session, words: str) -> None:
    if await _begun(context, session):
        await _take(context, _Writing(session.id), words)


@feature.button("ask")
async def begin(context: Context, subject: str, arg: str) -> None:
    """Let the reader write their question in a session, or show the one that waits already."""
    session = context.programme.session.get(subject)
    refused = screens.refusal(context.view, session) if session else ""
    if arg == questions.FRESH:
        context.message_id = None
    if session is None:
        await context.show(manners.gone(context.view))
    elif refused:
        await context.answer(refused, alert=True)
    elif arg == questions.SAID and (said := await _noted(context)) and not said.session:
        await _begin_with(context, session, said.text)
    else:
        await _begin(context, session)


@feature.link("q-")
async def open_asking(context: Context, subject: str) -> None:
    """Answer a deep link: let the reader ask in a session, or say when that can be done."""
    session = context.programme.session.get(subject)
    if session and not screens.refusal(context.view, session):
        await _begin(context, session)
    elif session:
        await _list(context, session)
    else:
        await context.show(manners.gone(context.view))


async def _begin(context: Context, session: Session) -> None:
    if await _begun(context, session):
        await context.wait_for(AWAITED)
        await context.show(screens.prompt(context.view, session, None))


async def _begun(context: Context, session: Session) -> bool:
    """Begin a question, unless one of theirs waits, which is shown then, or none is taken any more."""
    waiting = await _waiting(context, session)
    if waiting:
        await context.show(screens.own(context.view, session, waiting))
    elif not _open(context, session):
        await _list(context, session)
    else:
        await _note(context, _Writing(session.id))
        return True
    return False


async def _waiting(context: Context, session: Session) -> Question | None:
    theirs = await context.store.questions.of(context.person.id, session.id)
    return next((question for question in theirs if question.state is QuestionState.OPEN), None)


def _open(context: Context, session: Session) -> bool:
    held = questions.window(context.view, session)
    return held is not None and held.holds(context.now)


@feature.text(Turn.AWAITED)
async def typed(context: Context) -> bool:
    """Take what was written for the question."""
    if context.person.awaiting != AWAITED:
        return False
    writing = await _noted(context)
    if writing is None:
        return False
    await _take(context, writing, context.words)
    return True


async def _take(context: Context, writing: _Writing, words: str) -> None:
    """Show a question as it will be seen, or say why it cannot be asked; what is written next takes its place."""
    text, session = screens.written(words), context.programme.session.get(writing.session)
    if session is None or not _open(context, session):
        await _drop(context)
        await context.show(screens.late(context.view, session) if session else manners.gone(context.view))
        return
    await context.wait_for(AWAITED)
    if not text or screens.over(text):
        await context.show(screens.too_long(context.view, screens.over(text)) if text else screens.empty(context.view))
        return
    await _note(context, replace(writing, text=text))
    await context.show(screens.preview(context.view, session, text, writing.name))


@feature.button("askname")
async def set_name(context: Context, wish: str, _arg: str) -> None:
    """Set whether the question is shown with the reader's name, as Telegram tells it now."""
    writing = await _noted(context)
    session = context.programme.session.get(writing.session) if writing else None
    if writing is None or session is None:
        await context.answer(context.t.plain("manners.outdated"))
        return
    name = screens.name_in(await context.desk.replies.name_of(context.person.id)) if wish == "on" else ""
    if wish == "on" and not name:
        await context.answer(context.t.plain("ask.no_name"), alert=True)
    await _note(context, writing := replace(writing, name=name or None))
    await context.wait_for(AWAITED)
    if writing.text:
        await context.show(screens.preview(context.view, session, writing.text, writing.name))
    else:
        await context.show(screens.prompt(context.view, session, writing.name, writing.text))


@feature.button("askdo")
async def do(context: Context, subject: str, _arg: str) -> None:
    """Ask what was looked at."""
    writing, session = await _noted(context), context.programme.session.get(subject)
    if session is None or writing is None or writing.session != subject or not writing.text:
        await context.answer(context.t.plain("manners.outdated"))
    elif not _open(context, session):
        await _drop(context)
        await context.show(screens.late(context.view, session))
    elif writing.mends:
        await _mend(context, session, writing, writing.mends)
    else:
        await _keep(context, session, writing)


async def _keep(context: Context, session: Session, writing: _Writing) -> None:
    place = Place.STREAM if from_afar(session, online=context.view.online) else Place.HALL
    draft = Draft(session.id, writing.text, writing.name, place)
    kept = await context.store.questions.ask(context.person.id, draft, context.now)
    await _drop(context)
    if kept is Refusal.TOO_MANY:
        await context.show(screens.too_many(context.view, A_DAY))
    elif isinstance(kept, Question):
        await context.show(screens.own(context.view, session, kept, just="ask.asked"))
    elif waiting := await _waiting(context, session):
        await context.show(screens.own(context.view, session, waiting))


async def _mend(context: Context, session: Session, writing: _Writing, question_id: int) -> None:
    mended = await context.store.questions.edit(context.person.id, question_id, writing.text, writing.name)
    await _drop(context)
    question = await context.store.questions.find(question_id, context.person.id)
    if question:
        just = "ask.mended" if mended else "ask.not_open"
        await context.show(screens.own(context.view, session, question, just=just))
    else:
        await context.show(manners.gone(context.view))


@feature.button("askdrop")
async def drop(context: Context, subject: str, _arg: str) -> None:
    """Ask nothing after all."""
    session = context.programme.session.get(subject)
    await _drop(context)
    await context.show(screens.dropped(context.view, session) if session else manners.gone(context.view))


@feature.button("askedit")
async def mend(context: Context, subject: str, _arg: str) -> None:
    """Let the reader write their question anew."""
    question, session = await _named(context, subject)
    if question is None or session is None or not question.mine:
        await context.show(manners.gone(context.view))
    elif question.state is not QuestionState.OPEN or not _open(context, session):
        await context.show(screens.own(context.view, session, question, just="ask.not_open"))
    else:
        await _note(context, _Writing(session.id, question.text, question.name, question.id))
        await context.wait_for(AWAITED)
        await context.show(screens.prompt(context.view, session, question.name, question.text))


@feature.button("askback")
async def withdraw(context: Context, subject: str, _arg: str) -> None:
    """Take a question back."""
    question, session = await _named(context, subject)
    if question is None or session is None or not question.mine:
        await context.show(manners.gone(context.view))
        return
    told, machine = telling(session, context.now), context.desk.machine()
    if await context.store.questions.withdraw(context.person.id, question.id, told, machine):
        context.desk.outbox.stir()
        await context.show(screens.withdrawn(context.view, session))
    else:
        await context.show(screens.own(context.view, session, question, just="ask.not_open"))


@feature.button("asklist")
async def turn(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a page of a session's questions."""
    session = context.programme.session.get(subject)
    if arg == questions.FRESH:
        context.message_id = None
    if session:
        await _list(context, session, number_in(arg))
    else:
        await context.show(manners.gone(context.view))


async def _list(context: Context, session: Session, number: int = 0) -> None:
    reader = context.person.id
    leaf = await context.store.questions.leaf_of(session.id, context.now, reader, number, questions.PAGE)
    await context.show(questions.listing(context.view, session, leaf))


@feature.button("askvote")
async def vote(context: Context, subject: str, arg: str) -> None:
    """Set whether the reader votes for a question, as the button says."""
    question, session = await _named(context, subject)
    wish, _, page = arg.partition(".")
    if question is None or session is None:
        await context.show(manners.gone(context.view))
        return
    wanted = wish == "on"
    may = _open(context, session)
    if not may or not await context.store.questions.set_vote(context.person.id, question.id, wanted=wanted):
        await context.answer(context.t.plain("ask.alert_no_vote"))
    await _list(context, session, number_in(page))


async def _named(context: Context, subject: str) -> tuple[Question | None, Session | None]:
    """Return the question that a button names, and its session."""
    number = int(subject) if subject.isascii() and subject.isdecimal() and len(subject) <= _DIGITS else 0
    question = await context.store.questions.find(number, context.person.id)
    return question, context.programme.session.get(question.session) if question else None


def _key(context: Context) -> str:
    return f"asking:{context.person.id}"


async def _noted(context: Context) -> _Writing | None:
    noted = await context.store.note(_key(context))
    return _Writing(**json.loads(noted)) if noted else None


async def _note(context: Context, writing: _Writing) -> None:
    await context.store.set_note(_key(context), json.dumps(asdict(writing)))


async def _drop(context: Context) -> None:
    await context.wait_for(None)
    if await context.store.note(_key(context)):
        await context.store.set_note(_key(context), "")
