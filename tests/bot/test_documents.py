"""README and CONTRIBUTING say what is so: commands, settings, and how a command is added."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from bot.feature import discover
from bot.settings import Settings

ROOT = Path(__file__).parent.parent.parent
ASK = """
import asyncio, sys
from tests.world import ANNA, NOAH, world

async def main():
    async with world(f"sqlite:///{sys.argv[1]}/db", at="2021-09-23 10:00") as w:
        for person, text in ((ANNA, "/kaffee"), (NOAH, "/coffee")):
            print((await w.ask(person, text)).text)
        print(*[line for line in (await w.ask(ANNA, "/hilfe")).text.splitlines() if "kaffee" in line])

asyncio.run(main())
"""
WORDS = {
    "en": {"command.coffee": "Where coffee is", "coffee.next": "Coffee at {when}.", "coffee.none": "No more coffee."},
    "de": {"command.coffee": "Wo es Kaffee gibt", "coffee.next": "Kaffee um {when}.", "coffee.none": "Kein Kaffee."},
}


def test_the_command_that_contributing_shows_works_by_adding_one_file_and_its_words(tmp_path: Path) -> None:
    for name in ("bot", "schedule", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    (tmp_path / "bot/features/coffee.py").write_text(block)
    for language, words in WORDS.items():
        lines = [f'msgid "{key}"\nmsgstr "{text}"\n' for key, text in words.items()]
        (tmp_path / f"bot/locales/{language}/coffee.po").write_text("\n".join(lines))

    asked = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (asked.stdout.splitlines(), asked.stderr) == (
        ["Kaffee um 10:20.", "Coffee at 10:20.", "/kaffee – Wo es Kaffee gibt"],
        "",
    )
    assert len([line for line in block.splitlines() if line]) <= 15


def test_the_readme_names_every_command_in_both_languages() -> None:
    tables = [part.split("\n\n")[0] for part in (ROOT / "README.md").read_text().split("| English | German |")[1:]]
    named = set(re.findall(r"/([a-z]+)", " ".join(tables)))

    commands = discover().commands
    every = {name for command in commands for name in command.spellings}
    assert (named - every, {name for c in commands for name in (c.name, c.name_in("de"))} - named) == (set(), set())


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"STEIGER_([A-Z_]+)`", readme))

    assert named == {name.upper() for name in Settings.model_fields}
