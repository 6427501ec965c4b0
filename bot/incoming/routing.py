"""From an update to the feature that answers it. Everything in an update is untrusted but the sender's id.

It reads the Bot API's JSON directly and will not answer anything itself but what no feature can.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.context import Audience, Context, Desk
from bot.incoming.posts import post_of
from bot.screens import manners
from bot.screens.screen import VERSION
from bot.store import Person

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.context import Command
    from bot.feature import Registry

Json = dict[str, Any]
SOON = 0.25
"""Machine's seconds after which a tap is acknowledged though its screen is still to come."""
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
# No button of ours carries more than 64 bytes (Bot API, InlineKeyboardButton), whatever a client sends.
_DATA = re.compile(rf"(?=.{{1,64}}\Z){VERSION}([a-z]{{1,16}}):([a-z0-9-]{{0,32}})(?::([A-Za-z0-9_.+/-]{{0,40}}))?")
_GROUPS = frozenset({"group", "supergroup"})
_LONGEST = 4096
_LONGEST_QUERY = 256  # Bot API, InlineQuery
# What a person sends and waits for a word about; all else without a text was written by Telegram (Bot API, Message).
_SENT = frozenset(
    {"animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway", "live_photo", "location"}
    | {"paid_media", "photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice"}
)
# Not written by the sender: what it says may be read, but commands nothing.
_FOREIGN = frozenset({"forward_origin", "via_bot", "is_automatic_forward"})


@dataclass(frozen=True, slots=True)
class Routing:
    """Knows who answers what."""

    desk: Desk
    registry: Registry
    albums: deque[str] = field(default_factory=lambda: deque(maxlen=256))

    async def handle(self, update: Json) -> None:
        """Have one update answered; kinds that nobody asked for are passed over in silence."""
        if "callback_query" in update:
            await self._tap(update["callback_query"])
        elif "message" in update:
            await self._message(update["message"])
        elif "inline_query" in update:
            await self._query(update["inline_query"])
        elif "my_chat_member" in update:
            await self._membership(update["my_chat_member"])

    async def apologise(self, update: Json) -> None:
        """Tell whoever wrote or tapped in private that their update could not be answered."""
        tap, message = update.get("callback_query"), update.get("message")
        content = tap or message or {}
        chat = (content.get("message") or content).get("chat") or {}
        if chat.get("type") == "private" and (person := await self.desk.store.person(chat["id"])):
            context = Context(self.desk, chat["id"], person)
            await context.show(manners.sorry(context.view))

    async def _message(self, message: Json) -> None:
        sender, chat = message.get("from"), message["chat"]
        if not sender or sender.get("is_bot") or "sender_chat" in message or self._own_card(message):
            return
        if chat["type"] == "private":
            await self._private(message, sender)
        elif chat["type"] in _GROUPS:
            await self._group(message, sender)

    def _own_card(self, message: Json) -> bool:
        """Tell whether somebody put a card of ours into a chat: it says what we said, and asks nothing."""
        return bool((message.get("via_bot") or {}).get("username") == self.desk.bot)

    async def _private(self, message: Json, sender: Json) -> None:
        context = Context(self.desk, message["chat"]["id"], await self._person(sender))
        text = message.get("text", "")[:_LONGEST].strip()
        if not text:
            await self._no_text(context, message)
            return
        written = _COMMAND.fullmatch(text)
        if written and not _FOREIGN & message.keys():
            await context.wait_for(None)
            await self._command(context, written)
        else:
            context.words = text
            await self._words(context, message)

    async def _no_text(self, context: Context, message: Json) -> None:
        if not _SENT & message.keys():
            return
        continued = not self._first_of_album(message)
        if not await self._taken(context, message, continued=continued) and not continued:
            await context.show(manners.no_text(context.view))

    async def _taken(self, context: Context, message: Json, *, continued: bool = False) -> bool:
        """Offer a message as it was sent; tell whether anybody took it."""
        post = post_of(message, continued=continued)
        for taker in self.registry.takers:
            if await taker(context, post):
                return True
        return False

    def _first_of_album(self, message: Json) -> bool:
        """Tell whether nothing of its album came before; a message that is in none comes first."""
        album = message.get("media_group_id")
        if album in self.albums:
            return False
        if album:
            self.albums.append(album)
        return True

    async def _command(self, context: Context, written: re.Match[str]) -> None:
        command = self._find(written[1].lower(), organiser=context.person.organiser)
        if command:
            context.words = (written[3] or "").strip()
            await command.run(context)
        elif self.registry.unknown:
            context.words = f"{written[1]} {written[3] or ''}".strip()
            await self.registry.unknown(context)

    def _find(self, word: str, *, organiser: bool) -> Command | None:
        command = self.desk.commands.get(word)
        if command and command.audience is Audience.ORGANISERS and not organiser:
            return None
        return command

    async def _words(self, context: Context, message: Json) -> None:
        if context.person.awaiting and await self._taken(context, message):
            return
        for listener in self.registry.listeners:
            if await listener(context):
                return

    async def _group(self, message: Json, sender: Json) -> None:
        written = _COMMAND.fullmatch(message.get("text", "")[:_LONGEST].strip())
        if not written or _FOREIGN & message.keys() or (written[2] or self.desk.bot).lower() != self.desk.bot.lower():
            return
        command = self._find(written[1].lower(), organiser=False)
        if not command:
            return
        passer_by = Person(id=sender["id"], language=self._language(sender))
        context = Context(self.desk, message["chat"]["id"], passer_by, private=False)
        context.words = (written[3] or "").strip()
        if command.groups:
            await command.run(context)
        else:
            await context.show(manners.only_in_private(context.view, command.name))

    async def _tap(self, tap: Json) -> None:
        message = tap.get("message") or {}
        chat = message.get("chat") or {}
        if tap["from"].get("is_bot"):
            return
        if chat.get("type") != "private" or chat.get("id") != tap["from"]["id"]:
            stranger = Context(
                self.desk, 0, Person(id=tap["from"]["id"], language=self._language(tap["from"])), private=False
            )
            stranger.tap_id = tap["id"]
            await stranger.answer(stranger.t.plain("manners.tap_in_group"), alert=True)
            return
        context = Context(self.desk, chat["id"], await self._person(tap["from"]))
        context.tap_id, context.message_id = tap["id"], message.get("message_id")
        data = _DATA.fullmatch(tap.get("data", ""))
        answer = self.registry.buttons.get(data[1]) if data else None
        if data and answer:
            await context.wait_for(None)
            await _answered_in_time(context, answer(context, data[2], data[3] or ""))
        else:
            await context.answer(context.t.plain("manners.outdated"))
        await context.answer()

    async def _query(self, query: Json) -> None:
        sender = query["from"]
        if self.registry.offers is None or sender.get("is_bot"):
            return
        known = await self.desk.store.person(sender["id"])
        stranger = Person(id=sender["id"], language=known.language if known else self._language(sender))
        context = Context(self.desk, 0, stranger, private=False, query_id=query["id"])
        context.words = query.get("query", "")[:_LONGEST_QUERY].strip()
        await self.registry.offers(context, query.get("offset", ""))

    async def _membership(self, change: Json) -> None:
        if change["chat"]["type"] != "private":
            return
        reachable = change["new_chat_member"]["status"] not in {"kicked", "left"}
        if await self.desk.store.person(change["chat"]["id"]):
            await self.desk.store.change(change["chat"]["id"], reachable=reachable)

    async def _person(self, sender: Json) -> Person:
        store = self.desk.store
        person = await store.person(sender["id"])
        if person is None:
            return await store.welcome(sender["id"], self._language(sender), self.desk.clock.now())
        return person if person.reachable else await store.change(person.id, reachable=True)

    def _language(self, sender: Json) -> str:
        offered = self.desk.programme.conference.languages
        wanted = str(sender.get("language_code") or "").split("-")[0].lower()
        return wanted if wanted in offered else offered[0]


async def _answered_in_time(context: Context, work: Awaitable[None]) -> None:
    """Have a tap answered; one whose screen takes its time is acknowledged meanwhile, as it looks busy until then."""
    parts = [asyncio.ensure_future(work)]
    try:
        await asyncio.wait(parts, timeout=SOON)
        if not parts[0].done():
            parts.append(asyncio.ensure_future(context.acknowledge()))
        await asyncio.wait(parts)
    finally:
        for part in parts:
            part.cancel()
    for part in parts:
        part.result()
