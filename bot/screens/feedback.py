"""Stars and words about sessions: the buttons to give them, and what a reader has given. It shows nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rated import STARS, WORDS
from bot.screens.fitting import shorten
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, TITLE
from schedule.feedback import asked_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markupsafe import Markup

    from bot.rated import Given
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session

PAGE = 8
SETTINGS = "settings"
LETTER = "letter"


def rate_button(view: View, session: Session) -> tuple[Button, ...]:
    """Return the button on a session's page, once it is over; none where nobody is asked about it."""
    if not (view.reader.private and may_be_rated(view, session)):
        return ()
    return (Button.to(view.t.plain("feedback.rate"), "rate", session.id),)


def may_be_rated(view: View, session: Session) -> bool:
    """Tell whether it is over, such that people are asked about it, and the reader did not speak in it."""
    return asked_about(session) and session.end <= view.now and not spoke_in(view, session)


def spoke_in(view: View, session: Session) -> bool:
    """Tell whether the reader has the right of somebody who speaks in it or takes the chair."""
    return any(right == "speaker" and person in session.people for right, person in view.reader.roles)


def stars_row(view: View, session: Session, chosen: int = 0) -> tuple[Button, ...]:
    """Return the five buttons; what was chosen is marked, 0: nothing."""
    return tuple(
        Button.to(
            view.t.plain("feedback.chosen" if star == chosen else "feedback.star", n=star),
            "rate",
            session.id,
            f"{star}",
        )
        for star in STARS
    )


def shown(stars: int) -> str:
    """Return stars as they are seen: ★★★★☆."""
    return "★" * stars + "☆" * (len(STARS) - stars)


def name(view: View, session: Session) -> Markup:
    """Return a session's title."""
    return view.t("session.title", title=shorten(view.words(session.title), TITLE))


def chooser(view: View, sessions: Iterable[Session], given: Mapping[str, Given]) -> Rows:
    """Return a row for each session, with the stars it has."""
    return tuple((Button.to(_label(view, session, given.get(session.id)), "rate", session.id),) for session in sessions)


def _label(view: View, session: Session, given: Given | None) -> str:
    title = view.words(session.title)
    return shorten(f"{shown(given.stars)} {title}" if given else title, LABEL)


def no_more(view: View, place: str = LETTER) -> Button:
    """Return the button that ends all questions of this kind."""
    return Button.to(view.t.plain("feedback.off"), "rateoff", place)


def rating(view: View, session: Session, given: Given | None) -> Screen:
    """Return the choice of stars for a session."""
    lines = [view.t("feedback.how"), name(view, session)]
    if given and given.words:
        lines.append(view.t("feedback.said", words=given.words))
    row = stars_row(view, session, given.stars if given else 0)
    rows: Rows = (row, (_to_page(view, session), *_back_to_list(view, session)))
    if given:
        rows = (*rows, (Button.to(view.t.plain("feedback.take_back"), "unrate", session.id),))
    return Screen(GAP.join(lines), rows)


def thanks(view: View, session: Session, stars: int) -> Screen:
    """Return the answer to stars, which asks for a word."""
    lines = (_kept(view, session, stars), view.t("feedback.a_word", most=WORDS))
    leave = Button.to(view.t.plain("feedback.leave"), "rated", session.id)
    return Screen(GAP.join(lines), (stars_row(view, session, stars), (leave,)))


def too_long(view: View, session: Session, length: int) -> Screen:
    """Say that a word was not kept as it is too long."""
    leave = Button.to(view.t.plain("feedback.leave"), "rated", session.id)
    return Screen(view.t("feedback.too_long", most=WORDS, length=length), ((leave,),))


def done(view: View, session: Session, given: Given | None, left: Sequence[Session]) -> Screen:
    """Return what was kept about a session, and the ones of the same half day without stars."""
    lines: list[Markup] = [_kept(view, session, given.stars) if given else view.t("feedback.no_stars")]
    rows: list[tuple[Button, ...]] = []
    if given and given.words:
        lines.append(view.t("feedback.said", words=given.words))
        rows.append((Button.to(view.t.plain("feedback.unsay"), "unsay", session.id),))
    if left:
        lines.append(view.t("feedback.others"))
        rows += chooser(view, left, {})
    rows.append((_to_page(view, session), Button.to(view.t.plain("feedback.mine"), "ratings")))
    return Screen(GAP.join(lines), tuple(rows))


def _kept(view: View, session: Session, stars: int) -> Markup:
    return LINE.join((view.t("feedback.thanks", stars=shown(stars)), name(view, session)))


def _to_page(view: View, session: Session) -> Button:
    return Button.to(view.t.plain("feedback.page"), "session", session.id)


def _back_to_list(view: View, session: Session) -> tuple[Button, ...]:
    return (Button.to(view.t.plain("button.back"), "rated", session.id),)


def mine(view: View, given: Mapping[str, Given], wanted: int = 0) -> Screen:
    """Return what a reader has given, the latest session first, and the switch."""
    rated = [session for session in reversed(view.programme.sessions) if session.id in given]
    leaf = sheet(rated, wanted, PAGE)
    blocks = [view.t("feedback.title_mine"), *(_given(view, session, given[session.id]) for session in leaf.shown)]
    if not rated:
        blocks.append(view.t("feedback.nothing_given"))
    blocks += footer(view, leaf)
    rows = (*chooser(view, leaf.shown, given), turn(view, "ratings", leaf), (switch(view, "feedback"),))
    return Screen(GAP.join(blocks), tuple(row for row in rows if row))


def _given(view: View, session: Session, given: Given) -> Markup:
    line = view.t("feedback.given", stars=shown(given.stars), title=shorten(view.words(session.title), LABEL))
    return LINE.join((line, view.t("feedback.said", words=given.words))) if given.words else line


def switch(view: View, place: str) -> Button:
    """Return the button that sets whether a reader is asked; it says what holds."""
    if view.reader.feedback:
        return Button.to(view.t.plain("settings.button_feedback"), "rateoff", place)
    return Button.to(view.t.plain("settings.button_no_feedback"), "rateon", place)


def off(view: View) -> Screen:
    """Say that no more questions come."""
    return Screen(view.t("feedback.is_off"), ((Button.to(view.t.plain("feedback.on"), "rateon", LETTER),),))


def on(view: View) -> Screen:
    """Say that questions come again."""
    return Screen(view.t("feedback.is_on"), ((no_more(view),),))
