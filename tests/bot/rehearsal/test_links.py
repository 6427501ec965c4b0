"""Which links Telegram takes, and as what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.links import checked_link


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://x.de", "https://x.de"),
        ("HTTP://x.de:8080/a?b=c#d", "HTTP://x.de:8080/a?b=c#d"),
        ("x.de", "http://x.de/"),
        ("x.de:8080/a", "http://x.de:8080/a"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80"),
        ("http://[::1]/", "http://[::1]/"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("https://me@x.de", "https://me@x.de"),
        ("http://localhost:8080", ""),
        ("https://", ""),
        ("https://x.de/a b", ""),
        ("mailto:a@b.de", ""),
        ("tel:+49234", ""),
        ("ftp://x.de", ""),
        ("javascript:alert(1)", ""),
        ("nothing", ""),
        ("", ""),
    ],
)
def test_only_web_links_and_telegrams_own_are_links(url: str, kept: str) -> None:
    assert checked_link(url) == kept


@given(st.text())
def test_what_is_kept_is_kept_again_as_it_is(url: str) -> None:
    kept = checked_link(url)
    assert not kept or checked_link(kept) == kept
