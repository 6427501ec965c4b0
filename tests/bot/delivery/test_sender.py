from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.writing import WRITERS
from bot.rehearsal import faults
from bot.store import Lane, LetterKind
from tests.bot.delivery.house import HOUR, NOW, House, house, letter, plain

if TYPE_CHECKING:
    from bot.rehearsal.faults import Fault
    from bot.store import Letter

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


async def test_a_letter_is_sent_once_and_settled_with_its_message(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(database_url, monkeypatch) as h:
        await h.plan(letter(1))
        await h.deliver()
        await h.plan(letter(1))
        await h.deliver()
        found = await h.store.letters.find("x:1")
        (entry,) = h.telegram.log
        assert found
        assert (found.state, found.message_id, found.attempts, entry.text) == ("sent", entry.message_id, 1, "x:1")


async def test_200_letters_keep_to_the_flood_limit_at_full_speed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, range(1, 201)) as h:
        h.telegram.flood.on = True
        await h.plan(*(letter(number, lane=Lane.ANNOUNCEMENT) for number in range(1, 201)))
        await h.deliver()
        took = h.telegram.log[-1].at - h.telegram.log[0].at
        assert (await h.states(), h.pace.figures().refusals) == ({"sent": 200}, 0)
        assert (set(h.accepted.values()), h.busiest() <= 28) == ({1}, True)
        assert 199 / took >= 0.95 * 25


async def test_with_200_refusals_nothing_goes_inside_a_pause_and_all_arrive(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(sqlite_url, monkeypatch, range(1, 51)) as h:
        calls: list[tuple[float, bool]] = []
        answer = h.telegram.call

        async def call(*asked: Any) -> Any:
            refused = h.telegram.faults.left > 0
            reply = await answer(*asked)
            calls.append((h.at[0], refused))
            return reply

        monkeypatch.setattr(h.telegram, "call", call)
        h.telegram.faults.add(faults.flood(3), "sendMessage", times=200)
        await h.plan(*(letter(number, useful_until=NOW + 9 * HOUR) for number in range(1, 51)))
        await h.deliver()
        pauses = [(at, at + 3.5) for at, refused in calls if refused]
        inside = [at for at, _ in calls for start, end in pauses if start < at < end]
        assert (await h.states(), inside, len(pauses)) == ({"sent": 50}, [], 200)
        assert [name for name, _ in h.noticed] == ["flood"]
        assert len([record for record in caplog.records if record.name == "bot.delivery.pace"]) == 1


async def test_who_blocks_the_bot_midway_gets_exactly_one_call(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, range(1, 61)) as h:
        calls: list[int] = []
        answer = h.telegram.call

        async def call(method: str, parameters: dict[str, Any], *more: Any) -> Any:
            calls.append(int(parameters.get("chat_id", 0)))
            return await answer(method, parameters, *more)

        monkeypatch.setattr(h.telegram, "call", call)
        gone = range(1, 61, 4)
        for number in gone:
            h.telegram.block(number)
        await h.plan(
            *(letter(n, key=f"{part}:{n}", lane=lane) for part, lane in (("a", 3), ("b", 2)) for n in range(1, 61))
        )
        await h.deliver()
        people = [await h.store.person(number) for number in gone]
        assert [calls.count(number) for number in gone] == [1] * 15
        assert await h.states() == {"sent": 90, "failed": 15, "cancelled": 15}
        assert [person and person.reachable for person in people] == [False] * 15


UNKNOWN = [
    faults.timeout(accepted=True),
    faults.timeout(),
    faults.cut(accepted=True),
    faults.server_error(),
    faults.bad_gateway(accepted=True),
    faults.broken_json(),
]


@pytest.mark.parametrize("fault", UNKNOWN)
async def test_in_doubt_a_reminder_goes_once_more_and_an_announcement_does_not(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2)) as h:
        await _announce(h)
        for chat in (1, 2):
            h.telegram.faults.add(fault, "sendMessage", chat)
        await h.plan(letter(1), letter(2, kind=LetterKind.ANNOUNCEMENT, about="1"))
        await h.deliver()
        arrived = int(fault.accepted)
        assert (await h.state("x:1"), await h.state("x:2")) == ("sent", "doubt")
        assert (h.accepted["x:1"], h.accepted["x:2"]) == (arrived + 1, arrived)
        assert await h.store.letters.twice() == 1


async def _announce(h: House) -> None:
    from tests.bot.store.test_store_letters import announce  # noqa: PLC0415 - the row that the mark asks for

    await announce(h.store, "running")


@pytest.mark.parametrize("fault", [faults.refused(), faults.connect_timeout()])
async def test_what_surely_was_not_sent_is_sent_again_and_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        h.telegram.faults.add(fault, "sendMessage", times=3)
        await h.plan(letter(1))
        await h.deliver()
        found = await h.store.letters.find("x:1")
        assert found
        assert (found.state, found.attempts, found.doubts, h.accepted) == ("sent", 4, 0, {"x:1": 1})


async def test_an_outage_leaves_few_in_doubt(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(sqlite_url, monkeypatch, range(1, 101)) as h:
        h.telegram.faults.add(faults.bad_gateway(), times=40)
        await h.plan(*(letter(number) for number in range(1, 101)))
        await h.deliver()
        assert (await h.states(), await h.store.letters.twice() <= 6) == ({"sent": 100}, True)


async def test_a_refused_token_pauses_everything_loudly_and_is_tried_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2)) as h:
        h.telegram.faults.add(faults.unauthorized(), times=3)
        await h.plan(letter(1), letter(2))
        begun = h.at[0]
        await h.deliver()
        assert (await h.states(), h.noticed) == ({"sent": 2}, [("token", {})])
        assert h.at[0] - begun >= 60


async def test_beside_another_copy_it_stands_by(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        h.telegram.faults.add(faults.conflict(), "sendMessage")
        await h.plan(letter(1))
        begun = h.at[0]
        await h.deliver()
        assert (await h.states(), h.noticed, h.at[0] - begun >= 30) == ({"sent": 1}, [("copy", {})], True)


@pytest.mark.parametrize(
    ("words", "code", "reachable"),
    [
        ("Forbidden: user is deactivated", 403, False),
        ("Bad Request: chat not found", 400, False),
        ("Forbidden: something new", 403, True),
        ("Bad Request: something new", 400, True),
    ],
)
async def test_a_letter_that_is_never_possible_fails_and_an_unknown_text_condemns_nobody(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, words: str, code: int, *, reachable: bool
) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        h.telegram.faults.add(faults.refusal(words, code), "sendMessage")
        await h.plan(letter(1), letter(1, key="y", lane=Lane.ANNOUNCEMENT))
        await h.deliver()
        person = await h.store.person(1)
        assert person
        assert person.reachable == reachable
        assert (await h.state("x:1"), await h.state("y")) == ("failed", "sent" if reachable else "cancelled")


async def test_a_group_that_became_a_supergroup_is_written_to_there(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2)) as h:
        h.telegram.faults.add(faults.migrated(2), "sendMessage", 1)
        await h.plan(letter(1))
        await h.deliver()
        assert (await h.states(), [entry.chat_id for entry in h.telegram.log]) == ({"sent": 1}, [2])


async def test_what_comes_back_while_the_store_is_looked_into_is_not_left_waiting(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2)) as h:
        look = h.store.letters.ready

        async def ready(*asked: Any) -> list[Letter]:
            found = await look(*asked)
            if h.sender._flying:  # noqa: SLF001 - nobody else has to know
                await asyncio.wait(set(h.sender._flying))  # noqa: SLF001
            return found

        monkeypatch.setattr(h.store.letters, "ready", ready)
        h.telegram.faults.add(faults.migrated(2), "sendMessage", 1)
        await h.plan(letter(1))
        await h.deliver()
        assert await h.states() == {"sent": 1}


async def test_edits_and_deletions_that_are_done_already_count_as_done(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        await h.plan(letter(1))
        await h.deliver()
        (entry,) = h.telegram.log
        number = entry.message_id
        facts = ({"edits": number, "text": "x:1"}, {"edits": number, "text": "new"}, {"deletes": number})
        for part, what in enumerate((*facts, {"deletes": number})):
            await h.plan(letter(1, key=f"k:{part}", facts=what))
            await h.deliver()
        found = [await h.store.letters.find(f"k:{part}") for part in range(4)]
        assert [each and (each.state.value, each.message_id) for each in found] == [("sent", number)] * 4
        assert number not in h.telegram.chat(1).messages


async def test_what_telegram_cannot_parse_goes_once_more_plainly(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        await h.plan(letter(1, facts={"text": "<b>a</i> &lt; b"}))
        await h.deliver()
        assert (await h.states(), h.accepted) == ({"sent": 1}, {"a < b": 1})


async def test_what_has_nothing_left_to_say_is_superseded_and_what_cannot_be_written_fails(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2, 3)) as h:
        await h.plan(letter(1, facts={"nothing": True}), letter(2, facts={"broken": True}), letter(3))
        await h.deliver()
        assert [await h.state(f"x:{n}") for n in (1, 2, 3)] == ["superseded", "failed", "sent"]


async def test_what_is_no_longer_of_use_is_handed_back_unsent(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2)) as h:
        await h.plan(letter(1, useful_until=NOW - timedelta(seconds=1), due=NOW - HOUR), letter(2))
        expired = await h.deliver()
        assert ([each.key for each in expired], await h.states()) == (["x:1"], {"expired": 1, "sent": 1})


async def test_an_urgent_letter_overtakes_those_that_wait(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(sqlite_url, monkeypatch, range(1, 41)) as h:
        await h.plan(*(letter(number, lane=Lane.ANNOUNCEMENT) for number in range(1, 40)))
        sending = asyncio.create_task(h.deliver())
        await h.seen(5)
        await h.plan(letter(40, lane=Lane.URGENT))
        h.sender.stir()
        await sending
        texts = [entry.text for entry in h.telegram.log]
        assert texts.index("x:40") < 20


async def test_a_paused_chat_keeps_nobody_else_waiting(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(sqlite_url, monkeypatch, range(1, 11)) as h:
        many = [letter(1, key=f"a:{part}") for part in range(6)]
        await h.plan(*many, *(letter(number, useful_until=NOW + 2 * HOUR) for number in range(2, 11)))
        await h.deliver()
        chats = [entry.chat_id for entry in h.telegram.log]
        assert (len(chats), chats.count(1), sorted(set(chats[:12]))) == (15, 6, list(range(1, 11)))


async def test_what_changes_between_the_text_and_the_mark_is_not_sent_as_it_was(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        written: list[str] = []

        async def write(desk: Any, letter: Any, person: Any, now: Any) -> Any:
            written.append(letter.key)
            if len(written) == 1:
                await desk.store.set_note("edition", "1")
            return await plain(desk, letter, person, now)

        monkeypatch.setitem(WRITERS, LetterKind.EVE, write)
        await h.plan(letter(1))
        await h.deliver()
        assert (written, h.accepted, await h.states()) == (["x:1"] * 2, {"x:1": 1}, {"sent": 1})


async def test_while_a_step_of_the_programme_is_being_committed_nothing_goes_as_it_was_before(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        h.desk.replacing = True
        await h.plan(letter(1))
        await h.deliver(10)
        before = (h.accepted, await h.states())
        h.desk.replacing = False
        await h.deliver()
        assert (before, h.accepted, await h.states()) == (({}, {"ready": 1}), {"x:1": 1}, {"sent": 1})


async def test_silence_said_between_the_text_and_the_mark_is_kept(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch) as h:

        async def write(desk: Any, letter: Any, person: Any, now: Any) -> Any:
            await desk.store.change(1, silenced=True)
            return await plain(desk, letter, person, now)

        monkeypatch.setitem(WRITERS, LetterKind.EVE, write)
        await h.plan(letter(1))
        await h.deliver()
        assert (h.accepted, await h.states()) == ({}, {"cancelled": 1})


async def test_closing_leaves_nothing_in_doubt_and_the_rest_to_the_next(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, range(1, 61)) as h:
        await h.plan(*(letter(number) for number in range(1, 61)))
        await h.sleep((await h.sender.turn()).wait or 0)
        sending = asyncio.create_task(h.sender.turn())
        await h.seen(10)
        await h.sender.close()
        await sending
        states = await h.states()
        assert set(states) == {"sent", "ready"}
        assert states["sent"] == len(h.telegram.log)
        assert not h.lease.held


async def test_a_result_that_cannot_be_stored_is_stored_later_and_nothing_is_sent_meanwhile(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2)) as h:
        settle, failures = h.store.letters.sent, [3]

        async def sent(*values: Any, **more: Any) -> None:
            if failures[0]:
                failures[0] -= 1
                raise OSError("disk full")
            await settle(*values, **more)

        monkeypatch.setattr(h.store.letters, "sent", sent)
        await h.plan(letter(1), letter(2, useful_until=NOW + 2 * HOUR))
        await h.deliver()
        assert (await h.states(), h.accepted) == ({"sent": 2}, {"x:1": 1, "x:2": 1})


async def test_pauses_are_kept_over_a_restart(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        h.telegram.faults.add(faults.flood(600), "sendMessage")
        await h.plan(letter(1))
        await h.deliver(10)
    async with house(sqlite_url, monkeypatch) as h:
        await h.sender.turn()
        figures = h.pace.figures()
        assert (round(figures.bulk_pause) > 580, figures.rate, h.accepted) == (True, 12.5, {})


async def test_of_two_processes_one_sends_and_the_other_takes_over_within_fifteen_seconds(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        house(postgresql_url, monkeypatch, range(1, 9)) as first,
        house(postgresql_url, monkeypatch, ()) as second,
    ):
        await first.plan(*(letter(number) for number in range(1, 9)))
        await first.deliver(30)
        turn = await second.sender.turn()
        assert (turn.wait, second.accepted, first.lease.held) == (3.0, {}, True)
        second.at[0] += 15
        for number in range(1, 9):
            second.telegram.add_person(number, "P", "en")
            second.telegram.say(number, "/start")
        await second.plan(*(letter(number, key=f"y:{number}") for number in range(1, 9)))
        await second.deliver(30)
        first.at[0] += 4
        await first.plan(letter(1, key="z"))
        late = await first.sender.turn()
        assert (min(second.accepted), len(second.accepted), late.wait) == ("y:1", 8, 3.0)
        assert len(first.accepted) == 8


async def test_what_a_dead_process_left_is_named_and_goes_once_more(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch, (1, 2)) as h:
        await h.plan(letter(1), letter(2, kind=LetterKind.ANNOUNCEMENT, about="1"))
        await _announce(h)
        await h.store.letters.promote(NOW)
        fence = await h.store.letters.take_lease("they", NOW, NOW + HOUR)
        for key in ("x:1", "x:2"):
            assert await h.store.letters.mark(key, NOW, NOW, fence or 0, 0)
        await h.deliver()
        assert (await h.state("x:1"), await h.state("x:2"), h.accepted) == ("sent", "doubt", {"x:1": 1})
        assert h.noticed == [("doubt", {"letters": {"eve": 1, "announcement": 1}})]


async def test_a_message_that_telegram_schedules_counts_as_sent(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(sqlite_url, monkeypatch) as h:
        h.telegram.faults.add(faults.scheduled(), "sendMessage")
        await h.plan(letter(1))
        await h.deliver()
        found = await h.store.letters.find("x:1")
        assert found
        assert (found.state, found.message_id) == ("sent", 0)
