from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.delivery.pace import Pace, Paused
from bot.delivery.pauses import PaceState
from bot.store import Lane
from tests.bot.delivery.virtual import Time

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


class Telegram:
    """What Telegram sees: when a chat was called, and what it answers to the next calls."""

    def __init__(self, time: Time, **more: Any) -> None:
        self.time = time
        self.noticed: list[tuple[str, dict[str, Any]]] = []
        self.pace = Pace(time.seconds, time.sleep, noticed=lambda name, **figures: self._notice(name, figures), **more)
        self.calls: list[tuple[float, object]] = []
        self.refusals: list[int] = []
        self.pauses: list[tuple[float, float]] = []

    def _notice(self, name: str, figures: dict[str, Any]) -> None:
        self.noticed.append((name, figures))

    async def call(self, chat: int | None, slot: Any = None, method: str = "sendMessage") -> None:
        data = {} if chat is None else {"chat_id": chat}
        await self.pace.process_request(self._take, (chat,), {}, method, data, slot)

    async def _take(self, chat: object) -> None:
        self.calls.append((self.time.at, chat))
        await asyncio.sleep(0)
        if self.refusals:
            seconds = self.refusals.pop(0)
            self.pauses.append((self.time.at, self.time.at + seconds))
            raise RetryAfter(timedelta(seconds=seconds))

    async def letter(self, chat: int, lane: Lane = Lane.REMINDER) -> None:
        """Send one as the sender does: the slot, the mark, the call."""
        while True:
            slot = await self.pace.slot(lane, chat)
            await asyncio.sleep(0)
            try:
                return await self.call(chat, slot)
            except (RetryAfter, Paused):
                self.pace.give_back(slot)

    async def letters(self, chats: Any, lane: Lane = Lane.REMINDER) -> None:
        for chat in chats:
            await self.letter(chat, lane)

    @property
    def times(self) -> list[float]:
        return [round(at - 1000, 3) for at, _ in self.calls]

    def busiest(self, length: float = 1.0) -> int:
        """How many calls there were in the second with the most of them."""
        times = [at for at, _ in self.calls]
        return max(sum(1 for other in times[n:] if other < at + length - 1e-6) for n, at in enumerate(times))


def run(act: Callable[[Telegram], Awaitable[Any]], **more: Any) -> Telegram:
    """Let time pass for an act, and return what Telegram saw."""

    async def play() -> Telegram:
        telegram = Telegram(Time(), **more)
        await telegram.time.run(act(telegram))
        return telegram

    return asyncio.run(play())


def test_bulk_is_evenly_spaced_at_25_a_second() -> None:
    seen = run(lambda telegram: telegram.letters(range(1, 101)))
    gaps = {round(b - a, 3) for a, b in zip(seen.times, seen.times[1:], strict=False)}
    assert (gaps, seen.busiest()) == ({0.04}, 25)


def test_replies_are_not_slowed_and_bulk_makes_room_for_them() -> None:
    async def act(telegram: Telegram) -> None:
        for number in range(20):
            await telegram.call(1000 + number)
        await telegram.letters(range(1, 21))

    seen = run(act)
    assert (seen.times[:20], seen.times[20:23], seen.busiest()) == ([0.0] * 20, [0.0, 0.125, 0.25], 27)


def test_however_many_replies_there_are_one_bulk_call_a_second_goes_at_least() -> None:
    async def answer(telegram: Telegram) -> None:
        for number in range(500):
            await telegram.call(1000 + number)
            await telegram.time.sleep(0.01)

    async def later(telegram: Telegram) -> None:
        await telegram.time.sleep(1.5)
        await telegram.letters([1, 2, 3])

    seen = run(lambda telegram: asyncio.gather(answer(telegram), later(telegram)))
    bulk = [round(at - 1000, 2) for at, chat in seen.calls if chat in (1, 2, 3)]
    assert (len(bulk), bulk[0], all(b - a <= 1 for a, b in pairwise(bulk))) == (3, 1.5, True)


def test_while_bulk_goes_both_keep_to_what_telegram_takes_and_who_came_first_is_answered_first() -> None:
    async def act(telegram: Telegram) -> None:
        bulk = asyncio.create_task(telegram.letters(range(1, 31)))
        await telegram.time.sleep(1)
        await asyncio.gather(*(telegram.call(1000 + number) for number in range(100)))
        await bulk

    seen = run(act)
    replies = [(at - 1000, chat) for at, chat in seen.calls if isinstance(chat, int) and chat >= 1000]
    assert [chat for _, chat in replies] == [1000 + number for number in range(100)]
    assert (seen.busiest() <= 28, replies[-1][0] < 6) == (True, True)


def test_four_hundred_replies_within_ten_seconds_all_go_within_six_while_bulk_does() -> None:
    waits: list[float] = []

    async def ask(telegram: Telegram, number: int) -> None:
        await telegram.time.sleep(5 + number / 40)
        asked = telegram.time.seconds()
        await telegram.call(1000 + number)
        waits.append(telegram.time.seconds() - asked)

    async def act(telegram: Telegram) -> None:
        bulk = asyncio.create_task(telegram.letters(range(1, 201)))
        await asyncio.gather(*(ask(telegram, number) for number in range(400)))
        await bulk

    seen = run(act)
    assert (len(waits), max(waits) < 6, seen.busiest() <= 28) == (400, True, True)


def test_a_pause_holds_replies_that_wait_in_line_for_as_long_as_telegram_asks() -> None:
    async def act(telegram: Telegram) -> None:
        await telegram.letter(1)
        waiting = [asyncio.create_task(telegram.call(1000 + number)) for number in range(60)]
        await telegram.time.sleep(0.5)
        telegram.refusals = [2, 2]
        await asyncio.gather(*waiting)

    seen = run(act)
    inside = [at for at, _ in seen.calls if seen.pauses[1][0] < at < seen.pauses[1][1]]
    assert (inside, len({chat for _, chat in seen.calls})) == ([], 61)


def test_a_chat_takes_three_at_once_and_then_one_a_second() -> None:
    seen = run(lambda telegram: telegram.letters([1] * 5))
    assert seen.times == [0.0, 0.04, 0.08, 1.0, 2.0]


def test_a_group_takes_eighteen_a_minute() -> None:
    seen = run(lambda telegram: telegram.letters([-1] * 20))
    assert (seen.times[17], seen.times[18] >= 60, seen.busiest(60)) == (15.0, True, 18)


def test_a_slow_rate_is_kept_and_leaves_room() -> None:
    seen = run(lambda telegram: telegram.letters(range(1, 40)), rate=10)
    assert (seen.busiest(), seen.times[-1]) == (9, round(38 / 9, 3))


@pytest.mark.parametrize("method", ["answerCallbackQuery", "getChat", "setMyCommands", "sendChatAction", "getFile"])
def test_what_sends_nothing_is_never_paced(method: str) -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [30, 30]
        for chat in (1, 2):
            with pytest.raises(RetryAfter):
                await telegram.call(chat)
        for _ in range(50):
            await telegram.call(1, method=method)

    seen = run(act)
    assert (len(seen.calls), seen.times[-1], seen.pace.figures().refusals) == (52, 0.0, 2)


def test_a_method_that_was_refused_pauses_alone() -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [2]
        await asyncio.gather(telegram.call(None, method="setMyCommands"), telegram.letters([1, 2]), telegram.call(3))

    seen = run(act)
    assert (seen.times, seen.pace.figures().refusals) == ([0.0, 0.0, 0.0, 0.04, 2.5], 0)


def test_a_refusal_pauses_its_chat_and_bulk_and_halves_the_rate() -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [2]
        await asyncio.gather(telegram.letters([1, 2, 3]), later(telegram))

    async def later(telegram: Telegram) -> None:
        await telegram.time.sleep(0.1)
        await telegram.call(9)
        await telegram.call(1)

    seen = run(act)
    figures = seen.pace.figures()
    assert [chat for _, chat in seen.calls] == [1, 9, 1, 1, 2, 3]
    assert seen.times[:3] == [0.0, 0.1, 2.5]
    assert (figures.rate, figures.full, figures.refusals, seen.noticed) == (12.5, 25.0, 1, [])


def test_refusals_from_two_chats_pause_everything_and_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [2] * 6
        await asyncio.gather(*(telegram.call(chat) for chat in range(1, 7)))
        await telegram.call(7)

    seen = run(act)
    told = [record for record in caplog.records if record.name == "bot.delivery.pace"]
    assert (seen.times[6:], len(told)) == ([2.5] * 7, 1)
    assert seen.noticed == [("flood", {"times": 2, "seconds": 2.0})]


def test_the_rate_climbs_back_by_one_a_minute() -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [1, 1, 1]
        await telegram.letters([1, 2, 3])
        rates.append(telegram.pace.bulk_rate())
        await telegram.time.sleep(180)
        rates.append(telegram.pace.bulk_rate())
        await telegram.time.sleep(3600)
        rates.append(telegram.pace.bulk_rate())

    rates: list[float] = []
    run(act)
    assert rates == [10.0, 13.0, 25.0]


def test_a_pause_longer_than_a_reply_can_wait_is_said_at_once() -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [60]
        for _ in range(2):
            with pytest.raises(RetryAfter):
                await telegram.call(1)

    seen = run(act)
    assert (len(seen.calls), seen.noticed) == (1, [("flood", {"times": 1, "seconds": 60.0})])


def test_a_chat_that_was_refused_gets_replies_more_slowly_for_a_minute() -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [1]
        for _ in range(6):
            await telegram.call(1)
        await telegram.time.sleep(90)
        for _ in range(6):
            await telegram.call(1)

    seen = run(act)
    assert [round(at - seen.times[0], 1) for at in seen.times[:7]] == [0.0, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5]
    assert len({round(at, 1) for at in seen.times[7:]}) == 1


def test_pauses_and_caution_survive_a_restart() -> None:
    async def act(telegram: Telegram) -> None:
        telegram.refusals = [30]
        with pytest.raises(RetryAfter):
            await telegram.call(1)
        state = PaceState.read(telegram.pace.state(NOW).written())
        next_one = Pace(telegram.time.seconds, telegram.time.sleep)
        next_one.restore(state, NOW + timedelta(seconds=10))
        waits.extend([next_one.wait(), next_one.chat_wait(1), next_one.chat_wait(2), next_one.figures().rate])

    waits: list[float] = []
    run(act)
    assert waits == [20.5, 20.5, 0.0, 12.5]


def test_after_another_copy_was_seen_bulk_holds_and_replies_do_not() -> None:
    async def act(telegram: Telegram) -> None:
        telegram.pace.hold(30)
        await telegram.call(1)
        await telegram.letters([2])

    assert run(act).times == [0.0, 30.0]


def test_a_slot_that_was_not_used_takes_nothing() -> None:
    async def act(telegram: Telegram) -> None:
        for chat in range(1, 50):
            telegram.pace.give_back(await telegram.pace.slot(Lane.REMINDER, chat))
        await telegram.letters([50, 51])

    assert run(act).times == [0.0, 0.04]


def test_a_slot_granted_before_a_pause_makes_no_call_in_it() -> None:
    async def act(telegram: Telegram) -> None:
        slot = await telegram.pace.slot(Lane.REMINDER, 2)
        telegram.refusals = [5]
        with pytest.raises(RetryAfter):
            await telegram.call(1, telegram.pace.grant(Lane.URGENT, 1))
        with pytest.raises(Paused):
            await telegram.call(2, slot)
        await telegram.letters([3])

    assert run(act).times == [0.0, 5.5]


async def _arrive(telegram: Telegram, waits: list[tuple[float, int, bool]], refusals: list[int]) -> None:
    telegram.refusals = refusals
    waiting = []
    for wait, chat, reply in waits:
        await telegram.time.sleep(wait)
        waiting.append(asyncio.create_task(_patiently(telegram, chat) if reply else telegram.letter(chat)))
    await asyncio.gather(*waiting)


async def _patiently(telegram: Telegram, chat: int) -> None:
    try:
        await telegram.call(chat)
    except RetryAfter:
        await telegram.time.sleep(20)


ARRIVALS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.0, 0.01, 0.3, 2.0]), st.sampled_from([1, 2, 3, 4, 5, -6]), st.booleans()),
    max_size=60,
)


@settings(max_examples=40)
@given(ARRIVALS, st.sampled_from([1.0, 5.0, 28.0]))
def test_whatever_arrives_bulk_never_makes_it_more_than_the_rate_in_any_second(
    arrivals: list[tuple[float, int, bool]], rate: float
) -> None:
    bulk = [(wait, chat + 10 if chat > 0 else chat, False) for wait, chat, _ in arrivals]
    seen = run(lambda telegram: _arrive(telegram, bulk, []), rate=rate)
    assert not seen.calls or seen.busiest() <= rate


@settings(max_examples=40)
@given(ARRIVALS, st.lists(st.integers(1, 9), max_size=12))
def test_whatever_is_refused_nothing_goes_inside_a_pause(
    arrivals: list[tuple[float, int, bool]], refusals: list[int]
) -> None:
    seen = run(lambda telegram: _arrive(telegram, [(wait, chat, False) for wait, chat, _ in arrivals], refusals))
    inside = [at for at, _ in seen.calls for start, end in seen.pauses if start < at < end]
    assert inside == []


@settings(max_examples=40)
@given(ARRIVALS, st.lists(st.integers(1, 9), max_size=6))
def test_whatever_mix_arrives_all_letters_go_and_none_to_a_chat_in_its_pause(
    arrivals: list[tuple[float, int, bool]], refusals: list[int]
) -> None:
    seen = run(lambda telegram: _arrive(telegram, arrivals, refusals))
    letters = sum(not reply for *_, reply in arrivals)
    assert len(seen.calls) >= letters
    assert seen.pace.figures().rate >= 1
