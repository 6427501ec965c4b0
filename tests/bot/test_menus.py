from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.app import Wires, companion
from bot.rehearsal import faults
from bot.rehearsal.wire import Wire
from bot.store import Store
from tests.world import ANNA, BOCHUM, NOAH, OLGA, TOKEN, Told, World, world

if TYPE_CHECKING:
    from pathlib import Path

    from bot.rehearsal.faults import Fault


def names(w: World, person: int) -> list[str]:
    return [command["command"] for command in w.telegram.commands(person)]


class Refusing(Wire):
    """Takes two menus, and then none for want of a server."""

    menus = 0

    async def do_request(self, url: str, method: str, *more: Any, **timeouts: Any) -> tuple[int, bytes]:
        self.menus += url.endswith("/setMyCommands")
        if self.menus > 2 and url.endswith("/setMyCommands"):
            return 500, b'{"ok": false, "error_code": 500, "description": "Internal Server Error"}'
        return await super().do_request(url, method, *more, **timeouts)


class Counting(Wire):
    """Counts the menus that pass."""

    menus = 0

    async def do_request(self, url: str, method: str, *more: Any, **timeouts: Any) -> tuple[int, bytes]:
        self.menus += url.endswith("/setMyCommands")
        return await super().do_request(url, method, *more, **timeouts)


async def restart(w: World, store: Store | None = None, wire: Wire | None = None) -> int:
    """Let a second bot start on the same store, or another; return how many menus it set."""
    counting = Counting(w.telegram)
    wires = Wires(TOKEN, "http://127.0.0.1:9", wire or counting, wire or counting)
    async with companion(wires, store or w.store, w.clock, w.bot.desk.programme, BOCHUM) as bot:
        await bot.start(Told())
    return counting.menus


async def test_the_menu_has_the_names_of_the_apps_language(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        anna, noah = names(w, ANNA), names(w, NOAH)

    assert anna[:5] == ["naechste", "jetzt", "programm", "meine", "erinnerungen"]
    assert noah[:5] == ["next", "now", "programme", "my", "reminders"]


async def test_a_group_is_shown_only_what_is_answered_there(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        shown = [command["command"] for command in w.telegram.commands(NOAH, -100500)]

    assert shown == ["next", "now", "programme", "excursions", "find"]


async def test_who_chooses_another_language_gets_its_names(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/start")
        await w.tap(ANNA, seen, "English")
        english = names(w, ANNA)
        await w.tap(ANNA, seen, "Deutsch")

        assert english[:3] == ["next", "now", "programme"]
        assert names(w, ANNA)[:3] == ["naechste", "jetzt", "programm"]


@pytest.mark.filterwarnings("ignore:.*In a future major version:telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("fault", [faults.server_error(), faults.flood(60)])
async def test_a_menu_that_telegram_does_not_take_keeps_no_answer_back(sqlite_url: str, fault: Fault) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/start")
        w.telegram.faults.add(fault, "setMyCommands")
        english = await w.press(ANNA, seen, "English")
        counts = await w.store.counts()

    assert "✓ English" in english.buttons
    assert (counts.waiting, counts.aside) == (0, 0)


async def test_menus_are_set_only_when_their_content_has_changed(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(OLGA, "/start")
        await w.store.change(OLGA, organiser=True)
        first = await restart(w)
        second = await restart(w)

    assert first > 0
    assert second == 0


async def test_what_telegram_took_before_it_failed_is_not_set_again(sqlite_url: str, tmp_path: Path) -> None:
    async with world(sqlite_url) as w, await Store.open(f"sqlite:///{tmp_path / 'fresh.db'}") as fresh:
        await restart(w, fresh, Refusing(w.telegram))
        then = await restart(w, fresh)
        after = await restart(w, fresh)
    assert (then, after) == (4, 0)


async def test_an_organiser_who_had_not_written_yet_gets_a_menu_once_they_have(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.store.welcome(OLGA, "en", w.clock.now())
        await w.store.change(OLGA, organiser=True)
        await restart(w)
        await w.say(OLGA, "/find x")
        await restart(w)
        shown = names(w, OLGA)
    assert "announce" in shown
