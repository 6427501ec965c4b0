"""The parameters of one call, from JSON or from a form where everything is text. It knows no method."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.reply import bad

Upload = tuple[str, bytes, str]


@dataclass(frozen=True, slots=True)
class Given:
    """What a bot sent with a call; `files` maps a part's name to (file name, content, MIME type)."""

    parameters: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter as text; a structure as its JSON."""
        value = self.parameters.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        return json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is none counts as `default`, as Telegram has it."""
        with suppress(KeyError, TypeError, ValueError):
            return int(self.parameters[name])
        return default

    def number(self, name: str) -> float:
        """Return a number; BadRequest if there is none."""
        try:
            return float(self.parameters[name])
        except (KeyError, TypeError, ValueError):
            raise bad(f'parameter "{name}" is required' if name not in self.parameters else f"wrong {name}") from None

    def flag(self, name: str) -> bool:
        """Return a truth value; in forms Telegram takes `true`, `True`, `1` and `yes`."""
        return str(self.parameters.get(name, "")).lower() in {"true", "1", "yes"}

    def tree(self, name: str, what: str) -> Any:
        """Return a JSON structure or None; `what` names it in the refusal."""
        value = self.parameters.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {what} JSON object") from None

    def required(self, name: str) -> str:
        """Return a text that must be there and not be empty."""
        value = self.text(name)
        if not value:
            raise bad(f'parameter "{name}" is required')
        return value
