"""A Telegram of our own, as strict as the real one, without HTTP: the Bot API for one bot, and the people it meets.

Bot API 10.0. It knows only what a conference bot calls and no parse mode but HTML; anything else is "Not Found".
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.rehearsal import editing, queries, sending
from bot.rehearsal.given import Given, Upload
from bot.rehearsal.menus import Menus
from bot.rehearsal.network import Accepted, Answer, Chat, Message, Offered, create
from bot.rehearsal.people import People
from bot.rehearsal.reply import Refusal, Reply, result

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.rehearsal.faults import Fault, Faults
    from bot.rehearsal.files import File
    from bot.rehearsal.flood import Flood

USERNAME = "SteigerRehearsalBot"
_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
    "has_topics_enabled": False,
    "allows_users_to_create_topics": False,
    "can_manage_bots": False,
}
_PACED = {**sending.METHODS, **editing.EDITS}


class Telegram(People):
    """One bot's Telegram. `now` is the clock that dates messages, `seconds` the machine's count for rates and ages."""

    def __init__(
        self, token: str, username: str = USERNAME, *, now: Callable[[], datetime], seconds: Callable[[], float]
    ) -> None:
        number = token.partition(":")[0]
        network = create(username, int(number) if number.isdecimal() else 1, now, seconds)
        super().__init__(network)
        self.token = token
        self.skew = 0.0  # seconds by which the server's own clock, in its `Date` headers, is ahead of the machine's
        self.menus = Menus(network)
        plain = {**_PACED, **editing.METHODS, **queries.METHODS, "sendchataction": sending.send_chat_action}
        self._methods: dict[str, Callable[[Given], Any]] = {
            **{name: partial(method, network) for name, method in plain.items()},
            **self.menus.methods(),
            "getme": lambda _given: {**network.bot, **_ABILITIES},
            "getfile": network.files.get_file,
            "setwebhook": network.updates.set_webhook,
            "deletewebhook": network.updates.delete_webhook,
            "getwebhookinfo": network.updates.webhook_info,
        }

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        files: dict[str, Upload] | None = None,
        token: str | None = None,
    ) -> Reply:
        """Return what the HTTP server answers to a call; NoAnswer if a fault leaves it without one.

        `files` maps a part's name to (file name, content, MIME type); a `token` other than the bot's is refused.
        """
        given = Given(parameters, files or {})
        name = method.lower()
        fault = self.faults.take(name, given.integer("chat_id"))
        if fault is None:
            answer = await self._answer(name, given, token)
            # A poll that was open when the network went down has lost its answer.
            fault = self.faults.out() if name == "getupdates" else None
            return fault.happen() if fault else answer
        return fault.happen(await self._taken(name, given, token, fault) if fault.accepted else None)

    async def download(self, path: str, token: str) -> Reply:
        """Return what the HTTP server answers to the fetching of a file_path; NoAnswer as for a call."""
        if fault := self.faults.take("file", None):
            return fault.happen()
        file = self._network.files.at(path) if token == self.token else None
        if file is None:
            return Refusal("Not Found", 404).reply()
        return Reply(200, file.content, "application/octet-stream")

    async def _taken(self, name: str, given: Given, token: str | None, fault: Fault) -> Reply:
        before = len(self.log)
        answer = await self._answer(name, given, token)
        if fault.scheduled:
            self.log[before:] = [replace(entry, message_id=0) for entry in self.log[before:]]
        return answer

    async def _answer(self, name: str, given: Given, token: str | None) -> Reply:
        try:
            self._check_token(token)
            if name == "getupdates":
                return result(await self._network.updates.fetch(given))
            if name in _PACED:
                self._pace(given.integer("chat_id"))
            return result(self._methods.get(name, _unknown)(given))
        except Refusal as refusal:
            return refusal.reply()

    def _check_token(self, token: str | None) -> None:
        if token is None or token == self.token:
            return
        if ":" in token:
            raise Refusal("Unauthorized", 401)
        raise Refusal("Not Found", 404)

    def _pace(self, chat_id: int) -> None:
        wait = self.flood.wait(chat_id, self._network.seconds())
        if wait:
            raise Refusal(f"Too Many Requests: retry after {wait}", 429, retry_after=wait)

    @property
    def faults(self) -> Faults:
        """What the next calls shall meet."""
        return self._network.faults

    @property
    def flood(self) -> Flood:
        """The limits on sending; off until switched on."""
        return self._network.flood

    @property
    def log(self) -> list[Accepted]:
        """Every message, edit and deletion of the bot that was accepted, in order."""
        return self._network.accepted

    @property
    def answers(self) -> list[Answer]:
        """What taps were answered with, in order."""
        return self._network.answers

    @property
    def offers(self) -> dict[str, Offered]:
        """What inline queries were answered with, by the query's id."""
        return self._network.offers

    @property
    def seconds(self) -> float:
        """The machine's count, as in the log."""
        return self._network.seconds()

    @property
    def bot(self) -> dict[str, Any]:
        """The bot as a User."""
        return self._network.bot

    @property
    def name(self) -> str:
        """The bot's name as people see it who have no language of their own."""
        return self.menus.word("name", "")

    @property
    def polls(self) -> int:
        """How often getUpdates was called."""
        return self._network.updates.polls

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return self._network.updates.pending

    def messages(self, chat_id: int) -> list[Message]:
        """Return the messages of a chat in order, as they stand now."""
        return list(self.chat(chat_id).messages.values())

    def silent(self, chat_id: int) -> list[int]:
        """Return the ids of the messages of a chat that came without a sound."""
        return sorted(self.chat(chat_id).silent)

    def commands(self, person_id: int, chat_id: int | None = None) -> list[dict[str, str]]:
        """Return the menu a person sees, by default in private."""
        person = self.chat(person_id)
        return self.menus.seen_by(self.chat(chat_id or person_id), person.user or {"id": person_id})

    def chat(self, chat_id: int) -> Chat:
        """Return a chat; KeyError if there is none."""
        return self._network.chats[chat_id]

    def file(self, path: str) -> File | None:
        """Return a file by its file_path or file_id."""
        return self._network.files.at(path) or self._network.files.find(path)

    def watch(self, chat_id: int, watcher: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Have `watcher` told of every event in a chat; returns how to end that."""
        return self._network.watch(chat_id, watcher)

    def tell_all(self, event: dict[str, Any]) -> None:
        """Tell everybody who watches, as of a jump of the clock."""
        self._network.tell_all(event)


def _unknown(_given: Given) -> Any:
    raise Refusal("Not Found", 404)
