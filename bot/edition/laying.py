"""What organisers change in chat: tried, laid over the YAML, taken back. What they see of it is not its business."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.edition import revising
from bot.edition.serving import Candidate, Serving, as_live
from bot.screens.outcomes import Laid, Trial
from bot.store.changes import LiveChange, Step
from schedule.changes import Change, diff, in_the_way, laid_over, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

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
            if trial.change is None or (trial.objection and not trial.objection.only_warns):
                return trial
            return await self._lay(trial, (*self._live, change))

    async def undo(self, live: int) -> Trial | None:
        """Take a change made in chat back; None if it holds no longer."""
        async with self._turn:
            gone = next((each for each in self._live if each.id == live), None)
            if gone is None:
                return None
            left = tuple(each for each in self._live if each is not gone)
            made = _of(diff(self._desk.programme, self._over(left)), gone)
            return await self._lay(Trial(made), left, gone)

    async def laid(self) -> tuple[Laid, ...]:
        """Return what is laid over the YAML and holds, the latest first."""
        latest = {(each.kind, each.subject, each.what): each for each in self._live}
        return tuple(
            Laid(each.id, each.made_at, change)
            for each in sorted(latest.values(), key=lambda each: -each.id)
            if (change := _of(diff(self._base, self._over((each,))), each))
        )

    def _over(self, live: Iterable[LiveChange]) -> Programme:
        """Return the programme as the files tell it with these changes laid over it."""
        return laid_over(self._base, map(as_live, live))[0]

    def _tentative(self, wish: Wish, by: int | None) -> LiveChange:
        value = {wish.what: wish.value}
        return LiveChange(wish.kind, wish.subject, wish.what, value, self._desk.clock.now(), by, _TENTATIVE)

    async def _trial(self, change: LiveChange) -> Trial:
        objection = problem(self._desk.programme, as_live(change))
        if objection and not objection.only_warns:
            return Trial(objection=objection)
        made = _of(diff(self._desk.programme, self._over((*self._live, change))), change)
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
        )
        number = await self._step(Candidate({}, self._base, programme), step)
        people = await self._people((made,)) if made else 0
        return replace(trial, people=people, live=number, tell_at=revising.tell_at(made, now) if made else None)


def _of(changes: tuple[Change, ...], about: LiveChange) -> Change | None:
    return next((each for each in changes if (each.kind, each.subject) == (about.kind, about.subject)), None)
