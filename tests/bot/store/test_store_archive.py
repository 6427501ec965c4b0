from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from bot.delivery.pauses import PaceState
from bot.reader import Mode
from bot.store import Counts, Edition, Right, Store
from bot.store.attendance import metadata
from bot.store.engines import open_database

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


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


async def somebody_known_all_over(store: Store, person: int) -> None:
    await store.welcome(person, "de", NOW)
    await store.follow(person, "session", "a1", NOW)
    await store.invitations.keep(Right("organiser"), f"hash {person % 100}", LATER)
    await store.redeem(f"hash {person % 100}", person, NOW)
    await store.invitations.keep(Right("guide", "port"), f"tour {person % 100}", LATER)
    await store.redeem(f"tour {person % 100}", person, NOW)
    await store.set_note(f"menu:{person}", "1")
    group = {"message": {"from": {"id": person}, "chat": {"id": -5}}}
    await store.receive([(person % 100, person, "{}"), (person % 100 + 100, -5, json.dumps(group))], NOW)


async def test_all_that_is_stored_about_a_person_is_told(store: Store) -> None:
    await somebody_known_all_over(store, 7000001)
    await somebody_known_all_over(store, 7000002)
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


async def test_not_one_row_names_somebody_forgotten_and_others_keep_theirs(database_url: str) -> None:
    async with await Store.open(database_url) as store:
        await somebody_known_all_over(store, 7000001)
        await somebody_known_all_over(store, 70000012)
        await store.set_note("pace", PaceState(25, 3, 0, {7000001: 3}, NOW).written())
        other = await store.everything_about(70000012)
        await store.forget(7000001)
        assert (await store.person(7000001), await store.organisers()) == (None, (70000012,))
        assert await store.everything_about(70000012) == other
        assert await store.redeem("hash 1", 70000012, NOW) is None
    database = await open_database(database_url)
    rows = [
        str(row)
        for table in metadata.sorted_tables
        for row in await database.reader.run(lambda connection, table=table: list(connection.execute(table.select())))
    ]
    await database.close()
    assert [row for row in rows if "7000001" in row.replace("70000012", "")] == []


async def test_forgetting_a_stranger_is_nothing(store: Store) -> None:
    await store.forget(7)
    assert await store.person(7) is None


async def test_somebody_forgotten_can_come_back_as_new(store: Store) -> None:
    await somebody_known_all_over(store, 7000001)
    await store.forget(7000001)
    again = await store.welcome(7000001, "en", NOW)
    assert (again.language, again.organiser, again.follows) == ("en", False, frozenset())
