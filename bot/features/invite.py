"""Organisers invite others: a link for one person, to be forwarded, and withdrawn while nobody has used it."""

from collections.abc import Awaitable, Callable

from bot.context import Audience, ButtonAnswer, Context
from bot.feature import Feature, Turn
from bot.screens import invite as screens
from bot.screens import manners
from bot.screens.paging import number_in
from bot.store import Right
from bot.store.invitations import ORGANISER
from schedule.search import Found

feature = Feature()
AWAITED = "invite"
HITS = 20
_FOUND = {Found.SPEAKER: "speaker", Found.EXCURSION: "guide"}


@feature.command("invite", de="einladen", audience=Audience.ORGANISERS, rank=89)
async def invite(context: Context) -> None:
    """Ask what for, or for whom of those who fit the words behind the command."""
    if not context.person.organiser:
        return
    if context.words:
        await _search(context)
    else:
        await context.wait_for(AWAITED)
        await context.show(screens.what_for(context.view))


@feature.text(Turn.AWAITED)
async def typed(context: Context) -> bool:
    """Take what was typed for whom to invite."""
    if context.person.awaiting != AWAITED or not context.person.organiser:
        return False
    await _search(context)
    return True


async def _search(context: Context) -> None:
    """Offer the speakers and excursions that fit; only an organiser comes here."""
    hits = context.desk.index.find(context.words, HITS)
    found = [(_FOUND[hit.kind], hit.id) for hit in hits if hit.kind in _FOUND]
    await context.wait_for(None if found else AWAITED)
    await context.show(screens.found(context.view, found, context.words))


def _for_organisers(answer: Callable[[Context, str, str], Awaitable[None]]) -> ButtonAnswer:
    """Refuse a tap of anybody else: what a client sends proves nothing."""

    async def guarded(context: Context, subject: str, arg: str) -> None:
        if context.person.organiser:
            await answer(context, subject, arg)
        else:
            await context.answer(context.t.plain("invite.organisers_only"), alert=True)

    return guarded


@feature.button("invite")
@_for_organisers
async def choose(context: Context, name: str, arg: str) -> None:
    """Turn the message into a page of the speakers or excursions, or back into the question."""
    await context.wait_for(AWAITED)
    if name in screens.OVER_ONE:
        await context.show(screens.listed(context.view, name, number_in(arg)))
    else:
        await context.show(screens.what_for(context.view))


@feature.button("invitefor")
@_for_organisers
async def issue(context: Context, subject: str, name: str) -> None:
    """Make an invitation and show it, ready to be forwarded."""
    right = Right(name, subject)
    if right != ORGANISER and not screens.known(context.view, name, subject):
        await context.show(manners.gone(context.view))
        return
    invitations, machine = context.store.invitations, context.desk.machine()
    made = await invitations.issue(machine, right)
    view, unused = context.view, await invitations.open(machine)
    if right == ORGANISER:
        holders = len(await context.store.organisers())
    else:
        holders = await invitations.holders(right)
    await context.show(screens.explained(view, (name, subject), holders, unused, made.mark))
    await context.show(screens.to_forward(view, (name, subject), made.token, made.expires), fresh=True)


@feature.button("uninvite")
@_for_organisers
async def withdraw(context: Context, mark: str, _arg: str) -> None:
    """Withdraw an invitation that nobody has used; its mark is untrusted."""
    done = await context.store.invitations.withdraw(mark, context.desk.machine())
    await context.show(screens.withdrawn(context.view) if done else screens.not_withdrawn(context.view))
