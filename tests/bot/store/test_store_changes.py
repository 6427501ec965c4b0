from __future__ import annotations

from typing import TYPE_CHECKING

from bot.edition.revising import revised
from bot.store import Lane, Letter, LetterKind
from bot.store.changes import LiveChange, Step
from schedule.changes import Change, snapshot
from tests.schedule.builders import at, session

if TYPE_CHECKING:
    from bot.store import Store

NOW, LATER = at("09:00"), at("09:02")
BEFORE, AFTER = session("s", "10:30", "11:00", track="red"), session("s", "10:45", "11:15", track="red")
BACK = session("s", "10:30", "11:00", track="red")


async def test_a_step_is_kept_told_and_remembered(store: Store) -> None:
    for person, follow in (
        (1, ("session", "s")),
        (2, ("track", "red")),
        (3, ("session", "other")),
        (4, ("session", "s")),
    ):
        await store.welcome(person, "en", NOW)
        await store.follow(person, *follow, NOW)
    await store.change(4, silenced=True)
    asking = Letter("i:edition:x:1", LetterKind.INCIDENT, Lane.URGENT, 1, "edition", NOW, LATER)
    await store.changes.hold({"b": "new"}, [asking], NOW)
    held = await store.changes.held()
    move = revised(Change("session", "s", BEFORE, AFTER), NOW)
    laid = LiveChange("session", "s", "start", {"start": AFTER.start.isoformat()}, NOW, 1)

    people = await store.changes.followers(move.by)
    taken = await store.changes.take(Step(NOW, NOW, {"b": "new"}, {"folder": "x"}, laid, (), (move,)))
    live = await store.changes.live()
    back = revised(Change("session", "s", AFTER, BACK), LATER)
    again = await store.changes.take(Step(LATER, LATER, dropped=[live[0].id], revised=(back,)))
    edition = await store.edition()

    assert (held and held.sources, edition and edition.sources, await store.changes.held()) == ({"b": "new"},) * 2 + (
        None,
    )
    assert (people, taken.people, taken.live, again.people) == (2, 2, live[0].id, 0)
    assert (live[0].value, live[0].made_by, await store.changes.live()) == (laid.value, 1, ())
    assert [(each.number, each.before, each.after) for each in await store.changes.revisions()] == [
        (1, snapshot(BEFORE), snapshot(AFTER)),
        (2, snapshot(AFTER), snapshot(BACK)),
    ]
    assert await store.changes.before("session", "s", 2) == snapshot(AFTER)
    assert await store.changes.moved() == {("session", "s"): back.tell_at}
    counts = await store.letters.counts()
    assert {state.value: number for state, number in counts.items() if number} == {"superseded": 3}
    assert await store.note("edition") == "2"


async def test_what_was_moved_stays_so_when_something_else_of_it_changes(store: Store) -> None:
    move = revised(Change("session", "s", BEFORE, AFTER), NOW)
    await store.changes.take(Step(NOW, NOW, revised=(move,)))
    elsewhere = revised(Change("session", "s", AFTER, AFTER.model_copy(update={"room": "hall"})), LATER)
    await store.changes.take(Step(LATER, LATER, revised=(elsewhere,)))
    assert [each.number for each in await store.changes.revisions()] == [1, 2]
    assert await store.changes.moved() == {("session", "s"): move.tell_at}
