"""The search: by command, and for whatever was written that nobody else answers."""

from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import find, manners
from bot.screens.paging import number_in

feature = Feature()


@feature.command("find", de="suche", groups=True, rank=60)
async def by_command(context: Context) -> None:
    """Answer with what fits the words behind the command."""
    await _answer(context, context.words)


@feature.text(Turn.SEARCH)
async def by_words(context: Context) -> bool:
    """Answer any plain text: a greeting in kind, all else with what fits it."""
    word = find.greeting(context.words)
    if word:
        await context.show(find.small_word(context.view, word))
    else:
        await _answer(context, context.words)
    return True


async def _answer(context: Context, question: str) -> None:
    hits = context.desk.index.find(question, find.MOST)
    meant = find.clear(hits) if context.private else None
    if find.empty(question):
        await context.show(find.ask(context.view))
    elif meant:
        context.below = find.others(context.view, question, hits)
        await context.press(*find.opens(meant))
    else:
        await context.show(find.found(context.view, question, hits) if hits else find.nothing(context.view, question))


@feature.button("find")
async def show_hits(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a page of what was found."""
    question = arg.replace("+", " ")
    hits = context.desk.index.find(question, find.MOST)
    screen = find.found(context.view, question, hits, number_in(subject)) if hits else manners.gone(context.view)
    await context.show(screen)


@feature.button("hit")
async def open_hit(context: Context, subject: str, arg: str) -> None:
    """Open what was found as a new message, so that the list stays."""
    if arg in find.VERBS:
        await context.press(arg, subject)
    else:
        await context.show(manners.gone(context.view))
