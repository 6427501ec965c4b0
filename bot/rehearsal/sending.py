"""The methods that put a message into a chat. Each checks its parameters, in Telegram's words, then posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.entities import CAPTION_LIMIT, text_content, written
from bot.rehearsal.keyboards import markup
from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from bot.rehearsal.given import Given
    from bot.rehearsal.network import Chat, Message, Network

VCARD_BYTES = 2048  # Bot API, sendContact
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_ALBUM = range(2, 11)  # Bot API, sendMediaGroup


def send_message(network: Network, given: Given) -> Message:
    """Answer sendMessage."""
    chat = network.writable(given.text("chat_id"))
    return send(network, given, chat, "sendMessage", text_content(given))


def send_photo(network: Network, given: Given) -> Message:
    """Answer sendPhoto."""
    return _send_file(network, given, "photo")


def send_document(network: Network, given: Given) -> Message:
    """Answer sendDocument."""
    return _send_file(network, given, "document")


def _send_file(network: Network, given: Given, kind: str) -> Message:
    chat = network.writable(given.text("chat_id"))
    content = captioned(given)
    file = network.files.sent(given, kind)
    return send(network, given, chat, f"send{kind.title()}", {kind: file.shown(), **content})


def captioned(given: Given) -> dict[str, Any]:
    """Return the caption of a call as message fields; nothing if it is empty."""
    caption, entities = written(given, "caption", CAPTION_LIMIT)
    content: dict[str, Any] = {"caption": caption} if caption else {}
    return content | ({"caption_entities": entities} if entities else {})


def send_location(network: Network, given: Given) -> Message:
    """Answer sendLocation."""
    chat = network.writable(given.text("chat_id"))
    return send(network, given, chat, "sendLocation", {"location": _place(given)})


def send_venue(network: Network, given: Given) -> Message:
    """Answer sendVenue; as in the real API the message also has the venue's location."""
    chat = network.writable(given.text("chat_id"))
    place = _place(given)
    venue = {"location": place, "title": _line(given, "title"), "address": _line(given, "address")}
    return send(network, given, chat, "sendVenue", {"venue": venue, "location": place})


def _line(given: Given, name: str) -> str:
    text = given.text(name).strip()
    if not text:
        raise bad(f"venue {name} must be non-empty")
    return text


def _place(given: Given) -> dict[str, float]:
    latitude, longitude = given.number("latitude"), given.number("longitude")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004 - degrees
        raise bad("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


def send_contact(network: Network, given: Given) -> Message:
    """Answer sendContact."""
    chat = network.writable(given.text("chat_id"))
    contact = {name: given.text(name) for name in ("phone_number", "first_name", "last_name", "vcard")}
    if not contact["phone_number"]:
        raise bad("phone number is empty")
    if not contact["first_name"]:
        raise bad("contact's first name is empty")
    if len(contact["vcard"].encode()) > VCARD_BYTES:
        raise bad("MEDIA_CONTACT_VCARD_TOO_LONG")
    return send(network, given, chat, "sendContact", {"contact": {k: v for k, v in contact.items() if v}})


def send_media_group(network: Network, given: Given) -> list[Message]:
    """Answer sendMediaGroup with photos or documents; neither may be mixed with the other."""
    chat = network.writable(given.text("chat_id"))
    media = given.tree("media", "media") or []
    if not isinstance(media, list) or len(media) not in _ALBUM:
        raise bad("media group must include 2-10 items")
    if len({item.get("type") for item in media}) > 1:
        raise bad("document can't be mixed with other media types")
    contents = [_album_item(network, given, item) for item in media]
    group = str(network.unix()) + str(network.new_id(chat))
    return [send(network, given, chat, "sendMediaGroup", {"media_group_id": group, **content}) for content in contents]


def _album_item(network: Network, given: Given, item: dict[str, Any]) -> dict[str, Any]:
    kind = str(item.get("type"))
    if kind not in ("photo", "document"):
        raise bad("can't parse InputMedia: unknown type")
    alone = type(given)({**item, kind: item.get("media", "")}, given.files)
    return {kind: network.files.sent(alone, kind).shown(), **captioned(alone)}


def send(network: Network, given: Given, chat: Chat, method: str, content: dict[str, Any]) -> Message:
    """Post a message of the bot with what all methods have in common: keyboard, reply, protection."""
    keyboard = markup(given)
    content |= _reply(given, chat)
    if given.flag("protect_content"):
        content["has_protected_content"] = True
    if keyboard and "inline_keyboard" in keyboard:
        content["reply_markup"] = keyboard
    silent = given.flag("disable_notification")
    message = network.post(chat, network.bot, content, silent=silent)
    if keyboard and "inline_keyboard" not in keyboard:
        chat.fixed.add(message["message_id"])
    network.log(method, chat, message, silent=silent)
    return message


def _reply(given: Given, chat: Chat) -> dict[str, Any]:
    parameters = given.tree("reply_parameters", "reply parameters") or {}
    to = parameters.get("message_id") or given.integer("reply_to_message_id")
    if not to:
        return {}
    if original := chat.messages.get(int(to)):
        return {"reply_to_message": {k: v for k, v in original.items() if k != "reply_to_message"}}
    if parameters.get("allow_sending_without_reply") or given.flag("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def send_chat_action(network: Network, given: Given) -> bool:
    """Answer sendChatAction."""
    chat = network.writable(given.text("chat_id"))
    action = given.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    network.tell(chat.id, {"kind": "action", "action": action})
    return True


def _original(network: Network, given: Given, problem: str) -> Message:
    origin = network.chat(given.text("from_chat_id"))
    original = origin.messages.get(given.integer("message_id"))
    if original is None:
        raise bad(problem)
    return original


_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "location",
    "venue",
    "contact",
    "caption",
    "caption_entities",
)
_FORWARDED = (*_CONTENT, "forward_origin", "voice", "audio", "video", "animation", "sticker", "video_note")


def copy_message(network: Network, given: Given) -> dict[str, int]:
    """Answer copyMessage."""
    chat = network.writable(given.text("chat_id"))
    original = _original(network, given, "message to copy not found")
    if original.get("has_protected_content"):
        raise bad("message can't be copied")
    content = {name: original[name] for name in _CONTENT if name in original}
    if "caption" in given.parameters and "text" not in content:
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | captioned(given)
    return {"message_id": send(network, given, chat, "copyMessage", content)["message_id"]}


def forward_message(network: Network, given: Given) -> Message:
    """Answer forwardMessage."""
    chat = network.writable(given.text("chat_id"))
    original = _original(network, given, "message to forward not found")
    if original.get("has_protected_content"):
        raise bad("message can't be forwarded")
    return send(network, given, chat, "forwardMessage", forwarded(original))


def forwarded(original: Message) -> dict[str, Any]:
    """Return a message's content as a forward carries it; who wrote it first stays named through every forward."""
    origin = {"type": "user", "date": original["date"], "sender_user": original["from"]}
    return {"forward_origin": origin} | {name: original[name] for name in _FORWARDED if name in original}


METHODS = {
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendlocation": send_location,
    "sendvenue": send_venue,
    "sendcontact": send_contact,
    "sendmediagroup": send_media_group,
    "copymessage": copy_message,
    "forwardmessage": forward_message,
}
