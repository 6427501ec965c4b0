"""Somebody with much patience: says every command, then taps the buttons that appear, a few of each kind."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.feature import discover

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.world import Seen, World

OF_A_KIND = 1
LAST = frozenset({"forget"})
"""Verbs after which there is nobody left to walk on."""


@dataclass
class Walk:
    """What was seen on the way: messages as they came, callback data, and how often each verb was tapped."""

    seen: list[Seen] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    tried: Counter[str] = field(default_factory=Counter)


def commands() -> list[str]:
    return [f"/{command.name}" for command in discover().commands]


async def walk(w: World, person: int, said: Iterable[str], of_a_kind: int = OF_A_KIND) -> Walk:
    """Let a person say these things in private and tap what appears, until at most so many of each verb are left."""
    way = Walk()
    for text in said:
        way.seen += await w.say(person, text)
    waiting = deque((message, button) for message in way.seen for button in message.every_button)
    way.known = {data for _, data in waiting}
    while waiting:
        message, data = waiting.popleft()
        verb = data[1:].partition(":")[0]
        if verb in LAST or way.tried[verb] == of_a_kind:
            continue
        way.tried[verb] += 1
        answers = await w.tap_data(person, message.id, data)
        way.seen += answers
        new = [(answer, button) for answer in answers for button in answer.every_button if button not in way.known]
        way.known |= {button for _, button in new}
        waiting.extend(new)
    return way
