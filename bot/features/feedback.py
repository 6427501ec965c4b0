"""What people thought: stars and words of one's own, and for organisers and those who spoke what all have said."""

from __future__ import annotations

from datetime import date

from bot.context import Context
from bot.drawings.album import album
from bot.feature import Feature, Turn
from bot.rated import STARS, WORDS
from bot.screens import day as days
from bot.screens import feedback as screens
from bot.screens import manners, tally
from bot.screens import settings as settings_screen
from bot.screens.fitting import units
from bot.screens.paging import number_in
from schedule.feedback import half_of
from schedule.model import Session

feature = Feature()
AWAITED = "rate-"


@feature.command("feedback", de="rueckmeldungen", rank=63)
async def feedback(context: Context) -> None:
    """Answer with the day's tallies to those who may see any, else with what one has given oneself."""
    sessions = tally.mine(context.view)
    if not sessions:
        await ratings(context, "", "")
        return
    every, today = tally.days(sessions), days.today(context.view)
    await _show_day(context, today if today in every else every[0], 0)


@feature.button("tallies")
async def show_day(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a page of a day's tallies."""
    day = days.named(subject)
    if day in tally.days(tally.mine(context.view)):
        await _show_day(context, day, number_in(arg))
    else:
        await context.show(tally.not_yours(context.view))


async def _show_day(context: Context, day: date, wanted: int) -> None:
    view, sessions = context.view, tally.mine(context.view)
    leaf = tally.leaf(sessions, day, wanted)
    tallies = await context.store.feedback.tallies([session.id for session in leaf.shown])
    # Whoever tapped need not wait for a word until the picture is drawn.
    await context.answer()
    picture = await album.picture(tally.chart(view, day, leaf.shown, tallies)) if tallies else b""
    await context.show(tally.page(view, day, tally.days(sessions), leaf, tallies, picture))


@feature.button("tally")
async def show_one(context: Context, subject: str, arg: str) -> None:
    """Send a session's figures and texts to those who may see them; the picture stays, pages turn in place."""
    session = next((session for session in tally.mine(context.view) if session.id == subject), None)
    if session is None:
        await context.show(tally.not_yours(context.view))
        return
    found = await context.store.feedback.tallies([subject])
    await context.show(tally.one(context.view, session, found.get(subject), number_in(arg)), fresh=not arg)


@feature.button("ratings")
async def ratings(context: Context, _subject: str, arg: str) -> None:
    """Show what one has given oneself."""
    given = await context.store.feedback.of(context.person.id)
    await context.show(screens.mine(context.view, given, number_in(arg)))


@feature.button("rate")
async def rate(context: Context, subject: str, arg: str) -> None:
    """Keep stars, as often as anybody changes their mind, and ask for a word; without stars show the choice."""
    session = await _rated(context, subject)
    if session is None:
        return
    if arg in map(str, STARS):
        await context.store.feedback.rate(context.person.id, subject, int(arg), context.now)
        await context.wait_for(AWAITED + subject)
        await context.show(screens.thanks(context.view, session, int(arg)))
    else:
        given = await context.store.feedback.of(context.person.id)
        await context.show(screens.rating(context.view, session, given.get(subject)))


async def _rated(context: Context, subject: str) -> Session | None:
    """Return the session if it can be rated; else say why not."""
    session = context.programme.session.get(subject)
    if session is None:
        await context.show(manners.gone(context.view))
    elif not screens.may_be_rated(context.view, session):
        own = screens.spoke_in(context.view, session)
        await context.answer(context.t.plain("feedback.own" if own else "feedback.not_yet"), alert=True)
        return None
    return session


@feature.text(Turn.AWAITED)
async def say(context: Context) -> bool:
    """Take the next plain text for the word about the session that has just been given stars."""
    awaited = context.person.awaiting or ""
    session = context.programme.session.get(awaited.removeprefix(AWAITED))
    if not awaited.startswith(AWAITED) or session is None:
        return False
    if units(context.words) > WORDS:
        await context.show(screens.too_long(context.view, session, units(context.words)))
        return True
    await context.wait_for(None)
    await context.store.feedback.say(context.person.id, session.id, context.words)
    await _show_kept(context, session)
    return True


@feature.button("unsay")
async def unsay(context: Context, subject: str, _arg: str) -> None:
    """Forget a word; the stars stay."""
    await context.store.feedback.say(context.person.id, subject, None)
    await leave(context, subject, "")


@feature.button("unrate")
async def take_back(context: Context, subject: str, _arg: str) -> None:
    """Forget stars and word."""
    await context.store.feedback.take_back(context.person.id, subject)
    await leave(context, subject, "")


@feature.button("rated")
async def leave(context: Context, subject: str, _arg: str) -> None:
    """Leave it at that, and show what else of the half day has no stars."""
    session = await _rated(context, subject)
    if session:
        await _show_kept(context, session)


async def _show_kept(context: Context, session: Session) -> None:
    store, zone = context.store.feedback, context.programme.conference.zone
    given = await store.of(context.person.id)
    asked = await store.asking(context.person.id, half_of(context.programme, session), zone)
    left = [each for each in (asked.sessions if asked else ()) if each.id not in given and each is not session]
    over = [each for each in left if screens.may_be_rated(context.view, each)]
    await context.show(screens.done(context.view, session, given.get(session.id), over))


@feature.button("rateoff")
async def ask_no_more(context: Context, place: str, _arg: str) -> None:
    """Ask this person nothing of the kind any more."""
    await _set(context, place, asked=False)


@feature.button("rateon")
async def ask_again(context: Context, place: str, _arg: str) -> None:
    """Ask this person again."""
    await _set(context, place, asked=True)


async def _set(context: Context, place: str, *, asked: bool) -> None:
    await context.change(feedback=asked)
    if place == "feedback":
        await ratings(context, "", "")
    elif place == screens.SETTINGS:
        await context.show(settings_screen.page(context.view))
    else:
        await context.show(screens.on(context.view) if asked else screens.off(context.view))
