"""The house and its rooms: the way there, and the way inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from bot.screens.fitting import collapsed, shorten
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Photo, Screen
from bot.screens.screen import Venue as Pin
from bot.screens.session import pairs
from bot.screens.sessions import GAP, LABEL, LINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Room, Venue

NAME = 120
WAY = 800


def page(view: View, number: int = 0) -> Screen:
    """Return the house with its address and the way, and a page of the rooms to which a way or a plan is known."""
    rooms = sheet([room for room in view.programme.rooms if room.directions or room.image], number)
    blocks = [*_house(view)]
    if rooms.shown:
        blocks.append(LINE.join((view.t("venue.rooms"), *footer(view, rooms))))
    website = view.programme.conference.website
    buttons = [Button.to(shorten(view.words(room.name), LABEL), "room", room.id) for room in rooms.shown]
    rows: Rows = (
        (Button.to(view.t.plain("go.streams"), "go", "streams"),) if view.online and view.programme.streams else (),
        *pairs(buttons),
        turn(view, "venue", rooms),
        (Button(view.t.plain("venue.website"), url=website),) if website else (),
    )
    return Screen(GAP.join(blocks), tuple(row for row in rows if row))


def _house(view: View) -> Iterable[Markup]:
    house = view.programme.conference.venue
    if house is None:
        nowhere = view.programme.streams and not view.programme.rooms
        yield view.t("venue.all_online" if nowhere else "venue.none")
        return
    if view.online and view.programme.streams:
        yield view.t("venue.online")
    yield _address(view, house)
    if house.directions:
        yield collapsed(view.words(house.directions), long=WAY)


def _address(view: View, house: Venue) -> Markup:
    name = view.t("venue.title", name=shorten(view.words(house.name), NAME))
    return LINE.join((name, escape(shorten(view.words(house.address), NAME)))) if house.address else name


def pin(view: View) -> tuple[Pin, ...]:
    """Return the house for the map, if its place is known."""
    held = view.programme.conference
    if held.venue is None or held.venue.place is None:
        return ()
    # Telegram wants an address; what the pin is for says more than nothing.
    address = view.words(held.venue.address) or view.words(held.title)
    return (Pin(shorten(view.words(held.venue.name), NAME), shorten(address, NAME), held.venue.place),)


def room(view: View, room: Room) -> Screen:
    """Return the way to a room, and its plan if there is one."""
    name = shorten(view.words(room.name), NAME)
    lines = [view.t("room.title", room=name)]
    if room.directions:
        lines.append(view.t("room.way", directions=shorten(view.words(room.directions), WAY)))
    if room.capacity is not None:
        lines.append(view.t.count("room.capacity", room.capacity))
    if view.online and view.programme.streams:
        lines.append(view.t("room.online"))
    return Screen(LINE.join(lines), attachments=(Photo(room.image, name),) if room.image else ())
