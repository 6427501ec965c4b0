from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from bot.store import Right
from tests.world import ANNA, NOAH, OLGA, TORONTO, World, world

OPENED = (
    "✓ That is the code. You now have access to the participants’ streams: "
    "shortly before a session its link appears under /streams."
)
WRONG = (
    "This is not the conference’s code. You find it in your registration mail, "
    "or simply ask the organisers; then write it here."
)


async def registered(w: World, person: int = NOAH) -> bool:
    found = await w.store.person(person)
    return bool(found and found.registered)


@pytest.mark.parametrize("written", ["RUHR2021", "  Ruhr2021 ", "/start code-RUHR2021", "/start code-ruhr2021"])
async def test_the_code_opens_the_streams_by_link_or_typed(sqlite_url: str, written: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, written)
        assert (seen.text, seen.buttons) == (OPENED, ["🎥 Streams"])
        assert await registered(w)


@pytest.mark.parametrize(
    "written",
    [
        "RUHR2021.",
        "RUHR 2021",
        "“ruhr2021”!",
        "Code RUHR2021",
        "Code: RUHR 2021",
        "/code RUHR2021",
        "/code ruhr 2021.",
        "mein Code ist ruhr2021",
        "Hello, my code is RUHR2021. Thanks!",
    ],
)
async def test_the_code_is_found_in_what_was_written_around_it(sqlite_url: str, written: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, written)).text == OPENED
        assert await registered(w)


async def test_the_code_in_german(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(ANNA, "RUHR2021")).text == (
            "✓ Der Code stimmt. Sie haben jetzt Zugang zu den Streams für Teilnehmer:innen: "
            "Kurz vor einer Session steht ihr Link unter /streams."
        )


async def test_the_code_again_says_that_it_was_redeemed(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(NOAH, "RUHR2021")
        assert (await w.ask(NOAH, "ruhr2021")).text == (
            "You have redeemed the code already; the participants’ streams are open to you."
        )


@pytest.mark.parametrize("code", ["", "RUHR2022", "RUHR", "ruhr2021x", "ß", "🦄"])
async def test_a_link_with_a_wrong_code_is_answered_politely(sqlite_url: str, code: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, f"/start code-{code}")).text == WRONG
        assert not await registered(w)


async def test_a_conference_without_a_code_says_so(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        assert (await w.ask(NOAH, "/start code-x")).text == "This conference has no code, and you need none."
        assert not await registered(w)


@pytest.mark.parametrize("written", ["RUHR2022", "ruhr2021x", "xyz-1234", "/code RUHR2022", "/code <b>", "x0x0x0x0!"])
async def test_what_merely_looks_like_a_code_is_answered_alike_however_near_it_comes(
    sqlite_url: str, written: str
) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, written)).text == WRONG
        assert not await registered(w)


@pytest.mark.parametrize(
    "written", ["xRUHR2021", "RUHR2021ß", "RU HR-2021", "RUHR2021 and so on and so on for very long"]
)
async def test_other_words_open_nothing(sqlite_url: str, written: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, written)
        assert not await registered(w)


async def test_who_has_access_or_needs_no_code_searches_for_what_looks_like_one(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(NOAH, "RUHR2021")
        assert (await w.ask(NOAH, "RUHR2022")).text.startswith("I found nothing for “RUHR2022”.")
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        assert (await w.ask(ANNA, "xyz1234")).text.startswith("Zu „xyz1234“ habe ich nichts gefunden.")


async def test_what_is_in_the_programme_is_found_though_it_looks_like_a_code(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, "Cluster2021")).text.startswith("🔎 Cluster2021")


async def test_the_command_alone_asks_for_the_code(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, "/code")).text == (
            "Write the conference’s code here. You find it in your registration mail, or simply ask the organisers."
        )
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        assert (await w.ask(OLGA, "/code")).text == "This conference has no code, and you need none."


@pytest.mark.parametrize("written", ["RUHR2021", "Code RUHR 2021"])
async def test_the_code_is_redeemed_while_the_question_for_the_place_stays_open(sqlite_url: str, written: str) -> None:
    async with world(sqlite_url) as w:
        await w.press(NOAH, await w.ask(NOAH, "/start"), "Online")
        assert (await w.ask(NOAH, written)).text == OPENED
        await w.ask(NOAH, "Tokyo")
        person = await w.store.person(NOAH)
    assert person
    assert (person.registered, person.zone, person.awaiting) == (True, "Asia/Tokyo", None)


async def test_a_newcomer_by_the_codes_link_is_asked_the_small_question(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        opened, question = await w.say(NOAH, "/start code-RUHR2021")
        assert opened.text == OPENED
        assert question.text == "Are you on site or online? Then I show you what concerns you."


async def test_the_first_to_open_an_invitation_becomes_organiser_and_nobody_after(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        payload = (await w.bot.invite_organiser()).partition("?start=")[2]
        seen = await w.ask(NOAH, f"/start {payload}")
        assert seen.text == ("You are an organiser of this conference now. Your commands are at the end of /help.")
        assert await w.store.organisers() == (NOAH,)
        assert (await w.ask(ANNA, f"/start {payload}")).text == (
            "Diese Einladung wurde schon benutzt oder ist abgelaufen. "
            "Wer diesen Bot betreibt, kann Ihnen eine neue geben."
        )
        assert await w.store.organisers() == (NOAH,)


async def test_an_organiser_does_not_use_an_invitation_up(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(NOAH, "/start")
        await w.store.change(NOAH, organiser=True)
        payload = (await w.bot.invite_organiser()).partition("?start=")[2]
        assert (await w.ask(NOAH, f"/start {payload}")).text == (
            "You are an organiser already; the invitation stays open for somebody else."
        )
        await w.ask(ANNA, f"/start {payload}")
        assert await w.store.organisers() == (ANNA, NOAH)


async def test_an_expired_invitation_makes_nobody_organiser(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.store.invitations.keep(
            Right("organiser"), sha256(b"token").hexdigest(), w.bot.desk.machine() - timedelta(seconds=1)
        )
        assert (await w.ask(NOAH, "/start o-token")).text == (
            "This invitation has been used or has expired. Whoever runs this bot can give you a new one."
        )
        assert await w.store.organisers() == ()


@pytest.mark.parametrize("token", ["", "x", "o-", "%00", "A" * 64])
async def test_an_invented_invitation_makes_nobody_organiser(sqlite_url: str, token: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, f"/start o-{token}")).text == (
            "This invitation has been used or has expired. Whoever runs this bot can give you a new one."
        )
        assert await w.store.organisers() == ()
