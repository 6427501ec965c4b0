"""While an announcement runs and after: pause, resume, stop, who is in doubt, the outcome as a file, the past ones."""

from __future__ import annotations

from bot.context import Audience, Context
from bot.features.announce.desk import ask, feature, found, show_again
from bot.screens import announce_report as screens
from bot.screens.paging import Sheet, number_in, sheet


@feature.command("announcements", de="durchsagen", audience=Audience.ORGANISERS, rank=81)
async def past(context: Context) -> None:
    """Answer with what was announced, the latest first."""
    await _list(context, 0)


@feature.button("announcelist")
async def turn(context: Context, _subject: str, page: str) -> None:
    """Turn the message into a page of what was announced."""
    if context.person.organiser:
        await _list(context, number_in(page))


async def _list(context: Context, page: int) -> None:
    listed = sheet(await context.store.announcements.past(), page)
    shown = [(each, await context.store.announcements.tally(each)) for each in listed.shown]
    await context.show(screens.past(context.view, Sheet(shown, listed.number, listed.pages)))


@feature.button("announcerun")
async def steer(context: Context, subject: str, wish: str) -> None:
    """Pause, resume or stop it; what is so already stays so."""
    announcement = await found(context, subject)
    if announcement is None:
        return
    announcements = context.store.announcements
    if wish == "pause":
        await announcements.pause(announcement.id)
    elif wish == "resume":
        await announcements.resume(announcement.id)
    elif wish == "stop":
        await announcements.stop(announcement.id, context.desk.machine())
    context.desk.outbox.stir()
    await show_again(context, announcement)


@feature.button("announcedoubt")
async def decide(context: Context, subject: str, wish: str) -> None:
    """Send what is in doubt once more or leave it, as the button says; else show who is in doubt."""
    announcement = await found(context, subject)
    if announcement is None:
        return
    if wish == "again":
        await context.store.announcements.send_again(announcement.id)
        context.desk.outbox.stir()
    elif wish == "leave":
        await context.store.announcements.leave(announcement.id)
    doubtful = () if wish else await context.store.announcements.doubtful(announcement.id)
    if not doubtful:
        await show_again(context, announcement)
        return
    await ask(context, announcement)
    names = [await context.desk.replies.name_of(person) for person in doubtful[: screens.NAMED]]
    await context.show(screens.doubts(context.view, announcement, names, len(doubtful)))


@feature.button("announcecsv")
async def table(context: Context, subject: str, _arg: str) -> None:
    """Send a file of what became of each copy."""
    if announcement := await found(context, subject):
        deliveries = await context.store.announcements.deliveries(announcement.id)
        await context.show(screens.table(context.view, announcement, deliveries), fresh=True)
