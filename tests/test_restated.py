"""What a message after others asks, said in full: with the name of the page, another name in place of the first, or both of two."""

import pytest

from rag.message.followups import readings
from rag.types import AnswerStatus, Source, Turn


def told(question: str, title: str, *, topic: str = "", answer: str = "An answer. [1]") -> Turn:
    """An answer from the page of that title."""
    source = Source(1, "c", title, title.lower(), "", 0.9, "/", "An answer.")
    return Turn("m", question, answer, AnswerStatus.ANSWERED, 0.0, topic or question, (source,))


def sought(message: str, *turns: Turn) -> str:
    return readings(message, turns)[0].text


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("thanks, and now how do I light it up?", "how do I light it up?"),
        ("Thank you so much! What is a boiler?", "What is a boiler?"),
        ("great. how heavy is the noon bell", "how heavy is the noon bell"),
        ("no, I mean how heavy is the noon bell", "how heavy is the noon bell"),
        ("sorry I meant the noon bell", "and the noon bell"),
        ("what did you say about the noon bell", "the noon bell"),
    ],
)
def test_what_is_said_to_the_answer_is_not_sought(message, meant):
    assert readings(message, [])[0].text == meant


@pytest.mark.parametrize(
    "message", ["Great Vell has how many stops?", "Thanks are due to whom?", "Cool and dry: what is it?", "thanks"]
)
def test_what_only_looks_like_it_is(message):
    assert readings(message, [])[0].text == message
