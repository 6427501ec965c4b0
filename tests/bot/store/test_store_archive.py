from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import StatementError

from bot.asked import Draft, Place, Question, QuestionState
from bot.delivery.pauses import PaceState
from bot.reader import Mode
from bot.store import Counts, Edition, Lane, Letter, LetterKind, Right, Store
from bot.store.attendance import metadata
from bot.store.changes import LiveChange, Step
from bot.store.deciding import Chair, Telling
from bot.store.tables import person as people
from schedule.seating import Terms
from tests.rows import everything_in

if TYPE_CHECKING:
    from sqlalchemy import Column

    from tests.rows import Rows

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FORGOTTEN, OTHER = 7000001, 70000012
# Columns that hold a person's id beside those that refer to the table of people: private chats have that number too.
ALSO = frozenset({"person.id", "inbox.chat_id", "invitation.used_by", "announcement.report_chat"})
# Numbers that are no person's.
NOBODYS = frozenset(
    {"inbox.update_id", "letter.fence", "letter.message_id", "announcement.report_message", "lease.fence"}
)


async def test_of_ten_who_redeem_an_invitation_at_once_one_becomes_organiser(store: Store) -> None:
    people = range(1, 11)
    for person in people:
        await store.welcome(person, "en", NOW)
    await store.invitations.keep(Right("organiser"), "hash", LATER)
    rights = await asyncio.gather(*(store.redeem("hash", person, NOW) for person in people))
    assert [right for right in rights if right] == [Right("organiser")]
    lucky = rights.index(Right("organiser")) + 1
    assert await store.organisers() == (lucky,)
    assert [bool((await store.welcome(person, "en", NOW)).organiser) for person in people] == [
        person == lucky for person in people
    ]


async def test_an_invitation_used_expired_or_unknown_grants_nothing(store: Store) -> None:
    await store.welcome(1, "en", NOW)
    await store.invitations.keep(Right("organiser"), "used", LATER)
    await store.invitations.keep(Right("organiser"), "expired", NOW)
    await store.redeem("used", 1, NOW)
    assert [await store.redeem(token, 1, NOW) for token in ("used", "expired", "unknown")] == [None] * 3


async def test_the_last_good_conference_replaces_the_one_before(store: Store) -> None:
    assert await store.edition() is None
    await store.keep_edition({"conference.yaml": "old"}, NOW)
    kept = await store.keep_edition({"b.yaml": "Führung \0", "a.yaml": ""}, LATER)
    assert (
        await store.edition()
        == kept
        == Edition(
            {"a.yaml": "", "b.yaml": "Führung \0"},
            kept.digest,
            LATER,
        )
    )


async def test_the_same_files_have_the_same_digest_in_any_order(store: Store) -> None:
    one = await store.keep_edition({"a": "1", "b": "2"}, NOW)
    other = await store.keep_edition({"b": "2", "a": "1"}, LATER)
    assert (one.digest == other.digest, one.digest == (await store.keep_edition({"a": "12"}, NOW)).digest) == (
        True,
        False,
    )


async def test_a_note_holds_what_was_written_last(store: Store) -> None:
    before = await store.note("menu:de")
    await store.set_note("menu:de", "1")
    await store.set_note("menu:de", "2")
    assert (before, await store.note("menu:de")) == (None, "2")


async def test_notes_written_together_are_read_together_without_those_that_were_never_written(store: Store) -> None:
    await store.set_note("menu:de", "1")
    await store.set_notes({"menu:de": "2", "menu:en": "3"})
    assert await store.notes(["menu:de", "menu:en", "menu:fr"]) == {"menu:de": "2", "menu:en": "3"}


async def test_instants_come_back_in_utc_whatever_zone_they_had(store: Store) -> None:
    kept = await store.keep_edition({}, datetime(2021, 9, 23, 12, tzinfo=timezone(timedelta(hours=3))))
    read = await store.edition()
    assert read
    assert (read.taken_at.isoformat(), kept.taken_at) == ("2021-09-23T09:00:00+00:00", read.taken_at)


async def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="2021-09-23T12:00:00 has no zone"):
        await store.keep_edition({}, datetime(2021, 9, 23, 12))  # noqa: DTZ001 - the point
    assert await store.edition() is None


async def test_counts_add_up(store: Store) -> None:
    for person in range(4):
        await store.welcome(person, "de", NOW)
    await store.change(0, mode=Mode.ONLINE, reachable=False)
    await store.change(1, mode=Mode.ONSITE)
    await store.follow(1, "session", "a", NOW)
    await store.receive([(1, 1, "{}")], NOW)
    await store.welcome(9, "en", NOW)
    assert await store.counts() == Counts(
        people=5, onsite=1, online=1, unreachable=1, follows=1, waiting=1, aside=0, languages={"de": 4, "en": 1}
    )


async def somebody_known(store: Store, person: int) -> None:
    await store.welcome(person, "de", NOW)
    await store.follow(person, "session", "a1", NOW)
    await store.invitations.keep(Right("organiser"), f"hash {person % 100}", LATER)
    await store.redeem(f"hash {person % 100}", person, NOW)
    await store.invitations.keep(Right("guide", "port"), f"tour {person % 100}", LATER)
    await store.redeem(f"tour {person % 100}", person, NOW)
    await store.set_note(f"menu:{person}", "1")
    group = {"message": {"from": {"id": person}, "chat": {"id": -5}}}
    await store.receive([(person % 100, person, "{}"), (person % 100 + 100, -5, json.dumps(group))], NOW)


async def somebody_known_all_over(store: Store, person: int) -> None:
    """Leave a row of somebody's in every table that can hold one; others ask, vote and are merged beside them."""
    await somebody_known(store, person)
    port = Terms("port", 9, open=True, stands=True, until=LATER, closes=LATER)
    await store.bookings.book(person, port, NOW, NOW)
    await store.set_own_leads(person, "session", "a1", (5,))
    await store.guesses.spend(person, NOW)
    await store.handouts.note(person, ["a1"], NOW)
    await store.feedback.rate(person, "a1", 4, NOW)
    await store.feedback.say(person, "a1", "Gut")
    await store.set_note(f"asking:{person}", "{}")
    await store.set_note(f"typed:{person}:address", json.dumps({"by": str(person)}))
    reminder = (f"r:{NOW.isoformat()}:10:{person}", LetterKind.REMINDER, Lane.REMINDER, person, NOW.isoformat())
    await store.letters.plan([Letter(*reminder, NOW, LATER)], NOW)
    laid = LiveChange("session", "a1", "room", {"room": "b"}, NOW, person)
    await store.changes.take(Step(NOW, NOW, laid=laid))
    await somebody_who_announces(store, person)
    await somebody_among_those_who_ask(store, person)


async def somebody_who_announces(store: Store, person: int) -> None:
    sent = await store.announcements.draft(person, NOW)
    assert await store.announcements.confirm(sent, None, NOW, NOW, (person, 5))
    await store.announcements.draft(person, NOW)


async def somebody_among_those_who_ask(store: Store, person: int) -> None:
    for neighbour in (person % 100 + 200, person % 100 + 300):
        await store.welcome(neighbour, "en", NOW)
    before, theirs, after = [
        await asked_in(store, who, f"q{person % 100}") for who in (person % 100 + 200, person, person % 100 + 300)
    ]
    await store.questions.set_vote(person, before, wanted=True)
    await store.questions.set_vote(person % 100 + 200, theirs, wanted=True)
    chair, told = Chair(person, f"q{person % 100}", ()), Telling(NOW, LATER, Lane.URGENT)
    await store.questions.merge(chair, after, theirs, told, NOW)
    await store.questions.decide(chair, before, QuestionState.TAKEN, told, NOW)


async def asked_in(store: Store, author: int, session: str) -> int:
    kept = await store.questions.ask(author, Draft(session, "Why?", None, Place.HALL), NOW)
    assert isinstance(kept, Question)
    return kept.id


async def test_all_that_is_stored_about_a_person_is_told(store: Store) -> None:
    await somebody_known(store, 7000001)
    await somebody_known(store, 7000002)
    told = await store.everything_about(7000001)
    assert json.loads(json.dumps(told)) == {
        "person": {
            "id": 7000001,
            "language": "de",
            "mode": None,
            "zone": None,
            "leads": [10],
            "registered": False,
            "organiser": True,
            "awaiting": None,
            "reachable": True,
            "created_at": "2021-09-23T07:00:00+00:00",
            "silenced": False,
            "muted": False,
            "quiet": [22, 7],
            "overview": None,
            "feedback": True,
        },
        "roles": [{"person": 7000001, "right": "guide", "subject": "port", "since": "2021-09-23T07:00:00+00:00"}],
        "guesses": [],
        "streams": [],
        "questions": [],
        "votes": [],
        "bookings": [],
        "feedback": [],
        "own_leads": [],
        "announcements": [],
        "changes": [],
        "letters": [],
        "follows": [{"person": 7000001, "kind": "session", "subject": "a1", "since": "2021-09-23T07:00:00+00:00"}],
        "invitations": [
            {
                "token_hash": "hash 1",
                "grants": "organiser",
                "expires": "2021-09-23T08:00:00+00:00",
                "used_by": 7000001,
                "used_at": "2021-09-23T07:00:00+00:00",
                "subject": "",
            },
            {
                "token_hash": "tour 1",
                "grants": "guide",
                "expires": "2021-09-23T08:00:00+00:00",
                "used_by": 7000001,
                "used_at": "2021-09-23T07:00:00+00:00",
                "subject": "port",
            },
        ],
        "notes": [{"key": "menu:7000001", "value": "1"}],
        "updates": [{}, {"message": {"from": {"id": 7000001}, "chat": {"id": -5}}}],
    }


async def test_what_somebody_leaves_anywhere_is_told(store: Store) -> None:
    await somebody_known_all_over(store, FORGOTTEN)
    told = json.loads(json.dumps(await store.everything_about(FORGOTTEN)))
    assert [area for area, rows in told.items() if not rows] == []


def names(column: Column[Any]) -> bool:
    """Tell whether a column holds people's ids."""
    return str(column) in ALSO or any(key.column is people.c.id for key in column.foreign_keys)


def test_of_every_large_number_it_is_known_whether_it_is_a_person_s() -> None:
    large = {
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if str(column.type) == "BIGINT" and not names(column)
    }
    assert large == NOBODYS


def naming(rows: Rows, somebody: int) -> list[str]:
    """Return the rows that name somebody, in whatever column."""
    texts = [f"{table} {row}" for table, listed in rows.items() for row in listed]
    return [text for text in texts if str(somebody) in text.replace(str(OTHER), "")]


async def test_not_one_row_names_somebody_forgotten_and_others_keep_theirs(database_url: str) -> None:
    columns = [column for table in metadata.sorted_tables for column in table.columns if names(column)]
    async with await Store.open(database_url) as store:
        await somebody_known_all_over(store, FORGOTTEN)
        await somebody_known_all_over(store, OTHER)
        await store.set_note("pace", PaceState(25, 3, 0, {FORGOTTEN: 3}, NOW).written())
    before = await everything_in(database_url)
    async with await Store.open(database_url) as store:
        other = await store.everything_about(OTHER)
        await store.forget(FORGOTTEN)
        assert (await store.person(FORGOTTEN), await store.organisers()) == (None, (OTHER,))
        assert await store.everything_about(OTHER) == other
        assert await store.redeem("hash 1", OTHER, NOW) is None
    rows = await everything_in(database_url)
    filled = [str(c) for c in columns if FORGOTTEN in {row[c.name] for row in before[c.table.name]}]
    assert filled == [str(column) for column in columns]
    assert {text.partition(" ")[0] for text in naming(before, FORGOTTEN)} >= {"note", "inbox", "letter"}
    assert naming(rows, FORGOTTEN) == []
    # Of the questions, those of the neighbours stay, and what was merged into theirs is on the list again.
    mine = [row for row in rows["question"] if row["session"] == "q1"]
    assert [(row["author"], row["votes"], row["merged_into"]) for row in mine] == [(201, 0, None), (301, 0, None)]


async def test_forgetting_a_stranger_is_nothing(store: Store) -> None:
    await store.forget(7)
    assert await store.person(7) is None


async def test_somebody_forgotten_can_come_back_as_new(store: Store) -> None:
    await somebody_known_all_over(store, 7000001)
    await store.forget(7000001)
    again = await store.welcome(7000001, "en", NOW)
    assert (again.language, again.organiser, again.follows) == ("en", False, frozenset())
