"""Where the board for the stage is, for organisers: its address is a key, and is told to nobody else."""

from bot.context import Audience, Context
from bot.feature import Feature
from bot.screens import board as screens
from bot.screens.wishes import room_in

feature = Feature()


@feature.command("board", de="tafel", audience=Audience.ORGANISERS, rank=88)
async def board(context: Context) -> None:
    """Answer with the board's address, or that of one room's."""
    if not context.person.organiser or not context.private:
        return
    address = context.desk.board
    found = room_in(context.programme, context.words) if context.words else None
    if address is None:
        await context.show(screens.not_served(context.view))
    elif context.words and not (found and not found[0]):
        await context.show(screens.unknown_room(context.view, context.words))
    else:
        room = found[1] if found else None
        await context.show(screens.told(context.view, address(room.id if room else ""), room))
