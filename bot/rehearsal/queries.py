"""Taps and inline queries: asked once, answered once and in time. What an answer leads to, the chat page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.markup import units
from bot.rehearsal.network import Answer
from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from bot.rehearsal.given import Given
    from bot.rehearsal.network import Network

LIFETIME = 150  # seconds a query can be answered
ANSWER_LIMIT = 200  # Bot API, answerCallbackQuery
RESULTS = 50  # Bot API, answerInlineQuery
RESULT_ID_BYTES = 64
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _close(network: Network, query_id: str) -> int:
    """Return the chat of a query that is open and young enough, which then is answered."""
    asked, chat_id = network.queries.pop(query_id, (None, 0))
    if asked is None or network.seconds() - asked > LIFETIME:
        raise bad(_TOO_OLD)
    return chat_id


def answer_callback(network: Network, given: Given) -> bool:
    """Answer answerCallbackQuery."""
    text, url = given.text("text"), given.text("url")
    if units(text) > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    own = (f"https://t.me/{network.bot['username']}?start=", f"t.me/{network.bot['username']}?start=")
    if url and not url.startswith(own):
        raise bad("URL_INVALID")
    answer = Answer(given.text("callback_query_id"), text, given.flag("show_alert"), url)
    chat_id = _close(network, answer.query_id)
    network.answers.append(answer)
    event = {"kind": "answer", "callback_query_id": answer.query_id, "text": text, "alert": answer.alert, "url": url}
    network.tell(chat_id, event)
    return True


def answer_inline(network: Network, given: Given) -> bool:
    """Answer answerInlineQuery."""
    results = given.tree("results", "inline query results")
    if not isinstance(results, list):
        raise bad("expected an Array of inline query results")
    if len(results) > RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    ids = [_checked_id(result) for result in results]
    if len(set(ids)) < len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    _close(network, given.text("inline_query_id"))
    return True


def _checked_id(result: Any) -> str:
    result_id = str(result.get("id", "")) if isinstance(result, dict) else ""
    if not 1 <= len(result_id.encode()) <= RESULT_ID_BYTES:
        raise bad("RESULT_ID_INVALID")
    return result_id


METHODS = {"answercallbackquery": answer_callback, "answerinlinequery": answer_inline}
