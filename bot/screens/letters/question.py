"""What has become of a question, for who asked it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asked import QuestionState
from bot.screens.ask import ask_button
from bot.screens.fitting import shorten
from bot.screens.questions import TEXT, opener
from bot.screens.screen import Screen
from bot.screens.sessions import GAP, title

if TYPE_CHECKING:
    from bot.asked import Question
    from bot.screens.view import View
    from schedule.model import Session


def letter(view: View, session: Session, question: Question, into: Question | None = None) -> Screen:
    """Return what has become of the reader's question; `into` is the one it was merged into, which speaks for both."""
    state = into.state if into and into.state is not QuestionState.OPEN else question.state
    # What is hidden is shown to nobody but the chair and who asked it.
    shown = into if into and into.state is not QuestionState.HIDDEN else None
    merged = (view.t("letter.question_into", text=shorten(shown.text, TEXT)),) if shown else ()
    blocks = (
        view.t(f"letter.question_{state}"),
        title(view, session),
        view.t("ask.quote", text=shorten(question.text, TEXT)),
        *merged,
    )
    another = () if question.state is QuestionState.OPEN else ask_button(view, session)
    return Screen(GAP.join(blocks), ((*another, opener(view, session, fresh=True)),))
