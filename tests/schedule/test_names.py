from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.names import by_surname, surname
from tests.schedule.builders import programme, speaker


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dr. James R. Wilson", "Wilson"),
        ("Prof. Dr. Tina Haisch", "Haisch"),
        ("Prof. Dr. Hans-Peter Noll", "Noll"),
        ("Annegret Angerhausen-Reuter", "Angerhausen-Reuter"),
        ("Ursula von der Leyen", "Leyen"),
        ("Martin Luther King Jr.", "King"),
        ("Ada Lovelace, PhD", "Lovelace"),
        ("Ada Lovelace PhD MBA", "Lovelace"),
        ("Eva Muster M.A.", "Muster"),
        ("Eva Muster Ph.D", "Muster"),
        ("Jack Ma", "Ma"),
        ("Wilson, James R.", "Wilson"),
        ("Sam Example (they/them)", "Example"),
        ("Henry Tudor VIII.", "VIII."),
        ("Plato", "Plato"),
        ("Jr.", "Jr."),
        (", ", ", "),
    ],
)
def test_the_surname_is_the_last_word_without_what_follows_names(name: str, expected: str) -> None:
    assert surname(name) == expected


def test_umlauts_and_accents_stand_beside_their_letters() -> None:
    names = ["Zoe Zander", "Ole Østby", "Ida Öztürk", "Ann Ott", "Kai Straßer", "Kai Strasser", "Jo O’Brien", "Al Äb"]
    ordered = by_surname(programme(speakers=[speaker(f"s{n}", name) for n, name in enumerate(names)]))
    assert [one.name for one in ordered] == [
        "Al Äb", "Jo O’Brien", "Ole Østby", "Ann Ott", "Ida Öztürk", "Kai Straßer", "Kai Strasser", "Zoe Zander",
    ]  # fmt: skip


def test_namesakes_stand_by_their_first_names() -> None:
    people = [speaker("d", "Dr. Bo Beck"), speaker("c", "Prof. Dr. Ada Beck"), speaker("a", "Bo Beck")]
    assert [one.id for one in by_surname(programme(speakers=people))] == ["c", "a", "d"]


@given(st.text(min_size=1))
def test_any_name_has_a_surname_out_of_itself(name: str) -> None:
    assert surname(name) in name
