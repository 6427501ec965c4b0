"""Inline mode: `@bot ketels` in any chat offers sessions, speakers and excursions as cards."""

from bot.context import Context
from bot.feature import Feature
from bot.screens import cards
from bot.screens.paging import number_in

feature = Feature()


@feature.inline
async def offer(context: Context, offset: str) -> None:
    """Offer what fits the words; the very thing that a share button names; without words what is on now and next."""
    view = context.view
    named = cards.named(view, context.words)
    if named or not context.words:
        found = named or cards.current(view)
    else:
        found = cards.kept(context.desk.index.find(context.words, cards.MOST))
    await context.offer(cards.offer(view, found, number_in(offset)))
