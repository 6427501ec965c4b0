from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.drawings import timetable as drawn
from bot.drawings.album import Album
from bot.drawings.axis import Axis
from bot.drawings.lettering import SMALLEST, drawable, font, lines
from bot.drawings.sheets import Cell, Tick, Timetable
from bot.reader import Mode, Reader
from bot.screens import timetable as screens
from bot.screens.fitting import visible
from bot.screens.view import View
from bot.texts import texts
from schedule.queries import days
from schedule.timetable import LONG, WIDE, Part, Where, pages
from tests.hostile import hostile
from tests.schedule.builders import DAY, at, excursion, programme, room, session, stream
from tests.world import ANNA, BOCHUM, NOAH, TORONTO, world
from tests.world import conference as load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from schedule.model import Programme, Session
    from schedule.queries import Item

FIRST = date(2021, 9, 23)


def view(held: Programme, wall: str = "08:00", language: str = "en", **reader: Any) -> View:
    return View(held, Reader(texts(language), **reader), at(wall), "bot")


def sheets(sight: View) -> list[Timetable]:
    held = sight.programme
    return [screens.drawing(sight, day, page) for day in days(held) for page in pages(held, day)]


def keys(items: tuple[Item, ...]) -> list[str]:
    return sorted(item.id for item in items)


@given(
    st.lists(
        st.tuples(st.integers(0, 30 * 60), st.integers(1, 600), st.integers(0, 5), st.booleans()),
        max_size=60,
    )
)
def test_each_session_stands_on_exactly_one_page_and_overlaps_nothing_in_its_column(
    made: list[tuple[int, int, int, bool]],
) -> None:
    items = [_item(number, *each) for number, each in enumerate(made)]
    held = programme(items, rooms=[room(f"r{at}") for at in range(5)])
    shown = pages(held, FIRST)
    assert sorted(key for page in shown for key in keys(page.items)) == sorted(item.id for item in items)
    for page in shown:
        assert (len(page.columns) <= WIDE, len(page.items) <= LONG) == (True, True)
        for column in page.columns:
            ordered = list(column.items)
            assert all(one.end <= two.start for one, two in pairwise(ordered))  # type: ignore[union-attr]


def _item(number: int, start: int, minutes: int, where: int, cancelled: bool) -> Session:  # noqa: FBT001
    begins = at("00:00") + timedelta(minutes=start)
    made = session(f"s{number}", "09:00", "10:00", room=f"r{where}" if where < 5 else None, day=DAY)
    return made.model_copy(
        update={
            "start": begins,
            "end": begins + timedelta(minutes=minutes),
            "status": "cancelled" if cancelled else "planned",
        }
    )


@pytest.mark.parametrize("path", [BOCHUM, TORONTO])
def test_every_session_and_excursion_of_a_conference_is_shown_once(path: Path) -> None:
    held = load(path)
    shown = [item.id for day in days(held) for page in pages(held, day) for item in page.items]
    assert sorted(shown) == sorted(item.id for item in (*held.sessions, *held.excursions))


def test_a_small_day_is_one_page_and_a_full_one_goes_by_its_parts() -> None:
    few = programme([session("a", "09:00", "10:00", room="x"), session("b", "14:00", "15:00", stream="main")])
    many = programme(
        [
            session(f"{part}{at}", hour, "23:00", room=f"r{at}")
            for part, hour in zip("mae", ("12:59", "13:00", "18:00"), strict=True)
            for at in range(4)
        ],
        [excursion("t", "09:00", "16:00")],
        rooms=[room(f"r{at}") for at in range(4)],
    )
    assert [(page.part, keys(page.items)) for page in pages(few, FIRST)] == [(Part.WHOLE, ["a", "b"])]
    assert [(page.part, [(column.where, column.id) for column in page.columns]) for page in pages(many, FIRST)] == [
        (Part.MORNING, [(Where.ROOM, "r0"), (Where.ROOM, "r1")]),
        (Part.MORNING, [(Where.ROOM, "r2"), (Where.ROOM, "r3"), (Where.TRIPS, "")]),
        (Part.AFTERNOON, [(Where.ROOM, "r0"), (Where.ROOM, "r1")]),
        (Part.AFTERNOON, [(Where.ROOM, "r2"), (Where.ROOM, "r3")]),
        (Part.EVENING, [(Where.ROOM, "r0"), (Where.ROOM, "r1")]),
        (Part.EVENING, [(Where.ROOM, "r2"), (Where.ROOM, "r3")]),
    ]
    assert pages(few, date(2021, 9, 25)) == ()


def test_a_sheet_says_what_is_own_off_and_in_the_background_and_what_both_clocks_show() -> None:
    held = programme(
        [
            session("talk", "09:00", "10:00", room="hall", title="A talk"),
            session("off", "10:00", "11:00", room="hall", status="cancelled"),
            session("lunch", "11:00", "12:00", kind="break"),
            session("late", "2021-09-24 01:00", "01:30", stream="main", day=DAY),
        ],
        [],
        rooms=[room("hall")],
        streams=[stream("main", name="Main")],
    )
    sight = view(held, "10:42", mode=Mode.ONLINE, zone="America/New_York", follows=frozenset({("session", "talk")}))
    (sheet,) = sheets(sight)
    cells = {cell.title: cell for column in sheet.columns for cell in column.cells}
    assert (sheet.heading, sheet.subheading) == ("Thursday 23 September", "Bold: Berlin, below: New York")
    assert [column.name for column in sheet.columns] == ["Hall", "Online: Main", "Elsewhere"]
    assert [title for title, cell in cells.items() if cell.own] == ["A talk"]
    assert [(title, cell.remark) for title, cell in cells.items() if cell.struck] == [("off", "Cancelled")]
    assert [title for title, cell in cells.items() if cell.quiet] == ["lunch"]
    assert [(tick.label, tick.own) for tick in sheet.ticks] == [
        ("09:00", "03:00"),
        ("10:00", "04:00"),
        ("11:00", "05:00"),
        ("12:00", "06:00"),
        ("01:00", "Thu 19:00"),
        ("01:30", "Thu 19:30"),
    ]
    assert (sheet.now and (sheet.now.label, sheet.now.own)) == ("10:40", "04:40")
    assert sheets(view(held, "2021-09-24 03:00", "de"))[0].subheading == "Zeiten in Berlin"
    assert sheets(view(held, "2021-09-24 03:00"))[0].now is None


@pytest.mark.parametrize(
    ("wall", "beside"),
    [
        ("10:10", ["09:00", "03:00", "11:00", "05:00", "12:00", "06:00", "10:10", "04:10"]),
        ("10:30", ["09:00", "03:00", "10:00", "04:00", "11:00", "05:00", "12:00", "06:00", "10:30", "04:30"]),
    ],
)
def test_the_hour_that_the_day_has_got_to_takes_the_place_of_one_so_near_with_both_its_clocks(
    monkeypatch: pytest.MonkeyPatch, wall: str, beside: list[str]
) -> None:
    talks = [
        session(f"talk-{hour}-{number}", f"{hour:02}:00", f"{hour + 1:02}:00", room=f"r{number}", title="Wide " * 40)
        for hour in (9, 10, 11)
        for number in range(3)
    ]
    held = programme(talks, rooms=[room(f"r{number}") for number in range(3)])
    sight = view(held, wall, mode=Mode.ONLINE, zone="America/New_York")
    written: list[str] = []

    def write(_picture: object, left: int, _top: int, shown: Sequence[str], *_: object, **__: object) -> None:
        written.extend(shown if left == 24 else ())

    monkeypatch.setattr(drawn._Picture, "_write", write)  # noqa: SLF001 - what is written where, not how it looks
    drawn.draw(sheets(sight)[0])
    assert [text for text in written if text[:1].isdigit()] == beside


def test_an_excursion_of_which_no_end_is_known_is_drawn_too() -> None:
    held = programme([], [excursion("a", "09:00"), excursion("b", "09:00"), excursion("c", "09:01")])
    (sheet,) = sheets(view(held))
    assert [[cell.hours for cell in column.cells] for column in sheet.columns] == [["09:00", "09:01"], ["09:00"]]
    assert [tick.label for tick in sheet.ticks] == ["09:00", "09:01", ""]
    assert size(drawn.draw(sheet))[0] == 1080


def size(content: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(content)) as picture:
        return picture.size


def test_no_letter_is_smaller_than_a_phone_can_show() -> None:
    assert (SMALLEST, min(drawn.SIZES.values()) >= SMALLEST, drawn.WIDTH) == (24, True, 1080)
    with pytest.raises(ValueError, match="23 pixels"):
        font(23)


@given(st.text(max_size=80), st.integers(40, 900), st.integers(1, 5))
def test_any_text_breaks_into_lines_that_fit(text: str, width: int, most: int) -> None:
    face = font(24)
    broken = lines(text, face, width, most)
    assert len(broken) <= most
    # A single letter may be wider than all there is.
    assert all(face.getlength(line) <= width or len(line) <= 2 for line in broken)
    assert all(drawable(line) == line for line in broken)


def test_a_long_word_is_parted_at_its_own_hyphen_or_with_one() -> None:
    face = font(24)
    assert lines("Keynote-Redner:innen heute", face, 250, 4) == ("Keynote-", "Redner:innen heute")
    assert lines("Wettbewerbsfähigkeit", face, 200, 4) == ("Wettbewerbsfä-", "higkeit")
    assert lines("eins zwei drei vier", face, 130, 2) == ("eins zwei", "drei vier")
    assert lines("🎉 eins\nzwei drei", face, 130, 1) == ("eins zwe…",)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 300), st.integers(30, 300)), min_size=1, max_size=12))
def test_on_the_axis_time_never_runs_back_and_everything_has_its_room(made: list[tuple[int, int, int]]) -> None:
    base = at("08:00")
    needs = [
        ((base + timedelta(minutes=first), base + timedelta(minutes=first + long)), pixels)
        for first, long, pixels in made
    ]
    instants = sorted({instant for span, _ in needs for instant in span})
    axis = Axis(instants, needs, 37)
    tops = [axis.at(instant) for instant in instants]
    assert (tops[0], tops[-1]) == (0, axis.length)
    assert all(two - one >= 37 for one, two in pairwise(tops))
    assert all(axis.at(end) - axis.at(start) >= pixels for (start, end), pixels in needs)


@pytest.mark.parametrize("made", [load, lambda: load(TORONTO), hostile], ids=["bochum", "toronto", "hostile"])
def test_every_page_is_a_picture_that_telegram_takes(made: Callable[[], Programme]) -> None:
    for sheet in sheets(view(made(), "09:42", "de", zone="Asia/Tokyo", mode=Mode.ONLINE))[:5]:
        width, height = size(drawn.draw(sheet))
        assert (width, 200 < height < 2560) == (1080, True)


async def test_a_picture_is_drawn_once_for_all_who_see_the_same() -> None:
    album, sheet = Album(), max(sheets(view(load())), key=lambda each: len(each.ticks))
    first, other = await album.picture(sheet), await album.picture(replace(sheet, heading="x"))
    assert await album.picture(replace(sheet)) is first
    assert other != first


async def test_the_album_forgets_what_was_not_asked_for_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.drawings.album.KEPT", 2)
    album = Album()
    cell = Cell(at("09:00"), at("10:00"), "09:00–10:00", "x")
    made = [Timetable(str(number), "", (), (Tick(cell.start, "09:00"), Tick(cell.end, "10:00"))) for number in range(3)]
    first = [await album.picture(sheet) for sheet in made]
    assert [await album.picture(sheet) is old for sheet, old in zip(made[1:], first[1:], strict=True)] == [True, True]
    assert await album.picture(made[0]) is not first[0]


async def test_the_timetable_is_a_picture_that_turns_in_place_and_is_uploaded_once(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 14:42") as w:
        await w.say(ANNA, "/start")
        await w.store.change(ANNA, mode="onsite")
        seen = await w.ask(ANNA, "/stundenplan")
        turned = await w.press(ANNA, seen, "›")
        back = await w.press(ANNA, turned, "‹")
        other = await w.press(ANNA, back, "Fr")
        listed = await w.press(ANNA, other, "Der Tag als Liste")
        methods = [entry.method for entry in w.telegram.log[-5:]]
    assert seen.text == (
        "Stundenplan, Donnerstag, 23. September\nSeite 3 von 5\nZeiten in Berlin\n"
        "Was Sie sich mit ☆ merken, ist hier mit ★ markiert."
    )
    assert seen.buttons == ["‹", "›", "Fr., 24. Sept.", "Der Tag als Liste"]
    assert [each.id for each in (turned, back, other)] == [seen.id] * 3
    assert "Seite 4 von 5" in turned.text
    photos = [each.message["photo"][-1]["file_id"] for each in (seen, turned, back)]
    assert (photos[0] == photos[2], photos[0] == photos[1]) == (True, False)
    assert methods == ["sendPhoto", "editMessageMedia", "editMessageMedia", "editMessageMedia", "sendMessage"]
    assert (listed.id != seen.id, "Freitag" in listed.text) == (True, True)


async def test_a_text_turns_into_the_picture_and_a_day_that_is_gone_is_said_so(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        text = await w.ask(NOAH, "/help")
        picture = (await w.tap_data(NOAH, text.id, "1grid:2021-09-24:99"))[0]
        gone = [(await w.tap_data(NOAH, text.id, f"1grid:{day}"))[0].text for day in ("2021-09-25", "x")]
    assert (picture.id, "text" in picture.message, "photo" in picture.message) == (text.id, False, True)
    assert picture.text.startswith("Timetable, Friday 24 September\nPage 3 of 3")
    assert gone == ["That is no longer in the programme."] * 2


async def test_without_a_programme_there_is_no_timetable(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme(), at="2021-09-23 09:00") as w:
        seen = await w.ask(NOAH, "/timetable")
    assert "photo" not in seen.message


def test_what_one_follows_is_said_below() -> None:
    sight = view(load(), follows=frozenset({("track", "plenary")}))
    shown = screens.leaf(sight, FIRST, 0)
    assert shown
    assert visible(screens.page(sight, FIRST, shown, b"png").text).endswith("★ is what you follow.")


def test_the_bot_starts_without_what_draws() -> None:
    program = "import sys, bot.app; print([name for name in ('PIL', 'matplotlib') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
