from pathlib import Path

import pytest

from schedule import queries
from schedule.loading import load
from schedule.localised import Localised
from schedule.model import Attendance, Kind, Programme, Session, Value
from schedule.problems import Problem

FOLDER = Path(__file__).parents[2] / "schedule" / "bochum-2021"
PARALLEL = [f"session-{number}" for number in range(1, 7)]
NAMED = {
    "eiskirch": "Thomas Eiskirch",
    "haack": "Andree Haack",
    "beeck": "Rouven Beeck",
    "ketels": "Dr. Christian Ketels",
    "engelmann": "Dr. Ulla Engelmann",
    "broekel": "Prof. Dr. Tom Broekel",
    "wilson": "Dr. James R. Wilson",
    "beck": "Dr. Rasmus C. Beck",
    "pinkwart": "Prof. Dr. Andreas Pinkwart",
    "kiese": "Prof. Dr. Matthias Kiese",
    "noll": "Prof. Dr. Hans-Peter Noll",
    "haisch": "Prof. Dr. Tina Haisch",
    "ingstrup": "Dr. Mads Bruun Ingstrup",
    "zurheide": "Jürgen Zurheide",
    "link": "Sören Link",
    "meyer": "Ralf Meyer",
    "fornahl": "Prof. Dirk Fornahl",
    "buhr": "Prof. Daniel Buhr",
}
PUBLISHED = [
    "opening 09:00-09:20",
    "introduction 09:20-09:30",
    "keynote-ketels 09:30-09:55",
    "keynote-engelmann 09:55-10:20",
    "coffee-break 10:20-10:45",
    "keynote-broekel 10:45-11:10",
    "keynote-wilson 11:10-11:35",
    "keynote-beck 11:35-12:00",
    "keynote-panel 12:00-12:30",
    "lunch 12:30-13:30",
    "keynote-pinkwart 13:30-14:00",
    "session-1 14:00-16:00",
    "session-2 14:00-16:00",
]


@pytest.fixture(scope="module")
def problems() -> tuple[Problem, ...]:
    return load(FOLDER).problems


@pytest.fixture(scope="module")
def bochum() -> Programme:
    programme = load(FOLDER).programme
    assert programme is not None
    return programme


def wall(programme: Programme, session: Session) -> str:
    start, end = (f"{time.astimezone(programme.conference.zone):%H:%M}" for time in (session.start, session.end))
    return f"{session.id} {start}-{end}"


def inside(value: object) -> list[object]:
    """Return what is written in a value, itself included, at any depth."""
    inner = value if isinstance(value, tuple) else ()
    if isinstance(value, Value):
        inner = tuple(getattr(value, name) for name in type(value).model_fields)
    return [value, *(deeper for each in inner for deeper in inside(each))]


def test_the_example_has_no_problems(problems: tuple[Problem, ...]) -> None:
    assert [str(problem) for problem in problems] == []


def test_every_text_of_the_example_is_in_both_languages(bochum: Programme) -> None:
    written = [text for text in inside(bochum) if isinstance(text, Localised) and text.languages]
    assert len(written) > 250
    assert [str(text) for text in written if text.languages != {"en", "de"}] == []


def test_the_example_uses_every_key_of_the_format(bochum: Programme) -> None:
    values = [value for value in inside(bochum) if isinstance(value, Value)]
    keys = {(type(value).__name__, key) for value in values for key in type(value).model_fields}
    used = {(type(value).__name__, key) for value in values for key in value.model_fields_set}
    assert sorted(keys - used) == []


def test_the_published_part_of_the_first_day_is_as_published(bochum: Programme) -> None:
    published = [session for session in bochum.sessions if not session.illustrative]
    assert [wall(bochum, session) for session in published] == PUBLISHED


def test_there_are_thirty_talks(bochum: Programme) -> None:
    keynotes = [session.id for session in bochum.sessions if session.kind is Kind.KEYNOTE]
    talks = [len(bochum.session[session].talks) for session in PARALLEL]
    assert talks == [4, 4, 4, 4, 4, 4]
    assert len(keynotes) + sum(talks) == 30


def test_the_six_parallel_sessions_are_hybrid_onsite_and_online(bochum: Programme) -> None:
    parallel = [session for session in bochum.sessions if session.kind is Kind.SESSION]
    assert [session.id for session in parallel] == PARALLEL
    assert {wall(bochum, session)[-11:] for session in parallel} == {"14:00-16:00"}
    assert [(session.attendance, session.room, session.stream) for session in parallel] == [
        (Attendance.HYBRID, "seminar-1", "session-1"),
        (Attendance.ONSITE, "seminar-2", None),
        (Attendance.HYBRID, "auditorium", "main"),
        (Attendance.ONSITE, "seminar-3", None),
        (Attendance.ONLINE, None, "online-room"),
        (Attendance.HYBRID, "seminar-4", "session-6"),
    ]


def test_the_talks_fill_their_sessions(bochum: Programme) -> None:
    zone = bochum.conference.zone
    starts = {
        session: [
            f"{times[0].astimezone(zone):%H:%M}" for times in queries.talk_times(bochum.session[session]) if times
        ]
        for session in PARALLEL
    }
    half_hours = ["14:00", "14:30", "15:00", "15:30"]
    assert starts == dict.fromkeys(PARALLEL, half_hours) | {"session-4": ["14:00", "14:30", "15:05", "15:30"]}


def test_only_the_opening_and_the_ministers_keynote_are_public(bochum: Programme) -> None:
    public = {stream.id for stream in bochum.streams if stream.access == "public"}
    assert public == {"opening"}
    assert [session.id for session in bochum.sessions if session.stream in public] == [
        "opening",
        "keynote-pinkwart",
    ]


def test_everybody_the_sources_name_has_a_biography_in_both_languages(bochum: Programme) -> None:
    assert {speaker: bochum.speaker[speaker].name for speaker in NAMED} == NAMED
    biographies = {bio.languages for speaker in NAMED if (bio := bochum.speaker[speaker].bio)}
    assert biographies == {frozenset({"en", "de"})}


def test_the_press_contacts_are_as_published(bochum: Programme) -> None:
    assert [
        (contact.name, str(contact.organisation), contact.phone, contact.email) for contact in bochum.press.contacts
    ] == [
        (
            "Annegret Angerhausen-Reuter",
            "Duisburg Business & Innovation",
            "0203-36 39 352",
            "angerhausen-reuter@duisburg.business",
        ),
        ("Sven Frohwein", "Bochum Economic Development", "0234-610 63 107", "sven.frohwein@bochum-wirtschaft.de"),
    ]


def test_everything_invented_is_marked(bochum: Programme) -> None:
    invented = {speaker.id for speaker in bochum.speakers} - set(NAMED)
    unmarked = [
        speaker
        for speaker in invented
        if (bio := bochum.speaker[speaker].bio) is None
        or not bio.to("en").startswith("Made up for this example.")
        or not bio.to("de").startswith("Für dieses Beispiel erfunden.")
    ]
    assert unmarked == []
    assert [trip.id for trip in bochum.excursions if not trip.illustrative] == []
    assert [
        session.id for session in bochum.sessions if invented & set(session.people) and not session.illustrative
    ] == []


def test_of_the_people_named_only_the_patron_is_in_an_invented_session(bochum: Programme) -> None:
    people = {person for session in bochum.sessions if session.illustrative for person in session.people}
    assert people & set(NAMED) == {"kiese"}


def test_the_excursions_meet_in_the_ruhr_area(bochum: Programme) -> None:
    places = {trip.id: trip.meeting_point.place for trip in bochum.excursions}
    assert list(places) == ["hydrogen", "it-security", "port", "health", "green-steel"]
    assert [trip for trip, at in places.items() if not at or not (51.3 < at[0] < 51.6 and 6.6 < at[1] < 7.4)] == []


def test_the_late_shift_belongs_to_the_first_day(bochum: Programme) -> None:
    late = bochum.session["late-shift"]
    assert (late.start.isoformat(), late.day.isoformat()) == ("2021-09-23T22:30:00+00:00", "2021-09-23")


def test_every_stream_is_on_a_domain_reserved_for_examples(bochum: Programme) -> None:
    links = [link for stream in bochum.streams for link in (stream.url, stream.fallback_url) if link]
    assert [link for link in links if ".example.org/" not in link] == []


def test_every_picture_is_a_small_png() -> None:
    pictures = sorted((FOLDER / "images").glob("*.png"))
    assert [picture.stem for picture in pictures] == [
        "meeting-point-port",
        "plan-ground-floor",
        "portrait-mustermann",
        "wifi",
    ]
    assert [picture.stem for picture in pictures if picture.stat().st_size > 60_000] == []
