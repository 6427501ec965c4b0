from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.context import Post, SentFile
from bot.feature import Feature, Registry, Turn
from bot.incoming.routing import Routing
from bot.screens.screen import Media
from tests.world import NOAH, World, world

if TYPE_CHECKING:
    from bot.context import Context

WORDS = "Fire & <water> 🔥 now"
BOLD = [{"type": "bold", "offset": 0, "length": 4}, {"type": "italic", "offset": 15, "length": 2}]
SIZES = [{"file_id": size, "file_unique_id": size, "width": 1, "height": 1} for size in ("small", "large")]
PDF = {"file_id": "f", "file_unique_id": "u", "file_name": "plan.pdf", "mime_type": "application/pdf", "file_size": 9}
FORWARDED = {"type": "hidden_user", "sender_user_name": "X", "date": 1}


async def taken(w: World, content: dict[str, Any], *, awaiting: str | None = "story") -> list[Post]:
    """Let Noah send something while a feature of the test's own waits for it; return what that was offered."""
    feature, posts = Feature(), list[Post]()

    @feature.message(Turn.AWAITED)
    async def take(_context: Context, post: Post) -> bool:
        posts.append(post)
        return True

    await w.store.welcome(NOAH, "en", w.clock.now())
    await w.store.change(NOAH, awaiting=awaiting)
    sender = {"id": NOAH, "is_bot": False, "first_name": "Noah"}
    message = {"message_id": 1, "date": 1, "chat": {"id": NOAH, "type": "private"}, "from": sender, **content}
    routing = Routing(w.bot.desk, Registry((feature,)))
    await routing.handle({"update_id": 1, "message": message})
    return posts


async def test_an_awaited_text_is_taken_with_its_formatting(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        posts = await taken(w, {"text": WORDS, "entities": BOLD})
    assert [post.html for post in posts] == ["<b>Fire</b> &amp; &lt;water&gt; <i>🔥</i> now"]


async def test_a_photo_is_taken_in_its_largest_size_with_its_caption(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        (post,) = await taken(w, {"photo": SIZES, "caption": WORDS, "forward_origin": FORWARDED})
    assert (post.media, post.forwarded) == (Media("photo", "large"), True)
    assert post.html == "Fire &amp; &lt;water&gt; 🔥 now"


async def test_a_document_is_taken_whether_an_answer_is_awaited_or_not(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        posts = await taken(w, {"document": PDF}, awaiting=None)
    file = SentFile("f", "plan.pdf", "application/pdf", 9)
    assert [(post.media, post.document) for post in posts] == [(Media("document", "f"), file)]


async def test_a_plain_text_is_none_of_it_unless_an_answer_is_awaited(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert await taken(w, {"text": WORDS}, awaiting=None) == []


async def test_a_file_that_was_sent_can_be_fetched_and_one_that_is_gone_is_none(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(NOAH, "/next")
        file = ("a.yaml", b"a: 1\n", "text/yaml")
        sent = await w.telegram.call("sendDocument", {"chat_id": NOAH}, {"document": file})
        file_id = sent.content["result"]["document"]["file_id"]
        fetched = [await w.bot.desk.replies.fetch(each) for each in (file_id, "nothing")]
    assert fetched == [b"a: 1\n", None]
