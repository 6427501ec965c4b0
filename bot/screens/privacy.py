"""What is stored about a reader and why, all of it as a file, and its deletion."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.screens.fitting import shorten
from bot.screens.screen import Button, Document, Screen
from bot.screens.sessions import GAP
from bot.screens.start import TITLE

if TYPE_CHECKING:
    from bot.screens.view import View

FILE = "mydata.json"
_PARTS = ("stored", "messages", "not_stored", "rights", "telegram")


def notice(view: View) -> Screen:
    """Return what is stored, why, where, and how to be rid of it (Telegram's terms for bots, 4)."""
    held = view.programme.conference
    blocks = [view.t("privacy.title", title=shorten(view.words(held.title), TITLE))]
    if held.website:
        blocks.append(view.t("privacy.website", url=held.website))
    blocks += [view.t(f"privacy.{part}") for part in _PARTS]
    return Screen(
        GAP.join(blocks),
        (
            (
                Button.to(view.t.plain("privacy.mydata"), "go", "mydata"),
                Button.to(view.t.plain("privacy.forgetme"), "go", "forgetme"),
            ),
        ),
    )


def everything(view: View, stored: dict[str, Any]) -> Screen:
    """Return all that is stored as a file: JSON, UTF-8."""
    content = json.dumps(stored, ensure_ascii=False, indent=2).encode(errors="replace")
    return Screen(view.t("mydata.file"), attachments=(Document(FILE, content),))


def confirmation(view: View) -> Screen:
    """Ask whether all of it shall be deleted."""
    blocks = [view.t("forgetme.ask")]
    if view.reader.organiser:
        blocks.append(view.t("forgetme.organiser"))
    buttons = (
        (Button.to(view.t.plain("forgetme.yes"), "forget"),),
        (Button.to(view.t.plain("forgetme.no"), "keep"),),
    )
    return Screen(GAP.join(blocks), buttons)


def kept(view: View) -> Screen:
    """Say that nothing was deleted."""
    return Screen(view.t("forgetme.kept"))


def forgotten(view: View) -> Screen:
    """Say what was deleted, and that the next message begins anew."""
    blocks = [view.t("forgetme.done")]
    if view.reader.follows:
        blocks.append(view.t.count("forgetme.follows", len(view.reader.follows)))
    if view.reader.registered:
        blocks.append(view.t("forgetme.code"))
    blocks.append(view.t("forgetme.anew"))
    return Screen(GAP.join(blocks))
