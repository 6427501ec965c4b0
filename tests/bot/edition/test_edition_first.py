"""What is served when the bot starts, and what a death in the middle of a step leaves behind."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from bot.edition.revising import revised
from bot.edition.serving import first_edition
from bot.faultpoints import arm
from bot.store import Store
from bot.store.changes import LiveChange, Step
from schedule.changes import Change
from schedule.loading import load, load_texts
from tests import forked
from tests.bot.edition.desk import FILES, SESSIONS, written
from tests.schedule.builders import at, session

if TYPE_CHECKING:
    from pathlib import Path

    from schedule.loading import Loaded

NOW = at("08:00")
LATER = FILES | {SESSIONS: FILES[SESSIONS].replace("10:30", "11:00")}
BROKEN = FILES | {SESSIONS: "sesions: []"}
OTHER = {"a.yaml": FILES["a.yaml"].replace("id: c,", "id: d,")}


def texts(files: dict[str, str]) -> Loaded:
    return load_texts(files.items())


@pytest.mark.parametrize(
    ("kept", "read", "begun"),
    [
        (None, FILES, 8),
        (None, BROKEN, None),
        (FILES, FILES, 8),
        (FILES, LATER, 8),
        (LATER, FILES, 9),
        (LATER, BROKEN, 9),
        (BROKEN, FILES, 8),
        (LATER, OTHER, 0),
    ],
    ids=["the first", "none", "the same", "changed", "changed back", "broken", "kept by an older version", "another"],
)
async def test_what_is_served_first(
    sqlite_url: str, kept: dict[str, str] | None, read: dict[str, str], begun: int | None
) -> None:
    async with await Store.open(sqlite_url) as store:
        if kept:
            await store.keep_edition(kept, NOW)
        programme = await first_edition(texts(read), store, NOW, NOW, frozenset())
        now_kept = await store.edition()
    second = programme.session.get("second") if programme else None
    served = second.start.hour if second else 0
    assert (served if programme else None) == begun
    assert (now_kept is None) == (programme is None)


async def test_with_the_folder_gone_the_edition_kept_is_served(sqlite_url: str, tmp_path: Path) -> None:
    async with await Store.open(sqlite_url) as store:
        await first_edition(load(written(tmp_path / "c")), store, NOW, NOW, frozenset())
        programme = await first_edition(load(tmp_path / "gone"), store, NOW, NOW, frozenset())
    assert programme
    assert len(programme.sessions) == 9


@pytest.mark.parametrize(
    ("place", "whole"),
    [
        ("within a step of the programme", False),
        ("at the end of a step of the programme", False),
        ("nowhere", True),
    ],
)
async def test_killed_in_the_middle_of_a_step_everything_is_as_before_or_as_after(
    sqlite_url: str, place: str, *, whole: bool
) -> None:
    code = await forked.start(take_a_step, sqlite_url, place).ended()
    async with await Store.open(sqlite_url) as store:
        edition, live = await store.edition(), await store.changes.live()
        notes = [await store.note(key) for key in ("edition", "folder")]
        revisions, letters = await store.changes.revisions(), await store.letters.counts()
    assert edition
    found = (edition.sources["a.yaml"], notes, len(live), len(revisions), sum(letters.values()))
    assert code == (0 if whole else -signal.SIGKILL)
    assert found == (("new", ["1", "new"], 1, 1, 1) if whole else ("old", [None, None], 0, 0, 0))


async def take_a_step(url: str, dies: str) -> None:
    async with await Store.open(url) as store:
        await store.welcome(1, "en", NOW)
        await store.follow(1, "session", "s", NOW)
        await store.keep_edition({"a.yaml": "old"}, NOW)
        change = Change("session", "s", session("s", "10:00", "11:00"), session("s", "10:30", "11:30"))
        laid = LiveChange("session", "s", "start", {"start": "x"}, NOW)
        arm(dies)
        told = (revised(change, NOW),)
        await store.changes.take(Step(NOW, NOW, {"a.yaml": "new"}, {"folder": "new"}, laid, (), told))
