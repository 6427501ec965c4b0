from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.app import Wires, companion
from bot.rehearsal import faults
from bot.rehearsal.wire import Wire
from tests.world import ANNA, BOCHUM, NOAH, OLGA, TOKEN, Told, World, world

if TYPE_CHECKING:
    from bot.rehearsal.faults import Fault


def names(w: World, person: int) -> list[str]:
    return [command["command"] for command in w.telegram.commands(person)]


class Counting(Wire):
    """Counts the menus that pass."""

    menus = 0

    async def do_request(self, url: str, method: str, *more: Any, **timeouts: Any) -> tuple[int, bytes]:
        self.menus += url.endswith("/setMyCommands")
        return await super().do_request(url, method, *more, **timeouts)


async def restart(w: World) -> int:
    """Let a second bot start on the same store; return how many menus it set."""
    wire = Counting(w.telegram)
    wires = Wires(TOKEN, "http://127.0.0.1:9", wire, wire)
    async with companion(wires, w.store, w.clock, w.bot.desk.programme, BOCHUM) as bot:
        await bot.start(Told())
    return wire.menus


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
