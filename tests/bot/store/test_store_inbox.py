from __future__ import annotations

import random
from dataclasses import astuple
from datetime import UTC, datetime, timedelta

from bot.store import Store, Waiting

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)


async def test_updates_wait_in_the_order_of_their_ids_until_they_are_handled(store: Store) -> None:
    assert await store.receive([(3, 7, "{}"), (1, None, '{"ü": 1}'), (2, -5, "{}")], NOW) == (3, 1, 2)
    await store.handled([2], NOW)
    assert await store.pending() == (Waiting(1, None, '{"ü": 1}', 0, NOW), Waiting(3, 7, "{}", 0, NOW))


async def test_an_update_known_already_is_not_new(store: Store) -> None:
    await store.receive([(1, 7, "{}"), (2, 7, "{}")], NOW)
    await store.handled([1], NOW)
    assert await store.receive([(1, 7, "{}"), (2, 7, "{}"), (3, 7, "{}"), (3, 7, "{}")], NOW) == (3,)


async def test_of_an_update_twice_in_a_batch_the_first_counts(store: Store) -> None:
    assert await store.receive([(1, 7, '"first"'), (1, 7, '"second"')], NOW) == (1,)
    assert [row.payload for row in await store.pending()] == ['"first"']


async def test_ids_that_jump_backwards_are_new(store: Store) -> None:
    await store.receive([(900_000_000, 7, "{}")], NOW)
    await store.handled([900_000_000], NOW)
    assert await store.receive([(12, 7, "{}")], NOW) == (12,)


async def test_updates_delivered_up_to_five_times_in_any_order_are_handled_once(store: Store) -> None:
    dice = random.Random(31)  # noqa: S311 - a test repeats itself
    deliveries = [update for update in range(40) for _ in range(dice.randint(1, 5))]
    dice.shuffle(deliveries)
    handled = []
    for update in deliveries:
        for new in await store.receive([(update, 7, "{}")], NOW):
            handled.append(new)
            await store.handled([new], NOW)
    assert sorted(handled) == list(range(40))


async def test_nothing_received_is_nothing_new(store: Store) -> None:
    assert await store.receive([], NOW) == ()
    await store.handled([], NOW)
    assert await store.pending() == ()


async def test_what_a_dead_process_left_waits_for_the_next(database_url: str) -> None:
    async with await Store.open(database_url) as store:
        await store.receive([(1, 7, "{}"), (2, 7, "{}")], NOW)
        await store.failed(2, "ValueError")
    async with await Store.open(database_url) as store:
        assert [astuple(row) for row in await store.pending()] == [(1, 7, "{}", 0, NOW), (2, 7, "{}", 1, NOW)]


async def test_an_update_that_fails_three_times_is_put_aside_and_stays_known(store: Store) -> None:
    await store.receive([(1, 7, "{}"), (2, 7, "{}")], NOW)
    assert [await store.failed(1, "no \0 and \ud800") for _ in range(3)] == [1, 2, 3]
    assert [row.update_id for row in await store.pending()] == [2]
    assert await store.receive([(1, 7, "{}")], NOW) == ()
    counts = await store.counts()
    assert (counts.waiting, counts.aside) == (1, 1)


async def test_an_update_that_is_gone_is_not_tried_again(store: Store) -> None:
    assert await store.failed(1, "ValueError") == 3


async def test_an_id_names_another_update_two_days_later(store: Store) -> None:
    await store.receive([(1, 7, "{}"), (2, 7, "{}"), (3, 7, '"waits"')], NOW)
    for _ in range(3):
        await store.failed(1, "ValueError")
    await store.handled([2], NOW)
    again = [(1, 8, "{}"), (2, 8, "{}"), (3, 8, "{}"), (4, 8, "{}")]
    soon = await store.receive(again[:3], NOW + timedelta(hours=47))
    later = await store.receive(again, NOW + timedelta(hours=49))
    assert (soon, later) == ((), (1, 2, 4))
    assert [(row.update_id, row.chat_id) for row in await store.pending()] == [(1, 8), (2, 8), (3, 7), (4, 8)]


async def test_what_was_put_aside_is_kept_for_two_days_only(store: Store) -> None:
    await store.receive([(1, 7, "{}")], NOW)
    for _ in range(3):
        await store.failed(1, "ValueError")
    aside = []
    for hours in (47, 49):
        await store.receive([(hours, 8, "{}")], NOW + timedelta(hours=hours))
        aside.append((await store.counts()).aside)
    assert aside == [1, 0]
