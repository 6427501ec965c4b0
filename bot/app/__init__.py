"""The composition root: the only package that knows all others. It puts the bot together and lets it run."""

from bot.app.house import Companion, Wires, companion
from bot.app.rehearsing import demo, first_morning
from bot.app.running import run

__all__ = ["Companion", "Wires", "companion", "demo", "first_morning", "run"]
