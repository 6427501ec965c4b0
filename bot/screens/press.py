"""What journalists need: contacts, releases, accreditation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from bot.screens.contacts import card, international
from bot.screens.fitting import collapsed, shorten
from bot.screens.paging import Sheet, footer, sheet, turn
from bot.screens.screen import Screen
from bot.screens.sessions import GAP, LINE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from markupsafe import Markup

    from bot.screens.view import View
    from schedule.model import PressContact, Release

CONTACTS = 3  # a page: each is followed by a card, and Telegram takes few messages at once
RELEASES = 6
FIELD = 100
ACCREDITATION = 800


def page(view: View, number: int = 0) -> Screen:
    """Return a page of contacts and releases, newest first, with the contacts' cards; accreditation on the first."""
    press = view.programme.press
    contacts, releases = sheet(press.contacts, number, CONTACTS), sheet(_newest_first(press.releases), number, RELEASES)
    longer: Sheet[Any] = contacts if contacts.pages >= releases.pages else releases
    # The shorter of the two lists has no page of this number any more.
    people = contacts.shown if contacts.number == longer.number else ()
    news = releases.shown if releases.number == longer.number else ()
    blocks = [*(_contact(view, contact) for contact in people), *_releases(view, news)]
    if press.accreditation and longer.number == 0:
        words = collapsed(view.words(press.accreditation), ACCREDITATION)
        blocks.append(view.t("press.accreditation", text=words))
    if not blocks:
        return Screen(view.t("press.none"))
    cards = tuple(found for found in (card(view, contact) for contact in people) if found)
    turns = turn(view, "press", longer)
    text = GAP.join((view.t("press.title"), *blocks, *footer(view, longer)))
    return Screen(text, (turns,) if turns else (), cards)


def _newest_first(releases: Iterable[Release]) -> tuple[Release, ...]:
    return tuple(sorted(releases, key=_age, reverse=True))


def _age(release: Release) -> tuple[bool, date | None]:
    return release.date is not None, release.date


def _contact(view: View, contact: PressContact) -> Markup:
    about = [shorten(view.words(text), FIELD) for text in (contact.role, contact.organisation) if text]
    lines = [view.t("press.contact", name=shorten(contact.name, FIELD)), *map(escape, about)]
    if contact.phone:
        lines.append(view.t("press.phone", phone=international(contact.phone, view.programme.conference.timezone)))
    if contact.email:
        lines.append(view.t("press.email", email=contact.email))
    if contact.hours:
        lines.append(view.t("press.hours", hours=shorten(view.words(contact.hours), FIELD)))
    if contact.languages:
        names = view.t.all_of(view.t.name_of(language) for language in contact.languages)
        lines.append(view.t("session.languages", languages=shorten(names, FIELD)))
    return LINE.join(lines)


def _releases(view: View, releases: Iterable[Release]) -> Iterable[Markup]:
    lines = [_release(view, release) for release in releases]
    if lines:
        yield LINE.join((view.t("press.releases"), *lines))


def _release(view: View, release: Release) -> Markup:
    words = escape(shorten(view.words(release.title), FIELD))
    title = view.t("press.link", url=release.url, title=words) if release.url else words
    if release.date is None:
        return view.t("press.release", title=title)
    return view.t("press.release_of", date=view.t.full_date(release.date), title=title)
