"""The stand-in's levers over HTTP, for benchmarks and tests in another process: people, faults, its clock, the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.chatpage import asked_by, told
from bot.rehearsal.faults import KINDS, Fault
from bot.rehearsal.reply import bad
from bot.rehearsal.stage import move

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.web_request import BaseRequest

    from bot.clock import Clock
    from bot.rehearsal.chatpage import Handler
    from bot.rehearsal.door import Door
    from bot.rehearsal.telegram import Telegram


class Control:
    """One lever per path; each takes and gives JSON. `clock` is the one that dates messages, if it may be moved."""

    def __init__(self, telegram: Telegram, clock: Clock | None = None) -> None:
        self.door: Door | None = None
        self._telegram = telegram
        self._clock = clock

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Return the handlers by method and path."""
        pulled = {
            "person": self._person,
            "speak": self._speak,
            "tap": self._tap,
            "ask-inline": self._ask_inline,
            "put": self._put,
            "push": self._push,
            "block": self._block,
            "unblock": self._unblock,
            "fault": self._fault,
            "outage": self._outage,
            "weather": self._weather,
            "calm": self._calm,
            "flood": self._flood,
            "skew": self._skew,
            "time": self._time,
        }
        read = {"offer": self._offer, "log": self._log, "state": self._state, "messages": self._messages}
        paths: dict[tuple[str, str], Handler] = {("POST", name): lever for name, lever in pulled.items()}
        paths |= {("GET", name): lever for name, lever in read.items()}
        return {(method, f"/rehearsal/{name}"): lever for (method, name), lever in paths.items()}

    async def _person(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `id`, `first_name`, optionally `language_code` and `username`; `count` makes so many in a row.

        With `wrote` the bot may write to them at once, as if they had written to it long ago.
        """
        asked = await asked_by(request)
        for person_id in range(int(asked["id"]), int(asked["id"]) + int(asked.get("count", 1))):
            chat = self._telegram.add_person(
                person_id, asked.get("first_name", "Someone"), asked.get("language_code"), asked.get("username")
            )
            chat.refusal = None if asked.get("wrote") else chat.refusal
        return told({})

    async def _speak(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `said`, a list of [person, text], and let them be said in this order; `at` is when that was done."""
        said = (await asked_by(request)).get("said", [])
        message_ids = [self._telegram.say(int(person), str(text)) for person, text in said]
        return told({"message_ids": message_ids, "at": self._telegram.seconds})

    async def _tap(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `person`, `message_id` and the button's `data`, or its `label`."""
        asked = await asked_by(request)
        person, message_id = int(asked["person"]), int(asked["message_id"])
        data = asked["data"] if "data" in asked else self._data(person, message_id, str(asked["label"]))
        return told({"callback_query_id": self._telegram.tap(person, message_id, str(data))})

    def _data(self, person: int, message_id: int, label: str) -> str:
        message = self._telegram.chat(person).messages[message_id]
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            if button["text"] == label and "callback_data" in button:
                return str(button["callback_data"])
        raise bad(f"there is no button {label}")

    async def _ask_inline(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `person` and the `query` they type behind the bot's name in some chat, with its `offset`."""
        asked = await asked_by(request)
        query_id = self._telegram.search(int(asked["person"]), str(asked.get("query", "")), asked.get("offset", ""))
        return told({"inline_query_id": query_id})

    async def _put(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `person`, `inline_query_id` and `result_id` of an offered card, and the `chat_id` it is put into."""
        asked = await asked_by(request)
        chosen = int(asked["person"]), str(asked["inline_query_id"]), str(asked["result_id"])
        return told({"message_id": self._telegram.choose(*chosen, asked.get("chat_id"))})

    async def _push(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take an Update and queue it."""
        return told({"update_id": self._telegram.push(await asked_by(request))})

    async def _block(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `person`, who blocks the bot."""
        self._telegram.block(int((await asked_by(request))["person"]))
        return told({})

    async def _unblock(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `person`, who unblocks the bot."""
        self._telegram.unblock(int((await asked_by(request))["person"]))
        return told({})

    async def _fault(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `kind`, its own arguments in `with`, and `method`, `chat_id`, `times`."""
        asked = await asked_by(request)
        where = {name: asked[name] for name in ("method", "chat_id", "times") if name in asked}
        self._telegram.faults.add(_fault(asked), **where)
        return told({"left": self._telegram.faults.left})

    async def _outage(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `kind` and its own arguments in `with`: every call meets it until there is an outage without a kind.

        For `refused` the door is shut, if this lever can be reached beside it; else it is as `cut`.
        """
        asked = await asked_by(request)
        if asked.get("kind") is None:
            await self._restore()
            return told({})
        self._telegram.faults.outage(_fault(asked))
        if self.door and asked["kind"] == "refused":
            await self.door.shut()
        return told({})

    async def _restore(self) -> None:
        self._telegram.faults.lift()
        if self.door:
            await self.door.open()

    async def _weather(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `rates` by kind, a `seed`, and `longest_pause` of a flood in seconds."""
        asked = await asked_by(request)
        self._telegram.faults.weather(asked["rates"], int(asked["seed"]), int(asked.get("longest_pause", 3)))
        return told({})

    async def _calm(self, _request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Forget all faults, and end the outage."""
        await self._restore()
        self._telegram.faults.clear()
        return told({})

    async def _flood(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `on`."""
        self._telegram.flood.on = bool((await asked_by(request)).get("on"))
        return told({"on": self._telegram.flood.on})

    async def _skew(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `seconds` by which the `Date` of answers is ahead."""
        self._telegram.skew = float((await asked_by(request))["seconds"])
        return told({})

    async def _time(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take one of `to`, `forward` in seconds and `speed`, as the chat page's clock."""
        if self._clock is None:
            raise bad("this clock is the conference's")
        move(self._clock, await asked_by(request))
        return told({"now": self._clock.now().isoformat()})

    async def _log(self, _request: BaseRequest, rest: str) -> web.StreamResponse:
        """Give what was accepted, from the number in the path on."""
        return told({"accepted": [entry.shown() for entry in self._telegram.log[int(rest or 0) :]]})

    async def _offer(self, _request: BaseRequest, rest: str) -> web.StreamResponse:
        """Give what the inline query in the path was answered with; no results as long as it was not."""
        offered = self._telegram.offers.get(rest)
        results = list(offered.results.values()) if offered else []
        return told({"answered": offered is not None, "results": results, "more": offered.more if offered else ""})

    async def _state(self, _request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Give how many updates wait, how often they were asked for, how many faults are left and messages accepted."""
        telegram = self._telegram
        counts = {"pending": telegram.pending, "polls": telegram.polls, "faults": telegram.faults.left}
        return told(counts | {"accepted": len(telegram.log), "at": telegram.seconds})

    async def _messages(self, _request: BaseRequest, rest: str) -> web.StreamResponse:
        """Give the messages of the chat in the path as they stand now."""
        return told({"messages": self._telegram.messages(int(rest))})


def _fault(asked: dict[str, Any]) -> Fault:
    kind = KINDS.get(str(asked.get("kind")))
    if kind is None:
        raise bad(f"the kinds of fault are {', '.join(KINDS)}")
    return kind(**asked.get("with", {}))
