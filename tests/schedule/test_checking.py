from datetime import UTC, datetime

import pytest

from schedule.loading import load_texts
from tests.schedule.conferences import BASE, excursion, said, session


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            "press: {contacts: [{name: Ada}]}",
            '1:20: error: press contact "Ada" has neither phone nor email',
            id="a press contact that cannot be reached",
        ),
        pytest.param(
            session("room: main"), '2:3: error: session "s" has neither end nor minutes', id="neither end nor minutes"
        ),
        pytest.param(
            session("end: '10:00', minutes: 30, room: main"),
            '2:69: error: session "s" has minutes that lead to another end - keep one of the two',
            id="an end and other minutes",
        ),
        pytest.param(
            session("end: '09:00', room: main"),
            '2:51: error: session "s" does not end after it starts - write a later end',
            id="an end at the start",
        ),
        pytest.param(
            session("end: 2021-09-23 08:00, room: main"),
            '2:51: error: session "s" does not end after it starts - write a later end',
            id="an end before the start",
        ),
        pytest.param(
            session("minutes: 5, room: mian"),
            '2:64: error: there is no room "mian" - did you mean "main"?',
            id="an unknown room",
        ),
        pytest.param(
            session("minutes: 5, room: Main"),
            '2:64: error: there is no room "Main" - did you mean "main"?',
            id="a room by its name",
        ),
        pytest.param(
            session("minutes: 5, room: main, speakers: [Lovelace]}\nspeakers:\n- {id: al-2, name: Augusta Lovelace"),
            '2:81: error: there is no speaker "Lovelace" - did you mean "al-2"?',
            id="a speaker by a part of the name",
        ),
        pytest.param(
            session("minutes: 5, stream: hal"),
            '2:66: error: there is no stream "hal" - did you mean "hall"?',
            id="an unknown stream",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: B, stream: hal}",
            '2:28: error: there is no stream "hal" - did you mean "hall"?',
            id="an unknown stream of a room",
        ),
        pytest.param(
            session("minutes: 5, room: main, track: t"),
            '2:77: error: there is no track "t" - write the section tracks',
            id="an unknown track where there are none",
        ),
        pytest.param(
            session("minutes: 5, room: main, speakers: [ada, adda]"),
            '2:86: error: there is no speaker "adda" - did you mean "ada"?',
            id="an unknown speaker",
        ),
        pytest.param(
            session("minutes: 5, room: main, chairs: [xerxes]"),
            '2:79: error: there is no speaker "xerxes"',
            id="an unknown chair",
        ),
        pytest.param(
            session("minutes: 5, room: main, talks: [{title: T}, {title: U, speakers: [adda]}]"),
            '2:112: error: there is no speaker "adda" - did you mean "ada"?',
            id="an unknown speaker of a talk",
        ),
        pytest.param(
            "tracks:\n- {id: b, name: B}\n- {id: b, name: B}",
            '3:8: error: track "b" is there twice - it is in a:2 already',
            id="an id twice",
        ),
        pytest.param(
            "rooms:\n- {id: main, name: B}",
            '2:8: error: room "main" is there twice - it is in 0:2 already',
            id="an id twice in two files",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 2021-09-22 23:59, minutes: 5, room: main}",
            '2:28: error: session "s" is on 2021-09-22, outside the conference, 2021-09-23 to 2021-09-24'
            " - change one or the other",
            id="a session before the conference",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 2021-09-25 00:00, minutes: 5, room: main}",
            '2:28: error: session "s" is on 2021-09-25, outside the conference, 2021-09-23 to 2021-09-24'
            " - change one or the other",
            id="a session after the conference",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 2021-09-23 00:30, day: 2021-09-22, minutes: 5, room: main}",
            '2:51: error: session "s" is on 2021-09-22, outside the conference, 2021-09-23 to 2021-09-24'
            " - change one or the other",
            id="a session whose day is outside",
        ),
        pytest.param(
            session("day: 2021-09-24, minutes: 5, room: main"),
            '2:51: error: session "s" starts on 2021-09-23, not on 2021-09-24'
            " - write 2021-09-23 or, for a session after midnight, the day before",
            id="a day that is not the session's",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 2021-09-24 06:00, day: 2021-09-23, minutes: 5, room: main}",
            '2:51: error: session "s" starts on 2021-09-24, not on 2021-09-23'
            " - write 2021-09-24 or, for a session after midnight, the day before",
            id="the day before for a session in the morning",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meets: 2021-09-25 09:00, meeting_point: {name: N}}",
            '2:28: error: excursion "e" is on 2021-09-25, outside the conference, 2021-09-23 to 2021-09-24'
            " - change one or the other",
            id="an excursion outside the conference",
        ),
        pytest.param(
            session("minutes: 30, room: main}\n- {id: t, title: T, start: 2021-09-23 09:29, minutes: 5, room: main"),
            '3:64: error: session "t" is in room "main" at the same time as session "s"'
            " - change one of them, or write shared: yes at the room main",
            id="two sessions at once in a room",
        ),
        pytest.param(
            excursion("departs: 2021-09-23 08:00"),
            '2:81: error: excursion "e" departs before it meets - write a later time',
            id="a departure before the meeting",
        ),
        pytest.param(
            excursion("departs: '10:00', returns: '09:30'"),
            '2:99: error: excursion "e" returns before it departs - write a later time',
            id="a return before the departure",
        ),
        pytest.param(
            session("minutes: 5, attendance: online"),
            '2:70: error: session "s" is online but has no stream - write its stream',
            id="an online session without a stream",
        ),
        pytest.param(
            "pages:\n- {id: next-up, title: N}",
            '2:8: error: page "next-up" cannot have this id: /next_up is a command - choose another',
            id="a page with the name of a command",
        ),
        pytest.param(
            "conference: {id: c}",
            "1:1: error: conference is there twice - it is in 0:1 already",
            id="a second conference",
        ),
        pytest.param(
            session(
                "minutes: 30, room: main, speakers: [ada]}\n"
                "- {id: t, title: T, start: 2021-09-23 09:29, minutes: 5, stream: hall, chairs: [ada]"
            ),
            '3:28: warning: "ada" is in session "t" and in session "s" at the same time',
            id="a person in two rooms at once",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: {en: B}}",
            '2:17: warning: the name of room "b" is not there in de - readers get "B"',
            id="a missing translation",
        ),
        pytest.param(
            session("minutes: 30, room: main, talks: [{title: {de: T}}]"),
            '2:87: warning: the title of a talk of session "s" is not there in en - readers get "T"',
            id="a missing translation of a talk",
        ),
        pytest.param(
            session("minutes: 30, room: main, attendance: hybrid"),
            '2:83: warning: session "s" is hybrid but has no stream - write its stream or attendance: onsite',
            id="a hybrid session without a stream",
        ),
        pytest.param(
            session("minutes: 30, room: main, talks: [{title: T, minutes: 20}, {title: U, minutes: 11}]"),
            "2:104: warning: a talk of session \"s\" ends after it - change the talk's minutes or the session's times",
            id="talks longer than their session",
        ),
        pytest.param(
            session("minutes: 30, room: main, talks: [{title: T}, {title: U, minutes: 31}]"),
            '2:78: warning: the talks of session "s" take longer than it'
            " - change the talk's minutes or the session's times",
            id="talks longer than their session although the times of some are not known",
        ),
        pytest.param(
            session("minutes: 30, room: main, talks: [{title: T, start: '09:10'}]"),
            '2:97: warning: a talk of session "s" has a start but no minutes - its time is not shown',
            id="a talk with a start and without minutes",
        ),
        pytest.param(
            session("minutes: 30, room: main, talks: [{title: T, start: '09:40'}]"),
            "2:97: warning: a talk of session \"s\" ends after it - change the talk's minutes or the session's times",
            id="a talk that begins after its session",
        ),
        pytest.param(
            session("minutes: 30, room: main, talks: [{title: T, start: 2021-09-23 08:00}]"),
            '2:97: warning: a talk of session "s" begins before it'
            " - change the talk's minutes or the session's times",
            id="a talk that begins before its session",
        ),
        pytest.param(
            session("minutes: 30"),
            '2:3: warning: session "s" has neither a room nor a stream',
            id="a session without a room or stream",
        ),
        pytest.param(
            session("minutes: 30, room: main, stream: hall, attendance: onsite"),
            '2:79: warning: session "s" is onsite, so its stream is not used'
            " - write attendance: hybrid, or remove the stream",
            id="an onsite session with a stream",
        ),
    ],
)
def test_what_is_wrong_between_records_is_said_once_at_its_place(text: str, problem: str) -> None:
    assert said(text, reserved=frozenset({"next_up"})) == [problem]


def test_an_edition_without_mistakes_has_no_problems() -> None:
    assert said(session("minutes: 30, room: main"), excursion("departs: '09:15', returns: '13:00'")) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            session("minutes: 30, room: main}\n- {id: t, title: T, start: 2021-09-23 09:30, minutes: 5, room: main"),
            id="that touch",
        ),
        pytest.param(
            session(
                "minutes: 30, room: main, status: cancelled}\n"
                "- {id: t, title: T, start: 2021-09-23 09:10, minutes: 5, room: main"
            ),
            id="of which one is cancelled",
        ),
        pytest.param(
            "rooms: [{id: market, name: Market, shared: yes}]\n"
            + session(
                "minutes: 30, room: market}\n- {id: t, title: T, start: 2021-09-23 09:10, minutes: 5, room: market"
            ),
            id="in a shared room",
        ),
    ],
)
def test_two_sessions_in_one_room_do_not_clash(text: str) -> None:
    assert said(text) == []


def test_each_session_that_clashes_is_named_once_however_many_it_meets() -> None:
    sessions = "".join(
        f"- {{id: s{n}, title: S, start: 2021-09-23 09:0{n}, minutes: 30, room: main}}\n" for n in range(4)
    )
    problems = said(f"sessions:\n{sessions}")
    assert [problem.split(" - ")[0] for problem in problems] == [
        '3:66: error: session "s1" is in room "main" at the same time as session "s0"',
        '4:66: error: session "s2" is in room "main" at the same time as session "s1"',
        '5:66: error: session "s3" is in room "main" at the same time as session "s2"',
    ]


@pytest.mark.parametrize("kind", ["break", "social"])
def test_a_break_may_be_nowhere(kind: str) -> None:
    assert said(session(f"kind: {kind}, minutes: 30")) == []


def test_a_person_may_be_in_two_sessions_of_one_room() -> None:
    text = "rooms: [{id: market, name: Market, shared: yes}]\n" + session(
        "minutes: 30, room: market, speakers: [ada]}\n"
        "- {id: t, title: T, start: 2021-09-23 09:10, minutes: 5, room: market, speakers: [ada]"
    )
    assert said(text) == []


@pytest.mark.parametrize(
    ("first", "second", "problems"),
    [
        ("minutes: 20", "talks: [{title: V, speakers: [ada], minutes: 10}]", []),
        (
            "minutes: 15",
            "talks: [{title: V, speakers: [ada], minutes: 10}]",
            ['2:28: warning: "ada" is in session "s" and in session "t" at the same time'],
        ),
        (
            "minutes: 20",
            "talks: [{title: V, speakers: [ada]}]",
            ['2:28: warning: "ada" is in session "s" and in session "t" at the same time'],
        ),
        (
            "minutes: 20",
            "chairs: [ada], talks: [{title: V, speakers: [ada], minutes: 10}]",
            ['2:28: warning: "ada" is in session "s" and in session "t" at the same time'],
        ),
    ],
    ids=["one after the other", "at once", "when is not known", "and chairs the other"],
)
def test_who_only_gives_a_talk_is_needed_only_during_the_talk(first: str, second: str, problems: list[str]) -> None:
    talks = f"talks: [{{title: T, {first}}}, {{title: U, speakers: [ada], minutes: 5}}]"
    other = f"- {{id: t, title: T, start: 2021-09-23 09:10, end: '10:00', stream: hall, {second}"
    assert said(session(f"minutes: 30, room: main, {talks}}}\n{other}")) == problems


def test_a_text_written_once_for_everybody_needs_no_translation() -> None:
    assert said("rooms: [{id: b, name: B, directions: {de: rechts, en: right}}]") == []


def test_a_session_after_midnight_may_belong_to_the_day_before() -> None:
    text = "sessions:\n- {id: s, title: S, start: 2021-09-25 00:30, day: 2021-09-24, minutes: 30, room: main}"
    assert said(text) == []


def test_a_conference_that_ends_before_it_starts_says_only_that() -> None:
    base = BASE.replace("ends: 2021-09-24", "ends: 2021-09-22")
    problem = "0:1:103: error: the conference ends before it starts - write its first and its last day"
    assert said(session("minutes: 5, room: main"), base=base) == [problem]


@pytest.mark.parametrize(
    ("spoken", "problems"),
    [
        ({"en", "de"}, []),
        ({"en"}, ['0:1:72: warning: the bot has no words in "de" - its own will be in English']),
        (set(), []),
    ],
)
def test_a_language_that_the_bot_does_not_speak_is_a_warning(spoken: set[str], problems: list[str]) -> None:
    assert said(spoken=frozenset(spoken)) == problems


@pytest.mark.parametrize(
    ("now", "problems"),
    [
        ("2021-09-24T21:59+00:00", []),
        ("2021-09-24T22:00+00:00", ["0:1:103: warning: the conference is past: it ended on 2021-09-24"]),
    ],
)
def test_a_conference_is_past_when_its_last_day_is_over_in_its_zone(now: str, problems: list[str]) -> None:
    assert said(now=datetime.fromisoformat(now).astimezone(UTC)) == problems


@pytest.mark.parametrize(
    ("base", "text", "problem"),
    [
        pytest.param(
            BASE.replace("Europe/Berlin", "Europe/Berlim"),
            session("minutes: 5, room: main}\n- {id: t, title: T, start: 2031-09-23 09:00, minutes: 5, room: main"),
            '0:1:41: error: there is no time zone "Europe/Berlim" - did you mean "Europe/Berlin"?',
            id="an unknown zone moves times",
        ),
        pytest.param(
            BASE.replace("languages: [en, de]", "languages: [en, xx]"),
            "rooms: [{id: b, name: {fr: B}}]",
            '0:1:72: error: "xx" is no language code - use ISO 639 codes such as "en" or "de"',
            id="an unknown language",
        ),
        pytest.param(
            BASE.replace("starts: 2021-09-23", "starts: tomorrow"),
            session("minutes: 5, room: main"),
            '0:1:85: error: "tomorrow" is no day - write it like 2021-09-23',
            id="an unknown first day",
        ),
        pytest.param(
            BASE.replace("name: Main", "nmae: Main"),
            session("minutes: 5, room: main, attendance: online"),
            '0:2:20: error: room "main" has an unknown key "nmae" - did you mean "name"?',
            id="a broken room with a stream perhaps",
        ),
        pytest.param(
            BASE.replace("id: main", "id: Main!"),
            session("minutes: 5, room: main, stream: hall"),
            '0:2:14: error: "Main!" is no id - use up to 32 of a-z, 0-9 and -, beginning with a letter or digit',
            id="an unreadable id",
        ),
        pytest.param(
            BASE.replace("rooms: [{id: main, name: Main}]", "rooms: none"),
            session("minutes: 5, room: main"),
            "0:2:8: error: rooms is not a list - begin each item with -",
            id="a section that is no list",
        ),
        pytest.param(
            BASE,
            "sessions:\n- {id: s, title: S, start: soon, end: '09:00', talks: [{title: T, start: '09:10'}],"
            " room: main}",
            '2:28: error: "soon" is no time - write it like 2021-09-23 09:00',
            id="a start that nothing can follow",
        ),
        pytest.param(
            BASE + "x: [",
            session("minutes: 5, room: main, track: t"),
            "0:5:5: error: a value is missing here - write it, and close every [ and {",
            id="a file that cannot be read to its end",
        ),
        pytest.param(
            BASE.replace("conference:", "Conference:"),
            "",
            '0:1:1: error: the file has an unknown key "Conference" - did you mean "conference"?',
            id="a misspelt conference",
        ),
        pytest.param(
            "conference:\n" + BASE.split("\n", 1)[1],
            "",
            "0:1:1: error: the conference is empty - write its id, title and so on below, indented",
            id="an empty conference",
        ),
        pytest.param(
            BASE.replace("rooms:", "roms:"),
            session("minutes: 5, room: main"),
            '0:2:1: error: the file has an unknown key "roms" - did you mean "rooms"?',
            id="a misspelt section",
        ),
        pytest.param(
            BASE.replace("name: Main", "name: Main, shared: perhaps"),
            session("minutes: 5, room: main}\n- {id: t, title: T, start: 2021-09-23 09:00, minutes: 5, room: main"),
            '0:2:40: error: "perhaps" is neither yes nor no - write yes or no',
            id="a room that is shared perhaps",
        ),
        pytest.param(
            BASE,
            session("minuts: 5, room: main"),
            '2:46: error: session "s" has an unknown key "minuts" - did you mean "minutes"?',
            id="misspelt minutes",
        ),
        pytest.param(
            BASE,
            session(
                "minutes: 5, room: main, status: canceled}\n"
                "- {id: t, title: T, start: 2021-09-23 09:00, minutes: 5, room: main"
            ),
            '2:78: error: "canceled" is none of the words for status - did you mean "cancelled"?',
            id="a session that is cancelled perhaps",
        ),
    ],
)
def test_a_mistake_is_not_followed_by_its_consequences(base: str, text: str, problem: str) -> None:
    assert said(text, base=base) == [problem]


def test_two_thousand_sessions_in_one_room_are_not_compared_with_each_other() -> None:
    sessions = "".join(
        f"- {{id: s{n}, title: S, start: 2021-09-23 09:00, minutes: 5, room: main, speakers: [ada]}}\n"
        for n in range(2_000)
    )
    problems = said(f"sessions:\n{sessions}")
    assert len(problems) == 100


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(
            session("minutes: 30, room: mian, speakers: [nobody], color: red"),
            [
                '2:65: error: there is no room "mian" - did you mean "main"?',
                '2:82: error: there is no speaker "nobody"',
                '2:91: error: session "s" has an unknown key "color"',
            ],
            id="references",
        ),
        pytest.param(
            session("room: main, color: red, end: 2021-09-23 08:00, talks: [{titel: T, speakers: [bob]}]"),
            [
                '2:58: error: session "s" has an unknown key "color"',
                '2:75: error: session "s" does not end after it starts - write a later end',
                '2:102: error: a talk of session "s" has an unknown key "titel" - did you mean "title"?',
                '2:123: error: there is no speaker "bob"',
            ],
            id="an end before the start, and a talk",
        ),
        pytest.param(
            "sessions: [{id: s, start: soon, room: main}]",
            [
                '1:12: error: session "s" has neither end nor minutes',
                '1:12: error: session "s" has no title',
                '1:27: error: "soon" is no time - write it like 2021-09-23 09:00',
            ],
            id="no length",
        ),
        pytest.param(
            "sessions: [{id: s, start: 2021-09-26 09:00, minutes: 5, room: main}]",
            [
                '1:12: error: session "s" has no title',
                (
                    '1:27: error: session "s" is on 2021-09-26, outside the conference, 2021-09-23 to 2021-09-24'
                    " - change one or the other"
                ),
            ],
            id="outside the days",
        ),
        pytest.param(
            session("minutes: 30, room: main, color: red}\n- {id: t, start: 2021-09-23 09:10, minutes: 5, room: main"),
            [
                '2:71: error: session "s" has an unknown key "color"',
                '3:3: error: session "t" has no title',
                (
                    '3:54: error: session "t" is in room "main" at the same time as session "s"'
                    " - change one of them, or write shared: yes at the room main"
                ),
            ],
            id="two sessions at once in a room",
        ),
        pytest.param(
            "excursions: [{id: e, title: E, meets: 2021-09-26 09:00, departs: 2021-09-26 08:00}]",
            [
                '1:14: error: excursion "e" has no meeting_point',
                (
                    '1:39: error: excursion "e" is on 2021-09-26, outside the conference, 2021-09-23 to 2021-09-24'
                    " - change one or the other"
                ),
                '1:66: error: excursion "e" departs before it meets - write a later time',
            ],
            id="an excursion's order and days",
        ),
        pytest.param(
            "press: {contacts: [{name: Ada, color: red}]}",
            [
                '1:20: error: press contact "Ada" has neither phone nor email',
                '1:32: error: press contact "Ada" has an unknown key "color"',
            ],
            id="a press contact that cannot be reached",
        ),
        pytest.param(
            "rooms:\n- {id: b, nmae: B, stream: hal}",
            [
                '2:11: error: room "b" has an unknown key "nmae" - did you mean "name"?',
                '2:28: error: there is no stream "hal" - did you mean "hall"?',
            ],
            id="a stream of a room",
        ),
    ],
)
def test_one_error_in_a_record_hides_no_other(text: str, problems: list[str]) -> None:
    assert said(text) == problems


def test_a_person_in_three_places_at_once_is_told_of_for_each_pair() -> None:
    streams = "streams: [{id: b, name: B}, {id: c, name: C}]\n"
    starts = {"hall": "09:00", "b": "09:10", "c": "09:20"}
    sessions = "".join(
        f"- {{id: in-{stream}, title: S, start: 2021-09-23 {start}, minutes: 60, stream: {stream}, speakers: [ada]}}\n"
        for stream, start in starts.items()
    )
    assert said(f"{streams}sessions:\n{sessions}") == [
        '4:31: warning: "ada" is in session "in-b" and in session "in-hall" at the same time',
        '5:31: warning: "ada" is in session "in-c" and in session "in-b" at the same time',
        '5:31: warning: "ada" is in session "in-c" and in session "in-hall" at the same time',
    ]


def test_a_session_that_is_copied_is_only_there_twice() -> None:
    copied = session("minutes: 30, room: main}\n- {id: s, title: S, start: 2021-09-23 09:00, minutes: 30, room: main")
    assert said(copied) == ['3:8: error: session "s" is there twice - it is in a:2 already']


def test_thousands_of_ids_that_are_not_there_are_soon_told() -> None:
    nobody = ", ".join(f"n{n}" for n in range(900))
    sessions = "".join(
        f"- {{id: s{n}, title: S, start: 2021-09-23 09:00, minutes: 5, speakers: [{nobody}]}}\n" for n in range(50)
    )
    loaded = load_texts([("0", BASE), ("a", f"sessions:\n{sessions}")])
    assert (loaded.errors, loaded.warnings) == (5_400, 50)


def test_many_sessions_of_one_person_at_once_are_soon_told() -> None:
    sessions = "".join(
        f"- {{id: s{n}, title: S, start: 2021-09-23 09:00, minutes: 5, stream: hall, speakers: [ada], chairs: [ada]}}\n"
        for n in range(2_000)
    )
    assert said(f"sessions:\n{sessions}") == []
