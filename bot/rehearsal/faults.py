"""Faults on order: what the next calls shall meet instead of an answer. It breaks nothing that nobody ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from bot.rehearsal.reply import Loss, NoAnswer, Refusal, Reply, scheduled_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Fault:
    """One mishap: an answer or none; `accepted` says whether the call takes effect all the same.

    `scheduled`: it does, and its own answer comes, but for the message's id, which is 0.
    """

    reply: Reply | None = None
    loss: Loss | None = None
    accepted: bool = False
    scheduled: bool = False

    def happen(self, answer: Reply | None = None) -> Reply:
        """Return the wrong answer, or raise NoAnswer; `answer` is what an accepted call would have been told."""
        if self.scheduled and answer is not None:
            return scheduled_reply(answer)
        if self.reply is None:
            raise NoAnswer(self.loss or Loss.CUT)
        return self.reply


def refusal(description: str, code: int = 400, **parameters: int) -> Fault:
    """Return an answer in Telegram's form, such as 403 "Forbidden: bot was blocked by the user"."""
    return Fault(Refusal(description, code, **parameters).reply())


def blocked() -> Fault:
    """Return 403 for a person who has blocked the bot."""
    return refusal("Forbidden: bot was blocked by the user", 403)


def flood(retry_after: int = 1) -> Fault:
    """Return 429; `retry_after` in seconds."""
    return refusal(f"Too Many Requests: retry after {retry_after}", 429, retry_after=retry_after)


def unauthorized() -> Fault:
    """Return 401, as for a revoked token."""
    return refusal("Unauthorized", 401)


def not_found() -> Fault:
    """Return 404, as for a token that never was."""
    return refusal("Not Found", 404)


def conflict() -> Fault:
    """Return 409, as when another copy of the bot polls."""
    return refusal(
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", 409
    )


def migrated(new_chat_id: int) -> Fault:
    """Return 400 for a group that became a supergroup."""
    return refusal("Bad Request: group chat was upgraded to a supergroup chat", 400, migrate_to_chat_id=new_chat_id)


def server_error(code: int = 500, *, accepted: bool = False) -> Fault:
    """Return a 5xx in Telegram's form."""
    return Fault(Refusal("Internal Server Error", code).reply(), accepted=accepted)


def bad_gateway(*, accepted: bool = False) -> Fault:
    """Return 502 with a proxy's HTML page."""
    page = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
    return Fault(Reply(502, page, "text/html"), accepted=accepted)


def broken_json(*, accepted: bool = True) -> Fault:
    """Return 200 whose body ends in its middle."""
    return Fault(Reply(200, b'{"ok":true,"result":{"message_id":'), accepted=accepted)


def timeout(*, accepted: bool = False) -> Fault:
    """Return silence: the answer never comes."""
    return Fault(loss=Loss.TIMEOUT, accepted=accepted)


def cut(*, accepted: bool = False) -> Fault:
    """Return a connection cut after the request was sent."""
    return Fault(loss=Loss.CUT, accepted=accepted)


def scheduled() -> Fault:
    """Return message_id 0: the server took the message and will show it later (Bot API, Message)."""
    return Fault(accepted=True, scheduled=True)


def refused() -> Fault:
    """Return a refused connection; over HTTP a test closes the port instead."""
    return Fault(loss=Loss.REFUSED)


def connect_timeout() -> Fault:
    """Return a connection that cannot be made in time; in process only."""
    return Fault(loss=Loss.CONNECT_TIMEOUT)


KINDS = {
    kind.__name__: kind
    for kind in (
        refusal, blocked, flood, unauthorized, not_found, conflict, migrated, server_error, bad_gateway,
        broken_json, timeout, cut, scheduled, refused, connect_timeout,
    )
}  # fmt: skip
_EITHER = {"server_error", "bad_gateway", "broken_json", "timeout", "cut"}  # taken or not, nobody can tell


@dataclass(slots=True)
class _Order:
    fault: Fault
    method: str
    chat_id: int | None
    times: int


@dataclass(slots=True)
class _Weather:
    """Faults by chance: how likely each kind is, drawn from a seed."""

    rates: Mapping[str, float]
    chance: Random
    longest: int

    def fault(self) -> Fault | None:
        """Return what the next call meets."""
        drawn = self.chance.random()
        for kind, rate in self.rates.items():
            drawn -= rate
            if drawn < 0:
                return self._of(kind)
        return None

    def _of(self, kind: str) -> Fault:
        make: Callable[..., Fault] = KINDS[kind]
        if kind == "flood":
            return make(self.chance.randint(1, self.longest))
        return make(accepted=self.chance.random() < 0.5) if kind in _EITHER else make()  # noqa: PLR2004 - half of them


@dataclass(slots=True)
class Faults:
    """What calls meet: an outage first of all, then the first order that fits, then the weather."""

    _orders: list[_Order] = field(default_factory=list)
    _outage: Fault | None = None
    _weather: _Weather | None = None

    def add(self, fault: Fault, method: str = "", chat_id: int | None = None, times: int = 1) -> None:
        """Order a fault for the next `times` calls of a method (empty: any but getUpdates) to a chat (None: any).

        The fetching of a file counts as a method of the name `file`.
        """
        self._orders.append(_Order(fault, method.lower(), chat_id, times))

    def outage(self, fault: Fault) -> None:
        """Let every call meet `fault`, getUpdates and what is being polled too, until `lift` or `clear`."""
        self._outage = fault

    def lift(self) -> None:
        """End the outage."""
        self._outage = None

    def weather(self, rates: Mapping[str, float], seed: int, longest_pause: int = 3) -> None:
        """Let calls other than getUpdates meet faults by chance; `rates` maps kinds to likelihoods from 0 to 1.

        Of the kinds that leave open whether a call took effect, one half does. `longest_pause` of a flood in seconds.
        """
        if unknown := rates.keys() - KINDS.keys():
            raise ValueError(f"no such kinds of fault: {sorted(unknown)}")
        self._weather = _Weather(dict(rates), Random(seed), longest_pause) if rates else None  # noqa: S311 - a test's

    def out(self) -> Fault | None:
        """Return what every call meets during an outage, None if there is none."""
        return self._outage

    def take(self, method: str, chat_id: Any) -> Fault | None:
        """Return what a call meets, and use it up if it was ordered; `method` in lower case."""
        fault = self._outage or self._ordered(method, chat_id)
        if fault is None and self._weather and method != "getupdates":
            return self._weather.fault()
        return fault

    def _ordered(self, method: str, chat_id: Any) -> Fault | None:
        for order in self._orders:
            if _fits(order, method, chat_id):
                order.times -= 1
                if not order.times:
                    self._orders.remove(order)
                return order.fault
        return None

    def clear(self) -> None:
        """Forget what was ordered, and have good weather."""
        self._orders.clear()
        self._outage = self._weather = None

    @property
    def left(self) -> int:
        """How many calls will still meet a fault that was ordered."""
        return sum(order.times for order in self._orders)


def _fits(order: _Order, method: str, chat_id: Any) -> bool:
    by_method = order.method == method if order.method else method != "getupdates"
    return by_method and order.chat_id in (None, chat_id)
