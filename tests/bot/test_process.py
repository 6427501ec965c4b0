"""The bot as an operator runs it: a process of its own, real HTTP, signals, exit codes, and what it leaves behind."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession

from bot.__main__ import app
from bot.clock import seconds
from bot.incoming.polling import CONFLICT, HOOKED, REFUSED
from bot.rehearsal import faults
from bot.rehearsal.cast import enter
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram
from tests import forked
from tests.forked import PATIENCE
from tests.world import ANNA, BOCHUM, OLGA, TORONTO

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.forked import Forked

CANARY = "987654321:CANARYcanaryCANARYcanaryCANARYcanary"
ROOT = Path(__file__).parent.parent.parent
PYTHON = f"{sys.executable} -m bot"


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Telegram, str]]:
    made = Telegram(CANARY, now=lambda: datetime.now(UTC), seconds=seconds)  # noqa: TID251 - a real Telegram asks it too
    enter(made)
    async with serve(made) as address:
        yield made, address


def environment(**settings: str) -> dict[str, str]:
    # PYTHONUNBUFFERED, for one, would hide what is left to be written at the end.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STEIGER_", "PYTHON"))}  # noqa: TID251
    return kept | {f"STEIGER_{name.upper()}": value for name, value in settings.items()}


def start(*arguments: str, cwd: Path, **settings: str) -> Forked:
    return forked.start(be_the_bot, arguments, cwd, settings)


def be_the_bot(arguments: tuple[str, ...], cwd: Path, settings: dict[str, str]) -> None:
    told = environment(**settings)
    os.chdir(cwd)
    os.environ.clear()  # noqa: TID251 - this process is the bot's
    os.environ.update(told)  # noqa: TID251 - the same
    app(arguments, prog_name="steiger")


async def steiger(*arguments: str, cwd: Path, **settings: str) -> tuple[int, str, str]:
    process = start(*arguments, cwd=cwd, **settings)
    return await process.ended(), process.out, process.errors


@asynccontextmanager
async def running(telegram: Telegram, *arguments: str, cwd: Path, **settings: str) -> AsyncIterator[Forked]:
    polls = telegram.polls
    process = start("run", *arguments, cwd=cwd, **settings)
    try:
        await until(lambda: telegram.polls > polls or not process.alive)
        yield process
    finally:
        await process.kill()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - the other process can set no event here
            await asyncio.sleep(0.01)


def texts(telegram: Telegram, person: int) -> list[str]:
    return [str(message.get("text")) for message in telegram.messages(person) if message["from"]["is_bot"]]


async def test_it_answers_ends_cleanly_at_sigterm_and_leaves_the_token_nowhere(
    telegram: tuple[Telegram, str], tmp_path: Path
) -> None:
    made, address = telegram
    settings = {"token": CANARY, "api_url": address, "data_dir": str(tmp_path / "data")}
    here = environment(**settings) | {"PYTHONPATH": str(ROOT)}
    run = f"{PYTHON} run {BOCHUM} --at 2021-09-23T08:45"
    process = await asyncio.create_subprocess_exec(*run.split(), cwd=tmp_path, env=here, stdout=PIPE, stderr=PIPE)
    try:
        await until(lambda: made.polls or process.returncode is not None)
        made.faults.add(faults.unauthorized(), "sendMessage", ANNA, times=3)
        made.faults.add(faults.bad_gateway(), "getUpdates", times=2)
        made.say(ANNA, "/next")
        made.say(OLGA, "/next")
        await until(lambda: texts(made, OLGA))
        health = await asyncio.create_subprocess_shell(f"{PYTHON} health", cwd=tmp_path, env=here)
        healthy = await asyncio.wait_for(health.wait(), PATIENCE)
        process.send_signal(signal.SIGTERM)
        out, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    assert texts(made, OLGA)[0].startswith("Next: 09:00 Berlin – in 15 min")
    assert (process.returncode, healthy) == (0, 0)
    assert sorted(path.name for path in (tmp_path / "data").glob("*.db")) == ["rehearsal.db"]
    assert nowhere(CANARY, tmp_path, out.decode(), errors.decode())


def nowhere(token: str, folder: Path, *written: str) -> bool:
    """Tell whether neither a token nor its secret half is in a file of the folder or in what was written."""
    kept = [*written, *(path.read_bytes().decode(errors="replace") for path in everything(folder))]
    return not any(secret in text for text in kept for secret in (token, token.split(":")[1]))


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_the_printed_link_makes_its_first_user_an_organiser_once_and_a_copy_is_told_of(
    telegram: tuple[Telegram, str], tmp_path: Path
) -> None:
    made, address = telegram
    made.faults.add(faults.conflict(), "getUpdates", times=1)
    settings = {"token": CANARY, "api_url": address, "data_dir": str(tmp_path / "data")}
    async with running(made, str(BOCHUM), "--at", "2021-09-23T08:45", cwd=tmp_path, **settings) as process:
        await until(lambda: "\n" in process.out)
        link = re.search(r"start=(\S+)", process.out)
        assert link
        for person in (OLGA, ANNA):
            made.say(person, f"/start {link[1]}")
        await until(lambda: texts(made, OLGA) and texts(made, ANNA))
        await process.stop()
    stored = [path.read_bytes() for path in everything(tmp_path)]
    assert not any(link[1].encode() in content for content in stored)
    # It began while a copy of it was polling.
    assert [line for line in process.errors.splitlines() if CONFLICT in line] != []
    assert "Traceback" not in process.errors


async def test_run_serves_the_board_where_it_says_and_keeps_its_address_out_of_the_log(
    telegram: tuple[Telegram, str], tmp_path: Path
) -> None:
    made, address = telegram
    settings = {"token": CANARY, "api_url": address, "data_dir": str(tmp_path), "organisers": str(OLGA)}
    async with running(made, str(BOCHUM), "--board", "0", cwd=tmp_path, **settings) as process:
        await until(lambda: "\n" in process.out)
        # Whoever is organiser already is enough: no link is printed.
        found = re.fullmatch(r"The board for the stage is at (http://127\.0\.0\.1:\d+/[\w-]{32}/)\n", process.out)
        assert found, process.out
        async with ClientSession() as session, session.get(found[1]) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
        code = await process.stop()
    assert (code, process.out, found[1] in process.errors) == (0, found[0], False)


async def test_a_reminder_comes_by_itself_when_the_alarm_rings_and_leaves_no_secret(
    telegram: tuple[Telegram, str], tmp_path: Path
) -> None:
    made, address = telegram
    settings = {"token": CANARY, "api_url": address, "data_dir": str(tmp_path)}
    async with running(
        made, str(BOCHUM), "--at", "2021-09-23T08:49:36", "--speed", "4", cwd=tmp_path, **settings
    ) as bot:
        made.say(OLGA, "/start s-opening")
        await until(lambda: texts(made, OLGA))
        first = next(message for message in made.messages(OLGA) if message["from"]["is_bot"])
        made.tap(OLGA, first["message_id"], "1on:opening")
        await until(lambda: any(text.startswith("⏰ 09:00 Berlin – in ") for text in texts(made, OLGA)))
        await bot.stop()
    written = bot.out.partition("https://t.me/")[0] + bot.errors
    stored = "".join(path.read_bytes().decode(errors="replace") for path in everything(tmp_path))
    assert [secret for secret in (CANARY.split(":")[1], "https://") if secret in written] == []
    assert CANARY.split(":")[1] not in stored


async def test_a_webhook_that_is_set_is_refused_in_one_sentence_and_left_alone(
    telegram: tuple[Telegram, str], tmp_path: Path
) -> None:
    made, address = telegram
    await made.call("setWebhook", {"url": "https://example.org/hook"})

    code, out, errors = await steiger("run", str(BOCHUM), cwd=tmp_path, token=CANARY, api_url=address)

    info = (await made.call("getWebhookInfo", {})).content["result"]
    assert (code, out, errors, info["url"]) == (2, "", f"{HOOKED}\n", "https://example.org/hook")


async def test_a_token_that_telegram_refuses_ends_it_with_one_sentence(
    telegram: tuple[Telegram, str], tmp_path: Path
) -> None:
    _, address = telegram
    wrong = CANARY.replace("CANARY", "wrongg")

    code, out, errors = await steiger("run", str(BOCHUM), cwd=tmp_path, token=wrong, api_url=address)

    assert (code, out, errors) == (2, "", f"{REFUSED}\n")


async def test_a_broken_conference_is_refused_until_there_is_a_good_edition(
    telegram: tuple[Telegram, str], tmp_path: Path
) -> None:
    made, address = telegram
    folder = tmp_path / "conference"
    shutil.copytree(TORONTO, folder)
    settings = {"token": CANARY, "api_url": address, "data_dir": str(tmp_path / "data")}
    broken = folder / "9-broken.yaml"
    broken.write_text("sessions:\n  - id: x\n    titel: y\n")

    refused = await steiger("run", str(folder), cwd=tmp_path, **settings)
    broken.unlink()
    async with running(made, str(folder), cwd=tmp_path, **settings) as process:
        await process.stop()
    shutil.rmtree(folder)
    async with running(made, str(folder), cwd=tmp_path, **settings) as process:
        made.say(OLGA, "/next")
        await until(lambda: texts(made, OLGA))
        kept = await process.stop()

    assert (refused[0], kept) == (1, 0)
    assert refused[1].splitlines()[-1].startswith("3 errors")


@pytest.mark.parametrize(
    ("command", "code", "out", "errors"),
    [
        ("PYTHONIOENCODING=ascii {} check b.yaml | cat", 0, r'"\xe4" is no id', ""),
        ("{} check b.yaml | true", 0, "", ""),
        ("{} check b.yaml > /dev/full", 2, "", "The problems cannot be written: No space left on device.\n"),
        ("{} check b.yaml >&-", 1, "", ""),
    ],
    ids=["in ASCII", "into a closed pipe", "onto a full disk", "nowhere"],
)
async def test_check_writes_what_it_can(tmp_path: Path, command: str, code: int, out: str, errors: str) -> None:
    (tmp_path / "b.yaml").write_text("conference:\n  id: ä\n")
    process = await asyncio.create_subprocess_shell(
        command.format(PYTHON),
        cwd=tmp_path,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        stdout=PIPE,
        stderr=PIPE,
    )
    printed, complained = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert out in printed.decode()
    assert (process.returncode, complained.decode()) == (code, errors)
