"""One record of a conference: its values from the tree, and what is wrong with it in our words. It compares no two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import Field, ValidationError, create_model

from schedule.fields import CONSEQUENCE, WRONG, did_you_mean, likeliest, short
from schedule.model import Value
from schedule.problems import Place
from schedule.scalars import LANGUAGE_LENGTH
from schedule.tree import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schedule.fields import Reading
    from schedule.problems import Findings
    from schedule.tree import Node

V = TypeVar("V", bound=Value)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed(Generic[V]):
    """A record and where it is written; `name` is what a problem calls it, as in `session "opening"`.

    `wrong` are the keys of which something is wrong, which has been said. The record lacks their values, even where
    the model requires them: what is read of it must be asked for with `sound`.
    """

    record: V
    file: str
    node: Node
    name: str
    wrong: frozenset[str] = frozenset()

    def sound(self, *keys: str) -> bool:
        """Tell whether the record has the values at these keys as they are meant, be it by default."""
        return self.wrong.isdisjoint(keys)

    def at(self, *path: str | int) -> Place:
        """Return where the value at `path` is written, or else what contains it."""
        node = _node(self.node, path)
        return Place(self.file, node.line, node.column)

    def wrote(self, key: str) -> bool:
        """Tell whether the record itself has a value at `key`, and not by default."""
        written = _step(self.node, key)
        return written is not None and written.value is not None


def _node(node: Node, path: Path) -> Node:
    """Return the node at `path`, or the innermost one on the way that is there."""
    for step in path:
        inner = _step(node, step)
        if inner is None:
            return node
        node = inner
    return node


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(str(step))
    return node.value[step] if isinstance(node.value, list) and isinstance(step, int) else None


def plain(node: Node, model: type[Value] | None = None) -> Any:
    """Return the tree without its places, without `x-` keys and without keys that have no value."""
    if isinstance(node.value, dict):
        shape = shape_of(model) if model else {}
        return {
            key: plain(inner, _model(shape.get(key)))
            for key, inner in node.value.items()
            if not key.startswith("x-") and (inner.value is not None or _out_of_place(key, model, shape))
        }
    if isinstance(node.value, list):
        return [plain(item, model) for item in node.value]
    return node.value or ""


def _out_of_place(key: str, model: type[Value] | None, shape: Mapping[str, Any]) -> bool:
    """Tell whether a key is wrong even without a value: unknown to the model or, in a text, no language."""
    return key not in shape if model else len(key) > LANGUAGE_LENGTH


def _model(kind: type[Value | StrEnum] | None) -> type[Value] | None:
    return kind if kind and issubclass(kind, Value) else None


@lru_cache
def shape_of(model: type[Value]) -> Mapping[str, type[Value | StrEnum] | None]:
    """Return a model's keys as an organiser writes them, each with the model or the choice of words it holds."""
    return {field.alias or name: _inner(field.annotation) for name, field in model.model_fields.items()}


def _inner(annotation: Any) -> type[Value | StrEnum] | None:
    if isinstance(annotation, type) and issubclass(annotation, Value | StrEnum):
        return annotation
    return next((inner for inner in map(_inner, get_args(annotation)) if inner), None)


def validated(model: type[V], placed: tuple[str, Node, str], reading: Reading, findings: Findings) -> Placed[V] | None:
    """Return the record written at a node of a file, as far as it is right, having noted everything that is wrong."""
    file, node, name = placed
    if not isinstance(node.value, dict):
        no_mapping(file, node, name, findings)
        return None
    data = plain(node, model)
    reading.follows = None
    try:
        return Placed(model.model_validate(data, context=reading), file, node, name)
    except ValidationError as invalid:
        complaints = _Complaints(model, placed, reading.languages, findings)
        wrong = complaints.note_all(invalid)
    reading.follows = None
    rest = {key: value for key, value in data.items() if key not in wrong}
    return Placed(_in_part(model).model_validate(rest, context=reading), file, node, name, wrong)


@lru_cache
def _in_part(model: type[V]) -> type[V]:
    """Return the model with nothing required."""
    required = {
        name: (field.rebuild_annotation(), Field(default=None))
        for name, field in model.model_fields.items()
        if field.is_required()
    }
    return create_model(model.__name__, __base__=model, **required)  # type: ignore[call-overload, no-any-return]


def no_mapping(file: str, node: Node, name: str, findings: Findings) -> None:
    """Note that keys are expected where something else is written, unless what is wrong has been said."""
    if isinstance(node.value, Broken):
        return
    squeezed = isinstance(node.value, str) and re.match(r"[a-z_]+:(?!//)\S", node.value)
    hint = "write a space after the colon" if squeezed else 'write "key: value" lines'
    findings.error(Place(file, node.line, node.column), f"{name} is not a mapping", hint)


def called(name: str, path: Path) -> str:
    """Return what a part of the record `name` is called, as in `the title of a talk of session "opening"`."""
    for step, next_step in zip_longest(path, path[1:]):
        if isinstance(step, str):
            part = step.replace("_", " ")
            name = f"a {part.removesuffix('s')} of {name}" if isinstance(next_step, int) else f"the {part} of {name}"
    return name


class _Complaints:
    """Says in our words, at the right place, what pydantic found in one record."""

    def __init__(
        self, model: type[Value], placed: tuple[str, Node, str], languages: tuple[str, ...], findings: Findings
    ) -> None:
        self._model, self._languages, self._findings = model, languages, findings
        self._file, self._root, self._name = placed
        self._say: dict[str, Callable[[Path, dict[str, Any]], None]] = {
            WRONG: self._wrong,
            CONSEQUENCE: lambda _path, _context: None,
            "missing": self._missing,
            "extra_forbidden": self._unknown,
            "enum": self._choice,
            "too_short": self._too_short,
            "tuple_type": self._no_list,
        }

    def note_all(self, invalid: ValidationError) -> frozenset[str]:
        """Note what is wrong, and return the record's own keys that this is about, also those that were meant."""
        errors = invalid.errors(include_url=False, include_input=False)
        wrong = {str(error["loc"][0]) for error in errors}
        for error in errors:
            if self._findings.enough:
                break
            wrong.add(self._note(error["type"], error["loc"], error.get("ctx", {})))
        return frozenset(wrong)

    def _note(self, kind: str, path: Path, context: dict[str, Any]) -> str:
        """Note one thing that is wrong, and return the record's own key that was meant."""
        if kind == "extra_forbidden" or not isinstance(_node(self._root, path).value, Broken):
            self._say.get(kind, self._no_mapping)(path, context)
        return (kind == "extra_forbidden" and len(path) == 1 and self._meant(path)) or str(path[0])

    def _error(self, node: Node, message: str, hint: str | Callable[[], str] = "") -> None:
        self._findings.error(self._place(node), message, hint)

    def _place(self, node: Node) -> Place:
        return Place(self._file, node.line, node.column)

    def _wrong(self, path: Path, context: dict[str, Any]) -> None:
        node = _node(self._root, path)
        for key, part in context["parts"].items():
            inner = _node(node, (key,))
            if part.of_key:
                self._findings.error(self._key(node, key), part.message, part.hint)
            elif not isinstance(inner.value, Broken):
                self._error(inner, part.message, part.hint)
        if not context["parts"]:
            self._error(node, context["message"], context["hint"])

    def _key(self, node: Node, key: str) -> Place:
        return Place(self._file, *node.key(key))

    def _missing(self, path: Path, _context: dict[str, Any]) -> None:
        node, key = _node(self._root, path[:-1]), str(path[-1])
        keys = node.value if isinstance(node.value, dict) else {}
        like = likeliest(key, [name for name in keys if name not in self._shape(path[:-1]) and name[:2] != "x-"])
        if (like and self._meant((*path[:-1], like)) == key) or self._outdented(path[:-1], node) == key:
            return  # it is there, misspelt or not indented, and that is said
        hint = f"write it after {key}: - in quotes if it begins with # or &" if key in keys else ""
        self._findings.error(self._key(node, key), f"{called(self._name, path[:-1])} has no {key}", hint)

    def _unknown(self, path: Path, _context: dict[str, Any]) -> None:
        node, key = _node(self._root, path[:-1]), str(path[-1])
        message = f'{called(self._name, path[:-1])} has an unknown key "{short(key)}"'
        self._findings.error(self._key(node, key), message, partial(self._hint, path, node))

    def _hint(self, path: Path, node: Node) -> str:
        key = str(path[-1])
        owner = self._outdented(path[:-1], node)
        if owner and key in self._languages:
            return f"indent it to belong to {owner}"
        meant = self._meant(path)
        if meant:
            return f'did you mean "{meant}"?'
        line, column = node.key(key)
        within_braces = line == node.line and column > node.column
        return "put a text with a comma in quotes" if within_braces and _node(node, (key,)).value is None else ""

    def _meant(self, path: Path) -> str | None:
        """Return the key that an unknown one is likely meant to be."""
        written = _node(self._root, path[:-1]).value
        return likeliest(str(path[-1]), [name for name in self._shape(path[:-1]) if name not in (written or ())])

    def _outdented(self, path: Path, node: Node) -> str | None:
        """Return the key without a value behind which languages stand as if they were keys of the record."""
        keys = list(node.value) if isinstance(node.value, dict) else []
        for key, next_key in pairwise(keys):
            if next_key in self._languages and key in self._shape(path) and _node(node, (key,)).value is None:
                return key
        return None

    def _shape(self, path: Path) -> Mapping[str, type[Value | StrEnum] | None]:
        shape = shape_of(self._model)
        for step in path:
            inner = _model(shape.get(str(step)))
            shape = shape_of(inner) if inner else shape
        return shape

    def _choice(self, path: Path, _context: dict[str, Any]) -> None:
        node, key = _node(self._root, path), str(path[-1])
        kind = self._shape(path[:-1]).get(key)
        words = [str(word) for word in kind] if kind and issubclass(kind, StrEnum) else []
        written = node.value if isinstance(node.value, str) else ""
        hint = did_you_mean(written, words) or f"write {', '.join(words[:-1])} or {words[-1]}"
        self._error(
            node, f'"{short(written)}" is none of the words for {key}' if written else f"{key} is one word", hint
        )

    def _too_short(self, path: Path, _context: dict[str, Any]) -> None:
        self._error(_node(self._root, path), f"{called(self._name, ())} needs at least one of {path[-1]}")

    def _no_list(self, path: Path, _context: dict[str, Any]) -> None:
        node = _node(self._root, path)
        hint = f"write [{short(node.value)}]" if isinstance(node.value, str) else "begin each item with -"
        self._error(node, f"{path[-1]} is a list", hint)

    def _no_mapping(self, path: Path, _context: dict[str, Any]) -> None:
        no_mapping(self._file, _node(self._root, path), called(self._name, path), self._findings)
