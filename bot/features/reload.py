"""Another edition of the programme, for organisers: read by hand, sent as a file, looked at, applied or refused."""

from __future__ import annotations

from bot.context import Audience, Context, Editions, Post, SentFile
from bot.feature import Feature, Turn
from bot.screens import difference, manners
from bot.screens.outcomes import Outcome, Verdict
from bot.screens.paging import number_in
from bot.screens.screen import Screen

feature = Feature()
LARGEST = 20 * 1024 * 1024
"""Bytes of a file that Telegram gives to a bot (Bot API, getFile)."""
_SUFFIXES = (".yaml", ".yml", ".zip")


@feature.command("reload", de="neuladen", audience=Audience.ORGANISERS, rank=88)
async def reload(context: Context) -> None:
    """Read the conference's folder now and answer what became of it."""
    editions = context.desk.editions
    if editions:
        await context.show(difference.page(context.view, await editions.reload()))
    else:
        await context.show(Screen(context.t("difference.same")))


@feature.message(Turn.QUESTION)
async def take(context: Context, post: Post) -> bool:
    """Take a YAML file or a zip that an organiser sent for an edition; of anybody else it is none."""
    file, editions = post.document, context.desk.editions
    if not file or not editions or not context.person.organiser or not file.name.lower().endswith(_SUFFIXES):
        return False
    await context.show(difference.page(context.view, await _sent(context, editions, file)))
    return True


async def _sent(context: Context, editions: Editions, file: SentFile) -> Outcome:
    if file.size > LARGEST:
        return Outcome(Verdict.REFUSED, reason="reload.too_large")
    content = await context.fetch(file.file_id)
    if content is None:
        return Outcome(Verdict.REFUSED, reason="reload.not_given")
    return await editions.sent(file.name, content)


@feature.button("edition")
async def show(context: Context, named: str, arg: str) -> None:
    """Turn the message into a page of what differs in the edition that waits."""
    outcome = await context.desk.editions.held() if _may(context) and context.desk.editions else None
    if outcome and outcome.digest == named:
        await context.show(difference.page(context.view, outcome, number_in(arg)))
    else:
        await _refuse(context)


@feature.button("applyedition")
async def apply(context: Context, named: str, _arg: str) -> None:
    """Serve the edition that waits."""
    if _may(context) and context.desk.editions:
        await context.show(difference.page(context.view, await context.desk.editions.apply(named)))
    else:
        await _refuse(context)


@feature.button("keepedition")
async def keep(context: Context, named: str, _arg: str) -> None:
    """Go on with the edition that is served."""
    if _may(context) and context.desk.editions:
        await context.show(difference.page(context.view, await context.desk.editions.keep_old(named)))
    else:
        await _refuse(context)


def _may(context: Context) -> bool:
    return context.person.organiser


async def _refuse(context: Context) -> None:
    """Answer a tap that leads nowhere: the edition was decided on, or the person is no organiser."""
    if context.person.organiser:
        await context.show(difference.page(context.view, Outcome(Verdict.OVER)))
    else:
        await context.show(manners.gone(context.view))
