import pytest

from tests.schedule.conferences import excursion, programme, said, session


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            "sesions: []",
            '1:1: error: the file has an unknown key "sesions" - did you mean "sessions"?',
            id="an unknown section",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: B, capcity: 3}",
            '2:20: error: room "b" has an unknown key "capcity" - did you mean "capacity"?',
            id="an unknown key",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: B, capcity: }",
            '2:20: error: room "b" has an unknown key "capcity" - did you mean "capacity"?',
            id="an unknown key without a value",
        ),
        pytest.param(
            session("minutes: 5, room: main, talks: [{titel: T}]"),
            '2:79: error: a talk of session "s" has an unknown key "titel" - did you mean "title"?',
            id="an unknown key of a talk, which lacks its title for that reason",
        ),
        pytest.param(
            "press: {contact: []}",
            '1:9: error: press has an unknown key "contact" - did you mean "contacts"?',
            id="an unknown key of the press",
        ),
        pytest.param(
            "rooms:\n- id: b\n  name: B\n  name: C",
            '4:3: error: the key "name" is there twice - it is in line 3 already',
            id="a key twice",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, minutes: 5, room: main}",
            '2:3: error: session "s" has no start',
            id="no start",
        ),
        pytest.param("speakers:\n- {id: a}", '2:3: error: speaker "a" has no name', id="no name"),
        pytest.param("tracks:\n- name: T", '2:3: error: track "T" has no id', id="no id"),
        pytest.param(
            "tracks:\n- {id: , name: T}",
            '2:4: error: track "T" has no id - write it after id: - in quotes if it begins with # or &',
            id="an id without a value",
        ),
        pytest.param(
            "rooms:\n- id: b\n  name: #1 Hall",
            '3:3: error: room "b" has no name - write it after name: - in quotes if it begins with # or &',
            id="a name that is a comment",
        ),
        pytest.param(
            "rooms:\n- id: b\n  name: &home",
            '3:3: error: room "b" has no name - write it after name: - in quotes if it begins with # or &',
            id="a name that is an anchor",
        ),
        pytest.param(
            "rooms:\n- id: b\n  name:\n  en: B",
            '4:3: error: room "b" has an unknown key "en" - indent it to belong to name',
            id="a language that is not indented",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: Foyer, Erdgeschoss}",
            '2:24: error: room "b" has an unknown key "Erdgeschoss" - put a text with a comma in quotes',
            id="a comma in a name",
        ),
        pytest.param(
            "rooms: [{id: b, name: {en: B, de: Foyer, Erdgeschoss}}]",
            '1:42: error: the conference has no language "Erdgeschoss" - put a text with a comma in quotes',
            id="a comma in a text in one language",
        ),
        pytest.param(
            "rooms:\n  - id:a\n    name:A",
            "2:5: error: this room is not a mapping - write a space after the colon",
            id="no space after the colons",
        ),
        pytest.param(
            "rooms: [{id: b, name: !wow}]",
            "1:27: error: tags (!) are not supported - remove it; put a text that begins with ! in quotes",
            id="a text that is a tag",
        ),
        pytest.param(
            "rooms: [{id: b, name: {en: !wow, de: B}}]",
            "1:28: error: tags (!) are not supported - remove it; put a text that begins with ! in quotes",
            id="a text that is a tag in one language",
        ),
        pytest.param(
            "rooms:\n  -id: a",
            '2:3: error: a space is missing after "-" - write "- key: value"',
            id="a list without a space",
        ),
        pytest.param(
            "rooms: [{id: b, name: {EN: B, en: C, de: D}}]",
            '1:24: error: the text in "en" is there twice - keep one of them',
            id="a text twice in one language",
        ),
        pytest.param(
            session("minutes: 5, room: main, languages: [en, de, EN]"),
            '2:90: error: "en" is there twice - remove it',
            id="a language twice",
        ),
        pytest.param(
            excursion("signup: www.example.org/x"),
            '2:80: error: "www.example.org/x" is neither open nor closed nor a link'
            " - write a full address that begins with https:// or http://",
            id="a signup without the link's beginning",
        ),
        pytest.param(
            excursion("signup: Open"),
            '2:80: error: "Open" is neither open nor closed nor a link - did you mean "open"?',
            id="a signup in capitals",
        ),
        pytest.param(
            "rooms: [{id: b, name: B, capacity: 1\u00a0000}]",
            '1:36: error: "1\\xa0000" is no whole number - write it in digits, 999999999 at most',
            id="a number with a special space",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meeting_point: {address: A}, meets: 2021-09-23 09:00}",
            '2:36: error: the meeting point of excursion "e" has no name',
            id="a meeting point without a name",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meets: 2021-09-23 09:00}",
            '2:3: error: excursion "e" has no meeting_point',
            id="no meeting point",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meeting_point: {name: N}}",
            '2:3: error: excursion "e" has no meets',
            id="an excursion without a time",
        ),
        pytest.param(
            "rooms:\n- {id: Big Hall, name: B}",
            '2:8: error: "Big Hall" is no id - use up to 32 of a-z, 0-9 and -, beginning with a letter or digit',
            id="a malformed id",
        ),
        pytest.param(
            "rooms:\n- {id: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, name: B}",
            '2:8: error: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" is no id'
            " - use up to 32 of a-z, 0-9 and -, beginning with a letter or digit",
            id="an id of 33 characters",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 23.9.2021 9 Uhr, minutes: 5, room: main}",
            '2:28: error: "23.9.2021 9 Uhr" is no time - write it like 2021-09-23 09:00',
            id="a malformed time",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 2021-02-30 09:00, minutes: 5, room: main}",
            '2:28: error: "2021-02-30 09:00" is no time - write it like 2021-09-23 09:00',
            id="a day that does not exist",
        ),
        pytest.param(
            session("end: '25:00', room: main"),
            '2:51: error: "25:00" is no time - write it like 2021-09-23 09:00',
            id="an hour that does not exist",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: '2021-09-23 09:00+99:00', minutes: 5, room: main}",
            '2:28: error: "2021-09-23 09:00+99:00" has no such offset - write it like +02:00',
            id="an offset that does not exist",
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 9999-12-31 23:59, minutes: 5, room: main}",
            '2:28: error: "9999-12-31 23:59" is no time - write it like 2021-09-23 09:00',
            id="a year far away",
        ),
        pytest.param(
            session("minutes: soon, room: main"),
            '2:55: error: "soon" is no duration - write it like 20 min, 1 h 30 min or 30 s',
            id="malformed minutes",
        ),
        pytest.param(
            session("minutes: 0, room: main"),
            '2:55: error: "0" is no length - write the minutes it takes, above zero',
            id="no minutes at all",
        ),
        pytest.param(
            "streams:\n- {id: b, name: B, opens: early}",
            '2:27: error: "early" is no duration - write it like 20 min, 1 h 30 min or 30 s',
            id="a malformed duration",
        ),
        pytest.param(
            "streams:\n- {id: b, name: B, opens: -5 min}",
            '2:27: error: "-5 min" is no duration - write it like 20 min, 1 h 30 min or 30 s',
            id="a negative duration",
        ),
        pytest.param(
            "streams:\n- {id: b, name: B, opens: 200 h}",
            '2:27: error: "200 h" is longer than a week',
            id="a duration of over a week",
        ),
        pytest.param(
            session("minutes: 5, room: main, day: Thursday"),
            '2:75: error: "Thursday" is no day - write it like 2021-09-23',
            id="a malformed day",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: B, capacity: many}",
            '2:30: error: "many" is no whole number - write it in digits, 999999999 at most',
            id="a malformed number",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: B, capacity: -1}",
            "2:30: error: -1 is negative - write 0 or more",
            id="a negative capacity",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: B, shared: on}",
            '2:28: error: "on" is neither yes nor no - write yes or no',
            id="neither yes nor no",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meets: 2021-09-23 09:00, meeting_point: {name: N, place: [51.4]}}",
            "2:78: error: a place is two numbers - write [latitude, longitude], as in [51.4606, 7.2231]",
            id="a place of one number",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meets: 2021-09-23 09:00, meeting_point: {name: N, place: [51.4, east]}}",
            '2:78: error: "east" is no number of degrees - write [latitude, longitude], as in [51.4606, 7.2231]',
            id="a place in words",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meets: 2021-09-23 09:00, meeting_point: {name: N, place: [91, 7]}}",
            "2:78: error: [91.0, 7.0] is off the globe - write [latitude, longitude]: up to 90 and up to 180 degrees",
            id="a place off the globe",
        ),
        pytest.param(
            session("minutes: 5, room: main, languages: [en, english]"),
            '2:86: error: "english" is no language code - use ISO 639 codes such as "en" or "de"',
            id="a language that is no language code",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: {en: B, de: B, fr: C}}",
            '2:32: error: the conference has no language "fr" - it has en, de',
            id="a text in a language the conference does not have",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: {en: B, de: ''}}",
            "2:29: error: the text is empty - write it, or remove de",
            id="an empty text in one language",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: B, directions: ''}",
            "2:32: error: the text is empty - write it, or remove the line",
            id="an empty text",
        ),
        pytest.param(
            "rooms:\n- {id: b, name: [B]}", "2:17: error: a text is expected here, not a list", id="a list for a text"
        ),
        pytest.param(
            "rooms:\n- {id: b, name: {en: B, de: [B]}}",
            '2:29: error: the text in "de" is a list or a mapping - write a text',
            id="a list for a text in one language",
        ),
        pytest.param(
            session("minutes: 5, room: main, kind: keynot"),
            '2:76: error: "keynot" is none of the words for kind - did you mean "keynote"?',
            id="a misspelt kind",
        ),
        pytest.param(
            session("minutes: 5, room: main, kind: xyzzy"),
            '2:76: error: "xyzzy" is none of the words for kind'
            " - write keynote, talk, panel, session, workshop, break, social or other",
            id="an unknown kind",
        ),
        pytest.param(
            session("minutes: 5, room: main, kind: [talk]"),
            "2:76: error: kind is one word - write keynote, talk, panel, session, workshop, break, social or other",
            id="a list for a kind",
        ),
        pytest.param(
            session("minutes: 5, room: main, speakers: ada"),
            "2:80: error: speakers is a list - write [ada]",
            id="a text for a list",
        ),
        pytest.param(
            session("minutes: 5, room: main, talks: [T]"),
            '2:78: error: a talk of session "s" is not a mapping - write "key: value" lines',
            id="a text for a talk",
        ),
        pytest.param(
            "excursions:\n- {id: e, title: E, meeting_point: N, meets: 2021-09-23 09:00}",
            '2:36: error: the meeting point of excursion "e" is not a mapping - write "key: value" lines',
            id="a text for a meeting point",
        ),
        pytest.param(
            "rooms: {id: b}", "1:8: error: rooms is not a list - begin each item with -", id="a mapping for a section"
        ),
        pytest.param(
            "rooms: [b]", '1:9: error: this room is not a mapping - write "key: value" lines', id="a text for a record"
        ),
        pytest.param("- a", '1:1: error: the file is not a mapping - write "key: value" lines', id="a list for a file"),
        pytest.param(
            "press: []", '1:8: error: press is not a mapping - write "key: value" lines', id="a list for the press"
        ),
        pytest.param(
            "sessions:\n- {id: s, title: S, start: 2021-09-23 23:30, end: '00:30', room: main}",
            '2:51: error: "00:30" is earlier than the time it follows'
            ' - if it is the next day, write "2021-09-24 00:30"',
            id="an end earlier than the start, as an hour",
        ),
        pytest.param(
            excursion("departs: '08:30'"),
            '2:81: error: "08:30" is earlier than the time it follows'
            ' - if it is the next day, write "2021-09-24 08:30"',
            id="a departure earlier than the meeting, as an hour",
        ),
        pytest.param(
            "streams:\n- {id: a, name: A, url: 'javascript:alert(1)'}",
            '2:25: error: "javascript:alert(1)" is no link - write a full address that begins with https:// or http://',
            id="a link that is not http",
        ),
        pytest.param(
            "streams:\n- {id: a, name: A, url: example.org}",
            '2:25: error: "example.org" is no link - write a full address that begins with https:// or http://',
            id="a link without its beginning",
        ),
        pytest.param(
            "streams:\n- {id: a, name: A, url: 'https://ada:secret@example.org'}",
            "2:25: error: the link carries a user name or password - remove the part before the @",
            id="a link with a password",
        ),
        pytest.param(
            "streams:\n- {id: a, name: A, url: 'https://ada@example.org'}",
            "2:25: error: the link carries a user name or password - remove the part before the @",
            id="a link with a user's name",
        ),
        pytest.param(
            "press: {contacts: [{name: Ada, email: ada}]}",
            '1:39: error: "ada" is no e-mail address - write it like name@example.org',
            id="a malformed mail address",
        ),
        pytest.param(
            "press: {contacts: [{name: Ada, phone: call me}]}",
            '1:39: error: "call me" is no telephone number - write it like +49 234 123456',
            id="a malformed telephone number",
        ),
        pytest.param(
            excursion("signup: maybe"),
            '2:80: error: "maybe" is neither open nor closed nor a link - write open, closed or a link',
            id="a signup that is neither",
        ),
        pytest.param(
            "speakers:\n- {id: a, name: A, photo: ../a.jpg}",
            '2:27: error: the file "../a.jpg" is not inside the folder'
            " - write its path from the folder with /, as in images/plan.png",
            id="a file outside the folder",
        ),
        pytest.param(
            "speakers:\n- {id: a, name: A, photo: /a.jpg}",
            '2:27: error: the file "/a.jpg" is not inside the folder'
            " - write its path from the folder with /, as in images/plan.png",
            id="a file by its absolute path",
        ),
        pytest.param(
            "speakers:\n- {id: a, name: A, photo: 'javascript:alert(1)'}",
            '2:27: error: "javascript:alert(1)" is no link - write a full address that begins with https:// or http://',
            id="a script for a photo",
        ),
    ],
)
def test_what_is_wrong_with_one_record_is_said_once_at_its_place(text: str, problem: str) -> None:
    assert said(text) == [problem]


def test_a_missing_key_is_named_beside_one_that_is_merely_like_it() -> None:
    text = "excursions: [{id: e, title: E, meeting_point: {name: N}, seats: 3}]"
    assert said(text) == [
        '1:14: error: excursion "e" has no meets',
        '1:58: error: excursion "e" has an unknown key "seats" - did you mean "status"?',
    ]


def test_what_is_quoted_of_a_long_time_or_length_is_short() -> None:
    text = (
        f"sessions: [{{id: s, title: S, start: 2021-10-31 {' ' * 3_000} 02:30, minutes: '{'0' * 3_000}', room: main}}]"
    )
    assert [len(problem) < 200 for problem in said(text)] == [True, True]


def test_sensible_forms_of_numbers_are_read() -> None:
    place = "place: [.5, -51.46060000000000000000001]"
    text = (
        f"excursions: [{{id: e, title: E, meets: 2021-09-23 09:00, capacity: -0, meeting_point: {{name: N, {place}}}}}]"
    )
    trip = programme(text).excursion["e"]
    assert (trip.capacity, trip.meeting_point.place) == (0, (0.5, -51.4606))


def test_a_language_of_a_text_may_be_in_capitals() -> None:
    name = programme("rooms: [{id: b, name: {DE: B, EN: C}}]").room["b"].name
    assert name.versions == (("en", "C"), ("de", "B"))
