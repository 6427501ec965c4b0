"""Buttons that carry a wish, not a switch: what holds is marked, and tapping it again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reader import Mode
from bot.screens.fitting import shorten
from bot.screens.screen import Button
from bot.texts import own_name

if TYPE_CHECKING:
    from bot.screens.view import View

LABEL = 48


def choice(label: str, verb: str, subject: str = "", arg: str = "", *, chosen: bool) -> Button:
    """Return a button, marked if it is what holds."""
    return Button.to(shorten(f"✓ {label}" if chosen else label, LABEL), verb, subject, arg)


def languages(view: View, verb: str) -> tuple[Button, ...]:
    """Return a button for each of the conference's languages, in its own name; none if there is only one."""
    offered = view.programme.conference.languages
    if len(offered) == 1:
        return ()
    return tuple(choice(own_name(language), verb, language, chosen=language == view.t.language) for language in offered)


def modes(view: View, verb: str, chosen: Mode | None) -> tuple[Button, ...]:
    """Return a button for each way of taking part."""
    return tuple(choice(view.t.plain(f"mode.{mode}"), verb, mode.value, chosen=mode is chosen) for mode in Mode)
