"""What a person follows, as a list and as one calendar file."""

from bot.context import Context
from bot.feature import Feature
from bot.screens import my
from bot.screens.paging import number_in

feature = Feature()


@feature.command("my", de="meine", rank=20)
async def followed(context: Context) -> None:
    """Answer with what the person follows, where time has got to."""
    await context.show(my.page(await context.seated()))


@feature.button("my")
async def turn(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into a page of what the person follows."""
    await context.show(my.page(await context.seated(), number_in(arg) if arg else None))


@feature.button("ties")
async def tracks_and_speakers(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into the tracks and speakers that the person follows."""
    await context.show(my.ties(context.view, number_in(arg)))


@feature.button("mycal")
async def calendar_file(context: Context, _subject: str, _arg: str) -> None:
    """Send one calendar file of all that the person follows."""
    await context.show(my.file(context.view), fresh=True)
