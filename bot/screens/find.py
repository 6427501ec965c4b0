"""What a search has found, and words for when there is nothing to find. It will not search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

from markupsafe import escape

from bot.reader import Kind
from bot.screens.fitting import shorten
from bot.screens.following import follows, in_fours
from bot.screens.moments import clocks
from bot.screens.paging import PAGE, footer, sheet
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE, places, span, title
from bot.texts import phrases
from schedule.model import Session
from schedule.queries import day_of, talk_times
from schedule.search import Found
from schedule.words import phrasings, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from bot.screens.paging import Sheet
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item
    from schedule.search import Hit

MOST = 40
IN_GROUPS = 3
ASKED = 60
NAME = 120
GOOD = 0.6
CLEARLY = 1.5
# Which button opens what was found: its verb and, where the hit's own id is not the subject, the subject.
_OPENS = {
    Found.SPEAKER: ("speaker", ""),
    Found.SESSION: ("session", ""),
    Found.TALK: ("session", ""),
    Found.EXCURSION: ("trip", ""),
    Found.ROOM: ("room", ""),
    Found.PAGE: ("page", ""),
    Found.VENUE: ("go", "venue"),
    Found.PRESS: ("go", "press"),
}
_TIES = {
    Found.SPEAKER: Kind.SPEAKER,
    Found.SESSION: Kind.SESSION,
    Found.TALK: Kind.SESSION,
    Found.EXCURSION: Kind.EXCURSION,
}
VERBS = frozenset(verb for verb, _ in _OPENS.values())
_CARRIED = re.compile(r"[A-Za-z0-9_.+/-]{1,40}")


def opens(hit: Hit) -> tuple[str, str]:
    """Return the verb and subject of the button that opens a hit."""
    verb, subject = _OPENS[hit.kind]
    return verb, subject or hit.id


def tie(hit: Hit) -> tuple[Kind, str] | None:
    """Return what can be followed of a hit: a talk's session; None of a room, a page and the like."""
    kind = _TIES.get(hit.kind)
    return (kind, hit.id) if kind else None


def mark(hit: Hit) -> str:
    """Return eight characters that tell a hit from others, as callback data has no room for its id and the question."""
    return f"{crc32(f'{hit.kind}:{hit.id}'.encode()):08x}"


def clear(hits: Sequence[Hit]) -> Hit | None:
    """Return the hit that is surely meant: one that fits well, and much better than the next if there is one."""
    first, second = (*(hit.score for hit in hits[:2]), 0.0, 0.0)[:2]
    return hits[0] if first >= max(GOOD, CLEARLY * second) else None


def carried(question: str) -> str:
    """Return a question as callback data can carry it, its spelling simplified if need be; empty if it is too long."""
    for spelling in (question.replace("+", " ").split(), words(question)):
        together = "+".join(spelling)
        if _CARRIED.fullmatch(together):
            return together
    return ""


def others(view: View, question: str, hits: Sequence[Hit]) -> Rows:
    """Return the row that leads from the page of the clear hit to all hits; none if there are no others."""
    asked = carried(question)
    if len(hits) == 1 or not asked:
        return ()
    return ((Button.to(str(view.t.count("find.others", len(hits) - 1)), "find", arg=asked),),)


def found(view: View, question: str, hits: Sequence[Hit], wanted: int = 0) -> Screen:
    """Return a page, from 0, of hits, each with a button; in groups the first few and the way to the private chat."""
    asked = shorten(question, ASKED)
    leaf = sheet(hits, wanted, PAGE if view.reader.private else IN_GROUPS)
    first = leaf.number * PAGE + 1
    entries = [_entry(view, number, hit) for number, hit in enumerate(leaf.shown, first)]
    blocks = [view.t("find.title", words=asked), *entries]
    if not view.reader.private:
        return Screen(GAP.join(blocks), ((_to_private(view),),))
    blocks += footer(view, leaf) if carried(question) else _too_long(view, leaf)
    buttons = [
        (_opener(number, hit), _star(view, question, leaf.number, number, hit))
        for number, hit in enumerate(leaf.shown, first)
    ]
    return Screen(GAP.join(blocks), tuple(row for row in (*in_fours(buttons), _turn(view, question, leaf)) if row))


def _opener(number: int, hit: Hit) -> Button:
    verb, subject = opens(hit)
    return Button.to(str(number), "hit", subject, verb)


def _star(view: View, question: str, page: int, number: int, hit: Hit) -> Button | None:
    tied, asked, item = tie(hit), carried(question), _item(view, hit)
    if not tied or not asked:
        return None
    direct = tied in view.reader.follows
    shown = direct or (item is not None and follows(view, item))
    verb = "hitoff" if direct else "hiton"
    return Button.to(f"{'⭐' if shown else '☆'} {number}", verb, f"{page}-{mark(hit)}", asked)


def _turn(view: View, question: str, leaf: Sheet[Hit]) -> tuple[Button, ...]:
    asked = carried(question)
    turns = (("button.previous", leaf.number - 1), ("button.next", leaf.number + 1))
    return tuple(
        Button.to(view.t.plain(key), "find", str(number), asked)
        for key, number in turns
        if asked and 0 <= number < leaf.pages
    )


def _too_long(view: View, leaf: Sheet[Hit]) -> tuple[Markup, ...]:
    return (view.t("find.refine"),) if leaf.pages > 1 else ()


def _to_private(view: View) -> Button:
    return Button(view.t.plain("button.private"), url=view.link("c-find"))


def _entry(view: View, number: int, hit: Hit) -> Markup:
    item = _item(view, hit)
    if item is None or hit.kind is Found.TALK:
        name = view.t("session.title", title=shorten(view.words(hit.title), NAME))
    else:
        name = title(view, item)
    about = _about(view, hit) if item is None else _when_and_where(view, hit, item)
    return LINE.join((view.t(f"find.{hit.kind}", number=number, title=name), *about))


def _item(view: View, hit: Hit) -> Item | None:
    if hit.kind in {Found.SESSION, Found.TALK}:
        return view.programme.session.get(hit.id)
    return view.programme.excursion.get(hit.id) if hit.kind is Found.EXCURSION else None


def _when_and_where(view: View, hit: Hit, item: Item) -> list[Markup]:
    on = day_of(view.programme, item)
    day = view.t.short_day(on)
    if hit.kind is not Found.TALK or not isinstance(item, Session):
        return [view.t("find.when", day=day, clocks=clocks(view, *span(item), on)), *places(view, item, on)]
    times = zip(item.talks, talk_times(item), strict=True)
    known = next((time for talk, time in times if time and talk.title == hit.title), span(item))
    within = view.t("find.within", session=shorten(view.words(item.title), NAME))
    return [within, view.t("find.when", day=day, clocks=clocks(view, *known, on))]


def _about(view: View, hit: Hit) -> list[Markup]:
    speaker = view.programme.speaker.get(hit.id) if hit.kind is Found.SPEAKER else None
    venue = view.programme.conference.venue if hit.kind is Found.VENUE else None
    known = (speaker and speaker.affiliation) or (venue and venue.address)
    return [escape(shorten(view.words(known), NAME))] if known else []


def ask(view: View) -> Screen:
    """Ask what is sought."""
    return Screen(GAP.join((view.t("find.ask"), *_examples(view))), _in_private(view))


def nothing(view: View, question: str) -> Screen:
    """Say that nothing was found, and what could be."""
    blocks = (view.t("find.nothing", words=shorten(question, ASKED)), *_examples(view), *_refined(view))
    return Screen(GAP.join(blocks), _in_private(view))


def _refined(view: View) -> tuple[Markup, ...]:
    return (view.t("find.help"),) if view.reader.private else ()


def _in_private(view: View) -> Rows:
    if not view.reader.private:
        return ((_to_private(view),),)
    help_button = Button.to(view.t.plain("manners.help"), "help")
    return ((help_button, Button.to(view.t.plain("button.programme"), "days")),)


def _examples(view: View) -> tuple[Markup, ...]:
    held = view.programme
    names = [speaker.name for speaker in held.speakers[:1]]
    names += [view.words(trip.title) for trip in held.excursions[:1]]
    names += [view.words(room.name) for room in held.rooms[:1]]
    names += [view.words(other.title) for other in held.pages[:1]]
    if not names:
        return ()
    return (
        view.t("find.examples", examples=LINE.join(view.t("find.example", words=shorten(n, ASKED)) for n in names)),
    )


def greeting(question: str) -> str:
    """Return which small word was written, `hello` or `thanks`, in any language; empty if it was something else."""
    spoken, _ = phrasings(question)
    return next((kind for kind in ("hello", "thanks") if spoken in phrases(f"small.{kind}")), "")


def small_word(view: View, kind: str) -> Screen:
    """Answer a greeting or thanks."""
    if kind == "thanks":
        return Screen(view.t("small.welcome"))
    return Screen(GAP.join((view.t("small.greeting"), *_examples(view))), _in_private(view))


def empty(question: str) -> bool:
    """Tell whether there is no word in what was written, such as a lone emoji."""
    return not words(question)
