"""Who is told what of streams, full rooms and recordings, and who was given which link."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.reader import Mode
from bot.store import Lane, LetterKind, LetterState
from bot.store.broadcasting import Aired, Circle
from bot.store.changes import Step

if TYPE_CHECKING:
    from bot.store import Letter, Store

NOW = datetime(2021, 9, 23, 12, 0, tzinfo=UTC)
ONE = frozenset({("session", "one")})
DOWN = Aired(
    kind=LetterKind.STREAM,
    subject="main",
    before="up",
    after="down",
    circles=(Circle(ONE, but=Mode.ONSITE),),
    sessions=frozenset({"one"}),
    registered=True,
    tell_at=NOW,
    useful_until=NOW + timedelta(hours=1),
    lane=Lane.URGENT,
    zone=ZoneInfo("Europe/Berlin"),
)
UP = replace(DOWN, before="down", after="up")


async def people(store: Store, **fields: Any) -> None:
    """1 follows online, 2 in the house, 3 has the link, 4 neither; 5 has no code, 6 wants silence, 7 is gone."""
    for who in range(1, 8):
        await store.welcome(who, "en", NOW)
        await store.change(who, registered=who != 5, mode=Mode.ONSITE if who == 2 else None, **fields)
        if who not in {3, 4}:
            await store.follow(who, "session", "one", NOW)
    await store.handouts.note(3, ["one", "two"], NOW)
    await store.change(6, silenced=True)
    await store.change(7, reachable=False)


async def take(store: Store, *aired: Aired) -> int:
    return (await store.changes.take(Step(NOW, NOW, aired=aired))).people


async def sent(store: Store) -> list[Letter]:
    """Send all that is due."""
    fence = await store.letters.take_lease("test", NOW, NOW + timedelta(days=1)) or 1
    await store.letters.promote(NOW)
    ready = await store.letters.ready(NOW, NOW, 100)
    for letter in ready:
        assert await store.letters.mark(letter.key, NOW, NOW, fence, int(await store.note("edition") or 0))
        await store.letters.sent(letter.key, 1, NOW, fence)
    return sorted(ready, key=lambda letter: letter.person)


async def test_who_watches_is_told_and_nobody_else(store: Store) -> None:
    await people(store)
    would = await store.changes.audience(DOWN)
    will = await take(store, DOWN)
    letters = await sent(store)
    assert (would, will, [letter.person for letter in letters]) == (2, 2, [1, 3])
    assert {(letter.about, letter.facts["was"], letter.facts["now"]) for letter in letters} == {("main", "up", "down")}


async def test_a_recording_is_told_to_all_who_followed_or_watched_wherever_they_are(store: Store) -> None:
    await people(store)
    recorded = replace(DOWN, kind=LetterKind.RECORDING, circles=(Circle(ONE),), registered=False)
    assert (await store.changes.audience(recorded), await take(store, recorded)) == (4, 4)
    assert [letter.person for letter in await sent(store)] == [1, 2, 3, 5]


async def test_each_is_told_from_what_they_were_told_last(store: Store) -> None:
    await people(store)
    await take(store, DOWN)
    first = [letter.person for letter in await sent(store)]
    await store.handouts.note(4, ["one"], NOW)
    # In net effect nothing has become of it, for who was told and for who was not.
    await take(store, UP)
    await take(store, DOWN)
    none = await sent(store)
    heard = replace(UP, circles=(), sessions=frozenset())
    assert await store.changes.audience(heard) == 2
    over = await take(store, heard)
    last = [(letter.person, letter.facts["was"]) for letter in await sent(store)]
    assert (first, none, over, last) == ([1, 3], [], 2, [(1, "down"), (3, "down")])


async def test_what_can_wait_comes_after_the_quiet_hours_and_is_of_use_then(store: Store) -> None:
    await people(store, quiet=(13, 15))
    await store.change(3, zone="America/New_York")
    aired = replace(DOWN, lane=Lane.REMINDER, useful_until=NOW + timedelta(minutes=30))
    await take(store, aired)
    letters = [await store.letters.find(f"t:stream:main:1:{who}") for who in (1, 3)]
    assert [(letter.due, letter.useful_until) for letter in letters if letter] == [
        (NOW + timedelta(hours=1), NOW + timedelta(hours=1)),
        (NOW, NOW + timedelta(minutes=30)),
    ]


async def test_who_was_given_a_link_is_known_until_they_are_forgotten(store: Store) -> None:
    await people(store)
    await store.handouts.note(3, ["one"], NOW)
    await store.handouts.note(99, ["one"], NOW)
    await store.handouts.note(1, [], NOW)
    known = [await store.handouts.of(session) for session in ("one", "two", "three")]
    await take(store, DOWN)
    await store.forget(3)
    counts = await store.letters.counts(LetterKind.STREAM)
    assert known == [{3}, {3}, set()]
    assert (await store.handouts.of("one"), counts) == (frozenset(), {LetterState.PLANNED: 1})
