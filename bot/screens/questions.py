"""The questions of a session as everybody sees them, most votes first, and one of them as an entry of a list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.asked import Place, QuestionState
from bot.screens.fitting import shorten
from bot.screens.moments import clocks_in_city, wait
from bot.screens.paging import Sheet, footer, turn
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE, title
from schedule.asking import behind, takes_questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.asked import Leaf, Question
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.asking import Window
    from schedule.model import Session

PAGE = 5
TEXT = 300
NAME = 64
AHEAD = timedelta(hours=2)
"""So long before questions open, pages and letters lead to them."""
_A_MINUTE = timedelta(minutes=1)
FRESH = "new"
"""Says that what a button opens is a new message: the one it stands under is left as it is."""
SAID = "said"
"""Says that the question was written before its session was chosen."""


def window(view: View, session: Session) -> Window | None:
    """Return when the reader may ask in a session; None if nobody may."""
    return takes_questions(view.programme, session, online=view.online)


def listing(view: View, session: Session, leaf: Leaf) -> Screen:
    """Return a page of the questions that wait or are taken, with the reader's votes."""
    first = leaf.number * PAGE + 1
    entries = [entry(view, at, question) for at, question in enumerate(leaf.shown, first)]
    blocks = (
        LINE.join((view.t("ask.list"), title(view, session), until(view, session))),
        *(entries or [view.t("ask.list_empty")]),
        *footer(view, leaf_sheet(leaf)),
    )
    return Screen(GAP.join(blocks), _buttons(view, session, leaf))


def leaf_sheet(leaf: Leaf) -> Sheet[Question]:
    """Return a page of questions as a page of any list."""
    return Sheet(leaf.shown, leaf.number, leaf.pages)


def until(view: View, session: Session) -> Markup:
    """Return how long questions are still taken, and by how much the reader's stream is behind; or since when not."""
    held = window(view, session)
    if held is None:
        return view.t("ask.none_here")
    if view.now < held.opens:
        return view.t("ask.opens", clocks=clocks_in_city(view, held.opens), wait=wait(view, held.opens))
    if view.now >= held.closes:
        return view.t("ask.closed", clocks=clocks_in_city(view, held.closes))
    left = _minutes(view, held.closes - view.now)
    late = behind(view.programme, session, online=view.online)
    return view.t("ask.open_behind", length=left, span=_span(view, late)) if late else view.t("ask.open", length=left)


def _minutes(view: View, left: timedelta) -> str:
    """Return a length of time in whole minutes, rounded up: of the last one, a minute is said to be left."""
    return view.t.length(-(-left // _A_MINUTE) * _A_MINUTE)


def _span(view: View, late: timedelta) -> str:
    seconds = round(late.total_seconds())
    return view.t.plain("ask.seconds", n=seconds) if seconds % 60 else view.t.length(late)


def entry(view: View, number: int, question: Question, *, placed: bool = False) -> Markup:
    """Return a question as an entry of a list; `placed` says where it comes from, too."""
    words = view.t("ask.entry", number=number, text=shorten(question.text, TEXT))
    return LINE.join((words, Markup(" · ").join(_facts(view, question, placed=placed))))


def _facts(view: View, question: Question, *, placed: bool) -> Iterator[Markup]:
    yield view.t("ask.votes", n=question.votes)
    if question.mine:
        yield view.t("ask.mine")
    else:
        yield said_by(view, question)
    if placed:
        yield view.t("ask.from_stream" if question.place is Place.STREAM else "ask.from_hall")
    if question.merged:
        yield view.t.count("ask.merged", question.merged)
    if question.state is QuestionState.TAKEN:
        yield view.t("ask.is_taken")


def said_by(view: View, question: Question) -> Markup:
    """Return the name that somebody asked under, or that they gave none."""
    if question.name is None:
        return view.t("ask.anonymous")
    return view.t("ask.named", name=shorten(question.name, NAME))


def _buttons(view: View, session: Session, leaf: Leaf) -> Rows:
    held = window(view, session)
    votes = _votes(view, leaf) if held and held.holds(view.now) else []
    rows = [tuple(votes[at : at + 3]) for at in range(0, len(votes), 3)]
    again = Button.to(view.t.plain("ask.refresh"), "asklist", session.id, str(leaf.number))
    label = "ask.button_mine" if leaf.waiting else "ask.button"
    mine = (Button.to(view.t.plain(label), "ask", session.id),) if held and view.now < held.closes else ()
    return tuple(row for row in (*rows, turn(view, "asklist", leaf_sheet(leaf), session.id), (*mine, again)) if row)


def _votes(view: View, leaf: Leaf) -> list[Button]:
    """Return a button for each question that the reader may vote for; it says what is wished, not that it changes."""
    return [
        Button.to(
            view.t.plain("ask.voted" if question.voted else "ask.vote", number=at, n=question.votes),
            "askvote",
            str(question.id),
            f"{'off' if question.voted else 'on'}.{leaf.number}",
        )
        for at, question in enumerate(leaf.shown, leaf.number * PAGE + 1)
        if question.state is QuestionState.OPEN and not question.mine
    ]


def opener(view: View, session: Session, *, fresh: bool = False) -> Button:
    """Return the button to the list of a session's questions."""
    return Button.to(view.t.plain("ask.all"), "asklist", session.id, FRESH if fresh else "")
