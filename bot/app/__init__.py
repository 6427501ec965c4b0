"""The composition root: the only package that knows all others. It puts the bot together and lets it run."""

from bot.app.boarding import Place
from bot.app.codes import CodesProblem, print_codes
from bot.app.house import Companion, Wires, companion
from bot.app.running import run

__all__ = ["CodesProblem", "Companion", "Place", "Wires", "companion", "print_codes", "run"]
