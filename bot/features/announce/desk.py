"""What every step of an announcement needs: who may take it, which announcement is meant, how it stands."""

from __future__ import annotations

from bot.announced import Announcement
from bot.announced import AnnouncementState as State
from bot.context import Context
from bot.feature import Feature
from bot.screens import announce_draft as draft_screens
from bot.screens import announce_report as screens
from bot.screens import manners

feature = Feature()
AWAITED = "announce"
_DIGITS = 9
_GOING = {State.WAITING, State.RUNNING, State.PAUSED}


async def found(context: Context, subject: str) -> Announcement | None:
    """Return the announcement that a button names if this person may act on it; else say that it is outdated.

    A draft is its author's business, everything else any organiser's.
    """
    announcement = await _named(context, subject)
    if announcement and (announcement.state is not State.DRAFT or announcement.author == context.person.id):
        return announcement
    await context.answer(context.t.plain("manners.outdated"))
    return None


async def _named(context: Context, subject: str) -> Announcement | None:
    if not context.person.organiser or not subject.isdecimal() or len(subject) > _DIGITS:
        return None
    return await context.store.announcements.find(int(subject))


async def draft(context: Context, subject: str) -> Announcement | None:
    """Return the draft that a button names; what is none any more is shown as it stands instead."""
    announcement = await found(context, subject)
    if announcement is None or announcement.state is State.DRAFT:
        return announcement
    await show(context, announcement)
    return None


async def show(context: Context, announcement: Announcement) -> None:
    """Show how an announcement stands: a draft as far as it has got, all else with its numbers."""
    if announcement.state is State.DRAFT:
        reached = await people(context, announcement)
        await context.show(draft_screens.card(context.view, announcement, reached))
        return
    tally = await context.store.announcements.tally(announcement)
    if tally.open or announcement.state in _GOING:
        await watch(context, announcement)
    author = await context.desk.replies.name_of(announcement.author) if announcement.author else ""
    reached = await people(context, announcement) if announcement.state is State.WAITING else 0
    await context.show(screens.report(context.view, announcement, tally, author=author, reached=reached))


async def show_again(context: Context, announcement: Announcement) -> None:
    """Show how it stands after something was done about it."""
    now = await context.store.announcements.find(announcement.id)
    await (show(context, now) if now else context.show(manners.gone(context.view)))


async def watch(context: Context, announcement: Announcement) -> None:
    """Have its progress shown from now on in the message that was tapped."""
    if context.message_id is not None:
        await context.store.announcements.report_in(announcement.id, (context.chat_id, context.message_id))


async def ask(context: Context, announcement: Announcement) -> None:
    """Let nothing overwrite the question that is about to be shown in the message that was tapped."""
    if announcement.report == (context.chat_id, context.message_id):
        await context.store.announcements.report_in(announcement.id, None)


async def people(context: Context, announcement: Announcement) -> int:
    """Return how many people it is for as things are."""
    return sum((await context.store.announcements.reach(announcement)).values())
