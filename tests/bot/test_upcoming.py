from __future__ import annotations

from tests.world import ANNA, world


async def test_the_first_morning_next_is_the_opening(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/next")
    print(seen.text, seen.buttons)
    assert "09:00" in seen.text
