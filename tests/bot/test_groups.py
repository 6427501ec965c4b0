from __future__ import annotations

import pytest

from bot.context import Audience
from tests.world import ANNA, GROUP, NOAH, OLGA, Seen, World, world

LINKED = "https://t.me/SteigerRehearsalBot?start="
ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


async def silence(w: World, person: int, text: str) -> bool:
    return await w.say(person, text, GROUP) == []


def urls(seen: Seen) -> list[str]:
    return [seen.button(label).get("url", "") for label in seen.buttons]


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("/next", "Next: 09:00 Berlin – in 15 min"),
        ("/now", "Nothing is on right now."),
        ("/programme", "Thursday 23 September"),
        ("/find ketels", "🔎 ketels"),
        ("/excursions", "Excursions"),
        ("/next@SteigerRehearsalBot", "Next: 09:00 Berlin – in 15 min"),
        ("/NEXT@steigerrehearsalbot", "Next: 09:00 Berlin – in 15 min"),
    ],
)
async def test_groups_are_answered_briefly_with_a_way_to_the_private_chat(
    sqlite_url: str, command: str, begins: str
) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode="online", zone="America/New_York", registered=True, organiser=True)
        await w.store.follow(NOAH, "session", "opening", w.clock.now())
        seen = await w.ask(NOAH, command, GROUP)
    assert begins in seen.text
    assert all(url.startswith(LINKED) for url in urls(seen))
    assert [part for part in ("⭐", "New York", "https://stream", "link open") if part in seen.text] == []


async def test_a_group_gets_its_asker_s_language(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        english = await w.ask(NOAH, "/next", GROUP)
        german = await w.ask(ANNA, "/naechste", GROUP)
    assert english.text.startswith("Next: 09:00 Berlin – in 15 min")
    assert german.text.startswith("Als Nächstes: 09:00 Berlin – in 15 Min.")


async def test_everything_else_a_bot_can_do_points_to_the_private_chat(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        commands = {command.name: command for command in w.bot.desk.commands.values()}
        private = [
            command for command in commands.values() if not command.groups and command.audience is Audience.EVERYBODY
        ]
        answers = [await w.ask(NOAH, f"/{command.name} x", GROUP) for command in private]
        assert await w.store.person(NOAH) is None
    assert {"my", "streams", "settings", "mydata", "forgetme", "start"} <= {command.name for command in private}
    assert {seen.text for seen in answers} == {"That is best answered in private."}
    assert [urls(seen) for seen in answers] == [[f"{LINKED}c-{command.name}"] for command in private]


@pytest.mark.parametrize(
    "text",
    [
        "/next@OtherBot",
        "/nosuchcommand",
        "/nosuchcommand@SteigerRehearsalBot",
        "/wifi",
        "/ next",
        "//next",
        "/",
        "hello @SteigerRehearsalBot, who is Ketels?",
        "RUHR2021 @SteigerRehearsalBot",
        "let us see /next",
    ],
)
async def test_in_groups_what_is_meant_for_others_is_passed_over(sqlite_url: str, text: str) -> None:
    async with world(sqlite_url) as w:
        message = w.telegram.say(NOAH, "/help", GROUP)
        await w.work()
        w.telegram.push({"message": {**w.telegram.chat(GROUP).messages[message], "text": text}})
        before = len(w.telegram.log)
        await w.work()
        assert len(w.telegram.log) == before
        assert await w.store.person(NOAH) is None


async def test_nobody_behind_a_mask_is_answered(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        chat = w.telegram.chat(GROUP).shown
        base = {"message_id": 77, "date": 1632380000, "chat": chat, "text": "/next"}
        noah = {"id": NOAH, "is_bot": False, "first_name": "Noah"}
        for who in (
            {"from": ANONYMOUS_ADMIN, "sender_chat": chat},
            {"from": ANONYMOUS_ADMIN},
            {"from": noah, "sender_chat": {"id": -100999, "type": "channel", "title": "A channel"}},
            {"from": {**ANONYMOUS_ADMIN, "id": 136817688, "username": "Channel_Bot"}},
            {"from": noah, "via_bot": {"id": 5, "is_bot": True, "first_name": "Other"}},
            {"from": noah, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}},
            {},
        ):
            w.telegram.push({"message": {**base, **who}})
        await w.work()
        assert w.telegram.messages(GROUP) == []
        assert await w.store.pending() == ()


async def test_taps_in_a_group_are_told_where_to_go_whoever_taps(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        page = await w.ask(NOAH, "/next")
        posted = await w.ask(NOAH, "/next", GROUP)
        for person, told in (
            (OLGA, "Please write to me in a private chat for this."),
            (ANNA, "Bitte schreiben Sie mir dafür im persönlichen Chat."),
        ):
            await w.tap_data(person, posted.id, page.button("Welcome")["callback_data"], GROUP)
            assert w.toast() == told
        assert w.telegram.chat(GROUP).messages[posted.id]["text"] == posted.text
        assert await w.store.person(OLGA) is None


async def test_a_tap_on_somebody_else_s_message_changes_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        page = await w.ask(NOAH, "/next")
        w.telegram.push(
            {
                "callback_query": {
                    "id": "1",
                    "from": {"id": OLGA, "is_bot": False, "first_name": "Olga"},
                    "chat_instance": "1",
                    "data": "1on:opening",
                    "message": w.telegram.chat(NOAH).messages[page.id],
                }
            }
        )
        await w.work()
        noah, olga = await w.store.person(NOAH), await w.store.person(OLGA)
    assert noah
    assert (noah.follows, olga) == (frozenset(), None)


async def test_being_added_made_admin_or_thrown_out_is_taken_in_silence(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        noah = {"id": NOAH, "is_bot": False, "first_name": "Noah"}
        base = {"message_id": 5, "date": 1632380000, "chat": w.telegram.chat(GROUP).shown, "from": noah}
        w.telegram.push({"message": {**base, "new_chat_members": [w.telegram.bot]}})
        w.telegram.push({"message": {**base, "group_chat_created": True}})
        w.telegram.say(NOAH, "/next", GROUP)
        w.telegram.expel(GROUP, NOAH)
        await w.work()
        w.telegram.push({"message": {**base, "text": "/next"}})
        await w.work()
        assert w.telegram.log == []
        assert (await w.store.pending(), (await w.store.counts()).aside) == ((), 0)


async def test_a_group_that_moved_or_forbids_writing_is_left_alone(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        w.telegram.migrate(GROUP, -100501)
        await w.work()
        base = {"message_id": 5, "date": 1632380000, "chat": w.telegram.chat(GROUP).shown}
        noah = {"id": NOAH, "is_bot": False, "first_name": "Noah"}
        w.telegram.push({"message": {**base, "from": noah, "text": "/next"}})
        await w.work()
        assert (await w.store.pending(), (await w.store.counts()).aside) == ((), 0)
        assert (await w.ask(NOAH, "/next", -100501)).text.startswith("Next: 09:00 Berlin – in 15 min")
