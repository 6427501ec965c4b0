"""The star, wherever something is shown: what it sets, what it answers, and what the message becomes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reader import Kind, Mode, Reader
from bot.screens import follow
from bot.screens.following import followed
from bot.screens.view import View
from bot.texts import texts
from schedule import following
from schedule.following import Follow, Follower
from schedule.model import Status
from tests.hostile import LONG_ID, hostile, id_of
from tests.schedule.builders import at, excursion, programme, room, session, speaker, stream, track
from tests.world import ANNA, NOAH, TORONTO, World, conference, world

STARRED = {"☆ Follow": "⭐ Following", "☆ Merken": "⭐ Gemerkt"}


async def meet(w: World) -> None:
    """Anna is on site, Noah online in New York."""
    for person in (ANNA, NOAH):
        await w.say(person, "/help")
    await w.store.change(ANNA, mode="onsite")
    await w.store.change(NOAH, mode="online", zone="America/New_York")


async def kept(w: World, person: int = NOAH) -> frozenset[tuple[str, str]]:
    found = await w.store.person(person)
    assert found
    return found.follows


async def test_from_a_days_list_one_tap_follows_and_the_list_stays_where_it_is(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        listed = await w.press(ANNA, await w.ask(ANNA, "/programm"), "›")
        starred = await w.press(ANNA, listed, "☆ 1")
        again = await w.tap_data(ANNA, listed.id, listed.button("☆ 1")["callback_data"])
        toast, follows = w.toast(), await kept(w, ANNA)
        back = await w.press(ANNA, starred, "⭐ 1")
    assert listed.buttons[:12] == ["1", "2", "3", "4", "☆ 1", "☆ 2", "☆ 3", "☆ 4", "5", "6", "7", "8"]
    assert (starred.id, starred.text) == (listed.id, listed.text.replace(" Podium", " ⭐ Podium", 1))
    assert starred.buttons[4] == "⭐ 1"
    assert again == []
    assert len(follows) == 1
    assert toast.startswith("⭐ Gemerkt. Ich erinnere Sie 10 Min. vorher: ")
    assert (back.text, w.toast()) == (listed.text, "Nicht mehr gemerkt.")


@pytest.mark.parametrize(
    ("command", "person", "label", "follows"),
    [
        ("/next", NOAH, "☆ Follow", ("session", "opening")),
        ("/excursions", NOAH, "☆ Follow", ("excursion", "hydrogen")),
        ("/speakers", NOAH, "☆ Follow", ("speaker", "beck")),
        ("/find cluster", NOAH, "☆ 1", ("session", "market-place")),
        ("/start sp-ketels", NOAH, "☆ Follow", ("speaker", "ketels")),
        ("/start s-opening", ANNA, "☆ Merken", ("session", "opening")),
    ],
)
async def test_every_list_and_page_turns_into_itself_with_the_star(
    sqlite_url: str, command: str, person: int, label: str, follows: tuple[str, str]
) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        shown = await w.ask(person, command)
        starred = await w.press(person, shown, label)
        assert await kept(w, person) == {follows}
        (back,) = await w.tap(person, starred, STARRED.get(label, "⭐ 1"))
        assert await kept(w, person) == frozenset()
    assert [starred.id, back.id] == [shown.id] * 2
    assert (back.text, back.buttons) == (shown.text, shown.buttons)


async def test_now_has_stars_too(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:05") as w:
        await meet(w)
        starred = await w.press(NOAH, await w.ask(NOAH, "/now"), "☆ Follow")
        toast = w.toast()
    assert starred.text.split("\n\n")[1].startswith("⭐ Welcome Words & Opening")
    assert toast == "⭐ You follow this. It is already running, until 09:20 Berlin · 03:20 New York."


async def test_a_track_is_followed_from_the_choice_and_from_its_list_and_its_sessions_have_stars(
    sqlite_url: str,
) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        choice = await w.press(NOAH, await w.ask(NOAH, "/programme"), "🏷 Filter by track")
        chosen = await w.tap_data(NOAH, choice.id, "1follow:green:tt20210923")
        toast = w.toast()
        listed = await w.press(NOAH, chosen[0], "Green transformation")
        page = await w.press(NOAH, listed, "1")
        mine = await w.ask(NOAH, "/my")
        by_itself = await w.press(NOAH, page, "☆ Follow by itself")
        left = await w.press(NOAH, by_itself, "⭐ Following")
        still = w.toast()
        none = (await w.tap_data(NOAH, page.id, listed.button("⭐ Green transformation")["callback_data"]))[0]
    assert choice.buttons[:2] == ["Plenary", "☆ Follow"]
    assert chosen[0].id == choice.id
    assert toast == (
        "⭐ You follow Green transformation: 2 sessions to come. I will remind you 10 min before. "
        "Not between 22:00 and 07:00, your quiet hours."
    )
    assert "⭐ European Green Deal" in listed.text
    assert "⭐ You follow this through the track Green transformation." in page.text
    assert "⏰ 10 min before" in page.buttons
    assert mine.text.count("⭐ You follow this through the track Green transformation.") == 2
    assert "through" not in by_itself.text
    assert (left.text, left.buttons) == (page.text, page.buttons)
    assert still == "No longer followed by itself, but still through the track Green transformation."
    assert "⭐" not in none.text


async def test_a_speakers_sessions_are_followed_with_them_in_german_too(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        page = await w.press(ANNA, await w.ask(ANNA, "/start sp-ketels"), "☆ Merken")
        toast = w.toast()
        session_page = await w.press(ANNA, page, "⭐ Do 09:30")
        mine = await w.ask(ANNA, "/meine")
        ties = await w.press(ANNA, mine, "🏷 1 Thema oder Name")
        opened = await w.press(ANNA, ties, "Dr. Christian Ketels")
        ties_again = await w.ask(ANNA, "/meine")
        nobody = await w.press(ANNA, await w.press(ANNA, ties_again, "🏷"), "⭐ Gemerkt")
    assert toast == (
        "⭐ Dr. Christian Ketels gemerkt: 3 Programmpunkte stehen bevor. Ich erinnere Sie jeweils 10 Min. vorher. "
        "Nicht zwischen 22:00 und 07:00: Dann ist bei Ihnen Ruhe."
    )
    assert session_page.text.split("\n\n")[1].endswith("⭐ Gemerkt über Dr. Christian Ketels.")
    assert session_page.buttons[:1] == ["☆ Einzeln merken"]
    assert mine.text.split("\n\n")[2].endswith("📍 Auditorium\n⭐ Gemerkt über Dr. Christian Ketels.")
    assert ties.text == "Themen und Referent:innen, die Sie sich gemerkt haben\n\n👤 Dr. Christian Ketels"
    assert opened.text.startswith("👤 Dr. Christian Ketels")
    assert (nobody.text, nobody.buttons) == ("Sie haben sich kein Thema und niemanden gemerkt.", ["‹ Zurück"])


HELD = programme(
    [
        session("talk", "09:00", "10:00", room="hall", stream="main", speakers=["ada"], track="one"),
        session("aside", "09:00", "10:00", room="den", track="one"),
        session("lunch", "12:00", "13:00", room="hall", kind="break"),
        session("off", "11:00", "12:00", status=Status.CANCELLED),
    ],
    [excursion("trip", "2021-09-24 10:00", "12:00")],
    rooms=[room("hall"), room("den")],
    streams=[stream()],
    speakers=[speaker("ada")],
    tracks=[track("one")],
)


def view(wall: str, language: str = "en", **reader: object) -> View:
    return View(HELD, Reader(texts(language), **reader), at(wall), "bot")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wall", "item", "reader", "said"),
    [
        ("2021-09-22 08:00", "talk", {}, "I will remind you 10 min before: Thu 23 Sept, 08:50."),
        ("08:00", "talk", {}, "I will remind you 10 min before: 08:50."),
        ("08:49", "talk", {"leads": (10,)}, "I will remind you 10 min before: 08:50."),
        ("08:50", "talk", {}, "It starts in 10 min."),
        ("08:57", "talk", {}, "It starts in 3 min."),
        ("08:57", "talk", {"leads": (0, 10)}, "It starts in 3 min. I will remind you at the start: 09:00."),
        (
            "08:00",
            "talk",
            {"leads": (0, 5, 30)},
            "I will remind you 30 min before, 5 min before and at the start; first: 08:30.",
        ),
        ("08:30", "talk", {"leads": (10, 60)}, "It starts in 30 min. I will remind you 10 min before: 08:50."),
        ("08:00", "talk", {"zone": "Asia/Tokyo"}, "I will remind you 10 min before: 08:50 Berlin · 15:50 Tokyo."),
        ("09:00", "talk", {}, "It is already running, until 10:00."),
        ("10:00", "talk", {}, "It is over."),
        ("08:00", "off", {}, "It is cancelled. If it is on again, I will tell you."),
        ("08:00", "talk", {"leads": ()}, "It starts in 1 h. No reminder, as you chose."),
        ("08:00", "talk", {"silenced": True}, "I am silent since your /stop; /start ends that."),
        ("08:55", "talk", {"silenced": True}, "It starts in 5 min. I am silent since your /stop; /start ends that."),
        (
            "08:00",
            "aside",
            {"mode": Mode.ONLINE},
            "I will remind you 10 min before: 08:50. In the room only, not streamed. On the stream then: talk",
        ),
        ("08:00", "lunch", {"mode": Mode.ONLINE}, "I will remind you 10 min before: 11:50."),
        (
            "08:00",
            "trip",
            {},
            "I will remind you 10 min before: Fri 24 Sept, 09:50. And once more the evening before.",
        ),
        ("18:00", "trip", {}, "I will remind you 10 min before: Fri 24 Sept, 09:50."),
        (
            "18:00",
            "trip",
            {"mode": Mode.ONLINE},
            "I will remind you 10 min before: Fri 24 Sept, 09:50. On site only, not streamed.",
        ),
    ],
)
def test_the_answer_says_what_will_come(wall: str, item: str, reader: dict[str, object], said: str) -> None:
    held = HELD.session.get(item) or HELD.excursion[item]
    assert follow.done(view(wall, **reader), held) == f"⭐ You follow this. {said}"


def test_the_answer_is_german_for_germans() -> None:
    said = [
        follow.done(view(wall, "de", mode=Mode.ONLINE), HELD.session["aside"]) for wall in ("08:00", "08:57", "09:30")
    ]
    assert said == [
        "⭐ Gemerkt. Ich erinnere Sie 10 Min. vorher: 08:50. Nur im Raum, ohne Stream. Im Stream dann: talk",
        "⭐ Gemerkt. Es geht in 3 Min. los. Nur im Raum, ohne Stream. Im Stream dann: talk",
        "⭐ Gemerkt. Es läuft schon, bis 10:00. Nur im Raum, ohne Stream. Im Stream dann: talk",
    ]


def test_what_is_to_come_of_a_track_is_counted_and_what_was_chosen_is_said() -> None:
    readers: tuple[dict[str, object], ...] = ({"quiet": None}, {"leads": ()}, {"silenced": True})
    said = [follow.all_done(view("08:00", **reader), Kind.TRACK, "one") for reader in readers]
    said.append(follow.all_done(view("09:00"), Kind.TRACK, "one"))
    assert said == [
        "⭐ You follow One: 2 sessions to come. I will remind you 10 min before.",
        "⭐ You follow One: 2 sessions to come. No reminder, as you chose.",
        "⭐ You follow One: 2 sessions to come. I am silent since your /stop; /start ends that.",
        "⭐ You follow One: 0 sessions to come.",
    ]


@given(
    st.frozensets(
        st.sampled_from(
            [
                *(("session", each.id) for each in conference().sessions[::3]),
                *(("excursion", each.id) for each in conference().excursions),
                *(("track", each.id) for each in conference().tracks),
                *(("speaker", each.id) for each in conference().speakers),
                ("session", "gone"),
            ]
        ),
        max_size=6,
    )
)
def test_what_has_a_star_is_what_reminders_come_for(follows: frozenset[tuple[str, str]]) -> None:
    held = conference()
    sight = View(held, Reader(texts("en"), follows=follows), at("08:00"))
    since = datetime(2021, 1, 1, tzinfo=UTC)
    meant = Follower(1, tuple(Follow(*pair, since) for pair in sorted(follows)), (10,), UTC)
    assert {each.id for each in followed(sight)} == {each.id for each in following.followed(held, meant)}


async def test_how_far_ahead_is_chosen_for_one_thing_alone(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        page = await w.press(NOAH, await w.ask(NOAH, "/start s-keynote-ketels"), "☆ Follow")
        choice = await w.press(NOAH, page, "⏰ 10 min before")
        more = await w.press(NOAH, choice, "30 min")
        again = await w.tap_data(NOAH, choice.id, choice.button("30 min")["callback_data"])
        own = (await w.store.person(NOAH)).own_leads  # type: ignore[union-attr]
        back = await w.press(NOAH, more, "‹ Back")
        none = await w.press(NOAH, await w.press(NOAH, back, "⏰"), "🔕 No reminder")
        silent = await w.press(NOAH, none, "‹ Back")
        usual = await w.press(NOAH, none, "As in the settings: 10 min before")
        own_at_last = (await w.store.person(NOAH)).own_leads  # type: ignore[union-attr]
    assert choice.text == (
        "⭐ Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities\n"
        "🕘 Thursday 23 September, 09:30–09:55 Berlin · 03:30–03:55 New York\n\n"
        "⏰ When shall I remind you of this? You can choose several; it holds for this one alone."
    )
    assert choice.buttons == [
        *("At the start", "5 min", "✓ 10 min", "15 min", "30 min", "1 h"),
        *("✓ As in the settings: 10 min before", "🔕 No reminder", "‹ Back"),
    ]
    assert [label for label in more.buttons if "✓" in label] == ["✓ 10 min", "✓ 30 min"]
    assert again == []
    assert own == {("session", "keynote-ketels", (10, 30))}
    assert "⏰ 30 min before and 10 min before" in back.buttons
    assert [label for label in none.buttons if "✓" in label] == ["✓ 🔕 No reminder"]
    assert "🔕 No reminder" in silent.buttons
    assert usual.buttons == choice.buttons
    assert own_at_last == frozenset()
    assert {page.id, choice.id, more.id, back.id, none.id, silent.id, usual.id} == {page.id}


async def test_an_excursion_has_lead_times_too_and_no_second_pin_comes(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        page, _ = await w.say(ANNA, "/start e-port")
        starred = await w.press(ANNA, page, "☆ Merken")
        choice = await w.press(ANNA, starred, "⏰ 10 Min. vorher")
        back = await w.tap(ANNA, await w.press(ANNA, choice, "1 Std."), "‹ Zurück")
    assert [seen.id for seen in back] == [page.id]
    assert "⏰ 1 Std. vorher und 10 Min. vorher" in back[0].buttons


async def test_stars_as_they_were_once_sent_still_work(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        page = await w.ask(NOAH, "/start s-opening")
        for data in ("1on:opening:w", "1on:opening", "1tripon:port:n"):
            (shown,) = await w.tap_data(NOAH, page.id, data) or (page,)
            assert shown.id == page.id
        assert await kept(w) == {("session", "opening"), ("excursion", "port")}
        for data in ("1off:opening:0.1", "1tripoff:port"):
            await w.tap_data(NOAH, page.id, data)
        assert await kept(w) == frozenset()


@pytest.mark.parametrize(
    "data",
    [
        *("1follow:opening", "1follow:opening:x", "1follow:nowhere:sp", "1follow::tt", "1follow:opening:ep"),
        *("1unfollow:gone:sp", "1hiton:0-00000000:cluster", "1hiton::", "1hitoff:x", "1ahead:gone:s/n"),
        *(
            "1ahead:opening:x/n",
            "1aheadset:opening:s/7/on/n",
            "1aheadset:opening:s/10/maybe/n",
            "1aheadset:gone:s/10/on/",
        ),
        *("1aheadset:opening:", "1shown:gone:s/pn", "1shown:opening:", "1shown:ketels:t/p"),
    ],
)
async def test_forged_and_outdated_stars_change_nothing_and_are_answered_politely(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/programme")
        before = await w.store.person(NOAH)
        (gone,) = await w.tap_data(NOAH, seen.id, data)
        assert await w.store.person(NOAH) == before
        assert await w.store.pending() == ()
    assert gone.text == "That is no longer in the programme."


@pytest.mark.parametrize("spot", ["", "z", "d2021", "d20219999.1", "d20210923", "t20210923", "p9999.999", "e999", "l-"])
async def test_wherever_a_star_claims_to_stand_something_is_shown(sqlite_url: str, spot: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/help")
        for subject in ("opening:s", "green:t", "ketels:p", "port:e"):
            (shown,) = await w.tap_data(NOAH, seen.id, f"1follow:{subject}{spot}") or (seen,)
            assert shown.id == seen.id
        assert len(await kept(w)) == 4


async def test_the_longest_ids_fit_into_every_star(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=hostile()) as w:
        seen = await w.ask(NOAH, "/programme")
        (page,) = await w.tap_data(NOAH, seen.id, f"1session:{id_of(0)}:9999.999")
        (starred,) = await w.tap(NOAH, page, "☆ Follow")
        (choice,) = await w.tap(NOAH, starred, "⏰")
    assert max(len(data.encode()) for data in choice.every_button + starred.every_button) <= 64
    assert LONG_ID in choice.every_button[0]


async def test_in_another_zone_the_answer_has_both_clocks_and_the_day(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode="online", zone="Europe/Berlin")
        await w.press(NOAH, await w.ask(NOAH, "/start s-open-data"), "☆ Follow")
    assert w.toast() == (
        "⭐ You follow this. I will remind you 10 min before: Sun 1 Nov, 08:50 Toronto · 14:50 Berlin."
    )
