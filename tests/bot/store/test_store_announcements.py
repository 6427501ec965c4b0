from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.announced import Announcement, AnnouncementState, Circle, Delivery, Outcome, Tally, Wording
from bot.reader import Mode
from bot.store import LetterState, Store
from bot.store.tables import letter

if TYPE_CHECKING:
    from bot.store.values import Changes

NOW = datetime(2021, 9, 23, 7, tzinfo=UTC)
MACHINE = datetime(2026, 1, 1, 12, tzinfo=UTC)
HELD = MACHINE + timedelta(seconds=10)
AUTHOR = 1
SAID = {"en": Wording("The <b>bus</b> leaves"), "de": Wording("Der Bus", ("photo", "f"))}
# Everybody: who they are, and what they follow.
PEOPLE: dict[int, tuple[str, Changes, set[tuple[str, str]]]] = {
    1: ("en", {"organiser": True}, set()),
    2: ("de", {"mode": Mode.ONSITE}, {("session", "opening")}),
    3: ("en", {"mode": Mode.ONSITE}, {("track", "rail")}),
    4: ("de", {"mode": Mode.ONLINE}, {("speaker", "mustermann")}),
    5: ("en", {"mode": Mode.ONLINE}, set()),
    6: ("de", {"mode": Mode.UNDECIDED}, {("excursion", "mine")}),
    7: ("de", {"mode": Mode.ONSITE, "muted": True}, {("session", "opening")}),
    8: ("de", {"mode": Mode.ONSITE, "reachable": False}, {("session", "opening")}),
    9: ("de", {"mode": Mode.ONSITE, "silenced": True}, {("session", "opening")}),
}
OPENING = (("session", "opening"), ("track", "rail"), ("speaker", "mustermann"))


async def enter(store: Store) -> None:
    for person, (language, fields, follows) in PEOPLE.items():
        await store.welcome(person, language, NOW)
        for kind, subject in follows:
            await store.follow(person, kind, subject, NOW)
        await store.change(person, **fields)


async def drafted(store: Store, circle: Circle, *, urgent: bool = False) -> Announcement:
    draft = await store.announcements.draft(AUTHOR, MACHINE)
    changed = replace(draft, circle=circle, wordings=SAID, urgent=urgent)
    assert await store.announcements.edit(changed)
    return changed


async def begun(store: Store, circle: Circle | None = None) -> Announcement:
    draft = await drafted(store, circle or Circle(everyone=True))
    assert await store.announcements.confirm(draft, None, HELD, MACHINE, (AUTHOR, 7))
    assert await store.announcements.begin(draft.id, NOW, HELD)
    return await again(store, draft)


async def again(store: Store, known: Announcement) -> Announcement:
    found = await store.announcements.find(known.id)
    assert found
    return found


async def settle(store: Store, key: str, state: LetterState, at: datetime = HELD, **values: Any) -> None:
    """Let a letter be what a sender would have made of it."""
    changed = letter.update().where(letter.c.key == key).values(state=state, changed_at=at, **values)
    await store._database.writer.run(lambda connection: connection.execute(changed))  # noqa: SLF001 - as a sender


async def to(store: Store, found: Announcement) -> list[int]:
    return [each.person for each in await store.announcements.deliveries(found.id)]


CIRCLES = (
    (Circle(everyone=True), False, [1, 2, 3, 4, 5, 6]),
    (Circle(everyone=True), True, [1, 2, 3, 4, 5, 6, 7]),
    (Circle(modes=("onsite",)), False, [2, 3]),
    (Circle(modes=("onsite",)), True, [2, 3, 7]),
    (Circle(modes=("onsite", "online")), False, [2, 3, 4, 5]),
    (Circle(modes=("undecided",)), False, [1, 6]),
    (Circle(languages=("de",)), False, [2, 4, 6]),
    (Circle(modes=("onsite",), languages=("de",)), False, [2]),
    (Circle(pairs=OPENING), False, [2, 3, 4]),
    (Circle(pairs=(*OPENING, ("excursion", "mine"))), False, [2, 3, 4, 6]),
    (Circle(modes=("online",), pairs=OPENING), True, [4]),
    (Circle(pairs=(("session", "nothing"),)), True, []),
    (Circle(me=True), False, [1]),
    (Circle(), True, []),
)


async def test_a_circle_is_as_many_as_are_written_to(store: Store) -> None:
    await enter(store)
    reached, written = [], []
    for circle, urgent, _ in CIRCLES:
        draft = await drafted(store, circle, urgent=urgent)
        reached.append(sum((await store.announcements.reach(draft)).values()))
        await store.announcements.confirm(draft, None, MACHINE, MACHINE, None)
        await store.announcements.begin(draft.id, NOW, MACHINE)
        written.append(await to(store, draft))
    assert written == [people for _, _, people in CIRCLES]
    assert reached == [len(people) for people in written]


async def test_what_was_written_is_kept_as_it_is(store: Store) -> None:
    await enter(store)
    circle = Circle(modes=("onsite",), languages=("de",), subjects=(("session", "opening"),), pairs=OPENING)
    draft = await drafted(store, circle, urgent=True)
    assert await store.announcements.draft(AUTHOR, HELD) == draft
    found = await again(store, draft)
    assert (found, found.fingerprint) == (draft, draft.fingerprint)
    assert await store.announcements.reach(found) == {"de": 2}


async def test_what_is_confirmed_is_what_was_seen_and_only_once(store: Store) -> None:
    await enter(store)
    seen = await drafted(store, Circle(everyone=True))
    changed = replace(seen, circle=Circle(modes=("online",)))
    await store.announcements.edit(changed)
    answers = [
        await store.announcements.confirm(each, None, HELD, MACHINE, None) for each in (seen, changed, changed, seen)
    ]
    assert answers == [False, True, False, False]
    assert not await store.announcements.edit(seen)
    assert not await store.announcements.discard(seen.id)


async def test_it_begins_once_and_when_it_can_be_undone_no_more_and_its_time_has_come(store: Store) -> None:
    await enter(store)
    draft = await drafted(store, Circle(everyone=True))
    await store.announcements.confirm(draft, NOW + timedelta(minutes=10), HELD, MACHINE, None)
    later = NOW + timedelta(minutes=10)
    begun = [
        await store.announcements.begin(draft.id, now, machine)
        for now, machine in ((later, MACHINE), (NOW, HELD), (later, HELD), (later, HELD))
    ]
    assert begun == [False, False, True, False]
    assert not await store.announcements.undo(draft.id)
    assert (await store.announcements.tally(draft)).outcomes == {Outcome.WAITING: 6}


async def test_what_is_undone_is_a_draft_again(store: Store) -> None:
    await enter(store)
    draft = await drafted(store, Circle(everyone=True))
    await store.announcements.confirm(draft, None, HELD, MACHINE, None)
    assert await store.announcements.undo(draft.id)
    assert not await store.announcements.begin(draft.id, NOW, HELD)
    assert await store.announcements.draft(AUTHOR, HELD) == draft
    assert await to(store, draft) == []


async def test_the_same_text_is_remembered_for_ten_minutes_whomever_it_was_for(store: Store) -> None:
    await enter(store)
    await begun(store)
    repeated = await drafted(store, Circle(me=True))
    other = replace(repeated, wordings={"en": Wording("Something else")})
    minutes = [
        await store.announcements.said_before(each, MACHINE + timedelta(minutes=minutes))
        for each, minutes in ((repeated, 9), (repeated, 10), (other, 1))
    ]
    assert minutes == [MACHINE, None, None]


async def test_every_letter_counts_once_and_the_totals_outlive_who_is_forgotten(store: Store) -> None:
    await enter(store)
    found = await begun(store)
    await settle(store, f"b:{found.id}:1", LetterState.SENT, message_id=11)
    await settle(store, f"b:{found.id}:2", LetterState.DOUBT, doubts=1, error="timed out")
    await settle(store, f"b:{found.id}:3", LetterState.FAILED, error="Bad Request")
    await settle(store, f"b:{found.id}:4", LetterState.FAILED, error="left: Forbidden")
    await store.change(5, silenced=True)
    await settle(store, f"b:{found.id}:6", LetterState.SENDING)
    outcomes = {
        Outcome.DELIVERED: 1,
        Outcome.DOUBT: 1,
        Outcome.FAILED: 1,
        Outcome.UNREACHABLE: 2,
        Outcome.WAITING: 1,
    }
    tally = await store.announcements.tally(found)
    assert tally == Tally(outcomes, doubts=1)
    assert (tally.total, tally.open) == (6, True)
    for person in (2, 4, 6, 1):
        await store.forget(person)
    forgotten = await again(store, found)
    assert (await store.announcements.tally(forgotten)).outcomes == {
        **{outcome: number for outcome, number in outcomes.items() if outcome is not Outcome.WAITING},
        Outcome.UNREACHABLE: 3,
    }
    assert (forgotten.author, forgotten.report) == (None, None)


async def test_stopping_calls_off_what_was_not_sent(store: Store) -> None:
    await enter(store)
    found = await begun(store)
    await settle(store, f"b:{found.id}:1", LetterState.SENT, message_id=11)
    await settle(store, f"b:{found.id}:2", LetterState.SENDING)
    await settle(store, f"b:{found.id}:3", LetterState.READY, doubts=1)
    pausing = [
        await store.announcements.pause(found.id),
        await store.announcements.pause(found.id),
        await store.announcements.resume(found.id),
        await store.announcements.stop(found.id, HELD),
        await store.announcements.resume(found.id),
    ]
    assert pausing == [True, False, True, True, False]
    outcomes = {Outcome.DELIVERED: 1, Outcome.WAITING: 1, Outcome.DOUBT: 1, Outcome.STOPPED: 3}
    assert (await store.announcements.tally(found)).outcomes == outcomes


async def test_a_correction_goes_to_every_copy_that_may_hold_the_old_text(store: Store) -> None:
    await enter(store)
    found = await begun(store)
    await settle(store, f"b:{found.id}:1", LetterState.SENT, message_id=11)
    await settle(store, f"b:{found.id}:2", LetterState.SENDING)
    await store.announcements.propose(found.id, {"en": Wording("Corrected")})
    proposed = await again(store, found)
    corrected_at = HELD + timedelta(seconds=20)
    answers = [await store.announcements.correct(each, NOW, corrected_at) for each in (found, proposed, proposed)]
    assert answers == [False, True, False]
    corrected = await again(store, found)
    assert corrected.wordings == {**SAID, "en": Wording("Corrected")}
    assert (await store.announcements.tally(corrected)).corrections == {Outcome.WAITING: 2}
    letters = [await store.letters.find(f"k:{found.id}:2:{person}") for person in (1, 2, 3)]
    assert [each and each.facts for each in letters] == [{"version": 2}, {"version": 2}, None]
    # Of the one that is on its way it has to be known first what became of it.
    soon, later = corrected_at, corrected_at + timedelta(seconds=30)
    ready = [[each.key for each in await store.letters.ready(NOW, machine, 9)] for machine in (soon, later)]
    assert ready == [[f"k:{found.id}:2:1"], [f"k:{found.id}:2:1", f"k:{found.id}:2:2"]]
    # Those still to come are written anew.
    waiting = [await store.letters.find(f"b:{found.id}:{person}") for person in (3, 4, 5, 6)]
    assert [each and each.state for each in waiting] == ["planned"] * 4


async def test_a_second_correction_replaces_the_first(store: Store) -> None:
    await enter(store)
    found = await begun(store)
    for person in (1, 2):
        await settle(store, f"b:{found.id}:{person}", LetterState.SENT, message_id=10 + person)
    for words in ("One", "Two"):
        await store.announcements.propose(found.id, {"en": Wording(words)})
        assert await store.announcements.correct(await again(store, found), NOW, HELD + timedelta(seconds=1))
        await settle(store, f"k:{found.id}:2:1", LetterState.SENT)
    states = [await store.letters.find(f"k:{found.id}:{number}:{person}") for number in (2, 3) for person in (1, 2)]
    assert [each and each.state for each in states] == ["sent", "superseded", "ready", "ready"]
    assert (await store.announcements.tally(await again(store, found))).corrections == {Outcome.WAITING: 2}


async def test_recalling_deletes_what_can_be_deleted_and_calls_off_the_rest(store: Store) -> None:
    await enter(store)
    found = await begun(store)
    later = HELD + timedelta(hours=48)
    await settle(store, f"b:{found.id}:1", LetterState.SENT, HELD, message_id=11)
    await settle(store, f"b:{found.id}:2", LetterState.SENT, HELD + timedelta(seconds=1), message_id=12)
    assert await store.announcements.too_old(found.id, later) == 1
    assert [await store.announcements.recall(found.id, NOW, later) for _ in range(2)] == [True, False]
    recalled = await again(store, found)
    tally = await store.announcements.tally(recalled)
    assert tally == Tally({Outcome.DELIVERED: 2, Outcome.STOPPED: 4}, {}, {Outcome.WAITING: 1})
    assert (recalled.state, await store.announcements.message_to(found.id, 2)) == (AnnouncementState.RECALLED, 12)


async def test_what_is_in_doubt_is_sent_again_or_left_as_the_organiser_says(store: Store) -> None:
    await enter(store)
    found = await begun(store)
    for person in range(1, 7):
        await settle(store, f"b:{found.id}:{person}", LetterState.DOUBT, doubts=1)
    assert await store.announcements.finish(found.id, HELD)
    assert await store.announcements.doubtful(found.id) == (1, 2, 3, 4, 5, 6)
    assert await store.announcements.undecided() == 6
    assert await store.announcements.send_again(found.id)
    assert (await again(store, found)).state is AnnouncementState.RUNNING
    await settle(store, f"b:{found.id}:1", LetterState.DOUBT, doubts=2)
    assert [await store.announcements.leave(found.id) for _ in range(2)] == [True, False]
    assert await store.announcements.undecided() == 0
    tally = await store.announcements.tally(found)
    assert tally == Tally({Outcome.WAITING: 5, Outcome.DOUBT: 1}, doubts=0)
    assert not await store.announcements.send_again(found.id)


async def test_what_goes_on_is_found_after_a_restart(sqlite_url: str) -> None:
    async with await Store.open(sqlite_url) as store:
        await enter(store)
        done = await begun(store)
        await store.announcements.finish(done.id, HELD)
        await store.announcements.report_in(done.id, None)
        draft = await drafted(store, Circle(me=True))
        await store.announcements.confirm(draft, None, HELD, MACHINE, (AUTHOR, 8))
    async with await Store.open(sqlite_url) as store:
        assert [each.id for each in await store.announcements.going()] == [draft.id]
        assert [each.id for each in await store.announcements.past()] == [draft.id, done.id]
        assert await store.announcements.begin(draft.id, NOW, HELD)
        assert await to(store, draft) == [AUTHOR]


async def test_an_outcome_names_state_instant_and_error(store: Store) -> None:
    await enter(store)
    found = await begun(store, Circle(modes=("onsite",)))
    await settle(store, f"b:{found.id}:3", LetterState.FAILED, error="Bad Request")
    assert await store.announcements.deliveries(found.id) == (
        Delivery(2, "ready", HELD, ""),
        Delivery(3, "failed", HELD, "Bad Request"),
    )


async def test_a_draft_is_forgotten_with_its_author(store: Store) -> None:
    await enter(store)
    draft = await drafted(store, Circle(everyone=True))
    everything = await store.everything_about(AUTHOR)
    await store.forget(AUTHOR)
    assert [each["id"] for each in everything["announcements"]] == [draft.id]
    assert await store.announcements.find(draft.id) is None
