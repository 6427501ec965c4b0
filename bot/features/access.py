"""Rights that a link or a word gives: the conference's code opens its streams, an invitation makes an organiser."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from itertools import combinations

from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import access as screens
from bot.store import Right

feature = Feature()
SENTENCE = 8  # words; a longer text is not searched for the code
# The shape of most codes: letters and digits together, as the format allows them.
CODELIKE = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9_-]{4,50}[.!?]?")
_WORD = re.compile(r"[\w-]+")


@feature.link("code-")
async def open_by_link(context: Context, code: str) -> None:
    """Redeem the code in a link."""
    if _is_code(context, code):
        await _open(context)
    else:
        await context.show(screens.wrong_code(context.view))


@feature.command("code", rank=0)
async def open_by_command(context: Context) -> None:
    """Redeem the code behind the command; ask for it if there is none."""
    if not context.words and context.programme.conference.code:
        await context.show(screens.which_code(context.view))
    elif not await open_by_word(context):
        await context.show(screens.wrong_code(context.view))


@feature.text(Turn.CODE)
async def open_by_word(context: Context) -> bool:
    """Redeem the code if it is what was written, alone or in a short sentence."""
    if not any(_is_code(context, written) for written in _candidates(context.words)):
        return False
    await _open(context)
    return True


@feature.text(Turn.QUESTION)
async def refuse_misspelt(context: Context) -> bool:
    """Help with what looks like a code and is in no text of the programme; how near it comes is not told."""
    expected = context.programme.conference.code and not context.person.registered
    if not (expected and CODELIKE.fullmatch(context.words)) or context.desk.index.find(context.words, 1):
        return False
    await context.show(screens.wrong_code(context.view))
    return True


@feature.link("o-")
async def accept_invitation(context: Context, token: str) -> None:
    """Make the first who opens an invitation an organiser; tokens are known by their hashes only."""
    if context.person.organiser:
        await context.show(screens.organiser_before(context.view))
        return
    hashed = sha256(token.encode()).hexdigest()
    if await context.store.redeem(hashed, context.person.id, context.desk.machine()) != Right("organiser"):
        await context.show(screens.invitation_over(context.view))
        return
    await context.change(organiser=True)
    await context.show(screens.organiser(context.view))


async def _open(context: Context) -> None:
    if context.person.registered:
        await context.show(screens.opened_before(context.view))
        return
    await context.change(registered=True)
    await context.show(screens.opened(context.view))


def _is_code(context: Context, written: str) -> bool:
    """Compare without regard to case, in a time that tells nothing of the code."""
    code = context.programme.conference.code
    return code is not None and hmac.compare_digest(_key(code), _key(written))


def _candidates(written: str) -> list[str]:
    """Return what may be the code in a short sentence: its words, and neighbours as one, such as RUHR 2021."""
    words = _WORD.findall(written)
    if len(words) > SENTENCE:
        return []
    return ["".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2)]


def _key(code: str) -> bytes:
    return code.strip().casefold().encode(errors="replace")
