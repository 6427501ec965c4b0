"""What is wrong with a conference, place by place, as one line an organiser can act on. It finds nothing itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from schedule.loading import Loaded
    from schedule.model import Programme

SHOWN = 100
_ENOUGH = 5_000
_UNPRINTABLE = re.compile(
    "[\u0000-\u001f\u007f-\u00a0\u061c\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff\ud800-\udfff]"
)


class Severity(StrEnum):
    """An error keeps the edition from being used, a warning doesn't."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written; `line` and `column` count from 1, `column` in characters."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, or to know."""

    file: str
    line: int
    column: int
    severity: Severity
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" - {self.hint}" if self.hint else ""
        return printable(f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}{hint}")


def printable(text: str) -> str:
    """Return `text` on one line: control characters, direction overrides and odd spaces are escaped."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def summary(loaded: Loaded) -> str:
    """Return one line of counts, as in `2 errors, 1 warning` or `no problems: 36 sessions, 40 speakers …`."""
    counts = [_number(loaded.errors, "error"), _number(loaded.warnings, "warning")]
    line = ", ".join(count for count in counts if not count.startswith("0")) or "no problems"
    if loaded.more:
        line += f" ({loaded.more} more than are listed)"
    return f"{line}: {_contents(loaded.programme)}" if loaded.programme else line


def _contents(programme: Programme) -> str:
    sections = ("session", "speaker", "excursion", "page")
    return ", ".join(_number(len(getattr(programme, f"{section}s")), section) for section in sections)


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class _Finding:
    place: Place
    severity: Severity
    message: str
    hint: str | Callable[[], str]

    @property
    def rank(self) -> tuple[bool, Place, str]:
        return self.severity is Severity.WARNING, self.place, self.message


@dataclass(slots=True)
class Findings:
    """Collects what is found. However much that is, it keeps the first hundred: errors before warnings.

    A hint may be a function: looking for what was meant is left to the end, for those that are shown.
    """

    errors: int = 0
    warnings: int = 0
    _kept: list[_Finding] = field(default_factory=list)

    def error(self, place: Place, message: str, hint: str | Callable[[], str] = "") -> None:
        """Note an error."""
        self.errors += 1
        self._keep(_Finding(place, Severity.ERROR, message, hint))

    def warning(self, place: Place, message: str, hint: str | Callable[[], str] = "") -> None:
        """Note a warning."""
        self.warnings += 1
        self._keep(_Finding(place, Severity.WARNING, message, hint))

    @property
    def enough(self) -> bool:
        """Whether so much is wrong that looking on would only take time."""
        return max(self.errors, self.warnings) >= _ENOUGH

    def _keep(self, finding: _Finding) -> None:
        self._kept.append(finding)
        if len(self._kept) >= 10 * SHOWN:
            self._prune()

    def _prune(self) -> None:
        self._kept = sorted(self._kept, key=lambda finding: finding.rank)[:SHOWN]

    def problems(self) -> tuple[Problem, ...]:
        """Return the first hundred, sorted by file, line and column."""
        self._prune()
        shown = sorted(self._kept, key=lambda finding: (finding.place, finding.rank))
        return tuple(
            Problem(
                finding.place.file,
                finding.place.line,
                finding.place.column,
                finding.severity,
                finding.message,
                finding.hint if isinstance(finding.hint, str) else finding.hint(),
            )
            for finding in shown
        )
