from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.store import LetterKind, Store, tables
from schedule.seating import NOBODY, Seat, Terms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

NOW = datetime(2021, 9, 23, 10, 0, tzinfo=UTC)
MACHINE = datetime(2026, 1, 1, tzinfo=UTC)
MEETS = NOW + timedelta(days=1)
HOUR = timedelta(hours=1)


def terms(now: datetime = NOW, trip: str = "port", capacity: int | None = 1, *, opened: bool = True) -> Terms:
    return Terms(trip, capacity, opened, stands=True, until=now + 2 * HOUR, closes=MEETS)


async def meet(store: Store, people: Sequence[int]) -> None:
    await asyncio.gather(*(store.welcome(person, "de", NOW) for person in people))


async def book(store: Store, *people: int, trip: str = "port", capacity: int | None = 1, now: datetime = NOW) -> None:
    for person in people:
        await store.bookings.book(person, terms(now, trip, capacity), now, MACHINE)


async def listed(store: Store, trip: str = "port") -> list[tuple[int, str]]:
    return [(guest.person, guest.state.value) for guest in await store.bookings.guests(trip)]


async def letters(store: Store, now: datetime = NOW) -> list[tuple[int, str]]:
    await store.letters.promote(now)
    ready = await store.letters.ready(now, MACHINE, 1_000)
    assert {each.kind for each in ready} == {LetterKind.SEAT}
    return sorted((each.person, str(each.facts["what"])) for each in ready)


async def fill(store: Store, people: Sequence[int]) -> None:
    """Let all of them be known at once: one by one it takes longer than to book."""
    usual = {"language": "de", "leads": (10,), "registered": False, "organiser": False, "reachable": True}
    rows = [{**usual, "id": who, "created_at": NOW} for who in people]
    await store._database.writer.run(lambda connection: connection.execute(insert(tables.person), rows).close())  # noqa: SLF001


@asynccontextmanager
async def another(store: Store, url: str) -> AsyncIterator[Store]:
    """A second process' memory where there can be one: what keeps seats apart is then the database's business."""
    if url.startswith("sqlite"):
        yield store
    else:
        async with await Store.open(url) as other:
            yield other


async def test_of_200_at_once_25_get_a_seat_and_the_others_queue_in_order(database_url: str) -> None:
    people = range(1, 201)
    async with await Store.open(database_url) as store, another(store, database_url) as other:
        await fill(store, people)
        await asyncio.gather(
            *((store, other)[person % 2].bookings.book(person, terms(capacity=25), NOW, MACHINE) for person in people)
        )
        guests = await store.bookings.guests("port")
        seats = await store.bookings.seats(guests[-1].person)
    assert Counter(guest.state for guest in guests) == {Seat.BOOKED: 25, Seat.WAITING: 175}
    assert sorted(guest.person for guest in guests) == list(people)
    assert (seats["port"].taken, seats["port"].waiting, seats["port"].place) == (25, 175, 175)


async def test_of_two_who_come_for_the_last_seat_at_once_exactly_one_gets_it(database_url: str) -> None:
    async with await Store.open(database_url) as store, another(store, database_url) as other:
        await meet(store, [1, 2])
        for trip in map(str, range(10)):
            await asyncio.gather(
                *(
                    each.bookings.book(person, terms(trip=trip), NOW, MACHINE)
                    for person, each in ((1, store), (2, other))
                )
            )
            assert [state for _, state in await listed(store, trip)] == ["booked", "waiting"]


async def test_who_books_follows_as_long_as_they_are_on_the_list_and_hears_of_it_half_an_hour_before(
    store: Store,
) -> None:
    await meet(store, [1])
    await book(store, 1)
    booked = await store.unfollow(1, "excursion", "port")
    left = await store.bookings.cancel(1, terms(), NOW, MACHINE)
    assert (booked.follows, booked.leads_for("excursion", "port")) == ({("excursion", "port")}, (10, 30))
    assert (left.follows, left.leads_for("excursion", "port"), left) == (
        frozenset(), (10,), await store.person(1),
    )  # fmt: skip


async def test_lead_times_that_were_chosen_by_hand_stay(store: Store) -> None:
    await meet(store, [1])
    await store.set_own_leads(1, "excursion", "port", ())
    await book(store, 1)
    left = await store.bookings.cancel(1, terms(), NOW, MACHINE)
    assert left.leads_for("excursion", "port") == ()


async def test_a_seat_given_up_is_offered_to_the_first_who_waits_and_told_at_once(store: Store) -> None:
    await meet(store, [1, 2, 3])
    await book(store, 1, 3, 2)
    await store.bookings.cancel(1, terms(NOW + HOUR), NOW + HOUR, MACHINE)
    seats = (await store.bookings.seats(3))["port"]
    assert (seats.mine, seats.until, seats.taken, seats.waiting) == (Seat.OFFERED, NOW + 3 * HOUR, 1, 1)
    assert await letters(store, NOW + HOUR) == [(3, "offered")]
    await store.bookings.confirm(3, terms(), NOW + 2 * HOUR, MACHINE)
    assert await listed(store) == [(3, "booked"), (2, "waiting")]


async def test_an_offer_that_runs_out_goes_to_the_next_and_both_are_told(store: Store) -> None:
    await meet(store, [1, 2, 3])
    await book(store, 1, 2, 3)
    await store.bookings.cancel(1, terms(), NOW, MACHINE)
    end = NOW + 2 * HOUR
    await store.bookings.settle(terms(end - timedelta.resolution), end - timedelta.resolution, MACHINE)
    assert await listed(store) == [(2, "offered"), (3, "waiting")]
    await store.bookings.settle(terms(end), end, MACHINE)
    assert await listed(store) == [(3, "offered")]
    late = await store.bookings.confirm(2, terms(end), end, MACHINE)
    assert await letters(store, end) == [(2, "lapsed"), (2, "offered"), (3, "offered")]
    assert late.follows == {("excursion", "port")}
    await book(store, 2, now=end)
    assert await listed(store) == [(3, "offered"), (2, "waiting")]


async def test_who_cannot_be_told_keeps_the_place_while_others_are_asked(store: Store) -> None:
    await meet(store, [1, 2, 3, 4])
    await book(store, 1, 2, 3, 4)
    await store.change(2, reachable=False)
    await store.change(3, silenced=True)
    await store.bookings.cancel(1, terms(), NOW, MACHINE)
    assert await listed(store) == [(4, "offered"), (2, "waiting"), (3, "waiting")]
    await store.bookings.cancel(4, terms(), NOW, MACHINE)
    store.bookings.touched = False
    await store.change(3, silenced=False)
    assert store.bookings.touched
    await store.bookings.settle(terms(), NOW, MACHINE)
    assert await listed(store) == [(3, "offered"), (2, "waiting")]


async def test_an_offer_made_again_is_told_again_even_if_it_ends_at_the_same_time(store: Store) -> None:
    await meet(store, [1, 2])
    for hour in range(2):
        await book(store, 1, 2, now=NOW + hour * HOUR)
        await store.bookings.cancel(1, terms(), NOW, MACHINE)
        await store.bookings.cancel(2, terms(), NOW, MACHINE)
    assert await letters(store) == [(2, "offered"), (2, "offered")]


async def test_what_leaves_earlier_than_it_was_to_takes_nobody_along_afterwards(store: Store) -> None:
    await meet(store, [1, 2])
    await book(store, 1, 2)
    await store.bookings.cancel(1, terms(), NOW, MACHINE)
    left = Terms("port", 1, open=False, stands=True, until=NOW, closes=NOW + HOUR)
    await store.bookings.confirm(2, left, NOW + HOUR, MACHINE)
    await store.bookings.book(2, left, NOW + HOUR, MACHINE)
    assert await listed(store) == [(2, "offered")]
    await store.bookings.confirm(2, terms(), NOW + HOUR, MACHINE)
    assert await listed(store) == [(2, "booked")]


async def test_fewer_places_take_nobody_a_seat_and_give_none_more_places_are_offered(store: Store) -> None:
    await meet(store, [1, 2, 3, 4])
    await book(store, 1, 2, 3, 4, capacity=3)
    await store.bookings.cancel(1, terms(capacity=2), NOW, MACHINE)
    assert await listed(store) == [(2, "booked"), (3, "booked"), (4, "waiting")]
    await store.bookings.settle(terms(capacity=None), NOW, MACHINE)
    assert await listed(store) == [(2, "booked"), (3, "booked"), (4, "offered")]


async def test_without_a_limit_everybody_gets_a_seat_closed_nobody_does_and_cancelled_nothing_moves(
    store: Store,
) -> None:
    await meet(store, [1, 2, 3])
    await book(store, 1, 2, capacity=None)
    await store.bookings.book(3, terms(opened=False), NOW, MACHINE)
    assert await listed(store) == [(1, "booked"), (2, "booked")]
    await book(store, 3)
    off = Terms("port", 1, open=False, stands=False, until=NOW, closes=MEETS)
    await store.bookings.cancel(1, off, NOW, MACHINE)
    await store.bookings.cancel(2, off, NOW, MACHINE)
    await store.bookings.settle(off, NOW + HOUR, MACHINE)
    assert await listed(store) == [(3, "waiting")]


async def test_a_swap_takes_and_gives_at_once_or_changes_nothing(store: Store) -> None:
    await meet(store, [1, 2, 3])
    await book(store, 1, trip="port")
    await book(store, 2, trip="steel")
    await book(store, 3, trip="port")
    full = await store.bookings.swap(1, terms(), terms(trip="steel"), NOW, MACHINE)
    assert (await listed(store), await listed(store, "steel")) == ([(1, "booked"), (3, "waiting")], [(2, "booked")])
    assert full.follows == {("excursion", "port")}
    await store.bookings.cancel(2, terms(trip="steel"), NOW, MACHINE)
    for _ in range(2):
        swapped = await store.bookings.swap(1, terms(), terms(trip="steel"), NOW, MACHINE)
    assert (await listed(store), await listed(store, "steel")) == ([(3, "offered")], [(1, "booked")])
    assert swapped.follows == {("excursion", "steel")}
    same = await store.bookings.swap(1, terms(trip="steel"), terms(trip="steel"), NOW, MACHINE)
    assert (same.follows, await listed(store, "steel")) == (swapped.follows, [(1, "booked")])


async def test_only_who_has_a_seat_is_here_and_whoever_leaves_is_forgotten(store: Store) -> None:
    await meet(store, [1, 2])
    await book(store, 1, 2)
    marked = [await store.bookings.mark_here("port", person, NOW) for person in (1, 2, 3)]
    assert [guest.here for guest in await store.bookings.guests("port")] == [True, False]
    assert [await store.bookings.mark_here("port", person, None) for person in (1, 2)] == [True, False]
    assert [guest.here for guest in await store.bookings.guests("port")] == [False, False]
    await store.forget(1)
    assert (marked, await listed(store), store.bookings.touched) == ([True, False, False], [(2, "waiting")], True)
    await store.bookings.settle(terms(), NOW, MACHINE)
    assert await listed(store) == [(2, "offered")]


async def test_what_the_guide_says_goes_to_those_booked_once_and_takes_the_place_of_what_was_said(store: Store) -> None:
    await meet(store, [1, 2, 3])
    await book(store, 1, 2, 3, capacity=2)
    said = [
        await store.bookings.say(terms(), late, NOW + timedelta(minutes=minute), MACHINE)
        for minute, late in enumerate((0, 10, 10, 15, None, None, 30))
    ]
    assert said == [None, 2, None, 2, 2, None, None]
    word = await store.bookings.said("port")
    assert word
    assert (word.late, word.left, word.at) == (15, True, NOW + timedelta(minutes=4))
    await store.letters.promote(NOW + HOUR)
    ready = await store.letters.ready(NOW + HOUR, MACHINE, 100)
    assert sorted((each.person, each.facts["what"]) for each in ready) == [(1, "left"), (2, "left")]


TRIPS = {"a": 1, "b": 2}
PEOPLE = range(1, 6)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["book", "cancel", "confirm", "swap", "settle", "forget"]),
        st.sampled_from(PEOPLE),
        st.sampled_from(["a", "b"]),
        st.integers(0, 90),
    ),
    max_size=16,
)


@pytest.fixture
async def crowd(sqlite_url: str) -> AsyncIterator[Store]:
    async with await Store.open(sqlite_url) as opened:
        yield opened


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_whatever_is_done_nothing_is_oversold_the_queue_keeps_its_order_and_no_seat_is_free_while_some_wait(
    crowd: Store, steps: list[tuple[str, int, str, int]]
) -> None:
    store = crowd
    for person in PEOPLE:
        await store.forget(person)
    await meet(store, PEOPLE)
    now = NOW
    queues: dict[str, list[int]] = {trip: [] for trip in TRIPS}
    for what, who, trip, minutes in steps:
        now += timedelta(minutes=minutes)
        other = "b" if trip == "a" else "a"
        await _act(store, what, who, trip, other, now)
        for each, capacity in TRIPS.items():
            await store.bookings.settle(terms(now, each, capacity), now, MACHINE)
            guests = await store.bookings.guests(each)
            states = Counter(guest.state for guest in guests)
            waiting = [guest.person for guest in guests if guest.state is Seat.WAITING]
            taken = states[Seat.BOOKED] + states[Seat.OFFERED]
            assert taken <= capacity
            assert taken == capacity or not waiting
            # Whoever still waits stands as before, whoever is new behind them.
            stayed = [person for person in queues[each] if person in waiting]
            assert waiting[: len(stayed)] == stayed
            queues[each] = waiting
            for guest in guests:
                person = await store.person(guest.person)
                assert person
                assert ("excursion", each) in person.follows


async def _act(store: Store, what: str, who: int, trip: str, other: str, now: datetime) -> None:
    here, there = terms(now, trip, TRIPS[trip]), terms(now, other, TRIPS[other])
    match what:
        case "book":
            await store.bookings.book(who, here, now, MACHINE)
        case "cancel":
            await store.bookings.cancel(who, here, now, MACHINE)
        case "confirm":
            await store.bookings.confirm(who, here, now, MACHINE)
        case "swap":
            await store.bookings.swap(who, there, here, now, MACHINE)
        case "forget":
            await store.forget(who)
            await store.welcome(who, "de", now)
        case _:
            await store.bookings.settle(here, now, MACHINE)


async def test_who_has_nothing_to_do_with_it_finds_only_counts(store: Store) -> None:
    await meet(store, [1])
    assert await store.bookings.seats(1) == {}
    await book(store, 1)
    assert (await store.bookings.seats(2)).get("steel", NOBODY) == NOBODY
    seats = (await store.bookings.seats())["port"]
    assert (seats.taken, seats.mine, seats.free(1), seats.free(30)) == (1, None, 0, 29)
    assert await store.bookings.pending() == ()
