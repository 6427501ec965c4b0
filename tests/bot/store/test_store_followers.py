from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.reader import Mode
from bot.store import Lane, Letter, LetterKind, LetterState
from schedule.following import Follow, Follower

if TYPE_CHECKING:
    from bot.store import Store

NOW = datetime(2021, 9, 23, 6, 45, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
NEAR = frozenset({("session", "opening"), ("track", "plenary"), ("speaker", "haack")})


async def met(store: Store, *people: int) -> None:
    for person in people:
        await store.welcome(person, "de", NOW)
        await store.follow(person, "session", "opening", NOW)


async def test_who_follows_any_of_it_is_told_with_zone_leads_and_since_when(store: Store) -> None:
    await met(store, 2, 1)
    await store.follow(1, "track", "plenary", NOW + timedelta(minutes=1))
    await store.follow(1, "session", "far-away", NOW)
    await store.change(1, zone="America/New_York", leads=(5, 30), quiet=(23, 8))
    await store.set_own_leads(1, "session", "opening", ())
    await store.set_own_leads(1, "session", "far-away", (60,))
    await store.change(2, zone="America/New_York", mode=Mode.ONSITE, quiet=None)
    found = await store.followers.near(NEAR, BERLIN)
    assert found == (
        Follower(
            person=1,
            follows=(
                Follow("session", "opening", NOW),
                Follow("track", "plenary", NOW + timedelta(minutes=1)),
            ),
            leads=(5, 30),
            zone=ZoneInfo("America/New_York"),
            own_leads={("session", "opening"): ()},
            quiet=(23, 8),
        ),
        Follower(2, (Follow("session", "opening", NOW),), (10,), BERLIN),
    )
    assert await store.followers.near(frozenset(), BERLIN) == ()


async def test_who_wants_an_overview_is_told_with_all_they_follow(store: Store) -> None:
    await met(store, 1)
    await store.welcome(2, "de", NOW)
    await store.follow(2, "excursion", "port", NOW)
    await store.set_own_leads(2, "excursion", "port", (60,))
    await store.change(2, overview="07:30")
    (found,) = await store.followers.near(frozenset({("track", "x")}), BERLIN)
    assert (found.person, found.overview, found.follows) == (2, time(7, 30), (Follow("excursion", "port", NOW),))
    assert found.own_leads == {("excursion", "port"): (60,)}


async def test_whoever_is_gone_or_silent_is_told_only_to_themselves(store: Store) -> None:
    await met(store, 1, 2, 3)
    await store.change(1, silenced=True)
    await store.change(2, reachable=False)
    assert [each.person for each in await store.followers.near(NEAR, BERLIN)] == [3]
    assert [each.person for each in await store.followers.these([1, 2, 3], BERLIN)] == [3]
    mine = await store.followers.one(1, BERLIN)
    assert mine is not None
    assert mine.follows == (Follow("session", "opening", NOW),)
    assert await store.followers.one(4, BERLIN) is None


async def test_reminders_that_were_never_sent_in_time_are_missed_by_their_start(store: Store) -> None:
    await met(store, 1)
    starts = [NOW + timedelta(minutes=minutes) for minutes in (0, 15, 30, 45)]
    states = (LetterState.EXPIRED, LetterState.EXPIRED, LetterState.SENT, LetterState.EXPIRED)
    planned = [
        Letter(f"r:{at}:10:1", LetterKind.REMINDER, Lane.REMINDER, 1, at.isoformat(), at - timedelta(minutes=10), at)
        for at in starts
    ]
    planned[3] = Letter("o:1", LetterKind.OVERVIEW, Lane.REMINDER, 1, "2021-09-23", starts[3], starts[3])
    await store.letters.plan(
        [Letter(**(_fields(each) | {"state": state})) for each, state in zip(planned, states, strict=True)], NOW
    )
    assert await store.followers.missed(1, NOW + timedelta(seconds=1)) == (starts[1],)
    assert await store.followers.missed(1, NOW - timedelta(hours=1)) == (starts[0], starts[1])


def _fields(letter: Letter) -> dict[str, object]:
    return {name: getattr(letter, name) for name in Letter.__slots__}
