"""What organisers say of streams, full rooms and recordings, and who hears what of it."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reader import Mode, Reader
from bot.screens.fitting import visible
from bot.screens.letters import stream as letters
from bot.screens.view import View
from bot.store import LetterKind
from bot.texts import texts
from schedule.broadcast import state
from tests.hostile import hostile, id_of
from tests.schedule.builders import at, programme, session, stream
from tests.world import ANNA, NOAH, OLGA, World, world

if TYPE_CHECKING:
    from tests.world import Seen

MAIN = "https://stream.example.org/bochum-2021/main"
BACKUP = "https://backup.example.org/bochum-2021/main"
ELSEWHERE = "https://video.example.net/room/7"
DATA, LABEL = 64, 48
WHEN, PANEL = "2021-09-23 16:50", "cluster-panel"


async def meet(w: World) -> None:
    """Olga organises; Anna is on site, Noah online in New York, both with the code."""
    for person in (ANNA, NOAH, OLGA):
        await w.say(person, "/help")
    await w.store.change(OLGA, organiser=True)
    await w.store.change(ANNA, mode=Mode.ONSITE, registered=True)
    await w.store.change(NOAH, mode=Mode.ONLINE, zone="America/New_York", registered=True)


async def do(w: World, words: str, label: str = "Do it") -> Seen:
    return await w.press(OLGA, await w.ask(OLGA, words), label)


async def told(w: World, *people: int, after: float = 10) -> list[Seen]:
    w.clock.jump(w.clock.now() + timedelta(seconds=after))
    return await w.letters(*people)


async def test_whoever_watches_gets_the_backup_when_a_stream_breaks_off_and_hears_when_it_is_back(
    sqlite_url: str,
) -> None:
    async with world(sqlite_url, at=WHEN) as w:
        await meet(w)
        await w.say(NOAH, "/streams")
        await w.store.follow(ANNA, "session", PANEL, w.clock.now())
        listed = await w.ask(OLGA, "/stream")
        preview = await w.press(OLGA, listed, "1 ⛔ Broken off")
        done = await w.press(OLGA, preview, "Do it")
        early = await told(w, ANNA, NOAH, after=9)
        broken = await told(w, ANNA, NOAH, after=1)
        page = (await w.ask(NOAH, "/streams")).text
        listing = (await w.ask(OLGA, "/changes")).text
        again = await do(w, "/stream main up")
        back = await told(w, ANNA, NOAH)
    assert listed.text.split("\n\n")[1] == (
        "1. 🎥 Main stream\n● Panel: The Role of Cluster Organisations\n🔗 at stream.example.org"
    )
    assert preview.text == (
        "This would change:\n\n🎥 Main stream\n⚠ broken off; those who watch get the backup link\n\n"
        "1 person is watching and will be told."
    )
    assert done.text.endswith("\n\n1 person will be told in 10 s, unless you undo it.")
    assert (early, [seen.text for seen in broken]) == (
        [],
        [
            (
                "⚠ Main stream has broken off\n"
                "Panel: The Role of Cluster Organisations\n"
                "16:45–17:30 Berlin · 10:45–11:30 New York – now\n\n"
                f"It goes on here:\n▶ {BACKUP}"
            )
        ],
    )
    assert broken[0].message["has_protected_content"] is True
    assert broken[0].message["link_preview_options"] == {"is_disabled": True}
    assert (BACKUP in page, MAIN in page) == (True, False)
    assert listing.startswith("Changed in chat\n\n1. Main stream (at 16:50)\n⚠ broken off")
    assert [seen.text.split("\n")[0] for seen in back] == ["✅ Main stream is back"]
    assert f"▶ {MAIN}" in back[0].text
    assert (again.text.split("\n\n")[-1], again.buttons) == ("1 person will be told in 10 s.", ["All changes"])


@pytest.mark.parametrize(("watches", "silent"), [(False, True), (True, False)])
async def test_at_night_it_wakes_only_who_watches_or_follows_the_very_session(
    sqlite_url: str, *, watches: bool, silent: bool
) -> None:
    async with world(sqlite_url, at=WHEN) as w:
        await meet(w)
        await w.store.change(NOAH, zone="Australia/Sydney", quiet=(22, 7))
        await w.store.follow(NOAH, "track", "plenary", w.clock.now())
        if watches:
            await w.say(NOAH, "/streams")
        await do(w, "/stream main down")
        (broken,) = await told(w, NOAH)
    assert broken.text.startswith("⚠ Main stream has broken off")
    assert (broken.id in w.telegram.silent(NOAH)) is silent


async def test_without_a_backup_they_get_an_honest_word_and_what_else_there_is(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 14:20") as w:
        await meet(w)
        await w.store.change(ANNA, language="de", mode=None)
        for person in (ANNA, NOAH):
            await w.store.follow(person, "session", "session-1", w.clock.now())
        await do(w, "/stream session-1 down")
        seen = await told(w, ANNA, NOAH)
        asked = (await w.tap_data(NOAH, 1, "1watch:session-1"))[0]
        page = (await w.tap_data(NOAH, 1, "1session:session-1"))[0]
    assert [each.text.split("\n\n")[1].split("\n")[:-1] for each in seen] == [
        [
            "Wir arbeiten daran; sobald er wieder läuft, sage ich Ihnen Bescheid.",
            "📍 Im Raum geht es weiter: Seminarraum 1",
        ],
        ["We are working on it; you will hear from me when it is back."],
    ]
    assert seen[1].text.split("\n")[-1].startswith("On other streams now: Session 3: Old Industries, New Energy, ")
    assert ["has_protected_content" in each.message for each in (*seen, asked)] == [False] * 3
    assert asked.text.endswith("you will hear from me when it is back.")
    assert "🎥 Stream of session 1: broken off, we are working on it" in page.text


async def test_a_new_address_mends_a_broken_stream_and_reaches_those_who_watch(sqlite_url: str) -> None:
    async with world(sqlite_url, at=WHEN) as w:
        await meet(w)
        await w.say(NOAH, "/streams")
        await do(w, "/stream main down")
        await told(w, NOAH)
        how = await w.press(OLGA, await w.ask(OLGA, "/stream main"), "🔗 New address")
        refused = [await w.ask(OLGA, words) for words in ("soon", "ftp://a.example", "https://me:secret@a.example/")]
        preview = await w.ask(OLGA, ELSEWHERE)
        done = await w.press(OLGA, preview, "Do it")
        moved = await told(w, NOAH)
        again = (await w.tap_data(OLGA, preview.id, preview.button("Do it")["callback_data"]))[0]
        listing = (await w.ask(OLGA, "/changes")).text
        copy = json.dumps(await w.store.everything_about(OLGA))
        undone = await w.press(OLGA, done, "Undo")
        back = await told(w, NOAH)
    assert how.text.endswith("with https:// in front.")
    assert {seen.text.split("\n\n")[1][:30] for seen in refused} == {"That is no address I can use. "}
    assert "🔗 new address at video.example.net" in preview.text
    assert moved[0].text.split("\n")[0] == "✅ Main stream is back"
    assert f"▶ {ELSEWHERE}" in moved[0].text
    assert again.text == "I no longer have that address. Please send it again."
    assert listing.count("Undo") + listing.count("1. Main stream") == 1
    assert ELSEWHERE not in copy + listing + preview.text + done.text
    assert "broken off" in undone.text
    assert BACKUP in back[0].text


async def test_undone_or_mended_before_anybody_was_told_nobody_hears_of_it(sqlite_url: str) -> None:
    async with world(sqlite_url, at=WHEN) as w:
        await meet(w)
        await w.say(NOAH, "/streams")
        done = await do(w, "/stream main down")
        await w.press(OLGA, done, "Undo")
        await do(w, "/stream main aus")
        await do(w, "/stream main up")
        seen = await told(w, NOAH, after=60)
        already = await w.ask(OLGA, "/stream main up")
        counts = await w.store.letters.counts(LetterKind.STREAM)
    assert (seen, already.text) == ([], "It is so already.")
    assert {state.value for state in counts} == {"superseded"}


async def test_who_may_not_watch_hears_nothing_and_nor_does_who_watches_something_else(sqlite_url: str) -> None:
    async with world(sqlite_url, at=WHEN) as w:
        await meet(w)
        await w.store.change(NOAH, registered=False)
        await w.store.follow(NOAH, "session", PANEL, w.clock.now())
        await w.store.follow(ANNA, "session", "session-6", w.clock.now())
        done = await do(w, "/stream main down")
        seen = await told(w, ANNA, NOAH)
    assert (done.text.split("\n\n")[-1], seen) == ("Nobody has to be told.", [])


async def test_who_came_for_what_was_right_before_is_still_watching(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:35") as w:
        await meet(w)
        await w.say(NOAH, "/streams")
        w.at("2021-09-23 10:00")
        next_one = await w.ask(OLGA, "/stream main down")
        w.at("2021-09-23 14:05")
        afternoon = await w.ask(OLGA, "/stream main down")
    assert [seen.text.split("\n\n")[-1] for seen in (next_one, afternoon)] == [
        *("1 person is watching and will be told.", "Nobody has to be told.")
    ]


async def test_whatever_things_are_called_it_fits(sqlite_url: str) -> None:
    held = hostile()
    async with world(sqlite_url, programme=held, at="2021-09-23 09:30") as w:
        await meet(w)
        await w.store.follow(ANNA, "session", id_of(0), w.clock.now())
        seen = [await w.ask(OLGA, f"/{command}") for command in ("stream", "full", "changes")]
        for data in (f"airtry:{id_of(0)}:d", f"airdo:{id_of(0)}:d", f"airdo:{id_of(0)}:f", f"airask:{id_of(0)}:a"):
            seen += await w.tap_data(OLGA, 1, f"1{data}")
        seen += await w.say(OLGA, f"https://x.example/{'a' * 1900}")
        seen += [await w.press(OLGA, seen[-1], "Do it"), *await told(w, ANNA), await w.ask(OLGA, "/changes")]
        w.at("2021-09-23 11:00")
        seen += [await w.ask(OLGA, "/recording"), *await w.tap_data(OLGA, 1, f"1airask:{id_of(1)}:r")]
        counts = await w.store.counts()
    assert (counts.waiting, counts.aside) == (0, 0)
    assert max(len(data.encode()) for each in seen for data in each.every_button) <= DATA
    assert max(len(label) for each in seen for label in each.buttons) <= LABEL


async def test_a_stream_stays_broken_over_a_restart(database_url: str) -> None:
    async with world(database_url, at=WHEN) as w:
        await meet(w)
        await do(w, "/stream main down")
    async with world(database_url, at=WHEN) as w:
        assert "⚠ The stream has broken off." in (await w.ask(NOAH, "/streams")).text


async def test_who_is_on_site_hears_that_a_room_is_full_and_where_the_stream_is(sqlite_url: str) -> None:
    async with world(sqlite_url, at=WHEN) as w:
        await meet(w)
        for person in (ANNA, NOAH):
            await w.store.follow(person, "session", PANEL, w.clock.now())
        rooms = await w.ask(OLGA, "/full")
        preview = await w.press(OLGA, rooms, "Auditorium")
        await w.press(OLGA, preview, "Do it")
        full = await told(w, ANNA, NOAH)
        page = (await w.tap_data(ANNA, 1, "1session:cluster-panel"))[0]
        again = await w.press(OLGA, await w.ask(OLGA, "/voll auditorium"), "🪑 Room again: Auditorium")
        room = await told(w, ANNA, NOAH)
    assert preview.text.endswith("🈵 Auditorium is full\n\n1 person on site follows it and will be told.")
    assert [seen.text for seen in full] == [
        (
            "🈵 Voll: Auditorium\n⭐ Podium: die Rolle der Clusterorganisationen\n16:45–17:30 – jetzt\n\n"
            f"🎥 Hauptstream\n▶ {MAIN}\nFalls das nicht geht: der Ersatzstream"
        )
    ]
    assert full[0].message["has_protected_content"] is True
    assert "🈵 Der Raum ist voll – Stream: Hauptstream" in page.text
    assert again.text.startswith("Undone.")
    assert [seen.text.split("\n")[0] for seen in room] == ["🪑 Wieder Platz: Auditorium"]


async def test_shortly_before_the_next_session_one_says_which_one_a_room_is_full_for(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 16:35") as w:
        await meet(w)
        asked = await w.ask(OLGA, "/full auditorium")
        preview = await w.press(OLGA, asked, "Auditorium: 16:45")
        await w.press(OLGA, preview, "Do it")
        again = await w.ask(OLGA, "/full auditorium")
    assert asked.buttons == [
        "Auditorium: 16:15 What the sessions found",
        "Auditorium: 16:45 Panel: The Role of Cluster…",
    ]
    assert "Panel: The Role of Cluster Organisations\n" in preview.text
    assert again.buttons == [asked.buttons[0], "🪑 Room again: Auditorium"]


async def test_without_a_stream_a_full_room_says_where_there_is_room(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 13:50") as w:
        await meet(w)
        await w.store.follow(ANNA, "session", "session-2", w.clock.now())
        await do(w, "/full seminar-2")
        full = await told(w, ANNA)
    assert full[0].text.split("\n\n")[1].startswith("Es gibt keinen Stream davon.\nPlatz gibt es hier: ")


async def test_who_followed_or_watched_hears_of_a_recording_but_not_at_night(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 16:50") as w:
        await meet(w)
        await w.say(NOAH, "/streams")
        await w.store.follow(ANNA, "session", PANEL, w.clock.now())
        w.at("2021-09-23 21:59:55")
        asking = await w.press(OLGA, await w.ask(OLGA, "/recording"), "Thu 16:45")
        await w.press(OLGA, await w.ask(OLGA, ELSEWHERE), "Do it")
        evening = await told(w, ANNA, NOAH, after=30)
        w.at("2021-09-24 07:00")
        morning = await w.letters(ANNA)
        page = (await w.tap_data(ANNA, 1, "1session:cluster-panel"))[0]
        corrected = await do(w, f"/recording cluster-panel {ELSEWHERE}1")
    assert asking.text.startswith("Panel: The Role of Cluster Organisations\n\n")
    assert [seen.text for seen in evening] == [
        (
            "▶ The recording is there\nPanel: The Role of Cluster Organisations\n"
            f"🕘 Thu 23 Sept, 16:45–17:30 Berlin · 10:45–11:30 New York\n\n▶ {ELSEWHERE}"
        )
    ]
    assert [seen.text.split("\n")[0] for seen in morning] == ["▶ Die Aufzeichnung ist da"]
    assert "aufgezeichnet ▶ Aufzeichnung" in page.text
    assert corrected.text.split("\n\n")[-1] == (
        "2 people will be told in 10 s, unless you undo it.\nThose who have quiet hours then hear of it after them."
    )


@pytest.mark.parametrize("words", ["", "session "])
async def test_an_address_typed_before_it_is_clear_what_was_recorded_is_kept_until_then(
    sqlite_url: str, words: str
) -> None:
    async with world(sqlite_url, at="2021-09-23 21:00") as w:
        await meet(w)
        listed = await w.ask(OLGA, f"/recording {words}{ELSEWHERE}")
        preview = await w.press(OLGA, listed, "Thu 14:00")
        done = await w.press(OLGA, preview, "Do it")
        recorded = [each.recording for each in w.bot.desk.programme.sessions if each.recording]
        asked = await w.press(OLGA, listed, "Thu 14:00")
    assert (preview.text.startswith("This would change:"), ELSEWHERE in recorded) == (True, True)
    assert done.text.startswith("Done.")
    assert "What is the address?" in asked.text


@pytest.mark.parametrize(
    "data", ["airtry:main:d", "airdo:main:d", "airdo:cluster-panel:f", "airask:main:a", "airlist:streams"]
)
async def test_nobody_but_organisers_can_say_such_things(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url, at=WHEN) as w:
        await meet(w)
        answers = [(await w.tap_data(NOAH, 1, f"1{data}"))[0].text]
        answers += [(await w.ask(NOAH, f"/{command} main down")).text for command in ("stream", "full", "recording")]
        laid = await w.store.changes.live()
    assert (laid, answers[0]) == ((), "That is no longer in the programme.")
    assert not any("Broken off" in answer or "would change" in answer for answer in answers)


def test_between_two_sessions_it_says_what_comes_and_gives_no_link() -> None:
    held = programme(
        [session("one", "09:00", "10:00", stream="main"), session("two", "11:00", "12:00", stream="main")],
        streams=[stream("main")],
    )
    view = View(held, Reader(texts("en"), Mode.ONLINE, registered=True), at("10:30"), "bot")
    shown = letters.letter(view, held.stream["main"], "down:")
    assert shown
    assert visible(shown.text) == "✅ Main is back\nNext on the streams: Thu 23 Sept, 11:00 two"
    assert (shown.protected, shown.gives) == (False, ())
    assert letters.letter(view, held.stream["main"], state("stream", held.stream["main"])) is None


WORDS = {
    "down": "down",
    "up": "up",
    "a": "url https://a.example/x",
    "b": "url https://b.example/x",
    "own": f"url {MAIN}",
}


# Every walk begins by taking back what the one before has left: they can share a file.
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from([*WORDS, "undo", "wait", "wait"]), max_size=10))
def test_whatever_is_said_in_whatever_order_who_is_told_last_is_told_what_is_so(
    sqlite_url: str, steps: list[str]
) -> None:
    asyncio.run(walk(sqlite_url, steps))


async def walk(url: str, steps: list[str]) -> None:
    async with world(url, at=WHEN) as w:
        for each in await w.store.changes.live():
            await w.bot.editions.undo(each.id)
        await w.store.forget(NOAH)
        await meet(w)
        await w.say(NOAH, "/streams")
        known, heard = so(w), list[str]()
        for step in (*steps, "wait"):
            if step == "wait":
                links = [LINK.findall(seen.text)[0] for seen in await told(w, NOAH)]
                heard += links
                assert links == ([so(w)] if so(w) != known else [])
                known = so(w)
            elif step == "undo":
                await w.tap_data(
                    OLGA, 1, f"1liveundo:{max((each.id for each in await w.store.changes.live()), default=0)}"
                )
            else:
                await do_if_it_is_not_so(w, f"/stream main {WORDS[step]}")
        assert (heard or [MAIN])[-1] == so(w)


LINK = re.compile(r"▶ (\S+)")


def so(w: World) -> str:
    """The link that works."""
    return str(w.bot.desk.programme.stream["main"].link)


async def do_if_it_is_not_so(w: World, words: str) -> None:
    preview = await w.ask(OLGA, words)
    if "Do it" in preview.buttons:
        await w.press(OLGA, preview, "Do it")
