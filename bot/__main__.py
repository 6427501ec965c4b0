"""The command line: `steiger`, which is `python -m bot`. It reads what was asked and leaves the doing to others.

The house is loaded only by the commands that need it: a container asks for its health twice a minute.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import sys
import webbrowser
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.clock import Clock, machine_now
from bot.health import healthy
from bot.logs import set_up
from bot.settings import SettingsProblem, read_settings
from schedule.problems import summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from bot.settings import Settings
    from schedule.loading import Loaded

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Conference = Annotated[
    Path | None, typer.Argument(help="Folder or single file of YAML; without it the one in STEIGER_CONFERENCE.")
]
At = Annotated[str | None, typer.Option(help="Start the clock here, e.g. 2021-09-23T08:45 (the conference's zone).")]
Speed = Annotated[float, typer.Option(help="Let the clock run this many times as fast.", min=0, max=10_000)]
OK, CONFERENCE_HAS_ERRORS, WRONG_USE = 0, 1, 2


@app.callback()
def steiger() -> None:
    """Steiger is a Telegram companion bot for hybrid conferences."""


@app.command()
def demo(
    conference: Conference = None,
    port: Annotated[int, typer.Option(help="The chat page's port; 0 takes any free one.", min=0, max=65535)] = 8765,
    at: At = None,
    speed: Speed = 1,
    browser: Annotated[bool, typer.Option(help="Open the chat page in a browser.")] = True,  # noqa: FBT002 - Typer's form
    board: Annotated[
        int, typer.Option(help="The port of the board for the stage; 0 takes any free one.", max=65535)
    ] = 0,
) -> None:
    """Try the whole bot in the browser: no token, no account, nothing to configure."""
    _house()  # it is loaded without hindrance, and most of the rest with it
    from bot.app import rehearsing  # noqa: PLC0415 - a Telegram and its chat page, which no other command needs

    set_up()
    settings = _settings(conference=conference)
    loaded = _loaded(_existing(settings.conference))
    if loaded.programme is None:
        _refuse(loaded)
    clock = Clock(_instant(at, loaded) or rehearsing.first_morning(loaded.programme), speed)

    def opened(address: str) -> None:
        sys.stdout.write(f"The chat page is at {address} (Ctrl-C ends it).\n")
        sys.stdout.flush()
        if browser:
            webbrowser.open(address)

    try:
        asyncio.run(rehearsing.demo(settings, loaded, loaded.programme, clock, port, opened, board))
    except SettingsProblem as problem:
        _wrong(str(problem))
    except OSError as problem:
        _without_port(problem, port)


@app.command()
def run(
    conference: Conference = None,
    at: At = None,
    speed: Speed = 1,
    board: Annotated[
        int | None,
        typer.Option(help="Serve the board for the stage at this port, behind an unguessable address.", min=0),
    ] = None,
    board_host: Annotated[
        str,
        typer.Option(
            help="Where the board is served: this machine alone unless told otherwise. 0.0.0.0 lets a laptop at"
            " the beamer reach it; better, let a reverse proxy with https lead to it."
        ),
    ] = "127.0.0.1",
) -> None:
    """Run the bot; STEIGER_TOKEN holds its token. With --at or --speed it is a rehearsal with its own database."""
    house = _house()
    from bot.store import StoreProblem  # noqa: PLC0415 - it comes with the house

    set_up()
    settings = _settings(conference=conference)
    loaded = _loaded(settings.conference)
    start = _instant(at, loaded)
    clock = Clock(start, speed)
    place = None if board is None else house.Place(board_host, board)
    try:
        done = asyncio.run(house.run(settings, loaded, clock, place))
    except (SettingsProblem, StoreProblem) as problem:
        _wrong(str(problem))
    if not done:
        _refuse(loaded)


@app.command()
def check(conference: Annotated[Path, typer.Argument(help="Folder or single file of YAML.")]) -> None:
    """Name every problem of a conference, a line each; exit 1 if there are errors."""
    loaded = _loaded(_existing(conference))
    _print(loaded)
    raise typer.Exit(OK if loaded.programme else CONFERENCE_HAS_ERRORS)


@app.command()
def codes(
    number: Annotated[int, typer.Argument(help="How many, 2,000 at most.", min=1, max=2_000)],
    conference: Conference = None,
    pdf: Annotated[Path, typer.Option(help="Where the cards go; only you may read the file.")] = Path("codes.pdf"),
    bot: Annotated[str | None, typer.Option(help="The bot's username; without it Telegram is asked.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,  # noqa: FBT002 - Typer's form
) -> None:
    """Make personal codes: cards to print and cut out, each of which opens the streams to one person."""
    house = _house()
    from bot.store import StoreProblem  # noqa: PLC0415 - it comes with the house

    set_up()
    settings = _settings(conference=conference)
    loaded = _loaded(_existing(settings.conference))
    if loaded.programme is None:
        _refuse(loaded)
    held = loaded.programme.conference
    try:
        last = asyncio.run(house.print_codes(settings, held, number, bot, pdf, force=force))
    except (house.CodesProblem, SettingsProblem, StoreProblem) as problem:
        _wrong(str(problem))
    sys.stdout.write(f"{pdf} holds {number} of them, to be used until {last}. They can be read nowhere else.\n")


@app.command()
def health() -> None:
    """Exit 0 if the bot in this data folder had a good poll less than 90 seconds ago, else 1."""
    raise typer.Exit(OK if healthy(_settings().data_dir, machine_now()) else 1)


@contextmanager
def _unhindered() -> Iterator[None]:
    """Keep the garbage collector away from what stays: it would go through all of it several times meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _house() -> ModuleType:
    """Return the composition root."""
    # Not to be found (import system, 5.3.1): httpx, which PTB loads, would load its own command line, and rich with it.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    with _unhindered():
        from bot import app as house  # noqa: PLC0415 - see the module's docstring
    return house


def _settings(**overrides: object) -> Settings:
    try:
        return read_settings(**overrides)
    except SettingsProblem as problem:
        _wrong(str(problem))


def _existing(path: Path) -> Path:
    # What may not be looked at is a problem that loading names.
    with suppress(OSError):
        if not path.exists():
            _wrong(f"There is no such file or folder: {path}.")
    return path


def _loaded(path: Path) -> Loaded:
    with _unhindered():
        from bot.feature import discover  # noqa: PLC0415 - see the module's docstring
        from bot.texts import LANGUAGES  # noqa: PLC0415 - the same
        from schedule.loading import load  # noqa: PLC0415 - the same

        # No page may be named as a command is.
        reserved = frozenset(discover().spellings)
        return load(path, reserved=reserved, spoken=frozenset(LANGUAGES), now=Clock().now())


def _instant(at: str | None, loaded: Loaded) -> datetime | None:
    if at is None:
        return None
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        _wrong(f"--at {at}: write a time like 2021-09-23T08:45.")
    if instant.tzinfo or loaded.programme is None:
        return instant.astimezone()
    return instant.replace(tzinfo=loaded.programme.conference.zone)


def _without_port(problem: OSError, port: int) -> NoReturn:
    if problem.errno not in {errno.EADDRINUSE, errno.EACCES}:
        raise problem
    _wrong(f"The chat page cannot have port {port}: {problem.strerror or problem}. Choose another with --port.")


def _refuse(loaded: Loaded) -> NoReturn:
    _print(loaded)
    raise typer.Exit(CONFERENCE_HAS_ERRORS)


def _print(loaded: Loaded) -> None:
    if sys.stdout is None:  # closed by who started this
        return
    # Not rich: a script reads these lines, and they must not be wrapped.
    lines = "".join(f"{line}\n" for line in (*loaded.problems, summary(loaded)))
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(lines.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as problem:
        # What is left is not tried again at the end. Who closes a pipe has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(problem, BrokenPipeError):
            _wrong(f"The problems cannot be written: {problem.strerror}.")


def _wrong(sentence: str) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    raise typer.Exit(WRONG_USE)


if __name__ == "__main__":
    app(prog_name="steiger")
