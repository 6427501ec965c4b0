"""Changing the programme in chat, for organisers: what, to what, and what that would do or did. It changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.screens import aired, wishes
from bot.screens.changed import lines, when
from bot.screens.fitting import shorten
from bot.screens.moments import day_of, hour
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, TITLE, title
from bot.texts import texts
from schedule.broadcast import RECORDING, Airing
from schedule.model import Kind, Session
from schedule.queries import starts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.screens.outcomes import Laid, Trial, Wish
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

PAGE = 8
_PLENARY = frozenset({Kind.KEYNOTE, Kind.PANEL})


def choose(view: View, sort: str, items: Sequence[Item], number: int = 0, asked: str = "") -> Screen:
    """Return the choice of what is meant; `asked` is what was typed and not understood."""
    if not items:
        return Screen(view.t(f"live.none_{'cancelled' if sort == 'reinstate' else 'left'}"))
    leaf = sheet(items, number, PAGE)
    head = view.t("live.not_found", words=shorten(asked, LABEL)) if asked else view.t(f"live.which_{sort}")
    rows: Rows = tuple((_pick(view, sort, item),) for item in leaf.shown)
    turns = turn(view, "live", leaf, sort)
    text = GAP.join((head, view.t("live.or_type"), *footer(view, leaf)))
    return Screen(text, (*rows, turns) if turns else rows)


def _pick(view: View, sort: str, item: Item) -> Button:
    return Button.to(_label(view, item), "livepick", item.id, f"{sort}.{wishes.letter(item)}")


def _label(view: View, item: Item) -> str:
    start = starts(item)
    day = "" if day_of(view, start) == day_of(view, view.now) else f"{view.t.weekday(day_of(view, start))} "
    return shorten(f"{day}{hour(view, start)} {view.words(item.title)}", LABEL)


def among(view: View, pairs: Sequence[tuple[Item, Wish]]) -> Screen:
    """Return the choice among what was found, where it is clear already what is wished."""
    rows = tuple((_try(_label(view, item), wish),) for item, wish in pairs[:PAGE])
    return Screen(view.t("live.which_one"), rows)


def _try(label: str, wish: Wish) -> Button:
    return Button.to(label, "livetry", wish.subject, wishes.code(wish))


def delays(view: View, item: Item) -> Screen:
    """Ask by how much something is late."""
    buttons = [_try(view.t.plain("live.plus", n=n), wishes.delayed(item, n)) for n in wishes.DELAYS]
    return Screen(_about(view, item, "live.how_late"), (tuple(buttons[:4]), tuple(buttons[4:])))


def times(view: View, item: Item) -> Screen:
    """Ask when something begins instead."""
    return Screen(_about(view, item, "live.when"))


def rooms(view: View, session: Session, number: int = 0) -> Screen:
    """Ask in which room a session is instead."""
    others = [room for room in view.programme.rooms if room.id != session.room]
    leaf = sheet(others, number, PAGE)
    rows: Rows = tuple(
        (_try(shorten(view.words(room.name), LABEL), wishes.in_room(session, room.id)),) for room in leaf.shown
    )
    turns = turn(view, "liverooms", leaf, session.id)
    return Screen(_about(view, session, "live.where"), (*rows, turns) if turns else rows)


def _about(view: View, item: Item, key: str) -> Markup:
    return LINE.join((title(view, item), when(view, item), Markup(), view.t(key)))


def not_a_time(view: View, item: Item) -> Screen:
    """Say that what was typed is no time."""
    return Screen(_about(view, item, "live.no_time"))


def preview(view: View, wish: Wish, trial: Trial) -> Screen:
    """Return exactly what would change and how many would be told, with the choice."""
    if refused := refusal(view, trial):
        return refused
    do = Button.to(view.t.plain("live.do"), "livedo", wish.subject, wishes.code(wish))
    no = Button.to(view.t.plain("live.leave"), "livestop")
    blocks = (view.t("live.preview"), *effect(view, trial), *_taken(view, trial), _people(view, trial, "would"))
    return Screen(GAP.join(blocks), ((do, no),))


def refusal(view: View, trial: Trial) -> Screen | None:
    """Return why nothing changes; None if something does."""
    if trial.objection and not trial.objection.only_warns:
        return Screen(view.t(f"live.objection_{trial.objection}"))
    return Screen(view.t("live.so_already"), (_to_all(view),)) if trial.nothing else None


def effect(view: View, trial: Trial) -> tuple[Markup, ...]:
    """Return what a change made in chat does, if anything."""
    if trial.airing:
        return (aired.effect(view, trial.airing),)
    change = trial.change
    if change is None:
        return ()
    return (LINE.join((title(view, change.item), *lines(view, change.before, change.after, change.what))),)


def _taken(view: View, trial: Trial) -> tuple[Markup, ...]:
    titles = view.t.all_of(shorten(view.words(other.title), LABEL) for other in trial.taken_by[:3])
    return (view.t("live.taken", titles=titles),) if trial.taken_by else ()


def _people(view: View, trial: Trial, key: str) -> Markup:
    return view.t.count(f"live.people_{key}", trial.people)


def done(view: View, trial: Trial) -> Screen:
    """Return what was changed, with a way back; of a cancelled plenary everyone on site can be told."""
    rows: list[tuple[Button, ...]] = []
    if trial.live:
        rows.append((Button.to(view.t.plain("live.undo"), "liveundo", str(trial.live)),))
    change = trial.change
    if change and isinstance(change.after, Session) and is_plenary(view, change.after):
        rows.append((Button.to(view.t.plain("live.tell_all"), "livetell", change.subject),))
    rows.append(_to_all(view))
    blocks = (view.t("live.done"), *effect(view, trial), *_told(view, trial))
    return Screen(GAP.join(blocks), tuple(rows))


def _told(view: View, trial: Trial) -> tuple[Markup, ...]:
    if not trial.people or trial.tell_at is None:
        return (view.t("air.nobody" if trial.airing else "live.nobody"),)
    seconds = round((trial.tell_at - view.now).total_seconds())
    told = view.t.count("live.people_will" if trial.live else "live.people_soon", trial.people, seconds=seconds)
    patient = trial.airing is not None and trial.airing.kind == RECORDING
    return (LINE.join((told, view.t("air.after_quiet"))),) if patient else (told,)


def is_plenary(view: View, session: Session) -> bool:
    """Tell whether a session was cancelled that all would have gone to: a keynote or panel, or without a parallel."""
    if not session.cancelled:
        return False
    others = (other for other in view.programme.sessions if other.id != session.id and not other.cancelled)
    alone = not any(other.start < session.end and session.start < other.end for other in others)
    return session.kind in _PLENARY or alone


def cancelled_words(view: View, session: Session, language: str) -> str:
    """Return, in a language, what everyone on site is told of a cancelled session, for an organiser to mend."""
    title, time, day = (
        shorten(session.title.to(language), TITLE),
        hour(view, session.start),
        day_of(view, session.start),
    )
    t = texts(language)
    if day == day_of(view, view.now):
        return str(t("live.cancelled_words", title=title, time=time))
    return str(t("live.cancelled_words_on", title=title, time=time, day=t.short_day(day)))


def left(view: View) -> Screen:
    """Say that nothing was changed."""
    return Screen(view.t("live.left"))


def undone(view: View, trial: Trial | None) -> Screen:
    """Say what is so again."""
    if trial is None:
        return Screen(view.t("live.undone_before"))
    return Screen(GAP.join((view.t("live.undone"), *effect(view, trial))), (_to_all(view),))


def _to_all(view: View) -> tuple[Button, ...]:
    """Return the row that leads to all that was changed, each with its way back."""
    return (Button.to(view.t.plain("live.all"), "livelist"),)


def listed(view: View, laid: Sequence[Laid], number: int = 0) -> Screen:
    """Return a page of what was changed in chat and holds, each with a way back."""
    if not laid:
        return Screen(view.t("live.nothing"))
    leaf = sheet(laid, number, PAGE)
    first = leaf.number * PAGE + 1
    entries = [_laid(view, at, each) for at, each in enumerate(leaf.shown, first)]
    buttons = [
        Button.to(view.t.plain("live.undo_number", n=at), "liveundo", str(each.live))
        for at, each in enumerate(leaf.shown, first)
    ]
    pairs: Rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    turns = turn(view, "livelist", leaf)
    text = GAP.join((view.t("live.title"), *entries, *footer(view, leaf)))
    return Screen(text, (*pairs, turns) if turns else pairs)


def _laid(view: View, number: int, each: Laid) -> Markup:
    change = each.change
    if isinstance(change, Airing):
        name = aired.name(view, change)
        told: tuple[Markup, ...] = (aired.line(view, change),)
    else:
        name = shorten(view.words(change.item.title), TITLE)
        told = lines(view, change.before, change.after, change.what)
    return LINE.join((view.t("live.entry", number=number, title=name, time=_made(view, each.made_at)), *told))


def _made(view: View, made_at: datetime) -> str:
    day = day_of(view, made_at)
    return hour(view, made_at) if day == day_of(view, view.now) else f"{view.t.short_day(day)}, {hour(view, made_at)}"
