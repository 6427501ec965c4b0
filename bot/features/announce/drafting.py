"""Writing an announcement: its text in each language, whom it is for, whether it is urgent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import escape

from bot.announced import Announcement, Circle, Wording
from bot.context import Audience, Context, Post
from bot.feature import Turn
from bot.features.announce.desk import AWAITED, draft, feature, found, people, show
from bot.reader import Kind, Mode
from bot.screens import announce_draft as screens
from bot.screens.announce_words import too_long
from bot.screens.following import KINDS
from bot.screens.paging import number_in

_LISTS = ("s", "t", "e")


@feature.command("announce", de="durchsage", also=("broadcast",), audience=Audience.ORGANISERS, rank=80)
async def announce(context: Context) -> None:
    """Answer with what this organiser is writing; what stands behind the command begins it."""
    begun = await context.store.announcements.draft(context.person.id, context.desk.machine())
    if begun.wordings:
        await show(context, begun)
    elif context.words:
        await keep(context, begun, _language(context), Wording(str(escape(context.words))))
    else:
        await _ask(context, begun, _language(context))


@feature.button("announce")
async def open_one(context: Context, subject: str, _arg: str) -> None:
    """Turn the message into how an announcement stands; without a number, into a new one."""
    if not subject and context.person.organiser:
        await announce(context)
    elif announcement := await found(context, subject):
        await show(context, announcement)


def _language(context: Context) -> str:
    offered = context.programme.conference.languages
    return context.person.language if context.person.language in offered else offered[0]


@feature.button("announcetext")
async def ask_text(context: Context, subject: str, language: str) -> None:
    """Ask for the text in a language."""
    announcement = await draft(context, subject)
    if announcement and language in context.programme.conference.languages:
        await _ask(context, announcement, language)


async def _ask(context: Context, announcement: Announcement, language: str) -> None:
    await context.wait_for(f"{AWAITED}-{announcement.id}-text-{language}")
    await context.show(screens.question(context.view, announcement, language))


@feature.message(Turn.AWAITED)
async def take_text(context: Context, post: Post) -> bool:
    """Take what was written or forwarded for the text that was asked for."""
    subject, what, language = awaited(context)
    if what != "text":
        return False
    announcement = await draft(context, subject)
    wording = await wording_in(context, post)
    if announcement and wording and language in context.programme.conference.languages:
        await keep(context, announcement, language, wording)
    return True


def awaited(context: Context) -> tuple[str, str, str]:
    """Return of which announcement which answer is awaited, and in which language; nothing if it is none of these."""
    parts = (context.person.awaiting or "").split("-", 3)
    if parts[0] != AWAITED or not context.person.organiser:
        return "", "", ""
    _, subject, what, language = (*parts, "", "", "")[:4]
    return subject, what, language


async def wording_in(context: Context, post: Post) -> Wording | None:
    """Return what a message says; None if it cannot be announced, which is said then."""
    wording = Wording(str(post.html), (post.media.kind, post.media.file_id) if post.media else None)
    if post.continued:
        return None
    if post.album or wording == Wording(""):
        await context.show(screens.impossible(context.view))
        return None
    if too_long(wording):
        await context.show(screens.too_long(context.view, wording))
        return None
    return wording


async def keep(context: Context, announcement: Announcement, language: str, wording: Wording) -> None:
    """Let a draft say this, then show it; what is too long is refused."""
    if too_long(wording):
        await context.show(screens.too_long(context.view, wording))
        return
    order = context.programme.conference.languages
    said = {**announcement.wordings, language: wording}
    await context.wait_for(None)
    await _edit(context, replace(announcement, wordings={each: said[each] for each in order if each in said}))


async def _edit(context: Context, changed: Announcement) -> None:
    await context.store.announcements.edit(changed)
    await show(context, await context.store.announcements.find(changed.id) or changed)


@feature.button("announceurgent")
async def set_urgent(context: Context, subject: str, arg: str) -> None:
    """Set whether it is urgent, as the button says, whatever was before."""
    if announcement := await draft(context, subject):
        await _edit(context, replace(announcement, urgent=arg == "on"))


@feature.button("announcedrop")
async def discard(context: Context, subject: str, _arg: str) -> None:
    """Delete a draft."""
    announcement = await draft(context, subject)
    if announcement and await context.store.announcements.discard(announcement.id):
        await context.show(screens.discarded(context.view))


@feature.button("announceto")
async def choose(context: Context, subject: str, arg: str) -> None:
    """Set one thing about whom it is for, as the button says; without any, show what can be chosen."""
    announcement = await draft(context, subject)
    if announcement is None:
        return
    circle = _chosen(context, announcement.circle, arg)
    if circle != announcement.circle:
        announcement = replace(announcement, circle=circle)
        await context.store.announcements.edit(announcement)
    await context.show(screens.audience(context.view, announcement, await people(context, announcement)))


def _chosen(context: Context, circle: Circle, arg: str) -> Circle:
    """Return the circle as a button sets it; what it does not know changes nothing."""
    whole = {"all": Circle(everyone=True), "me": Circle(me=True)}
    if arg in whole:
        return whole[arg]
    letter, _, rest = arg.partition(".")
    name, _, wish = rest.partition(".")
    if wish not in {"on", "off"} or name not in _known(context, letter):
        return circle
    return _set(context, replace(circle, everyone=False, me=False), letter, name, on=wish == "on")


def _known(context: Context, letter: str) -> Mapping[str, object]:
    """Return what a button of this letter may name."""
    programme = context.programme
    known: dict[str, Mapping[str, object]] = {
        "m": {mode.value: mode for mode in Mode},
        "l": dict.fromkeys(programme.conference.languages),
        "s": programme.session,
        "t": programme.track,
        "e": programme.excursion,
    }
    return known.get(letter, {})


def _set(context: Context, circle: Circle, letter: str, name: str, *, on: bool) -> Circle:
    if letter == "m":
        return replace(circle, modes=_with(circle.modes, name, on=on))
    if letter == "l":
        return replace(circle, languages=_with(circle.languages, name, on=on))
    chosen = (KINDS[letter].value, name)
    subjects = tuple(each for each in circle.subjects if each != chosen) + ((chosen,) if on else ())
    pairs = dict.fromkeys(pair for subject in subjects for pair in _meaning(context, *subject))
    return replace(circle, subjects=subjects, pairs=tuple(pairs))


def _with(names: tuple[str, ...], name: str, *, on: bool) -> tuple[str, ...]:
    return tuple(sorted({*names, name} if on else {*names} - {name}))


def _meaning(context: Context, kind: str, subject: str) -> tuple[tuple[str, str], ...]:
    """Return by what one follows a thing: itself, and for a session its track and whoever is in it."""
    session = context.programme.session.get(subject) if kind == Kind.SESSION else None
    if session is None:
        return ((kind, subject),)
    tracks = ((Kind.TRACK.value, session.track),) if session.track else ()
    return ((kind, subject), *tracks, *((Kind.SPEAKER.value, person) for person in session.people))


@feature.button("announcepick")
async def pick(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a list of sessions, tracks or excursions."""
    announcement = await draft(context, subject)
    letter, _, rest = arg.partition(".")
    if announcement and letter in _LISTS:
        day, _, page = rest.partition(".")
        await context.show(screens.pick(context.view, announcement, letter, day, number_in(page)))
