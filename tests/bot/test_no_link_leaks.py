"""The hunt for stream links: none is in what somebody without access, a group, a file, a card or a log can get."""

from __future__ import annotations

import json
import logging
import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile, is_zipfile

import pytest

from bot.board.showing import showing
from bot.prints.posters import posters
from bot.reader import Mode
from bot.store.values import Right
from schedule.calendar import calendar
from schedule.model import Access
from tests.schedule.builders import at
from tests.walking import commands, walk
from tests.world import ANNA, GROUP, NOAH, OLGA, conference, world

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.world import World

    Json = dict[str, Any]

MAIN = "cluster-panel"
SESSIONS = ("opening", "keynote-ketels", MAIN, "session-1")
INSTANTS = {
    "the day before": "2021-09-22 18:00",
    "while the public stream is open": "2021-09-23 08:55",
    "while the main stream is open": "2021-09-23 16:50",
    "after the last session": "2021-09-25 09:00",
}
WORDS = ("", "stream", "main stream", "https", "stream.example.org", "backup", "online", "ketels", "panel", "s-opening")


def links(*, closed: bool) -> frozenset[str]:
    """Return the links of all streams, or only of those that are for participants."""
    listed = [stream for stream in conference().streams if not closed or stream.access is Access.PARTICIPANTS]
    return frozenset(str(link) for stream in listed for link in (stream.url, stream.fallback_url) if link)


def found(wanted: frozenset[str], texts: Iterable[str]) -> list[str]:
    """Return which links stand in the texts, a link being whole: one may begin another."""
    together = "\n".join(texts)
    return sorted(link for link in wanted if re.search(re.escape(link) + r"(?![\w/-])", together))


def received(w: World, chat: int) -> Iterator[str]:
    """Yield all that a chat holds: messages with what hides in them, files opened, and what taps were answered."""
    for message in w.telegram.messages(chat):
        yield json.dumps(message)
    yield from in_files(w, w.telegram.messages(chat))
    yield from (f"{answer.text} {answer.url}" for answer in w.telegram.answers)


def in_files(w: World, messages: Iterable[Json]) -> Iterator[str]:
    """Yield what the files say that came with messages."""
    for message in messages:
        file = w.telegram.file(message["document"]["file_id"]) if "document" in message else None
        yield from opened(file.content) if file else ()


def opened(content: bytes) -> Iterator[str]:
    """Yield what a file says: lines of a calendar unfolded, streams of a PDF and parts of a zip unpacked."""
    yield content.replace(b"\r\n ", b"").decode(errors="replace")
    if content.startswith(b"%PDF"):
        for packed in re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL):
            try:
                yield zlib.decompress(packed).decode(errors="replace")
            except zlib.error:
                yield packed.decode(errors="replace")
    elif is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as zipped:
            yield from (zipped.read(name).decode(errors="replace") for name in zipped.namelist())


def overhear(w: World, monkeypatch: pytest.MonkeyPatch, chat: int) -> list[str]:
    """Return what fills with all that the bot asks of Telegram for a chat: edits leave nothing of what stood before."""
    asked: list[str] = []
    call = w.telegram.call

    async def overheard(method: str, parameters: Json, *more: Any) -> Any:
        if str(parameters.get("chat_id")) == str(chat):
            asked.append(json.dumps(parameters, default=str))
        return await call(method, parameters, *more)

    monkeypatch.setattr(w.telegram, "call", overheard)
    return asked


async def break_off(w: World) -> None:
    """Let an organiser say that the main stream has broken off."""
    await w.say(OLGA, "/help")
    await w.store.change(OLGA, organiser=True)
    preview = await w.ask(OLGA, "/stream main down")
    await w.press(OLGA, preview, "Do it")


async def prepare(w: World, person: int, mode: Mode, *, registered: bool) -> None:
    """Let somebody follow sessions and an excursion, guide that one and speak, as none of these opens a stream."""
    await w.say(person, "/start")
    await w.store.change(person, mode=mode, registered=registered, leads=(0, 10), zone="America/New_York")
    for session in SESSIONS:
        await w.store.follow(person, "session", session, w.clock.now())
    await w.store.follow(person, "excursion", "port", w.clock.now())
    for right in (Right("guide", "port"), Right("speaker", "ketels")):
        invited = await w.store.invitations.issue(w.bot.desk.machine(), right)
        await w.say(person, f"/start o-{invited.token}")


@pytest.mark.parametrize(("person", "mode", "broken"), [(ANNA, Mode.ONSITE, False), (NOAH, Mode.ONLINE, True)])
async def test_without_access_no_command_button_letter_or_file_holds_a_link_of_the_participants(
    sqlite_url: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    person: int,
    mode: Mode,
    *,
    broken: bool,
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "bot")
    async with world(sqlite_url, at="2021-09-22 18:00") as w:
        asked = overhear(w, monkeypatch, person)
        await prepare(w, person, mode, registered=False)
        if broken:
            await break_off(w)
        for wall in INSTANTS.values():
            w.at(wall)
            await w.letters(person)
            await walk(w, person, [*commands(), "main stream", "stream.example.org"], of_a_kind=1)
            for session in SESSIONS:
                await w.tap_data(person, 1, f"1watch:{session}")
            await w.store.change(person, mode=mode, silenced=False, muted=False)
        mine = list(received(w, person))
        names = {str(message.get("document", {}).get("file_name")) for message in w.telegram.messages(person)}
    assert (len(mine) > 100, len(asked) > 300) == (True, True)
    assert {name.rpartition(".")[2] for name in names} >= {"ics", "csv", "json"}
    assert found(links(closed=True), [*mine, *asked]) == []
    assert found(links(closed=False), [caplog.text]) == []


async def test_a_group_and_a_card_hold_no_link_at_all_whoever_asks(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(sqlite_url, at="2021-09-22 18:00") as w:
        asked = overhear(w, monkeypatch, GROUP)
        await prepare(w, NOAH, Mode.ONLINE, registered=True)
        offered = []
        before, public, main, after = INSTANTS.values()
        for wall, broken in ((before, False), (public, False), (main, False), (main, True), (after, True)):
            w.at(wall)
            if broken and wall == main:
                await break_off(w)
            for text in (*commands(), *(f"/find {word}" for word in WORDS)):
                await w.say(NOAH, text, GROUP)
            for word in (*WORDS, *(f"s-{session}" for session in SESSIONS)):
                query_id = w.telegram.search(NOAH, word)
                w.seconds[0] += 1
                await w.work()
                offered.append(w.telegram.offers[query_id])
        group = list(received(w, GROUP))
    assert len(group) > 20
    assert sum(len(each.results) for each in offered) > 50
    assert found(links(closed=False), [*group, *asked, *(json.dumps(each.results) for each in offered)]) == []


async def test_with_access_a_link_comes_in_private_only_protected_and_without_a_preview(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "bot")
    async with world(sqlite_url, at="2021-09-22 18:00") as w:
        await prepare(w, NOAH, Mode.ONLINE, registered=True)
        for wall in INSTANTS.values():
            w.at(wall)
            await w.letters(NOAH)
            await walk(w, NOAH, commands(), of_a_kind=1)
            for session in SESSIONS:
                await w.tap_data(NOAH, 1, f"1watch:{session}")
            await w.store.change(NOAH, mode=Mode.ONLINE, silenced=False, muted=False)
        messages = w.telegram.messages(NOAH)
        answers = [f"{answer.text} {answer.url}" for answer in w.telegram.answers]
        files = list(in_files(w, messages))
    telling = [message for message in messages if found(links(closed=False), [json.dumps(message)])]
    assert {link for m in telling for link in found(links(closed=True), [json.dumps(m)])} != set()
    manners = {(m.get("has_protected_content"), str(m.get("link_preview_options"))) for m in telling}
    assert manners == {(True, "{'is_disabled': True}")}
    assert found(links(closed=False), [*answers, *files, caplog.text]) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_calendars_and_posters_hold_no_link_at_all(language: str) -> None:
    held = conference()
    items = (*held.sessions, *held.excursions)
    file = calendar(held, items, language, held.sessions[0].start, page=lambda item: item.id, streamed="Streamed.")
    printed = posters(held, items, "bot") if language == "en" else b""
    assert found(links(closed=False), [*opened(file), *opened(printed)]) == []
    assert "DTSTART" in "".join(opened(file))


@pytest.mark.parametrize("wall", INSTANTS.values())
def test_the_board_for_the_stage_shows_no_link_at_all(wall: str) -> None:
    shown = [json.dumps(showing(conference(), {}, at(wall), room)) for room in ("", *conference().room)]
    assert found(links(closed=False), shown) == []


def test_the_hunt_finds_what_is_hidden() -> None:
    (first, *_) = sorted(links(closed=True))
    folded = f"DESCRIPTION:{first[:20]}\r\n {first[20:]}".encode()
    packed = b"%PDF stream\n" + zlib.compress(first.encode()) + b"\nendstream"
    assert [found(links(closed=True), opened(content)) for content in (folded, packed)] == [[first], [first]]
    assert found(frozenset({"https://x.example/a"}), ["https://x.example/ab", "https://x.example/a/b"]) == []
