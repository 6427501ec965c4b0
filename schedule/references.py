"""Whether the ids that records name are there. What else holds between records is in `checking`.

What refers to a record that is there but wrong is left alone: it is right as soon as that record is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from schedule.fields import did_you_mean

if TYPE_CHECKING:
    from schedule.gathering import Gathered
    from schedule.problems import Findings, Place
    from schedule.records import Path, Placed


def check_references(gathered: Gathered, findings: Findings) -> None:
    """Note every id that its section does not have, in rooms and in sessions as they are written."""
    references = _References(gathered, findings)
    for room in gathered.rooms:
        references.check(room, "streams", ("stream",), room.record.stream)
    for placed in gathered.sessions:
        session = placed.record
        references.check(placed, "rooms", ("room",), session.room)
        references.check(placed, "streams", ("stream",), session.stream)
        references.check(placed, "tracks", ("track",), session.track)
        references.check_all(placed, "speakers", ("speakers",), session.speakers)
        references.check_all(placed, "speakers", ("chairs",), session.chairs)
        for position, talk in enumerate(session.talks):
            references.check_all(placed, "speakers", ("talks", position, "speakers"), talk.speakers)


class _References:
    def __init__(self, gathered: Gathered, findings: Findings) -> None:
        self._gathered, self._findings = gathered, findings

    def check_all(self, placed: Placed[Any], section: str, path: Path, written: tuple[str, ...]) -> None:
        for position, each in enumerate(written):
            self.check(placed, section, (*path, position), each)

    def check(self, placed: Placed[Any], section: str, path: Path, written: str | None) -> None:
        known = self._gathered.ids.get(section, {})
        if written is not None and written not in known and section not in self._gathered.unsure:
            self._no_such(placed.at(*path), section, written)

    def _no_such(self, place: Place, section: str, written: str) -> None:
        known = self._gathered.ids.get(section, {})
        one = section.removesuffix("s")
        hint = partial(did_you_mean, written, known) if known else f"write the section {section}"
        self._findings.error(place, f'there is no {one} "{written}"', hint)
