from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rehearsal import faults
from tests.world import ANNA, NOAH, world

if TYPE_CHECKING:
    from bot.rehearsal.faults import Fault


async def test_who_has_blocked_the_bot_is_not_reachable_until_they_write_again(database_url: str) -> None:
    async with world(database_url) as w:
        await w.ask(ANNA, "/next")
        w.telegram.faults.add(faults.blocked(), "sendMessage", ANNA)
        unanswered = await w.say(ANNA, "/next")
        blocked = await w.store.person(ANNA)
        await w.ask(ANNA, "/next")
        back = await w.store.person(ANNA)

    assert unanswered == []
    assert blocked
    assert back
    assert (blocked.reachable, back.reachable) == (False, True)


async def test_blocking_is_heard_of_without_a_call(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(ANNA, "/next")
        w.telegram.block(ANNA)
        await w.work()
        person = await w.store.person(ANNA)

    assert person
    assert not person.reachable


@pytest.mark.filterwarnings("ignore:.*In a future major version:telegram.warnings.PTBDeprecationWarning")
async def test_a_pause_that_telegram_asks_for_is_kept_and_the_answer_comes(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(ANNA, "/next")
        w.telegram.faults.add(faults.flood(1), "sendMessage", ANNA)
        begun = w.seconds[0]
        (seen,) = await w.say(ANNA, "/next")
        waited = w.seconds[0] - begun

    assert waited == 1 + 1.5  # it was asked after a second; a pause is half a second longer than Telegram says
    assert seen.text.startswith("Als Nächstes")


async def test_what_surely_was_not_sent_is_sent_again(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(ANNA, "/next")
        w.telegram.faults.add(faults.refused(), "sendMessage", ANNA)
        seen = await w.say(ANNA, "/next")

    assert len(seen) == 1


@pytest.mark.parametrize("fault", [faults.unauthorized(), faults.refusal("Bad Request: something new")])
async def test_who_cannot_be_answered_is_told_so_and_the_update_is_put_aside(sqlite_url: str, fault: Fault) -> None:
    async with world(sqlite_url) as w:
        await w.ask(NOAH, "/next")
        w.telegram.faults.add(fault, "sendMessage", NOAH, times=3)
        (seen,) = await w.say(NOAH, "/next")
        counts = await w.store.counts()

    assert seen.text == "Something went wrong on my side. Please try that again."
    assert (counts.waiting, counts.aside) == (0, 1)


async def test_an_edit_that_is_not_possible_becomes_a_new_message(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/programme")
        w.telegram.faults.add(faults.refusal("Bad Request: message can't be edited"), "editMessageText", NOAH)
        (new,) = await w.tap(NOAH, seen, "1")
        again = await w.tap_data(NOAH, 4_000_000, "1next:")

    assert new.id > seen.id
    assert new.text.startswith("Welcome Words & Opening")
    assert len(again) == 1


async def test_an_unchanged_edit_is_no_failure(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/programme")
        answers = [await w.tap_data(NOAH, seen.id, "1day:2021-09-23:0") for _ in range(2)]
        counts = await w.store.counts()

    assert answers == [[], []]
    assert (counts.waiting, counts.aside) == (0, 0)
