"""What can be watched, and the link of a session's stream for those who may have it."""

from bot.context import Context
from bot.feature import Feature
from bot.screens import manners, streams
from bot.screens.paging import number_in

feature = Feature()


@feature.command("streams", rank=30)
async def overview(context: Context) -> None:
    """Answer with what is open now and what opens when."""
    await context.show(streams.page(context.view))


@feature.button("streams")
async def turn(context: Context, subject: str, arg: str) -> None:
    """Show a page of the streams; a message with links in it is always a new one, and is left as it is."""
    screen = streams.page(context.view, number_in(arg))
    await context.show(screen, fresh=screen.protected or subject == streams.NEW)


@feature.button("watch")
async def watch(context: Context, subject: str, _arg: str) -> None:
    """Send the link of a session's stream, or say why not."""
    session = context.programme.session.get(subject)
    if session is None:
        await context.show(manners.gone(context.view))
        return
    refusal = streams.refusal(context.view, session)
    if refusal:
        await context.answer(refusal, alert=True)
    else:
        await context.show(streams.watch(context.view, session), fresh=True)
