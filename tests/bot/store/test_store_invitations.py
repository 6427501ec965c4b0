"""What is open, used, given back and withdrawn, and how often one may guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.store import Right
from bot.store.guesses import LIMIT, WITHIN
from bot.store.invitations import ACCESS, VALID, Kept, code_hash, token_hash

if TYPE_CHECKING:
    from bot.store import Store

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)
SPEAKER = Right("speaker", "ketels")


async def test_a_right_is_held_by_who_uses_its_link_and_can_be_given_back_to_somebody_else(store: Store) -> None:
    for person in (1, 2):
        await store.welcome(person, "en", NOW)
    hashed = token_hash((await store.invitations.issue(NOW, SPEAKER)).token)
    assert await store.invitations.kept(hashed) == Kept(SPEAKER, NOW + VALID, used=False, used_by=None)
    assert await store.redeem(hashed, 1, NOW) == SPEAKER
    assert await store.invitations.kept(hashed) == Kept(SPEAKER, NOW + VALID, used=True, used_by=1)
    assert [await store.invitations.gained(person) for person in (1, 2)] == [{SPEAKER}, set()]
    assert (await store.invitations.holders(SPEAKER), await store.invitations.open(NOW)) == (1, 0)

    assert [await store.give_back(person, SPEAKER) for person in (2, 1, 1)] == [False, True, False]
    assert (await store.invitations.holders(SPEAKER), await store.invitations.open(NOW)) == (0, 1)
    assert await store.redeem(hashed, 2, NOW) == SPEAKER
    assert [(await store.change(person)).roles for person in (1, 2)] == [set(), {("speaker", "ketels")}]


async def test_what_is_withdrawn_opens_nothing_and_what_was_used_cannot_be_withdrawn(store: Store) -> None:
    await store.welcome(1, "en", NOW)
    used, other, old = [await store.invitations.issue(NOW) for _ in range(3)]
    await store.redeem(token_hash(used.token), 1, NOW)
    withdrawn = [await store.invitations.withdraw(each.mark, NOW) for each in (used, other, other)]
    late = await store.invitations.withdraw(old.mark, NOW + VALID)
    assert (withdrawn, late, await store.invitations.open(NOW)) == ([False, True, False], False, 1)
    assert await store.redeem(token_hash(other.token), 1, NOW) is None


async def test_codes_are_counted_and_only_unused_ones_are_withdrawn(store: Store) -> None:
    await store.welcome(1, "en", NOW)
    await store.invitations.issue(NOW)
    await store.invitations.keep_codes(["one", "two", "three"], NOW + VALID)
    assert await store.redeem(code_hash("one"), 1, NOW) == ACCESS
    before = await store.invitations.codes()
    assert (before, await store.invitations.withdraw_codes()) == ((3, 1), 2)
    assert (await store.invitations.codes(), await store.invitations.open(NOW)) == ((1, 1), 1)


async def test_ten_guesses_an_hour_are_looked_at_and_what_was_right_was_none(store: Store) -> None:
    await store.welcome(1, "en", NOW)
    for number in range(LIMIT):
        assert await store.guesses.spend(1, NOW + timedelta(minutes=number)) is None
    end = NOW + WITHIN
    assert await store.guesses.spend(1, end - timedelta.resolution) == end
    await store.guesses.refund(1, 2)
    assert [await store.guesses.spend(1, NOW, 2) for _ in range(2)] == [None, end]
    await store.guesses.clear(1)
    assert [await store.guesses.spend(1, NOW, LIMIT) for _ in range(2)] == [None, end]
    assert await store.guesses.spend(1, end) is None
