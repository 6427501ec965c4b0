"""What a person will be sent and when: listed, silenced and brought back, one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.context import Context
from bot.feature import Feature
from bot.reader import Kind
from bot.screens import following as stars
from bot.screens import manners
from bot.screens import reminders as screens
from bot.screens.following import KINDS
from bot.screens.paging import number_in
from bot.screens.reminders import Coming
from schedule.following import EVE, Follower, Meant, by_subject, everything, meant_by
from schedule.model import Excursion
from schedule.queries import Item, starts
from schedule.reminders import LEADS, Owed, upcoming
from schedule.windows import minutes

feature = Feature()


@feature.command("reminders", de="erinnerungen", rank=21)
async def reminders(context: Context) -> None:
    """Answer with what will be sent, from the next on."""
    await context.show(screens.page(context.view, await _coming(context)))


@feature.button("reminders")
async def turn(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into a page of what will be sent."""
    await context.show(screens.page(context.view, await _coming(context), number_in(arg)))


@feature.button("hush")
async def hush(context: Context, subject: str, arg: str) -> None:
    """Silence one reminder of a session or excursion, or the evening before it."""
    await _set(context, subject, arg, silent=True)


@feature.button("unhush")
async def unhush(context: Context, subject: str, arg: str) -> None:
    """Bring one reminder of a session or excursion back."""
    await _set(context, subject, arg, silent=False)


@feature.button("still")
async def still(context: Context, subject: str, arg: str) -> None:
    """Silence all that is still to come of a session or excursion; the letter stays as it is."""
    item = _item(context, arg, subject)
    if item is None:
        await context.show(manners.gone(context.view), fresh=True)
        return
    await context.set_own_leads(KINDS[arg], item.id, ())
    await context.set_own_leads(EVE, item.id, None)
    await context.answer(context.t.plain("reminders.stilled"))


async def _set(context: Context, subject: str, arg: str, *, silent: bool) -> None:
    kind, lead, page = (*arg.split("/"), "", "")[:3]
    item = _item(context, kind, subject)
    eve = context.view.reader.wants_eve(subject)
    if item and lead == EVE:
        await _set_eve(context, item, told=not silent)
    elif item and lead in map(str, LEADS):
        await _set_lead(context, item, int(lead), silent=silent)
        # Each by itself: the evening before stays as it was.
        await _set_eve(context, item, told=eve)
    else:
        await context.show(manners.gone(context.view))
        return
    await turn(context, "", page)


async def _set_lead(context: Context, item: Item, lead: int, *, silent: bool) -> None:
    what = stars.kind(item)
    others = set(context.person.leads_for(what, item.id)) - {lead}
    leads = tuple(sorted(others if silent else others | {lead}))
    await context.set_own_leads(what, item.id, None if leads == context.person.leads else leads)


async def _set_eve(context: Context, item: Item, *, told: bool) -> None:
    """Set whether the evening before is told; what the lead times say of themselves need not be kept."""
    if isinstance(item, Excursion):
        by_itself = bool(context.person.leads_for(Kind.EXCURSION, item.id))
        chosen = (0,) if told else ()
        await context.set_own_leads(EVE, item.id, None if told == by_itself else chosen)


def _item(context: Context, kind: str, subject: str) -> Item | None:
    what = KINDS.get(kind)
    if what is Kind.SESSION:
        return context.programme.session.get(subject)
    return context.programme.excursion.get(subject) if what is Kind.EXCURSION else None


async def _coming(context: Context) -> list[Coming]:
    programme, person = context.programme, context.person
    follower = await context.store.followers.one(person.id, programme.conference.zone)
    if follower is None:
        return []
    # What was silenced is listed too: how else could it be brought back?
    talkative = replace(follower, own_leads=_with_silenced(follower))
    moved = await context.store.changes.moved()
    by_start: dict[datetime, list[Meant]] = defaultdict(list)
    for meant in meant_by(talkative, by_subject(everything(programme))):
        by_start[starts(meant.item)].append(meant)
    owed = upcoming(programme, talkative, context.now, moved=moved)
    return [each for one in owed for each in _lines(context, talkative, by_start, one, moved)]


def _with_silenced(follower: Follower) -> Mapping[tuple[str, str], tuple[int, ...]]:
    usual = {key: tuple(sorted({*leads, *follower.leads})) for key, leads in follower.own_leads.items()}
    return {key: (0,) if key[0] == EVE else leads for key, leads in usual.items()}


def _lines(
    context: Context,
    follower: Follower,
    by_start: Mapping[datetime, list[Meant]],
    owed: Owed,
    moved: Mapping[tuple[str, str], datetime],
) -> Iterator[Coming]:
    if owed.kind == "overview":
        yield Coming(owed.due)
    elif owed.kind == "eve":
        told = context.view.reader.wants_eve(owed.about)
        yield Coming(owed.due, context.programme.excursion[owed.about], silenced=not told)
    elif owed.kind == "reminder" and owed.lead is not None:
        together = by_start[datetime.fromisoformat(owed.about)]
        for each in (each for each in together if _reminds(each, follower, owed.lead, moved)):
            chosen = context.person.leads_for(*each.key)
            yield Coming(owed.due, each.item, owed.lead, silenced=owed.lead not in chosen)


def _reminds(meant: Meant, follower: Follower, lead: int, moved: Mapping[tuple[str, str], datetime]) -> bool:
    return lead in meant.leads(follower) and meant.owes(follower, starts(meant.item) - minutes(lead), moved)
