"""The stand-in's levers over HTTP, for benchmarks and tests in another process: updates, people, faults, the log."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.rehearsal.chatpage import asked_by, told
from bot.rehearsal.faults import KINDS
from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.web_request import BaseRequest

    from bot.rehearsal.chatpage import Handler
    from bot.rehearsal.telegram import Telegram


class Control:
    """One lever per path; each takes and gives JSON."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Return the handlers by method and path."""
        return {
            ("POST", "/rehearsal/person"): self._person,
            ("POST", "/rehearsal/speak"): self._speak,
            ("POST", "/rehearsal/push"): self._push,
            ("POST", "/rehearsal/block"): self._block,
            ("POST", "/rehearsal/fault"): self._fault,
            ("POST", "/rehearsal/flood"): self._flood,
            ("GET", "/rehearsal/log"): self._log,
        }

    async def _person(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `id`, `first_name`, optionally `language_code` and `username`; `count` makes so many in a row."""
        asked = await asked_by(request)
        for person_id in range(int(asked["id"]), int(asked["id"]) + int(asked.get("count", 1))):
            self._telegram.add_person(
                person_id, asked.get("first_name", "Someone"), asked.get("language_code"), asked.get("username")
            )
        return told({})

    async def _speak(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `said`, a list of [person, text], and let them be said in this order; `at` is when that was done."""
        said = (await asked_by(request)).get("said", [])
        message_ids = [self._telegram.say(int(person), str(text)) for person, text in said]
        return told({"message_ids": message_ids, "at": self._telegram.seconds})

    async def _push(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take an Update and queue it."""
        return told({"update_id": self._telegram.push(await asked_by(request))})

    async def _block(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `person`, who blocks the bot."""
        self._telegram.block(int((await asked_by(request))["person"]))
        return told({})

    async def _fault(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `kind`, its own arguments in `with`, and `method`, `chat_id`, `times`."""
        asked = await asked_by(request)
        kind = KINDS.get(str(asked.get("kind")))
        if kind is None:
            raise bad(f"the kinds of fault are {', '.join(KINDS)}")
        where = {name: asked[name] for name in ("method", "chat_id", "times") if name in asked}
        self._telegram.faults.add(kind(**asked.get("with", {})), **where)
        return told({"left": self._telegram.faults.left})

    async def _flood(self, request: BaseRequest, _rest: str) -> web.StreamResponse:
        """Take `on`."""
        self._telegram.flood.on = bool((await asked_by(request)).get("on"))
        return told({"on": self._telegram.flood.on})

    async def _log(self, _request: BaseRequest, rest: str) -> web.StreamResponse:
        """Give what was accepted, from the number in the path on."""
        accepted = self._telegram.log[int(rest or 0) :]
        return told({"accepted": [asdict(item) | {"instant": item.instant.isoformat()} for item in accepted]})
