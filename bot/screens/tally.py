"""What people thought of sessions, for organisers and those who spoke: figures and texts, from enough answers on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from bot.drawings.sheets import Bar, Chart
from bot.rated import ENOUGH, STARS
from bot.screens.feedback import name, shown
from bot.screens.fitting import shorten
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Drawing, Screen
from bot.screens.sessions import GAP, LABEL, LINE, TITLE
from schedule.feedback import asked_about

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from bot.rated import Tally
    from bot.screens.paging import Sheet
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session

PAGE = 8
TEXTS = 8
_BLOCKS = 12


def mine(view: View) -> tuple[Session, ...]:
    """Return the sessions whose tallies this reader may see: organisers all, speakers theirs, nobody else any."""
    theirs = {person for right, person in view.reader.roles if right == "speaker"}
    return tuple(
        session
        for session in view.programme.sessions
        if asked_about(session) and (view.reader.organiser or not theirs.isdisjoint(session.people))
    )


def days(sessions: Sequence[Session]) -> tuple[date, ...]:
    """Return the days of sessions, in order."""
    return tuple(sorted({session.day for session in sessions}))


def leaf(sessions: Sequence[Session], day: date, wanted: int) -> Sheet[Session]:
    """Return a page of a day's sessions."""
    return sheet([session for session in sessions if session.day == day], wanted, PAGE)


def chart(view: View, day: date, sessions: Sequence[Session], tallies: Mapping[str, Tally]) -> Chart:
    """Return what is to be drawn of these sessions."""
    bars = tuple(_bar(view, session, tallies.get(session.id)) for session in sessions)
    return Chart(view.t.plain("tally.chart", day=view.t.day(day)), view.t.plain("tally.scale"), bars)


def _bar(view: View, session: Session, tally: Tally | None) -> Bar:
    title = shorten(view.words(session.title), TITLE)
    if tally is None:
        return Bar(title, None, view.t.plain("tally.few", enough=ENOUGH))
    return Bar(title, tally.mean, view.t.plain("tally.figures", mean=_mean(view, tally), count=tally.count))


def _mean(view: View, tally: Tally) -> str:
    return str(format_decimal(tally.mean, "0.0", view.t.locale))


def page(
    view: View, day: date, others: Sequence[date], page: Sheet[Session], tallies: Mapping[str, Tally], picture: bytes
) -> Screen:
    """Return a day's sessions with their picture; without one where no session has enough answers."""
    told = sum(tallies[session.id].count for session in page.shown if session.id in tallies)
    about = view.t.count("tally.answers", told) if picture else view.t("tally.none", enough=ENOUGH)
    lines = (view.t("tally.title", day=view.t.day(day)), about, *footer(view, page), view.t("tally.promise"))
    drawing = Drawing(f"feedback-{day}.png", picture) if picture else None
    return Screen(LINE.join(lines), _buttons(view, day, others, page), drawing=drawing)


def _buttons(view: View, day: date, others: Sequence[date], page: Sheet[Session]) -> Rows:
    near = [other for other in others if other != day][:3]
    rows: Rows = (
        *((Button.to(shorten(view.words(each.title), LABEL), "tally", each.id),) for each in page.shown),
        turn(view, "tallies", page, day.isoformat()),
        tuple(Button.to(view.t.short_day(other), "tallies", other.isoformat()) for other in near),
        (Button.to(view.t.plain("feedback.mine"), "ratings"),),
    )
    return tuple(row for row in rows if row)


def one(view: View, session: Session, tally: Tally | None, wanted: int = 0) -> Screen:
    """Return a session's figures and a page of what was written; only that there is too little, where there is."""
    back = Button.to(view.t.plain("button.back"), "tallies", session.day.isoformat())
    if tally is None:
        return Screen(GAP.join((name(view, session), view.t("tally.too_few", enough=ENOUGH))), ((back,),))
    written = sheet(tally.words, wanted, TEXTS)
    head = view.t.count("tally.mean", tally.count, mean=_mean(view, tally))
    blocks = [name(view, session), LINE.join((head, *_distribution(view, tally)))]
    blocks += [view.t("feedback.said", words=words) for words in written.shown]
    blocks += footer(view, written)
    rows = (turn(view, "tally", written, session.id), (back,))
    return Screen(GAP.join(blocks), tuple(row for row in rows if row))


def _distribution(view: View, tally: Tally) -> list[Markup]:
    most = max(tally.stars)
    return [
        view.t("tally.line", stars=shown(star), blocks="▇" * round(_BLOCKS * number / most), number=number)
        for star, number in reversed(list(zip(STARS, tally.stars, strict=True)))
    ]


def not_yours(view: View) -> Screen:
    """Say that these figures are for others."""
    return Screen(view.t("tally.not_yours"))
