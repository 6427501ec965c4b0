"""Rights that a link or a word gives: codes open the participants' streams, invitations give what stands in them."""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from itertools import combinations

from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import access as screens
from bot.store import Right
from bot.store.invitations import ACCESS, CODE, ORGANISER, Kept, code_hash, normal, token_hash

feature = Feature()
SENTENCE = 8  # words; a longer text is not searched for the code
GUIDE, EXCURSION = "guide", "excursion"
TRIES = 3
"""How many words of a sentence are tried; each that is wrong counts."""
# The shape of most codes: letters and digits together, as the format allows them.
CODELIKE = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9_-]{4,50}[.!?]?")
# A personal code with a letter too many, too few or misread, in its groups as it is printed.
MISREAD = re.compile(r"(?=.*[0-9])[A-Za-z0-9]{4,6}(?:[\s-]+[A-Za-z0-9]{4,6}){2}")
_WORD = re.compile(r"[\w-]+")


@feature.link("code-")
async def open_by_link(context: Context, code: str) -> None:
    """Redeem the code in a link."""
    if not await _try(context, [code]):
        await _refuse(context, [code])


@feature.command("code", rank=0)
async def open_by_command(context: Context) -> None:
    """Redeem the code behind the command; ask for it if there is none."""
    if not context.words and await _expects_code(context):
        await context.show(screens.which_code(context.view))
        return
    written = _candidates(context) or [context.words]
    if not await _try(context, written):
        await _refuse(context, written)


@feature.text(Turn.CODE)
async def open_by_word(context: Context) -> bool:
    """Redeem a code if it is what was written, alone or in a short sentence."""
    written = _candidates(context)
    if not written:
        return False
    if until := await _barred(context, len(written)):
        # Whatever may as well be a search is one, and its answer tells nothing of the code.
        return _is_surely_a_code(context, written) and await _ask_for_patience(context, until)
    if await _redeem(context, written):
        return True
    if any(_is_personal(each) for each in written):
        await _refuse(context, written)
        return True
    return False


@feature.text(Turn.QUESTION)
async def refuse_misspelt(context: Context) -> bool:
    """Help with what looks like a code and is in no text of the programme; how near it comes is not told."""
    misread = MISREAD.fullmatch(context.words.strip())
    if context.person.registered or not (misread or CODELIKE.fullmatch(context.words)):
        return False
    if context.desk.index.find(context.words, 1) or not await _expects_code(context):
        return False
    # What was of the code's very shape is counted already.
    if not _candidates(context) and (until := await _barred(context)):
        return await _ask_for_patience(context, until)
    await context.show(screens.unknown_personal(context.view) if misread else screens.wrong_code(context.view))
    return True


@feature.link("o-")
async def accept_invitation(context: Context, token: str) -> None:
    """Give the first who opens an invitation what stands in it; tokens are known by their hashes only."""
    if until := await _barred(context):
        await _ask_for_patience(context, until)
        return
    hashed = token_hash(token)
    kept = await context.store.invitations.kept(hashed)
    if kept is None or kept.right == ACCESS or not await _accept(context, hashed, kept):
        await context.show(screens.invitation_over(context.view))
        return
    await context.store.guesses.refund(context.person.id)


@feature.button("notme")
async def give_back(context: Context, subject: str, name: str) -> None:
    """Give back what somebody else's code or link has opened, or a right that is not wanted any more."""
    done = await context.store.give_back(context.person.id, Right(name, subject))
    await _look_again(context)
    if done and name == GUIDE:
        await _let_go(context, subject)
    await context.show(screens.given_back(context.view, name) if done else screens.nothing_to_give(context.view))


async def _accept(context: Context, hashed: str, kept: Kept) -> bool:
    me, right = context.person, kept.right
    if right == ORGANISER and me.organiser:
        await context.show(screens.organiser_before(context.view, used=kept.used))
        return True
    again = kept.used_by == me.id and (right.name, right.subject) in me.roles
    if not again and await context.store.redeem(hashed, me.id, context.desk.machine()) is None:
        return False
    await _look_again(context)
    if right == ORGANISER:
        await context.change(organiser=True)
    if right.name == GUIDE and right.subject in context.programme.excursion:
        # Who leads hears of changes and of the start as those do who are led.
        await context.follow(EXCURSION, right.subject, following=True)
    await context.show(screens.accepted(context.view, right.name, right.subject))
    return True


async def _let_go(context: Context, trip: str) -> None:
    """Let somebody who leads an excursion no more follow it no more, unless they are on its list."""
    seats = (await context.store.bookings.seats(context.person.id)).get(trip)
    if seats is None or seats.mine is None:
        await context.follow(EXCURSION, trip, following=False)


async def _try(context: Context, written: list[str]) -> bool:
    """Redeem what is a code, or ask for patience; False if none is one."""
    if until := await _barred(context, len(written)):
        return await _ask_for_patience(context, until)
    return await _redeem(context, written)


async def _redeem(context: Context, written: list[str]) -> bool:
    """Redeem what is a code. It was counted as so many guesses before."""
    if any(_is_code(context, each) for each in written):
        await _open(context)
        return True
    for each in filter(_is_personal, written):
        if await _redeem_personal(context, code_hash(each)):
            # What stood beside it was guessed all the same.
            await context.store.guesses.refund(context.person.id)
            return True
    return False


async def _redeem_personal(context: Context, hashed: str) -> bool:
    """Bind a personal code to the first who gives it; whoever has access leaves it to somebody else."""
    kept, me = await context.store.invitations.kept(hashed), context.person
    if kept is None:
        return False
    if me.registered:
        await context.show(screens.personal_before(context.view, mine=kept.used_by == me.id, used=kept.used))
    elif await context.store.redeem(hashed, me.id, context.desk.machine()):
        await _look_again(context)
        await context.show(screens.accepted(context.view, ACCESS.name))
    else:
        await context.show(screens.personal_over(context.view, used=kept.used))
    return True


async def _open(context: Context) -> None:
    if context.person.registered:
        await context.store.guesses.refund(context.person.id)
        await context.show(screens.opened_before(context.view))
        return
    await context.change(registered=True)
    await context.store.guesses.clear(context.person.id)
    await context.show(screens.opened(context.view))


async def _look_again(context: Context) -> None:
    """Take the person as the store has them now."""
    context.person = await context.store.person(context.person.id) or context.person


async def _barred(context: Context, number: int = 1) -> datetime | None:
    """Count guesses; return until when nothing is looked up, as there were too many before, on the machine's clock."""
    return await context.store.guesses.spend(context.person.id, context.desk.machine(), number)


async def _ask_for_patience(context: Context, until: datetime) -> bool:
    await context.show(screens.too_often(context.view, until - context.desk.machine()))
    return True


async def _refuse(context: Context, written: list[str]) -> None:
    if any(_is_personal(each) for each in written):
        await context.show(screens.unknown_personal(context.view))
    elif await _expects_code(context):
        await context.show(screens.wrong_code(context.view))
    else:
        await context.show(screens.no_code(context.view))


async def _expects_code(context: Context) -> bool:
    made, _ = (1, 0) if context.programme.conference.code else await context.store.invitations.codes()
    return made > 0


def _is_code(context: Context, written: str) -> bool:
    """Compare without regard to case, in a time that tells nothing of the code."""
    code = context.programme.conference.code
    return code is not None and hmac.compare_digest(_key(code), _key(written))


def _is_personal(written: str) -> bool:
    return CODE.fullmatch(normal(written)) is not None


def _is_surely_a_code(context: Context, written: list[str]) -> bool:
    if context.person.registered:
        return False
    return any(_is_personal(each) or CODELIKE.fullmatch(each) for each in written)


def _candidates(context: Context) -> list[str]:
    """Return what may be a code in a short sentence: of the very shape of the conference's code, or of a personal one.

    Nothing else can be one, and only what is looked at counts as a guess.
    """
    words = _WORD.findall(context.words)
    if len(words) > SENTENCE:
        return []
    joined = ["".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2)]
    code = context.programme.conference.code
    alike = [each for each in _eligible(words, joined, code) if _shape(each) == _shape(code)] if code else []
    return [*filter(_is_personal, joined), *alike][:TRIES]


def _eligible(words: list[str], joined: list[str], code: str) -> list[str]:
    """Return what may be the conference's code: words, and neighbours as one, such as RUHR 2021.

    A code of letters or digits alone has the shape of many a word: it must stand alone, or beside the word code.
    """
    if CODELIKE.fullmatch(code):
        return joined
    return words if len(words) == 1 or "code" in map(str.casefold, words) else []


def _shape(written: str) -> str:
    return "".join("a" if each.isalpha() else "9" if each.isdigit() else each for each in written)


def _key(code: str) -> bytes:
    return code.strip().casefold().encode(errors="replace")
