from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.screens.fitting import LENGTH, units
from tests.bot.edition.desk import SESSIONS, editing
from tests.world import ANNA, NOAH, OLGA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.edition.desk import Editing

MOVED = "New time\n⭐ Second\n\n🕘 10:30 → 10:50–11:20"


def start(e: Editing, subject: str) -> str:
    return f"{e.w.bot.desk.programme.session[subject].start:%d %H:%M}"


async def do(e: Editing, words: str, person: int = OLGA) -> str:
    """Let an organiser write a whole command and confirm; return the answer."""
    return (await e.w.press(person, await e.w.ask(person, words), "Do it")).text


async def test_a_delay_by_buttons_is_shown_done_told_and_listed(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        which = await w.ask(OLGA, "/delay")
        how = await w.press(OLGA, which, "10:30 Second")
        preview = await w.press(OLGA, how, "+20 min")
        unchanged = start(e, "second")
        done = await w.press(OLGA, preview, "Do it")
        early = await e.deliver(45)
        told = await e.deliver(10)
        later = await e.deliver(600)
        listed = await w.ask(OLGA, "/changes")
        page = (await w.ask(NOAH, "/programme")).text
        w.at("2021-09-23 10:20")
        pages = [(await w.ask(NOAH, "/next")).text, (await w.tap_data(NOAH, 1, "1session:second"))[0].text]
        w.at("2021-09-23 10:55")
        pages += [page, (await w.ask(NOAH, "/now")).text, (await w.ask(NOAH, "/my")).text]
    assert which.text == "What starts later?\n\nTap, or write a title or a name.\n\nPage 1 of 2"
    assert which.buttons[:2] == ["09:00 First", "10:30 Second"]
    assert how.buttons == ["+5 min", "+10 min", "+15 min", "+20 min", "+30 min", "+45 min", "+60 min"]
    assert preview.text == "This would change:\n\nSecond\n🕘 10:30 → 10:50–11:20\n\n1 person would be told."
    assert (unchanged, preview.buttons) == ("23 08:30", ["Do it", "Leave it"])
    assert done.text == (
        "Done.\n\nSecond\n🕘 10:30 → 10:50–11:20\n\n1 person will be told in 50 s, unless you undo it."
    )
    assert (early, told, later) == ([], [(NOAH, MOVED)], [])
    assert listed.text == "Changed in chat\n\n1. Second (at 08:45)\n🕘 10:30 → 10:50–11:20"
    assert ["🔁 moved from 10:30" in each for each in pages] == [True] * 5


async def test_typed_behind_the_command_it_goes_straight_to_the_preview(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(ANNA)
        asked = ("/verspaetung zweit 20", "/verspaetung second 20", "/verlegen Ada 9:45", "/verlegen sixth 23.9. 18:00")
        asked += ("/raum third hall", "/absagen fourth", "/verlegen second Fr. 9:00")
        shown = {words: (await e.w.ask(ANNA, words)).text.split("\n") for words in asked}
    assert {words: " ".join(lines[2:4]) for words, lines in shown.items()} == {
        "/verspaetung zweit 20": "Tippen Sie darauf, oder schreiben Sie einen Titel oder Namen. ",
        "/verspaetung second 20": "Second 🕘 10:30 → 10:50–11:20",
        "/verlegen Ada 9:45": "First 🕘 09:00 → 09:45–10:15",
        "/verlegen sixth 23.9. 18:00": "Sixth 🕘 Fr., 24. Sept., 09:00 → Do., 23. Sept., 18:00–18:30",
        "/raum third hall": "Third 📍 Hall statt Attic",
        "/absagen fourth": "❌ Fourth 🕘 Do., 23. Sept., 14:00–14:30 Berlin",
        "/verlegen second Fr. 9:00": "Second 🕘 Do., 23. Sept., 10:30 → Fr., 24. Sept., 09:00–09:30",
    }


async def test_the_time_can_be_typed_when_asked_for(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        await w.ask(OLGA, "/move")
        when = await w.ask(OLGA, "third")
        unclear = await w.ask(OLGA, "after lunch")
        preview = await w.ask(OLGA, "12:45")
        over = await w.ask(OLGA, "13:00")
    assert when.text.splitlines()[0] == "Third"
    assert unclear.text.splitlines()[-1].startswith("That is no time I understand")
    assert preview.text.splitlines()[3] == "🕘 12:00 → 12:45–13:15"
    assert "would change" not in over.text


async def test_a_room_that_is_taken_and_a_day_without_conference_are_said(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        taken = await w.ask(OLGA, "/move first 10:40")
        outside = await w.ask(OLGA, "/move first 2021-09-25 10:00")
        rooms = await w.press(OLGA, await w.press(OLGA, await w.ask(OLGA, "/room"), "12:00 Third"), "Yard")
    assert "⚠ In that room at that time: Second" in taken.text
    assert (outside.text, outside.buttons) == ("There is no conference on that day.", [])
    assert "📍 Yard instead of Attic" in rooms.text


async def test_undone_fast_enough_nobody_hears_of_it(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        done = await w.press(OLGA, await w.ask(OLGA, "/delay second 20"), "Do it")
        e.w.clock.jump(w.clock.now().replace(second=30))
        undone = await w.press(OLGA, done, "Undo")
        again = await w.tap_data(OLGA, done.id, done.button("Undo")["callback_data"])
        told = await e.deliver(300)
        nothing = (await w.ask(OLGA, "/changes")).text
        counts = await e.counts()
    assert undone.text == "Undone.\n\nSecond\n🕘 10:50 → 10:30–11:00"
    assert (again[0].text, told, nothing, counts) == (
        "That no longer holds.",
        [],
        "Nothing that was changed in chat is in force.",
        {"superseded": 1},
    )


async def test_undone_too_late_those_who_were_told_hear_of_it(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        done = await e.w.press(OLGA, await e.w.ask(OLGA, "/cancel second"), "Do it")
        first = await e.deliver()
        await e.w.press(OLGA, done, "Undo")
        second = await e.deliver()
    assert first == [(NOAH, "Cancelled\n❌ Second\n\n🕘 Thu 23 Sept, 10:30–11:00 Berlin")]
    assert second == [(NOAH, "It takes place after all\n⭐ Second\n\n🕘 Thu 23 Sept, 10:30–11:00 Berlin\n📍 Hall")]


async def test_ten_edits_within_a_minute_are_one_letter_in_net_effect(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        for minutes in range(1, 11):
            await do(e, f"/delay second {minutes}")
            assert await e.deliver(4) == []
        told = await e.deliver(20)
    assert told == [(NOAH, "New time\n⭐ Second\n\n🕘 10:30 → 11:25–11:55")]


async def test_a_cancelled_session_taken_up_again_within_a_minute_is_told_to_nobody(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        await do(e, "/cancel second")
        await do(e, "/reinstate second")
        assert (await e.deliver(), (await e.w.ask(OLGA, "/changes")).text) == (
            [],
            "Nothing that was changed in chat is in force.",
        )


async def test_moved_earlier_into_the_lead_time_it_is_one_letter_at_once(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c", at="2021-09-23 10:10") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        await do(e, "/move second 10:14")
        told = await e.deliver(11)
        moved = await e.w.store.changes.moved()
    assert told == [(NOAH, "New time\n⭐ Second\n\n🕘 10:30 → 10:14–10:44\n\n⏳ Starts in 4 min\n📍 Hall")]
    assert [(pair, f"{made:%H:%M}") for pair, made in moved.items()] == [(("session", "second"), "08:10")]


async def test_moved_into_the_past_it_is_already_running(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c", at="2021-09-23 10:25") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        await do(e, "/move second 10:20")
        assert await e.deliver(11) == [
            (NOAH, "New time\n⭐ Second\n\n🕘 10:30 → 10:20–10:50\n\n▶ Already running\n📍 Hall")
        ]


@pytest.mark.parametrize(("kind", "subject"), [("session", "third"), ("speaker", "bob")])
async def test_whoever_follows_by_a_speaker_hears_of_it_too_and_nobody_who_has_let_go(
    sqlite_url: str, tmp_path: Path, kind: str, subject: str
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, kind, subject)
        await e.follow(ANNA, kind, subject)
        await do(e, "/room third hall")
        await e.w.store.unfollow(ANNA, kind, subject)
        told = await e.deliver()
    assert told == [(NOAH, "Another room\n⭐ Third\n\n📍 Hall instead of Attic\n↪ Up the stairs.")]


async def test_who_has_not_been_told_of_the_first_change_is_told_of_both_at_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        for person in (NOAH, ANNA):
            await e.follow(person, "session", "second")
        await do(e, "/delay second 20")
        first = await e.deliver(60, only=NOAH)
        await do(e, "/delay second 10")
        second = dict(await e.deliver())
    assert first == [(NOAH, MOVED)]
    assert second == {
        NOAH: "New time\n⭐ Second\n\n🕘 10:50 → 11:00–11:30",
        ANNA: "Neue Zeit\n⭐ Second\n\n🕘 10:30 → 11:00–11:30",
    }


async def test_what_the_files_say_by_themselves_drops_out(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await do(e, "/delay second 20")
        await do(e, "/cancel fourth")
        e.edit(SESSIONS, "start: 2021-09-23 10:30", "start: 2021-09-23 10:50")
        await e.look()
        listed = (await e.w.ask(OLGA, "/changes")).text
        await e.editions.start()
        again = (await e.w.ask(OLGA, "/changes")).text
        assert start(e, "second") == "23 08:50"
    assert (listed, again) == (again, "Changed in chat\n\n1. Fourth (at 08:45)\n🕘 Thu 23 Sept, 14:00–14:30 Berlin")


async def test_what_was_changed_in_chat_survives_a_restart_and_another_edition(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        base = e.w.bot.desk.programme
        await do(e, "/delay second 20")
    async with editing(sqlite_url, tmp_path / "c", base=base) as e:
        restarted = start(e, "second")
        e.edit(SESSIONS, "title: Second", "title: Zweite")
        await e.look()
        session = e.w.bot.desk.programme.session["second"]
        assert (restarted, session.title.to("en"), start(e, "second")) == ("23 08:50", "Zweite", "23 08:50")


async def test_what_is_so_already_is_not_changed_by_a_second_tap(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        preview = await e.w.ask(OLGA, "/delay second 20")
        tap = preview.button("Do it")["callback_data"]
        again = [(await e.w.tap_data(OLGA, preview.id, tap))[0] for _ in range(2)][1]
        live = await e.w.store.changes.live()
    assert (again.text, again.buttons) == ("It is so already.", ["All changes"])
    assert (len(live), start(e, "second")) == (1, "23 08:50")


async def test_others_change_nothing_whatever_their_client_sends(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        done = await w.press(OLGA, await w.ask(OLGA, "/delay second 20"), "Do it")
        await w.say(NOAH, "/start")
        before = w.bot.desk.programme
        data = ["1live:delay", "1livepick:second:delay.s", "1livetry:second:s.c.x", "1livedo:second:s.c.x"]
        data += ["1livedo:second:s.t.1632400000", "1livelist:", "1livetell:second", "1liverooms:second", "1livestop:"]
        data += [done.button("Undo")["callback_data"]]
        forged = {(await w.tap_data(NOAH, 1, each))[0].text for each in data}
        await w.store.change(NOAH, awaiting="live-cancel")
        typed = (await w.ask(NOAH, "second")).text
        commands = ("/delay", "/move", "/room", "/cancel", "/reinstate", "/changes")
        unknown = {(await w.ask(NOAH, command)).text.split(".")[0] for command in commands}
        assert w.bot.desk.programme is before
    assert (forged, unknown) == ({"That is no longer in the programme."}, {"I don’t know that command"})
    assert "would change" not in typed


ODD = (
    *("1live:x", "1livepick:second:x.s", "1livepick:nobody:delay.s", "1livetry:second:s.t.99999999999"),
    *("1livedo:x:s.c.x", "1livedo:second:s.r.00000000", "1liveundo:99", "1liveundo:x", "1livetell:first"),
    *("1liverooms:x", "1livetry::"),
)


async def test_old_and_odd_buttons_answer_politely(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        before = e.w.bot.desk.programme
        said = [(await e.w.tap_data(OLGA, 1, data), e.w.toast()) for data in ODD]
        assert e.w.bot.desk.programme is before
    assert [data for data, (shown, toast) in zip(ODD, said, strict=True) if not (shown or toast != "None")] == []
    assert [seen.text for shown, _ in said for seen in shown if "went wrong" in seen.text] == []


async def test_an_excursion_is_late_moved_and_called_off_too(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c", at="2021-09-24 12:30") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "excursion", "port")
        await do(e, "/delay port 15")
        late = await e.deliver()
        await do(e, "/cancel port")
        off = await e.deliver()
    assert late == [(NOAH, "New time\n⭐ Port\n\n🕘 14:00 → 14:15–16:15")]
    assert off == [(NOAH, "Cancelled\n❌ Port\n\n🕘 Fri 24 Sept, 14:15–16:15 Berlin")]


async def test_a_calendar_file_carries_the_number_of_the_revision_and_the_status(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await do(e, "/delay second 20")
        await e.deliver()
        await do(e, "/cancel second")
        await e.w.ask(NOAH, "/start")
        await e.w.tap_data(NOAH, 1, "1ics:second")
        sent = e.w.telegram.messages(NOAH)[-1]["document"]["file_id"]
        file = e.w.telegram.file(sent)
    assert file
    lines = file.content.decode().splitlines()
    assert ["SEQUENCE:2" in lines, "STATUS:CANCELLED" in lines] == [True, True]


async def test_everyone_on_site_can_be_told_of_a_cancelled_plenary_with_one_more_tap(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        w = e.w
        await e.organisers(OLGA)
        done = await w.press(OLGA, await w.ask(OLGA, "/cancel second"), "Do it")
        card = await w.press(OLGA, done, "Tell everyone on site")
        draft = await w.store.announcements.draft(OLGA, w.clock.now())
        again = await w.press(OLGA, done, "Tell everyone on site")
    assert {language: wording.html for language, wording in draft.wordings.items()} == {
        "en": "Cancelled: <b>Second</b>, 10:30.",
        "de": "Abgesagt: <b>Second</b>, 10:30 Uhr.",
    }
    assert (draft.circle.modes, draft.urgent, card.text) == (("onsite",), True, again.text)


async def test_of_a_plenary_on_another_day_the_day_is_told(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        await e.w.press(OLGA, await e.w.press(OLGA, await e.w.ask(OLGA, "/cancel ninth"), "Do it"), "Tell everyone")
        draft = await e.w.store.announcements.draft(OLGA, e.w.clock.now())
    assert {language: wording.html for language, wording in draft.wordings.items()} == {
        "en": "Cancelled: <b>Ninth</b>, Fri 24 Sept, 12:00.",
        "de": "Abgesagt: <b>Ninth</b>, Fr., 24. Sept., 12:00 Uhr.",
    }


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/move second Fri 9:00", "🕘 Thu 23 Sept, 10:30 → Fri 24 Sept, 09:00–09:30"),
        ("/move second Freitag 9:00", "🕘 Thu 23 Sept, 10:30 → Fri 24 Sept, 09:00–09:30"),
        ("/move second tomorrow 9.05", "🕘 Thu 23 Sept, 10:30 → Fri 24 Sept, 09:05–09:35"),
        ("/move second heute 11:00 Uhr", "🕘 10:30 → 11:00–11:30"),
        ("/move second Sat 9:00", "There is no conference on that day."),
        ("/move second Mo. 9:00", "There is no conference on that day."),
    ],
)
async def test_a_day_may_be_typed_by_its_name_and_one_without_conference_is_said(
    sqlite_url: str, tmp_path: Path, typed: str, answer: str
) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        assert answer in (await e.w.ask(OLGA, typed)).text.splitlines()


async def test_the_longest_lists_and_titles_fit(sqlite_url: str, tmp_path: Path) -> None:
    async with editing(sqlite_url, tmp_path / "c") as e:
        await e.organisers(OLGA)
        text = (e.folder / SESSIONS).read_text()
        (e.folder / SESSIONS).write_text(text.replace("title: ", f"title: {'🎓 Über & über ' * 200}"))
        await e.look()
        await do(e, "/cancel second")
        seen = [await e.w.ask(OLGA, words) for words in ("/delay", "/changes", "/cancel", "/cancel Über", "/reinstate")]
        (e.folder / SESSIONS).write_text(text.replace("minutes: 30", "minutes: 31").replace("title: ", "title: <b>"))
        seen += [await e.w.ask(OLGA, "/reload")]
    assert all(units(each.text) <= LENGTH for each in seen)
