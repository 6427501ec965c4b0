from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked import Draft, Place
from bot.rated import ENOUGH, Given, Tally
from bot.store import UnknownPerson
from schedule.feedback import Half
from tests.schedule.builders import at, session

if TYPE_CHECKING:
    from bot.store import Store

NOW = datetime(2021, 9, 23, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


async def people(store: Store, number: int) -> None:
    for person in range(1, number + 1):
        await store.welcome(person, "en", NOW)


async def test_stars_can_be_changed_and_taken_back_and_a_word_needs_stars(store: Store) -> None:
    await people(store, 1)
    without = await store.feedback.say(1, "s", "too early")
    await store.feedback.rate(1, "s", 2, NOW)
    said = await store.feedback.say(1, "s", "Good <b>talk</b>")
    await store.feedback.rate(1, "s", 5, NOW)
    kept = await store.feedback.of(1)
    too_long = await store.feedback.say(1, "s", "🎉" * 151)
    await store.feedback.say(1, "s", None)
    unsaid = await store.feedback.of(1)
    await store.feedback.take_back(1, "s")
    assert (without, said, too_long) == (False, True, False)
    assert (kept, unsaid, await store.feedback.of(1)) == ({"s": Given(5, "Good <b>talk</b>")}, {"s": Given(5)}, {})


async def test_stars_are_one_to_five_and_somebodys(store: Store) -> None:
    await people(store, 1)
    for stars in (0, 6, -1):
        with pytest.raises(ValueError, match="cannot be given"):
            await store.feedback.rate(1, "s", stars, NOW)
    with pytest.raises(UnknownPerson):
        await store.feedback.rate(2, "s", 3, NOW)


async def test_nothing_is_told_until_enough_have_answered_and_never_whose_it_is(store: Store) -> None:
    await people(store, 6)
    for person in (4, 1, 3, 2):
        await store.feedback.rate(person, "s", person, NOW)
        await store.feedback.say(person, "s", f"{9 - person}")
    before = await store.feedback.tallies(["s", "other"])
    await store.feedback.rate(5, "s", 5, NOW)
    await store.feedback.rate(6, "other", 5, NOW)
    after = await store.feedback.tallies(["s", "other"])
    tally = Tally((1, 1, 1, 1, 1), ("5", "6", "7", "8"))
    assert (ENOUGH, before, after) == (5, {}, {"s": tally})
    assert (tally.count, tally.mean) == (5, 3.0)
    assert await store.feedback.tallies([]) == {}
    await store.forget(5)
    assert await store.feedback.tallies(["s"]) == {}


async def test_taps_at_once_leave_one_answer(store: Store) -> None:
    await people(store, 5)
    await asyncio.gather(
        *(store.feedback.rate(person, "s", star, NOW) for person in range(1, 6) for star in (1, 3, 5, 4))
    )
    assert (await store.feedback.tallies(["s"]))["s"].count == 5


async def test_who_asked_a_question_or_followed_in_time_is_to_be_asked(store: Store) -> None:
    await people(store, 3)
    half = Half(at("00:00"), (session("a", "09:00", "10:00"), session("b", "10:00", "11:00")))
    await store.follow(1, "session", "a", at("09:00"))
    await store.follow(1, "session", "b", at("12:00"))
    await store.questions.ask(2, Draft("b", "Why?", None, Place.HALL), at("10:30"))
    await store.change(3, feedback=False)
    found = [await store.feedback.asking(person, half, BERLIN) for person in (1, 2, 3)]
    assert [each and [one.id for one in each.sessions] for each in found] == [["a"], ["b"], None]
    assert await store.feedback.asked(["a", "b"]) == {2: frozenset({"b"})}
    assert await store.feedback.unwilling() == {3}


async def test_what_somebody_said_is_in_their_copy_and_goes_with_them(store: Store) -> None:
    await people(store, 1)
    await store.feedback.rate(1, "s", 4, NOW)
    told = (await store.everything_about(1))["feedback"]
    await store.forget(1)
    assert (told[0]["stars"], await store.feedback.of(1)) == (4, {})


@given(st.lists(st.integers(1, 5), min_size=1))
def test_the_mean_is_that_of_all_stars(stars: list[int]) -> None:
    one, two, three, four, five = (stars.count(each) for each in range(1, 6))
    tally = Tally((one, two, three, four, five), ())
    assert (tally.count, tally.mean) == (len(stars), sum(stars) / len(stars))
