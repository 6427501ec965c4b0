"""The star: following a session, an excursion, a track or a speaker, from its page and from every list."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.context import Context
from bot.feature import Feature
from bot.reader import Kind
from bot.screens import excursion, find, leads, manners
from bot.screens import follow as words
from bot.screens import following as stars
from bot.screens import session as session_screen
from bot.screens import speakers as speakers_screen
from bot.screens.following import KINDS, known
from bot.screens.screen import Screen
from schedule.following import EVE
from schedule.queries import Item

feature = Feature()
# The lists on which a star may stand: what turns the message into the same anew.
_LISTS = {
    stars.NEXT: "next",
    stars.NOW: "now",
    stars.TRIPS: "trips",
    stars.PEOPLE: "people",
    stars.TIES: "ties",
}
_DAYS = {stars.DAY: "day", stars.TRACKS: "tracks"}
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\.(.*))?")


@feature.button("follow")
async def follow(context: Context, subject: str, arg: str) -> None:
    """Have the person follow a thing; `arg` is the letter of its kind and the spot of the star."""
    await _set(context, KINDS.get(arg[:1]), subject, arg[1:], following=True)


@feature.button("unfollow")
async def unfollow(context: Context, subject: str, arg: str) -> None:
    """Have the person no longer follow a thing."""
    await _set(context, KINDS.get(arg[:1]), subject, arg[1:], following=False)


@feature.button("shown")
async def show_anew(context: Context, subject: str, arg: str) -> None:
    """Turn the message into the page of a thing, or the list on which it stands."""
    kind, _, spot = arg.partition("/")
    what = KINDS.get(kind)
    if what and subject in known(context.view, what):
        await _show(context, what, subject, spot)
    else:
        await context.show(manners.gone(context.view))


@feature.button("on")
async def follow_session(context: Context, subject: str, arg: str) -> None:
    """Answer the star of a session's page as it was once sent."""
    await _set(context, Kind.SESSION, subject, stars.PAGE + arg, following=True)


@feature.button("off")
async def unfollow_session(context: Context, subject: str, arg: str) -> None:
    """Answer the star of a session's page as it was once sent."""
    await _set(context, Kind.SESSION, subject, stars.PAGE + arg, following=False)


@feature.button("tripon")
async def follow_trip(context: Context, subject: str, arg: str) -> None:
    """Answer the star of an excursion's page as it was once sent."""
    await _set(context, Kind.EXCURSION, subject, stars.PAGE + arg, following=True)


@feature.button("tripoff")
async def unfollow_trip(context: Context, subject: str, arg: str) -> None:
    """Answer the star of an excursion's page as it was once sent."""
    await _set(context, Kind.EXCURSION, subject, stars.PAGE + arg, following=False)


@feature.button("hiton")
async def follow_hit(context: Context, subject: str, arg: str) -> None:
    """Have the person follow what was found; `subject` is the page and the mark of the hit, `arg` the question."""
    await _set_hit(context, subject, arg, following=True)


@feature.button("hitoff")
async def unfollow_hit(context: Context, subject: str, arg: str) -> None:
    """Have the person no longer follow what was found."""
    await _set_hit(context, subject, arg, following=False)


@feature.button("ahead")
async def choose_ahead(context: Context, subject: str, arg: str) -> None:
    """Turn the message into the choice of lead times for a session or excursion."""
    kind, _, back = arg.partition("/")
    item = _item(context, KINDS.get(kind), subject)
    await context.show(leads.ahead(context.view, item, back) if item else manners.gone(context.view))


@feature.button("aheadset")
async def set_ahead(context: Context, subject: str, arg: str) -> None:
    """Set a lead time for a session or excursion, as the button says, whatever was before."""
    kind, lead, state, back = (*arg.split("/"), "", "", "", "")[:4]
    item = _item(context, KINDS.get(kind), subject)
    if item is None or lead not in leads.OFFERED or state not in {"on", "off"}:
        await context.show(manners.gone(context.view))
        return
    what = stars.kind(item)
    before = context.person.leads_for(what, item.id)
    await context.set_own_leads(what, item.id, leads.chosen(before, lead, on=state == "on"))
    if lead in {leads.USUAL, leads.NONE}:
        await context.set_own_leads(EVE, item.id, None)
    await context.show(leads.ahead(context.view, item, back))


async def _set(context: Context, what: Kind | None, subject: str, spot: str, *, following: bool) -> None:
    if what is None or subject not in known(context.view, what):
        await context.show(manners.gone(context.view))
        return
    await context.follow(what, subject, following=following)
    await _tell(context, what, subject, following=following)
    await _show(context, what, subject, spot)


async def _tell(context: Context, what: Kind, subject: str, *, following: bool) -> None:
    view, item = context.view, _item(context, what, subject)
    if item and following:
        await context.answer(words.done(view, item), alert=words.matters(view, item))
    elif item:
        await context.answer(words.undone(view, item))
    elif following:
        await context.answer(words.all_done(view, what, subject))
    else:
        await context.answer(context.t.plain("follow.undone"))


async def _set_hit(context: Context, subject: str, question: str, *, following: bool) -> None:
    page, _, mark = subject.partition("-")
    hits = context.desk.index.find(question.replace("+", " "), find.MOST)
    hit = next((hit for hit in hits if find.mark(hit) == mark), None)
    tie = hit and find.tie(hit)
    if not tie:
        await context.show(manners.gone(context.view))
        return
    await context.follow(*tie, following=following)
    await _tell(context, *tie, following=following)
    await context.desk.buttons["find"](context, page, question)


def _item(context: Context, what: Kind | None, subject: str) -> Item | None:
    if what is Kind.SESSION:
        return context.programme.session.get(subject)
    return context.programme.excursion.get(subject) if what is Kind.EXCURSION else None


async def _show(context: Context, what: Kind, subject: str, spot: str) -> None:
    listed = _list(spot) or (("ties", "", "") if what is Kind.TRACK else None)
    if listed:
        verb, *named = listed
        await context.desk.buttons[verb](context, *named)
    else:
        await context.show(await _page(context, what, subject, spot[1:]))


def _list(spot: str) -> tuple[str, str, str] | None:
    """Return the button that shows the list on which a star stands; None: it stands on the thing's own page."""
    place, rest = spot[:1], spot[1:]
    on_day = _DAY.fullmatch(rest)
    if place in _LISTS:
        return _LISTS[place], "", rest
    if place in _DAYS and on_day:
        year, month, day, at = on_day.groups()
        return _DAYS[place], f"{year}-{month}-{day}", at or ""
    return None


async def _page(context: Context, what: Kind, subject: str, back: str) -> Screen:
    view, held = context.view, context.programme
    if what is Kind.SESSION:
        return session_screen.page(view, held.session[subject], back)
    if what is Kind.EXCURSION:
        return excursion.page(await context.seated(), held.excursion[subject], back)
    # The photo is there already.
    return replace(speakers_screen.page(view, held.speaker[subject]), attachments=())
