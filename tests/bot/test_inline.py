"""`@bot words` in any chat: cards of public facts, for strangers too, of whom nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from bot.reader import Reader
from bot.rehearsal.telegram import _ABILITIES
from bot.screens import cards
from bot.screens.fitting import LENGTH, fit, units, visible
from bot.screens.view import View
from bot.texts import texts
from tests.hostile import hostile, id_of
from tests.schedule import builders
from tests.schedule.builders import at, programme, session
from tests.world import ANNA, GROUP, NOAH, TORONTO, Told, conference, index, world

if TYPE_CHECKING:
    import pytest

    from tests.world import World

STRANGER = 7001


async def ask(w: World, person: int, query: str, offset: str = "") -> list[dict[str, Any]]:
    """Let a person type behind the bot's name; return the cards offered."""
    query_id = w.telegram.search(person, query, offset)
    await w.work()
    return list(w.telegram.offers[query_id].results.values())


def text(card: dict[str, Any]) -> str:
    return str(card["message"]["text"])


async def test_a_name_offers_the_speaker_and_their_session_with_day_city_room_and_a_deep_link(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        speaker, keynote = (await ask(w, NOAH, "ketels"))[:2]
    assert (speaker["id"], speaker["title"]) == ("sp-ketels", "Dr. Christian Ketels")
    assert keynote["description"] == "Thursday 23 September, 09:30–09:55 Berlin · 📍 Auditorium · also online"
    assert text(keynote) == (
        "Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities\n"
        "🕘 Thursday 23 September, 09:30–09:55 Berlin\n"
        "📍 Auditorium · also online\n"
        "🎤 Dr. Christian Ketels"
    )
    assert keynote["message"]["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Open in the conference bot", "url": "https://t.me/SteigerRehearsalBot?start=s-keynote-ketels"}]
        ]
    }


async def test_a_stranger_is_answered_in_the_language_of_their_app_and_nothing_of_them_is_kept(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        w.telegram.add_person(STRANGER, "Sam", "de-AT")
        found = await ask(w, STRANGER, "hafen")
        assert await w.store.person(STRANGER) is None
        assert w.telegram.log == []
        counts = await w.store.counts()
    assert "Bochum" not in found[0]["description"]
    assert "Berlin" in found[0]["description"]
    assert text(found[0]).splitlines()[1].startswith("🕘 Freitag, 24. September, ")
    assert (counts.waiting, counts.aside) == (0, 0)


async def test_who_is_known_is_answered_in_the_language_they_chose(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(ANNA, "/start")
        await w.store.change(ANNA, language="en")
        found = await ask(w, ANNA, "s-opening")
    assert text(found[0]).splitlines()[1] == "🕘 Thursday 23 September, 09:00–09:20 Berlin"


async def test_without_words_what_is_on_now_and_next_is_offered(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:05") as w:
        assert [card["id"] for card in await ask(w, NOAH, "  ")] == ["s-opening", "s-introduction"]
        w.at("2021-09-25 09:00")
        assert await ask(w, NOAH, "") == []


async def test_the_share_button_of_a_page_asks_for_exactly_that_card(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for link, query in (("s-opening", "s-opening"), ("sp-ketels", "sp-ketels"), ("e-port", "e-port")):
            page = (await w.say(NOAH, f"/start {link}"))[0]
            assert page.button("↗ Share")["switch_inline_query"] == query
            assert [card["id"] for card in await ask(w, NOAH, query)] == [query]
        in_group = await w.ask(NOAH, "/find ketels", GROUP)
        assert [card["id"] for card in await ask(w, NOAH, "s-qqqqqq")] == []
    assert "↗ Share" not in in_group.buttons


async def test_without_inline_mode_pages_have_no_share_button_and_the_operator_is_told_how_to_get_it(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_ABILITIES, "supports_inline_queries", False)  # noqa: FBT003 - the patch's signature
    async with world(sqlite_url) as w:
        page = await w.ask(NOAH, "/start s-opening")
        told = Told()
        await w.bot.start(told)
    assert "↗ Share" not in page.buttons
    assert told.sentences == ["Pages cannot be shared into other chats: /setinline at @BotFather switches that on."]


async def test_a_chosen_card_asks_nothing_of_the_bot_and_its_link_opens_the_page(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        query_id = w.telegram.search(NOAH, "s-opening")
        await w.work()
        done = len(w.telegram.log)
        for chat in (None, GROUP):
            w.telegram.choose(NOAH, query_id, "s-opening", chat)
        await w.work()
        assert w.telegram.log[done:] == []
        message = w.telegram.messages(NOAH)[-1]
        payload = message["reply_markup"]["inline_keyboard"][0][0]["url"].partition("?start=")[2]
        page = await w.ask(NOAH, f"/start {payload}")
    assert message["via_bot"]["username"] == "SteigerRehearsalBot"
    assert page.text.startswith(text({"message": message}).splitlines()[0])


async def test_a_long_list_comes_in_parts_and_offsets_are_taken_from_nobody_on_trust(sqlite_url: str) -> None:
    held = programme([session(f"s{n}", "09:00", "10:00", title=f"Cluster {n}") for n in range(60)])
    async with world(sqlite_url, programme=held, at="2021-09-23 08:00") as w:
        parts, offset = [], ""
        for _ in range(3):
            query_id = w.telegram.search(NOAH, "cluster", offset)
            await w.work()
            parts.append(list(w.telegram.offers[query_id].results))
            offset = w.telegram.offers[query_id].more
        forged = [await ask(w, NOAH, "cluster", forged) for forged in ("99", "9" * 40)]
        first = await ask(w, NOAH, "cluster", "-1'x")
    assert ([len(part) for part in parts], offset) == ([25, 25, 10], "")
    assert len({name for part in parts for name in part}) == 60
    assert (forged[0], len(forged[1]), len(first)) == ([], 25, 25)


async def test_a_cancelled_session_says_so_on_its_card(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-11-01 14:00") as w:
        (card,) = await ask(w, NOAH, "s-regatta")
    assert card["description"].startswith("Cancelled · ")
    assert text(card).splitlines()[0] == "Cancelled"


async def test_telegram_is_told_for_how_long_and_for_whom_the_answer_holds(sqlite_url: str) -> None:
    told = []
    for languages in (["en", "de"], ["en"]):
        held = programme([session("a", "09:00", "10:00")], conference=builders.conference(languages=languages))
        async with world(sqlite_url, programme=held) as w:
            query_id = w.telegram.search(NOAH, "a")
            await w.work()
            told.append((w.telegram.offers[query_id].cached, w.telegram.offers[query_id].personal))
    # Telegram would give a German's cards to an Englishwoman who asks the same.
    assert told == [(60, True), (60, False)]


async def test_too_many_queries_in_a_minute_get_no_answer_and_one_too_old_does_no_harm(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        asked = [w.telegram.search(NOAH, f"ket{number}") for number in range(70)]
        await w.work()
        assert [query in w.telegram.offers for query in asked].count(True) == 60
        w.seconds[0] += 60
        late = w.telegram.search(NOAH, "ketels")
        w.telegram._network.queries.pop(late)  # noqa: SLF001 - Telegram has dropped it meanwhile
        await w.work()
        counts = await w.store.counts()
    assert (counts.waiting, counts.aside, late in w.telegram.offers) == (0, 0, False)


async def test_a_query_that_fails_is_told_of_in_the_log_only(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world(sqlite_url) as w:

        def fail(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(cards, "offer", fail)
        w.telegram.search(NOAH, "ketels")
        await w.work()
        counts = await w.store.counts()
    assert (counts.waiting, counts.aside, w.telegram.log) == (0, 0, [])


def test_cards_of_a_hostile_conference_stay_inside_telegrams_limits() -> None:
    view = View(hostile(), Reader(texts("de"), private=False), at("09:30"), "b" * 32)
    named = [(kind, id_of(0)) for kind in cards.PREFIXES]
    offered = cards.offer(view, tuple(named)).cards
    assert [card.id for card in offered] == [cards.payload(*one) for one in named]
    assert max(len(card.id.encode()) for card in offered) <= 64
    assert max(units(visible(fit(card.text))) for card in offered) <= LENGTH
    assert max(units(card.title) for card in offered) <= cards.TITLE
    assert max(units(card.summary) for card in offered) <= cards.SUMMARY


@given(
    words=st.text(max_size=256) | st.from_regex(r"(s|sp|e)-[a-z-]{0,12}", fullmatch=True), offset=st.text(max_size=9)
)
def test_whatever_is_typed_each_card_is_there_once_and_of_the_programme(words: str, offset: str) -> None:
    held = conference()
    view = View(held, Reader(texts("en"), private=False), at("09:30"), "bot")
    found = cards.named(view, words) or cards.kept(index(held).find(words, cards.MOST))
    offered = cards.offer(view, found, int(offset) if offset.isdecimal() and offset.isascii() else 0)
    ids = [card.id for card in offered.cards]
    assert len(set(ids)) == len(ids) <= 50
    assert all(card.button.url == f"https://t.me/bot?start={card.id}" for card in offered.cards)
    links = [str(link) for stream in held.streams for link in (stream.url, stream.fallback_url) if link]
    assert not any(link in f"{card.text}{card.summary}" for card in offered.cards for link in links)
