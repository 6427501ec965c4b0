"""Telegram's HTML: what it makes of it, and what it refuses, word for word."""

import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.markup import parse_html, units
from bot.rehearsal.reply import Refusal

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
INVALID = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)
TAGS = st.sampled_from(["b", "strong", "i", "em", "u", "ins", "s", "del", "tg-spoiler", "code", "pre"])


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<STRONG>a</Strong>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<b></b>a", "a", []),
        ("<b>a</>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
        ("👋<i>ü</i>", "👋ü", [{"type": "italic", "offset": 2, "length": 1}]),
        ("<u>a</u><ins>b</ins>", "ab", [{"type": "underline", "offset": n, "length": 1} for n in (0, 1)]),
        ("<strike>a</strike>", "a", [{"type": "strikethrough", "offset": 0, "length": 1}]),
        ('<span class="tg-spoiler">a</span>', "a", [{"type": "spoiler", "offset": 0, "length": 1}]),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 1}],
        ),
        (
            "<a href='https://x.de/?a=1&amp;b=2'>l</a>",
            "l",
            [{"type": "text_link", "offset": 0, "length": 1, "url": "https://x.de/?a=1&b=2"}],
        ),
        ("<a>x.de</a>", "x.de", [{"type": "text_link", "offset": 0, "length": 4, "url": "http://x.de/"}]),
        ('<a href="no link">l</a>', "l", []),
        (
            '<pre><code class="language-py">x</code></pre>',
            "x",
            [{"type": "pre", "offset": 0, "length": 1, "language": "py"}],
        ),
        ('<code class="language-py">x</code>', "x", [{"type": "code", "offset": 0, "length": 1}]),
        ("<blockquote>a</blockquote>", "a", [{"type": "blockquote", "offset": 0, "length": 1}]),
        ("<blockquote expandable>a</blockquote>", "a", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
        (
            '<tg-emoji emoji-id="53">👍</tg-emoji>',
            "👍",
            [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "53"}],
        ),
        (
            '<tg-time unix="1803646800" format="wDt">Fri</tg-time>',
            "Fri",
            [
                {
                    "type": "date_time",
                    "offset": 0,
                    "length": 3,
                    "unix_time": 1803646800,
                    "date_time_format": "wDt",
                }
            ],
        ),
        (
            "<tg-time unix=5>a</tg-time>",
            "a",
            [{"type": "date_time", "offset": 0, "length": 1, "unix_time": 5}],
        ),
        ("&lt;&gt;&amp;&quot;&#x27;&#39;&#128075;", "<>&\"''👋", []),
        ("&nbsp; &copy; & &; &lt &ltx", "&nbsp; &copy; & &; < &ltx", []),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, object]]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("ü<p>a</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("👋<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x.de', "Unclosed start tag at byte offset 0"),
        ("<a href=x.de/y>l</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">l</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="0">a</tg-time>', "Invalid date specified"),
        ('<tg-time datetime="2021-09-23">a</tg-time>', "Invalid date specified"),
        ('<tg-time unix="5" format="x">a</tg-time>', "Invalid date-time format specified"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "Blockquotes can't be nested at byte offset 13"),
        ("&#xd800;", INVALID),
    ],
)  # fmt: skip
def test_broken_html_is_refused_in_telegrams_words(source: str, problem: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {problem}"


@given(TEXT)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, [])


@given(st.lists(st.tuples(TAGS, TEXT), max_size=6))
def test_entities_lie_exactly_on_what_the_tags_enclose(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for tag, text in parts)
    plain, entities = parse_html(source)
    assert plain == "".join(text for _, text in parts)
    wide = plain.encode("utf-16-le")
    shown = [wide[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in entities]
    assert shown == [text for _, text in parts if text]


@given(st.text())
def test_any_text_at_all_is_parsed_or_refused(source: str) -> None:
    with suppress(Refusal):
        text, entities = parse_html(source)
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= units(text) for e in entities)


@given(
    st.lists(st.sampled_from(["<", ">", "</", "b", "a", " href=", '"x.de"', "&lt;", "&#", "9;", "=", "ü", "/", "\0"]))
)
def test_any_pile_of_tag_pieces_is_parsed_or_refused(pieces: list[str]) -> None:
    with suppress(Refusal):
        parse_html("".join(pieces))
