"""What organisers announce, as it arrives: their own words and picture, and the reader's way to hear no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.screens.screen import Button, Media, Screen

if TYPE_CHECKING:
    from bot.announced import Wording
    from bot.screens.view import View


def page(view: View, wording: Wording) -> Screen:
    """Return an announcement in one language, whoever reads it; the button speaks the reader's."""
    mute = Button.to(view.t.plain("announce.mute"), "mute", "announcements", "on")
    media = Media(*wording.media) if wording.media else None
    return Screen(Markup(wording.html), ((mute,),), media=media)  # noqa: S704 - written by PTB from what was sent
