"""The speakers, and who each of them is."""

from bot.context import Context
from bot.feature import Feature
from bot.screens import manners
from bot.screens import speakers as speakers_screen

feature = Feature()


@feature.command("speakers", de="sprecher", rank=40)
async def speakers(context: Context) -> None:
    """Answer with the list by surname."""
    await context.show(speakers_screen.listed(context.view))


@feature.button("people")
async def show_list(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into a page of the list."""
    await context.show(speakers_screen.listed(context.view, arg))


@feature.button("speaker")
async def show_speaker(context: Context, subject: str, _arg: str) -> None:
    """Answer with a speaker's page; one with a photo comes as a new message, so that the two stand together."""
    speaker = context.programme.speaker.get(subject)
    screen = speakers_screen.page(context.view, speaker) if speaker else manners.gone(context.view)
    await context.show(screen, fresh=bool(screen.attachments))


@feature.link("sp-")
async def open_speaker(context: Context, subject: str) -> None:
    """Answer a deep link with a speaker's page."""
    await show_speaker(context, subject, "")
