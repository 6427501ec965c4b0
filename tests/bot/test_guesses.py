"""Wrong codes: how many anybody has, what counts as one, and that guessing gains nothing."""

from __future__ import annotations

from bot.store.invitations import new_codes
from tests.codes import codes, registered
from tests.schedule.builders import conference, programme
from tests.world import ANNA, NOAH, world

OPENED = "✓ Your code is accepted and yours alone now."
UNKNOWN = (
    "I do not know this code. Please compare it with your card, letter by letter, and write it again; "
    "or ask the organisers."
)
PATIENCE = (
    "Those were too many wrong codes. Please try again in {}, with the code as it stands on your card "
    "or in your registration mail."
)
HOUR = PATIENCE.format("1 h")
SOMEBODY = 5001


async def test_after_ten_wrong_codes_no_more_are_looked_at_for_an_hour(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        wrong = [(await w.ask(NOAH, f"/code {each}")).text for each in new_codes(10)]
        ways = (
            "/code RUHR2021",
            "RUHR2021",
            code,
            f"/start code-{code}",
            "/start code-RUHR2021",
            "/start o-abc",
            "x1x1",
        )
        barred = [(await w.ask(NOAH, way)).text for way in ways]
        closed = await registered(w, NOAH)
        await w.sleep(3600)
        opened = await w.ask(NOAH, code)
        assert (closed, await registered(w, NOAH)) == ([False], [True])
    assert (wrong, opened.text.startswith(OPENED)) == ([UNKNOWN] * 10, True)
    assert set(barred) == {HOUR}


async def test_it_is_said_in_how_many_minutes_to_try_again(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for each in new_codes(10):
            await w.say(NOAH, each)
        await w.sleep(20 * 60)
        assert (await w.ask(NOAH, "/code RUHR2021")).text == PATIENCE.format("40 min")


async def test_a_right_code_begins_anew(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for each in new_codes(9):
            await w.say(NOAH, each)
        await w.say(NOAH, "RUHR2021")
        assert (await w.store.everything_about(NOAH))["guesses"] == []


async def test_giving_a_code_back_and_using_it_again_buys_no_guesses(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (code,) = await codes(w, 1)
        for each in new_codes(9):
            await w.say(NOAH, each)
        await w.press(NOAH, await w.ask(NOAH, code), "Not me")
        await w.say(NOAH, "/code RUHR2020")
        assert (await w.ask(NOAH, "/code RUHR2021")).text == HOUR


async def test_a_known_code_beside_guesses_buys_none(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (used,) = await codes(w, 1)
        await w.say(ANNA, used)
        for year in range(2001, 2009, 2):
            await w.say(NOAH, f"{used} RUHR{year} RUHR{year + 1}")
        await w.say(NOAH, "RUHR2009")
        await w.say(NOAH, "RUHR2010")
        assert (await w.ask(NOAH, "/code RUHR2021")).text == HOUR


async def test_to_be_forgotten_buys_no_guesses(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for each in new_codes(10):
            await w.say(NOAH, each)
        for _ in range(2):
            await w.press(NOAH, await w.ask(NOAH, "/forgetme"), "Delete everything")
            assert (await w.ask(NOAH, "/code RUHR2021")).text == HOUR
        await w.sleep(3600)
        await w.say(NOAH, "/code RUHR2021")
        assert await registered(w, NOAH) == [True]


async def test_a_search_is_no_guess_unless_it_has_the_shape_of_the_code(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for text in ("Ketels", "where is the bus?", "what is on Friday 24 September", "Room A101", "keynote"):
            await w.say(NOAH, text)
        none = (await w.store.everything_about(NOAH))["guesses"]
        await w.say(NOAH, "Port 2021")
        one = (await w.store.everything_about(NOAH))["guesses"]
    assert (none, [each["count"] for each in one]) == ([], [1])


async def test_a_code_of_letters_alone_stands_alone_or_beside_the_word_code(sqlite_url: str) -> None:
    counted = []
    async with world(sqlite_url, programme=programme(conference=conference(code="WELCOME"))) as w:
        for text in ("where is the bus", "you are welcome", "seminar", "the code is unknown"):
            await w.say(NOAH, text)
            guesses = (await w.store.everything_about(NOAH))["guesses"]
            counted.append(sum(each["count"] for each in guesses))
        await w.say(NOAH, "Welcome.")
        await w.say(ANNA, "my code is welcome")
        assert await registered(w, NOAH, ANNA) == [True, True]
    assert counted == [0, 0, 1, 2]


async def test_who_is_barred_searches_as_before(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for each in new_codes(10):
            await w.say(NOAH, each)
        found = await w.ask(NOAH, "who is Ketels?")
    assert found.text.startswith("👤 Dr. Christian Ketels")


async def test_a_sentence_cannot_hold_a_dozen_guesses(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for first in range(2001, 2013, 3):
            await w.say(NOAH, f"keynote RUHR{first} RUHR{first + 1} RUHR{first + 2}")
        guesses = (await w.store.everything_about(NOAH))["guesses"]
        await w.ask(NOAH, "hello, my code is RUHR2013")
        barred = await w.ask(NOAH, "hello, my code is RUHR2021")
        assert await registered(w, NOAH) == [False]
    assert ([each["count"] for each in guesses], barred.text) == ([9], HOUR)


async def test_a_thousand_guessed_codes_give_nobody_anything(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await codes(w, 20)
        # Ten each: every one is compared with the codes before the guard steps in.
        people = range(SOMEBODY, SOMEBODY + 100)
        ways = ("{}", "/code {}", "/start code-{}", "/start o-{}", "my code is {}")
        for person in people:
            w.telegram.add_person(person, "Somebody", "en")
        guesses = (*new_codes(900), *(f"RUHR{year}" for year in range(2022, 2122)))
        for number, guess in enumerate(guesses):
            w.telegram.say(people[number % 100], ways[number // 100 % 5].format(guess))
            if number % 100 == 99:
                await w.work()
                await w.sleep(60)
        everybody = [await w.store.person(person) for person in people]
        _, used = await w.store.invitations.codes()
    rights = [(each.registered, each.organiser, each.roles) for each in everybody if each]
    assert (rights, used) == ([(False, False, frozenset())] * 100, 0)
