from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.store import Right
from tests.hostile import hostile
from tests.world import ANNA, NOAH, OLGA, Seen, World, world

GONE = "This invitation has been used or has expired. Who uses one has the right at once."
KETELS = "✓ I know you as Dr. Christian Ketels now."


async def organiser(w: World, person: int = OLGA) -> None:
    await w.say(person, "/start")
    await w.store.change(person, organiser=True)


async def invited(w: World, *labels: str, by: int = OLGA) -> list[Seen]:
    """Let an organiser choose what to invite for; return what explains the invitation, and the invitation."""
    seen = await w.ask(by, "/invite")
    for label in labels[:-1]:
        seen = await w.press(by, seen, label)
    return await w.tap(by, seen, labels[-1])


def payload(seen: Seen) -> str:
    link = re.search(r"https://t\.me/\w+\?start=(o-[\w-]+)", seen.text)
    assert link
    return link[1]


async def test_an_organiser_gets_a_link_to_forward_that_makes_one_person_organiser(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        explained, forward = await invited(w, "An organiser")
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
        question = await w.ask(ANNA, "/einladen")
        explained, forward = await w.tap(ANNA, question, "Ins Organisationsteam")
    assert question.buttons == [
        "Ins Organisationsteam",
        "Für Vortrag oder Moderation",
        "Für die Führung einer Exkursion",
    ]
    assert explained.buttons == ["Diese Einladung zurückziehen"]
    assert forward.text.startswith("Sie sind ins Organisationsteam eingeladen: Cluster")
    assert "Er gilt einmal, bis zum " in forward.text


async def test_a_withdrawn_invitation_opens_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        explained, forward = await invited(w, "An organiser")
        other = (await invited(w, "An organiser"))[1]
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
        explained, forward = await invited(w, "An organiser")
        await w.ask(NOAH, f"/start {payload(forward)}")
        assert (await w.press(OLGA, explained, "Withdraw")).text == GONE
        assert await w.store.organisers() == (NOAH, OLGA)


async def test_who_is_no_organiser_any_more_when_they_tap_withdraws_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        explained, _ = await invited(w, "An organiser")
        await w.store.change(OLGA, organiser=False)
        assert await w.tap(OLGA, explained, "Withdraw") == []
        assert w.toast() == "That is for organisers."
        assert await w.store.invitations.open(w.bot.desk.machine()) == 1


@pytest.mark.parametrize("mark", ["", "0", "-" * 32, "0" * 32, "a%"])
async def test_an_invented_mark_withdraws_nothing(sqlite_url: str, mark: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        explained, _ = await invited(w, "An organiser")
        await w.tap_data(OLGA, explained.id, f"1uninvite:{mark}")
        await w.tap_data(NOAH, explained.id, explained.every_button[0])
        assert await w.store.invitations.open(w.bot.desk.machine()) == 1


async def test_a_speaker_s_link_makes_its_first_user_that_speaker_and_leads_to_sessions(
    sqlite_url: str,
) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        await w.ask(OLGA, "/invite")
        found = await w.ask(OLGA, "Ketels")
        explained, forward = await w.tap(OLGA, found, "Christian Ketels")
        welcome = await w.ask(NOAH, f"/start {payload(forward)}")
        again = await w.ask(NOAH, f"/start {payload(forward)}")
        late = await w.ask(ANNA, f"/start {payload(forward)}")
        noah, anna = await w.store.person(NOAH), await w.store.person(ANNA)
        session = await w.press(NOAH, welcome, welcome.buttons[0])
    assert noah
    assert anna
    assert (noah.roles, anna.roles) == (frozenset({("speaker", "ketels")}), frozenset())
    assert explained.text.startswith("Forward the message below to Dr. Christian Ketels only.")
    assert explained.text.endswith("\n\n1 invitation is open, this one included.")
    assert forward.text.startswith("For Dr. Christian Ketels, at Clusters and Competitiveness: ")
    assert [text.text.partition(" Where")[0] for text in (welcome, again)] == [KETELS, KETELS]
    assert welcome.buttons[-1] == "Not me: give it back"
    assert session.text.startswith(welcome.buttons[0].rstrip("…")[:20])
    assert late.text.startswith("Diese Einladung wurde schon benutzt oder ist abgelaufen.")


async def test_a_guide_s_link_leads_to_the_excursion(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        trip = w.bot.desk.programme.excursions[0]
        explained, forward = await invited(w, "The guide of an excursion", "Guide: ")
        welcome = await w.ask(NOAH, f"/start {payload(forward)}")
        person = await w.store.person(NOAH)
    assert person
    assert person.roles == {("guide", trip.id)}
    assert explained.text.startswith(f"Forward the message below to the guide of “{trip.title.to('en')}” only.")
    assert welcome.text.startswith(f"✓ You are a guide of “{trip.title.to('en')}” now.")
    assert [data.split(":")[0] for data in welcome.every_button] == ["1trip", "1notme"]


async def test_who_is_not_meant_gives_the_link_back_and_the_right_person_opens_it(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        _, forward = await w.tap(OLGA, await w.ask(OLGA, "/invite ketels"), "Christian Ketels")
        back = await w.press(NOAH, await w.ask(NOAH, f"/start {payload(forward)}"), "Not me")
        noah = await w.store.person(NOAH)
        await w.ask(ANNA, f"/start {payload(forward)}")
        anna = await w.store.person(ANNA)
    assert back.text == (
        "✓ That is given back. Until it expires, the link can be opened once more, by the right person."
    )
    assert noah
    assert anna
    assert (noah.roles, anna.roles) == (frozenset(), {("speaker", "ketels")})


async def test_a_right_over_what_is_in_the_programme_no_longer_does_no_harm(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for right in (Right("speaker", "nobody"), Right("guide", "nowhere")):
            made = await w.store.invitations.issue(w.bot.desk.machine(), right)
            seen = await w.ask(NOAH, f"/start o-{made.token}")
            assert "That is not in the programme at the moment." in seen.text
            assert seen.buttons == ["Not me: give it back"]
        rights = await w.press(NOAH, await w.ask(NOAH, "/help"), "Your rights")
    assert rights.text == "Your rights\n\n• guide: nowhere\n• speaker or chair: nobody"


async def test_a_name_that_nobody_has_is_asked_for_once_more(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        nobody = await w.ask(OLGA, "/invite xyzzy")
        found = await w.ask(OLGA, "Ketels")
    assert nobody.text == "I find nobody for “xyzzy”. Write another name, or choose from a list."
    assert found.buttons[0] == "Dr. Christian Ketels"


@pytest.mark.parametrize("data", ["1invitefor:nobody:speaker", "1invitefor:ketels:guide", "1invitefor:ketels:boss"])
async def test_an_invented_right_makes_no_invitation(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        await w.tap_data(OLGA, 1, data)
        await w.tap_data(NOAH, 1, "1invitefor::organiser")
        assert await w.store.invitations.open(w.bot.desk.machine()) == 0


async def test_the_list_of_speakers_is_turned_in_place(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w)
        first = await w.press(OLGA, await w.ask(OLGA, "/invite"), "A speaker")
        second = await w.press(OLGA, first, "›")
        back = await w.press(OLGA, second, "‹ Back")
    assert first.id == second.id == back.id
    assert set(first.buttons) & set(second.buttons) == {"›", "‹ Back"}
    assert back.text.startswith("Whom would you like to invite?")


async def test_a_hostile_conference_s_speakers_and_excursions_can_be_invited_for(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=hostile(), at="2021-09-23 08:50") as w:
        await organiser(w)
        for choice in ("A speaker", "The guide"):
            listed = await w.press(OLGA, await w.ask(OLGA, "/invite"), choice)
            _, forward = await w.tap_data(OLGA, listed.id, listed.every_button[0])
            token = re.findall(r"start=(o-[\w-]+)", forward.text)[-1]
            accepted = await w.ask(NOAH, f"/start {token}")
            assert accepted.every_button[-1].startswith("1notme:")
        rights = await w.press(NOAH, await w.ask(NOAH, "/help"), "Your rights")
        for data in rights.every_button:
            question = (await w.tap_data(NOAH, rights.id, data))[0]
            await w.press(NOAH, question, "Give it back")
        person = await w.store.person(NOAH)
    assert person
    assert (len(rights.every_button), person.roles) == (2, frozenset())


async def test_nobody_else_can_invite(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/invite")
        assert await w.store.invitations.open(w.bot.desk.machine()) == 0
    assert seen.text.startswith("I don’t know that command.")
