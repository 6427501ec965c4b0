"""Recordings and addresses of streams that come with another edition, and what was said of them in chat before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reader import Mode
from tests.bot.edition.desk import FILES, SESSIONS, Editing, editing
from tests.world import ANNA, NOAH, OLGA

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "room: hall, speakers: [ada]"
RECORDED = f"{FIRST}, recording: 'https://r.example/1'"
MAIN = 'url: "https://example.org/main"'


async def online(e: Editing, *people: int) -> None:
    for person in people:
        await e.w.say(person, "/help")
        await e.w.store.change(person, mode=Mode.ONLINE, registered=True)


async def test_a_recording_in_another_edition_is_told_to_those_who_followed(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await online(e, NOAH, ANNA)
        await e.follow(NOAH, "speaker", "ada")
        await e.follow(ANNA, "session", "second")
        e.w.at("2021-09-23 12:00")
        e.edit(SESSIONS, FIRST, RECORDED)
        e.edit(
            SESSIONS,
            "start: 2021-09-23 14:00, minutes: 30",
            "start: 2021-09-23 14:00, minutes: 30, recording: 'https://r.example/4'",
        )
        await e.look()
        first = await e.deliver()
        e.edit(SESSIONS, "https://r.example/1", "https://r.example/2")
        await e.look()
        corrected = await e.deliver()
        await e.editions.start()
    assert [(person, text.split("\n")[0], text.split("\n")[-1]) for person, text in first + corrected] == [
        (NOAH, "▶ The recording is there", "▶ https://r.example/1"),
        (NOAH, "▶ The recording is there", "▶ https://r.example/2"),
    ]


async def test_what_the_first_edition_says_is_no_news(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text.replace(FIRST, RECORDED))
    async with editing(sqlite_url, folder, at="2021-09-23 12:00") as e:
        await e.follow(NOAH, "speaker", "ada")
        assert await e.deliver() == []


async def test_another_address_in_the_files_reaches_those_who_watch_and_takes_the_word_in_chat_along(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c", at="2021-09-23 14:10") as e:
        w = e.w
        await online(e, NOAH)
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "fourth")
        await w.press(OLGA, await w.ask(OLGA, "/stream down"), "Do it")
        broken = await e.deliver()
        e.edit("a.yaml", MAIN, 'url: "https://example.org/other"')
        await e.look()
        quiet = await e.deliver()
        await w.press(OLGA, await w.ask(OLGA, "/stream main https://example.org/third"), "Do it")
        back = await e.deliver()
        e.edit("a.yaml", "https://example.org/other", "https://example.org/third")
        reloaded = await w.ask(OLGA, "/reload")
        listed = (await w.ask(OLGA, "/changes")).text
        after = await e.deliver()
    assert [text.split("\n")[0] for _, text in broken + quiet + back] == ["⚠ Main has broken off", "✅ Main is back"]
    assert back[0][1].endswith("▶ https://example.org/third")
    assert (listed, after) == ("Nothing that was changed in chat is in force.", [])
    assert "🎥" not in reloaded.text


async def test_an_organiser_sees_how_many_messages_an_edition_brings(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c", at="2021-09-23 14:10") as e:
        await online(e, NOAH)
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "fourth")
        e.edit("a.yaml", MAIN, 'url: "https://example.org/other"')
        reloaded = await e.w.ask(OLGA, "/reload")
        moved = await e.deliver()
    assert reloaded.text.split("\n\n")[-1] == "🎥 1 message about streams and recordings."
    assert [text.split("\n")[0] for _, text in moved] == ["🎥 Main has a new link"]
