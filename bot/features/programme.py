"""The programme: a day, its list, a session's page, and what can be done with a session there."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import day as days
from bot.screens import manners
from bot.screens import session as session_screen
from bot.screens.sessions import calendar_of
from bot.texts import phrases
from schedule.words import phrasings

feature = Feature()


@feature.command("programme", de="programm", also=("program",), groups=True, rank=12)
async def programme(context: Context) -> None:
    """Answer with the list of the day that runs or comes next."""
    view = context.view
    day = days.today(view)
    await context.show(days.page(view, day, days.current(view, day)) if day else days.none(view))


@feature.text(Turn.QUESTION)
async def tomorrow(context: Context) -> bool:
    """Answer a question for tomorrow with the list of that day."""
    if phrases("asks.tomorrow").isdisjoint(phrasings(context.words)):
        return False
    day = context.now.astimezone(context.programme.conference.zone).date() + timedelta(days=1)
    await show_day(context, day.isoformat(), "")
    return True


@feature.button("days")
async def choose_day(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into the choice of days."""
    await context.show(days.choose_day(context.view))


@feature.button("day")
async def show_day(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a page of a day's list."""
    view, day = context.view, days.named(subject)
    if day is None:
        await context.show(manners.gone(view))
        return
    await context.show(days.page(view, day, days.Place.parse(arg) or days.current(view, day)))


@feature.button("tracks")
async def choose_track(context: Context, subject: str, _arg: str) -> None:
    """Turn the message into the choice of a day's tracks."""
    day = days.named(subject)
    await context.show(days.choose_track(context.view, day) if day else manners.gone(context.view))


@feature.button("session")
async def show_session(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a session's page."""
    session = context.programme.session.get(subject)
    await context.show(session_screen.page(context.view, session, arg) if session else manners.gone(context.view))


@feature.link("s-")
async def open_session(context: Context, subject: str) -> None:
    """Answer a deep link with a session's page."""
    await show_session(context, subject, "")


@feature.button("ics")
async def calendar_file(context: Context, subject: str, _arg: str) -> None:
    """Send a session's calendar file."""
    session = context.programme.session.get(subject)
    if session is None:
        await context.show(manners.gone(context.view))
        return
    await context.show(calendar_of(context.view, session), fresh=True)
