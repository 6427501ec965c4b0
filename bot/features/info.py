"""The conference's own pages, each by its own command too; and an answer to commands that nobody knows."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.context import Audience, Context
from bot.feature import Feature
from bot.screens import manners, pages
from bot.screens.paging import number_in
from schedule.model import Page
from schedule.words import fold

feature = Feature()
LIKENESS = 0.6


@feature.command("info", rank=61)
async def info(context: Context) -> None:
    """Answer with the pages that are meant for this reader."""
    await context.show(pages.listed(context.view))


@feature.button("pages")
async def show_list(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into a page of the list."""
    await context.show(pages.listed(context.view, number_in(arg)))


@feature.button("page")
async def show_page(context: Context, subject: str, _arg: str) -> None:
    """Answer with a page; one with a picture is a new message, so that the two stand together."""
    page = context.programme.page.get(subject)
    screen = pages.page(context.view, page) if page else manners.gone(context.view)
    await context.show(screen, fresh=bool(screen.attachments))


@feature.link("p-")
async def open_page(context: Context, subject: str) -> None:
    """Answer a deep link with a page."""
    await show_page(context, subject, "")


@feature.unknown_command
async def page_by_name(context: Context) -> None:
    """Answer a page's own command with the page, anything else with the command most like it."""
    word = context.words.split()[0].lower()
    page = {pages.command(page): page for page in context.programme.pages}.get(word)
    if page:
        await context.show(pages.page(context.view, page))
    else:
        await context.show(manners.not_understood(context.view, _nearest(context, word)))


def _nearest(context: Context, word: str) -> str:
    """Return the command that is spelt most like a word, or whose page's title is; empty if none is like it."""
    allowed = (Audience.EVERYBODY, Audience.ORGANISERS) if context.person.organiser else (Audience.EVERYBODY,)
    pages_of = {name: pages.command(page) for page in context.programme.pages for name in _names(page)}
    known = pages_of | {name: name for name, command in context.desk.commands.items() if command.audience in allowed}
    found = process.extractOne(
        word, list(known), processor=fold, scorer=OSA.normalized_similarity, score_cutoff=LIKENESS
    )
    return known[found[0]] if found else ""


def _names(page: Page) -> tuple[str, ...]:
    return (pages.command(page), *(title.replace(" ", "_") for _, title in page.title.versions))
