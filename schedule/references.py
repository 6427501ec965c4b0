"""Whether the ids that records name are there. What else holds between records is in `checking`.

What refers to a record that is there but wrong is left alone: it is right as soon as that record is.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from schedule.fields import did_you_mean, short
from schedule.problems import Place
from schedule.scalars import ID
from schedule.tree import Broken

if TYPE_CHECKING:
    from schedule.gathering import Gathered
    from schedule.problems import Findings
    from schedule.tree import Node


def check_references(gathered: Gathered, findings: Findings) -> None:
    """Note every id that its section does not have, in rooms and in sessions as they are written, right or wrong."""
    references = _References(gathered, findings)
    for file, room in gathered.items["rooms"]:
        references.check(file, room, stream="streams")
    for file, session in gathered.items["sessions"]:
        if findings.enough:
            return
        references.check(
            file, session, room="rooms", stream="streams", track="tracks", speakers="speakers", chairs="speakers"
        )
        for talk in _items(_value(session, "talks")):
            references.check(file, talk, speakers="speakers")


def _value(record: Node, key: str) -> Node | None:
    return record.value.get(key) if isinstance(record.value, dict) else None


def _items(node: Node | None) -> list[Node]:
    return node.value if node and isinstance(node.value, list) else []


class _References:
    def __init__(self, gathered: Gathered, findings: Findings) -> None:
        self._gathered, self._findings = gathered, findings

    def check(self, file: str, record: Node, **sections: str) -> None:
        """Note which ids at these keys are not in their sections; speakers are lists of ids."""
        for key, section in sections.items():
            value = _value(record, key)
            for node in _items(value) if section == "speakers" else [value]:
                if node and isinstance(node.value, str) and not isinstance(node.value, Broken):
                    self._look_for(section, node.value.strip(), Place(file, node.line, node.column))

    def _look_for(self, section: str, written: str, place: Place) -> None:
        known = self._gathered.ids.get(section, {})
        like_an_id = re.fullmatch(ID, written) is not None
        if written in known or (like_an_id and section in self._gathered.unsure):
            return
        one = section.removesuffix("s")
        hint = partial(self._hint, section, written) if known else f"write the section {section}"
        self._findings.error(place, f'there is no {one} "{short(written)}"', hint)

    def _hint(self, section: str, written: str) -> str:
        """Return which id may be meant, or else the id of whose name it is a part."""
        ids = [(_text(item, "id"), _text(item, "name").casefold()) for _, item in self._gathered.items[section]]
        named = [known for known, name in ids if known and written.casefold() in name]
        return did_you_mean(written, self._gathered.ids[section]) or (f'did you mean "{named[0]}"?' if named else "")


def _text(record: Node, key: str) -> str:
    node = _value(record, key)
    return node.value if node and isinstance(node.value, str) else ""
