"""Organisers invite others: a link for one person, to be forwarded, and withdrawn while nobody has used it."""

from bot.context import Audience, Context
from bot.feature import Feature
from bot.screens import invite as screens

feature = Feature()


@feature.command("invite", de="einladen", audience=Audience.ORGANISERS, rank=89)
async def invite(context: Context) -> None:
    """Make an invitation and show it, ready to be forwarded."""
    if not context.person.organiser:
        return
    invitations, machine = context.store.invitations, context.desk.machine()
    made = await invitations.issue(machine)
    view = context.view
    organisers, unused = len(await context.store.organisers()), await invitations.open(machine)
    await context.show(screens.explained(view, organisers, unused, made.mark), fresh=True)
    await context.show(screens.to_forward(view, made.token, made.expires), fresh=True)


@feature.button("uninvite")
async def withdraw(context: Context, mark: str, _arg: str) -> None:
    """Withdraw an invitation that nobody has used; its mark is untrusted, as is whoever tapped."""
    if not context.person.organiser:
        await context.answer(context.t.plain("invite.organisers_only"), alert=True)
        return
    done = await context.store.invitations.withdraw(mark, context.desk.machine())
    await context.show(screens.withdrawn(context.view) if done else screens.not_withdrawn(context.view))
