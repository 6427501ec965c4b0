"""`steiger codes`: what it makes, what it refuses, and that nothing is left behind when it does."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.__main__ import app
from bot.app import print_codes
from bot.clock import Clock, seconds
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import USERNAME, Telegram
from bot.settings import Settings
from bot.store import Store
from bot.store.invitations import code_hash
from tests.prints import links
from tests.world import BOCHUM, TOKEN, conference

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NAMED = ["--bot", "@SteigerDemoBot"]
NAMELESS = (
    "The links on the cards need the bot's username: name it with --bot, or set STEIGER_TOKEN, "
    "so that Telegram can be asked."
)


@pytest.fixture
def steiger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def codes(steiger: CliRunner, *more: str, number: str = "3", **settings: str) -> Result:
    return steiger.invoke(app, ["codes", number, str(BOCHUM), *more], env=settings)


def kept(folder: Path) -> set[str]:
    path = folder / "data" / "steiger.db"
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as database:
        return {row[0] for row in database.execute("SELECT token_hash FROM invitation WHERE grants = 'access'")}


def test_codes_are_in_a_file_for_its_owner_alone_and_their_hashes_in_the_database(
    steiger: CliRunner, tmp_path: Path
) -> None:
    made = codes(steiger, *NAMED)

    printed = [link.rpartition("-")[2] for link in links((tmp_path / "codes.pdf").read_bytes())]
    assert (made.exit_code, made.stderr, made.stdout.partition(" until ")[0]) == (
        0,
        "",
        "codes.pdf holds 3 of them, to be used",
    )
    assert (tmp_path / "codes.pdf").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["codes.pdf", "data"]
    assert (len(printed), {code_hash(code) for code in printed}) == (3, kept(tmp_path))


def test_a_file_is_replaced_only_if_that_is_wished(steiger: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "other.pdf").write_text("mine")

    refused = codes(steiger, *NAMED, "--pdf", "other.pdf")
    left = (tmp_path / "other.pdf").read_text()
    done = codes(steiger, *NAMED, "--pdf", "other.pdf", "--force")

    sentence = "other.pdf exists already: name another file with --pdf, or replace it with --force.\n"
    assert (refused.exit_code, refused.stderr, left) == (2, sentence, "mine")
    assert (done.exit_code, len(kept(tmp_path))) == (0, 3)
    assert (tmp_path / "other.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", ["0", "2001", "many"])
def test_a_number_that_cannot_be_is_refused(steiger: CliRunner, tmp_path: Path, number: str) -> None:
    assert codes(steiger, *NAMED, number=number).exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "settings", "sentence"),
    [
        (
            [],
            {},
            NAMELESS,
        ),
        (["--bot", "not a name"], {}, "--bot not a name: write the bot's username, such as SteigerBot."),
        (
            [],
            {"STEIGER_TOKEN": "nonsense"},
            "The bot token is malformed: copy it again from @BotFather, digits, a colon and letters.",
        ),
        (
            [],
            {"STEIGER_TOKEN": "1234567:made-up-made-up-made-up", "STEIGER_API_URL": "http://127.0.0.1:9"},
            "Telegram could not be asked for the bot's username (NotSent): name it with --bot.",
        ),
        ([*NAMED, "--pdf", "nowhere/x.pdf"], {}, "nowhere/x.pdf cannot be written: No such file or directory."),
        (
            NAMED,
            {"STEIGER_DATABASE_URL": "mysql://localhost/x"},
            "The database's URL must be sqlite:///path or postgresql://user@host/name.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_made(
    steiger: CliRunner, tmp_path: Path, more: list[str], settings: dict[str, str], sentence: str
) -> None:
    result = codes(steiger, *more, **settings)

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{sentence}\n")
    assert kept(tmp_path) == set()
    assert list(tmp_path.rglob("*.pdf*")) == []


async def test_telegram_is_asked_for_the_bot_s_username(tmp_path: Path) -> None:
    telegram = Telegram(TOKEN, now=Clock().now, seconds=seconds)
    async with serve(telegram) as address:
        settings = Settings(token=SecretStr(TOKEN), api_url=address, data_dir=tmp_path / "data")

        await print_codes(settings, conference().conference, 2, None, tmp_path / "codes.pdf", force=False)

    asked = [link.partition("?")[0] for link in links(_read(tmp_path / "codes.pdf"))]
    assert asked == [f"https://t.me/{USERNAME}"] * 2


def test_while_the_bot_has_the_database_the_way_through_the_chat_is_told(steiger: CliRunner, tmp_path: Path) -> None:
    store = asyncio.run(Store.open(f"sqlite:///{tmp_path}/data/steiger.db"))

    result = codes(steiger, *NAMED)

    asyncio.run(store.close())
    assert result.exit_code == 2
    assert result.stderr.startswith(f"The database {tmp_path}/data/steiger.db is in use by process ")
    assert result.stderr.endswith(". While the bot runs, an organiser makes codes in the chat with it: /codes 3.\n")


def test_a_broken_conference_is_named_and_nothing_is_made(steiger: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("conference: {id: A}\n")

    result = steiger.invoke(app, ["codes", "3", "c.yaml", *NAMED])

    assert (result.exit_code, kept(tmp_path)) == (1, set())
    assert "c.yaml:1:" in result.stdout


def _read(path: Path) -> bytes:
    return path.read_bytes()
