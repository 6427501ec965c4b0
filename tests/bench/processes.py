"""A bot in a process of its own beside a stand-in in another: to load, to wait for, to measure. It judges nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Any

from bot.clock import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.contenders import Contender

ROOT = Path(__file__).parent.parent.parent
TOKEN = "1234567:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
PATIENCE = 90.0
_TICK = os.sysconf("SC_CLK_TCK")
_STAND_IN = "import sys; from bot.rehearsal.server import run; run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))"


class StandIn:
    """The levers of a stand-in at `port` on loopback."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.port = port

    def say(self, said: Sequence[tuple[int, str]]) -> float:
        """Let people write; return when the last update was queued, in the machine's seconds."""
        return float(self._ask("POST", "/rehearsal/speak", {"said": said})["at"])

    def accepted(self, since: int) -> list[dict[str, Any]]:
        """Return the bot's messages from number `since` on."""
        return list(self._ask("GET", f"/rehearsal/log/{since}")["accepted"])

    def wait_for(self, count: int) -> None:
        """Return when the bot has written `count` messages; TimeoutError if it takes too long."""
        deadline = seconds() + PATIENCE
        while not self.accepted(count - 1):
            if seconds() > deadline:
                raise TimeoutError(f"{len(self.accepted(0))} of {count} messages came")
            time.sleep(0.02)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        text = None if body is None else json.dumps(body)
        self._connection.request(method, path, text, {"Content-Type": "application/json"} if text else {})
        return json.loads(self._connection.getresponse().read())


@dataclass(slots=True)
class Pair:
    """A running bot and its stand-in; `written` is how many messages it has written so far."""

    name: str
    stand_in: StandIn
    bot: int
    telegram: int
    written: int = 0

    def answer(self, said: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
        """Let people write, wait until all were answered, and return the answers as accepted."""
        before, self.written = self.written, self.written + len(said)
        self.stand_in.say(said)
        self.stand_in.wait_for(self.written)
        return self.stand_in.accepted(before)


def cpu(process: int) -> float:
    """Return how long a process has used a processor so far, in seconds."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICK


def memory(process: int) -> float:
    """Return the resident memory of a process in MB of 1,048,576 bytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def free_port() -> int:
    """Return a port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def pair(contender: Contender, people: int, data: Path | None = None) -> Iterator[Pair]:
    """Run a contender, known to nobody or with the given data folder, until the context ends; it has begun to poll."""
    with TemporaryDirectory(prefix="bench-") as temporary, stand_in(people) as (levers, telegram):
        command, settings = contender.command(f"http://127.0.0.1:{levers.port}", data or Path(temporary))
        with running(command, settings) as bot:
            # Each says one line when it is about to poll.
            if not bot.stdout or not bot.stdout.readline():
                raise RuntimeError(f"{contender.name} did not start")
            yield Pair(contender.name, levers, bot.pid, telegram)


@contextmanager
def stand_in(people: int) -> Iterator[tuple[StandIn, int]]:
    """Run a stand-in with so many people in it; gives its levers and its process."""
    port = free_port()
    with running([sys.executable, "-c", _STAND_IN, TOKEN, str(port), str(people)], {}) as process:
        reach(port)
        yield StandIn(port), process.pid


def reach(port: int) -> None:
    """Return when somebody listens at a port; TimeoutError if nobody does."""
    deadline = seconds() + PATIENCE
    while seconds() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise TimeoutError(f"nobody listens at {port}")


@contextmanager
def running(command: Sequence[str], settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command in the project's folder, with these settings and no other of ours, until the context ends."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STEIGER_")}  # noqa: TID251
    # A machine that has run it before has the bytecode.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=kept | settings, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            yield process
        except BaseException:
            errors.seek(0)
            sys.stderr.write(errors.read())
            raise
        finally:
            process.terminate()
