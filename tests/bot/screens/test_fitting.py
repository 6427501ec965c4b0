from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from bot.rehearsal.markup import parse_html
from bot.screens.fitting import ENTITIES, LENGTH, fit, shorten, units, visible

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
tags = st.sampled_from(["b", "i", "s", "blockquote expandable"])


@st.composite
def markups(draw: st.DrawFn) -> Markup:
    pieces = draw(st.lists(st.tuples(words, st.none() | tags), min_size=1, max_size=30))
    times = draw(st.integers(1, 12))
    return Markup("").join(_piece(text, tag) for text, tag in pieces * times)


def _piece(text: str, tag: str | None) -> Markup:
    if tag is None:
        return escape(text)
    return Markup(f"<{tag}>") + escape(text) + Markup(f"</{tag.split()[0]}>")


@given(markups())
def test_whatever_it_is_given_it_fits_telegram_and_is_well_formed(text: Markup) -> None:
    shown, entities = parse_html(str(fit(text)))

    assert units(shown) <= LENGTH
    assert len(entities) <= ENTITIES


@given(markups())
def test_what_fits_is_left_as_it_is(text: Markup) -> None:
    if units(visible(text)) <= LENGTH and text.count("</") <= ENTITIES:
        assert fit(text) == text


def test_what_is_too_long_ends_in_an_ellipsis_with_every_tag_closed() -> None:
    assert fit(Markup("<b>" + "ä" * 5000 + "</b>")) == "<b>" + "ä" * 4095 + "…</b>"


def test_formatting_beyond_the_hundredth_is_left_out_and_its_words_stay() -> None:
    fitted = fit(Markup("<b>x</b>" * 101))

    assert fitted == "<b>x</b>" * 100 + "x"


@given(st.text(), st.integers(2, 60))
def test_a_shortened_text_is_at_most_that_long(text: str, length: int) -> None:
    clean = text.encode("utf-8", "ignore").decode()

    assert units(shorten(clean, length)) <= length
