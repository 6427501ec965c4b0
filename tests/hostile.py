"""A conference that is as large and as badly written as the format allows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from schedule.model import Press, PressContact, Release
from tests.schedule.builders import conference, excursion, page, programme, room, session, speaker, stream, talk

if TYPE_CHECKING:
    from schedule.model import Excursion, Programme, Session, Speaker

TEXT = ("<b>&\"'</i>🎉 Straße, ä; \\n\n" * 400)[:5000]
SHORTER = TEXT[:60]
LINK = "https://example.org/" + "a" * 1900
_LANGUAGES = (
    "de en fr es it nl pl pt ru uk cs sk sl hr sr bs mk bg ro hu fi sv no da is et lv lt el tr "
    "ar he fa ur hi bn ta te ml kn mr gu pa th vi id ms ja ko zh ka hy az kk uz mn ne si km lo"
)
LONG_ID = "x" * 29
FEW = 9  # one more than a page; to index more texts of that length takes seconds


def id_of(number: int) -> str:
    """Return the id, as long as it may be, of a record by its position."""
    return f"{LONG_ID}{number:03}"


def _text(at: int) -> str:
    return TEXT if at < FEW else f"{SHORTER}{at}"


def _speaker(at: int) -> Speaker:
    text = _text(at)
    return speaker(id_of(at), text, role=text, affiliation=text, bio=text, photo=LINK, links=[LINK] * 50)


def _session(at: int) -> Session:
    people = [id_of(number) for number in range(60)]
    talks = [talk(_text(at), minutes=1, abstract=_text(at), speakers=people) for _ in range(14)]
    return session(
        id_of(at), "09:00", "11:00", title=_text(at), abstract=_text(at), speakers=people, chairs=people,
        talks=talks if at < 2 else (), room=id_of(0), stream=id_of(0), languages=_LANGUAGES.split(),
    )  # fmt: skip


def _excursion(at: int) -> Excursion:
    text = _text(at)
    point = {"name": text, "address": text, "directions": text, "place": (51.0, 7.0), "photo": LINK}
    return excursion(
        id_of(at), "08:00", "2021-09-24 12:00", "09:00", title=text, description=text, bring=text, price=text,
        meeting_point=point, guide={"name": text, "phone": "+49 " + "1" * 27}, signup=LINK, capacity=999_999_999,
        languages=_LANGUAGES.split(), illustrative=True,
    )  # fmt: skip


def _press() -> Press:
    contact = PressContact(
        name=TEXT, organisation=TEXT, role=TEXT, phone="0234/" + "1" * 26, email="a" * 64 + "@" + "b" * 180 + ".org",
        languages=_LANGUAGES.split(), hours=TEXT,
    )  # fmt: skip
    release = Release(title=TEXT, date="2021-09-23", url=LINK)
    return Press(contacts=(contact,) * 20, releases=(release,) * 40, accreditation=TEXT)


@cache
def hostile() -> Programme:
    """Return 300 speakers, 40 sessions and excursions, 60 rooms and pages, 20 contacts and 40 releases."""
    venue = {"name": TEXT, "address": TEXT, "place": (51.0, 7.0), "directions": TEXT}
    return programme(
        map(_session, range(40)),
        map(_excursion, range(40)),
        conference=conference(title=TEXT, venue=venue, website=LINK),
        rooms=[room(id_of(at), name=_text(at), directions=_text(at), image=LINK) for at in range(60)],
        streams=[stream(id_of(0), name=TEXT)],
        speakers=map(_speaker, range(300)),
        pages=[page(id_of(at), title=_text(at), text=_text(at), image=LINK) for at in range(60)],
        press=_press(),
    )
