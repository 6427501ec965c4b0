"""The checker can fail: logs and letters that were doctored, one lie each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from bot.store import Lane, Letter, LetterKind, LetterState, people, tables
from bot.store.engines import open_database
from tests.torture.checker import Call, Evidence, Gone, Tally, check, letters_in, most_in_a_second, tally

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2021, 9, 23, 9, tzinfo=UTC)
ANNA = 7


def letter(number: int, state: str = "sent", kind: str = "announcement", **fields: Any) -> Letter:
    """Return one to Anna that was sent as message `number`, useful until ten seconds past nine."""
    given = {"message_id": number if state == "sent" else None, "attempts": 1} | fields
    useful_until = NOW + timedelta(seconds=10)
    return Letter(
        f"b:{number}", LetterKind(kind), Lane.ANNOUNCEMENT, ANNA, str(number), NOW, useful_until,
        state=LetterState(state), **given,
    )  # fmt: skip


def call(number: int, after: float = 0.0, message_id: int | None = -1, chat: int = ANNA) -> Call:
    """Return the acceptance of message `number`, so many seconds after nine."""
    told = number if message_id == -1 else message_id
    return Call(f"b:{number}", chat, after, NOW + timedelta(seconds=after), told)


def found(letters: Iterable[Letter], calls: Iterable[Call], **more: Any) -> tuple[str, ...]:
    return check(Evidence(tuple(letters), tuple(calls), **more))


def test_a_run_in_which_all_went_well_violates_nothing() -> None:
    letters = [
        letter(1),
        letter(2, "failed"),
        letter(3, "doubt", doubts=1),
        letter(4, "doubt", doubts=1),
        letter(5, "expired", attempts=0),
        letter(6, kind="reminder", doubts=1, message_id=66),
    ]
    calls = [call(1), call(2, message_id=None), call(3), call(6), call(6, 0.5, 66)]

    assert found(letters, calls, intended=frozenset(f"b:{number}" for number in range(1, 7))) == ()
    assert tally(Evidence(tuple(letters), tuple(calls))) == Tally(6, 4, lost=0, duplicates=0, twice=1, doubt=3)


@pytest.mark.parametrize(
    ("letters", "calls", "more", "violations"),
    [
        ([], [], {"intended": {"b:1"}}, ["I1 b:1 is lost: there is no such letter, and it was not accepted"]),
        ([letter(1)] * 2, [call(1)], {}, ["I1 b:1 is there 2 times"]),
        ([letter(1, "ready")], [], {}, ["I1 b:1 is lost: ready, and it was not accepted"]),
        ([letter(1, "ready")], [], {"over": False}, []),
        ([letter(1, "ready", doubts=1)], [call(1)], {}, ["I1 b:1 is left ready"]),
        (
            [letter(1, "sending")],
            [call(1)],
            {},
            ["I1 b:1 is left in sending", "I4 b:1 was accepted, and is sending without a doubt"],
        ),
        ([letter(1)], [call(1), call(1)], {}, ["I2 b:1 was accepted 2 times, 1 at most"]),
        ([letter(1, doubts=1)], [call(1), call(1)], {}, ["I2 b:1 was accepted 2 times, 1 at most"]),
        ([letter(1)], [call(1), call(1)], {"again": {"b:1": 1}}, []),
        ([letter(1, kind="reminder")], [call(1), call(1)], {}, ["I2 b:1 was accepted 2 times, 1 at most"]),
        ([letter(1, kind="change", doubts=2)], [call(1)] * 3, {}, ["I2 b:1 was accepted 3 times, 2 at most"]),
        ([], [call(1)], {}, ["I2 b:1 was accepted, and there is no such letter"]),
        (
            [letter(1)],
            [],
            {},
            ["I1 b:1 is lost: sent, and it was not accepted", "I3 b:1 is sent, and 7 was not sent it"],
        ),
        ([letter(1)], [call(1, chat=8)], {}, ["I3 b:1 is sent, and 7 was not sent it"]),
        ([letter(1, message_id=9)], [call(1)], {}, ["I3 b:1 is sent as 9, and was accepted as [1]"]),
        ([letter(1, "failed")], [call(1)], {}, ["I4 b:1 was accepted, and is failed without a doubt"]),
        ([letter(1)], [call(1, 11)], {}, []),
        ([letter(1)], [call(1, 11.5)], {}, ["I5 b:1 was accepted 0:00:01.500000 after it was of use"]),
        (
            [letter(1)],
            [call(1, 3)],
            {"called_off": (Gone("b:1", 2),)},
            ["I6 b:1 was accepted 1.000 s after it was called off"],
        ),
        ([letter(1)], [call(1, 3)], {"called_off": (Gone("b:1", 1, 2),)}, []),
        (
            [letter(n) for n in range(4)],
            [call(n, n / 4) for n in range(4)],
            {"most": 3},
            ["I7 4 letters were accepted within one second, 3 at most"],
        ),
        ([letter(n) for n in range(4)], [call(n, n / 3) for n in range(4)], {"most": 3}, []),
        (
            [letter(1, "failed")],
            [call(1, 3, None)],
            {"left": (Gone(ANNA, 2),)},
            ["I8 b:1 was tried 1.000 s after 7 had left"],
        ),
        ([], [call(1)], {"left": (Gone(ANNA, 2),)}, []),
        ([], [call(1)] * 2, {"left": (Gone(ANNA, 2),)}, ["I2 b:1 was accepted 2 times, 1 at most"]),
        ([], [replace(call(1), key="r:1")] * 2, {"left": (Gone(ANNA, 2),)}, []),
    ],
)
def test_every_lie_is_found(
    letters: list[Letter], calls: list[Call], more: dict[str, Any], violations: list[str]
) -> None:
    assert list(found(letters, calls, **more)) == violations


def test_what_is_lost_and_what_is_there_twice_is_counted() -> None:
    evidence = Evidence(
        (letter(1, "ready"), letter(2), letter(3, kind="reminder", doubts=1)),
        (call(2), call(2), call(2), call(3), call(3)),
        again={"b:2": 1},
    )

    assert tally(evidence) == Tally(3, 5, lost=1, duplicates=1, twice=1, doubt=1)


def test_the_busiest_second_is_found_wherever_it_begins() -> None:
    assert most_in_a_second([]) == 0
    assert most_in_a_second([0, 0.9, 1.0, 1.5, 1.8, 2.9]) == 4


async def test_letters_are_read_as_they_were_written(database_url: str) -> None:
    written = (letter(1, "planned", attempts=0, facts={"lead": 10}), letter(2), letter(3, "doubt", doubts=1))
    rows = [{name: getattr(each, name) for name in Letter.__slots__} | {"changed_at": NOW} for each in written]
    database = await open_database(database_url)
    try:
        await database.writer.run(lambda connection: people.welcome(connection, ANNA, "en", NOW))
        await database.writer.run(lambda connection: connection.execute(insert(tables.letter), rows).close())
    finally:
        await database.close()

    assert await letters_in(database_url) == written
