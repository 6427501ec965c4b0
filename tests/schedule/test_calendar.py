from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from schedule.calendar import calendar, folded
from schedule.localised import Localised, clean
from schedule.model import MeetingPoint, Programme, Stream, Venue
from tests.schedule.builders import at, conference, excursion, programme, room, session, speaker, stream, talk

STAMP = datetime(2021, 9, 1, 12, tzinfo=UTC)
DAY = programme(
    [
        session(
            "opening",
            "09:00",
            "09:20",
            title=Localised.of(en="Opening", de="Eröffnung"),
            room="hall",
            stream="main",
            speakers=("haack", "beeck"),
            chairs=("noll",),
            talks=(talk("Basel", speakers=("beeck", "noll")), talk("Ruhr")),
        ),
        session("online", "10:00", "11:00", stream="main"),
        session("gone", "11:00", "12:00", room="hall", status="cancelled"),
    ],
    [
        excursion(
            "port",
            "2021-09-24 08:45",
            "13:00",
            "09:00",
            meeting_point=MeetingPoint(
                name="Gate", address="Harbour 1", place=(51.45, 6.76), directions="Behind the crane."
            ),
        ),
        excursion("walk", "2021-09-24 14:00"),
    ],
    rooms=[room("hall", name=Localised.of(en="Hall", de="Saal"))],
    streams=[stream("main", name="Main stream", fallback_url="https://fallback.example/secret")],
    speakers=[
        speaker("haack", "Andree Haack", affiliation=Localised.of(en="City of Duisburg", de="Stadt Duisburg")),
        speaker("beeck", "Rouven Beeck"),
        speaker("noll", "Hans-Peter Noll"),
    ],
    conference=conference(venue=Venue(name="Campus", address="Königsallee 178; Bochum", place=(51.4606, 7.2231))),
)


def events(
    whole: Programme = DAY, language: str = "en", sequence: dict[tuple[str, str], int] | None = None
) -> dict[str, dict[str, object]]:
    """Read a calendar of everything back: each event's fields by UID, as plain values."""
    items = whole.sessions + whole.excursions
    read = Calendar.from_ical(calendar(whole, items, language, STAMP, sequence))
    return {
        str(event["uid"]): {name.lower(): event.decoded(name) for name in event if name != "UID"}
        for event in read.walk("VEVENT")
    }


def test_a_session_has_its_time_in_utc_its_place_and_who_speaks() -> None:
    assert events()["opening@test-2021.session"] == {
        "dtstamp": STAMP,
        "last-modified": STAMP,
        "sequence": 0,
        "dtstart": at("09:00"),
        "dtend": at("09:20"),
        "summary": "Opening",
        "status": "CONFIRMED",
        "location": "Hall, Campus, Königsallee 178; Bochum",
        "geo": (51.4606, 7.2231),
        "description": (
            "Andree Haack, City of Duisburg\nRouven Beeck\nHans-Peter Noll\n"
            "- Basel (Rouven Beeck, Hans-Peter Noll)\n- Ruhr"
        ),
    }


def test_an_excursion_runs_from_its_meeting_to_its_return_and_tells_both_and_the_departure() -> None:
    assert events()["port@test-2021.excursion"] == {
        "dtstamp": STAMP,
        "last-modified": STAMP,
        "sequence": 0,
        "dtstart": at("2021-09-24 08:45"),
        "dtend": at("2021-09-24 13:00"),
        "summary": "port",
        "status": "CONFIRMED",
        "location": "Gate, Harbour 1",
        "geo": (51.45, 6.76),
        "description": "08:45 CEST Gate, Harbour 1\n09:00 CEST → 13:00 CEST\nBehind the crane.",
    }


def test_an_excursion_without_a_known_return_has_no_end() -> None:
    assert "dtend" not in events()["walk@test-2021.excursion"]


def test_what_is_cancelled_says_so() -> None:
    assert events()["gone@test-2021.session"]["status"] == "CANCELLED"


def test_an_online_session_is_where_its_stream_is_and_nowhere_on_the_map() -> None:
    online = events()["online@test-2021.session"]
    assert online["location"] == "Main stream"
    assert "geo" not in online


def test_a_reader_gets_their_language() -> None:
    opening = events(language="de")["opening@test-2021.session"]
    assert opening["summary"] == "Eröffnung"
    assert opening["location"] == "Saal, Campus, Königsallee 178; Bochum"
    read = Calendar.from_ical(calendar(DAY, DAY.sessions, "de", STAMP))
    assert (str(read["name"]), str(read["x-wr-calname"])) == ("Eine Tagung", "Eine Tagung")


def test_a_calendar_says_its_version_and_who_made_it() -> None:
    read = Calendar.from_ical(calendar(DAY, DAY.sessions, "en", STAMP))
    assert (read["version"], read["prodid"]) == ("2.0", "-//Steiger//Conference programme//EN")


def test_a_moved_session_keeps_its_uid_and_is_a_later_revision() -> None:
    moved = programme([session("opening", "10:00", "10:20")])
    later = events(moved, sequence={("session", "opening"): 3})["opening@test-2021.session"]
    assert (later["dtstart"], later["sequence"]) == (at("10:00"), 3)


def test_each_event_has_its_own_revision_and_what_was_never_revised_is_the_first() -> None:
    revised = {("session", "gone"): 2, ("excursion", "port"): 1, ("session", "port"): 7, ("session", "elsewhere"): 4}
    assert {uid: event["sequence"] for uid, event in events(sequence=revised).items()} == {
        "opening@test-2021.session": 0,
        "online@test-2021.session": 0,
        "gone@test-2021.session": 2,
        "port@test-2021.excursion": 1,
        "walk@test-2021.excursion": 0,
    }


def test_what_is_cancelled_stays_in_the_file_as_a_later_revision_so_that_calendars_strike_it_out() -> None:
    gone = events(sequence={("session", "gone"): 1})["gone@test-2021.session"]
    assert (gone["status"], gone["sequence"], gone["dtstart"]) == ("CANCELLED", 1, at("11:00"))


def test_a_session_and_an_excursion_of_the_same_id_are_two_events() -> None:
    twins = programme([session("port", "09:00", "10:00")], [excursion("port", "11:00")])
    assert list(events(twins)) == ["port@test-2021.session", "port@test-2021.excursion"]


def test_no_streams_link_is_in_a_calendar() -> None:
    written = calendar(DAY, DAY.sessions, "en", STAMP).replace(b"\r\n ", b"")
    streams: tuple[Stream, ...] = DAY.streams
    links = [link.encode() for stream in streams for link in (stream.url, stream.fallback_url) if link]
    assert [link for link in links if link in written] == []
    assert b"http" not in written


def test_each_event_leads_to_its_page_and_a_streamed_one_says_where_its_link_is() -> None:
    items = DAY.sessions + DAY.excursions
    written = calendar(
        DAY, items, "en", STAMP, page=lambda item: f"https://t.me/bot?start={item.id}", streamed="Watch."
    )
    read = {str(event["uid"]).partition("@")[0]: event for event in Calendar.from_ical(written).walk("VEVENT")}
    assert {name: str(event["url"]) for name, event in read.items()} == {
        name: f"https://t.me/bot?start={name}" for name in ("opening", "online", "gone", "port", "walk")
    }
    assert {name for name, event in read.items() if "Watch." in event.get("description", "")} == {"opening", "online"}


def test_nothing_rings_and_nobody_is_invited() -> None:
    read = Calendar.from_ical(calendar(DAY, DAY.sessions + DAY.excursions, "en", STAMP))
    assert {component.name for component in read.walk()} == {"VCALENDAR", "VEVENT"}
    assert [name for name in read if name == "METHOD"] == []


TEXTS = st.text(min_size=1, max_size=200).filter(clean)


@given(
    starts=st.lists(st.integers(-3000, 3000), min_size=1, max_size=6),
    titles=st.lists(TEXTS, min_size=6, max_size=6),
    language=st.sampled_from(["en", "de"]),
    revisions=st.lists(st.integers(0, 99), min_size=6, max_size=6),
)
def test_any_agenda_reads_back_as_it_is_in_utc_and_in_short_lines(
    starts: list[int], titles: list[str], language: str, revisions: list[int]
) -> None:
    begins = [at("09:00") + timedelta(minutes=minutes) for minutes in starts]
    held = programme(
        [
            session(f"s{n}", begin.isoformat(), (begin + timedelta(minutes=30)).isoformat(), title=title, room="hall")
            for n, (begin, title) in enumerate(zip(begins, titles, strict=False))
        ],
        rooms=[room("hall", name=titles[0])],
    )
    sequence = {("session", f"s{n}"): revision for n, revision in enumerate(revisions)}
    written = calendar(held, held.sessions, language, STAMP, sequence, lambda item: f"https://t.me/b?start=s-{item.id}")
    read = Calendar.from_ical(written).walk("VEVENT")
    told = [(str(e["uid"]), e.decoded("dtstart"), e.decoded("dtend"), str(e.get("summary", ""))) for e in read]
    assert told == [(f"{s.id}@test-2021.session", s.start, s.end, s.title.to(language)) for s in held.sessions]
    assert [int(e["sequence"]) for e in read] == [revisions[int(s.id[1:])] for s in held.sessions]
    assert all(line[15:16] == b"Z" for line in _values(written, b"DTSTART:", b"DTEND:"))
    assert max(map(len, written.split(b"\r\n"))) <= 75


def _values(written: bytes, *names: bytes) -> list[bytes]:
    return [line.removeprefix(n) for line in written.split(b"\r\n") for n in names if line.startswith(n)]


def test_lines_are_at_most_75_octets_and_end_as_the_standard_says() -> None:
    long = programme([session("long", "09:00", "10:00", title="Ökosysteme " * 30)])
    written = calendar(long, long.sessions, "en", STAMP)
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert b"\n" not in written.replace(b"\r\n", b"")


@given(st.text(min_size=1) | st.text('\\nN;,:" \n', min_size=1))
def test_any_text_survives(text: str) -> None:
    title = Localised.of(text)
    whole = programme(
        [session("a", "09:00", "10:00", title=title, talks=(talk("x").model_copy(update={"title": title}),))]
    )
    event = events(whole)["a@test-2021.session"]
    assert event.get("summary", "") == title.to("en")
    assert event["description"] == f"- {title.to('en')}"


@given(st.text("äß€🎓\\^,a ", min_size=60).map("SUMMARY:".__add__))
def test_any_line_is_folded_into_short_pieces_of_whole_characters_and_escapes(line: str) -> None:
    pieces = folded(line).split(b"\r\n ")
    assert "".join(piece.decode() for piece in pieces) == line
    assert max(map(len, pieces)) <= 74
    assert [(len(piece) - len(piece.rstrip(b"\\"))) % 2 for piece in pieces[:-1]] == [0] * (len(pieces) - 1)
