"""What organisers change in chat: tried, laid over the YAML, taken back. What they see of it is not its business."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.edition import airing, revising
from bot.edition.serving import Candidate, Serving, as_live
from bot.screens.outcomes import Laid, Trial
from bot.store.changes import LiveChange, Step
from schedule.broadcast import Airing, airings, value_of
from schedule.changes import Change, diff, in_the_way, laid_over, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.screens.outcomes import Wish
    from schedule.model import Programme

# Above every number that a database hands out: what is tried holds before all that was changed earlier.
_TENTATIVE = 2**62


class Laying(Serving):
    """Changes made in chat, over the programme that is served."""

    async def try_live(self, wish: Wish) -> Trial:
        """Return what a change in chat would do."""
        return await self._trial(self._tentative(wish, None))

    async def change_live(self, wish: Wish, by: int) -> Trial:
        """Make a change in chat; nothing happens if it is so already or cannot be."""
        async with self._turn:
            change = self._tentative(wish, by)
            trial = await self._trial(change)
            if trial.nothing or (trial.objection and not trial.objection.only_warns):
                return trial
            return await self._lay(trial, (*self._live, change))

    async def undo(self, live: int) -> Trial | None:
        """Take a change made in chat back; None if it holds no longer."""
        async with self._turn:
            gone = next((each for each in self._live if each.id == live), None)
            if gone is None:
                return None
            left = tuple(each for each in self._live if each is not gone)
            then = self._over(left)
            heard = _airing(self._desk.programme, then, gone)
            people = await self._audience(heard, then)
            made = None if heard else _of(diff(self._desk.programme, then), gone)
            return await self._lay(Trial(made, people, airing=heard), left, gone)

    async def laid(self) -> tuple[Laid, ...]:
        """Return what is laid over the YAML and holds, the latest first."""
        latest = {(each.kind, each.subject, each.what): each for each in self._live}
        held = (each for each in latest.values() if self._holds(each, latest))
        return tuple(
            Laid(each.id, each.made_at, change)
            for each in sorted(held, key=lambda each: -each.id)
            if (change := self._alone(each))
        )

    def _holds(self, change: LiveChange, latest: Mapping[tuple[str, str, str], LiveChange]) -> bool:
        """Tell whether nothing said later, and no end of what it is about, makes it pointless to list a change."""
        if change.what == "down":
            address = latest.get((change.kind, change.subject, "url"))
            return address is None or address.id < change.id
        session = self._desk.programme.session.get(change.value["session"]) if change.what == "full" else None
        return session is None or session.end > self._desk.clock.now()

    def _alone(self, change: LiveChange) -> Change | Airing | None:
        """Return what a change by itself makes of what the files tell."""
        over = self._over((change,))
        return _airing(self._base, over, change) or _of(diff(self._base, over), change)

    def _over(self, live: Iterable[LiveChange]) -> Programme:
        """Return the programme as the files tell it with these changes laid over it."""
        return laid_over(self._base, map(as_live, live))[0]

    def _tentative(self, wish: Wish, by: int | None) -> LiveChange:
        value = value_of(wish.what, wish.value)
        return LiveChange(wish.kind, wish.subject, wish.what, value, self._desk.clock.now(), by, _TENTATIVE)

    async def _trial(self, change: LiveChange) -> Trial:
        objection = problem(self._desk.programme, as_live(change))
        if objection and not objection.only_warns:
            return Trial(objection=objection)
        then = self._over((*self._live, change))
        if heard := _airing(self._desk.programme, then, change):
            return Trial(people=await self._audience(heard, then), airing=heard)
        made = _of(diff(self._desk.programme, then), change)
        taken_by = in_the_way(self._desk.programme, as_live(change)) if change.what != "status" else ()
        return Trial(made, await self._people((made,)) if made else 0, objection, taken_by)

    async def _lay(self, trial: Trial, live: tuple[LiveChange, ...], gone: LiveChange | None = None) -> Trial:
        """Let these changes be what is laid over the YAML, but for those that say no more than it does."""
        programme, over = laid_over(self._base, map(as_live, live))
        dropped = {each.id for each in over} | ({gone.id} if gone else set())
        now, made = self._desk.clock.now(), trial.change
        told = made and revising.concerns_anybody(made, now)
        step = Step(
            made_at=now,
            machine=self._desk.machine(),
            laid=next((each for each in live if each.id == _TENTATIVE and _TENTATIVE not in dropped), None),
            dropped=tuple(dropped - {_TENTATIVE}),
            revised=(revising.revised(made, now),) if made and told else (),
            aired=airing.all_aired(self._desk.programme, programme, now),
        )
        number = await self._step(Candidate({}, self._base, programme), step)
        if trial.airing:
            return replace(trial, live=number, tell_at=now + revising.HURRY)
        people = await self._people((made,)) if made else 0
        return replace(trial, people=people, live=number, tell_at=revising.tell_at(made, now) if made else None)

    async def _audience(self, heard: Airing | None, programme: Programme) -> int:
        """Return how many people have to hear of an airing."""
        aired = airing.aired(heard, programme, self._desk.clock.now()) if heard else None
        return await self._desk.store.changes.audience(aired) if aired else 0


def _airing(old: Programme, new: Programme, about: LiveChange) -> Airing | None:
    """Return what a change said of a stream, a full room or a recording makes otherwise."""
    kind, subject = about.what, about.subject
    if about.what == "full":
        subject = about.value["session"]
    elif about.kind == "stream":
        kind = about.kind
    return next((each for each in airings(old, new) if (each.kind, each.subject) == (kind, subject)), None)


def _of(changes: tuple[Change, ...], about: LiveChange) -> Change | None:
    return next((each for each in changes if (each.kind, each.subject) == (about.kind, about.subject)), None)
