"""What the bot can do, from the registry of commands."""

from bot.context import Audience, Context
from bot.feature import Feature
from bot.screens import help as help_screen

feature = Feature()


@feature.command("help", de="hilfe", rank=90)
async def overview(context: Context) -> None:
    """Answer with the commands this person may use, by the names of their language."""
    await context.show(
        help_screen.overview(
            context.view,
            _named(context, Audience.EVERYBODY),
            _named(context, Audience.ORGANISERS) if context.person.organiser else (),
        )
    )


@feature.button("help")
async def show_overview(context: Context, _subject: str, _arg: str) -> None:
    """Answer a tap with the overview, as a new message."""
    context.message_id = None
    await overview(context)


def _named(context: Context, audience: Audience) -> list[tuple[str, str]]:
    commands = dict.fromkeys(context.desk.commands.values())
    return [
        (command.name_in(context.t.language), f"command.{command.name}")
        for command in sorted(commands, key=lambda command: command.rank)
        if command.rank and command.audience is audience
    ]
