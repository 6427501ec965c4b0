"""What somebody in the chair sees of a session's questions, and what they can decide there. It decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asked import QuestionState
from bot.screens.fitting import shorten
from bot.screens.moments import day_of, hour
from bot.screens.paging import footer, sheet, turn
from bot.screens.questions import AHEAD, FRESH, PAGE, entry, leaf_sheet, until
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, title
from schedule.asking import takes_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from bot.asked import Leaf, Question
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session

SESSIONS = 8
LETTERS = {
    "t": QuestionState.TAKEN,
    "a": QuestionState.ANSWERED,
    "h": QuestionState.HIDDEN,
    "o": QuestionState.OPEN,
    "b": QuestionState.OPEN,
}
"""What a button of the chair's decides; `b` is `o` on the list of what is settled."""


def may_chair(view: View, session: Session) -> bool:
    """Tell whether the reader takes the chair of a session: as a speaker whom it names, or as an organiser."""
    roles = view.reader.roles
    return view.reader.organiser or any(("speaker", chair) in roles for chair in session.chairs)


def chair_button(view: View, session: Session) -> tuple[Button, ...]:
    """Return the button that shows a session's questions, in a new message, to those who take the chair.

    It is there from two hours before questions open.
    """
    held = takes_questions(view.programme, session)
    if held is None or view.now < held.opens - AHEAD or not may_chair(view, session):
        return ()
    return (Button.to(view.t.plain("chair.button"), "chair", session.id, FRESH),)


def theirs(view: View) -> tuple[Session, ...]:
    """Return the sessions with questions whose chair the reader takes, in order."""
    return tuple(
        session
        for session in view.programme.sessions
        if may_chair(view, session) and takes_questions(view.programme, session)
    )


def choose(view: View, sessions: Sequence[Session], number: int | None = None) -> Screen:
    """Return the choice among sessions; without a page's number, the one with what runs or comes next."""
    if not sessions:
        return Screen(view.t("chair.none"))
    coming = next((at for at, session in enumerate(sessions) if view.now < session.end), len(sessions) - 1)
    leaf = sheet(sessions, coming // SESSIONS if number is None else number, SESSIONS)
    rows: Rows = tuple((_pick(view, session),) for session in leaf.shown)
    turns = turn(view, "chairs", leaf)
    return Screen(GAP.join((view.t("chair.which"), *footer(view, leaf))), (*rows, turns) if turns else rows)


def _pick(view: View, session: Session) -> Button:
    day = "" if day_of(view, session.start) == day_of(view, view.now) else f"{view.t.weekday(session.day)} "
    label = f"{day}{hour(view, session.start)} {view.words(session.title)}"
    return Button.to(shorten(label, LABEL), "chair", session.id)


def listing(view: View, session: Session, leaf: Leaf) -> Screen:
    """Return a page of the questions that wait or are taken, with what can be decided on each."""
    page = leaf_sheet(leaf)
    numbered = list(enumerate(leaf.shown, leaf.number * PAGE + 1))
    entries = [entry(view, at, question, placed=True) for at, question in numbered]
    blocks = (
        _head(view, session, view.t("chair.title")),
        *((*entries, view.t("chair.legend")) if entries else (view.t("chair.list_empty"),)),
        *footer(view, page),
    )
    rows = tuple(_decisions(view, at, question, leaf.number) for at, question in numbered)
    settled = Button.to(view.t.plain("chair.settled"), "chairdone", session.id)
    again = Button.to(view.t.plain("ask.refresh"), "chair", session.id, str(leaf.number))
    return Screen(GAP.join(blocks), _rows(*rows, turn(view, "chair", page, session.id), (settled, again)))


def _head(view: View, session: Session, heading: Markup) -> Markup:
    return LINE.join((heading, title(view, session), until(view, session)))


def _rows(*rows: tuple[Button, ...]) -> Rows:
    return tuple(row for row in rows if row)


def _decisions(view: View, at: int, question: Question, page: int) -> tuple[Button, ...]:
    """Return what can be decided on a question, in signs that the legend explains: a row must fit a phone."""
    first = ("chair.take", "t") if question.state is QuestionState.OPEN else ("chair.untake", "o")
    signs = (first, ("chair.answer", "a"), ("chair.hide", "h"))
    decisions = (
        Button.to(view.t.plain(key, number=at), "chairdo", str(question.id), f"{letter}.{page}")
        for key, letter in signs
    )
    merge = Button.to(view.t.plain("chair.merge", number=at), "chairmerge", str(question.id), f"{page}.0")
    return (*decisions, merge)


def settled(view: View, session: Session, questions: Sequence[Question], number: int = 0) -> Screen:
    """Return a page of what was answered, hidden or merged, each with a way back to the list."""
    leaf = sheet(questions, number, PAGE)
    numbered = list(enumerate(leaf.shown, leaf.number * PAGE + 1))
    entries = [LINE.join((entry(view, at, question, placed=True), _ended(view, question))) for at, question in numbered]
    blocks = (_head(view, session, view.t("chair.settled_title")), *(entries or [view.t("chair.nothing_settled")]))
    backs = tuple(
        Button.to(view.t.plain("chair.back", number=at), "chairdo", str(question.id), f"b.{leaf.number}")
        for at, question in numbered
    )
    to_list = (Button.to(view.t.plain("chair.to_list"), "chair", session.id),)
    rows = _rows(backs[:3], backs[3:], turn(view, "chairdone", leaf, session.id), to_list)
    return Screen(GAP.join((*blocks, *footer(view, leaf))), rows)


def _ended(view: View, question: Question) -> Markup:
    return view.t(f"chair.is_{question.state}")


def merging(
    view: View, session: Session, question: Question, others: Sequence[Question], number: int, back: int
) -> Screen:
    """Return the choice of the question that another is merged into; `back` is the list's page it came from."""
    leaf = sheet(others, number, SESSIONS)
    rows: Rows = tuple((_into(view, question, other),) for other in leaf.shown)
    turns = tuple(
        Button.to(view.t.plain(key), "chairmerge", str(question.id), f"{back}.{page}")
        for key, page in (("button.previous", leaf.number - 1), ("button.next", leaf.number + 1))
        if 0 <= page < leaf.pages
    )
    leave = (Button.to(view.t.plain("chair.to_list"), "chair", session.id, str(back)),)
    text = view.t("chair.merge_which" if others else "chair.merge_none", text=shorten(question.text, LABEL * 3))
    return Screen(GAP.join((text, *footer(view, leaf))), _rows(*rows, turns, leave))


def _into(view: View, question: Question, other: Question) -> Button:
    label = view.t.plain("chair.into", n=other.votes, text=other.text)
    return Button.to(shorten(label, LABEL), "chairinto", str(question.id), str(other.id))
