"""Which sheet is drawn by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.drawings.sheets import Timetable

if TYPE_CHECKING:
    from bot.drawings.sheets import Sheet


def draw(sheet: Sheet) -> bytes:
    """Return a picture as PNG. matplotlib, which takes a second to load, is loaded for charts only."""
    if isinstance(sheet, Timetable):
        from bot.drawings.timetable import draw as draw_timetable  # noqa: PLC0415 - see above

        return draw_timetable(sheet)
    from bot.drawings.plot import draw as draw_chart  # noqa: PLC0415 - see above

    return draw_chart(sheet)
