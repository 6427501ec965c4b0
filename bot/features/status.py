"""How the bot is doing, for organisers: what it serves, to how many, and what waits."""

from bot.context import Audience, Context
from bot.feature import Feature
from bot.screens import status as screens

feature = Feature()


@feature.command("status", audience=Audience.ORGANISERS, rank=80)
async def status(context: Context) -> None:
    """Answer with counts, nothing about anybody in particular."""
    edition, counts = await context.store.edition(), await context.store.counts()
    figures = screens.Figures(
        taken_at=edition.taken_at if edition else None,
        onsite=counts.onsite,
        online=counts.online,
        undecided=counts.people - counts.onsite - counts.online,
        waiting=counts.waiting,
        aside=counts.aside,
    )
    await context.show(screens.page(context.view, figures))
