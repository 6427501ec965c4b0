from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import Bot

from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire

TOKEN = "4242:" + "x" * 35
NOW = datetime(2021, 9, 23, 6, 45, tzinfo=UTC)


class Time:
    """The conference's instant and the machine's seconds, moved by hand."""

    def __init__(self) -> None:
        self.instant = NOW
        self.count = 1000.0

    def now(self) -> datetime:
        return self.instant

    def seconds(self) -> float:
        return self.count


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def telegram(time: Time) -> Telegram:
    """A Telegram with Anna (1), who has written, Ben (2), who has not, and the group -5."""
    telegram = Telegram(TOKEN, now=time.now, seconds=time.seconds)
    telegram.add_person(1, "Anna", "de")
    telegram.add_person(2, "Ben", "en")
    telegram.add_group(-5, "Colleagues", [1, 2])
    telegram.say(1, "/start")
    return telegram


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, request=Wire(telegram), get_updates_request=Wire(telegram))
    await bot.initialize()
    await bot.get_updates(offset=-1, timeout=0)
    await bot.get_updates(offset=2_000_000_000, timeout=0)
    yield bot
    await bot.shutdown()
