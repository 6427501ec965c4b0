"""Telegram's side of the conversation: people, groups, their messages, and who is told of what. It checks no call."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.rehearsal.faults import Faults
from bot.rehearsal.files import Files
from bot.rehearsal.flood import Flood
from bot.rehearsal.reply import Refusal, bad, forbidden
from bot.rehearsal.updates import Updates

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Message = dict[str, Any]
Event = dict[str, Any]
# Bot API, ChatMemberAdministrator
_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message, edit or deletion that was taken: `at` in the machine's seconds, `instant` on the conference's clock.

    `message_id` is the one the bot was told: 0 for a message that Telegram scheduled. A deletion has no text.
    """

    at: float
    instant: datetime
    method: str
    chat_id: int
    message_id: int
    text: str
    silent: bool = False

    def shown(self) -> dict[str, Any]:
        """Return it as JSON; the instant in ISO 8601."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return told | {"instant": self.instant.isoformat()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tap was answered with."""

    query_id: str
    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a person's inline query was answered with: results by id, each with its `message` as message fields.

    `cached` is for how many seconds Telegram may give the same again.
    """

    person: int
    results: dict[str, dict[str, Any]]
    more: str
    cached: int
    personal: bool


@dataclass(slots=True)
class Chat:
    """One conversation. `refusal` is why the bot cannot write there; `fixed` are messages that cannot be edited.

    `silent` are messages that came without a sound: apps know it, the bot is not told.
    """

    shown: dict[str, Any]
    user: dict[str, Any] | None = None
    refusal: Refusal | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    fixed: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_id: int = 0

    @property
    def id(self) -> int:
        """The chat's id; below zero for groups and channels."""
        return int(self.shown["id"])

    @property
    def kind(self) -> str:
        """`private`, `group`, `supergroup` or `channel`."""
        return str(self.shown["type"])


@dataclass(slots=True)
class Network:
    """Everything one bot's Telegram knows. `now` dates the messages, `seconds` counts for rates and lifetimes."""

    bot: dict[str, Any]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    updates: Updates
    chats: dict[int, Chat] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    flood: Flood = field(default_factory=Flood)
    faults: Faults = field(default_factory=Faults)
    accepted: list[Accepted] = field(default_factory=list)
    queries: dict[str, tuple[float, int]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    offers: dict[str, Offered] = field(default_factory=dict)
    _watchers: defaultdict[int, list[Callable[[Event], None]]] = field(default_factory=lambda: defaultdict(list))
    _last_id: int = 0
    _last_query: int = 4_382_000_000_000_000_000

    def unix(self) -> int:
        """Return the conference's instant as Telegram writes dates: whole seconds since 1970."""
        return int(self.now().timestamp())

    def chat(self, chat_id: Any) -> Chat:
        """Return a chat by id or, but for people, by @username; Refusal "chat not found"."""
        try:
            return self.chats[int(chat_id)]
        except (KeyError, TypeError, ValueError):
            pass
        name = str(chat_id or "").removeprefix("@").lower()
        if not name:
            raise bad("chat_id is empty")
        for chat in self.chats.values():
            if chat.kind != "private" and str(chat.shown.get("username", "")).lower() == name:
                return chat
        raise bad("chat not found")

    def user(self, user_id: int) -> dict[str, Any] | None:
        """Return the person of this id, or None."""
        chat = self.chats.get(user_id)
        return chat.user if chat else None

    def writable(self, chat_id: Any) -> Chat:
        """Return a chat the bot may write to; Refusal with the reason if it may not."""
        chat = self.chat(chat_id)
        if chat.refusal:
            raise chat.refusal
        return chat

    def new_id(self, chat: Chat) -> int:
        """Return the next message id: one row of numbers for private chats and groups, an own one for the others."""
        if chat.kind in ("supergroup", "channel"):
            chat.last_id += 1
            return chat.last_id
        self._last_id += 1
        return self._last_id

    def post(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any], *, silent: bool = False) -> Message:
        """Put a message into a chat, told to those who watch it, and return it."""
        message: Message = {
            "message_id": self.new_id(chat),
            "from": sender,
            "chat": chat.shown,
            "date": self.unix(),
            **content,
        }
        chat.messages[message["message_id"]] = message
        if silent:
            chat.silent.add(message["message_id"])
        self.tell(chat.id, {"kind": "message", "message": message, "silent": silent})
        return message

    def log(self, method: str, chat: Chat, message: Message, *, silent: bool = False) -> None:
        """Note a message or edit of the bot that was accepted."""
        text = message.get("text") or message.get("caption") or ""
        self.note(method, chat, message["message_id"], text, silent=silent)

    def note(self, method: str, chat: Chat, message_id: int, text: str = "", *, silent: bool = False) -> None:
        """Note anything of the bot's that was accepted."""
        self.accepted.append(Accepted(self.seconds(), self.now(), method, chat.id, message_id, text, silent))

    def open_query(self, chat_id: int) -> str:
        """Return the id of a new query; its answer will be told to those who watch the chat."""
        self._last_query += 1
        self.queries[str(self._last_query)] = (self.seconds(), chat_id)
        return str(self._last_query)

    def watch(self, chat_id: int, watcher: Callable[[Event], None]) -> Callable[[], None]:
        """Have `watcher` told what happens in a chat; returns how to end that."""
        self._watchers[chat_id].append(watcher)
        return lambda: self._watchers[chat_id].remove(watcher)

    def tell(self, chat_id: int, event: Event) -> None:
        """Tell those who watch a chat."""
        if chat_id in self._watchers:
            for watcher in tuple(self._watchers[chat_id]):
                watcher(event)

    def tell_all(self, event: Event) -> None:
        """Tell everybody who watches anything."""
        for chat_id in tuple(self._watchers):
            self.tell(chat_id, event)

    @property
    def watched(self) -> list[int]:
        """The chats that somebody watches."""
        return [chat_id for chat_id, watchers in self._watchers.items() if watchers]


def unknown_to_the_bot() -> Refusal:
    """Return why a bot cannot write to a person who has never written to it."""
    return forbidden("bot can't initiate conversation with a user")


def membership(user: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a ChatMember; an administrator may do what the bot needs, which is to pin and to delete."""
    member = {"user": user, "status": status}
    if status == "administrator":
        return member | dict.fromkeys(_RIGHTS, False) | {"can_pin_messages": True, "can_delete_messages": True}
    return member | ({"until_date": 0} if status == "kicked" else {})


def create(username: str, bot_id: int, now: Callable[[], datetime], seconds: Callable[[], float]) -> Network:
    """Return an empty network with one bot in it."""
    bot = {"id": bot_id, "is_bot": True, "first_name": "Steiger", "username": username}
    return Network(bot, now, seconds, Updates(seconds))
