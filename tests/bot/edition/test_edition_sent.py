from __future__ import annotations

import io
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from bot.edition import parcels
from tests.bot.edition.desk import FILES, SESSIONS, Editing, editing
from tests.world import ANNA, NOAH, OLGA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Seen

LATER = FILES[SESSIONS].replace("10:30", "11:00")
NO_ZIP = "I can take a .yaml file, or a .zip of the conference’s folder."


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return content.getvalue()


async def send(e: Editing, person: int, name: str, content: str | bytes) -> Seen:
    """Let a person send the bot a file."""
    data = content.encode() if isinstance(content, str) else content
    return (await e.w._after(person, lambda: e.w.telegram.send_document(person, name, data)))[0]  # noqa: SLF001


async def test_a_yaml_file_takes_the_place_of_that_of_its_name_on_one_tap(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        seen = await send(e, OLGA, SESSIONS, LATER)
        before = e.w.bot.desk.programme.session["second"].start
        applied = await e.w.press(OLGA, seen, "Apply")
        moved = e.w.bot.desk.programme.session["second"].start - before
        told = await e.deliver()
    assert seen.text == (
        "The programme has changed\n\n1 moved; 1 person will be told.\n\n🔁 Moved: Second\n🕘 10:30 → 11:00–11:30"
    )
    assert (applied.text.splitlines()[0], moved.total_seconds(), [person for person, _ in told]) == (
        "Applied. Everybody sees the new programme now.",
        1800,
        [NOAH],
    )


async def test_a_file_of_another_name_is_added_and_the_preview_says_so(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        more = "sessions: [{id: tenth, title: Tenth, start: 2021-09-24 13:00, minutes: 30, room: hall, track: red}]\n"
        await e.follow(NOAH, "track", "red")
        seen = await send(e, OLGA, "../../etc/more.yml", more)
        await e.w.press(OLGA, seen, "Apply")
        told = await e.deliver()
        kept = await e.w.store.edition()
    assert seen.text.startswith(
        "The programme has changed\n\n1 new; 1 person will be told.\n\nThe file more.yaml is new."
    )
    assert told == [(NOAH, "New in the programme\n⭐ Tenth\n\n🕘 Fri 24 Sept, 13:00–13:30 Berlin\n📍 Hall")]
    assert kept
    assert sorted(kept.sources) == ["a.yaml", "b.yaml", "c.yaml", "more.yaml"]


@pytest.mark.parametrize("folder", ["", "my-conference/"])
async def test_a_zip_of_the_folder_is_the_whole_conference(sqlite_url: str, tmp_path: Path, folder: str) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(ANNA)
        files: dict[str, str | bytes] = {f"{folder}{name}": text for name, text in FILES.items()}
        files |= {
            f"{folder}{SESSIONS}": LATER,
            f"{folder}images/x.png": b"no picture",
            f"{folder}.hidden.yaml": "no: yes",
        }
        seen = await send(e, ANNA, "c.zip", zipped(files))
        await e.w.press(ANNA, seen, "Übernehmen")
        kept = await e.w.store.edition()
    assert seen.text.startswith("Das Programm hat sich geändert\n\n1 verlegt; 0 Personen werden benachrichtigt.")
    assert kept
    assert kept.sources == FILES | {SESSIONS: LATER}


def hostile() -> dict[str, tuple[str, bytes]]:
    honest = zipped({"a.yaml": FILES["a.yaml"]})
    bomb = zipped({f"{number}.yaml": b"a" * 8_000_000 for number in range(5)})
    return {
        "no zip": ("x.zip", b"PK\3\4 nothing"),
        "cut": ("x.zip", honest[:-30]),
        "nothing in it": ("x.zip", zipped({})),
        "a way out": ("x.zip", zipped({"../../a.yaml": FILES["a.yaml"]})),
        "an absolute way": ("x.zip", zipped({"/etc/a.yaml": FILES["a.yaml"]})),
        "two folders": ("x.zip", zipped({"a/a.yaml": "a: 1", "b/b.yaml": "b: 1"})),
        "a bomb": ("x.zip", bomb),
        "a file too large": ("x.zip", zipped({"a.yaml": b" " * 8_500_000})),
        "too many": ("x.zip", zipped({f"{number}.yaml": "" for number in range(1_001)})),
        "bytes": ("a.yaml", b"\xff\xfe\xff"),
        "another file": ("a.png.zip", b"\x89PNG"),
    }


async def test_a_hostile_file_is_refused_and_nothing_is_held(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        for what, sent in hostile().items():
            seen = await send(e, OLGA, *sent)
            assert (what, seen.buttons, await e.w.store.changes.held()) == (what, [], None)
            assert len(seen.text) < 300


def test_names_inside_a_zip_lead_nowhere() -> None:
    with pytest.raises(parcels.Refused):
        parcels.unpacked("x.zip", zipped({"../a.yaml": "x", "..": "y", "a\\..\\b.txt": "z"}), {})


async def test_a_broken_file_is_answered_with_its_problems(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        seen = await send(e, OLGA, SESSIONS, LATER.replace("room: attic", "room: loft"))
        same = await send(e, OLGA, SESSIONS, FILES[SESSIONS])
    assert seen.text.splitlines()[2].startswith('b.yaml:4:73: error: there is no room "loft"')
    assert same.text == "Nothing has changed: this is what everybody sees."


async def test_files_of_others_and_files_of_another_sort_are_none(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.w.say(NOAH, "/start")
        answers = [(await send(e, NOAH, SESSIONS, LATER)).text, (await send(e, OLGA, "plan.pdf", LATER)).text]
        assert await e.w.store.changes.held() is None
    assert [text.startswith("I can only read text") for text in answers] == [True, True]


async def test_what_was_applied_in_chat_survives_a_restart_until_the_folder_changes(
    sqlite_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "c"
    async with editing(sqlite_url, folder) as e:
        await e.organisers(OLGA)
        await e.w.press(OLGA, await send(e, OLGA, SESSIONS, LATER), "Apply")
        base = e.w.bot.desk.programme
    async with editing(sqlite_url, folder, base=base) as e:
        after = e.w.bot.desk.programme.session["second"].start.hour
        quiet = await e.due()
        e.edit("c.yaml", "Ask", "Do ask")
        await e.look()
        asked = [screen.text for _, screen in await e.due()]
        shutil.rmtree(folder)
        assert e.w.bot.desk.programme.session["second"].start.hour == after == 9
    assert (quiet, len(asked)) == ([], 1)
    assert "1 moved" in asked[0]
