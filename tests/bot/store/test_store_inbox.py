from __future__ import annotations

import random
from dataclasses import astuple

from bot.store import Store, Waiting


async def test_updates_wait_in_the_order_of_their_ids_until_they_are_handled(store: Store) -> None:
    assert await store.receive([(3, 7, "{}"), (1, None, '{"ü": 1}'), (2, -5, "{}")]) == (3, 1, 2)
    await store.handled([2])
    assert await store.pending() == (Waiting(1, None, '{"ü": 1}', 0), Waiting(3, 7, "{}", 0))


async def test_an_update_known_already_is_not_new(store: Store) -> None:
    await store.receive([(1, 7, "{}"), (2, 7, "{}")])
    await store.handled([1])
    assert await store.receive([(1, 7, "{}"), (2, 7, "{}"), (3, 7, "{}"), (3, 7, "{}")]) == (3,)


async def test_of_an_update_twice_in_a_batch_the_first_counts(store: Store) -> None:
    assert await store.receive([(1, 7, '"first"'), (1, 7, '"second"')]) == (1,)
    assert [row.payload for row in await store.pending()] == ['"first"']


async def test_ids_that_jump_backwards_are_new(store: Store) -> None:
    await store.receive([(900_000_000, 7, "{}")])
    await store.handled([900_000_000])
    assert await store.receive([(12, 7, "{}")]) == (12,)


async def test_updates_delivered_up_to_five_times_in_any_order_are_handled_once(store: Store) -> None:
    dice = random.Random(31)  # noqa: S311 - a test repeats itself
    deliveries = [update for update in range(40) for _ in range(dice.randint(1, 5))]
    dice.shuffle(deliveries)
    handled = []
    for update in deliveries:
        for new in await store.receive([(update, 7, "{}")]):
            handled.append(new)
            await store.handled([new])
    assert sorted(handled) == list(range(40))


async def test_nothing_received_is_nothing_new(store: Store) -> None:
    assert await store.receive([]) == ()
    await store.handled([])
    assert await store.pending() == ()


async def test_what_a_dead_process_left_waits_for_the_next(database_url: str) -> None:
    async with await Store.open(database_url) as store:
        await store.receive([(1, 7, "{}"), (2, 7, "{}")])
        await store.failed(2, "ValueError")
    async with await Store.open(database_url) as store:
        assert [astuple(row) for row in await store.pending()] == [(1, 7, "{}", 0), (2, 7, "{}", 1)]


async def test_an_update_that_fails_three_times_is_put_aside_and_stays_known(store: Store) -> None:
    await store.receive([(1, 7, "{}"), (2, 7, "{}")])
    assert [await store.failed(1, "no \0 and \ud800") for _ in range(3)] == [1, 2, 3]
    assert [row.update_id for row in await store.pending()] == [2]
    assert await store.receive([(1, 7, "{}")]) == ()
    counts = await store.counts()
    assert (counts.waiting, counts.aside) == (1, 1)


async def test_an_update_that_is_gone_is_not_tried_again(store: Store) -> None:
    assert await store.failed(1, "ValueError") == 3
