"""The rooms and the ways to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.screen import Photo, Screen
from bot.screens.sessions import LINE

if TYPE_CHECKING:
    from bot.screens.view import View
    from schedule.model import Room

WAY = 800


def way(view: View, room: Room) -> Screen:
    """Return the way to a room, and its plan if there is one."""
    name = view.words(room.name)
    lines = [view.t("room.title", room=name)]
    if room.directions:
        lines.append(view.t("room.way", directions=shorten(view.words(room.directions), WAY)))
    plan = (Photo(room.image, name),) if room.image else ()
    return Screen(LINE.join(lines), attachments=plan)
