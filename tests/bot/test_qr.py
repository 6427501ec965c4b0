"""QR codes of pages for everybody, and posters for organisers."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.prints import posters
from bot.prints.codes import picture, qr
from bot.prints.paper import HEIGHT, WIDTH, Paper
from tests.hostile import hostile
from tests.schedule.builders import conference as held_by
from tests.schedule.builders import programme, room, session
from tests.world import ANNA, NOAH, OLGA, conference, world

if TYPE_CHECKING:
    from schedule.model import Programme
    from tests.world import Seen, World

LINK = "https://t.me/SteigerRehearsalBot?start="


def file(w: World, seen: Seen, kind: str) -> bytes:
    sent = seen.message[kind]
    found = w.telegram.file(sent[-1]["file_id"] if kind == "photo" else sent["file_id"])
    assert found
    return found.content


@pytest.mark.parametrize(
    ("asked", "title", "payload"),
    [
        ("/qr ketels", "Dr. Christian Ketels", "sp-ketels"),
        ("/qr wifi", "Wi-Fi", "p-wifi"),
        ("/qr market place of the clusters", "Market place of the clusters", "s-market-place"),
    ],
)
async def test_the_code_of_what_is_named_comes_as_a_picture_that_says_what_it_opens(
    sqlite_url: str, asked: str, title: str, payload: str
) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, asked)
        assert seen.text == f"{title}\nScanned, it opens this page:\n{LINK}{payload}"
        assert file(w, seen, "photo") == picture(LINK + payload)
        page = await w.ask(NOAH, f"/start {payload}")
    assert title in page.text


async def test_without_words_one_chooses_from_lists_or_writes_what_it_shall_lead_to(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        asked = await w.ask(NOAH, "/qr")
        assert asked.buttons == ["Sessions", "Speakers", "Excursions", "Pages", "The bot itself"]
        trips = await w.press(NOAH, asked, "Excursions")
        code = await w.press(NOAH, trips, "Duisburg: Smart")
        await w.ask(NOAH, "/qr")
        written = await w.ask(NOAH, "Ketels")
        again = await w.ask(NOAH, "Ketels")
        itself = (await w.tap_data(NOAH, asked.id, "1qr:bot:bot"))[0]
    assert (trips.id, code.id > trips.id) == (asked.id, True)
    assert code.text.splitlines()[-1] == f"{LINK}e-port"
    assert written.text.splitlines()[-1] == f"{LINK}sp-ketels"
    assert "photo" not in again.message
    assert itself.text.splitlines()[-1] == "https://t.me/SteigerRehearsalBot"


@pytest.mark.parametrize("data", ["1qr:gone:session", "1qr:opening:", "1qr:opening:x", "1qrlist:x", "1print:trips"])
async def test_what_is_not_there_or_not_for_everybody_is_said_politely(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        seen = (await w.tap_data(NOAH, 1, data))[0]
        unknown = await w.ask(NOAH, "/posters")
    assert seen.text == "That is no longer in the programme."
    assert "QR" not in unknown.text


async def test_organisers_get_a_page_for_each_session_of_a_day_or_each_excursion(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(OLGA, "/start")
        await w.store.change(OLGA, organiser=True)
        asked = await w.ask(OLGA, "/posters")
        sent = [(await w.tap(OLGA, asked, label))[-1] for label in ("🚌", "Thu")]
        files = [file(w, seen, "document") for seen in sent]
        code = await w.ask(OLGA, "/qr ketels")
    assert [seen.message["document"]["file_name"] for seen in sent] == ["posters-trips.pdf", "posters-2021-09-23.pdf"]
    trips = [trip.id for trip in conference().excursions if not trip.cancelled]
    assert links(files[0]) == [f"{LINK}e-{trip}" for trip in trips]
    on_day = [s for s in conference().sessions if str(s.day) == "2021-09-23" and not s.cancelled and s.kind != "break"]
    assert links(files[1]) == [f"{LINK}s-{one.id}" for one in on_day]
    assert code.buttons == ["🖨 Posters as PDF"]


async def test_many_posters_come_in_several_files(sqlite_url: str) -> None:
    many = programme([session(f"s{n}", "09:00", "10:00") for n in range(41)])
    async with world(sqlite_url, programme=many) as w:
        await w.say(ANNA, "/start")
        await w.store.change(ANNA, organiser=True, language="en")
        asked = await w.ask(ANNA, "/posters")
        told, first = await w.tap(ANNA, asked, "Thu")
        (_, second) = await w.tap(ANNA, told, "Part 2 of 2")
        counts = [len(links(file(w, seen, "document"))) for seen in (first, second)]
    assert counts == [40, 1]


def links(pdf: bytes) -> list[str]:
    """Return where the pages of a PDF lead, in order."""
    return [found.decode() for found in re.findall(rb"/URI \((https://t\.me/[^)]*)\)", pdf)]


def test_a_code_is_the_one_of_its_address_with_a_quiet_zone_of_four_modules() -> None:
    drawn = Image.open(BytesIO(picture(LINK + "s-opening"))).convert("L")
    matrix = qr(LINK + "s-opening").matrix
    scale = drawn.width // (len(matrix) + 8)
    seen = [
        [drawn.getpixel(((4 + x) * scale, (4 + y) * scale)) == 0 for x in range(len(matrix))]
        for y in range(len(matrix))
    ]
    assert seen == [[bool(bit) for bit in row] for row in matrix]
    assert 900 <= drawn.width == drawn.height <= 1000
    assert {drawn.getpixel((at, 4 * scale - 1)) for at in range(drawn.width)} == {255}


WORD = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"


@pytest.mark.parametrize("title", ["A", WORD, " ".join([WORD] * 9), "m " * 400, "Regional Innovation " * 8])
def test_no_line_of_a_poster_leaves_the_page_or_meets_another(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = programme(
        [session("a", "09:00", "10:00", title={"en": title, "de": f"{title} b"}, room="hall")],
        conference=held_by(title=title),
        rooms=[room("hall", name={"en": title, "de": f"{title} b"})],
    )
    assert_inside(held, monkeypatch)


def test_hostile_posters_stay_on_their_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert_inside(hostile(), monkeypatch)


def assert_inside(held: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[tuple[float, float, float, float]] = []

    class Ruled(Paper):
        def text(self, x: float, y: float, text: str = "") -> None:
            high = self.font_size * 0.76  # the height of DejaVu's capitals
            boxes.append((x, y - high, x + self.get_string_width(text), y))

        def output(self) -> bytes:  # type: ignore[override]
            for font in self.fonts.values():
                font.close()
            return b""

    monkeypatch.setattr(posters, "Paper", Ruled)
    for item in (*held.sessions[:1], *held.excursions[:1]):
        boxes.clear()
        posters.posters(held, [item], "b" * 32)
        assert all(left >= 0 and right <= WIDTH and 0 <= top < low <= HEIGHT for left, top, right, low in boxes)
        assert all(one[3] <= other[1] for one, other in pairwise(boxes))
