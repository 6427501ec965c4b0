"""An edition that may take the place of the one that is served: what differs, what is wrong, what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from bot.screens.changed import lines
from bot.screens.fitting import shorten
from bot.screens.outcomes import Verdict
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE
from schedule.changes import ORDER, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.screens.outcomes import Outcome
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.changes import Change

PAGE = 6
TITLE = 100
PROBLEM = 300
WARNINGS = 2


def page(view: View, outcome: Outcome, number: int = 0) -> Screen:
    """Return what became of an edition; if it waits for a decision, what differs, and the choice."""
    shown = _page(view, outcome, number)
    return replace(shown, text=GAP.join((shown.text, *_heard(view, outcome), *_warnings(view, outcome.warnings))))


def _heard(view: View, outcome: Outcome) -> Iterable[Markup]:
    """Yield how many messages go out about what is watched, if the edition is or may be served."""
    if outcome.heard and outcome.verdict in {Verdict.ASK, Verdict.APPLIED, Verdict.QUIET}:
        yield view.t.count("difference.heard", outcome.heard)


def _warnings(view: View, lines: Sequence[str]) -> Iterable[Markup]:
    """Return what might be meant otherwise, as far as a message has room for it."""
    if lines:
        named, more = _named(lines[:WARNINGS]), len(lines[WARNINGS:])
        rest = [view.t.count("difference.more_problems", more)] if more else []
        yield LINE.join((view.t.count("difference.warnings", len(lines)), *named, *rest))


def _named(lines: Iterable[str]) -> list[Markup]:
    return [Markup("<code>{}</code>").format(shorten(line, PROBLEM)) for line in lines]


def _page(view: View, outcome: Outcome, number: int) -> Screen:
    if outcome.verdict is Verdict.BROKEN:
        return broken(view, facts(outcome))
    if outcome.verdict is Verdict.REFUSED:
        return Screen(view.t(outcome.reason))
    if outcome.verdict is Verdict.ASK:
        return _asked(view, outcome, number)
    if outcome.verdict is Verdict.APPLIED:
        return Screen(LINE.join((view.t("difference.applied"), _told(view, _counted(outcome), outcome.people))))
    return Screen(view.t(f"difference.{outcome.verdict}"))


def facts(outcome: Outcome) -> dict[str, Any]:
    """Return what a letter about an edition says, as JSON can hold it."""
    return {
        "named": outcome.digest,
        "counts": _counted(outcome),
        "people": outcome.people,
        "grave": [[each.kind, each.gone, each.moved, each.of] for each in outcome.upheavals],
        "other": outcome.other,
        "problems": list(outcome.problems),
        "more": outcome.more,
    }


def _counted(outcome: Outcome) -> dict[str, int]:
    return dict(summary(outcome.changes))


def asking(view: View, figures: Mapping[str, Any]) -> Screen:
    """Ask an organiser for a decision, with the way to what differs."""
    blocks = (view.t("difference.title"), *_summary(view, figures))
    show = (Button.to(view.t.plain("difference.show"), "edition", figures["named"]),)
    return Screen(GAP.join(blocks), (show, _choice(view, figures["named"])))


def broken(view: View, figures: Mapping[str, Any]) -> Screen:
    """Say what is wrong with an edition, line by line, and that the one before goes on."""
    problems = _named(figures["problems"])
    if figures["more"]:
        problems.append(view.t.count("difference.more_problems", figures["more"]))
    return Screen(GAP.join((view.t("difference.broken"), LINE.join(problems), view.t("difference.goes_on"))))


def _asked(view: View, outcome: Outcome, number: int) -> Screen:
    leaf = sheet(outcome.changes, number, PAGE)
    blocks = [view.t("difference.title"), *_summary(view, facts(outcome))]
    if outcome.added:
        blocks.append(view.t("difference.added", file=outcome.added))
    blocks += [_entry(view, change) for change in leaf.shown]
    blocks += footer(view, leaf)
    rows: Rows = (turn(view, "edition", leaf, outcome.digest), _choice(view, outcome.digest))
    return Screen(GAP.join(blocks), tuple(row for row in rows if row))


def _entry(view: View, change: Change) -> Markup:
    title = escape(shorten(view.words(change.item.title), TITLE))
    head = view.t("difference.entry", what=view.t.plain(f"difference.is_{change.chiefly}"), title=title)
    return LINE.join((head, *lines(view, change.before, change.after, change.what)))


def _summary(view: View, figures: Mapping[str, Any]) -> Iterable[Markup]:
    if figures["other"]:
        yield view.t("difference.other")
    for kind, gone, moved, of in figures["grave"]:
        parts = (("difference.would_vanish", gone), ("difference.would_move", moved))
        what = view.t.all_of(str(view.t(key, n=number)) for key, number in parts if number)
        yield view.t(f"difference.grave_{kind}", changes=what, of=of)
    yield _told(view, figures["counts"], figures["people"])


def _told(view: View, counts: Mapping[str, int], people: int) -> Markup:
    """Return 3 moved, 1 cancelled, 2 new; 214 people will be told."""
    parts = [str(view.t.count(f"difference.count_{what}", counts[what])) for what in ORDER if what in counts]
    if not parts:
        return view.t("difference.only_texts")
    return view.t.count("difference.told", people, changes=", ".join(parts))


def _choice(view: View, named: str) -> tuple[Button, ...]:
    apply = Button.to(view.t.plain("difference.apply"), "applyedition", named)
    return apply, Button.to(view.t.plain("difference.keep"), "keepedition", named)
