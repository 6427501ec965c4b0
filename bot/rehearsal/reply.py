"""What the Bot API answers: results, refusals and answers that never come. It decides nothing itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer: status and body as they go over the wire."""

    status: int
    body: bytes
    content_type: str = "application/json"

    @property
    def content(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


def result(value: Any) -> Reply:
    """Return the answer to a call that went well."""
    return Reply(200, b'{"ok":true,"result":' + _compact(value).encode() + b"}")


def scheduled_reply(answer: Reply) -> Reply:
    """Return the answer to a call as if the server had scheduled the message: its id is 0 (Bot API, Message)."""
    told = answer.content
    if not told["ok"] or not isinstance(told["result"], dict):
        return answer
    return result({**told["result"], "message_id": 0})


class Refusal(Exception):
    """A call that Telegram refuses; `description` is Telegram's own wording, `parameters` its ResponseParameters."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def reply(self) -> Reply:
        """Return the answer that tells of it."""
        told: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            told["parameters"] = self.parameters
        return Reply(self.code, _compact(told).encode())


def bad(reason: str) -> Refusal:
    """Return the refusal of a bad request."""
    return Refusal(f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    """Return the refusal of what a bot may not do."""
    return Refusal(f"Forbidden: {reason}", 403)


class Loss(StrEnum):
    """How a call can go without an answer."""

    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CUT = "cut"
    TIMEOUT = "timeout"


class NoAnswer(Exception):
    """The call gets no HTTP answer at all; whether it took effect, its caller cannot know."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss.value)
        self.loss = loss
