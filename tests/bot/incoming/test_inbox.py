from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.incoming.inbox import Inbox
from tests.world import ANNA, NOAH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pytest

    from bot.store import Store


def updates(first: int, count: int) -> list[dict[str, Any]]:
    people = (ANNA, NOAH)
    return [
        {"update_id": number, "message": {"chat": {"id": people[number % 2]}, "text": "hello"}}
        for number in range(first, first + count)
    ]


async def test_after_closing_exactly_that_is_stored_which_was_not_handled(store: Store) -> None:
    seen: list[int] = []
    half_way = asyncio.Event()

    async def handle(update: dict[str, Any]) -> None:
        seen.append(update["update_id"])
        if len(seen) == 20:
            half_way.set()
        await asyncio.sleep(0)

    inbox = Inbox(store, handle)
    await inbox.take(updates(1, 50))
    await half_way.wait()
    await inbox.close()

    handled, stored = set(seen), {row.update_id for row in await store.pending()}
    assert (handled & stored, handled | stored) == (set(), set(range(1, 51)))


async def test_what_could_not_be_let_go_of_goes_with_the_next(store: Store) -> None:
    class Shaky:
        failures = 1

        async def receive(self, rows: Sequence[tuple[int, int | None, str]], machine: datetime) -> tuple[int, ...]:
            return await store.receive(rows, machine)

        async def handled(self, update_ids: Sequence[int], machine: datetime) -> None:
            self.failures -= 1
            if self.failures == 0:
                raise OSError("disk full")
            await store.handled(update_ids, machine)

    async def handle(_update: dict[str, Any]) -> None:
        pass

    inbox = Inbox(Shaky(), handle)  # type: ignore[arg-type]
    await inbox.take(updates(1, 1))
    await inbox.drain()
    left = [row.update_id for row in await store.pending()]
    await inbox.take(updates(2, 1))
    await inbox.drain()

    assert (left, await store.pending()) == ([1], ())


async def test_what_a_store_that_was_away_kept_from_being_handled_is_handled_once_it_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.incoming.inbox.AWAY", 0)
    away, handled = [3], list[int]()

    class Shaky:
        receive, handled = store.receive, store.handled

        async def failed(self, update_id: int, error: str) -> int:
            away[0] -= 1
            if away[0] > 0:
                raise OSError(error)
            return await store.failed(update_id, error)

    async def handle(update: dict[str, Any]) -> None:
        if away[0] > 0:
            raise OSError("no route to the store")
        handled.append(update["update_id"])

    inbox = Inbox(Shaky(), handle)  # type: ignore[arg-type]
    await inbox.take(updates(1, 4))
    await inbox.drain()
    assert (sorted(handled), await store.pending()) == ([1, 2, 3, 4], ())
