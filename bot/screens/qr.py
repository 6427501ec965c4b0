"""QR codes of pages: what one may lead to, the one that was chosen, and posters. It will not draw."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.reader import Kind
from bot.screens.cards import kept, payload
from bot.screens.fitting import shorten
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Document, Drawing, Screen
from bot.screens.sessions import LABEL, LINE
from schedule.model import Kind as SessionKind
from schedule.search import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.localised import Localised
    from schedule.queries import Item
    from schedule.search import Hit

BOT, PAGE = "bot", "page"
"""Beside sessions, speakers and excursions a code leads to the bot itself, or to one of the conference's pages."""
LISTS = (Kind.SESSION, Kind.SPEAKER, Kind.EXCURSION, PAGE)
HITS = 20
SHOWN = 8
TITLE = 160
TOGETHER = 40
"""Posters in one file: a few seconds of drawing."""


def ask(view: View) -> Screen:
    """Ask what the code shall lead to."""
    kinds = [Button.to(view.t.plain(f"qr.{kind}"), "qrlist", kind) for kind in LISTS if _all(view, kind)]
    pairs = tuple(tuple(kinds[at : at + 2]) for at in range(0, len(kinds), 2))
    itself = (Button.to(view.t.plain("qr.itself"), "qr", BOT, BOT),)
    return Screen(view.t("qr.ask"), (*pairs, itself, *to_posters(view)))


def to_posters(view: View) -> Rows:
    """Return the row that leads organisers to the posters."""
    return ((Button.to(view.t.plain("qr.posters"), "posters"),),) if view.reader.organiser else ()


def listed(view: View, kind: str, wanted: int = 0) -> Screen | None:
    """Return a page, from 0, of what there is of a kind; None if there is nothing."""
    leaf = sheet(_all(view, kind), wanted, SHOWN)
    if not leaf.shown:
        return None
    rows = (*(_choice(view, kind, subject) for subject in leaf.shown), turn(view, "qrlist", leaf, kind))
    text = LINE.join((view.t("qr.which"), *footer(view, leaf)))
    return Screen(text, tuple(row for row in rows if row))


def found(view: View, question: str, hits: Sequence[Hit]) -> Screen:
    """Return what fits the words, each with the button that makes its code."""
    named = choices(hits)[:SHOWN]
    if not named:
        return Screen(view.t("qr.nothing", words=shorten(question, LABEL)), ask(view).buttons)
    return Screen(view.t("qr.which"), tuple(_choice(view, kind, subject) for kind, subject in named))


def choices(hits: Iterable[Hit]) -> tuple[tuple[str, str], ...]:
    """Return kind and id of what has a page among the hits, each once."""
    return tuple(
        dict.fromkeys(one for hit in hits for one in (((PAGE, hit.id),) if hit.kind is Found.PAGE else kept((hit,))))
    )


def _choice(view: View, kind: str, subject: str) -> tuple[Button, ...]:
    return (Button.to(shorten(title(view, kind, subject) or subject, LABEL), "qr", subject, kind),)


def _all(view: View, kind: str) -> tuple[str, ...]:
    held = view.programme
    every: dict[str, Iterable[str]] = {
        Kind.SESSION: held.session,
        Kind.SPEAKER: held.speaker,
        Kind.EXCURSION: held.excursion,
        PAGE: held.page,
    }
    return tuple(every.get(kind, ()))


def title(view: View, kind: str, subject: str) -> str:
    """Return what a code leads to, in the reader's words; empty if there is no such thing."""
    held, text = view.programme, None
    if kind == Kind.SPEAKER and subject in held.speaker:
        return held.speaker[subject].name
    titled: dict[str, Localised] = {BOT: held.conference.title} if kind == subject == BOT else {}
    for name, records in ((Kind.SESSION, held.session), (Kind.EXCURSION, held.excursion), (PAGE, held.page)):
        if kind == name and subject in records:
            titled[subject] = records[subject].title
    text = titled.get(subject)
    return view.words(text)


def address(view: View, kind: str, subject: str) -> str:
    """Return the address of a code."""
    if kind == BOT:
        return f"https://t.me/{view.bot}"
    return view.link(f"p-{subject}" if kind == PAGE else payload(Kind(kind), subject))


def code(view: View, kind: str, subject: str, picture: bytes) -> Screen:
    """Return the code as a picture, with what it leads to."""
    to = address(view, kind, subject)
    text = view.t("qr.code", title=shorten(title(view, kind, subject), TITLE), address=to)
    return Screen(text, to_posters(view), drawing=Drawing(f"qr-{subject}.png", picture))


def posters(view: View) -> Screen:
    """Ask for which day posters are wanted, or for the excursions; many come in several files."""
    rows = [
        (Button.to(view.t.plain("qr.posters_day", day=view.t.short_day(day), n=len(items)), "print", day.isoformat()),)
        for day, items in _days(view)
    ]
    trips = _trips(view)
    if trips:
        rows.append((Button.to(view.t.plain("qr.posters_trips", n=len(trips)), "print", "trips"),))
    return Screen(view.t("qr.posters_ask" if rows else "programme.none"), tuple(rows))


def wanted(view: View, subject: str, part: int) -> tuple[tuple[Item, ...], int]:
    """Return what is on the posters of a file, from 0, and how many files there are; nothing for no such day."""
    days = {day.isoformat(): items for day, items in _days(view)}
    items = _trips(view) if subject == "trips" else days.get(subject, ())
    leaf = sheet(items, part, TOGETHER)
    return tuple(leaf.shown), leaf.pages


def printed(view: View, subject: str, part: int, parts: int, pdf: bytes) -> Screen:
    """Return a file of posters, with the way to the next where there are several."""
    number = f"-{part + 1}" if parts > 1 else ""
    more = (Button.to(view.t.plain("qr.posters_more", part=part + 2, parts=parts), "print", subject, str(part + 1)),)
    file = Document(f"posters-{subject}{number}.pdf", pdf)
    return Screen(view.t("qr.posters_file"), (more,) if part + 1 < parts else (), attachments=(file,))


def _days(view: View) -> list[tuple[date, tuple[Item, ...]]]:
    """Return each day's sessions that are more than a break."""
    listed = [s for s in view.programme.sessions if not s.cancelled and s.kind is not SessionKind.BREAK]
    ordered = sorted(listed, key=attrgetter("day"))
    return [(day, tuple(items)) for day, items in groupby(ordered, key=attrgetter("day"))]


def _trips(view: View) -> tuple[Item, ...]:
    return tuple(trip for trip in view.programme.excursions if not trip.cancelled)
