"""The tree of one YAML file: texts, lists and mappings that know their lines. It does not know what they mean."""

from __future__ import annotations

from dataclasses import dataclass


class Broken(str):
    """A text of which what is wrong has been said."""

    __slots__ = ()


@dataclass(slots=True)
class Node:
    """A text, a list, a mapping, or `None` where nothing is written; `line` and `column` count from 1.

    `keys` are the line and column of each key of a mapping, in its order.
    """

    value: str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    keys: list[tuple[int, int]] | None = None

    def key(self, name: str) -> tuple[int, int]:
        """Return the line and column of a key, or those of the node if it has no such key."""
        if isinstance(self.value, dict) and self.keys and name in self.value:
            return self.keys[list(self.value).index(name)]
        return self.line, self.column
