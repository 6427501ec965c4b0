"""The methods that change, delete or pin what stands in a chat. They send nothing new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.entities import text_content
from bot.rehearsal.keyboards import inline_only, markup
from bot.rehearsal.network import membership
from bot.rehearsal.reply import Refusal, bad
from bot.rehearsal.sending import captioned

if TYPE_CHECKING:
    from bot.rehearsal.given import Given
    from bot.rehearsal.network import Chat, Message, Network

DELETABLE = 48 * 3600  # seconds; Bot API, deleteMessage
_AT_ONCE = 100  # Bot API, deleteMessages
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_MEDIA = ("photo", "document")
# The fields of a message that an edit sets anew.
_REPLACED = {
    "editMessageText": ("text", "entities", "link_preview_options", "reply_markup"),
    "editMessageCaption": ("caption", "caption_entities", "reply_markup"),
    "editMessageReplyMarkup": ("reply_markup",),
    "editMessageMedia": ("text", "entities", "caption", "caption_entities", "reply_markup", *_MEDIA),
}


def edit_text(network: Network, given: Given) -> Message:
    """Answer editMessageText."""
    chat, message = _editable(network, given)
    content = text_content(given)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _edit(network, chat, message, given, "editMessageText", content)


def edit_caption(network: Network, given: Given) -> Message:
    """Answer editMessageCaption."""
    chat, message = _editable(network, given)
    if not any(kind in message for kind in _MEDIA):
        raise bad("there is no caption in the message to edit")
    return _edit(network, chat, message, given, "editMessageCaption", captioned(given))


def edit_markup(network: Network, given: Given) -> Message:
    """Answer editMessageReplyMarkup."""
    chat, message = _editable(network, given)
    return _edit(network, chat, message, given, "editMessageReplyMarkup", {})


def edit_media(network: Network, given: Given) -> Message:
    """Answer editMessageMedia with a photo or a document."""
    chat, message = _editable(network, given)
    media = given.tree("media", "media") or {}
    kind = str(media.get("type"))
    if kind not in _MEDIA:
        raise bad("can't parse InputMedia: unknown type")
    alone = type(given)({**media, kind: media.get("media", "")}, given.files)
    content = {kind: network.files.sent(alone, kind).shown(), **captioned(alone)}
    return _edit(network, chat, message, given, "editMessageMedia", content)


def _editable(network: Network, given: Given) -> tuple[Chat, Message]:
    if given.text("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = network.writable(given.text("chat_id"))
    message = chat.messages.get(_message_id(given))
    if message is None:
        raise bad("message to edit not found")
    if not _own(network, chat, message):
        raise bad("message can't be edited")
    return chat, message


def _own(network: Network, chat: Chat, message: Message) -> bool:
    """Say whether a message is the bot's, not forwarded, and without a reply keyboard."""
    from_bot = message["from"]["id"] == network.bot["id"]
    return from_bot and message["message_id"] not in chat.fixed and "forward_origin" not in message


def _message_id(given: Given) -> int:
    message_id = given.integer("message_id")
    if not message_id:
        raise bad("message identifier is not specified")
    return message_id


def _edit(
    network: Network, chat: Chat, message: Message, given: Given, method: str, content: dict[str, Any]
) -> Message:
    kept = {name: value for name, value in message.items() if name not in _REPLACED[method]}
    keyboard = inline_only(markup(given))
    edited = kept | content | ({"reply_markup": keyboard} if keyboard else {})
    if edited == message:
        raise bad(_UNCHANGED)
    edited["edit_date"] = network.unix()
    chat.messages[message["message_id"]] = edited
    network.tell(chat.id, {"kind": "edited", "message": edited})
    network.log(method, chat, edited)
    return edited


def delete(network: Network, given: Given) -> bool:
    """Answer deleteMessage."""
    chat = network.chat(given.text("chat_id"))
    _delete(network, chat, _message_id(given), "deleteMessage")
    return True


def delete_many(network: Network, given: Given) -> bool:
    """Answer deleteMessages; what is not found is skipped."""
    chat = network.chat(given.text("chat_id"))
    ids = given.tree("message_ids", "message identifiers") or []
    if not 0 < len(ids) <= _AT_ONCE:
        raise bad("message identifiers are not specified" if not ids else "too many message identifiers specified")
    for message_id in ids:
        if int(message_id) in chat.messages:
            _delete(network, chat, int(message_id), "deleteMessages")
    return True


def _delete(network: Network, chat: Chat, message_id: int, method: str) -> None:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad("message to delete not found")
    own = message["from"]["id"] == network.bot["id"] or chat.kind == "private"
    if not own or network.unix() - message["date"] > DELETABLE:
        raise bad("message can't be deleted for everyone" if own else "message can't be deleted")
    del chat.messages[message_id]
    network.note(method, chat, message_id)
    network.tell(chat.id, {"kind": "deleted", "message_id": message_id})


def pin(network: Network, given: Given) -> bool:
    """Answer pinChatMessage."""
    chat = network.writable(given.text("chat_id"))
    message_id = _message_id(given)
    if message_id not in chat.messages:
        raise bad("message to pin not found")
    if chat.kind != "private" and chat.members.get(network.bot["id"]) != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    chat.pinned.append(message_id)
    return True


def unpin(network: Network, given: Given) -> bool:
    """Answer unpinChatMessage; without a message id the latest is unpinned."""
    chat = network.writable(given.text("chat_id"))
    message_id = given.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


def unpin_all(network: Network, given: Given) -> bool:
    """Answer unpinAllChatMessages."""
    network.writable(given.text("chat_id")).pinned.clear()
    return True


def get_chat(network: Network, given: Given) -> dict[str, Any]:
    """Answer getChat."""
    chat = network.chat(given.text("chat_id"))
    full = {**chat.shown, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    if chat.pinned and (pinned := chat.messages.get(chat.pinned[-1])):
        full["pinned_message"] = pinned
    return full


_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_member(network: Network, given: Given) -> dict[str, Any]:
    """Answer getChatMember."""
    chat = network.chat(given.text("chat_id"))
    user_id = given.integer("user_id")
    user = network.bot if user_id == network.bot["id"] else network.user(user_id)
    if user is None:
        raise bad("invalid user_id specified")
    private = user_id in (chat.id, network.bot["id"]) and chat.kind == "private"
    return membership(user, chat.members.get(user_id, "member" if private else "left"))


def leave(network: Network, given: Given) -> bool:
    """Answer leaveChat."""
    chat = network.writable(given.text("chat_id"))
    if chat.kind == "private":
        raise bad("chat not found")
    chat.members[network.bot["id"]] = "left"
    chat.refusal = Refusal(f"Forbidden: bot is not a member of the {chat.kind} chat", 403)
    return True


EDITS = {
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_markup,
    "editmessagemedia": edit_media,
}
METHODS = {
    "deletemessage": delete,
    "deletemessages": delete_many,
    "pinchatmessage": pin,
    "unpinchatmessage": unpin,
    "unpinallchatmessages": unpin_all,
    "getchat": get_chat,
    "getchatmember": get_member,
    "leavechat": leave,
}
