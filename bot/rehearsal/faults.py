"""Faults on order: what the next calls shall meet instead of an answer. It breaks nothing that nobody ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.reply import Loss, NoAnswer, Refusal, Reply


@dataclass(frozen=True, slots=True)
class Fault:
    """One mishap: an answer or none; `accepted` says whether the call takes effect all the same."""

    reply: Reply | None = None
    loss: Loss | None = None
    accepted: bool = False

    def happen(self) -> Reply:
        """Return the wrong answer, or raise NoAnswer."""
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
        broken_json, timeout, cut, refused, connect_timeout,
    )
}  # fmt: skip


@dataclass(slots=True)
class _Order:
    fault: Fault
    method: str
    chat_id: int | None
    times: int


@dataclass(slots=True)
class Faults:
    """The queue of ordered faults; a call meets the first that fits it."""

    _orders: list[_Order] = field(default_factory=list)

    def add(self, fault: Fault, method: str = "", chat_id: int | None = None, times: int = 1) -> None:
        """Order a fault for the next `times` calls of a method (empty: any but getUpdates) to a chat (None: any)."""
        self._orders.append(_Order(fault, method.lower(), chat_id, times))

    def take(self, method: str, chat_id: Any) -> Fault | None:
        """Return and use up the first fault that fits a call; `method` in lower case."""
        for order in self._orders:
            if _fits(order, method, chat_id):
                order.times -= 1
                if not order.times:
                    self._orders.remove(order)
                return order.fault
        return None

    def clear(self) -> None:
        """Forget what was ordered."""
        self._orders.clear()

    @property
    def left(self) -> int:
        """How many calls will still meet a fault."""
        return sum(order.times for order in self._orders)


def _fits(order: _Order, method: str, chat_id: Any) -> bool:
    by_method = order.method == method if order.method else method != "getupdates"
    return by_method and order.chat_id in (None, chat_id)
