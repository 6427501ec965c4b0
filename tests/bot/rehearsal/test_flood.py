"""The flood model: what Telegram takes at once, and what it tells who sends faster."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import RetryAfter

from bot.rehearsal.flood import Flood
from bot.rehearsal.telegram import Telegram

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


def waits(flood: Flood, calls: list[tuple[int, float]]) -> list[int]:
    return [flood.wait(chat_id, at) for chat_id, at in calls]


def test_a_chat_takes_three_at_once_and_then_one_a_second() -> None:
    calls = [(1, 0.0)] * 4 + [(1, 1.0)] * 2 + [(1, 2.0), (1, 12.0), (1, 12.0), (1, 12.0), (1, 12.0)]
    assert waits(Flood(on=True), calls) == [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1]


def test_all_chats_together_take_thirty_in_any_second() -> None:
    calls = [(chat, chat / 60) for chat in range(60)]
    assert waits(Flood(on=True), [*calls[:31], (70, 0.99), (70, 1.0)]) == [0] * 30 + [1, 1, 0]


def test_a_group_takes_twenty_a_minute() -> None:
    calls = [(-1, float(second)) for second in range(22)]
    assert waits(Flood(on=True), [*calls, (-1, 60.0)]) == [0] * 20 + [40, 39, 0]


def test_switched_off_it_takes_everything() -> None:
    assert waits(Flood(), [(1, 0.0)] * 100) == [0] * 100


@given(st.lists(st.tuples(st.integers(-3, 3).filter(bool), st.floats(0, 0.4)), max_size=150))
def test_what_is_taken_never_exceeds_the_limits(steps: list[tuple[int, float]]) -> None:
    flood, at, taken = Flood(on=True), 0.0, []
    for chat_id, pause in steps:
        at += pause
        if not flood.wait(chat_id, at):
            taken.append((chat_id, at))
    times = [at for _, at in taken]
    assert all(later - earlier >= 1 - 1e-6 for earlier, later in zip(times, times[30:], strict=False))
    for chat_id in {chat_id for chat_id, _ in taken}:
        own = [at for chat, at in taken if chat == chat_id]
        assert all(later - earlier >= 1 - 1e-5 for earlier, later in zip(own, own[3:], strict=False))
        assert all(earlier <= later for earlier, later in pairwise(own))


async def test_who_sends_too_fast_is_told_429_and_edits_count_but_answers_do_not(
    bot: Bot, telegram: Telegram, time: Any
) -> None:
    telegram.flood.on = True
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="x")]])
    sent = await bot.send_message(1, "a", reply_markup=buttons)
    await sent.edit_text("b")
    await sent.edit_text("c")
    for _ in range(5):
        await bot.answer_callback_query(telegram.tap(1, sent.message_id, "x"))
    with pytest.raises(RetryAfter) as refusal:
        await sent.edit_text("d")
    assert refusal.value.retry_after == 1
    time.count += 1
    await sent.edit_text("d")
    assert [item.text for item in telegram.log] == ["a", "b", "c", "d"]
