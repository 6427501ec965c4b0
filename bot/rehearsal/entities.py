"""Texts with entities as Telegram keeps them: found, trimmed, sorted, a hundred at most, lengths checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.rehearsal.links import checked_link
from bot.rehearsal.markup import Entity, parse_html, units
from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from bot.rehearsal.given import Given

TEXT_LIMIT = 4096  # Bot API, sendMessage: characters after entities parsing
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100  # found by experiment (PTB, MessageLimit.MESSAGE_ENTITIES); the rest is dropped without a word

_WRITTEN = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)\]}'])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<![\w/<])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?)(?![\w/])"
    r"|(?<![\w&#])(?P<hashtag>#\w*[^\W\d]\w*)"
)
_HINT = re.compile(r"[@/#]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\u2028-\u202e]")
_OPAQUE = {"code", "pre", "text_link", "text_mention", "url", "email", "mention", "bot_command", "hashtag"}
_SPACE = " \n"
_TYPES = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip


def written(given: Given, name: str, limit: int) -> tuple[str, list[Entity]]:
    """Return the `text` or `caption` of a call as it will be kept; Refusal in Telegram's words."""
    mode = given.text("parse_mode").lower()
    if mode == "html":
        return _kept(*parse_html(clean(given.text(name))), name, limit)
    if mode:
        raise bad("unsupported parse_mode")
    listed = given.tree("entities" if name == "text" else "caption_entities", "message entities")
    return plain(given.text(name), listed, name, limit)


def plain(source: str, listed: Any, name: str, limit: int) -> tuple[str, list[Entity]]:
    """Return a text that comes with its entities beside it, as it will be kept; Refusal in Telegram's words."""
    text = clean(source)
    entities = _explicit(listed or [])
    return _kept(text, _placed(source, text, entities) if entities else [], name, limit)


def _kept(text: str, entities: list[Entity], name: str, limit: int) -> tuple[str, list[Entity]]:
    text, entities = trimmed(text, entities)
    if units(text) > limit:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return text, with_found(text, entities)


def _placed(source: str, text: str, entities: list[Entity]) -> list[Entity]:
    """Return entities of a text as written, moved to where their characters stand in the cleaned one."""
    code = source.encode("utf-16-le", "surrogatepass")

    def place(offset: int) -> int:
        before = code[: 2 * max(offset, 0)].decode("utf-16-le", "surrogatepass")
        return units(before if text == source else clean(before))

    spans = [(place(entity["offset"]), place(entity["offset"] + entity["length"]), entity) for entity in entities]
    return [{**entity, "offset": begin, "length": end - begin} for begin, end, entity in spans if end > begin]


def text_content(given: Given) -> dict[str, Any]:
    """Return the text of a message with what belongs to it, as message fields; it must not be empty."""
    if not given.text("text"):
        raise bad("message text is empty")
    text, entities = written(given, "text", TEXT_LIMIT)
    if not text:
        raise bad("text must be non-empty")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := given.tree("link_preview_options", "link preview options"):
        content["link_preview_options"] = preview
    return content


def clean(text: str) -> str:
    """Return a text without what TDLib's clean_input_string removes: control and direction characters."""
    return _CONTROL.sub(_replacement, text) if _CONTROL.search(text) else text


def _replacement(found: re.Match[str]) -> str:
    return "" if found[0] == "\r" or found[0] >= "\u2028" else " "


def _explicit(listed: Any) -> list[Entity]:
    if not isinstance(listed, list):
        raise bad("expected an Array of MessageEntity")
    return sorted(
        (_checked(entity) for entity in listed if isinstance(entity, dict) and entity.get("type") in _TYPES),
        key=lambda entity: (entity["offset"], -entity["length"]),
    )


def _checked(entity: dict[str, Any]) -> Entity:
    if not all(isinstance(entity.get(name), int) for name in ("offset", "length")):
        raise bad('can\'t parse MessageEntity: Can\'t find field "offset" or "length"')
    if entity["type"] == "text_link" and not checked_link(str(entity.get("url", ""))):
        raise bad("can't parse MessageEntity: Entity URL is invalid")
    return dict(entity)


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return a text without white space at its ends, and its entities moved along; an empty entity is dropped."""
    if not text or (text[0] not in _SPACE and text[-1] not in _SPACE):
        return text, entities
    kept = text.rstrip(_SPACE)
    before = len(kept) - len(kept.lstrip(_SPACE))
    first = entities[0]["offset"] if entities else before
    before = min(before, first)  # TDLib trims the beginning only up to the first entity
    kept = kept[before:]
    return kept, _moved(entities, before, units(kept))


def _moved(entities: list[Entity], before: int, length: int) -> list[Entity]:
    moved = []
    for entity in entities:
        begin = max(entity["offset"] - before, 0)
        end = min(entity["offset"] - before + entity["length"], length)
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return moved


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Return the entities with the links, addresses, mentions and commands that Telegram finds in a text."""
    if _HINT.search(text):
        found = [entity for entity in _found(text) if not _covered(entity, entities)]
        if found:
            entities = sorted([*entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))
    return entities[:ENTITY_LIMIT]


def _found(text: str) -> list[Entity]:
    return [
        {"offset": units(text[: match.start()]), "length": units(match[0]), "type": match.lastgroup}
        for match in _WRITTEN.finditer(text)
    ]


def _covered(entity: Entity, others: list[Entity]) -> bool:
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return any(
        other["type"] in _OPAQUE and other["offset"] < end and begin < other["offset"] + other["length"]
        for other in others
    )
