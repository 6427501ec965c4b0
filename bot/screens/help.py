"""What the bot can do, for this reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.rights import has_any, line
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from bot.screens.view import View

Named = tuple[str, str]


def overview(view: View, everybody: Sequence[Named], organisers: Sequence[Named] = ()) -> Screen:
    """Return the commands, each a pair of the name this reader is shown and the key of what it does."""
    blocks = [view.t("help.title"), _lines(view, everybody), view.t("help.search")]
    if view.inline:
        blocks.append(view.t("help.inline", bot=view.bot))
    if view.online and view.programme.streams:
        blocks.append(view.t("help.online"))
    if organisers:
        blocks += [view.t("help.organisers"), _lines(view, organisers)]
    if not has_any(view):
        return Screen(GAP.join(blocks))
    if view.reader.roles:
        blocks.append(line(view))
    return Screen(GAP.join(blocks), ((Button.to(view.t.plain("rights.button"), "rights"),),))


def _lines(view: View, commands: Sequence[Named]) -> Markup:
    return LINE.join(view.t("help.command", name=name, what=view.t(key)) for name, key in commands)
