"""Callback data that nobody was given: every verb of the house, with what is real, another person's, or nothing."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.asked import Draft, Place, Question, QuestionState
from bot.feature import discover
from bot.reader import Mode
from bot.rehearsal.cast import DEMO
from bot.store.deciding import Chair, Telling
from bot.store.values import Lane, Right
from schedule.seating import terms
from tests.bot.test_no_link_leaks import found, links, received
from tests.rows import everything_in
from tests.walking import LAST, commands, walk
from tests.world import ANNA, NOAH, OLGA, World, conference, world

if TYPE_CHECKING:
    from schedule.model import Programme
    from tests.rows import Rows

TAPS = 1_000
OF_A_VERB = 3
AT_ONCE = 50
STRANGER = 6_001
KEYNOTE = "keynote-ketels"
DURING = "2021-09-23 09:40"
# A hidden question, a personal code, and those on the guides' lists.
SECRETS = ("A secret", "BCDFG", *(persona.name for persona in DEMO))
TRIPS = ("hydrogen", "health", "green-steel")
# What comes in, who sends, and notes of the house's own work.
MOVING = frozenset({"inbox", "lease", "note"})
ARGS = (
    *("", "on", "off", "yes", "no", "0", "1", "t.0", "a.0", "h.0", "o.0", "b.0", "on.0", "off.0", "0.0", "left", "10"),
    *("organiser", "access", "speaker", "guide", "session", "excursion", "new", "said", "down", "up", "url", "full"),
)


def full() -> Programme:
    """The conference with one seat on each excursion."""
    narrow = tuple(trip.model_copy(update={"capacity": 1}) for trip in conference().excursions)
    return conference().model_copy(update={"excursions": narrow})


async def prepare(w: World) -> None:
    """Let everybody have what is worth forging for: questions, stars, rights and invitations."""
    for person in (ANNA, NOAH, OLGA):
        await w.say(person, "/help")
        await w.store.change(person, mode=Mode.ONSITE, registered=True, organiser=person == OLGA)
    now, machine = w.clock.now(), w.bot.desk.machine()
    for person, text in ((ANNA, "Wie?"), (NOAH, "Why?")):
        await w.store.questions.ask(person, Draft(KEYNOTE, text, None, Place.HALL), now)
        await w.store.feedback.rate(person, "opening", 2, now)
        await w.store.follow(person, "session", KEYNOTE, now)
    hidden = await w.store.questions.ask(OLGA, Draft(KEYNOTE, "A secret", "Olga", Place.HALL), now)
    assert isinstance(hidden, Question)
    told = Telling(now, now + timedelta(hours=1), Lane.URGENT)
    await w.store.questions.decide(Chair(OLGA, KEYNOTE, ()), hidden.id, QuestionState.HIDDEN, told, machine)
    for right in (Right("guide", TRIPS[0]), Right("speaker", "zurheide")):
        invited = await w.store.invitations.issue(machine, right)
        await w.say(OLGA, f"/start o-{invited.token}")
    await w.store.invitations.issue(machine)
    await w.store.invitations.keep_codes(["BCDFGHJKMNPQRST"], machine + timedelta(days=7))


async def fill(w: World) -> None:
    """Take the one seat of each excursion, let somebody wait for it, and begin an announcement."""
    now, held = w.clock.now(), w.bot.desk.programme
    for trip in TRIPS:
        for person in (ANNA, NOAH):
            await w.store.bookings.book(person, terms(held, held.excursion[trip], now), now, w.bot.desk.machine())
    await w.say(OLGA, "/announce The bus waits")


def ids(rows: Rows) -> list[str]:
    """Return whatever a button could name: of the programme, of the store, and nothing at all."""
    held = conference()
    listed = (held.sessions, held.excursions, held.speakers, held.rooms, held.streams, held.tracks, held.pages)
    named = [item.id for each in listed for item in each]
    kept = [str(row["id"]) for table in ("question", "announcement", "live_change", "person") for row in rows[table]]
    marks = [row["token_hash"][:32] for row in rows["invitation"]]
    return [*named, *kept * 5, *marks, "2021-09-23", "2021-09-24", "streams", "yes", "never-was", "", "9" * 32]


def forged(given: set[str], rows: Rows) -> list[str]:
    """Return what a stranger's client sends: what others were given, then any verb with any subject."""
    chance, subjects = random.Random(7), ids(rows)  # noqa: S311 - chance, not secrets
    verbs = [verb for verb in discover().buttons if verb not in LAST]
    taps = [data for data in sorted(given) if data[1:].partition(":")[0] not in LAST]
    args = (*ARGS, *subjects[-30:])
    while len(taps) < max(TAPS, len(given) + OF_A_VERB * len(verbs)):
        for verb in verbs:
            taps.append(f"1{verb}:{chance.choice(subjects)}:{chance.choice(args)}"[:64])
            if verb.startswith(("ask", "chair")):
                question = chance.choice(rows["question"])["id"]
                taps.append(f"1{verb}:{question}:{chance.choice(args)}"[:64])
    return taps


def broken() -> list[str]:
    """Return what no button ever held: verbs with odd tails, of other versions, and noise."""
    verbs = sorted(discover().buttons.keys() - LAST)[::3]
    tails = ("", ":", "::", ":'--", ":a:b:c", ":A", ": ", ":../..", ":1e9:-1")
    near = [f"1{verb}{tails[at % len(tails)]}" for at, verb in enumerate(verbs)]
    other = [f"{('', '0', '2', '11')[at % 4]}{verb}:" for at, verb in enumerate(verbs)]
    chance, letters = random.Random(2021), "".join(map(chr, range(32, 127))) + "äß☃𝄞\n\0"  # noqa: S311 - as above
    return [*near, *other, *("".join(chance.choices(letters, k=chance.randrange(60))) for _ in range(50))]


def of_others(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that do not name the stranger."""
    return {
        table: [row for row in listed if str(STRANGER) not in str(row)]
        for table, listed in rows.items()
        if table not in MOVING
    }


async def test_a_thousand_forged_callbacks_give_no_right_no_seat_and_no_link(sqlite_url: str) -> None:
    held = full()
    async with world(sqlite_url, programme=held, at=DURING) as w:
        await prepare(w)
        given = (await walk(w, OLGA, commands(), of_a_kind=1)).known
    # Olga has served the folder's edition on her way, with all its seats.
    async with world(sqlite_url, programme=held, at=DURING) as w:
        await fill(w)
        await w.letters(ANNA, NOAH, OLGA)
    before = await everything_in(sqlite_url)
    taps = forged(given, before)
    async with world(sqlite_url, programme=held, at=DURING) as w:
        w.telegram.add_person(STRANGER, "Nobody", "en")
        await w.say(STRANGER, "/help")
        sent = (*taps, *broken())
        for first in range(0, len(sent), AT_ONCE):
            # Beyond sixty a minute none would be looked at.
            await w.sleep(60)
            for data in sent[first : first + AT_ONCE]:
                w.telegram.tap(STRANGER, 1, data)
            await w.work()
        stranger, rights = await w.store.person(STRANGER), await w.store.invitations.gained(STRANGER)
        seats = {trip: seat.mine for trip, seat in (await w.store.bookings.seats(STRANGER)).items()}
        told = list(received(w, STRANGER))
        counts = await w.store.counts()
        bulk = await w.letters(ANNA, NOAH, OLGA)
    after = await everything_in(sqlite_url)
    assert stranger
    assert len(taps) >= TAPS
    assert sorted(row["state"] for row in before["booking"]) == ["booked"] * 3 + ["waiting"] * 3
    assert min(len(before[table]) for table in ("announcement", "invitation", "live_change", "question", "role")) > 0
    assert {data[1:].partition(":")[0] for data in taps} == discover().buttons.keys() - LAST
    assert (stranger.organiser, stranger.registered, stranger.roles, rights) == (False, False, frozenset(), frozenset())
    assert {seat for seat in seats.values() if seat not in {None, "waiting"}} == set()
    assert found(links(closed=True), told) == []
    assert [secret for secret in SECRETS if any(secret in text for text in told)] == []
    assert (counts.waiting, counts.aside, bulk) == (0, 0, [])
    assert of_others(after) == of_others(before)
