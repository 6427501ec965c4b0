from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import texts
from bot.zones import AROUND_THE_WORLD, city, find, is_zone, named
from bot.zones.names import zones

NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"


def test_every_city_finds_its_zone_first_in_both_languages() -> None:
    elsewhere = [
        (language, zone)
        for language in ("en", "de")
        for zone in zones()
        if find(city(zone, texts(language).locale))[:1] != (zone,)
    ]
    assert elsewhere == []


def test_every_zone_offered_is_one_the_machine_knows() -> None:
    assert {ZoneInfo(zone).key for zone in (*zones(), *AROUND_THE_WORLD)} == {*zones(), *AROUND_THE_WORLD}


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("New York", NEW_YORK),
        ("new york", NEW_YORK),
        ("NYC", NEW_YORK),
        ("Boston", NEW_YORK),
        ("San Francisco", LOS_ANGELES),
        ("Munich", "Europe/Berlin"),
        ("MÜNCHEN", "Europe/Berlin"),
        ("muenchen", "Europe/Berlin"),
        ("Bochum", "Europe/Berlin"),
        ("Koln", "Europe/Berlin"),
        ("Bangalore", "Asia/Kolkata"),
        ("Neu Delhi", "Asia/Kolkata"),
        ("Shenzhen", "Asia/Shanghai"),
        ("Rio de Janeiro", "America/Sao_Paulo"),
        ("Mexiko-Stadt", "America/Mexico_City"),
        ("Tokio", "Asia/Tokyo"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", NEW_YORK),
        ("Deutschland", "Europe/Berlin"),
        ("Österreich", "Europe/Vienna"),
        ("Switzerland", "Europe/Zurich"),
        ("utc", "Etc/UTC"),
        ("GMT", "Etc/UTC"),
    ],
)
def test_a_place_has_one_zone_under_each_of_its_names(written: str, zone: str) -> None:
    assert named(written) == (zone,)
    assert find(written) == (zone,)


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("new yrok", NEW_YORK),
        ("Bosten", NEW_YORK),
        ("San Fran", LOS_ANGELES),
        ("cape towm", "Africa/Johannesburg"),
        ("sao paolo", "America/Sao_Paulo"),
        ("bochun", "Europe/Berlin"),
        ("Frankfurt am Main", "Europe/Berlin"),
        ("Paris, France", "Europe/Paris"),
        ("I am in Toronto", "America/Toronto"),
    ],
)
def test_a_place_is_found_though_it_is_written_otherwise(written: str, zone: str) -> None:
    assert named(written) == ()
    assert find(written)[0] == zone


@pytest.mark.parametrize(
    ("written", "zones_of_it"),
    [
        (
            "Canada",
            (
                "America/Toronto",
                "America/Vancouver",
                "America/Edmonton",
                "America/Winnipeg",
                "America/Halifax",
                "America/St_Johns",
            ),
        ),
        ("Spanien", ("Europe/Madrid", "Atlantic/Canary")),
        ("Georgia", ("Asia/Tbilisi", NEW_YORK)),
        ("Portland", (LOS_ANGELES, NEW_YORK)),
    ],
)
def test_a_name_of_several_zones_offers_those_of_most_people_first(written: str, zones_of_it: tuple[str, ...]) -> None:
    assert find(written) == zones_of_it


@pytest.mark.parametrize("written", ["", "  ", "?", "🦄", "GMT+2", "UTC-5", "東京", "Xyzzyx", "a" * 5000, "wann ist"])
def test_what_is_no_place_finds_nothing(written: str) -> None:
    assert find(written) == ()


@given(st.text(max_size=200))
def test_any_text_finds_at_most_six_zones_that_exist(written: str) -> None:
    found = find(written)
    assert len(found) <= 6
    assert len(set(found)) == len(found)
    assert all(map(is_zone, found))


@given(st.text(max_size=60))
def test_only_names_of_zones_are_zones(name: str) -> None:
    assert is_zone(name) == (name in zones() or name.startswith("Etc/GMT"))


@pytest.mark.parametrize("name", ["", "Etc/Unknown", "America", "../../etc/passwd", "America/../UTC"])
def test_what_a_client_invents_is_no_zone(name: str) -> None:
    assert not is_zone(name)
