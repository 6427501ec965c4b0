from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.clock import Clock, machine_now
from bot.delivery.planning import FEW, Planner
from bot.store import Letter, LetterKind, LetterState, Store
from tests.schedule.builders import at, programme, session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.context import Desk
    from schedule.model import Programme

PEOPLE = (1, 2, 3)
OPENING = session("opening", "10:00", "11:00")
DAY = programme([OPENING, session("panel", "11:30", "12:00")])


@dataclass
class Place:
    """What a planner needs of a desk."""

    programme: Programme
    store: Store
    clock: Clock = field(default_factory=lambda: Clock(at("08:00"), 0))


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Place]:
    async with await Store.open(sqlite_url) as store:
        for person in PEOPLE:
            await store.welcome(person, "en", at("07:00"))
            await store.follow(person, "session", "opening", at("07:30"))
        yield Place(DAY, store)


def planner(place: Any, rate: float = 25) -> Planner:
    return Planner(cast("Desk", place), rate)


async def letters(store: Store, now: datetime) -> list[tuple[str, LetterState, datetime]]:
    await store.letters.promote(now)
    found = await store.letters.ready(now, machine_now(), 100)
    return [(letter.key, letter.state, letter.due) for letter in found]


async def kept(store: Store, *keys: str) -> list[Letter | None]:
    return [await store.letters.find(key) for key in keys]


async def test_nothing_is_kept_before_a_window_begins_and_the_next_instant_is_told(place: Place) -> None:
    made = planner(place)
    nearest = await made.plan(at("08:30"))
    assert (nearest, await letters(place.store, at("08:30"))) == (at("08:59:59.88"), [])


async def test_every_follower_gets_one_letter_however_often_it_is_planned(place: Place) -> None:
    made = planner(place, 1)
    for minute in (49, 50, 50, 51, 55):
        await made.plan(at(f"09:{minute}"))
    found = await letters(place.store, at("09:55"))
    assert sorted(key for key, _, _ in found) == [f"r:2021-09-23T08:00:10:{person}" for person in PEOPLE]
    assert sorted(due for _, _, due in found) == [at("09:49:59"), at("09:50"), at("09:50:01")]


async def test_who_follows_later_is_planned_alone_and_who_follows_again_gets_it_back(place: Place) -> None:
    made = planner(place)
    await made.plan(at("09:45"))
    await place.store.welcome(4, "en", at("09:46"))
    await place.store.follow(4, "session", "opening", at("09:46"))
    await place.store.change(1, silenced=True)
    await made.plan(at("09:50"))
    await place.store.change(2, silenced=True)
    off = await kept(place.store, "r:2021-09-23T08:00:10:1", "r:2021-09-23T08:00:10:2")
    await place.store.change(2, silenced=False)
    await made.plan(at("09:51"))
    back = await kept(place.store, *(f"r:2021-09-23T08:00:10:{person}" for person in (2, 3, 4)))
    assert [letter and letter.state for letter in off] == [None, LetterState.CANCELLED]
    assert [letter and letter.state for letter in back] == [LetterState.PLANNED] * 3


async def test_a_new_programme_is_planned_at_once(place: Place) -> None:
    made = planner(place)
    await made.plan(at("09:00"))
    place.programme = programme([session("opening", "09:12", "10:00")])
    await made.plan(at("09:03"))
    found = await letters(place.store, at("09:03"))
    assert sorted(key for key, _, _ in found) == [f"r:2021-09-23T07:12:10:{person}" for person in PEOPLE]


async def test_what_a_dead_process_should_have_sent_expires_with_the_rest_and_owes_one_digest(place: Place) -> None:
    await planner(place).plan(at("09:00"))
    later = planner(place)
    await later.plan(at("10:30"))
    expired = await place.store.letters.expire(at("10:30"), machine_now())
    assert sorted(letter.key for letter in expired) == [f"r:2021-09-23T08:00:10:{person}" for person in PEOPLE]
    assert {letter.state for letter in expired} == {LetterState.EXPIRED}

    for _ in range(2):
        await later.digest(expired, at("09:00"), at("10:30"))
    owed = await kept(place.store, *(f"d:2021-09-23T07:00+00:00:{person}" for person in PEOPLE))
    assert [letter and (letter.kind, letter.due) for letter in owed] == [(LetterKind.DIGEST, at("10:30"))] * 3


async def test_whoever_was_touched_when_the_store_was_away_is_planned_when_it_is_back(sqlite_url: str) -> None:
    away = await Store.open(sqlite_url)
    place = Place(DAY, away)
    made = planner(place)
    await made.plan(at("09:55"))
    await away.welcome(1, "en", at("09:56"))
    await away.follow(1, "session", "opening", at("09:40"))
    await away.close()
    with pytest.raises(RuntimeError):
        await made.plan(at("09:56"))
    async with await Store.open(sqlite_url) as place.store:
        place.store.touched |= away.touched
        await made.plan(at("09:57"))
        found = await kept(place.store, "r:2021-09-23T08:00:10:1")
    assert [letter and letter.state for letter in found] == [LetterState.PLANNED]


async def test_among_many_who_were_touched_each_gets_back_what_was_called_off(place: Place) -> None:
    crowd = range(1000, 1000 + FEW)
    await asyncio.gather(*(place.store.welcome(person, "en", at("07:00")) for person in crowd))
    await asyncio.gather(*(place.store.follow(person, "session", "opening", at("07:30")) for person in crowd))
    made = planner(place)
    await made.plan(at("09:50"))
    for silenced in (True, False):
        await asyncio.gather(*(place.store.change(person, silenced=silenced) for person in (*PEOPLE, *crowd)))
    await made.plan(at("09:51"))
    assert await place.store.letters.counts() == {LetterState.PLANNED: FEW + len(PEOPLE)}


async def test_an_earlier_reminder_that_another_follows_owes_no_digest(place: Place) -> None:
    early = Letter(
        "r",
        LetterKind.REMINDER,
        2,
        1,
        OPENING.start.isoformat(),
        at("09:00"),
        at("09:50"),
        {"lead": 60},  # type: ignore[arg-type]
    )
    await planner(place).digest([early], at("09:00"), at("09:55"))
    assert await place.store.letters.find("d:2021-09-23T07:00+00:00:1") is None


async def test_a_clock_that_is_made_to_jump_leaves_nothing_owed(place: Place) -> None:
    made = planner(place)
    await made.plan(at("09:00"))
    place.clock.jump(at("10:30"))
    made.skip()
    await made.plan(at("10:30"))
    assert await kept(place.store, "r:2021-09-23T08:00:10:1") == [None]


async def test_many_are_planned_in_chunks_and_the_rest_after_a_crash(place: Place) -> None:
    crowd = range(1000, 1600)
    await asyncio.gather(*(place.store.welcome(person, "en", at("07:00")) for person in crowd))
    await asyncio.gather(*(place.store.follow(person, "session", "opening", at("07:30")) for person in crowd))
    await planner(place).plan(at("09:55"))
    await planner(place).plan(at("09:55"))
    counted = await place.store.letters.counts()
    assert counted[LetterState.PLANNED] == 603
    assert await place.store.letters.next_due(at("09:00")) == at("09:50") - timedelta(seconds=12)
