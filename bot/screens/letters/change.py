"""The letter that tells of a change in what somebody follows, and when it starts if that is soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.screens.changed import lines
from bot.screens.following import by_hand, kind, star
from bot.screens.moments import wait
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE, overlaps, places, title
from schedule.changes import ORDER
from schedule.model import Excursion, Session
from schedule.queries import ends, starts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

SOON = timedelta(hours=1)
_NO_MORE = frozenset({"cancelled", "gone"})


def letter(view: View, before: Item | None, after: Item | None, what: frozenset[str], lead: int) -> Screen | None:
    """Return what has changed; None if nothing of it concerns this reader. `lead` is their longest, in minutes."""
    item = after or before
    concerning = _concerning(view, after, what)
    if item is None or not concerning - {"title"}:
        return None
    chiefly = next(each for each in ORDER if each in concerning)
    head = LINE.join((view.t(f"change.head_{chiefly}"), title(view, item)))
    blocks = [head, LINE.join((*lines(view, before, after, concerning), *_clashes(view, after, concerning)))]
    if after and not after.cancelled:
        blocks.append(LINE.join(_soon(view, after, lead, told=concerning)))
    return Screen(GAP.join(block for block in blocks if block), _buttons(view, item) if after else ())


def _clashes(view: View, after: Item | None, what: frozenset[str]) -> Iterable[Markup]:
    """Return what an excursion has come to overlap: of a seat somebody else may be glad."""
    return overlaps(view, after) if isinstance(after, Excursion) and what & {"moved", "reinstated"} else ()


def _concerning(view: View, after: Item | None, what: frozenset[str]) -> frozenset[str]:
    """Return what concerns a reader: in the house no stream, elsewhere no room if there is a stream."""
    if not isinstance(after, Session):
        return what
    if view.online and after.stream:
        return what - {"room"}
    return what - {"stream"} if view.onsite and after.room else what


def _soon(view: View, item: Item, lead: int, told: frozenset[str]) -> Iterable[Markup]:
    start = starts(item)
    if start <= view.now < ends(item):
        yield view.t("change.running")
    elif view.now < start <= view.now + max(SOON, timedelta(minutes=lead)):
        yield view.t("change.soon", wait=wait(view, start))
    else:
        return
    if not told & {"new", "reinstated", "room", "meeting_point", *_NO_MORE}:
        yield from places(view, item)


def _buttons(view: View, item: Item) -> Rows:
    what = kind(item)
    page = Button.to(view.t.plain("change.page"), "session" if isinstance(item, Session) else "trip", item.id)
    return ((page, *((star(view, what, item.id, "p"),) if by_hand(view, item) else ())),)
