"""What `steiger` says and with which code it ends, without a process of its own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.clock import machine_now
from tests.world import BOCHUM

if TYPE_CHECKING:
    from pathlib import Path

NO_TOKEN = "There is no bot token: get one from @BotFather in Telegram and set STEIGER_TOKEN to it."
MALFORMED = "The bot token is malformed: copy it again from @BotFather, digits, a colon and letters."


@pytest.fixture
def steiger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def test_help_names_the_commands(steiger: CliRunner) -> None:
    result = steiger.invoke(app, ["--help"])

    assert result.exit_code == 0
    assert re.findall(r"^\W+(demo|run|check|codes|health) ", result.output, re.MULTILINE) == [
        "demo",
        "run",
        "check",
        "codes",
        "health",
    ]


def test_without_a_token_it_says_where_to_get_one(steiger: CliRunner) -> None:
    result = steiger.invoke(app, ["run", str(BOCHUM)])

    assert (result.exit_code, result.stderr) == (2, f"{NO_TOKEN}\n")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ORGANISERS", "1,two", "STEIGER_ORGANISERS: write numeric Telegram user ids, comma-separated."),
        ("API_URL", "http://example.org", "STEIGER_API_URL: write an https address; plain http only for this machine."),
        ("APPLY", "perhaps", "STEIGER_APPLY: Input should be 'ask' or 'auto'."),
        ("RATE", "31", "STEIGER_RATE: Input should be less than or equal to 30."),
        ("TOKEN", "not-a-token", MALFORMED),
        ("TOKEN_FILE", "/nowhere", "STEIGER_TOKEN_FILE cannot be read: /nowhere."),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(steiger: CliRunner, name: str, value: str, sentence: str) -> None:
    result = steiger.invoke(app, ["run", str(BOCHUM)], env={f"STEIGER_{name}": value})

    assert (result.exit_code, result.stderr) == (2, f"{sentence}\n")


def test_a_database_that_is_neither_sqlite_nor_postgresql_is_refused(steiger: CliRunner) -> None:
    settings = {"STEIGER_TOKEN": "1234567:made-up-made-up-made-up", "STEIGER_DATABASE_URL": "mysql://localhost/x"}

    result = steiger.invoke(app, ["run", str(BOCHUM)], env=settings)

    sentence = "The database's URL must be sqlite:///path or postgresql://user@host/name."
    assert (result.exit_code, result.stderr) == (2, f"{sentence}\n")


def test_a_setting_may_stand_in_a_file_beside(steiger: CliRunner, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("STEIGER_TOKEN=not-a-token\n")

    assert steiger.invoke(app, ["run", str(BOCHUM)]).stderr == f"{MALFORMED}\n"


def test_a_time_that_is_none_is_refused(steiger: CliRunner) -> None:
    result = steiger.invoke(app, ["demo", str(BOCHUM), "--at", "tomorrow", "--no-browser"])

    assert (result.exit_code, result.stderr) == (2, "--at tomorrow: write a time like 2021-09-23T08:45.\n")


@pytest.mark.parametrize("command", [["check"], ["demo", "--no-browser"]])
def test_a_conference_that_is_nowhere_is_wrong_usage(steiger: CliRunner, command: list[str]) -> None:
    result = steiger.invoke(app, [*command, "nope"])

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "There is no such file or folder: nope.\n")


def test_check_names_every_problem_and_exits_1(steiger: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("conference: {id: A}\nrooms: [{id: a}]\n")

    result = steiger.invoke(app, ["check", str(tmp_path / "c.yaml")])

    *lines, counts = result.stdout.splitlines()
    assert result.exit_code == 1
    assert [line for line in lines if not re.match(r"c\.yaml:\d+:\d+: error: ", line)] == []
    assert counts == f"{len(lines)} errors"


def test_check_of_the_example_finds_no_error(steiger: CliRunner) -> None:
    result = steiger.invoke(app, ["check", str(BOCHUM)])

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("1 warning: 23 sessions, 38 speakers, 5 excursions")


def test_health_is_green_only_with_a_poll_of_the_last_ninety_seconds(steiger: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    codes = [steiger.invoke(app, ["health"]).exit_code]
    for age in (89, 91):
        (tmp_path / "data" / "last-poll").write_text((machine_now() - timedelta(seconds=age)).isoformat())
        codes.append(steiger.invoke(app, ["health"]).exit_code)

    assert codes == [1, 0, 1]
