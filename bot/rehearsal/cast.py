"""The people one can be on the chat page. They are made up, and so are their ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.rehearsal.telegram import Telegram


@dataclass(frozen=True, slots=True)
class Persona:
    """A person with the language of their Telegram app and an IANA zone; `about` says it by language."""

    id: int
    name: str
    language: str
    zone: str
    about: dict[str, str] = field(default_factory=dict)
    organiser: bool = False

    def shown(self) -> dict[str, Any]:
        """Return the persona as the chat page gets it."""
        return {
            "id": self.id,
            "name": self.name,
            "about": self.about,
            "language": self.language,
            "zone": self.zone,
            "organiser": self.organiser,
        }


ANNA = Persona(1001, "Anna", "de", "Europe/Berlin", {"en": "on site, in German", "de": "vor Ort, auf Deutsch"})
NOAH = Persona(
    1002, "Noah", "en", "America/New_York", {"en": "online, in New York", "de": "online, in New York, auf Englisch"}
)
OLGA = Persona(
    1003, "Olga", "en", "Europe/Berlin", {"en": "the organiser", "de": "Organisatorin, auf Englisch"}, organiser=True
)
DEMO = (ANNA, NOAH, OLGA)


def enter(telegram: Telegram, cast: tuple[Persona, ...] = DEMO) -> None:
    """Make the personas known to Telegram; the bot can write to each once they have written."""
    for persona in cast:
        telegram.add_person(persona.id, persona.name, persona.language)
