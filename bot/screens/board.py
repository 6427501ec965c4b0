"""Words around the board for the stage: where it is, for organisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.screen import Screen
from bot.screens.sessions import GAP

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.screens.view import View
    from schedule.model import Room

NAME = 60
ROOMS = 20


def told(view: View, address: str, room: Room | None) -> Screen:
    """Return the address of the board of a room, or of all, and how to ask for that of another."""
    if room:
        name = shorten(view.words(room.name), NAME)
        return Screen(view.t("board.address_room", room=name, address=address))
    return Screen(GAP.join((view.t("board.address", address=address), *_one_room(view))))


def _one_room(view: View) -> list[Markup]:
    rooms = view.programme.rooms
    return [view.t("board.rooms", room=shorten(view.words(rooms[0].name), NAME))] if rooms else []


def unknown_room(view: View, words: str) -> Screen:
    """Say that there is no such room, and which there are."""
    names = [shorten(view.words(room.name), NAME) for room in view.programme.rooms[:ROOMS]]
    listed = view.t.all_of(names) if names else "–"
    return Screen(view.t("board.which", words=shorten(words, NAME), rooms=listed))


def not_served(view: View) -> Screen:
    """Say that nobody has started a board."""
    return Screen(view.t("board.not_served"))
