"""After an announcement went out: saying it otherwise in every copy, or deleting them all."""

from __future__ import annotations

from dataclasses import replace

from bot.announced import Announcement, Wording
from bot.announced import AnnouncementState as State
from bot.context import Context, Post
from bot.feature import Turn
from bot.features.announce.desk import AWAITED, ask, feature, found, show, show_again
from bot.features.announce.drafting import awaited, wording_in
from bot.reader import Reader
from bot.screens import announce_draft as draft_screens
from bot.screens import announce_report as screens
from bot.screens.announce_words import too_long
from bot.screens.letters import announcement as letters
from bot.texts import texts

_SENT = {State.RUNNING, State.PAUSED, State.STOPPED, State.DONE}


@feature.button("announcerecall")
async def recall(context: Context, subject: str, wish: str) -> None:
    """Have every copy deleted if the button says yes; else ask."""
    announcement = await _sent(context, subject)
    if announcement is None:
        return
    machine = context.desk.machine()
    if wish == "yes":
        await context.store.announcements.recall(announcement.id, context.now, machine)
        context.desk.outbox.stir()
        await show_again(context, announcement)
        return
    await ask(context, announcement)
    tally = await context.store.announcements.tally(announcement)
    too_old = await context.store.announcements.too_old(announcement.id, machine)
    await context.show(screens.recall_question(context.view, announcement, tally, too_old))


async def _sent(context: Context, subject: str) -> Announcement | None:
    """Return the announcement if it went out and was not recalled; else show how it stands."""
    announcement = await found(context, subject)
    if announcement is None or announcement.state in _SENT:
        return announcement
    await show(context, announcement)
    return None


@feature.button("announcefix")
async def correct(context: Context, subject: str, arg: str) -> None:
    """Ask for the text that is to stand instead, or have it stand if the button says so."""
    announcement = await _sent(context, subject)
    if announcement is None:
        return
    await ask(context, announcement)
    if not arg:
        # What was begun earlier and never confirmed is not meant now.
        await context.store.announcements.propose(announcement.id, {})
    language = arg or (next(iter(announcement.wordings)) if len(announcement.wordings) == 1 else "")
    if arg.startswith("go."):
        await _correct(context, announcement, arg.removeprefix("go."))
    elif language in announcement.wordings:
        await context.wait_for(f"{AWAITED}-{announcement.id}-fix-{language}")
        await context.show(screens.ask_correction(context.view, announcement, language))
    else:
        await context.show(screens.which_language(context.view, announcement))


async def _correct(context: Context, announcement: Announcement, fingerprint: str) -> None:
    """Have the correction stand that was shown; a second tap, or one on another, changes nothing."""
    if announcement.correction_fingerprint == fingerprint:
        await context.store.announcements.correct(announcement, context.now, context.desk.machine())
        context.desk.outbox.stir()
    await show_again(context, announcement)


@feature.message(Turn.AWAITED)
async def take_correction(context: Context, post: Post) -> bool:
    """Take what was written for the text that is to stand instead, and show it as it will."""
    subject, what, language = awaited(context)
    if what != "fix":
        return False
    announcement = await _sent(context, subject)
    wording = await wording_in(context, post)
    if announcement and wording and language in announcement.wordings:
        await _propose(context, announcement, language, wording)
    return True


async def _propose(context: Context, announcement: Announcement, language: str, wording: Wording) -> None:
    """Keep a correction and ask; the picture or file that it went out with stays."""
    if wording.media:
        await context.show(screens.text_only(context.view))
        return
    wording = replace(wording, media=announcement.wordings[language].media)
    if too_long(wording):
        await context.show(draft_screens.too_long(context.view, wording))
        return
    await context.wait_for(None)
    correction = {**announcement.correction, language: wording}
    await context.store.announcements.propose(announcement.id, correction)
    tally = await context.store.announcements.tally(announcement)
    for each, said in correction.items():
        view = context.desk.view(Reader(texts(each)), context.now)
        await context.show(letters.page(view, said))
    await context.show(screens.correction_question(context.view, replace(announcement, correction=correction), tally))
