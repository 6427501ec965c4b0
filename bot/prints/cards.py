"""Personal codes on cards to cut out, eight to a page: the code to type, its QR code, and what to do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.prints.codes import qr
from bot.prints.paper import HEIGHT, MONO, SANS, WIDTH, Paper
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.texts import Texts
    from schedule.model import Conference

COLUMNS, ROWS = 2, 4
ON_A_PAGE = COLUMNS * ROWS
_EDGE = 10.0
_CARD = ((WIDTH - 2 * _EDGE) / COLUMNS, (HEIGHT - 2 * _EDGE) / ROWS)
_INSIDE = 5.0
_QR = 33.0
_GROUP = 5
_MASK = 0
_LANGUAGES = 2
"""How many languages there is room for; the conference's first ones."""


def written(code: str) -> str:
    """Return a personal code as it is printed: BCDFG-23456-HJKMN."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def address(bot: str, code: str) -> str:
    """Return the link that redeems a personal code; `bot` is the bot's username."""
    return f"https://t.me/{bot}?start=code-{code}"


def cards(conference: Conference, bot: str, codes: Sequence[str], until: date) -> bytes:
    """Return a PDF of A4 pages with a card for each code; `until` is the last day on which they can be used."""
    paper = Paper(conference.title.to(conference.languages[0]), SANS, MONO)
    spoken = tuple(texts(language) for language in conference.languages[:_LANGUAGES])
    for number, code in enumerate(codes):
        place = number % ON_A_PAGE
        if place == 0:
            paper.add_page()
            _cuts(paper)
        x, y = _EDGE + place % COLUMNS * _CARD[0], _EDGE + place // COLUMNS * _CARD[1]
        _card(paper, x + _INSIDE, y + _INSIDE, _Face(conference, bot, code, until, spoken))
    return bytes(paper.output())


class _Face:
    """What stands on one card."""

    def __init__(self, conference: Conference, bot: str, code: str, until: date, spoken: tuple[Texts, ...]) -> None:
        self.titles = tuple(dict.fromkeys(conference.title.to(t.language) for t in spoken))
        self.code = written(code)
        self.address = address(bot, code)
        self.advice = tuple(dict.fromkeys(_advice(bot, until, spoken)))


def _advice(bot: str, until: date, spoken: tuple[Texts, ...]) -> Iterator[str]:
    for t in spoken:
        yield f"{t.plain('cards.scan', bot=bot)}\n{t.plain('cards.once', date=t.full_date(until))}"


def _card(paper: Paper, x: float, y: float, face: _Face) -> None:
    width, bottom = _CARD[0] - 2 * _INSIDE, y + _CARD[1] - 2 * _INSIDE
    for title in face.titles:
        y = paper.lines(title, x, y, width, 7.5, 2, "B")
    paper.set_font(MONO, "B", 17)
    paper.text(x, y + 7.5, face.code)
    top = bottom - _QR
    paper.qr(qr(face.address, _MASK), x, top, _QR)
    paper.link(x, top, _QR, _QR, face.address)
    beside = x + _QR + _INSIDE
    for words in face.advice:
        top = paper.lines(words, beside, top, width - _QR - _INSIDE, 7, 6) + 1.5


def _cuts(paper: Paper) -> None:
    """Draw where to cut."""
    paper.set_font(SANS, "", 7)
    paper.set_draw_color(170)
    paper.set_line_width(0.1)
    paper.set_dash_pattern(1, 1)
    for column in range(COLUMNS + 1):
        x = _EDGE + column * _CARD[0]
        paper.line(x, _EDGE, x, HEIGHT - _EDGE)
    for row in range(ROWS + 1):
        y = _EDGE + row * _CARD[1]
        paper.line(_EDGE, y, WIDTH - _EDGE, y)
    paper.set_dash_pattern()
