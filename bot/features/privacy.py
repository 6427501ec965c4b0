"""What is stored about a person: told, handed out, deleted."""

from __future__ import annotations

from bot.context import Context
from bot.feature import Feature
from bot.screens import privacy as screens

feature = Feature()


@feature.command("privacy", also=("datenschutz",), rank=95)
async def privacy(context: Context) -> None:
    """Answer what is stored and why."""
    await context.show(screens.notice(context.view))


@feature.command("mydata", also=("meinedaten",), rank=96)
async def everything(context: Context) -> None:
    """Answer with a file of all that is stored about this person."""
    await context.show(screens.everything(context.view, await context.store.everything_about(context.person.id)))


@feature.command("forgetme", also=("vergissmich",), rank=97)
async def ask(context: Context) -> None:
    """Ask whether all of it shall be deleted."""
    await context.show(screens.confirmation(context.view))


@feature.button("forget")
async def forget(context: Context, _subject: str, _arg: str) -> None:
    """Delete everything about this person, then say so; whoever taps again is deleted again."""
    await context.forget()
    await context.show(screens.forgotten(context.view))


@feature.button("keep")
async def keep(context: Context, _subject: str, _arg: str) -> None:
    """Delete nothing."""
    await context.show(screens.kept(context.view))
