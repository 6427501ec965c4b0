"""What a failed call means for a letter: the one place that knows. It does nothing about it.

The table is tested row by row through the transport that ships. Telegram's words are compared in lower case, as PTB
changes their first letter. Bot API, "Making requests"; the texts are those of telegram-bot-api's Client.cpp.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.delivery.pace import Paused
from bot.delivery.transport import NotSent


class Verdict(Enum):
    """What became of a request."""

    NOT_SENT = auto()
    """It surely did not arrive: once more, later."""
    RATE = auto()
    """It surely was not taken, for the rate; the pace sees to the pause."""
    DONE = auto()
    """What was asked for is so already."""
    GONE = auto()
    """Never possible: the person is out of reach."""
    NEVER = auto()
    """Never possible for this message; another may arrive."""
    MIGRATED = auto()
    """The group has another id: once more, there."""
    REFUSED = auto()
    """The token is not accepted: nobody can be reached."""
    STAND_BY = auto()
    """Another copy of the bot is at work."""
    DOUBT = auto()
    """It may or may not have arrived."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and why, in words that hold no token; `chat` is the new id of a group that migrated."""

    verdict: Verdict
    reason: str
    chat: int | None = None


# A text that is in none of these lists condemns the message, not the person.
_GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "chat not found",
    "bot can't initiate conversation",
    "bot can't send messages to bots",
    "peer_id_invalid",
    "input_user_deactivated",
    "user not found",
    "bot was kicked",
    "bot is not a member",
    "the group chat was deleted",
    "chat_write_forbidden",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights in the channel chat",
    "topic_closed",
)
_DONE = ("message is not modified", "message to delete not found")
_TOO_MANY = "too many requests"


def judge(error: BaseException) -> Judgement:
    """Return what an exception from a call means; whatever is unknown may have arrived."""
    words = str(getattr(error, "message", "")).lower()
    for kinds, verdict in _KINDS:
        if isinstance(error, kinds):
            return Judgement(verdict, _reason(error, words))
    if isinstance(error, ChatMigrated):
        return Judgement(Verdict.MIGRATED, "migrated", error.new_chat_id)
    if isinstance(error, BadRequest | Forbidden):
        return Judgement(_by_its_words(words), _reason(error, words))
    if _TOO_MANY in words:
        return Judgement(Verdict.NOT_SENT, _reason(error, words))
    return Judgement(Verdict.DOUBT, _reason(error, ""))


_KINDS: tuple[tuple[type[BaseException], Verdict], ...] = (
    (Paused, Verdict.RATE),
    (RetryAfter, Verdict.RATE),
    (NotSent, Verdict.NOT_SENT),
    (InvalidToken, Verdict.REFUSED),
    (Conflict, Verdict.STAND_BY),
)


def _by_its_words(words: str) -> Verdict:
    if any(known in words for known in _DONE):
        return Verdict.DONE
    if any(known in words for known in _GONE):
        return Verdict.GONE
    return Verdict.NEVER


def _reason(error: BaseException, words: str) -> str:
    """Return the kind of error, and Telegram's words where it had any; those of a transport are its own business."""
    name = type(error).__name__
    known = words and not (type(error) is NetworkError or isinstance(error, InvalidToken))
    return f"{name}: {words}" if known else name
