"""Files that are meant to do harm. As a program it loads them all and prints what that took, and the KiB."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from schedule.loading import load_texts
from tests.schedule.conferences import BASE, session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schedule.loading import Loaded

NINE = ",".join(["*{0}"] * 9)
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{NINE.format(chr(ord(name) - 1))}]\n" for name in "bcdefghi"
)
FILES = {
    "billion laughs": LAUGHS,
    "billion laughs in a note": "".join(f"x-{line}\n" for line in LAUGHS.splitlines()),
    "quadratic blow-up": "x-a: &a " + "x" * 4_000_000 + "\nx-b: [" + "*a," * 900 + "]",
    "merge keys": "x-a: &a {b: 1}\nx-c: {" + "<<: *a," * 100_000 + "}",
    "merge lists": "x-a: &a {b: 1}\nx-c: {<<: [" + "*a," * 100_000 + "]}",
    "depth in brackets": "[" * 100_000,
    "depth in lists": "- " * 100_000,
    "depth in braces": "{a: " * 100_000,
    "itself": "a: &a [*a]",
    "python": "a: !!python/object/apply:os.system ['touch /tmp/steiger-was-here']",
    "nul": BASE + "x-a: \0",
    "huge number": "rooms: [{id: b, name: B, capacity: " + "9" * 5_000_000 + "}]",
    "huge minutes": session("room: main, minutes: " + "9" * 5_000_000),
    "one long line": "x-a: " + "x" * 8_000_000,
    "one long key": "? " + "x" * 7_000_000 + "\n: 1",
    "a hundred thousand keys": "".join(f"k{number}: 1\n" for number in range(100_000)),
    "a hundred thousand keys of a session": "sessions:\n- id: s\n" + "".join(f"  k{n}: 1\n" for n in range(100_000)),
    "a hundred thousand mistakes": "sessions:\n" + "- {id: A}\n" * 34_000,
    "a hundred thousand speakers": session("minutes: 5, room: main, speakers: [" + "x," * 100_000 + "]"),
    "piled marks": session("minutes: 5, room: main, abstract: a" + "\u0323\u0301" * 500_000),
    "directives": "".join(f"%TAG !a{number}! x\n" for number in range(80_000)) + "---\n",
    "directives at the end": "x-a: 1\n...\n" + "".join(f"%TAG !a{number}! x\n" for number in range(80_000)) + "---\n",
    "half a million anchors": "x-a: [" + "".join(f"&a{number} ," for number in range(500_000)) + "]",
    "half a million empty mappings": "x-a:\n" + "- {}\n" * 500_000,
    "quotes": "x-a: '" + "''" * 4_000_000,
    "comments": "#\n" * 4_000_000,
    "blanks": " " * 8_000_000,
}


ORDINARY = "sessions:\n" + "".join(
    f"- {{id: s{number}, title: {{en: Talk {number}, de: Vortrag {number}}}, start: 2021-09-23 09:00, "
    f"minutes: 30, abstract: From coal to power in many words}}\n"
    for number in range(4_000)
)
"""A large conference that means no harm."""


def load_all() -> Iterator[tuple[str, float, int, bool]]:
    """Yield each file's name, what its loading takes, its longest problem and if it was refused.

    What it takes is told as a share of what the ordinary one does: machines are not all as fast, nor always.
    """
    ordinary = min(_load(ORDINARY)[0] for _ in range(2))
    for name, text in FILES.items():
        seconds, loaded = _load(text)
        # What else the machine does makes it slower; the quickest of a few shows what the file itself costs.
        for _ in range(2):
            if seconds >= ordinary:
                seconds = min(seconds, _load(text)[0])
        longest = max((len(str(each)) for each in loaded.problems), default=0)
        yield name, seconds / ordinary, longest, loaded.programme is None


def _load(text: str) -> tuple[float, Loaded]:
    before = time.process_time()
    loaded = load_texts([("0", BASE), ("a", text)])
    return time.process_time() - before, loaded


if __name__ == "__main__":
    results = list(load_all())
    # Not getrusage: its figure includes the parent's memory at the fork.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    json.dump({"peak": int(peak[1]) if peak else 0, "results": results}, sys.stdout)
