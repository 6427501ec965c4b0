"""What the chat page in the browser asks for: people, chats, events, the clock and files. It speaks JSON, no HTML."""

from __future__ import annotations

import asyncio
import base64
import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from bot.rehearsal.reply import bad
from bot.rehearsal.stage import move

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp.web_request import BaseRequest

    from bot.rehearsal.stage import Stage
    from bot.rehearsal.telegram import Telegram

    Handler = Callable[[BaseRequest, str], Awaitable[web.StreamResponse]]

FOLDER = Path(__file__).parent / "page"
NO_STORE = {"Cache-Control": "no-store"}
_HEARTBEAT = 15.0  # seconds between signs of life on an event stream


class ChatPage:
    """The page's side of the stand-in; `routes` maps method and path to a handler that gets the path's rest."""

    def __init__(self, telegram: Telegram, stage: Stage) -> None:
        self._telegram = telegram
        self._stage = stage
        self._streams: set[asyncio.Queue[dict[str, Any] | None]] = set()
        stage.clock.watch(lambda: telegram.tell_all({"kind": "clock", **stage.time()}))

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Return the handlers by method and the path's first part."""
        return {
            ("GET", "/"): self._index,
            ("GET", "/page"): self._page_file,
            ("GET", "/rehearsal/people"): self._people,
            ("GET", "/rehearsal/chats"): self._chat,
            ("GET", "/rehearsal/events"): self._events,
            ("GET", "/rehearsal/clock"): self._clock,
            ("GET", "/rehearsal/file"): self._file,
            ("POST", "/rehearsal/say"): self._say,
            ("POST", "/rehearsal/send"): self._send,
            ("POST", "/rehearsal/forward"): self._forward,
            ("POST", "/rehearsal/tap"): self._tap,
            ("POST", "/rehearsal/search"): self._search,
            ("POST", "/rehearsal/choose"): self._choose,
            ("POST", "/rehearsal/clock"): self._set_clock,
        }

    def close(self) -> None:
        """End the event streams."""
        for stream in self._streams:
            stream.put_nowait(None)

    async def _index(self, _request: BaseRequest, _rest: str) -> web.StreamResponse:
        return _static(FOLDER / "index.html")

    async def _page_file(self, _request: BaseRequest, rest: str) -> web.StreamResponse:
        path = (FOLDER / rest).resolve()
        return _static(path if path.is_relative_to(FOLDER.resolve()) else FOLDER / "missing")

    async def _people(self, _request: BaseRequest, _rest: str) -> web.StreamResponse:
        bot = self._telegram.bot
        people = [persona.shown() for persona in self._stage.cast]
        return told({"bot": {"username": bot["username"], "name": self._telegram.name}, "people": people})

    async def _chat(self, _request: BaseRequest, rest: str) -> web.StreamResponse:
        person = self._person(rest)
        chat = {"messages": self._telegram.messages(person), "silent": self._telegram.silent(person)}
        return told(chat | {"commands": self._telegram.commands(person)})

    async def _say(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        asked = await asked_by(request)
        person, text = self._person(asked.get("person")), str(asked.get("text", ""))
        return told({"message_id": self._telegram.say(person, text, entities=asked.get("entities"))})

    async def _send(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take a file as base64 in JSON, the only form in which a page elsewhere cannot send anything here."""
        asked = await asked_by(request)
        person, caption, entities = self._person(asked.get("person")), asked.get("caption", ""), asked.get("entities")
        content = base64.b64decode(asked["content"], validate=True)
        if asked.get("as") == "photo":
            return told({"message_id": self._telegram.send_photo(person, content, caption, entities=entities)})
        name, mime = str(asked["name"]), str(asked.get("mime", ""))
        message_id = self._telegram.send_document(person, name, content, caption, mime=mime, entities=entities)
        return told({"message_id": message_id})

    async def _forward(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        asked = await asked_by(request)
        return told({"message_id": self._telegram.forward(self._person(asked.get("person")), int(asked["message_id"]))})

    async def _tap(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        asked = await asked_by(request)
        message_id, data = asked.get("message_id"), asked.get("data")
        if not isinstance(message_id, int) or not isinstance(data, str):
            raise bad("message_id and data are expected")
        query_id = self._telegram.tap(self._person(asked.get("person")), message_id, data)
        return told({"callback_query_id": query_id})

    async def _search(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take what was typed behind the bot's name; the answer comes as an event."""
        asked = await asked_by(request)
        person, offset = self._person(asked.get("person")), str(asked.get("offset", ""))
        return told({"inline_query_id": self._telegram.search(person, str(asked.get("query", "")), offset)})

    async def _choose(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        asked = await asked_by(request)
        person, query_id = self._person(asked.get("person")), str(asked.get("inline_query_id"))
        return told({"message_id": self._telegram.choose(person, query_id, str(asked.get("result_id")))})

    def _person(self, value: Any) -> int:
        try:
            person = int(value)
        except (TypeError, ValueError):
            person = 0
        if not any(persona.id == person for persona in self._stage.cast):
            raise bad("there is no such person")
        return person

    async def _file(self, _request: BaseRequest, rest: str) -> web.StreamResponse:
        file = self._telegram.file(rest)
        if file is None:
            raise web.HTTPNotFound
        if file.url:
            raise web.HTTPFound(file.url)
        place = "inline" if file.kind == "photo" else "attachment"
        kind = file.mime or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        response = web.Response(body=file.content, headers={"Content-Type": kind, **NO_STORE})
        response.headers["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(file.name)}"  # RFC 6266
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def _clock(self, _request: BaseRequest, _rest: str) -> web.StreamResponse:
        return told(self._stage.time() | self._stage.place())

    async def _set_clock(self, request: BaseRequest, rest: str) -> web.StreamResponse:
        move(self._stage.clock, await asked_by(request), self._stage.zone)
        return await self._clock(request, rest)

    async def _events(self, request: BaseRequest, rest: str) -> web.StreamResponse:
        person = self._person(rest)
        events: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **NO_STORE})
        self._streams.add(events)
        unwatch = self._telegram.watch(person, events.put_nowait)
        try:
            await response.prepare(request)
            await response.write(b": ready\n\n")
            await _pour(events, response)
        except ConnectionResetError:
            pass
        finally:
            unwatch()
            self._streams.discard(events)
        return response


async def _pour(events: asyncio.Queue[dict[str, Any] | None], response: web.StreamResponse) -> None:
    while True:
        try:
            event = await asyncio.wait_for(events.get(), _HEARTBEAT)
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        await response.write(f"data: {json.dumps(event)}\n\n".encode())


def told(value: Any, status: int = 200) -> web.Response:
    """Return an answer in JSON."""
    return web.json_response(value, status=status, headers=NO_STORE)


async def asked_by(request: BaseRequest) -> dict[str, Any]:
    """Return the JSON object a page sent; Refusal if it sent none."""
    try:
        asked = await request.json()
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise bad("a JSON object is expected")
    return asked


def _static(path: Path) -> web.Response:
    if not path.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return web.Response(body=path.read_bytes(), headers={"Content-Type": kind, **NO_STORE})
