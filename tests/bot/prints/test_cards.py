"""Cards with personal codes: their pages, what can be scanned on them, and until when they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import segno

from bot.prints.cards import ON_A_PAGE, address, cards
from bot.prints.personal import make
from bot.store.invitations import new_codes
from tests.hostile import hostile
from tests.prints import links, matrices, pages
from tests.world import TORONTO, conference

BOT = "SteigerDemoBot"
LAST = date(2021, 10, 8)


@pytest.mark.parametrize(("number", "on_pages"), [(1, [1]), (8, [8]), (19, [8, 8, 3])])
def test_every_code_has_a_card_whose_qr_code_is_its_link(number: int, on_pages: list[int]) -> None:
    codes = new_codes(number)

    pdf = cards(conference().conference, BOT, codes, LAST)

    drawn = [matrices(page) for page in pages(pdf)]
    expected = [f"https://t.me/{BOT}?start=code-{code}" for code in codes]
    assert [len(page) for page in drawn] == on_pages
    assert links(pdf) == expected
    scanned = [code for page in drawn for code in page]
    assert scanned == [tuple(map(tuple, segno.make(link, error="m", mask=0, micro=False).matrix)) for link in expected]
    assert ON_A_PAGE == 8


def test_a_link_fits_what_telegram_takes() -> None:
    (code,) = new_codes(1)
    assert len(address("x" * 32, code).partition("?start=")[2]) <= 64


def test_the_cards_of_a_hostile_conference_are_made(caplog: pytest.LogCaptureFixture) -> None:
    codes = new_codes(9)

    pdf = cards(hostile().conference, "x" * 32, codes, LAST)

    assert [len(matrices(page)) for page in pages(pdf)] == [8, 1]
    assert [code for code in codes if code in caplog.text] == []


@pytest.mark.parametrize(
    ("machine", "last", "expires"),
    [
        # Two weeks after the conference's last day, the 24th.
        (datetime(2021, 9, 1, tzinfo=UTC), date(2021, 10, 8), datetime(2021, 10, 8, 22, tzinfo=UTC)),
        # A week at least, where it is rehearsed afterwards.
        (datetime(2026, 1, 1, 12, tzinfo=UTC), date(2026, 1, 8), datetime(2026, 1, 8, 23, tzinfo=UTC)),
    ],
)
def test_codes_hold_to_the_end_of_the_day_that_is_printed(machine: datetime, last: date, expires: datetime) -> None:
    printed = make(conference().conference, BOT, 2, machine)

    assert (printed.last, printed.expires, len(printed.codes)) == (last, expires, 2)


def test_a_conference_in_one_language_has_cards_in_one() -> None:
    one, two = conference(TORONTO).conference, conference().conference

    texts = [pages(cards(held, BOT, new_codes(1), LAST))[0].count(b"Tj") for held in (one, two)]

    assert texts[0] < texts[1]
