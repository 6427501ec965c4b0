from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.edition.watching import Folder
from bot.screens.fitting import visible
from bot.settings import Apply
from tests.bot.edition.desk import FILES, SESSIONS, Editing, editing
from tests.world import ANNA, NOAH, OLGA

if TYPE_CHECKING:
    from pathlib import Path

ASKED = ("/programme", "/next", "/now", "/find first", "/info")
SECOND = "{id: second, title: Second, start: 2021-09-23 10:30"
BROKEN = {
    "a bad time": ("start: 2021-09-23 10:30", "start: 2021-09-23 25:30"),
    "a tab": ("- {id: second", "\t- {id: second"),
    "an unknown room": ("room: hall, track: red", "room: cellar, track: red"),
    "a typo": ("sessions:\n", "sesions:\n"),
    "an id twice": ("id: second", "id: first"),
    "a key twice": ("{id: second", "{id: second, start: 1"),
    "a knot": ("sessions:\n", "sessions: &a [*a]\nx-sessions:\n"),
    "a NUL": ("sessions:\n", "sessions:\n- \0\n"),
}


async def answers(e: Editing) -> list[str]:
    return [(await e.w.ask(NOAH, words)).text for words in ASKED]


async def test_a_broken_edition_is_refused_as_a_whole_and_organisers_are_told_where_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        before = await answers(e)
        for what, (old, new) in BROKEN.items():
            (e.folder / SESSIONS).write_text(FILES[SESSIONS].replace(old, new, 1))
            await e.look()
            told = [(person, visible(screen.text)) for person, screen in await e.due()]
            await e.look()
            assert (what, len(told), await e.due(), await answers(e)) == (what, 1, [], before)
            assert told[0][1].startswith(f"The changed programme has errors\n\n{SESSIONS}:")
            assert " error: " in told[0][1]


async def test_a_good_edition_replaces_the_one_before_while_the_bot_runs(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        before = (await e.w.ask(NOAH, "/programme")).text
        e.edit(SESSIONS, "title: Second", "title: Zweite")
        await e.look()
        after = (await e.w.ask(NOAH, "/programme")).text
        kept = await e.w.store.edition()
    assert (after, before.replace("Second", "Zweite")) == (before.replace("Second", "Zweite"), after)
    assert kept
    assert "Zweite" in kept.sources[SESSIONS]


async def test_nothing_is_read_before_the_folder_has_been_still_for_two_seconds(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1\n")
    folder = Folder(tmp_path)
    looks = [folder.look(0), folder.look(1.9), folder.look(2.0), folder.look(60)]
    for step in range(10):
        file.write_text("a: 1\n" + "b" * step)
        looks.append(folder.look(61 + step))
    looks += [folder.look(71.9), folder.look(72.1), folder.look(80)]
    assert looks == [False, False, True, False, *[False] * 10, False, True, False]


async def test_an_edition_that_is_saved_in_steps_is_seen_whole(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        text = (e.folder / SESSIONS).read_text().replace("title: Second", "title: Zweite")
        before = (await e.w.ask(NOAH, "/programme")).text
        seen = set()
        for at in range(0, len(text), 100):
            (e.folder / SESSIONS).write_text(text[:at])
            e.seconds += 1
            await e.editions.look(e.seconds)
            seen.add(e.w.bot.desk.programme.session["second"].title.to("en"))
        (e.folder / SESSIONS).write_text(text)
        await e.look()
        after = (await e.w.ask(NOAH, "/programme")).text
    assert (seen, after) == ({"Second"}, before.replace("Second", "Zweite"))


async def test_a_file_put_in_place_by_renaming_is_seen(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        text = (e.folder / SESSIONS).read_text()
        (e.folder / f".{SESSIONS}.swp").write_text(text.replace("title: Second", "title: Zweite"))
        (e.folder / f".{SESSIONS}.swp").replace(e.folder / SESSIONS)
        await e.look()
        assert e.w.bot.desk.programme.session["second"].title.to("en") == "Zweite"


async def test_with_the_folder_gone_the_last_good_edition_serves_and_its_return_changes_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        before = await answers(e)
        shutil.move(e.folder, tmp_path / "away")
        await e.look()
        gone = [visible(screen.text).split("\n\n")[1] for _, screen in await e.due()]
        assert await answers(e) == before
        shutil.move(tmp_path / "away", e.folder)
        await e.look()
        assert (await answers(e), await e.due()) == (before, [])
    assert gone == [f"{tmp_path}/c:1:1: error: there is no such file or folder - check the path"]


async def test_organisers_are_asked_and_one_tap_of_any_of_them_applies(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA, ANNA)
        await e.follow(NOAH, "session", "second")
        e.edit(SESSIONS, SECOND, SECOND.replace("10:30", "11:00"))
        e.edit(SESSIONS, "{id: fourth,", "{id: fourth, status: cancelled,")
        await e.look()
        asked = {person: visible(screen.text) for person, screen in await e.due()}
        served = w.bot.desk.programme.session["second"].start
        seen = await w.ask(OLGA, "/reload")
        applied = await w.press(OLGA, seen, "Apply")
        late = await w.tap_data(ANNA, seen.id, seen.button("Apply")["callback_data"])
        later = await w.tap_data(ANNA, seen.id, seen.button("Keep")["callback_data"])
        told = await e.deliver()
        moved = w.bot.desk.programme.session["second"].start - served
    assert asked == {
        OLGA: "The programme has changed\n\n1 cancelled, 1 moved; 1 person will be told.",
        ANNA: "Das Programm hat sich geändert\n\n1 abgesagt, 1 verlegt; 1 Person wird benachrichtigt.",
    }
    assert seen.text == (
        "The programme has changed\n\n1 cancelled, 1 moved; 1 person will be told.\n\n"
        "❌ Cancelled: Fourth\n🕘 Thu 23 Sept, 14:00–14:30 Berlin\n\n🔁 Moved: Second\n🕘 10:30 → 11:00–11:30"
    )
    assert applied.text.startswith("Applied. Everybody sees the new programme now.\n1 cancelled, 1 moved; 1 person")
    assert late[0].text == later[0].text == "Nichts hat sich geändert: Das ist, was alle sehen."
    assert (moved.total_seconds(), [person for person, _ in told]) == (1800, [NOAH])


async def test_keeping_the_old_edition_is_for_good_until_the_folder_changes_again(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        e.edit(SESSIONS, SECOND, SECOND.replace("10:30", "11:00"))
        await e.look()
        asking = (await e.due())[0][1].buttons
        seen = await w.ask(OLGA, "/reload")
        kept = await w.press(OLGA, seen, "Keep")
        outdated = await w.tap_data(OLGA, seen.id, asking[1][0].data)
        await e.editions.start()
        await e.look()
        quiet = await e.due()
        by_hand = await w.ask(OLGA, "/reload")
        e.edit(SESSIONS, SECOND.replace("10:30", "11:00"), SECOND.replace("10:30", "11:15"))
        await e.look()
        anew = [visible(screen.text) for _, screen in await e.due()]
        served = w.bot.desk.programme.session["second"].start.hour
    assert (kept.text, outdated[0].text) == ("The old programme stays.", "That has been decided already.")
    assert (quiet, by_hand.text) == ([], seen.text)
    assert anew == ["The programme has changed\n\n1 moved; 0 people will be told."]
    assert served == 8


@pytest.mark.parametrize(("apply", "organisers"), [(Apply.AUTO, True), (Apply.ASK, False)])
async def test_without_asking_or_anybody_to_ask_it_is_applied_and_told(
    sqlite_url: str, tmp_path: Path, apply: Apply, *, organisers: bool
) -> None:
    async with editing(sqlite_url, tmp_path / "c", apply=apply) as e:
        if organisers:
            await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        e.edit(SESSIONS, SECOND, SECOND.replace("10:30", "11:00"))
        await e.look()
        told = await e.deliver()
    assert told == [(NOAH, "New time\n⭐ Second\n\n🕘 10:30 → 11:00–11:30")]


@pytest.mark.parametrize("apply", [Apply.AUTO, Apply.ASK])
async def test_when_a_quarter_would_vanish_it_is_held_whatever_the_setting(
    sqlite_url: str, tmp_path: Path, apply: Apply
) -> None:
    async with editing(sqlite_url, tmp_path / "c", apply=apply) as e:
        if apply is Apply.AUTO:
            await e.organisers(OLGA)
        lines = (e.folder / SESSIONS).read_text().splitlines(keepends=True)
        (e.folder / SESSIONS).write_text("".join(lines[:6] + lines[10:]))
        await e.look()
        told = [visible(screen.text) for _, screen in await e.due()]
        sessions = len(e.w.bot.desk.programme.sessions)
        await e.organisers(OLGA)
        seen = await e.w.ask(OLGA, "/reload")
    assert sessions == 9
    grave = (
        "The programme has changed\n\n⚠ Of 9 sessions still to come, 4 would vanish. "
        "What is missing is not cancelled: to call a session off, write status: cancelled.\n\n"
        "4 gone; 0 people will be told."
    )
    assert told == ([grave] if apply is Apply.AUTO else [])
    assert seen.text.startswith(grave)


async def test_texts_change_silently(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        e.edit("c.yaml", "Ask at the desk.", "It is swordfish.")
        await e.look()
        page = (await e.w.ask(NOAH, "/wifi")).text
        assert ("swordfish" in page, await e.deliver()) == (True, [])


async def test_a_held_edition_can_be_applied_after_a_restart(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    async with editing(sqlite_url, folder) as e:
        base = e.w.bot.desk.programme
        await e.organisers(OLGA)
        e.edit(SESSIONS, SECOND, SECOND.replace("10:30", "11:00"))
        await e.look()
        choice = (await e.due())[0][1].buttons[1][0].data
    async with editing(sqlite_url, folder, base=base) as e:
        await e.w.say(OLGA, "/start")
        served = e.w.bot.desk.programme.session["second"].start
        applied = await e.w.tap_data(OLGA, 1, choice)
        moved = e.w.bot.desk.programme.session["second"].start - served
        assert (applied[0].text.splitlines()[0], moved.total_seconds(), await e.due()) == (
            "Applied. Everybody sees the new programme now.",
            1800,
            [],
        )


async def test_taps_of_others_decide_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        e.edit(SESSIONS, SECOND, SECOND.replace("10:30", "11:00"))
        seen = await w.ask(OLGA, "/reload")
        before = w.bot.desk.programme
        await w.ask(NOAH, "/next")
        data = [
            *seen.every_button,
            f"1edition:{seen.every_button[0].split(':')[1]}",
            "1applyedition:",
            "1keepedition:x",
        ]
        forged = [(await w.tap_data(NOAH, 1, each))[0].text for each in data]
        unknown = (await w.ask(NOAH, "/reload")).text
        assert (set(forged), unknown) == ({"That is no longer in the programme."}, "I don’t know that command.")
        assert w.bot.desk.programme is before
        assert await w.store.changes.held()


async def test_reloading_by_hand_tells_that_nothing_has_changed_or_what_is_wrong(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA, ANNA)
        same = (await e.w.ask(OLGA, "/reload")).text
        e.edit(SESSIONS, "room: hall, track: red", "room: cellar, track: red")
        wrong = (await e.w.ask(ANNA, "/neuladen")).text
        await e.look()
        assert await e.due() == []
    assert same == "Nothing has changed: this is what everybody sees."
    assert wrong.splitlines()[2].startswith('b.yaml:3:75: error: there is no room "cellar"')
    assert wrong.splitlines()[0] == "Das geänderte Programm hat Fehler"


async def test_what_is_wrong_in_the_folder_is_counted_as_long_as_it_is_wrong_there(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        counts = []
        for old, new in (("room: hall, track", "room: cellar, track"), ("room: cellar, track", "room: hall, track")):
            e.edit(SESSIONS, old, new)
            await e.look()
            counts.append(e.editions.errors)
        await e.editions.sent(SESSIONS, b"sessions: [{id: x}]")
        counts.append(e.editions.errors)
    assert counts == [1, 0, 0]


async def test_reloading_by_hand_names_the_warnings(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        (e.folder / "more.yml").write_text("sessions: []")
        same = (await e.w.ask(OLGA, "/reload")).text
        e.edit(SESSIONS, SECOND, SECOND.replace("10:30", "11:00"))
        asked = (await e.w.ask(OLGA, "/reload")).text
    warning = (
        "⚠ A warning, which keeps nothing from being used:\n"
        "more.yml:1:1: warning: a .yml file is not read - rename it to more.yaml"
    )
    assert same == f"Nothing has changed: this is what everybody sees.\n\n{warning}"
    assert asked.endswith(f"🔁 Moved: Second\n🕘 10:30 → 11:00–11:30\n\n{warning}")


async def test_many_problems_are_shown_by_the_first_ten_and_counted(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        (e.folder / SESSIONS).write_text(FILES[SESSIONS].replace("title:", "titel:").replace("room:", "rom:"))
        lines = (await e.w.ask(OLGA, "/reload")).text.splitlines()
    assert (len([line for line in lines if line.startswith("b.yaml")]), lines[12]) == (10, "… and 9 more")
