"""What may stand under a message: inline and reply keyboards, checked with Telegram's refusals. It shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.links import checked_link
from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from bot.rehearsal.given import Given

# PTB, InlineKeyboardMarkupLimit: found by experiment
BUTTONS = 100
BUTTONS_IN_A_ROW = 8
CALLBACK_BYTES = 64  # Bot API, InlineKeyboardButton
_COPY = 256  # Bot API, CopyTextButton
_ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip
_OTHER_KEYBOARDS = ("keyboard", "remove_keyboard", "force_reply")


def markup(given: Given) -> dict[str, Any] | None:
    """Return the `reply_markup` of a call, checked; None if there is none."""
    tree = given.tree("reply_markup", "reply keyboard markup")
    if tree is None:
        return None
    if not isinstance(tree, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in tree:
        rows = _rows(tree["inline_keyboard"], "inline keyboard", _inline)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in tree:
        _rows(tree["keyboard"], "keyboard", _plain)
    return tree if any(name in tree for name in _OTHER_KEYBOARDS) else None


def inline_only(keyboard: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the keyboard an edit may set; any but an inline one is refused."""
    if keyboard is not None and "inline_keyboard" not in keyboard:
        raise bad("inline keyboard expected")
    return keyboard


def _rows(rows: Any, what: str, check: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(rows, list):
        raise bad(f'field "{what.replace(" ", "_")}" of the ReplyMarkup must be an Array of Arrays')
    if not all(isinstance(row, list) for row in rows):
        raise bad(f"can't parse {what} row: expected an Array of buttons")
    checked = [[check(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > BUTTONS or any(len(row) > BUTTONS_IN_A_ROW for row in checked):
        raise bad("reply markup is too long")
    return checked


def _plain(button: Any) -> Any:
    text = button.get("text") if isinstance(button, dict) else button
    if not isinstance(text, str) or not text:
        raise bad("can't parse keyboard button: Can't find field \"text\"")
    return button


def _inline(button: Any) -> dict[str, Any]:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(problem + "InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad(problem + 'Can\'t find field "text"')
    if not button["text"].strip():
        raise bad(problem + "Button text must be non-empty")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad(problem + "Text buttons are unallowed in the inline keyboard")
    for action in actions & _CHECKS.keys():
        _CHECKS[action](button)
    return button


def _data(button: dict[str, Any]) -> None:
    data = button["callback_data"]
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_BYTES:
        raise bad("BUTTON_DATA_INVALID")


def _url(button: dict[str, Any]) -> None:
    url = button["url"]
    if not isinstance(url, str) or not checked_link(url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _web_app(button: dict[str, Any]) -> None:
    url = button["web_app"].get("url", "") if isinstance(button["web_app"], dict) else ""
    if not url.startswith("https://"):
        raise bad(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _copy(button: dict[str, Any]) -> None:
    text = button["copy_text"].get("text", "") if isinstance(button["copy_text"], dict) else ""
    if not 1 <= len(text) <= _COPY:
        raise bad("BUTTON_COPY_TEXT_INVALID")


_CHECKS = {"callback_data": _data, "url": _url, "web_app": _web_app, "copy_text": _copy}
