from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.loading import load
from schedule.localised import Localised
from schedule.model import Press, PressContact, Venue
from schedule.search import Found, Index
from tests.schedule.builders import conference, excursion, page, programme, room, session, speaker, talk, track

SMALL = Index(
    programme(
        [
            session("opening", "09:00", "09:20", title="Opening", room="auditorium"),
            session(
                "clusters",
                "09:30",
                "09:55",
                title=Localised.of(en="Clusters and Ecosystems", de="Cluster und Ökosysteme"),
                speakers=("ketels",),
                room="auditorium",
            ),
            session(
                "smart",
                "14:00",
                "16:00",
                title=Localised.of(en="Regional Resilience", de="Regionale Widerstandskraft"),
                chairs=("ketels", "noll"),
                track="change",
                talks=(
                    talk("The Basel Region", speakers=("elias",)),
                    talk("Learning Factories at Universities", abstract="About hydrogen."),
                ),
            ),
        ],
        [
            excursion(
                "port",
                "2021-09-24 08:45",
                title=Localised.of(en="The port", de="Der Duisburger Binnenhafen"),
                description=Localised.of(en="By coach.", de="Mit dem Bus."),
            ),
        ],
        speakers=[
            speaker("ketels", "Dr. Christian Ketels", affiliation="Harvard Business School"),
            speaker("noll", "Prof. Dr. Hans-Peter Noll", affiliation="Stiftung Zollverein"),
            speaker("elias", "Elías Strauß", bio="Wrote a book with Christian Ketels."),
            speaker("moeller", "Jürgen Møller"),
        ],
        rooms=[room("auditorium", directions="Straight ahead."), room("seminar", name="Seminar room 1")],
        tracks=[track("change", name="Structural change")],
        pages=[page("wifi", title=Localised.of(en="Wi-Fi", de="WLAN"), text="The password is on your badge.")],
        press=Press(contacts=(PressContact(name="Sven Frohwein", phone="0234-610 63 107"),)),
        conference=conference(venue=Venue(name="G DATA Campus", address="Königsallee 178, 44799 Bochum")),
    )
)


def found(question: str, limit: int = 10) -> list[str]:
    return [f"{hit.kind} {hit.id}" for hit in SMALL.find(question, limit)]


def test_a_name_finds_the_speaker_first_then_what_they_do_and_then_who_mentions_them() -> None:
    assert found("Ketels") == ["speaker ketels", "session clusters", "session smart", "speaker elias"]


def test_a_title_is_found_in_every_language_of_the_conference() -> None:
    assert found("clusters and ecosystems")[0] == "session clusters"
    assert found("Ökosysteme") == ["session clusters"]


def test_a_talk_is_found_by_its_title_and_leads_to_its_session() -> None:
    hit = SMALL.find("basel")[0]
    assert (hit.kind, hit.id, hit.title) == (Found.TALK, "smart", Localised.of("The Basel Region"))


def test_a_title_weighs_more_than_an_abstract() -> None:
    assert found("learning hydrogen")[0] == "talk smart"
    assert found("hydrogen") == ["talk smart"]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("who is Ketels?", "speaker ketels"),
        ("wer ist Ketels?", "speaker ketels"),
        ("where is the auditorium", "room auditorium"),
        ("wo ist das Auditorium?", "room auditorium"),
        ("wann fährt der Bus zum Hafen", "excursion port"),
        ("What is the wifi password?", "page wifi"),
        ("Frohwein", "press 0"),
        ("Königsallee", "venue test-2021"),
        ("structural change", "session smart"),
    ],
)
def test_a_question_finds_what_it_is_about(question: str, best: str) -> None:
    assert found(question)[0] == best


@pytest.mark.parametrize(
    "question", ["Jürgen", "jurgen", "Juergen", "JÜRGEN", "Moeller", "Møller", "moller", "Jurgen Müller"]
)
def test_umlauts_marks_and_case_make_no_difference(question: str) -> None:
    assert found(question)[0] == "speaker moeller"


@pytest.mark.parametrize("question", ["Elías", "elias", "strauß", "Strauss", "STRAUSS elias"])
def test_accents_and_sharp_s_make_no_difference(question: str) -> None:
    assert found(question)[0] == "speaker elias"


def test_the_order_of_words_makes_no_difference() -> None:
    assert found("ketels christian") == found("Christian Ketels")


def test_the_beginning_of_a_word_is_enough() -> None:
    assert found("resil") == ["session smart"]
    assert found("ket")[0] == "speaker ketels"


def test_a_compound_is_found_by_its_part_and_a_part_by_its_compound() -> None:
    assert found("Hafen") == ["excursion port"]
    assert found("Widerstand") == ["session smart"]
    assert found("Auditoriumsplan")[0] == "room auditorium"


@pytest.mark.parametrize("word", ["bus", "Bus", "coach", "tour", "trip", "Ausflug", "Abfahrt", "departure"])
def test_a_word_for_excursions_finds_them_and_nothing_that_only_begins_with_it(word: str) -> None:
    assert found(word) == ["excursion port"]
    assert found(f"{word} Business")[-1] != "excursion port"


def test_a_short_word_of_the_programmes_own_begins_no_other() -> None:
    assert found("port") == ["excursion port"]
    index = Index(
        programme([session("a", "09:00", "10:00", title="Port"), session("b", "09:00", "10:00", title="Portal")])
    )
    assert [hit.id for hit in index.find("port")] == ["a"]
    assert [hit.id for hit in index.find("por")] == ["a", "b"]


def test_a_hyphen_makes_no_difference() -> None:
    assert found("wifi") == found("wi-fi") == found("WI FI") == ["page wifi"]
    assert found("hanspeter")[0] == "speaker noll"


@pytest.mark.parametrize(
    "nonsense", ["qwertzuiop", "xyzzy", "asdf jkl", "zzz", "🦄", "?!", "", " ", "-", "hotels", "0815"]
)
def test_nonsense_finds_nothing(nonsense: str) -> None:
    assert found(nonsense) == []


def test_a_number_finds_only_itself() -> None:
    assert found("room 1")[0] == "room seminar"
    assert found("room 7") == found("room")


def test_words_that_only_make_questions_are_sought_when_there_is_nothing_else() -> None:
    assert found("der") == ["excursion port"]


def test_no_more_is_returned_than_asked_for() -> None:
    assert found("Ketels", limit=2) == ["speaker ketels", "session clusters"]


def test_a_programme_with_nothing_in_it_answers_nothing() -> None:
    assert Index(programme()).find("Ketels") == ()


@pytest.fixture(scope="module")
def bochum() -> Index:
    programme = load(Path(__file__).parents[2] / "schedule" / "bochum-2021").programme
    assert programme
    return Index(programme)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("Kettels", "speaker ketels"),
        ("who is Ketles?", "speaker ketels"),
        ("Christan Kettel", "speaker ketels"),
        ("Pinkward", "speaker pinkwart"),
        ("Tom Bröckel", "speaker broekel"),
        ("Wislon", "speaker wilson"),
        ("Engelman", "speaker engelmann"),
        ("juergen zurheid", "speaker zurheide"),
        ("Haish", "speaker haisch"),
        ("Bruun Ingstrupp", "speaker ingstrup"),
        ("Eiskirsch", "speaker eiskirch"),
        ("fornal", "speaker fornahl"),
        ("zollferein", "speaker noll"),
        ("Frowein", "press 1"),
        ("angerhausen reuther", "press 0"),
        ("European Gren Deel", "session keynote-engelmann"),
        ("basqe contry", "session keynote-wilson"),
        ("Eröfnung", "session opening"),
        ("Cofee braek", "session coffee-break"),
        ("smart spezialisation", "session session-1"),
        ("blak forrest diamont", "talk session-2"),
        ("Lernfabrick", "talk session-2"),
        ("auditorum", "room auditorium"),
        ("wann fährt der Bus zum Haven", "excursion port"),
        ("hydrogn", "excursion hydrogen"),
        ("Waserstoff Tour", "excursion hydrogen"),
        ("it sicherheit", "excursion it-security"),
        ("Duisbrug logistk", "excursion port"),
        ("code of condukt", "page code-of-conduct"),
        ("erste hilfee", "page first-aid"),
        ("w-lan", "page wifi"),
    ],
)
def test_what_is_meant_is_among_the_first_three_however_it_is_spelt(bochum: Index, misspelt: str, meant: str) -> None:
    assert meant in [f"{hit.kind} {hit.id}" for hit in bochum.find(misspelt, 3)]


@pytest.mark.parametrize("nonsense", ["qwertzuiop", "xyzzy", "asdf jkl", "pizza", "unicorn rodeo", "x" * 4096])
def test_nonsense_finds_nothing_in_a_whole_programme(bochum: Index, nonsense: str) -> None:
    assert bochum.find(nonsense) == ()


@given(st.text(max_size=400) | st.text("ketlsaori äß-1", max_size=400))
def test_whatever_is_typed_the_answer_is_in_order(question: str) -> None:
    hits = SMALL.find(question)
    assert list(hits) == sorted(hits, key=lambda hit: -hit.score)
    assert len(hits) == len(set(hits)) <= 10


@given(st.sampled_from(["harvard", "christian", "auditorium", "universities", "frohwein"]), st.data())
def test_one_slip_of_the_hand_is_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    slip = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + "x" + word[at:],
                word[:at] + "x" + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    assert found(word)[0] in found(slip)[:3]
