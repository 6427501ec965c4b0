from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.world import ANNA, NOAH, OLGA, Seen, World, world

GONE = "This invitation has been used or has expired. Who uses one is an organiser at once."


async def organiser(w: World, person: int = OLGA) -> None:
    await w.say(person, "/start")
    await w.store.change(person, organiser=True)


def payload(seen: Seen) -> str:
    link = re.search(r"https://t\.me/\w+\?start=(o-[\w-]+)", seen.text)
    assert link
    return link[1]


async def test_an_organiser_gets_a_link_to_forward_that_makes_one_person_organiser(database_url: str) -> None:
    async with world(database_url) as w:
        await organiser(w)
        explained, forward = await w.say(OLGA, "/invite")
        welcome = await w.ask(NOAH, f"/start {payload(forward)}")
        late = await w.ask(ANNA, f"/start {payload(forward)}")
        assert await w.store.organisers() == (NOAH, OLGA)

    assert explained.text == (
        "Forward the message below to the person who is to join the organisers. Whoever opens its link first becomes "
        "one and can write to everybody, so send it to that person only.\n\n"
        "1 organiser so far.\n\n1 invitation is open, this one included."
    )
    assert explained.buttons == ["Withdraw this invitation"]
    assert forward.text.startswith(
        "You are invited to be an organiser of Clusters and Competitiveness: Building Resilience in Knowledge-based "
        f"Regions. Open this link and tap Start: https://t.me/{w.bot.name}?start=o-"
    )
    assert welcome.text.startswith("You are an organiser of this conference now.")
    assert late.text.startswith("Diese Einladung wurde schon benutzt oder ist abgelaufen.")


async def test_an_invitation_names_the_week_s_end_and_holds_no_longer(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        made = await w.store.invitations.issue(w.bot.desk.machine() - timedelta(days=7, seconds=1))
        opened = await w.ask(NOAH, f"/start o-{made.token}")
        assert (await w.store.invitations.open(w.bot.desk.machine()), await w.store.organisers()) == (0, ())
    assert made.expires <= w.bot.desk.machine()
    assert opened.text.startswith("This invitation has been used or has expired.")


async def test_the_invitation_in_german(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, ANNA)
        explained, forward = await w.say(ANNA, "/einladen")
    assert explained.buttons == ["Diese Einladung zurückziehen"]
    assert forward.text.startswith("Sie sind ins Organisationsteam eingeladen: Cluster")
    assert "Er gilt einmal, bis zum " in forward.text


async def test_a_withdrawn_invitation_opens_nothing(database_url: str) -> None:
    async with world(database_url) as w:
        await organiser(w)
        explained, forward = await w.say(OLGA, "/invite")
        other = (await w.say(OLGA, "/invite"))[1]
        withdrawn = await w.press(OLGA, explained, "Withdraw")
        again = await w.tap_data(OLGA, explained.id, explained.every_button[0])
        await w.ask(NOAH, f"/start {payload(forward)}")
        nobody = await w.store.organisers()
        await w.ask(NOAH, f"/start {payload(other)}")
        assert (nobody, await w.store.organisers()) == ((OLGA,), (NOAH, OLGA))
    assert withdrawn.text == "✓ This invitation is withdrawn: its link opens nothing any more."
    assert [seen.text for seen in again] == [GONE]


async def test_a_used_invitation_cannot_be_withdrawn(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        explained, forward = await w.say(OLGA, "/invite")
        await w.ask(NOAH, f"/start {payload(forward)}")
        assert (await w.press(OLGA, explained, "Withdraw")).text == GONE
        assert await w.store.organisers() == (NOAH, OLGA)


async def test_who_is_no_organiser_any_more_when_they_tap_withdraws_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        explained, _ = await w.say(OLGA, "/invite")
        await w.store.change(OLGA, organiser=False)
        assert await w.tap(OLGA, explained, "Withdraw") == []
        assert w.toast() == "That is for organisers."
        assert await w.store.invitations.open(w.bot.desk.machine()) == 1


@pytest.mark.parametrize("mark", ["", "0", "-" * 32, "0" * 32, "a%"])
async def test_an_invented_mark_withdraws_nothing(sqlite_url: str, mark: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        explained, _ = await w.say(OLGA, "/invite")
        await w.tap_data(OLGA, explained.id, f"1uninvite:{mark}")
        await w.tap_data(NOAH, explained.id, explained.every_button[0])
        assert await w.store.invitations.open(w.bot.desk.machine()) == 1


async def test_nobody_else_can_invite(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/invite")
        assert await w.store.invitations.open(w.bot.desk.machine()) == 0
    assert seen.text.startswith("I don’t know that command.")
