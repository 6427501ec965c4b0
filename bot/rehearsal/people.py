"""The people and groups a bot meets: they write, tap, block and leave. Whatever they do reaches it as an update."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any

from bot.rehearsal.entities import CAPTION_LIMIT, TEXT_LIMIT, plain
from bot.rehearsal.network import Chat, Message, Network, membership, unknown_to_the_bot
from bot.rehearsal.reply import Refusal, bad, forbidden
from bot.rehearsal.sending import forwarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.rehearsal.markup import Entity

LONGEST_QUERY = 256  # Bot API, InlineQuery
_GONE = {"left": "bot is not a member of the {} chat", "kicked": "bot was kicked from the {} chat"}


class People:
    """What people do; the ids of people are above zero, those of groups below."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def add_person(
        self, person_id: int, first_name: str, language_code: str | None = None, username: str | None = None
    ) -> Chat:
        """Let there be a person; the bot can write to them once they have written."""
        user: dict[str, Any] = {"id": person_id, "is_bot": False, "first_name": first_name}
        user |= {"username": username} if username else {}
        shown = {key: user[key] for key in ("id", "first_name", "username") if key in user} | {"type": "private"}
        user |= {"language_code": language_code} if language_code else {}
        chat = Chat(shown, user, unknown_to_the_bot())
        self._network.chats[person_id] = chat
        return chat

    def add_group(
        self, group_id: int, title: str, members: Iterable[int] = (), kind: str = "supergroup", *, admin: bool = False
    ) -> Chat:
        """Let there be a group or channel with the bot in it, as its administrator or not."""
        chat = Chat({"id": group_id, "title": title, "type": kind})
        chat.members = dict.fromkeys(members, "member")
        chat.members[self._network.bot["id"]] = "administrator" if admin else "member"
        self._network.chats[group_id] = chat
        return chat

    def say(
        self, person_id: int, text: str, chat_id: int | None = None, *, entities: Sequence[Entity] | None = None
    ) -> int:
        """Let a person write, in private or in a group; return the message id. Who had blocked the bot unblocks it.

        `entities` are the formatting they chose, as MessageEntity. In a group the bot sees only commands and mentions
        of itself (privacy mode).
        """
        person, chat = self._person(person_id), self._network.chats[chat_id or person_id]
        self._open(chat)
        message = self._network.post(chat, self._user(person), _said(text, entities))
        if chat.kind == "private" or self._seen(message["text"]):
            self._network.updates.push({"message": message})
        return int(message["message_id"])

    def post(self, person_id: int, content: dict[str, Any], chat_id: int | None = None) -> int:
        """Let a person send anything else, such as `{"voice": …}`, as Message fields; return the message id."""
        person, chat = self._person(person_id), self._network.chats[chat_id or person_id]
        self._open(chat)
        message = self._network.post(chat, self._user(person), content)
        self._network.updates.push({"message": message})
        return int(message["message_id"])

    def send_document(
        self,
        person_id: int,
        name: str,
        content: bytes,
        caption: str = "",
        *,
        mime: str = "",
        entities: Sequence[Entity] | None = None,
    ) -> int:
        """Let a person send a file in private; return the message id. The MIME type is guessed from the name."""
        mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self._network.files.keep("document", name, content, mime)
        return self.post(person_id, {"document": file.shown(), **_captioned(caption, entities)})

    def send_photo(
        self, person_id: int, content: bytes, caption: str = "", *, entities: Sequence[Entity] | None = None
    ) -> int:
        """Let a person send a picture as a photo in private; return the message id."""
        file = self._network.files.keep("photo", "photo.jpg", content, "image/jpeg")
        return self.post(person_id, {"photo": file.shown(), **_captioned(caption, entities)})

    def forward(self, person_id: int, message_id: int, from_chat: int | None = None) -> int:
        """Let a person forward a message to the bot, by default one of their chat with it; return the new one's id."""
        original = self._network.chats[from_chat or person_id].messages.get(message_id)
        if original is None:
            raise bad("message to forward not found")
        if original.get("has_protected_content"):
            raise bad("message can't be forwarded")
        return self.post(person_id, forwarded(original))

    def edit(self, person_id: int, message_id: int, text: str, chat_id: int | None = None) -> None:
        """Let a person edit what they wrote."""
        chat = self._network.chats[chat_id or person_id]
        old = {key: value for key, value in chat.messages[message_id].items() if key != "entities"}
        edited = {**old, **_said(text), "edit_date": self._network.unix()}
        chat.messages[message_id] = edited
        self._network.tell(chat.id, {"kind": "edited", "message": edited})
        self._network.updates.push({"edited_message": edited})

    def tap(self, person_id: int, message_id: int, data: str, chat_id: int | None = None) -> str:
        """Let a person tap a button, a forged one too; return the callback query's id."""
        person, chat = self._person(person_id), self._network.chats[chat_id or person_id]
        gone = {"message_id": message_id, "chat": chat.shown, "date": 0}
        query_id = self._network.open_query(person_id)
        query = {
            "id": query_id,
            "from": self._user(person),
            "message": chat.messages.get(message_id, gone),
            "chat_instance": str(7_000_000_000_000 + chat.id),
            "data": data,
        }
        self._network.updates.push({"callback_query": query})
        return query_id

    def search(self, person_id: int, query: str, offset: str = "") -> str:
        """Let a person type `@bot query` in some chat; return the inline query's id."""
        if len(query) > LONGEST_QUERY:
            raise bad("that is too long for a query")
        person = self._person(person_id)
        query_id = self._network.open_query(person_id)
        asked = {"id": query_id, "from": self._user(person), "query": query, "offset": offset}
        self._network.updates.push({"inline_query": asked})
        return query_id

    def choose(self, person_id: int, query_id: str, result_id: str, chat_id: int | None = None) -> int:
        """Let a person put an offered card into a chat, by default that with the bot; return the message's id."""
        offered, person = self._network.offers.get(query_id), self._person(person_id)
        if offered is None or offered.person != person_id or result_id not in offered.results:
            raise bad("there is no such card")
        chat = self._network.chats[chat_id or person_id]
        self._open(chat)
        content = {**offered.results[result_id]["message"], "via_bot": self._network.bot}
        message = self._network.post(chat, self._user(person), content)
        # A bot sees what is sent through it in groups too (Bot API, privacy mode).
        self._network.updates.push({"message": message})
        return int(message["message_id"])

    def push(self, update: dict[str, Any]) -> int | None:
        """Queue any update, numbered in turn unless it has an update_id; None if the bot has not asked for its kind."""
        return self._network.updates.push(update)

    def block(self, person_id: int) -> None:
        """Let a person block the bot."""
        chat = self._network.chats[person_id]
        chat.refusal = forbidden("bot was blocked by the user")
        self._my_member(chat, self._user(chat), "member", "kicked")

    def unblock(self, person_id: int) -> None:
        """Let a person unblock the bot."""
        chat = self._network.chats[person_id]
        chat.refusal = None
        self._my_member(chat, self._user(chat), "kicked", "member")

    def deactivate(self, person_id: int) -> None:
        """Let a person delete their account; the bot is not told."""
        self._network.chats[person_id].refusal = forbidden("user is deactivated")

    def expel(self, group_id: int, person_id: int, status: str = "kicked") -> None:
        """Let a person remove the bot from a group."""
        chat = self._network.chats[group_id]
        before = chat.members[self._network.bot["id"]]
        chat.members[self._network.bot["id"]] = status
        chat.refusal = forbidden(_GONE[status].format(chat.kind))
        self._my_member(chat, self._user(self._person(person_id)), before, status)

    def migrate(self, group_id: int, new_id: int) -> None:
        """Let a group become a supergroup with a new id."""
        old = self._network.chats[group_id]
        new = self.add_group(new_id, old.shown["title"], old.members)
        new.members = dict(old.members)
        reason = "Bad Request: group chat was upgraded to a supergroup chat"
        old.refusal = Refusal(reason, 400, migrate_to_chat_id=new_id)
        service = self._network.post(old, self._network.bot, {"migrate_to_chat_id": new_id})
        self._network.updates.push({"message": service})

    def _person(self, person_id: int) -> Chat:
        return self._network.chats[person_id]

    def _user(self, chat: Chat) -> dict[str, Any]:
        if chat.user is None:
            raise LookupError("a group does nothing by itself")
        return chat.user

    def _open(self, chat: Chat) -> None:
        if chat.kind != "private" or chat.refusal is None:
            return
        if "blocked" in chat.refusal.description:
            self.unblock(chat.id)
        chat.refusal = None

    def _seen(self, text: str) -> bool:
        own = "@" + self._network.bot["username"].lower()
        command = text.split(maxsplit=1)[0].lower()
        if command.startswith("/"):
            return "@" not in command or command.endswith(own)
        return own in text.lower()

    def _my_member(self, chat: Chat, by: dict[str, Any], before: str, after: str) -> None:
        bot = self._network.bot
        change = {
            "chat": chat.shown,
            "from": by,
            "date": self._network.unix(),
            "old_chat_member": membership(bot, before),
            "new_chat_member": membership(bot, after),
        }
        self._network.updates.push({"my_chat_member": change})


def _said(text: str, entities: Sequence[Entity] | None = None) -> Message:
    """Return what a person typed as Telegram's apps send it; Refusal if it is empty or too long for one message."""
    kept, entities = plain(text, list(entities or ()), "text", TEXT_LIMIT)
    if not kept:
        raise bad("message text is empty")
    return {"text": kept} | ({"entities": entities} if entities else {})


def _captioned(caption: str, entities: Sequence[Entity] | None) -> Message:
    kept, entities = plain(caption, list(entities or ()), "caption", CAPTION_LIMIT)
    content: Message = {"caption": kept} if kept else {}
    return content | ({"caption_entities": entities} if entities else {})
