"""How the bot is doing, for organisers: what needs them, what it serves, to how many, and what was sent."""

from bot.context import Audience, Context
from bot.feature import Feature
from bot.screens import status as screens
from bot.store import LetterState
from bot.store.outbox import Letters

feature = Feature()
_OWED = (LetterState.PLANNED, LetterState.READY, LetterState.SENDING)
_OFF = (LetterState.SUPERSEDED, LetterState.CANCELLED)


@feature.command("status", audience=Audience.ORGANISERS, rank=79)
async def status(context: Context) -> None:
    """Answer with counts, nothing about anybody in particular."""
    store, workings = context.store, context.desk.workings
    edition, counts = await store.edition(), await store.counts()
    figures = screens.Figures(
        taken_at=edition.taken_at if edition else None,
        onsite=counts.onsite,
        online=counts.online,
        undecided=counts.people - counts.onsite - counts.online,
        waiting=counts.waiting,
        aside=counts.aside,
        languages=counts.languages,
        post=await _post(store.letters, await store.announcements.undecided()),
        running=await workings() if workings else screens.Running(),
    )
    await context.show(screens.page(context.view, figures))


async def _post(letters: Letters, undecided: int) -> screens.Post:
    counts = await letters.counts()
    return screens.Post(
        owed=sum(counts.get(state, 0) for state in _OWED),
        sent=counts.get(LetterState.SENT, 0),
        late=counts.get(LetterState.EXPIRED, 0),
        failed=counts.get(LetterState.FAILED, 0),
        off=sum(counts.get(state, 0) for state in _OFF),
        doubt=counts.get(LetterState.DOUBT, 0),
        undecided=undecided,
        twice=await letters.twice(),
    )
