"""Words around personal codes, for organisers. The codes themselves stand in the file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.screen import Button, Document, Screen
from bot.screens.sessions import GAP

if TYPE_CHECKING:
    from bot.screens.view import View

FILE = "personal-codes.pdf"
OFFERED = (8, 40, 120, 400)
"""Full pages of cards."""


def overview(view: View, made: int, used: int) -> Screen:
    """Say what personal codes are and how many there are; offer to make some, and to withdraw what is unused."""
    blocks = [view.t("codes.about")]
    rows = [tuple(Button.to(view.t.number(number), "makecodes", str(number)) for number in OFFERED)]
    if made:
        blocks.append(view.t("codes.figures", made=view.t.number(made), used=view.t.number(used)))
    if made > used:
        rows.append((Button.to(view.t.plain("codes.withdraw"), "dropcodes"),))
    return Screen(GAP.join(blocks), tuple(rows))


def how_many(view: View, most: int) -> Screen:
    """Say how many can be made at once."""
    return Screen(view.t("codes.how_many", most=view.t.number(most)))


def begun(view: View, number: int) -> Screen:
    """Say that the file is being made: many cards take a while."""
    return Screen(view.t.count("codes.begun", number))


def made(view: View, number: int, pdf: bytes) -> Screen:
    """Hand out the file. It is not protected: what Telegram protects can be neither saved nor printed."""
    return Screen(view.t.count("codes.made", number), attachments=(Document(FILE, pdf),))


def really(view: View, made: int, used: int) -> Screen:
    """Ask whether all codes that nobody has used shall be withdrawn; a later answer is none about later codes."""
    buttons = (
        (Button.to(view.t.plain("codes.yes"), "dropcodes", "yes", str(made)),),
        (Button.to(view.t.plain("codes.no"), "codes"),),
    )
    return Screen(view.t.count("codes.really", made - used), buttons)


def withdrawn(view: View, number: int) -> Screen:
    """Say how many codes open nothing any more."""
    return Screen(view.t.count("codes.withdrawn", number))
