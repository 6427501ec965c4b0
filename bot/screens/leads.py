"""How long before a start the reader wants to hear of it: in words, for all they follow, and for one thing alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.screens.choices import LABEL, choice
from bot.screens.fitting import shorten
from bot.screens.following import BACK, LETTERS, PAGE, follows, kind
from bot.screens.moments import clocks_in_city
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE, title
from schedule.queries import day_of, ends, starts
from schedule.reminders import LEADS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

USUAL, NONE = "usual", "none"
OFFERED = frozenset({USUAL, NONE, *map(str, LEADS)})


def lead(view: View, minutes: int) -> str:
    """Return a lead time for a button: 10 min, At the start."""
    return view.t.length(timedelta(minutes=minutes)) if minutes else view.t.plain("settings.at_start")


def before(view: View, minutes: int) -> str:
    """Return a lead time inside a sentence: 10 min before, at the start."""
    if not minutes:
        return view.t.plain("lead.at_start")
    return view.t.plain("lead.before", length=view.t.length(timedelta(minutes=minutes)))


def spoken(view: View, leads: Iterable[int]) -> str:
    """Return lead times as a list, the earliest reminder first: 30 min before and at the start."""
    return view.t.all_of(before(view, minutes) for minutes in sorted(leads, reverse=True))


def rows(view: View, leads: Iterable[int], verb: str, subject: str, arg: str) -> Rows:
    """Return a button for each lead time, with the state that it sets, so that a second tap does no harm.

    `arg` holds `{lead}` and `{state}`, `subject` may.
    """
    chosen = frozenset(leads)
    buttons = [_choice(view, minutes, verb, subject, arg, chosen=minutes in chosen) for minutes in LEADS]
    return (tuple(buttons[:3]), tuple(buttons[3:]))


def _choice(view: View, minutes: int, verb: str, subject: str, arg: str, *, chosen: bool) -> Button:
    named = {"lead": minutes, "state": "off" if chosen else "on"}
    return choice(lead(view, minutes), verb, subject.format(**named), arg.format(**named), chosen=chosen)


def ahead_row(view: View, item: Item, back: str) -> tuple[Button, ...]:
    """Return the row that says how far ahead the reader is told of an item, and leads to the choice."""
    if not follows(view, item) or item.cancelled or starts(item) <= view.now:
        return ()
    leads = view.reader.leads_for(kind(item), item.id)
    silent = view.reader.silenced or not leads
    label = view.t.plain("ahead.none") if silent else view.t.plain("ahead.button", leads=spoken(view, leads))
    return (Button.to(shorten(label, LABEL), "ahead", item.id, f"{LETTERS[kind(item)]}/{back}"),)


def chosen(before: Iterable[int], choice: str, *, on: bool) -> tuple[int, ...] | None:
    """Return the lead times of one thing after a choice out of `OFFERED`; None: the usual ones."""
    if choice == USUAL:
        return None
    if choice == NONE:
        return ()
    others = set(before) - {int(choice)}
    return tuple(sorted(others | {int(choice)} if on else others))


def ahead(view: View, item: Item, back: str) -> Screen:
    """Return the choice of lead times for one session or excursion; `back` is where its page was opened from."""
    back = back if BACK.fullmatch(back) else ""
    what, letter = kind(item), LETTERS[kind(item)]
    own = next((leads for k, s, leads in view.reader.own_leads if (k, s) == (what, item.id)), None)
    when = clocks_in_city(view, starts(item), ends(item), day_of(view.programme, item))
    lines = (title(view, item), view.t("session.when", day=view.t.day(day_of(view.programme, item)), clocks=when))
    blocks = (LINE.join(lines), view.t("ahead.ask"), *((view.t("follow.silenced"),) if view.reader.silenced else ()))
    leads = view.reader.leads_for(what, item.id)
    usual = spoken(view, view.reader.leads) or view.t.plain("ahead.no")
    buttons: Rows = (
        *rows(view, leads, "aheadset", item.id, f"{letter}/{{lead}}/{{state}}/{back}"),
        (
            choice(
                view.t.plain("ahead.usual", leads=usual),
                "aheadset",
                item.id,
                f"{letter}/{USUAL}/on/{back}",
                chosen=own is None,
            ),
        ),
        (
            choice(view.t.plain("ahead.none"), "aheadset", item.id, f"{letter}/{NONE}/on/{back}", chosen=own == ()),
            Button.to(view.t.plain("button.back"), "shown", item.id, f"{letter}/{PAGE}{back}"),
        ),
    )
    return Screen(GAP.join(blocks), buttons)
