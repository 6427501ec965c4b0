"""How the bot is doing, for organisers: what needs them first, then numbers. It tells nothing of anybody in particular.

When nothing needs them, that is one line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.moments import day_of, hour
from bot.screens.screen import Screen
from bot.screens.sessions import GAP, LINE
from bot.screens.start import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from markupsafe import Markup

    from bot.screens.view import View

FEWEST = 5
"""Of smaller groups no number is told, as it may tell of one person; nor a total, from which it would follow."""
SILENCE = 90.0
"""After how many seconds without a good poll something is wrong."""
SKEW = 5.0
LAG = 1.0
_CROWDS = 3


@dataclass(frozen=True, slots=True)
class Crowd:
    """A start whose reminders, `lead` minutes before, are more than can be sent in that time."""

    start: datetime
    lead: int
    letters: int


@dataclass(frozen=True, slots=True)
class Running:
    """How the machinery runs; lengths of time in seconds of the machine's clock.

    `silence` is how long ago Telegram answered a poll, `rate` how many messages a second may go to many, `pause` how
    long none may, `refusals` how often Telegram said so since the start; `alone` is false while another copy of the bot
    runs. `errors` and `warnings` are those of the conference folder as it was read last, `held` whether it waits for a
    decision.
    """

    silence: float = 0
    alone: bool = True
    rate: float = 0
    pause: float = 0
    refusals: int = 0
    lag: float = 0
    skew: float = 0
    errors: int = 0
    warnings: int = 0
    held: bool = False
    crowds: tuple[Crowd, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """How many letters are to come, were sent, came to nothing for what reason; `twice` are perhaps there twice.

    Of those in `doubt` the `undecided` are of announcements: organisers decide about them.
    """

    owed: int = 0
    sent: int = 0
    late: int = 0
    failed: int = 0
    off: int = 0
    doubt: int = 0
    undecided: int = 0
    twice: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted: people by how they take part and by language, letters, received updates.

    `taken_at` is when the edition was read.
    """

    taken_at: datetime | None
    onsite: int
    online: int
    undecided: int
    waiting: int
    aside: int
    languages: Mapping[str, int] = field(default_factory=dict)
    post: Post = field(default_factory=Post)
    running: Running = field(default_factory=Running)


def page(view: View, figures: Figures) -> Screen:
    """Return what needs somebody, what is served, to how many, what was sent, and how it goes."""
    blocks = (
        LINE.join(tuple(_needs(view, figures)) or (view.t("status.well"),)),
        LINE.join(_served(view, figures)),
        LINE.join(_people(view, figures)),
        LINE.join(_post(view, figures.post)),
        LINE.join(_ways(view, figures)),
    )
    return Screen(GAP.join(blocks))


def _needs(view: View, figures: Figures) -> Iterator[Markup]:
    yield from _of_telegram(view, figures.running)
    yield from _of_the_folder(view, figures.running)
    if figures.post.undecided:
        yield view.t.count("status.doubt", figures.post.undecided)
    for crowd in figures.running.crowds[:_CROWDS]:
        yield view.t("status.crowd", time=hour(view, crowd.start), lead=crowd.lead, letters=crowd.letters)
    yield from _of_the_machine(view, figures.running)


def _of_telegram(view: View, running: Running) -> Iterator[Markup]:
    if running.silence > SILENCE:
        yield view.t("status.silent", length=view.t.length(timedelta(seconds=running.silence)))
    if not running.alone:
        yield view.t("status.copy")
    elif running.pause:
        yield view.t("status.pause", seconds=round(running.pause))


def _of_the_folder(view: View, running: Running) -> Iterator[Markup]:
    if running.errors:
        yield view.t.count("status.errors", running.errors)
    if running.held:
        yield view.t("status.held")
    if running.warnings:
        yield view.t.count("status.warnings", running.warnings)


def _of_the_machine(view: View, running: Running) -> Iterator[Markup]:
    if abs(running.skew) > SKEW:
        yield view.t("status.ahead" if running.skew > 0 else "status.behind", seconds=round(abs(running.skew)))
    if running.lag > LAG:
        yield view.t("status.lag", seconds=round(running.lag, 1))


def _served(view: View, figures: Figures) -> Iterable[Markup]:
    programme = view.programme
    yield view.t("status.title", title=shorten(view.words(programme.conference.title), TITLE))
    if figures.taken_at:
        date = view.t.full_date(day_of(view, figures.taken_at))
        yield view.t("status.edition", date=date, time=hour(view, figures.taken_at))
    sessions = view.t.count("status.sessions", len(programme.sessions))
    yield sessions + " · " + view.t.count("programme.excursions", len(programme.excursions))


def _people(view: View, figures: Figures) -> Iterator[Markup]:
    people = {name: _at_least(view, getattr(figures, name)) for name in ("onsite", "online", "undecided")}
    yield view.t("status.people", **people)
    if figures.languages:
        spoken = (f"{view.t.name_of(code)} {_about(view, number)}" for code, number in figures.languages.items())
        yield view.t("status.languages", languages=" · ".join(spoken))


def _at_least(view: View, number: int) -> str:
    return str(number) if number >= FEWEST else view.t.plain("status.fewer", number=FEWEST)


def _about(view: View, number: int) -> str:
    """Return a number so vague that the total of all languages does not tell how many are in a small group."""
    return f"{number // 10 * 10 or FEWEST}+" if number >= FEWEST else _at_least(view, number)


def _post(view: View, post: Post) -> Iterator[Markup]:
    yield view.t("status.post", owed=post.owed, sent=post.sent)
    if post.late or post.failed or post.off or post.doubt:
        yield view.t("status.unsent", late=post.late, failed=post.failed, off=post.off, doubt=post.doubt)
    if post.twice:
        yield view.t.count("status.twice", post.twice)


def _ways(view: View, figures: Figures) -> Iterator[Markup]:
    running = figures.running
    if running.rate:
        yield view.t("status.rate", silence=round(running.silence), rate=round(running.rate), refusals=running.refusals)
    yield view.t("status.updates", waiting=figures.waiting, aside=figures.aside)
