from __future__ import annotations

import asyncio

from bot.rehearsal import faults
from bot.store import LetterState
from tests.world import ANNA, NOAH, OLGA, World, world

LATE = (
    "🕒 2 messages could not go in time and were not sent, as they would only have confused. "
    "Who missed a start gets one overview of it. There is nothing to do."
)


async def following(w: World, *people: int, session: str = "opening") -> None:
    for person in people:
        await w.say(person, "/start")
        await w.store.follow(person, "session", session, w.clock.now())


async def organised(w: World) -> None:
    await w.say(OLGA, "/start")
    await w.store.change(OLGA, organiser=True)


async def test_a_reminder_comes_when_its_time_has_come_and_once(database_url: str) -> None:
    async with world(database_url) as w:
        await following(w, ANNA, NOAH)
        early = await w.letters(ANNA, NOAH)
        w.at("2021-09-23 08:50")
        due = await w.letters(ANNA, NOAH)
        w.at("2021-09-23 08:55")
        later = await w.letters(ANNA, NOAH)
    assert (early, later) == ([], [])
    # Both are on their way at once: either may arrive first.
    assert {seen.text.splitlines()[0] for seen in due} == {
        "⏰ 09:00 Berlin – in 10 Min.",
        "⏰ 09:00 Berlin – in 10 min",
    }
    assert len(due) == 2


async def test_an_outage_leaves_nothing_late_one_digest_each_and_organisers_know(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organised(w)
        await following(w, ANNA, NOAH)
        await w.deliver()
        w.bot.office.heard()
        w.clock.run_at(1)
        w.telegram.faults.outage(faults.refused())
        written = len(w.telegram.log)
        for _minute in range(30):
            w.seconds[0] += 60
            await w.deliver()
        during = len(w.telegram.log) - written
        w.telegram.faults.lift()
        w.seconds[0] += 60
        back = await w.letters(ANNA, NOAH, OLGA)
        again = await w.letters(ANNA, NOAH, OLGA)
    assert (during, again) == (0, [])
    assert sorted(seen.text.splitlines()[0] for seen in back) == [
        "I could not write to you since 08:45 Berlin, and am sorry for it.",
        "Ich konnte Ihnen nicht schreiben, seit 08:45 Berlin. Das tut mir leid.",
        LATE,
    ]


async def test_whoever_blocks_the_bot_costs_one_call(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await following(w, ANNA, NOAH)
        w.telegram.faults.add(faults.blocked(), "sendMessage", ANNA)
        w.at("2021-09-23 08:50")
        got = await w.letters(ANNA, NOAH)
        states = await w.store.letters.counts()
        person = await w.store.person(ANNA)
    assert person
    assert (len(got), states, person.reachable) == (1, {LetterState.SENT: 1, LetterState.FAILED: 1}, False)


async def test_after_a_night_without_the_bot_each_gets_one_digest_and_nothing_late(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await following(w, ANNA, NOAH)
        for person in (ANNA, NOAH):
            await w.store.change(person, feedback=False)
        await w.deliver()
    async with world(sqlite_url, at="2021-09-23 09:30") as w:
        for person in (ANNA, NOAH):
            w.telegram.say(person, "/start")
        await w.work()
        w.bot.office.heard()
        back = await w.letters(ANNA, NOAH)
        again = await w.letters(ANNA, NOAH)
        states = await w.store.letters.counts()
    assert sorted(seen.text.splitlines()[0] for seen in back) == [
        "I could not write to you since 08:50 Berlin, and am sorry for it.",
        "Ich konnte Ihnen nicht schreiben, seit 08:50 Berlin. Das tut mir leid.",
    ]
    assert (again, states) == ([], {LetterState.EXPIRED: 2, LetterState.SENT: 2})


async def test_told_to_end_it_claims_nothing_more_though_a_turn_is_under_way(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await following(w, ANNA, NOAH)
        w.at("2021-09-23 08:50")
        stop = asyncio.Event()
        stop.set()
        await asyncio.wait_for(w.bot.office.run(stop), 60)
        turn = await w.bot.office.turn()
        states = await w.store.letters.counts()
    assert (turn, LetterState.SENT in states, LetterState.SENDING in states) == (3.0, False, False)


async def test_with_nothing_to_do_nobody_turns_in_circles(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await following(w, ANNA, NOAH)
        await w.deliver()
        waits = [await w.bot.office.turn()]
        w.at("2021-09-23 06:00")
        await w.deliver()
        waits.append(await w.bot.office.turn())
        w.at("2021-09-23 08:50")
        w.bot.pace.hold(3600)
        waits += [await w.bot.office.turn() for _ in range(2)]
    assert waits == [5.0] * 4


async def test_that_another_copy_runs_is_told_during_the_pause_it_causes(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organised(w)
        w.bot.pace.hold(35)
        w.bot.incidents.tell("copy")
        begun = w.seconds[0]
        told = await w.letters(OLGA)
    assert [seen.text.split(":")[0] for seen in told] == ["👥 Somewhere else a program answers in this bot’s name"]
    assert w.seconds[0] - begun < 5
