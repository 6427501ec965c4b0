"""What journalists need."""

from bot.context import Context
from bot.feature import Feature
from bot.screens import press as press_screen
from bot.screens.paging import number_in

feature = Feature()


@feature.command("press", de="presse", rank=62)
async def press(context: Context) -> None:
    """Answer with contacts, each also as a card, releases and accreditation."""
    await context.show(press_screen.page(context.view))


@feature.button("press")
async def turn(context: Context, _subject: str, arg: str) -> None:
    """Show another page; one with cards is a new message, so that they stand beneath it."""
    screen = press_screen.page(context.view, number_in(arg))
    await context.show(screen, fresh=bool(screen.attachments))
