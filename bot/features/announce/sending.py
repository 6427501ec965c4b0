"""From a draft to what waits to go: preview, when, confirmation, undo."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from bot.announced import Announcement
from bot.context import Context, Post
from bot.feature import Turn
from bot.features.announce.desk import AWAITED, draft, feature, found, people, show_again
from bot.features.announce.drafting import awaited
from bot.reader import Reader
from bot.screens import announce_send as screens
from bot.screens.fitting import visible
from bot.screens.letters import announcement as letters
from bot.texts import texts

HOLD = timedelta(seconds=10)
"""How long it can be undone, on the machine's clock."""
_SEND = re.compile(r"(now|\d{1,11})\.([0-9a-f]{12})(\.again)?")


@feature.button("announceview")
async def preview(context: Context, subject: str, _arg: str) -> None:
    """Show each version as it will arrive, then how many get it and the choice of when."""
    announcement = await draft(context, subject)
    if announcement is None or not (announcement.wordings and announcement.circle.chosen):
        return
    for language, wording in announcement.wordings.items():
        reader = Reader(texts(language))
        await context.show(letters.page(context.desk.view(reader, context.now), wording), fresh=True)
    reached = await context.store.announcements.reach(announcement)
    await context.show(screens.control(context.view, announcement, reached), fresh=True)


@feature.button("announcewhen")
async def choose_when(context: Context, subject: str, when: str) -> None:
    """Ask for the time, or whether it shall go now or in ten minutes."""
    announcement = await draft(context, subject)
    if announcement is None:
        return
    if when == "at":
        await context.wait_for(f"{AWAITED}-{announcement.id}-at")
        await context.show(screens.ask_time(context.view, announcement))
    else:
        await _question(context, announcement, None if when == screens.NOW else context.now + screens.SOON)


async def _question(context: Context, announcement: Announcement, at: datetime | None) -> None:
    await context.show(screens.question(context.view, announcement, await people(context, announcement), at))


@feature.message(Turn.AWAITED)
async def take_time(context: Context, post: Post) -> bool:
    """Take what was written for the time at which it shall go."""
    subject, what, _ = awaited(context)
    if what != "at":
        return False
    announcement = await draft(context, subject)
    if announcement is None:
        return True
    at = screens.instant_in(visible(post.html), context.view)
    if at is None or at <= context.now:
        problem = "announce.no_time" if at is None else "announce.time_is_over"
        await context.show(screens.ask_time(context.view, announcement, problem))
        return True
    await context.wait_for(None)
    await _question(context, announcement, at)
    return True


@feature.button("announcesend")
async def send(context: Context, subject: str, arg: str) -> None:
    """Confirm a draft as it was shown; what has changed since, or was said a short while ago, is asked about."""
    announcement = await found(context, subject)
    wish = _SEND.fullmatch(arg)
    if announcement is None or wish is None:
        return
    at = None if wish[1] == screens.NOW else datetime.fromtimestamp(int(wish[1]), UTC)
    if announcement.fingerprint != wish[2] or (at and at <= context.now):
        await _as_it_is(context, announcement)
    elif not wish[3] and await _said_before(context, announcement, at):
        return
    else:
        await _confirm(context, announcement, at)


async def _as_it_is(context: Context, announcement: Announcement) -> None:
    await context.show(screens.changed(context.view, announcement))


async def _said_before(context: Context, announcement: Announcement, at: datetime | None) -> bool:
    """Ask once more if the same text was confirmed less than ten minutes ago; tell whether it was."""
    machine = context.desk.machine()
    before = await context.store.announcements.said_before(announcement, machine)
    if before:
        await context.show(screens.repeated(context.view, announcement, machine - before, at))
    return before is not None


async def _confirm(context: Context, announcement: Announcement, at: datetime | None) -> None:
    machine = context.desk.machine()
    place = (context.chat_id, context.message_id) if context.message_id is not None else None
    await context.store.announcements.confirm(announcement, at, machine + HOLD, machine, place)
    context.desk.outbox.stir()
    # Whether this tap confirmed it or one before: how it stands now is the answer to both.
    await show_again(context, announcement)


@feature.button("announceundo")
async def undo(context: Context, subject: str, _arg: str) -> None:
    """Make a draft again of what has not begun."""
    announcement = await found(context, subject)
    if announcement is None:
        return
    if await context.store.announcements.undo(announcement.id):
        await context.answer(context.t.plain("announce.undone"))
    await show_again(context, announcement)
