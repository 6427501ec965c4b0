"""Where a rehearsal plays: the conference's clock and how it is moved, its days, who one can be. It shows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.rehearsal.cast import DEMO, Persona
from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from bot.clock import Clock

Landmark = tuple[str, datetime]
_FASTEST = 10_000


@dataclass(frozen=True, slots=True)
class Stage:
    """The conference's clock, its zone, its first and last day, and who one can be.

    `landmarks` says which instants ahead are worth a jump: the key of the page's word for each, and the instant.
    """

    clock: Clock
    zone: ZoneInfo
    starts: date
    ends: date
    cast: tuple[Persona, ...] = DEMO
    landmarks: Callable[[], Sequence[Landmark]] = tuple

    def time(self) -> dict[str, Any]:
        """Return what the clock shows, and what lies ahead."""
        ahead = [{"word": word, "at": instant.isoformat()} for word, instant in self.landmarks()]
        return {"now": self.clock.now().isoformat(), "speed": self.clock.speed, "landmarks": ahead}

    def place(self) -> dict[str, Any]:
        """Return what the clock is the clock of."""
        return {"zone": self.zone.key, "starts": self.starts.isoformat(), "ends": self.ends.isoformat()}


def move(clock: Clock, asked: dict[str, Any], zone: ZoneInfo | None = None) -> None:
    """Set a clock `to` an instant (`zone` is for one without), `forward` by seconds, or to a `speed`; or a Refusal."""
    try:
        _move(clock, asked, zone)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise bad("the clock is set by one of to, forward and speed") from None


def _move(clock: Clock, asked: dict[str, Any], zone: ZoneInfo | None) -> None:
    if "to" in asked:
        to = datetime.fromisoformat(asked["to"])
        clock.jump((to if to.tzinfo else to.replace(tzinfo=zone or UTC)).astimezone(UTC))
    elif "forward" in asked:
        clock.jump(clock.now() + timedelta(seconds=float(asked["forward"])))
    else:
        clock.run_at(max(0.0, min(float(asked["speed"]), _FASTEST)))
