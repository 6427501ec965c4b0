"""What is written to the log: one line an event, without tokens and without anybody's line breaks."""

from __future__ import annotations

import logging
import re
import sys

_TOKEN = re.compile(r"\d{3,20}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Redacting(logging.Formatter):
    """Writes records with tokens blacked out and control characters escaped, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text that is safe to keep."""
        record.message = record.getMessage().replace("\n", "\\n")
        return redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's name
        """Return the first line."""
        record.message = record.message.replace("\n", "\\n")
        return super().formatMessage(record)


def redact(text: str) -> str:
    """Return `text` without tokens and with control characters other than line feeds escaped."""
    blacked = _TOKEN.sub("[token]", text)
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", blacked)


def set_up(*, verbose: bool = False) -> None:
    """Send every log line to standard error; libraries only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.DEBUG if verbose else logging.INFO)
