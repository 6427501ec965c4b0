"""Asking those on stage a question: writing it, looking at it, what has become of one's own. It keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.asked import QuestionState
from bot.screens.choices import choice
from bot.screens.fitting import shorten, visible
from bot.screens.moments import clocks_in_city, day_of
from bot.screens.questions import AHEAD, FRESH, NAME, SAID, TEXT, opener, until, window
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, title
from schedule.asking import from_afar, taking
from schedule.localised import clean
from schedule.model import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asked import Question
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

LONGEST = 300
"""So many characters a question may have."""
MOST = 20


def ask_button(view: View, session: Session, *, fresh: bool = True) -> tuple[Button, ...]:
    """Return the button that asks in a session, from two hours before questions open until they close.

    What it opens is a new message if `fresh`, so that a page or a letter stays as it is.
    """
    held = window(view, session)
    if held is None or not held.opens - AHEAD <= view.now < held.closes:
        return ()
    return (Button.to(view.t.plain("ask.button"), "ask", session.id, FRESH if fresh else ""),)


def ask_row(view: View, items: Sequence[Item]) -> tuple[Button, ...]:
    """Return the button that asks in one of these sessions; where several take questions, it lets one be chosen."""
    found = [button for item in items if isinstance(item, Session) for button in ask_button(view, item)]
    return tuple(found) if len(found) <= 1 else (Button.to(view.t.plain("ask.button"), "go", "ask"),)


def refusal(view: View, session: Session) -> str:
    """Return why nobody can ask yet, in at most 200 plain characters; empty if they can, or could before."""
    held = window(view, session)
    if held is None:
        return view.t.plain("ask.alert_none")
    if view.now >= held.opens:
        return ""
    opens = visible(clocks_in_city(view, held.opens))
    day = day_of(view, held.opens)
    when = opens if day == day_of(view, view.now) else f"{view.t.short_day(day)}, {opens}"
    return view.t.plain("ask.alert_opens", time=when)


def written(words: str) -> str:
    """Return what somebody wrote as a question: on one line, without what nobody can see; empty if nothing is left."""
    plain = " ".join(clean(words).split())
    return plain if any(character.isalnum() for character in plain) else ""


def name_in(words: str) -> str:
    """Return a name that Telegram tells, as it is shown: on one line, without what nobody can see."""
    return shorten(" ".join(clean(words).split()), NAME)


def over(text: str) -> int:
    """Return by how many characters a question is too long; 0 if it is not."""
    return max(len(text) - LONGEST, 0)


def prompt(view: View, session: Session, name: str | None, mended: str = "") -> Screen:
    """Ask for the question; `mended` is what it has said so far."""
    head = LINE.join((title(view, session), until(view, session)))
    before = (view.t("ask.so_far", text=mended),) if mended else ()
    blocks = (head, *before, LINE.join((view.t("ask.write", n=LONGEST), shown_as(view, name))))
    return Screen(GAP.join(blocks), (_names(view, name), (opener(view, session),)))


def shown_as(view: View, name: str | None) -> Markup:
    """Return how a question is going to be shown: with a name, or without."""
    return view.t("ask.with_name", name=name) if name else view.t("ask.without_name")


def _names(view: View, name: str | None) -> tuple[Button, ...]:
    return (
        choice(view.t.plain("ask.button_anonymous"), "askname", "off", chosen=name is None),
        choice(view.t.plain("ask.button_named"), "askname", "on", chosen=name is not None),
    )


def preview(view: View, session: Session, text: str, name: str | None) -> Screen:
    """Return a question as others will see it, and the choice."""
    place = "ask.you_stream" if from_afar(session, online=view.online) else "ask.you_hall"
    blocks = (
        LINE.join((title(view, session), until(view, session))),
        view.t("ask.quote", text=text),
        LINE.join((shown_as(view, name), view.t(place), view.t("ask.again"))),
    )
    do = Button.to(view.t.plain("ask.do"), "askdo", session.id)
    drop = Button.to(view.t.plain("ask.drop"), "askdrop", session.id)
    return Screen(GAP.join(blocks), ((do,), _names(view, name), (drop,)))


def too_long(view: View, more: int) -> Screen:
    """Say by how much a question is too long."""
    return Screen(view.t.count("ask.too_long", more, longest=LONGEST))


def empty(view: View) -> Screen:
    """Say that nothing can be read in it."""
    return Screen(view.t("ask.no_words"))


def too_many(view: View, most: int) -> Screen:
    """Say that it is enough for a day."""
    return Screen(view.t("ask.too_many", n=most))


def late(view: View, session: Session) -> Screen:
    """Say that questions are not taken, and since when, to somebody who wrote one."""
    blocks = (LINE.join((title(view, session), until(view, session))), view.t("ask.not_kept"))
    return Screen(GAP.join(blocks), ((opener(view, session),),))


def own(view: View, session: Session, question: Question, *, just: str = "") -> Screen:
    """Return the reader's own question and what can be done with it; `just` is the key of what has just happened."""
    blocks = [
        *([view.t(just)] if just else []),
        LINE.join((title(view, session), until(view, session))),
        view.t("ask.quote", text=shorten(question.text, TEXT)),
        LINE.join((_standing(view, question), shown_as(view, question.name), *_open(view, question))),
    ]
    waits = question.state is QuestionState.OPEN
    mend = Button.to(view.t.plain("ask.edit"), "askedit", str(question.id))
    back = Button.to(view.t.plain("ask.withdraw"), "askback", str(question.id))
    rows: Rows = ((mend, back), (opener(view, session),)) if waits else ((opener(view, session),),)
    return Screen(GAP.join(blocks), rows)


def _open(view: View, question: Question) -> tuple[Markup, ...]:
    return (view.t("ask.until_taken"),) if question.state is QuestionState.OPEN else ()


def _standing(view: View, question: Question) -> Markup:
    votes = view.t.count("ask.has_votes", question.votes)
    return votes + Markup(" · ") + view.t.count("ask.merged", question.merged) if question.merged else votes


def withdrawn(view: View, session: Session) -> Screen:
    """Say that a question was taken back."""
    return Screen(view.t("ask.withdrawn"), ((*ask_button(view, session, fresh=False), opener(view, session)),))


def dropped(view: View, session: Session) -> Screen:
    """Say that nothing was asked."""
    return Screen(view.t("ask.dropped"), ((*ask_button(view, session, fresh=False), opener(view, session)),))


def choose(view: View, sessions: Sequence[Session], *, said: bool = False) -> Screen:
    """Return the choice among sessions that take questions now; without any, say which does next.

    `said`: the question itself was written already.
    """
    if not sessions:
        return Screen(LINE.join((view.t("ask.nowhere"), *_next(view))))
    rows = tuple((_pick(view, session, SAID if said else ""),) for session in sessions[:MOST])
    return Screen(view.t("ask.which"), rows)


def _pick(view: View, session: Session, arg: str) -> Button:
    return Button.to(shorten(view.words(session.title), LABEL), "ask", session.id, arg)


def _next(view: View) -> tuple[Markup, ...]:
    coming = (session for session in view.programme.sessions if session.start > view.now and window(view, session))
    first = next(coming, None)
    return (LINE.join((title(view, first), until(view, first))),) if first else ()


def meant(view: View, mine: Sequence[Session]) -> tuple[Session, ...]:
    """Return the sessions that take questions and may be meant: of those that run the followed, if there are any.

    `mine` are the sessions that the reader follows.
    """
    now = taking(view.programme, view.now, online=view.online)
    running = tuple(session for session in now if session.start <= view.now < session.end)
    own_now = tuple(session for session in running or now if session in mine)
    return own_now if len(own_now) == 1 else now
