"""Long lists, a page at a time, and the buttons that turn it in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.screens.screen import Button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from bot.screens.view import View

T = TypeVar("T")
PAGE = 8
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One page of a list: what stands on it, its number from 0, and how many there are."""

    shown: Sequence[T]
    number: int
    pages: int


def sheet(items: Sequence[T], number: int, size: int = PAGE) -> Sheet[T]:
    """Return a page of a list; beyond its end, the last one."""
    pages = max(1, -(-len(items) // size))
    number = min(number, pages - 1)
    return Sheet(items[number * size : (number + 1) * size], number, pages)


def number_in(arg: str) -> int:
    """Return the page that callback data names, the first if it names none."""
    return int(arg) if arg.isascii() and arg.isdecimal() and len(arg) <= _DIGITS else 0


def turn(view: View, verb: str, page: Sheet[T], subject: str = "") -> tuple[Button, ...]:
    """Return the buttons to the pages before and after, which `verb` answers to; the page is in their arg."""
    turns = (("button.previous", page.number - 1), ("button.next", page.number + 1))
    return tuple(
        Button.to(view.t.plain(key), verb, subject, str(number)) for key, number in turns if 0 <= number < page.pages
    )


def footer(view: View, page: Sheet[Any]) -> tuple[Markup, ...]:
    """Return the line that says which page this is, if there are several."""
    if page.pages == 1:
        return ()
    return (view.t("programme.page", page=page.number + 1, pages=page.pages),)
