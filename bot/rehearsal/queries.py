"""Taps and inline queries: asked once, answered once and in time. What an answer leads to, the chat page shows.

Of the results of an inline query it takes articles with a text, all that a conference bot offers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.entities import text_content
from bot.rehearsal.given import Given
from bot.rehearsal.keyboards import inline_only, markup
from bot.rehearsal.markup import units
from bot.rehearsal.network import Answer, Offered
from bot.rehearsal.reply import Refusal, bad

if TYPE_CHECKING:
    from bot.rehearsal.network import Network

LIFETIME = 150  # seconds a tap can be answered
INLINE_LIFETIME = 30  # seconds for which the Bot API server keeps an inline query (its Client.cpp)
ANSWER_LIMIT = 200  # Bot API, answerCallbackQuery
RESULTS = 50  # Bot API, answerInlineQuery
RESULT_ID_BYTES = 64
OFFSET_BYTES = 64
LONGEST_CACHED = 24 * 60 * 60  # seconds
_UNREADABLE = "can't parse InlineQueryResult: "
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _close(network: Network, query_id: str, lifetime: float) -> int:
    """Return the chat of a query that is open and young enough, which then is answered."""
    asked, chat_id = network.queries.pop(query_id, (None, 0))
    if asked is None or network.seconds() - asked > lifetime:
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
    chat_id = _close(network, answer.query_id, LIFETIME)
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
        raise bad("too many inline query results specified")
    read = {result["id"]: result for result in map(_result, results)}
    if len(read) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    more = given.text("next_offset")
    if len(more.encode()) > OFFSET_BYTES:
        raise bad("NEXT_OFFSET_INVALID")
    query_id, cached = given.text("inline_query_id"), given.integer("cache_time", 300)
    person = _close(network, query_id, INLINE_LIFETIME)
    offered = Offered(person, read, more, min(max(cached, 0), LONGEST_CACHED), given.flag("is_personal"))
    network.offers[query_id] = offered
    shown = [{name: result[name] for name in ("id", "title", "description")} for result in read.values()]
    network.tell(person, {"kind": "offer", "inline_query_id": query_id, "results": shown, "next_offset": more})
    return True


def _result(result: Any) -> dict[str, Any]:
    """Return an InlineQueryResultArticle with its message as message fields."""
    if not isinstance(result, dict):
        raise bad(_UNREADABLE + "object expected")
    if result.get("type") != "article":
        raise bad(_UNREADABLE + "invalid result type specified")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad(_UNREADABLE + "Input message content is not specified")
    message = _message(content, result)
    result_id, title = str(result.get("id", "")), str(result.get("title", ""))
    if not 1 <= len(result_id.encode()) <= RESULT_ID_BYTES:
        raise bad("RESULT_ID_INVALID")
    if not title.strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    return {"id": result_id, "title": title, "description": str(result.get("description", "")), "message": message}


def _message(content: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    try:
        message = text_content(Given({**content, "text": content["message_text"]}))
        keyboard = inline_only(markup(Given({"reply_markup": result.get("reply_markup")})))
    except Refusal as refusal:
        reason = refusal.description.removeprefix("Bad Request: ")
        raise bad({"message is too long": "MESSAGE_TOO_LONG"}.get(reason, _UNREADABLE + reason)) from None
    return message | ({"reply_markup": keyboard} if keyboard else {})


METHODS = {"answercallbackquery": answer_callback, "answerinlinequery": answer_inline}
