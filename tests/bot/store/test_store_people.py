from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.reader import Mode
from bot.store import Person, Store, UnknownPerson

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)


async def test_somebody_new_begins_with_the_defaults(store: Store) -> None:
    assert await store.person(7) is None
    assert await store.welcome(7, "de", NOW) == Person(
        id=7,
        language="de",
        mode=None,
        zone=None,
        leads=(10,),
        registered=False,
        organiser=False,
        awaiting=None,
        reachable=True,
        follows=frozenset(),
    )


async def test_being_welcomed_again_changes_nothing(store: Store) -> None:
    await store.welcome(7, "de", NOW)
    changed = await store.change(7, mode=Mode.ONLINE)
    assert await store.welcome(7, "en", NOW) == changed


async def test_what_was_set_is_there_after_a_restart(database_url: str) -> None:
    async with await Store.open(database_url) as store:
        await store.welcome(2**40, "de", NOW)
        await store.change(
            2**40, language="en", mode=Mode.ONLINE, zone="America/New_York", leads=(5, 30), registered=True
        )
        await store.change(2**40, awaiting="zone", organiser=True, reachable=False)
        await store.follow(2**40, "session", "a1", NOW)
    async with await Store.open(database_url) as store:
        assert await store.person(2**40) == Person(
            id=2**40,
            language="en",
            mode=Mode.ONLINE,
            zone="America/New_York",
            leads=(5, 30),
            registered=True,
            organiser=True,
            awaiting="zone",
            reachable=False,
            follows=frozenset({("session", "a1")}),
        )


async def test_following_twice_is_following_and_unfollowing_twice_is_not(store: Store) -> None:
    await store.welcome(7, "de", NOW)
    await store.follow(7, "session", "a1", NOW)
    twice = await store.follow(7, "session", "a1", NOW)
    await store.unfollow(7, "session", "a1")
    none = await store.unfollow(7, "session", "a1")
    assert (twice.follows, none.follows) == ({("session", "a1")}, frozenset())


@pytest.mark.parametrize("act", ["change", "follow", "unfollow", "redeem"])
async def test_nothing_can_be_set_of_somebody_unknown(store: Store, act: str) -> None:
    acts: dict[str, Any] = {
        "change": lambda: store.change(7, mode=Mode.ONLINE),
        "follow": lambda: store.follow(7, "session", "a1", NOW),
        "unfollow": lambda: store.unfollow(7, "session", "a1"),
        "redeem": lambda: store.redeem("hash", 7, NOW),
    }
    with pytest.raises(UnknownPerson):
        await acts[act]()
    assert await store.person(7) is None


async def test_an_error_of_one_person_harms_nobody_else_and_is_not_remembered(store: Store) -> None:
    for person in (1, 2, 3):
        await store.welcome(person, "de", NOW)
    wrong: Any = {"language": None}
    outcomes = await asyncio.gather(
        store.change(1, mode=Mode.ONLINE),
        store.change(2, **wrong),
        store.change(3, mode=Mode.ONSITE),
        return_exceptions=True,
    )
    assert isinstance(outcomes[1], IntegrityError)
    people = [await store.person(person) for person in (1, 2, 3)]
    assert [person and (person.language, person.mode) for person in people] == [
        ("de", Mode.ONLINE),
        ("de", None),
        ("de", Mode.ONSITE),
    ]


async def test_a_change_whose_caller_gave_up_is_either_way_remembered_as_it_is_stored(store: Store) -> None:
    await store.welcome(7, "de", NOW)
    impatient = asyncio.create_task(store.change(7, mode=Mode.ONLINE))
    await asyncio.sleep(0)
    impatient.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await impatient
    person = await store.change(7, awaiting="zone")
    stored = (await store.everything_about(7))["person"]
    assert (person.mode, stored["mode"]) == (Mode.ONLINE, Mode.ONLINE)


async def test_what_many_set_at_once_is_remembered_as_it_is_stored(database_url: str) -> None:
    async with await Store.open(database_url) as store:
        await store.welcome(7, "de", NOW)
        await asyncio.gather(
            *(store.follow(7, "session", f"s{number}", NOW) for number in range(20)),
            *(store.unfollow(7, "session", f"s{number}") for number in range(0, 20, 2)),
            *(store.change(7, leads=(number,)) for number in range(20)),
            store.person(7),
        )
        remembered = await store.person(7)
    async with await Store.open(database_url) as store:
        stored = await store.person(7)
    assert (
        remembered
        == stored
        == Person(7, "de", leads=(19,), follows=frozenset(("session", f"s{number}") for number in range(1, 20, 2)))
    )


async def test_several_welcomes_at_once_make_one_person(store: Store) -> None:
    people = await asyncio.gather(*(store.welcome(7, language, NOW) for language in ("de", "en", "fr")))
    assert (set(people), (await store.counts()).people) == ({Person(7, "de")}, 1)


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "language": st.sampled_from(["de", "en"]),
        "mode": st.none() | st.sampled_from(Mode),
        "zone": st.sampled_from([None, "Asia/Kolkata"]),
        "leads": st.lists(st.integers(0, 60), max_size=3).map(tuple),
        "registered": st.booleans(),
        "awaiting": st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=64),
    },
)
SUBJECTS = st.tuples(st.sampled_from(["session", "speaker"]), st.sampled_from(["a", "b"]))
STEPS = st.lists(
    st.tuples(st.just("change"), FIELDS)
    | st.tuples(st.sampled_from(["follow", "unfollow"]), SUBJECTS)
    | st.tuples(st.sampled_from(["welcome", "forget", "restart"]), st.none()),
    max_size=20,
)


def expected(person: Person | None, step: str, detail: Any) -> Person | None:
    """What a person is after a step, in plain words."""
    if step == "welcome":
        return person or Person(7, "de")
    if step == "forget" or person is None:
        return None
    if step == "change":
        return replace(person, **detail)
    if step == "restart":
        return person
    return replace(person, follows=person.follows | {detail} if step == "follow" else person.follows - {detail})


async def take(store: Store, step: str, detail: Any) -> None:
    acts: dict[str, Any] = {
        "welcome": lambda: store.welcome(7, "de", NOW),
        "forget": lambda: store.forget(7),
        "change": lambda: store.change(7, **detail),
        "follow": lambda: store.follow(7, *detail, NOW),
        "unfollow": lambda: store.unfollow(7, *detail),
    }
    with contextlib.suppress(UnknownPerson):
        await acts[step]()


# Every walk begins by forgetting the one before: they can share a file.
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_steps_equals_a_plain_model(sqlite_url: str, steps: list[tuple[str, Any]]) -> None:
    asyncio.run(walk(sqlite_url, [("forget", None), *steps]))


async def walk(url: str, steps: list[tuple[str, Any]]) -> None:
    model: Person | None = None
    store = await Store.open(url)
    try:
        for step, detail in steps:
            model = expected(model, step, detail)
            if step == "restart":
                await store.close()
                store = await Store.open(url)
            else:
                await take(store, step, detail)
            assert await store.person(7) == model
    finally:
        await store.close()
