"""One record of a conference: its values from the tree, or what is wrong with it in our words. It compares no two."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import ValidationError

from schedule.fields import CONSEQUENCE, WRONG, did_you_mean, short
from schedule.model import Value
from schedule.problems import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

    from schedule.fields import Reading
    from schedule.problems import Findings
    from schedule.reading import Node

V = TypeVar("V", bound=Value)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed(Generic[V]):
    """A record and where it is written; `name` is what a problem calls it, as in `session "opening"`."""

    record: V
    file: str
    node: Node
    name: str

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
            if not key.startswith("x-") and (inner.value is not None or (model and key not in shape))
        }
    if isinstance(node.value, list):
        return [plain(item, model) for item in node.value]
    return node.value or ""


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
    """Return the record written at a node of a file, or `None`, having noted everything that is wrong with it."""
    file, node, name = placed
    if not isinstance(node.value, dict):
        findings.error(Place(file, node.line, node.column), f"{name} is not a mapping", 'write "key: value" lines')
        return None
    reading.follows = None
    try:
        return Placed(model.model_validate(plain(node, model), context=reading), file, node, name)
    except ValidationError as invalid:
        complaints = _Complaints(model, file, node, name, findings)
        for error in invalid.errors(include_url=False, include_input=False):
            complaints.note(error)
    return None


def called(name: str, path: Path) -> str:
    """Return what a part of the record `name` is called, as in `the title of a talk of session "opening"`."""
    for step, next_step in zip_longest(path, path[1:]):
        if isinstance(step, str):
            part = step.replace("_", " ")
            name = f"a {part.removesuffix('s')} of {name}" if isinstance(next_step, int) else f"the {part} of {name}"
    return name


class _Complaints:
    """Says in our words, at the right place, what pydantic found in one record."""

    def __init__(self, model: type[Value], file: str, node: Node, name: str, findings: Findings) -> None:
        self._model, self._file, self._root, self._name = model, file, node, name
        self._findings = findings
        self._say: dict[str, Callable[[Path, dict[str, Any]], None]] = {
            WRONG: self._wrong,
            CONSEQUENCE: lambda _path, _context: None,
            "missing": self._missing,
            "extra_forbidden": self._unknown,
            "enum": self._choice,
            "too_short": self._too_short,
            "tuple_type": self._no_list,
        }

    def note(self, error: ErrorDetails) -> None:
        self._say.get(error["type"], self._no_mapping)(error["loc"], error.get("ctx", {}))

    def _error(self, node: Node, message: str, hint: str | Callable[[], str] = "") -> None:
        self._findings.error(self._place(node), message, hint)

    def _place(self, node: Node) -> Place:
        return Place(self._file, node.line, node.column)

    def _wrong(self, path: Path, context: dict[str, Any]) -> None:
        node = _node(self._root, path)
        for key, part in context["parts"].items():
            place = self._key(node, key) if part.of_key else self._place(_node(node, (key,)))
            self._findings.error(place, part.message, part.hint)
        if not context["parts"]:
            self._error(node, context["message"], context["hint"])

    def _key(self, node: Node, key: str) -> Place:
        line, column = (node.keys or {}).get(key, (node.line, node.column))
        return Place(self._file, line, column)

    def _missing(self, path: Path, _context: dict[str, Any]) -> None:
        keys, known = _node(self._root, path[:-1]).keys or (), self._shape(path[:-1])
        if did_you_mean(str(path[-1]), [key for key in keys if key not in known and not key.startswith("x-")]):
            return  # it is there, misspelt, and that is said
        self._error(_node(self._root, path[:-1]), f"{called(self._name, path[:-1])} has no {path[-1]}")

    def _unknown(self, path: Path, _context: dict[str, Any]) -> None:
        key = str(path[-1])
        known = [name for name in self._shape(path[:-1]) if name not in (_node(self._root, path[:-1]).keys or {})]
        place = self._key(_node(self._root, path[:-1]), key)
        self._findings.error(
            place,
            f'{called(self._name, path[:-1])} has an unknown key "{short(key)}"',
            partial(did_you_mean, key, known),
        )

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
        self._error(_node(self._root, path), f"{called(self._name, path)} is not a mapping", 'write "key: value" lines')
