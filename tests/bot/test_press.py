from __future__ import annotations

import pytest

from bot.reader import Reader
from bot.screens.contacts import card, international
from bot.screens.fitting import LENGTH, units
from bot.screens.view import View
from bot.texts import texts
from schedule.model import Press, PressContact, Release
from tests.hostile import hostile
from tests.schedule.builders import at, conference, programme
from tests.world import ANNA, GROUP, NOAH, world

CARD = """BEGIN:VCARD
VERSION:3.0
N:Frohwein;Sven;;;
FN:Sven Frohwein
ORG:Bochum Wirtschaftsentwicklung
TITLE:Pressesprecher
TEL;TYPE=WORK,VOICE:+4923461063107
EMAIL;TYPE=INTERNET:sven.frohwein@bochum-wirtschaft.de
END:VCARD
"""


async def test_contacts_releases_and_accreditation_are_told_and_contacts_come_as_cards(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen, first, second = await w.say(ANNA, "/presse")
    assert seen.text == (
        "Für die Presse\n\n"
        "👤 Annegret Angerhausen-Reuter\nPressesprecherin\nDuisburg Business & Innovation\n☎ +49 203 36 39 352\n"
        "✉ angerhausen-reuter@duisburg.business\n🕘 an beiden Tagen von 08:00 bis 18:00 Uhr\n"
        "💬 Deutsch und Englisch\n\n"
        "👤 Sven Frohwein\nPressesprecher\nBochum Wirtschaftsentwicklung\n☎ +49 234 610 63 107\n"
        "✉ sven.frohwein@bochum-wirtschaft.de\n🕘 an beiden Tagen von 08:00 bis 18:00 Uhr\n💬 Deutsch und Englisch\n\n"
        "Pressemitteilungen\n"
        "• 23. September 2021: Clusterkonferenz im Ruhrgebiet: So erhält die Region ihre Wettbewerbsfähigkeit\n\n"
        "Akkreditierung\n"
        "Zeigen Sie am Tagungsschalter Ihren Presseausweis; Sie erhalten ein Namensschild, einen Platz in der zweiten "
        "Reihe und eine ruhige Ecke für Interviews. Die Eröffnung und die Keynote des Ministers sind im öffentlichen "
        "Stream zu sehen."
    )
    links = [entity["url"] for entity in seen.entities if entity["type"] == "text_link"]
    assert links == ["https://press.example.org/bochum-2021/clusterkonferenz"]
    assert first.message["contact"]["phone_number"] == "+492033639352"
    assert second.message["contact"] == {
        "phone_number": "+4923461063107",
        "first_name": "Sven Frohwein",
        "vcard": CARD.replace("\n", "\r\n"),
    }


async def test_the_press_is_answered_online_as_on_site(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        onsite = await w.say(NOAH, "/press")
        await w.store.change(NOAH, mode="online", zone="America/New_York")
        online = await w.say(NOAH, "/press")
    assert [seen.text for seen in online] == [seen.text for seen in onsite]
    assert onsite[0].text.startswith("For the press\n\n👤 Annegret Angerhausen-Reuter\nPress officer\n")


async def test_a_contact_without_a_telephone_gets_no_card(sqlite_url: str) -> None:
    press = Press(contacts=(PressContact(name="Ada Example", email="ada@example.org"),))
    async with world(sqlite_url, programme=programme(press=press)) as w:
        shown = await w.say(NOAH, "/press")
    assert [seen.text for seen in shown] == ["For the press\n\n👤 Ada Example\n✉ ada@example.org"]


async def test_many_contacts_and_releases_are_paged_with_the_cards_of_each_page(sqlite_url: str) -> None:
    contacts = tuple(PressContact(name=f"Ada {n}", phone="0234 1234567") for n in range(4))
    releases = (Release(title="Undated"), *(Release(title=f"R{day}", date=f"2021-09-{day:02}") for day in range(1, 14)))
    press = Press(contacts=contacts, releases=releases, accreditation="At the desk.")
    async with world(sqlite_url, programme=programme(press=press)) as w:
        first, *cards = await w.say(NOAH, "/press")
        second, *others = await w.tap(NOAH, first, "›")
        (third,) = await w.tap(NOAH, second, "›")
    assert (len(cards), len(others)) == (3, 1)
    assert first.text.endswith("\n• 8 September 2021: R8\n\nAccreditation\nAt the desk.\n\nPage 1 of 3")
    assert second.text.startswith(
        "For the press\n\n👤 Ada 3\n☎ +49 234 1234567\n\nPress releases\n• 7 September 2021: R7\n"
    )
    assert third.text == "For the press\n\nPress releases\n• 1 September 2021: R1\n• Undated\n\nPage 3 of 3"
    assert third.id == second.id


async def test_a_conference_without_press_says_so(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme()) as w:
        assert (await w.ask(ANNA, "/press")).text == "Für die Presse gibt es noch nichts."


async def test_in_a_group_the_press_is_a_private_matter(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, "/press", GROUP)).text == "That is best answered in private."


async def test_whatever_the_files_say_the_press_fits(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=hostile()) as w:
        shown = await w.say(NOAH, "/press")
        for page in (1, 6, 99):
            shown += await w.tap_data(NOAH, shown[0].id, f"1press::{page}")
    assert max(units(seen.text) for seen in shown) <= LENGTH
    assert [len(seen.message["contact"]["vcard"].encode()) <= 2048 for seen in shown if "contact" in seen.message] == (
        [True] * 10
    )


@pytest.mark.parametrize(
    ("written", "zone", "expected"),
    [
        ("0203-36 39 352", "Europe/Berlin", "+49 203 36 39 352"),
        ("(0203) 36 39 352", "Europe/Berlin", "+49 203 36 39 352"),
        ("+49 (0)203/36 39 352", "Europe/Berlin", "+49 203 36 39 352"),
        ("0049 203 3639352", "America/Toronto", "+49 203 3639352"),
        ("(416) 555-0101", "America/Toronto", "+1 416 555 0101"),
        ("1-416-555-0101", "America/Toronto", "+1 416 555 0101"),
        ("06 1234567", "Europe/Rome", "+39 06 1234567"),
        ("3639352", "Europe/Berlin", "3639352"),
        ("112", "Europe/Madrid", "112"),
        ("0203-36 39 352", "UTC", "0203-36 39 352"),
    ],
)
def test_a_telephone_number_is_read_as_dialled_in_the_conferences_country(
    written: str, zone: str, expected: str
) -> None:
    assert international(written, zone) == expected


def test_a_card_is_escaped_and_folded() -> None:
    contact = PressContact(name="Ada; Example, PhD", role="A, B; C\\D\nE", organisation="Ö" * 60, phone="0234 1234567")
    view = View(programme(conference=conference()), Reader(texts("en")), at("09:00"))
    found = card(view, contact)
    assert found
    assert found.vcard.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Example;Ada\\;;;;",
        "FN:Ada\\; Example\\, PhD",
        "ORG:" + "Ö" * 35,
        " " + "Ö" * 25,
        "TITLE:A\\, B\\; C\\\\D E",
        "TEL;TYPE=WORK,VOICE:+492341234567",
        "END:VCARD",
        "",
    ]
