"""Whoever asks without a name, votes and gives stars is named in nothing that anybody else can get."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from bot.asked import Draft, Place, Question
from bot.board.showing import showing
from bot.reader import Mode
from bot.store.values import Right
from tests.bot.test_no_link_leaks import received
from tests.walking import commands, walk
from tests.world import ANNA, GROUP, NOAH, OLGA, World, world

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

QUIET, NAME = 987_654_321, "Zebediah"
KEYNOTE = "keynote-ketels"
CROWD = range(9_001, 9_005)


async def speak_up(w: World) -> int:
    """Let the quiet one ask, vote, give stars and leave a word; return the number of their question."""
    w.telegram.add_person(QUIET, NAME, "de")
    await w.say(QUIET, "/help")
    await w.store.change(QUIET, mode=Mode.ONLINE, registered=True)
    await w.store.follow(QUIET, "session", KEYNOTE, w.clock.now())
    asked = await w.store.questions.ask(QUIET, Draft(KEYNOTE, "Warum?", None, Place.STREAM), w.clock.now())
    other = await w.store.questions.ask(NOAH, Draft(KEYNOTE, "Why?", "Noah", Place.HALL), w.clock.now())
    assert isinstance(asked, Question)
    assert isinstance(other, Question)
    await w.store.questions.set_vote(QUIET, other.id, wanted=True)
    for person in (QUIET, *CROWD):
        await w.store.welcome(person, "en", w.clock.now())
        await w.store.feedback.rate(person, "opening", 1 + person % 5, w.clock.now())
        await w.store.feedback.say(person, "opening", f"Sehr leise {person % 7}")
    return asked.id


async def look_around(w: World) -> Iterator[str]:
    """Return all that the chair, who organises too, a neighbour and a group get, and what the board shows."""
    for person in (NOAH, OLGA):
        await walk(w, person, commands(), of_a_kind=1)
        for data in ("1tally:opening", f"1chair:{KEYNOTE}", f"1asklist:{KEYNOTE}", f"1chairdone:{KEYNOTE}"):
            await w.tap_data(person, 1, data)
    for text in commands():
        await w.say(NOAH, text, GROUP)
    asked = {KEYNOTE: await w.store.questions.open_of(KEYNOTE, w.clock.now())}
    shown = json.dumps(showing(w.bot.desk.programme, asked, w.clock.now()))
    return iter([shown, *received(w, NOAH), *received(w, OLGA), *received(w, GROUP)])


async def test_nobody_else_gets_a_name_or_an_id_of_who_asked_voted_or_gave_stars(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        for person in (ANNA, NOAH, OLGA):
            await w.say(person, "/help")
            await w.store.change(person, mode=Mode.ONSITE, registered=True, organiser=person == OLGA)
        invited = await w.store.invitations.issue(w.bot.desk.machine(), Right("speaker", "zurheide"))
        await w.say(NOAH, f"/start o-{invited.token}")
        number = await speak_up(w)
        await w.tap_data(NOAH, 1, f"1chairdo:{number}:t.0")
        seen = list(await look_around(w))
        await w.letters(ANNA, NOAH, OLGA)
        own = json.dumps(await w.store.everything_about(OLGA)) + json.dumps(await w.store.everything_about(NOAH))
    whole = "\n".join((*seen, own, caplog.text))
    assert "Warum?" in whole
    assert "Sehr leise" in whole
    assert [named for named in (str(QUIET), NAME) if named in whole] == []
