"""The conference's own pages: Wi-Fi, code of conduct and whatever else people ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reader import Mode
from bot.screens.fitting import collapsed, shorten
from bot.screens.paging import PAGE, footer, sheet, turn
from bot.screens.screen import Button, Photo, Screen
from bot.screens.sessions import GAP, LABEL, LINE
from schedule.model import Audience

if TYPE_CHECKING:
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Page

TITLE = 120
LONG = 1000  # about a telephone's screen; a first-aid page should be read without a tap
LONGEST = 3500


def command(page: Page) -> str:
    """Return the command that opens a page; Telegram knows no hyphen there."""
    return page.id.replace("-", "_")


def concerns(view: View, page: Page) -> bool:
    """Tell whether a page is meant for the reader; the undecided see all."""
    mode = view.reader.mode
    return page.audience is Audience.EVERYONE or mode is Mode.UNDECIDED or page.audience.value == mode.value


def listed(view: View, number: int = 0) -> Screen:
    """Return a list of the pages that are meant for the reader."""
    pages = sheet([page for page in view.programme.pages if concerns(view, page)], number)
    if not pages.shown:
        return Screen(view.t("pages.none"))
    entries = [view.t("pages.entry", command=command(page), title=_title(view, page)) for page in pages.shown]
    buttons = [(Button.to(shorten(view.words(page.title), LABEL), "page", page.id),) for page in pages.shown]
    rows: Rows = (*buttons, turn(view, "pages", pages))
    text = GAP.join((view.t("pages.title"), LINE.join(entries), *footer(view, pages)))
    return Screen(text, tuple(row for row in rows if row))


def page(view: View, page: Page) -> Screen:
    """Return a page with its picture; one that is meant for others says so."""
    blocks = [view.t("page.title", title=_title(view, page)), collapsed(view.words(page.text), LONGEST, LONG)]
    if not concerns(view, page):
        blocks.append(view.t(f"page.{page.audience}"))
    mine = [other.id for other in view.programme.pages if concerns(view, other)]
    number = mine.index(page.id) // PAGE if page.id in mine else 0
    back = Button.to(view.t.plain("pages.all"), "pages", arg=str(number))
    picture = (Photo(page.image, _title(view, page)),) if page.image else ()
    return Screen(GAP.join(block for block in blocks if block), ((back,),), picture)


def _title(view: View, page: Page) -> str:
    return shorten(view.words(page.title), TITLE)
