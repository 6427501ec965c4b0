"""The table of failures, row by row, through the transport that ships and over real HTTP; then in process."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from telegram.error import NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.clock import seconds
from bot.delivery.pace import Pace, Paused
from bot.delivery.transport import ConnectTimedOut, NotSent, Transport
from bot.delivery.verdicts import Judgement, Verdict, judge
from bot.rehearsal import faults
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire
from tests.bot.delivery.house import NOW, TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram.request import BaseRequest

    from bot.rehearsal.faults import Fault

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


def forbidden(words: str) -> Fault:
    return faults.refusal(f"Forbidden: {words}", 403)


def bad(words: str) -> Fault:
    return faults.refusal(f"Bad Request: {words}")


GONE = [
    faults.blocked(),
    forbidden("user is deactivated"),
    forbidden("bot can't initiate conversation with a user"),
    forbidden("bot was kicked from the supergroup chat"),
    forbidden("bot is not a member of the channel chat"),
    forbidden("the group chat was deleted"),
    bad("chat not found"),
    bad("not enough rights to send text messages to the chat"),
    bad("TOPIC_CLOSED"),
]
NEVER = [
    forbidden("something new"),
    bad("something new"),
    bad("message is too long"),
    bad("message to edit not found"),
    bad("message can't be edited"),
    bad("message can't be deleted for everyone"),
    bad("BUTTON_DATA_INVALID"),
]
DOUBT = [
    faults.timeout(),
    faults.timeout(accepted=True),
    faults.cut(),
    faults.cut(accepted=True),
    faults.server_error(),
    faults.server_error(504, accepted=True),
    faults.bad_gateway(),
    faults.bad_gateway(accepted=True),
    faults.broken_json(),
    faults.broken_json(accepted=False),
]
TABLE = [
    *((fault, Verdict.GONE) for fault in GONE),
    *((fault, Verdict.NEVER) for fault in NEVER),
    *((fault, Verdict.DOUBT) for fault in DOUBT),
    (faults.flood(7), Verdict.RATE),
    (faults.migrated(-1009), Verdict.MIGRATED),
    (bad("message is not modified: specified new message content and reply markup are the same"), Verdict.DONE),
    (bad("message to delete not found"), Verdict.DONE),
    (faults.unauthorized(), Verdict.REFUSED),
    (faults.not_found(), Verdict.REFUSED),
    (faults.conflict(), Verdict.STAND_BY),
]
IN_PROCESS = [(faults.refused(), Verdict.NOT_SENT), (faults.connect_timeout(), Verdict.NOT_SENT)]


@asynccontextmanager
async def bot(request: BaseRequest, address: str = "http://127.0.0.1:9") -> AsyncIterator[ExtBot[None]]:
    pace = Pace(seconds)
    made = ExtBot[None](TOKEN, f"{address}/bot", request=request, get_updates_request=Transport(1), rate_limiter=pace)
    try:
        await request.initialize()
        yield made
    finally:
        await request.shutdown()


def telegram() -> Telegram:
    made = Telegram(TOKEN, now=lambda: NOW, seconds=seconds)
    made.add_person(1, "Anna", "de")
    made.say(1, "/start")
    return made


async def verdict(made: ExtBot[None]) -> Judgement | None:
    """Make a letter's call, and judge its failure; None if it succeeded."""
    pace: Any = made.rate_limiter
    slot = pace.grant(2, 1)
    try:
        await made.send_message(1, "a", rate_limit_args=slot)
    except TelegramError as error:
        return judge(error)
    return None


async def test_over_http_every_failure_means_what_the_table_says() -> None:
    met, wanted = [], []
    stand_in = telegram()
    async with serve(stand_in) as address:
        for fault, meaning in TABLE:
            async with bot(Transport(read_timeout=0.3), address) as made:
                stand_in.faults.add(fault, "sendMessage")
                before = len(stand_in.log)
                judgement = await verdict(made)
                assert judgement
                met.append((judgement.verdict, len(stand_in.log) - before))
                wanted.append((meaning, int(fault.accepted)))
                assert TOKEN not in judgement.reason
    assert met == wanted


async def test_in_process_every_failure_means_the_same() -> None:
    stand_in, met = telegram(), []
    for fault, _ in (*TABLE, *IN_PROCESS):
        async with bot(Wire(stand_in, NotSent, ConnectTimedOut)) as made:
            stand_in.faults.add(fault, "sendMessage")
            judgement = await verdict(made)
            met.append(judgement and judgement.verdict)
    assert met == [meaning for _, meaning in (*TABLE, *IN_PROCESS)]


async def test_a_group_that_migrated_tells_its_new_id() -> None:
    stand_in = telegram()
    async with serve(stand_in) as address, bot(Transport(), address) as made:
        stand_in.faults.add(faults.migrated(-1009), "sendMessage")
        assert await verdict(made) == Judgement(Verdict.MIGRATED, "migrated", -1009)


async def test_a_port_where_nobody_listens_and_a_name_that_nobody_knows_surely_took_nothing() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        for place in (address, "http://nobody.invalid"):
            async with bot(Transport(), place) as made:
                assert await verdict(made) == Judgement(Verdict.NOT_SENT, "NotSent: could not connect: " + _kind(place))


def _kind(place: str) -> str:
    return "clientconnectordnserror" if "invalid" in place else "clientconnectorerror"


async def test_a_connection_that_is_not_made_in_time_surely_took_nothing() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)  # noqa: FBT003 - the socket's own signature
            one.connect_ex(address)
        try:
            async with bot(Transport(connect_timeout=0.2), f"http://127.0.0.1:{address[1]}") as made:
                judgement = await verdict(made)
        finally:
            for one in waiting:
                one.close()
    assert judgement
    assert judgement.verdict is Verdict.NOT_SENT


async def test_a_pool_that_is_closed_or_a_pause_that_has_begun_surely_sent_nothing() -> None:
    async with bot(Transport()) as made:
        await made.request.shutdown()
        closed = await verdict(made)
    assert closed
    assert (closed.verdict, judge(Paused("a pause")).verdict) == (Verdict.NOT_SENT, Verdict.RATE)


async def test_a_kept_connection_that_the_server_has_closed_is_in_doubt_or_surely_not_used() -> None:
    """Whatever of the two it is, it is not taken for refused for good."""
    stand_in = telegram()
    transport = Transport()
    async with serve(stand_in) as address, bot(transport, address) as made:
        assert await verdict(made) is None
    async with bot(transport, address) as made:
        judgement = await verdict(made)
    assert judgement
    assert judgement.verdict in {Verdict.DOUBT, Verdict.NOT_SENT}


async def test_an_answer_of_429_without_a_length_was_surely_not_taken() -> None:
    assert judge(NetworkError("Too Many Requests")).verdict is Verdict.NOT_SENT


@pytest.mark.parametrize("error", [ValueError("x"), aiohttp.ClientError(), TelegramError("Invalid server response")])
async def test_what_nobody_knows_is_in_doubt(error: Exception) -> None:
    assert judge(error) == Judgement(Verdict.DOUBT, type(error).__name__)
