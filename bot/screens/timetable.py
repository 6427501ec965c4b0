"""The timetable: what a page of a day shows its reader, and the message that carries its picture. It draws nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import escape

from bot.drawings.sheets import Cell, Column, Tick, Timetable
from bot.screens.fitting import shorten
from bot.screens.following import follows
from bot.screens.moments import day_of, hour, own_zone, wall
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Drawing, Screen
from bot.screens.sessions import LINE, TITLE
from bot.zones import city
from schedule.model import Kind, Session
from schedule.queries import days, ends, starts
from schedule.timetable import Part, Where, pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from bot.screens.paging import Sheet
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule import timetable
    from schedule.timetable import Page

_QUIET = {Kind.BREAK, Kind.SOCIAL}
_NOW = timedelta(minutes=5)
"""The line that shows where the day has got to moves in such steps: the same picture serves for so long."""
_MOMENT = timedelta(minutes=1)


def leaf(view: View, day: date, wanted: int | None) -> Sheet[Page] | None:
    """Return a page of a day, from 0; without a number the one where the day has got to. None: there is nothing."""
    listed = pages(view.programme, day)
    if not listed:
        return None
    return sheet(listed, _current(view, listed) if wanted is None else wanted, 1)


def _current(view: View, listed: tuple[Page, ...]) -> int:
    left = (at for at, page in enumerate(listed) if max(map(ends, page.items)) > view.now)
    return next(left, 0)


def drawing(view: View, day: date, page: Page) -> Timetable:
    """Return what is to be drawn for this reader."""
    columns = tuple(Column(_name(view, column), tuple(_cells(view, column))) for column in page.columns)
    ticks = tuple(_ticks(view, page, columns))
    return Timetable(view.t.day(day), _about(view, page), columns, ticks, _now(view, ticks))


def _name(view: View, column: timetable.Column) -> str:
    room, stream = view.programme.room.get(column.id), view.programme.stream.get(column.id)
    if column.where is Where.ROOM:
        return shorten(view.words(room.name), TITLE) if room else column.id
    if column.where is Where.STREAM:
        return view.t.plain("timetable.online", stream=shorten(view.words(stream.name), TITLE) if stream else column.id)
    return view.t.plain("timetable.trips" if column.where is Where.TRIPS else "timetable.nowhere")


def _cells(view: View, column: timetable.Column) -> Iterator[Cell]:
    for item in column.items:
        start, end = starts(item), ends(item)
        known = end > start
        yield Cell(
            start,
            end if known else start + _MOMENT,
            f"{hour(view, start)}–{hour(view, end)}" if known else hour(view, start),
            shorten(view.words(item.title), TITLE),
            own=follows(view, item),
            quiet=isinstance(item, Session) and item.kind in _QUIET,
            struck=item.cancelled,
            remark=view.t.plain("timetable.cancelled") if item.cancelled else "",
        )


def _ticks(view: View, page: Page, columns: tuple[Column, ...]) -> Iterator[Tick]:
    known = {instant for item in page.items for instant in (starts(item), ends(item))}
    for instant in sorted(
        {instant for column in columns for cell in column.cells for instant in (cell.start, cell.end)}
    ):
        yield _tick(view, instant) if instant in known else Tick(instant, "")


def _tick(view: View, instant: datetime) -> Tick:
    zone = own_zone(view, instant)
    if zone is None:
        return Tick(instant, view.t.hour(wall(view, instant)))
    own = instant.astimezone(zone)
    weekday = "" if own.date() == day_of(view, instant) else f"{view.t.weekday(own.date())} "
    return Tick(instant, view.t.hour(wall(view, instant)), weekday + view.t.hour(own))


def _about(view: View, page: Page) -> str:
    clocks = _clocks(view, page)
    if page.part is Part.WHOLE:
        return clocks
    return view.t.plain("timetable.part", part=view.t.plain(f"timetable.{page.part}"), clocks=clocks)


def _clocks(view: View, page: Page) -> str:
    """Return which clocks a page shows."""
    here = city(view.programme.conference.timezone, view.t.locale)
    if not any(own_zone(view, instant) for item in page.items for instant in (starts(item), ends(item))):
        return view.t.plain("timetable.clock", here=here)
    there = city(view.reader.zone or "UTC", view.t.locale)
    return view.t.plain("timetable.both_clocks", here=here, there=there)


def _now(view: View, ticks: tuple[Tick, ...]) -> Tick | None:
    step = view.now - timedelta(seconds=view.now.timestamp() % _NOW.total_seconds())
    return _tick(view, step) if ticks[0].at <= step < ticks[-1].at else None


def page(view: View, day: date, shown: Sheet[Page], picture: bytes) -> Screen:
    """Return the message with the picture of a page."""
    lines = [
        view.t("timetable.title", day=view.t.day(day)),
        *footer(view, shown),
        escape(_clocks(view, shown.shown[0])),
    ]
    mine = any(follows(view, item) for item in shown.shown[0].items)
    lines += [view.t("timetable.mine" if mine else "timetable.how")]
    return Screen(LINE.join(lines), _buttons(view, day, shown), drawing=Drawing(f"{day}.png", picture))


def _buttons(view: View, day: date, shown: Sheet[Page]) -> Rows:
    others = tuple(
        Button.to(view.t.short_day(other), "grid", other.isoformat()) for other in _near(days(view.programme), day)
    )
    listed = Button.to(view.t.plain("timetable.as_list"), "day", day.isoformat(), "x")
    rows = (turn(view, "grid", shown, day.isoformat()), others, (listed,))
    return tuple(row for row in rows if row)


def _near(listed: tuple[date, ...], day: date) -> Iterator[date]:
    """Yield the days next to one, before and after."""
    at = listed.index(day)
    yield from listed[max(at - 1, 0) : at]
    yield from listed[at + 1 : at + 2]
