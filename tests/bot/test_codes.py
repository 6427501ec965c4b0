"""Personal codes: made by organisers, bound at first use, given back, withdrawn."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prints.cards import written
from bot.prints.personal import MOST
from bot.store import Right
from bot.store.invitations import CODE, LENGTH, LETTERS, code_hash, new_codes, normal
from tests.codes import codes, registered
from tests.prints import links
from tests.world import ANNA, NOAH, OLGA, TORONTO, Seen, World, world

if TYPE_CHECKING:
    from pathlib import Path

OPENED = "✓ Your code is accepted and yours alone now."
USED = (
    "This code has been used already. If it was meant for you, ask the organisers for another one. "
    "Or whoever used it gives it back: under /help, “Your rights”."
)
UNKNOWN = (
    "I do not know this code. Please compare it with your card, letter by letter, and write it again; "
    "or ask the organisers."
)
WRONG = "This is not the conference’s code."
SOMEBODY = 5001


async def organiser(w: World) -> None:
    await w.say(OLGA, "/start")
    await w.store.change(OLGA, organiser=True)


@given(st.integers(1, 50))
def test_codes_are_easy_to_read_and_as_good_as_seventy_bits(number: int) -> None:
    made = new_codes(number)

    assert len(set(made)) == number
    assert [code for code in made if not CODE.fullmatch(code)] == []
    assert (set("01OILAEUY") & set(LETTERS), len(LETTERS) ** LENGTH > 2**70) == (set(), True)


@given(st.sampled_from(new_codes(5)), st.lists(st.sampled_from([" ", "-", "–", "\n", ""]), min_size=15, max_size=15))
def test_case_spaces_and_hyphens_are_no_part_of_a_code(code: str, between: list[str]) -> None:
    spelt = "".join(f"{gap}{letter.lower()}" for gap, letter in zip(between, code, strict=True))

    assert (normal(spelt), code_hash(spelt)) == (code, code_hash(code))


async def test_a_personal_code_opens_the_streams_by_link_or_typed_however_it_is_written(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        card = written(code)
        low = card.lower()
        ways = (card, f"/code {card}", f"/start code-{code}", card.replace("-", " "), f"my code is {card}.", low)
        for way in (*ways, f"/code {low}"):
            seen = await w.ask(NOAH, way)
            opened = await registered(w, NOAH)
            await w.press(NOAH, seen, "Not me")
            assert (seen.text.partition(" You have")[0], seen.buttons, opened, await registered(w, NOAH)) == (
                OPENED,
                ["🎥 Streams", "Not me: give it back"],
                [True],
                [False],
            )


@pytest.mark.parametrize("between", ["-", " ", " - "])
async def test_a_code_with_a_misread_letter_is_answered_as_one_and_counts(sqlite_url: str, between: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        misread = between.join(("0" + code[1:5], code[5:10], code[10:14]))
        answer = await w.ask(NOAH, misread)
        guesses = (await w.store.everything_about(NOAH))["guesses"]
        searched = await w.ask(NOAH, "where is coffee")
    assert (answer.text, [each["count"] for each in guesses]) == (UNKNOWN, [1])
    assert searched.text != UNKNOWN


async def test_a_code_is_bound_to_the_first_who_uses_it(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        await w.ask(ANNA, code)
        late = await w.ask(NOAH, code)
        again = await w.ask(ANNA, code)
        assert await registered(w, ANNA, NOAH) == [True, False]
    assert (late.text, late.buttons) == (USED, [])
    assert again.text == "Dieser Code gehört Ihnen schon; die Streams für Teilnehmer:innen stehen Ihnen offen."


async def test_of_ten_who_use_a_code_at_once_exactly_one_gets_it(database_url: str) -> None:
    async with world(database_url) as w:
        (code,) = await codes(w, 1)
        people = range(SOMEBODY, SOMEBODY + 10)
        await asyncio.gather(*(w.store.welcome(person, "en", w.clock.now()) for person in people))
        machine = w.bot.desk.machine()
        rights = await asyncio.gather(*(w.store.redeem(code_hash(code), person, machine) for person in people))
        assert sorted(await registered(w, *people)) == [False] * 9 + [True]
    assert [right for right in rights if right] == [Right("access")]


async def test_who_is_not_meant_gives_the_code_back_and_the_right_person_uses_it(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        opened = await w.ask(NOAH, code)
        back = await w.press(NOAH, opened, "Not me")
        after = await registered(w, NOAH)
        nothing = (await w.tap_data(NOAH, opened.id, "1notme::access"))[0]
        await w.ask(ANNA, code)
        assert (after, await registered(w, NOAH, ANNA)) == ([False], [False, True])
        late = await w.ask(NOAH, code)
    assert back.text == (
        "✓ The code is given back: the next person who uses it has it. "
        "The participants’ streams are closed to you again, until you give a code."
    )
    assert (nothing.text, late.text) == ("There is nothing of that to give back.", USED)


async def test_nobody_gives_back_what_somebody_else_has_or_the_conference_s_own_code(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        await w.ask(ANNA, code)
        await w.ask(NOAH, "RUHR2021")
        for right in ("access", "organiser", "speaker", "nonsense"):
            await w.tap_data(NOAH, 1, f"1notme::{right}")
        assert await registered(w, ANNA, NOAH) == [True, True]


async def test_who_has_access_leaves_a_code_to_somebody_else(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        await w.ask(NOAH, "RUHR2021")
        assert (await w.ask(NOAH, code)).text == "You have access already. This code stays unused, for somebody else."
        assert (await w.ask(ANNA, code)).text.startswith("✓ Ihr Code stimmt und gehört jetzt nur Ihnen.")
        assert (await w.ask(NOAH, code)).text == "You have access already. Somebody else has used this code."


async def test_a_code_that_expired_opens_nothing_and_says_whom_to_ask(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = new_codes(1)
        await w.store.invitations.keep_codes([code], w.bot.desk.machine())
        assert (await w.ask(NOAH, code)).text == (
            "This code is valid no longer. Please ask the organisers for another one."
        )
        assert await registered(w, NOAH) == [False]


async def test_a_conference_without_a_code_of_its_own_takes_personal_ones(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        (code,) = await codes(w, 1)
        assert (await w.ask(NOAH, "/code")).text.startswith("Write the conference’s code here.")
        assert (await w.ask(NOAH, "/code abcd")).text.startswith(WRONG)
        assert (await w.ask(NOAH, code)).text.startswith(OPENED)


async def test_a_personal_code_s_token_is_no_invitation(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        seen = await w.ask(NOAH, f"/start o-code-{code}")
        assert await registered(w, NOAH) == [False]
    assert seen.text.startswith("This invitation has been used or has expired.")


async def test_an_organiser_gets_cards_whose_codes_open_the_streams(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with world(sqlite_url) as w:
        await organiser(w)
        begun, made, file = await w.say(OLGA, "/codes 9")
        printed = links(_content(w, file))
        opened = await w.ask(NOAH, f"/start {printed[8].partition('?start=')[2]}")
        overview = await w.ask(OLGA, "/codes")
    assert begun.text == "I am making 9 codes; the file follows, for many of them in a minute."
    assert made.text.startswith("✓ 9 personal codes, valid from now on.")
    assert [link.partition("?")[0] for link in printed] == [f"https://t.me/{w.bot.name}"] * 9
    assert len(set(printed)) == 9
    assert opened.text.startswith(OPENED)
    assert overview.text.endswith("Made so far: 9. Used: 1.")
    assert [link for link in printed if link.rpartition("-")[2] in caplog.text] == []


async def test_nothing_but_hashes_is_in_the_files_of_the_database(tmp_path: Path) -> None:
    path = tmp_path / "steiger.db"
    async with world(f"sqlite:///{path}") as w:
        await organiser(w)
        file = (await w.say(OLGA, "/codes 40"))[-1]
        kept = [link.rpartition("-")[2] for link in links(_content(w, file))]
        raw = _raw(tmp_path)
    assert len(kept) == 40
    assert [code for code in kept if code.encode() in raw or written(code).encode() in raw] == []
    assert [code for code in kept if code_hash(code).encode() not in raw] == []


async def test_only_so_many_codes_can_be_made_at_once(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        answers = {(await w.ask(OLGA, f"/codes {number}")).text for number in ("0", "2001", "-1", "ten", "9" * 30, "²")}
        assert await w.store.invitations.codes() == (0, 0)
    assert (MOST, answers) == (2_000, {"I can make 1 to 2,000 codes at once: /codes 250."})


async def test_nobody_else_makes_or_withdraws_codes(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await codes(w, 3)
        typed = await w.ask(NOAH, "/codes 5")
        for data in ("1makecodes:5", "1dropcodes::yes", "1dropcodes:yes", "1codes:"):
            await w.tap_data(NOAH, typed.id, data)
        assert await w.store.invitations.codes() == (3, 0)
    assert typed.text.startswith("I don’t know that command.")


async def test_unused_codes_are_withdrawn_after_a_question_and_used_ones_stay(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        used, unused = await codes(w, 2)
        await w.ask(ANNA, used)
        question = await w.press(OLGA, await w.ask(OLGA, "/codes"), "Withdraw all unused")
        done = await w.press(OLGA, question, "Withdraw them")
        late = await w.ask(NOAH, unused)
        assert await registered(w, ANNA, NOAH) == [True, False]
    assert question.text.startswith("Withdraw 1 code that nobody has used?")
    assert (done.text, late.text) == ("✓ 1 code is withdrawn. Who has used one before keeps their access.", UNKNOWN)


async def test_an_old_answer_withdraws_no_codes_that_were_made_since(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        await codes(w, 2)
        question = await w.press(OLGA, await w.ask(OLGA, "/codes"), "Withdraw all unused")
        await codes(w, 3)
        again = await w.press(OLGA, question, "Withdraw them")
        assert await w.store.invitations.codes() == (5, 0)
        await w.press(OLGA, again, "Withdraw them")
        assert await w.store.invitations.codes() == (0, 0)
    assert again.text.startswith("Withdraw 5 codes that nobody has used?")


async def test_personal_codes_are_not_counted_among_open_invitations(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await codes(w, 5)
        assert await w.store.invitations.open(w.bot.desk.machine()) == 0


async def test_rights_are_shown_and_given_back(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        await w.ask(NOAH, code)
        made = await w.store.invitations.issue(w.bot.desk.machine(), Right("speaker", "ketels"))
        await w.ask(NOAH, f"/start o-{made.token}")
        overview = await w.ask(NOAH, "/help")
        rights = await w.press(NOAH, overview, "Your rights")
        for label in ("Give back: speaker", "Give it back"):
            rights = await w.press(NOAH, rights, label)
        left = await w.press(NOAH, await w.ask(NOAH, "/help"), "Your rights")
        question = await w.press(NOAH, left, "Give back: the")
        kept = await w.press(NOAH, question, "Keep it")
        person = await w.store.person(NOAH)
    assert person
    assert (person.roles, person.registered) == (frozenset(), True)
    assert overview.text.endswith("Your rights: the participants’ streams and speaker or chair: Dr. Christian Ketels")
    assert left.text == kept.text == "Your rights\n\n• the participants’ streams"
    assert question.text.startswith("Give your personal code back?")


async def test_without_rights_help_says_nothing_of_them(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/help")
        nothing = (await w.tap_data(NOAH, seen.id, "1rights:"))[0]
    assert ("Your rights" in seen.text, seen.buttons) == (False, [])
    assert nothing.text == "You may do what everybody may."


async def test_what_was_gained_and_guessed_goes_with_its_person(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        await w.say(NOAH, "/code nonsense")
        await w.say(NOAH, code)
        told = await w.store.everything_about(NOAH)
        await w.store.forget(NOAH)
        after = await w.store.everything_about(NOAH)
        late = await w.ask(NOAH, code)
    assert ([each["count"] for each in told["guesses"]], len(told["invitations"])) == ([1], 1)
    assert (after["guesses"], after["invitations"]) == ([], [])
    assert late.text == USED


def _raw(folder: Path) -> bytes:
    """Return the database's files as they lie there, the changes beside it included."""
    return b"".join(each.read_bytes() for each in folder.iterdir())


def _content(w: World, file: Seen) -> bytes:
    document = file.message["document"]
    found = w.telegram.file(document["file_id"]) or w.telegram.file(f"documents/{document['file_id']}")
    assert found
    assert document["file_name"] == "personal-codes.pdf"
    return found.content
