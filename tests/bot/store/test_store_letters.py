from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Lane, Letter, LetterKind, LetterState, Store
from bot.store.letters import _in_turn  # the order alone, for any numbers
from bot.store.tables import announcement

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def letter(number: int = 1, **changes: Any) -> Letter:
    usual = Letter(f"r:x:10:{number}", LetterKind.REMINDER, Lane.REMINDER, 1, "x", NOW, SOON)
    return replace(usual, **changes)


def announced(number: int, about: str = "1") -> Letter:
    return letter(
        key=f"b:{about}:{number}", kind=LetterKind.ANNOUNCEMENT, lane=Lane.ANNOUNCEMENT, about=about, person=number
    )


async def keeping(store: Store, *letters: Letter, people: Iterable[int] = (1,)) -> int:
    """Keep letters to people, make them ready, and return the fence of who may send them."""
    for person in people:
        await store.welcome(person, "de", NOW)
    await store.letters.plan(letters, NOW)
    await store.letters.promote(NOW)
    fence = await store.letters.take_lease("we", NOW, NOW + timedelta(hours=1))
    assert fence
    return fence


async def announce(store: Store, state: str) -> None:
    """Set the state of the announcement number 1, as its own store does."""
    empty = {"state": state, "audience": {}, "versions": [], "forgotten": [], "created_at": NOW, "urgent": False}
    row = {column.name: empty.get(column.name, "1") for column in announcement.c if not column.nullable}
    row = {name: 1 if announcement.c[name].type.python_type is int else value for name, value in row.items()}

    def unit(connection: Any) -> None:
        connection.execute(announcement.delete())
        connection.execute(announcement.insert(), row)

    await store._database.writer.run(unit)  # noqa: SLF001 - announcements have a store of their own


async def marked(store: Store, key: str, fence: int, now: datetime = NOW, edition: int = 0) -> bool:
    return await store.letters.mark(key, now, now, fence, edition)


async def state(store: Store, key: str) -> Any:
    found = await store.letters.find(key)
    return found and (found.state.value, found.attempts, found.doubts)


async def test_a_letter_waits_for_its_time_then_for_the_pace_and_is_sent_once(store: Store) -> None:
    later = letter(due=NOW + SECOND)
    fence = await keeping(store, later)
    before = await state(store, later.key), await store.letters.next_due(NOW), await marked(store, later.key, fence)
    promoted = await store.letters.promote(later.due), await store.letters.promote(later.due)
    ready = await store.letters.ready(later.due, NOW, 10)
    marks = [await marked(store, later.key, fence, later.due) for _ in range(2)]
    await store.letters.sent(later.key, 77, NOW, fence)
    assert before == (("planned", 0, 0), later.due, False)
    assert (promoted, ready, marks) == ((1, 0), (replace(later, state=LetterState.READY),), [True, False])
    assert await store.letters.find(later.key) == replace(later, state=LetterState.SENT, attempts=1, message_id=77)
    assert (await store.letters.next_due(NOW), await store.letters.counts()) == (None, {LetterState.SENT: 1})


async def test_planning_again_changes_nothing_but_revives_what_was_never_sent(store: Store) -> None:
    fence = await keeping(store, letter(1), letter(2), letter(3))
    await marked(store, letter(1).key, fence)
    await store.letters.sent(letter(1).key, 5, NOW, fence)
    await marked(store, letter(2).key, fence)
    await store.letters.again(letter(2).key, None, "429", NOW, fence, counted=False)
    await store.change(1, silenced=True)
    called_off = [await state(store, letter(number).key) for number in (1, 2, 3)]
    await store.change(1, silenced=False)
    await store.letters.plan([letter(number, due=NOW + SECOND) for number in (1, 2, 3)], NOW)
    assert called_off == [("sent", 1, 0), ("cancelled", 0, 0), ("cancelled", 0, 0)]
    assert [await state(store, letter(number).key) for number in (1, 2, 3)] == [
        ("sent", 1, 0),
        ("planned", 0, 0),
        ("planned", 0, 0),
    ]


@pytest.mark.parametrize(
    "why", ["early", "late", "fence", "lease", "edition", "paused", "silenced", "unreachable", "superseded", "unknown"]
)
async def test_what_may_not_go_is_not_marked(store: Store, why: str) -> None:
    fence = await keeping(store, announced(1))
    await announce(store, "paused" if why == "paused" else "running")
    times = {"early": NOW - SECOND, "late": SOON + SECOND, "lease": NOW}
    if why == "lease":
        await store.letters.renew_lease(fence, NOW)
    if why == "edition":
        await store.set_note("edition", "1")
    if why == "silenced":
        await store.change(1, silenced=True)
    if why == "unreachable":
        await store.change(1, reachable=False)
    if why == "superseded":
        await store.letters.call_off("b:1:1", LetterState.SUPERSEDED, NOW)
    key = "b:1:2" if why == "unknown" else "b:1:1"
    assert not await store.letters.mark(key, times.get(why, NOW), NOW, fence + (why == "fence"), 0)
    kept = {"silenced": "cancelled", "unreachable": "cancelled", "superseded": "superseded"}
    assert await state(store, "b:1:1") == (kept.get(why, "ready"), 0, 0)


async def test_what_may_go_is_marked_up_to_its_last_second(store: Store) -> None:
    fence = await keeping(store, announced(1))
    await announce(store, "running")
    await store.set_note("edition", "7")
    assert await store.letters.mark("b:1:1", SOON, NOW, fence, 7)


async def test_a_letter_to_somebody_who_wants_none_is_called_off_when_its_turn_comes(store: Store) -> None:
    await store.welcome(1, "de", NOW)
    await store.change(1, silenced=True)
    fence = await keeping(store, letter())
    assert not await marked(store, letter().key, fence)
    assert await state(store, letter().key) == ("cancelled", 0, 0)


async def test_what_was_surely_not_sent_waits_counted_or_not(store: Store) -> None:
    fence = await keeping(store, letter(1), letter(2))
    for number, counted in ((1, True), (2, False)):
        await marked(store, letter(number).key, fence)
        await store.letters.again(letter(number).key, NOW + SECOND, "x" * 300, NOW, fence, counted=counted)
    assert [await state(store, letter(number).key) for number in (1, 2)] == [("ready", 1, 0), ("ready", 0, 0)]
    assert (await store.letters.ready(NOW, NOW, 9), await store.letters.next_retry(NOW)) == ((), NOW + SECOND)
    assert len(await store.letters.ready(NOW, NOW + SECOND, 9)) == 2


async def test_a_machines_clock_that_is_set_back_keeps_no_letter_waiting_for_an_hour(store: Store) -> None:
    fence = await keeping(store, letter())
    await marked(store, letter().key, fence)
    await store.letters.again(letter().key, NOW + timedelta(seconds=30), "x", NOW, fence, counted=True)
    machines = (NOW, NOW + timedelta(seconds=30), NOW - timedelta(hours=1))
    ready = [len(await store.letters.ready(NOW, machine, 10)) for machine in machines]
    assert ready == [0, 1, 1]


async def test_who_is_gone_gets_nothing_any_more_and_the_memory_knows_it(store: Store) -> None:
    fence = await keeping(store, letter(1), letter(2), letter(3, person=2), people=(1, 2))
    store.touched.clear()
    await marked(store, letter(1).key, fence)
    await store.letters.fail(letter(1), "Forbidden", NOW, fence, gone=True)
    person = await store.person(1)
    assert person
    assert (person.reachable, store.touched) == (False, {1})
    assert [await state(store, letter(number).key) for number in (1, 2, 3)] == [
        ("failed", 1, 0),
        ("cancelled", 0, 0),
        ("ready", 0, 0),
    ]


async def test_a_letter_that_can_never_arrive_condemns_nobody(store: Store) -> None:
    fence = await keeping(store, letter(1), letter(2))
    await marked(store, letter(1).key, fence)
    await store.letters.fail(letter(1), "Bad Request", NOW, fence, gone=False)
    person = await store.person(1)
    assert person
    assert person.reachable
    assert [await state(store, letter(number).key) for number in (1, 2)] == [("failed", 1, 0), ("ready", 0, 0)]


async def test_somebody_forgotten_while_their_letter_was_on_its_way_is_no_failure(store: Store) -> None:
    fence = await keeping(store, letter())
    await marked(store, letter().key, fence)
    await store.forget(1)
    await store.letters.fail(letter(), "Forbidden", NOW, fence, gone=True)
    await store.letters.sent(letter().key, 1, NOW, fence)
    assert await store.letters.counts() == {}


async def test_in_doubt_everything_but_announcements_and_feedback_goes_once_more(store: Store) -> None:
    asking = replace(letter(1), key="f:x:1", kind=LetterKind.FEEDBACK)
    fence = await keeping(store, letter(1), announced(1), asking)
    await announce(store, "running")
    ends = []
    for key in (letter(1).key, "b:1:1", asking.key):
        await marked(store, key, fence)
        ends.append(await store.letters.doubt(key, "timed out", NOW, fence))
    soon = NOW + timedelta(seconds=5)
    again = await store.letters.ready(NOW, soon, 9)
    await marked(store, letter(1).key, fence, soon)
    ends.append(await store.letters.doubt(letter(1).key, "timed out", NOW, fence))
    assert ends == ["ready", "doubt", "doubt", "doubt"]
    assert [(each.key, each.doubts) for each in again] == [(letter(1).key, 1)]
    assert await state(store, letter(1).key) == ("doubt", 2, 2)


async def test_a_reminder_sent_once_more_out_of_doubt_counts_as_possibly_there_twice(store: Store) -> None:
    fence = await keeping(store, letter(1), letter(2))
    for key in (letter(1).key, letter(2).key):
        await marked(store, key, fence)
    await store.letters.doubt(letter(1).key, "timed out", NOW, fence)
    await marked(store, letter(1).key, fence, NOW + timedelta(seconds=5))
    for number in (1, 2):
        await store.letters.sent(letter(number).key, number, NOW, fence)
    assert await store.letters.counts(LetterKind.REMINDER, "x") == {LetterState.SENT: 2}
    assert (await store.letters.twice(), await store.letters.twice(LetterKind.REMINDER, "y")) == (1, 0)


async def test_what_a_dead_sender_left_is_in_doubt_and_its_late_answer_settles_it(store: Store) -> None:
    old = await keeping(store, letter(1), letter(2), announced(1))
    await announce(store, "running")
    for key in (letter(1).key, letter(2).key, "b:1:1"):
        await marked(store, key, old)
    late = NOW + timedelta(hours=1)
    new = await store.letters.take_lease("they", late, late + timedelta(seconds=15))
    assert new
    left = await store.letters.settle_left(late, new)
    again = await store.letters.settle_left(late, new)
    for key in (letter(1).key, "b:1:1"):
        await store.letters.sent(key, 9, late, old)
    await store.letters.again(letter(2).key, None, "429", late, old, counted=False)
    await store.letters.fail(letter(2, person=1), "late", late, old + 5, gone=False)
    assert sorted((each.key, each.state.value) for each in left) == [
        ("b:1:1", "doubt"),
        (letter(1).key, "ready"),
        (letter(2).key, "ready"),
    ]
    assert again == ()
    assert await state(store, letter(1).key) == ("sent", 1, 1)
    assert await state(store, "b:1:1") == ("sent", 1, 1)


async def test_a_sender_taken_for_dead_does_not_touch_what_another_is_sending(store: Store) -> None:
    old = await keeping(store, letter())
    await marked(store, letter().key, old)
    late = NOW + timedelta(hours=1)
    taken = await store.letters.take_lease("they", late, late + timedelta(hours=1))
    assert taken
    await store.letters.settle_left(NOW, taken)
    assert await store.letters.mark(letter().key, NOW + timedelta(seconds=6), late, taken, 0)
    await store.letters.again(letter().key, None, "429", late, old, counted=True)
    await store.letters.sent(letter().key, 9, late, old)
    assert await store.letters.doubt(letter().key, "timed out", late, old) is None
    assert await state(store, letter().key) == ("sending", 2, 1)


async def test_what_is_no_longer_of_use_ends_unsent_and_in_doubt_if_it_may_have_arrived(store: Store) -> None:
    fence = await keeping(store, letter(1), letter(2), letter(3, due=SOON), letter(4, useful_until=SOON + SECOND))
    await marked(store, letter(2).key, fence)
    await store.letters.doubt(letter(2).key, "timed out", NOW, fence)
    expired = await store.letters.expire(SOON + SECOND, NOW)
    assert sorted((each.key, each.state.value) for each in expired) == [
        (letter(1).key, "expired"),
        (letter(2).key, "doubt"),
        (letter(3).key, "expired"),
    ]
    assert await store.letters.expire(SOON + SECOND, NOW) == ()
    assert await state(store, letter(4).key) == ("ready", 0, 0)


async def test_what_may_have_arrived_does_not_end_as_cancelled(store: Store) -> None:
    fence = await keeping(store, letter())
    await marked(store, letter().key, fence)
    await store.letters.doubt(letter().key, "timed out", NOW, fence)
    await store.change(1, silenced=True)
    assert await state(store, letter().key) == ("doubt", 1, 1)


async def test_letters_go_urgent_first_then_earliest_useless_and_only_of_running_announcements(store: Store) -> None:
    letters = (
        letter(1, useful_until=SOON + SECOND),
        letter(2, due=NOW - SECOND),
        letter(3, due=NOW - 2 * SECOND),
        letter(4, lane=Lane.URGENT, useful_until=SOON + 9 * SECOND),
        announced(1),
        announced(1, about="2"),
    )
    await keeping(store, *letters)
    await announce(store, "running")
    ready = [each.key for each in await store.letters.ready(NOW, NOW, 10)]
    at_once = [each.key for each in await store.letters.ready(NOW, NOW, 2, passed=4)]
    assert ready == [letter(4).key, letter(3).key, letter(2).key, letter(1).key, "b:1:1"]
    assert at_once == ["b:1:1", letter(4).key]


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 9))
def test_while_both_wait_every_fifth_is_an_announcement(others: int, announcements: int, passed: int) -> None:
    first, last = [letter(n) for n in range(others)], [announced(n) for n in range(announcements)]
    mixed = _in_turn(first, last, passed)
    kinds = [each.kind is LetterKind.ANNOUNCEMENT for each in mixed]
    assert ([each for each in mixed if each in first], [each for each in mixed if each in last]) == (first, last)
    for start in range(len(kinds) - 5):
        both_wait = sum(kinds[start:]) and sum(kinds[:start]) < announcements and not all(kinds[start:])
        assert any(kinds[start : start + 5]) or not both_wait


async def test_one_may_send_at_a_time_and_the_next_has_a_higher_fence(postgresql_url: str) -> None:
    end = NOW + timedelta(seconds=15)
    async with await Store.open(postgresql_url) as one, await Store.open(postgresql_url) as other:
        first = await one.letters.take_lease("a", NOW, end)
        refused = await other.letters.take_lease("b", NOW + SECOND, end)
        renewed = await one.letters.renew_lease(first or 0, end + SECOND)
        waiting = await other.letters.take_lease("b", end, end)
        second = await other.letters.take_lease("b", end + SECOND, end + 9 * SECOND)
        lost = await one.letters.renew_lease(first or 0, end + 20 * SECOND)
        holder = await one.letters.holder()
    assert (first, refused, renewed, waiting, second, lost, holder) == (1, None, True, None, 2, False, "b")


async def test_on_sqlite_the_file_says_that_the_last_sender_is_dead(sqlite_url: str) -> None:
    fences = []
    for _ in range(2):
        async with await Store.open(sqlite_url) as store:
            fences.append(await store.letters.take_lease("a", NOW, SOON))
    assert fences == [1, 2]


async def test_of_several_who_mark_the_same_letter_one_does(store: Store) -> None:
    fence = await keeping(store, letter())
    marks = await asyncio.gather(*(marked(store, letter().key, fence) for _ in range(8)))
    assert sorted(marks) == [False] * 7 + [True]


async def test_a_hundred_thousand_letters_are_looked_through_by_the_indices(sqlite_url: str) -> None:
    async with await Store.open(sqlite_url) as store:
        await store.welcome(1, "de", NOW)
        await store.letters.plan([letter(number) for number in range(2_000)], NOW)
        scans = await plans(store)
    # By the kind alone is nearly all there is.
    assert [scan for scan in scans if "SCAN letter" in scan or scan.endswith("(kind=?)")] == []


async def plans(store: Store) -> list[str]:
    """How SQLite goes about each statement that the sender repeats."""
    from sqlalchemy import event  # noqa: PLC0415 - for this test only

    seen: list[tuple[str, Any]] = []
    engine: Any = store._database.writer._engine  # type: ignore[attr-defined]  # noqa: SLF001
    event.listen(engine, "before_cursor_execute", lambda *call: seen.append((call[2], call[3])))
    reader: Any = store._database.reader._engine  # type: ignore[attr-defined]  # noqa: SLF001
    event.listen(reader, "before_cursor_execute", lambda *call: seen.append((call[2], call[3])))
    await keeping(store)
    await store.letters.ready(NOW, NOW, 20)
    await store.letters.next_due(NOW)
    await store.letters.next_retry(NOW)
    await marked(store, letter().key, 1)
    await store.letters.sent(letter().key, 1, NOW, 1)
    await store.letters.settle_left(NOW, 2)
    await store.letters.expire(SOON + SECOND, NOW)
    await store.followers.missed(2, NOW)
    statements = list(dict.fromkeys(seen))

    def unit(connection: Any) -> list[str]:
        rows = [
            row
            for statement, values in statements
            if statement.startswith(("SELECT", "UPDATE"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
        return [row[3] for row in rows]

    return await store._database.reader.run(unit)  # noqa: SLF001


STEPS = st.lists(
    st.sampled_from(["plan", "mark", "sent", "again", "429", "doubt", "fail", "die", "silence", "speak", "supersede"]),
    max_size=25,
)


# Every walk begins by forgetting the one before: they can share a file.
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_a_letter_goes_at_most_twice_and_the_second_time_out_of_doubt(
    sqlite_url: str, steps: list[str]
) -> None:
    asyncio.run(walk(sqlite_url, steps))


async def walk(url: str, steps: list[str]) -> None:
    async with await Store.open(url) as store:
        await store.forget(1)
        fence, at, flying, possible = await keeping(store, letter()), NOW, False, 0
        for step in steps:
            at += timedelta(seconds=6)
            if step == "mark":
                flying = await marked(store, letter().key, fence, at) or flying
            elif step in ("sent", "doubt", "die") and flying:
                possible, flying = possible + 1, False
            elif step in ("again", "429", "fail"):
                flying = False
            fence = await take(store, step, at, fence)
            await store.letters.promote(at)
        found = await store.letters.find(letter().key)
        assert found
        assert possible <= 2
        assert (possible == 2) <= (found.doubts >= 1)
        assert (found.state is LetterState.SENDING) == flying


async def take(store: Store, step: str, at: datetime, fence: int) -> int:
    key = letter().key
    acts: dict[str, Any] = {
        "plan": lambda: store.letters.plan([letter()], at),
        "sent": lambda: store.letters.sent(key, 1, at, fence),
        "again": lambda: store.letters.again(key, at, "refused", at, fence, counted=True),
        "429": lambda: store.letters.again(key, at, "429", at, fence, counted=False),
        "doubt": lambda: store.letters.doubt(key, "timed out", at, fence),
        "fail": lambda: store.letters.fail(letter(), "no", at, fence, gone=False),
        "silence": lambda: store.change(1, silenced=True),
        "speak": lambda: store.change(1, silenced=False),
        "supersede": lambda: store.letters.call_off(key, LetterState.SUPERSEDED, at),
    }
    if step == "die":
        fence = await store.letters.take_lease("we", at, at + timedelta(hours=1)) or 0
        await store.letters.settle_left(at, fence)
    elif step in acts:
        await acts[step]()
    return fence
