"""The first minute: `/start`, the links that lead elsewhere, and the question on site or online; and `/stop`."""

from __future__ import annotations

from bot.context import Audience, Context
from bot.feature import Feature
from bot.reader import Mode
from bot.screens import manners, places
from bot.screens import start as screens

feature = Feature()
COMMAND = "c-"
OF_ONESELF = frozenset({"start", "stop", "settings", "reminders", "privacy", "mydata", "forgetme"})


@feature.command("start", rank=0)
async def start(context: Context) -> None:
    """Answer a deep link with what it names, anything else with the conference and its questions."""
    # A tap on an old button is no wish to be written to.
    if context.person.silenced and context.tap_id is None:
        await _wake(context)
        await context.show(screens.awake(context.view))
    payload = context.words
    links = context.desk.links
    prefix = max((prefix for prefix in links if payload.startswith(prefix)), key=len, default="")
    if not prefix:
        await context.show(screens.conference(context.view, context.person.mode))
        return
    named = payload.removeprefix(prefix)
    await links[prefix](context, named)
    of_oneself = prefix == COMMAND and _command(context, named) in OF_ONESELF
    if context.person.mode is None and not of_oneself:
        await context.show(screens.small_question(context.view), fresh=True)


@feature.command("stop", also=("stopp",), rank=75)
async def stop(context: Context) -> None:
    """Send the person nothing more of one's own accord; what they follow is kept."""
    await context.change(silenced=True)
    await context.show(screens.stopped(context.view))


@feature.button("wake")
async def wake(context: Context, place: str, _arg: str) -> None:
    """Send the person letters again; from the settings the message stays them."""
    await _wake(context)
    if place == "settings":
        await context.desk.buttons["settings"](context, "", "")
    else:
        await context.show(screens.awake(context.view))


async def _wake(context: Context) -> None:
    await context.change(silenced=False)


@feature.link(COMMAND)
async def open_command(context: Context, name: str) -> None:
    """Answer a link to a command, as groups' buttons have it."""
    await context.redirect(_command(context, name))


def _command(context: Context, name: str) -> str:
    """Return the command that a link names; the start for what is none that everybody may use."""
    command = context.desk.commands.get(name.lower())
    return command.name if command and command.audience is Audience.EVERYBODY else "start"


@feature.button("go")
async def go(context: Context, name: str, _arg: str) -> None:
    """Open a command as a new message, so that the choice stays."""
    context.message_id = None
    await open_command(context, name)


@feature.button("lang")
async def choose_language(context: Context, language: str, _arg: str) -> None:
    """Set the language and turn the message into the same in it."""
    if language in context.programme.conference.languages:
        await context.change(language=language)
    await context.show(screens.conference(context.view, context.person.mode))


@feature.button("mode")
async def choose_mode(context: Context, mode: str, _arg: str) -> None:
    """Set how they take part; those online are asked for their time zone."""
    if mode not in set(Mode):
        await context.show(manners.gone(context.view))
        return
    await context.change(mode=Mode(mode))
    if context.view.online:
        await context.wait_for("zone-start")
        await context.show(places.question(context.view, "start"))
    else:
        await context.show(screens.welcome(context.view))
