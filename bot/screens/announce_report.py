"""How an announcement fares: numbers that add up, what can be done about it, and what became of each copy."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.announced import AnnouncementState as State
from bot.announced import Outcome
from bot.screens.announce_send import moment
from bot.screens.announce_words import back, people, says, shortly, to
from bot.screens.choices import LABEL
from bot.screens.fitting import shorten, visible
from bot.screens.moments import clocks_in_city, day_of
from bot.screens.paging import footer, turn
from bot.screens.screen import Button, Document, Screen
from bot.screens.sessions import GAP, LINE
from bot.texts import own_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from bot.announced import Announcement, Delivery, Tally
    from bot.screens.paging import Sheet
    from bot.screens.screen import Rows
    from bot.screens.view import View

NAMED = 10
"""Of how many people in doubt the names are told."""
_CELLS = 20
_HEADINGS = {
    State.WAITING: "announce.waits",
    State.RUNNING: "announce.runs",
    State.PAUSED: "announce.is_paused",
    State.STOPPED: "announce.was_stopped",
    State.DONE: "announce.is_done",
    State.RECALLED: "announce.was_recalled",
}
# In the order in which they are told; those that are none are left out.
_OUTCOMES = {
    Outcome.DELIVERED: "announce.delivered",
    Outcome.UNREACHABLE: "announce.unreachable",
    Outcome.FAILED: "announce.failed",
    Outcome.DOUBT: "announce.doubt",
    Outcome.UNWANTED: "announce.unwanted",
    Outcome.LATE: "announce.late",
    Outcome.STOPPED: "announce.stopped",
    Outcome.WAITING: "announce.waiting",
}
_OVER = {State.STOPPED, State.DONE}
_CAN_BE_CORRECTED = {State.RUNNING, State.PAUSED, *_OVER}


def report(
    view: View, found: Announcement, tally: Tally, *, left: timedelta | None = None, author: str = "", reached: int = 0
) -> Screen:
    """Return how it stands; `left` is how long it still takes, `reached` how many it is for before it has begun."""
    head = [view.t("announce.heading", state=view.t(_HEADINGS[found.state])), says(view, found)]
    head.append(view.t("announce.to", circle=to(view, found.circle)))
    if author:
        head.append(view.t("announce.by", name=author))
    blocks = [
        LINE.join(head),
        _waiting(view, found, reached) if found.state is State.WAITING else _progress(view, tally),
    ]
    blocks.extend(_follow_ups(view, tally))
    if left is not None:
        blocks.append(view.t("announce.left", length=shortly(view, left)))
    return Screen(GAP.join(blocks), _actions(view, found, tally))


def _waiting(view: View, found: Announcement, reached: int) -> Markup:
    if found.sends_at:
        return view.t("announce.goes_at", time=moment(view, found.sends_at), people=people(view, reached))
    return view.t("announce.goes_soon", people=people(view, reached))


def _progress(view: View, tally: Tally) -> Markup:
    """Return a bar, which ends where it was stopped, and the counts, which add up to the total."""
    done = tally.total - sum(tally.outcomes.get(each, 0) for each in (Outcome.WAITING, Outcome.STOPPED))
    share = done / tally.total if tally.total else 1
    full = int(share * _CELLS)
    cells = "█" * full + "░" * (_CELLS - full)
    return LINE.join((view.t("announce.bar", cells=cells, percent=int(share * 100)), counts(view, tally)))


def counts(view: View, tally: Tally) -> Markup:
    """Return what has become of how many, and the total."""
    shown = [
        view.t(key, number=view.t.number(tally.outcomes.get(outcome, 0)))
        for outcome, key in _OUTCOMES.items()
        if tally.outcomes.get(outcome) or outcome is Outcome.DELIVERED
    ]
    return Markup(" · ").join((*shown, view.t("announce.total", number=view.t.number(tally.total))))


def _follow_ups(view: View, tally: Tally) -> list[Markup]:
    """Return how far correction and recall have got, if there were any."""
    lines = []
    for key, done in (("announce.corrections", tally.corrections), ("announce.recalls", tally.recalls)):
        total = sum(done.values())
        if total:
            delivered, waiting = done.get(Outcome.DELIVERED, 0), done.get(Outcome.WAITING, 0)
            numbers = (delivered, total - delivered - waiting, waiting, total)
            lines.append(
                view.t(key, **dict(zip(("done", "not", "waiting", "total"), map(view.t.number, numbers), strict=True)))
            )
    return lines


def _actions(view: View, found: Announcement, tally: Tally) -> Rows:
    number = str(found.id)

    def button(key: str, verb: str, arg: str = "") -> Button:
        return Button.to(view.t.plain(key), verb, number, arg)

    rows: dict[State, Rows] = {
        State.WAITING: ((button("announce.undo", "announceundo"),),),
        State.RUNNING: (
            (button("announce.pause", "announcerun", "pause"), button("announce.stop", "announcerun", "stop")),
        ),
        State.PAUSED: (
            (button("announce.resume", "announcerun", "resume"), button("announce.stop", "announcerun", "stop")),
        ),
    }
    more: list[tuple[Button, ...]] = []
    if found.state in _CAN_BE_CORRECTED:
        more.append((button("announce.correct", "announcefix"), button("announce.recall", "announcerecall")))
        if tally.doubts:
            label = view.t.plain("announce.see_doubts", number=view.t.number(tally.doubts))
            more.append((Button.to(label, "announcedoubt", number),))
    if found.state is not State.WAITING:
        more.append((button("announce.csv", "announcecsv"),))
    return (*rows.get(found.state, ()), *more)


def past(view: View, page: Sheet[tuple[Announcement, Tally]]) -> Screen:
    """Return a page of what was announced, the latest first: when, how it begins, and its numbers."""
    if not page.shown:
        return Screen(view.t("announce.none_yet"))
    entries = [
        LINE.join((_when(view, found), says(view, found), _short(view, found, tally))) for found, tally in page.shown
    ]
    rows = tuple((_open(view, found),) for found, _ in page.shown)
    turns = turn(view, "announcelist", page)
    text = GAP.join((view.t("announce.past"), *entries, *footer(view, page)))
    return Screen(text, (*rows, *((turns,) if turns else ())))


def _when(view: View, found: Announcement) -> Markup:
    if found.sends_at is None:
        return view.t("announce.in_a_moment")
    return view.t(
        "announce.on_day", day=view.t.short_day(day_of(view, found.sends_at)), time=clocks_in_city(view, found.sends_at)
    )


def _short(view: View, found: Announcement, tally: Tally) -> Markup:
    heading = view.t(_HEADINGS[found.state])
    return heading if found.state is State.WAITING else Markup(" · ").join((heading, counts(view, tally)))


def _open(view: View, found: Announcement) -> Button:
    return Button.to(shorten(visible(says(view, found)), LABEL), "announce", str(found.id))


def recall_question(view: View, found: Announcement, tally: Tally, too_old: int) -> Screen:
    """Ask whether every copy shall be deleted."""
    copies = tally.outcomes.get(Outcome.DELIVERED, 0) - too_old
    lines = [view.t("announce.sure_recall", people=people(view, copies))]
    if too_old:
        lines.append(view.t.count("announce.too_old", too_old, shown=view.t.number(too_old)))
    if tally.outcomes.get(Outcome.DOUBT):
        lines.append(view.t("announce.doubt_stays"))
    button = Button.to(view.t.plain("announce.recall"), "announcerecall", str(found.id), "yes")
    return Screen(LINE.join(lines), ((button,), back(view, found)))


def which_language(view: View, found: Announcement) -> Screen:
    """Ask which version is to be corrected."""
    buttons = tuple(Button.to(own_name(each), "announcefix", str(found.id), each) for each in found.wordings)
    return Screen(view.t("announce.correct_which"), (buttons, back(view, found)))


def ask_correction(view: View, found: Announcement, language: str) -> Screen:
    """Ask for the text that is to stand instead."""
    key = "announce.ask_correction" if len(found.wordings) == 1 else "announce.ask_correction_in"
    values = {} if len(found.wordings) == 1 else {"language": view.t.name_of(language)}
    return Screen(view.t(key, **values), (back(view, found),))


def correction_question(view: View, found: Announcement, tally: Tally) -> Screen:
    """Ask, below a preview, whether it shall be corrected."""
    copies = people(view, tally.outcomes.get(Outcome.DELIVERED, 0))
    yes = Button.to(
        view.t.plain("announce.correct_now"), "announcefix", str(found.id), f"go.{found.correction_fingerprint}"
    )
    others = [each for each in found.wordings if each not in found.correction]
    more = tuple(
        Button.to(view.t.plain("announce.write", language=own_name(each)), "announcefix", str(found.id), each)
        for each in others
    )
    rows = tuple(row for row in ((yes,), more, back(view, found)) if row)
    key = "announce.sure_correction_ended" if found.state in _OVER else "announce.sure_correction"
    return Screen(view.t(key, people=copies), rows)


def text_only(view: View) -> Screen:
    """Say that a picture or a file cannot be corrected."""
    return Screen(view.t("announce.text_only"))


def doubts(view: View, found: Announcement, names: Sequence[str], number: int) -> Screen:
    """Return of whom nobody knows whether they have it, and ask what to do; what was stopped is not sent again."""
    shown = [name for name in names[:NAMED] if name]
    others = number - len(shown)
    listed = view.t.all_of(shown) if shown else ""
    if others and shown:
        text = view.t.count("announce.doubts_and_others", others, names=listed, shown=view.t.number(others))
    elif others:
        text = view.t.count("announce.doubts_unnamed", others, shown=view.t.number(others))
    else:
        text = view.t("announce.doubts", names=listed)
    again = Button.to(view.t.plain("announce.send_again"), "announcedoubt", str(found.id), "again")
    leave = Button.to(view.t.plain("announce.leave"), "announcedoubt", str(found.id), "leave")
    if found.state is State.STOPPED:
        return Screen(text, ((leave,), back(view, found)))
    return Screen(Markup(" ").join((text, view.t("announce.perhaps_twice"))), ((again, leave), back(view, found)))


def table(view: View, found: Announcement, deliveries: Sequence[Delivery]) -> Screen:
    """Return a CSV file (RFC 4180) of what became of each copy; instants are the machine's, in UTC."""
    written = StringIO()
    lines = csv.writer(written)
    lines.writerow(("person", "state", "at", "error"))
    lines.writerows((each.person, each.state, each.at.isoformat(timespec="seconds"), each.error) for each in deliveries)
    file = Document(f"announcement-{found.id}.csv", written.getvalue().encode())
    return Screen(view.t("announce.table"), attachments=(file,))
