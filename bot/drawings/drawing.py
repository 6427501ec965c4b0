"""Which sheet is drawn by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.drawings.sheets import Timetable

if TYPE_CHECKING:
    from bot.drawings.sheets import Sheet


def draw(sheet: Sheet) -> bytes:
    """Return a picture as PNG. matplotlib, which takes a second to load, is loaded for charts only."""
    if isinstance(sheet, Timetable):
        from bot.drawings import timetable  # noqa: PLC0415 - see above

        return timetable.draw(sheet)
    from bot.drawings import plot  # noqa: PLC0415 - see above

    return plot.draw(sheet)
