"""What somebody may do beyond others: shown, and given back if they like. What is gained is `access`'s matter."""

from bot.context import Context
from bot.feature import Feature
from bot.screens import manners
from bot.screens import rights as screens

feature = Feature()
RETURNED = frozenset({"access", "speaker", "guide"})


@feature.button("rights")
async def show(context: Context, _subject: str, _arg: str) -> None:
    """Answer with the person's rights."""
    gained = await context.store.invitations.gained(context.person.id)
    await context.show(screens.page(context.view, [(right.name, right.subject) for right in gained]))


@feature.button("resign")
async def ask(context: Context, subject: str, name: str) -> None:
    """Ask whether a right shall be given back."""
    if name in RETURNED:
        await context.show(screens.really(context.view, name, subject))
    else:
        await context.show(manners.gone(context.view))
