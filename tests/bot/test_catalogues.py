from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from bot.feature import discover
from bot.reader import Mode
from bot.texts import LANGUAGES, keys
from schedule.changes import ORDER, Objection
from schedule.model import Kind
from schedule.search import Found
from schedule.timetable import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BOT = Path(__file__).parent.parent.parent / "bot"
FILES = {"codes.pdf", "mydata.json"}
# Of the vCard format (RFC 6350).
CODES = {"contacts.py: TEL;TYPE=WORK,VOICE:"}
KEY = re.compile(r"[a-z]+\.[a-z](?:[a-z0-9_]*[a-z0-9])?")
TAG = re.compile(r"</?([a-z-]+)")
WORDS = re.compile(r"[^\W\d_]{2,}[\s,]+[^\W\d_]{2,}")
# Keys put together while running, by their beginning; where their ends are known, all of them are wanted.
PUT_TOGETHER: dict[str, set[str] | None] = {
    "command.": {command.name for command in discover().commands if command.rank},
    "kind.": {kind.value for kind in Kind},
    "my.tie_": {"track", "speaker"},
    "qr.": {"session", "speaker", "excursion", "page"},
    "settings.button_": {"leads", "quiet", "day", "muted", "unmuted"},
    "mode.": {mode.value for mode in Mode},
    "welcome.": {mode.value for mode in Mode},
    "find.": {kind.value for kind in Found},
    "small.": {"hello", "thanks"},
    "asks.": None,
    "session.stream_line_": {"down", "elsewhere", "locked", "open", "opens", "over"},
    "letter.be_": {Mode.ONLINE.value, Mode.ONSITE.value},
    "letter.is_": {Mode.ONLINE.value, Mode.ONSITE.value},
    "air.people_": {"stream", "full", "recording"},
    "excursions.": None,
    "go.": None,
    "page.": None,
    "privacy.": None,
    "start.": None,
    "trip.": None,
    "timetable.": {part.value for part in Part if part is not Part.WHOLE},
    "change.head_": set(ORDER),
    "difference.is_": set(ORDER),
    "difference.count_": set(ORDER),
    "difference.grave_": {"session", "excursion"},
    "difference.": {"quiet", "same", "kept", "over"},
    "letter.question_": {"open", "taken", "answered", "hidden", "merged"},
    "chair.is_": {"answered", "hidden", "merged"},
    "chair.done_": {"taken", "answered", "hidden", "open", "merged"},
    "live.which_": {"delay", "move", "room", "cancel", "reinstate"},
    "live.none_": {"left", "cancelled"},
    "live.objection_": {objection.value for objection in Objection if not objection.only_warns},
    "live.people_": {"would"},
}


def forms(language: str) -> dict[str, tuple[str, ...]]:
    return {key: (text,) if isinstance(text, str) else text for key, text in keys(language).items()}


EN, DE = forms("en"), forms("de")
ALL = [(key, form) for catalogue in (EN, DE) for key, texts in catalogue.items() for form in texts]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None} - {"n"}


def constants(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def nodes() -> tuple[ast.AST, ...]:
    """All of the bot's source."""
    paths = (path for path in sorted(BOT.rglob("*.py")) if "rehearsal" not in path.parts)
    return tuple(node for path in paths for node in ast.walk(ast.parse(path.read_text())))


@cache
def written() -> frozenset[str]:
    """Every string in the bot's source that has the shape of a key."""
    return frozenset(text for text in constants(nodes()) if KEY.fullmatch(text)) - FILES


@cache
def asked_for() -> tuple[ast.expr, ...]:
    """What is passed to the texts for a key."""
    calls = (node for node in nodes() if isinstance(node, ast.Call) and node.args)
    return tuple(call.args[0] for call in calls if getattr(call.func, "attr", "") in {"t", "plain", "count"})


def as_they_stand() -> set[str]:
    """Keys that are passed to the texts as they stand."""
    return {text for argument in asked_for() for text in constants(ast.walk(argument)) if KEY.fullmatch(text)}


def beginnings() -> set[str]:
    """The beginnings of keys that are put together."""
    joined = (part for argument in asked_for() for part in ast.walk(argument) if isinstance(part, ast.JoinedStr))
    return {str(getattr(part.values[0], "value", "")) for part in joined}


def test_both_languages_have_the_same_keys() -> None:
    assert LANGUAGES == ("en", "de")
    assert set(EN) == set(DE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_stands_in_one_file_only(language: str) -> None:
    found = Counter(
        key
        for path in sorted((BOT / "locales" / language).glob("*.po"))
        for key in re.findall(r'^msgid "(.+)"$', path.read_text(), re.MULTILINE)
    )
    assert [key for key, times in found.items() if times > 1] == []


def test_no_text_is_empty_and_plurals_are_complete() -> None:
    assert [key for key, form in ALL if not form.strip()] == []
    assert [key for key in EN if len(EN[key]) != len(DE[key])] == []
    assert {len(texts) for texts in (*EN.values(), *DE.values())} == {1, 2}


def test_all_forms_of_a_key_have_the_same_placeholders_and_tags() -> None:
    uneven = {
        key
        for key in EN
        for form in EN[key] + DE[key]
        if placeholders(form) != placeholders(EN[key][0])
        or Counter(TAG.findall(form)) != Counter(TAG.findall(EN[key][0]))
    }
    assert uneven == set()


def test_every_key_asked_for_exists() -> None:
    beginnings_of_keys = {key.partition(".")[0] for key in EN}
    likely = {text for text in written() if text.partition(".")[0] in beginnings_of_keys}
    assert (likely | as_they_stand()) - set(EN) == set()


def test_every_key_put_together_exists() -> None:
    assert beginnings() - set(PUT_TOGETHER) == set()
    wanted = {beginning + end for beginning, ends in PUT_TOGETHER.items() for end in ends or ()}
    assert wanted - set(EN) == set()


def test_every_key_is_asked_for() -> None:
    known = {beginning + end for beginning, ends in PUT_TOGETHER.items() for end in ends or ()}
    guessed = tuple(beginning for beginning, ends in PUT_TOGETHER.items() if ends is None)
    assert [key for key in EN if key not in written() | known and not key.startswith(guessed)] == []


def test_nobody_is_shouted_at_and_germans_are_addressed_with_sie() -> None:
    assert [key for key, form in ALL if "!" in TAG.sub("", form)] == []
    familiar = re.compile(r"\b(du|dein|deine[mnrs]?|dir|dich|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
    assert [key for key, texts in DE.items() for text in texts if familiar.search(text)] == []


def test_german_leaves_no_english_text_as_it_was() -> None:
    same = [key for key in EN if EN[key] == DE[key] and WORDS.search(bare(EN[key][0]))]
    assert same == []


def bare(text: str) -> str:
    """A text without its tags and placeholders."""
    return re.sub(r"<[^>]*>|{[^}]*}", "·", text)


@pytest.mark.parametrize("folder", ["screens", "features"])
def test_no_words_for_people_stand_in_the_code(folder: str) -> None:
    found = {
        f"{path.name}: {text}"
        for path in sorted((BOT / folder).glob("*.py"))
        for text in spoken(ast.parse(path.read_text()))
    }
    assert found - CODES == set()


def spoken(tree: ast.Module) -> Iterator[str]:
    """Strings of two words or more that are neither a docstring nor an error's sentence for developers."""
    silent = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in silent and WORDS.search(bare(str(node.value))):
            yield str(node.value)
