"""An announcement's course, as units of work on a connection: draft, confirmed, under way, corrected, ended.

`now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from bot.announced import Announcement, Circle, Wording, saying
from bot.announced import AnnouncementState as State
from bot.faultpoints import faultpoint
from bot.store import addressing, archive
from bot.store.tables import announcement
from bot.store.values import LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

STARTED = (State.RUNNING, State.PAUSED, State.STOPPED, State.DONE)
_GOING = (State.WAITING, State.RUNNING, State.PAUSED)
# Read for each copy: built once, it costs a quarter.
_ONE = select(announcement).where(announcement.c.id == bindparam("id_"))
_HELD = _ONE.with_for_update()


def set_in(connection: Connection, announcement_id: int, states: Collection[State], **values: Any) -> bool:
    """Set columns if it is in one of the states; tell whether it was."""
    one = (announcement.c.id == announcement_id, announcement.c.state.in_(tuple(states)))
    return connection.execute(update(announcement).where(*one).values(**values)).rowcount > 0


def find(connection: Connection, announcement_id: int, *, held: bool = False) -> Announcement | None:
    """Return an announcement, or None; `held` keeps others from it until the commit."""
    row = connection.execute(_HELD if held else _ONE, {"id_": announcement_id}).first()
    return read(row) if row else None


def draft(connection: Connection, author: int, machine: datetime) -> Announcement:
    """Return what this organiser is writing; begin it if there is nothing."""
    mine = (announcement.c.author == author, announcement.c.state == State.DRAFT)
    row = connection.execute(select(announcement).where(*mine).order_by(announcement.c.id.desc()).limit(1)).first()
    if row:
        return read(row)
    empty = Announcement(0, author, State.DRAFT, urgent=False, created_at=machine)
    values = {
        "author": author,
        "state": State.DRAFT,
        "audience": asdict(empty.circle),
        "versions": {},
        "correction": {},
        "number": empty.number,
        "urgent": empty.urgent,
        "fingerprint": empty.saying,
        "forgotten": {},
        "created_at": machine,
    }
    number = connection.execute(insert(announcement).values(values).returning(announcement.c.id)).scalar_one()
    return replace(empty, id=number)


def confirm(
    connection: Connection,
    found: Announcement,
    sends_at: datetime | None,
    holds_until: datetime,
    machine: datetime,
    report: tuple[int, int] | None,
) -> bool:
    """Have a draft sent as it is in `found`; False if it is none any more or has changed since."""
    held = find(connection, found.id, held=True)
    if held is None or held.fingerprint != found.fingerprint:
        return False
    chat, message = report or (None, None)
    place = {"report_chat": chat, "report_message": message}
    times = {"sends_at": sends_at, "holds_until": holds_until, "confirmed_at": machine}
    confirmed = set_in(connection, found.id, (State.DRAFT,), state=State.WAITING, **place, **times)
    faultpoint("before the confirmation's commit")
    return confirmed


def going(connection: Connection) -> tuple[Announcement, ...]:
    """Return what waits, runs or is paused, or is shown somewhere, in order."""
    shown = announcement.c.report_message.is_not(None) & (announcement.c.state != State.DRAFT)
    going = or_(announcement.c.state.in_(_GOING), shown)
    rows = connection.execute(select(announcement).where(going).order_by(announcement.c.id))
    return tuple(read(row) for row in rows)


def begin(connection: Connection, announcement_id: int, now: datetime, machine: datetime) -> bool:
    """Plan every letter and let it run; False if it does not wait or is not due."""
    found = find(connection, announcement_id, held=True)
    if found is None or not due(found, now, machine):
        return False
    addressing.post(connection, found, now, machine)
    faultpoint("within the start of an announcement")
    return set_in(connection, announcement_id, (State.WAITING,), state=State.RUNNING, sends_at=found.sends_at or now)


def due(found: Announcement, now: datetime, machine: datetime) -> bool:
    """Tell whether it can be undone no more and its time has come."""
    held = found.holds_until is None or machine < found.holds_until
    return found.state is State.WAITING and not held and (found.sends_at is None or found.sends_at <= now)


def stop(connection: Connection, announcement_id: int, machine: datetime) -> bool:
    """End it and call off what was not sent; False if it neither runs nor is paused."""
    states = (State.RUNNING, State.PAUSED)
    if not set_in(connection, announcement_id, states, state=State.STOPPED, ended_at=machine):
        return False
    _call_off(connection, announcement_id, LetterKind.ANNOUNCEMENT)
    return True


def _call_off(connection: Connection, announcement_id: int, kind: LetterKind) -> None:
    addressing.call_off(connection, announcement_id, kind, LetterState.CANCELLED, "stopped")


def correct(connection: Connection, found: Announcement, now: datetime, machine: datetime) -> bool:
    """Say what the correction says, in copies delivered and still to come; False if it is another one now."""
    held = find(connection, found.id, held=True)
    if held is None or not held.correction or held.correction_fingerprint != found.correction_fingerprint:
        return False
    said = {**held.wordings, **held.correction}
    values = {"versions": written(said), "fingerprint": saying(said), "correction": {}, "corrected_at": machine}
    if not set_in(connection, held.id, STARTED, number=held.number + 1, **values):
        return False
    addressing.call_off(connection, held.id, LetterKind.CORRECTION, LetterState.SUPERSEDED, "")
    addressing.correct(connection, replace(held, number=held.number + 1), now, machine)
    archive.count_on(connection)  # whatever was written before, but not marked, is written anew
    return True


def recall(connection: Connection, announcement_id: int, now: datetime, machine: datetime) -> bool:
    """Call off what was not sent and have deleted what was; False if it was never sent, or recalled before."""
    found = find(connection, announcement_id, held=True)
    if found is None or not set_in(connection, announcement_id, STARTED, state=State.RECALLED, ended_at=machine):
        return False
    _call_off(connection, announcement_id, LetterKind.ANNOUNCEMENT)
    _call_off(connection, announcement_id, LetterKind.CORRECTION)
    addressing.recall(connection, found, now, machine)
    return True


def send_again(connection: Connection, announcement_id: int) -> bool:
    """Send what is in doubt once more; False if there is nothing or it was stopped or recalled."""
    if not set_in(connection, announcement_id, (State.RUNNING, State.PAUSED, State.DONE), number=announcement.c.number):
        return False
    if not addressing.decide(connection, announcement_id, again=True):
        return False
    set_in(connection, announcement_id, (State.DONE,), state=State.RUNNING, ended_at=None)
    return True


def written(wordings: Mapping[str, Wording]) -> dict[str, Any]:
    """Return wordings as JSON can hold them."""
    return {language: asdict(wording) for language, wording in wordings.items()}


def _wordings(tree: Mapping[str, Any]) -> dict[str, Wording]:
    return {
        language: Wording(each["html"], tuple(each["media"]) if each["media"] else None)
        for language, each in tree.items()
    }


def _circle(tree: Mapping[str, Any]) -> Circle:
    pairs = {name: tuple((kind, subject) for kind, subject in tree[name]) for name in ("subjects", "pairs")}
    return Circle(**{**tree, **pairs, "modes": tuple(tree["modes"]), "languages": tuple(tree["languages"])})


def read(row: Row[Any]) -> Announcement:
    """Return what a row holds."""
    same = ("id", "author", "urgent", "number", "sends_at", "holds_until", "forgotten", "created_at")
    instants = ("confirmed_at", "corrected_at", "ended_at")
    return Announcement(
        **{name: getattr(row, name) for name in same + instants},
        state=State(row.state),
        circle=_circle(row.audience),
        wordings=_wordings(row.versions),
        correction=_wordings(row.correction),
        report=(row.report_chat, row.report_message) if row.report_message else None,
    )
