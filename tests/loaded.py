"""What a forked process finds loaded: the bot, what its tests are made with, and what takes a while everywhere."""

from __future__ import annotations

import gc

import pytest  # noqa: F401 - modules of tests import it

from bot import __main__, app  # noqa: F401 - this is the bot
from bot.feature import discover
from bot.settings import EXAMPLE
from bot.texts import LANGUAGES, texts
from schedule.loading import load

discover()
load(EXAMPLE)
for language in LANGUAGES:
    texts(language)
# What was loaded before is not looked at again for garbage.
gc.freeze()
