"""A model that makes things up: what a visitor is told of it, and what can still be trusted."""

import asyncio

import pytest
from test_fallback import VALVE, world
from wire.openai_server import says

from rag.settings import Settings
from rag.types import Answer


def answered(settings: Settings, *pieces: str) -> Answer:
    """What the visitor gets when the model says this about the safety valve."""

    async def act() -> Answer:
        async with world(settings, says(*pieces)) as (_, parts):
            return await parts.assistant.ask(VALVE)

    return asyncio.run(act())


@pytest.mark.parametrize(
    "said",
    [
        "The safety valve opens at 14 bar [1].",
        "The safety valve of Ostrel opens at 11 bar [1].",
        "As the book puts it, “the safety valve opens by itself at 11 bar” [1].",
        "Elephants migrate across the savannah [1]. They drink from the river in winter [1]. The valve opens at 11 bar [1].",
    ],
    ids=["a number", "a name", "a quotation", "a story"],
)
def test_what_stands_nowhere_makes_an_answer_partial_and_the_quote_stays_true(settings, said: str):
    answer = answered(settings, said)

    assert answer.status == "partial"
    assert answer.metadata.unsupported_sentences > 0
    assert [source.quote for source in answer.sources] == ["The safety valve opens at 11 bar."]


@pytest.mark.parametrize(
    "said",
    [
        "At 11 bar the safety valve opens [1].",
        "It opens at 11.0 bar, and whistles “in two tones, so that a stoker knows it” [1].",
        "Das Sicherheitsventil öffnet sich bei einem Druck von 11 bar und pfeift dabei in zwei verschiedenen Tönen [1].",
    ],
    ids=["other words", "a true quotation", "another language"],
)
def test_what_the_book_says_in_other_words_is_an_answer(settings, said: str):
    answer = answered(settings, said)

    assert (answer.status, answer.message, answer.metadata.unsupported_sentences) == ("answered", said, 0)


def test_the_books_own_words_without_a_marker_get_theirs(settings):
    whole = answered(settings, "The safety valve opens at 11 bar.")
    answer = answered(settings, "The safety valve opens at 11 bar [1")

    assert (whole.status, whole.message) == ("answered", "The safety valve opens at 11 bar. [1]")
    assert (answer.status, answer.message) == ("answered", "The safety valve opens at 11 bar [1]")
    assert answer.sources[0].quote == "The safety valve opens at 11 bar."


@pytest.mark.parametrize(
    "said",
    [
        "The safety valve opens at 11 bar (passage 1).",
        "The safety valve opens at 11 bar (Source 1).",
        "```markdown\nThe safety valve opens at 11 bar [1].\n```",
        "```md\nThe safety valve opens at 11 bar [1].\n```\n",
    ],
)
def test_other_habits_of_models_are_understood(settings, said: str):
    answer = answered(settings, *said)

    assert (answer.status, answer.message) == ("answered", "The safety valve opens at 11 bar [1].")


@pytest.mark.parametrize("said", ["The passages do not mention this [1].", "I could not find that in the book [1]."])
def test_a_refusal_in_the_models_words_has_no_sources(settings, said: str):
    answer = answered(settings, said)

    assert (answer.status, answer.sources) == ("not_in_book", ())
    assert answer.message == "I could not find an answer to this in the book."


@pytest.mark.parametrize(
    ("said", "finish"),
    [
        ("The safety valve opens at 11 bar [1].\nNOT_IN_BOOK: who made it.", "stop"),
        ("The safety valve opens at 11 bar [1]", "length"),
    ],
    ids=["a part is missing", "cut by its limit"],
)
def test_an_answer_that_lacks_something_is_partial(settings, said: str, finish: str):
    async def act() -> Answer:
        async with world(settings, says(said, finish=finish)) as (_, parts):
            return await parts.assistant.ask(VALVE)

    answer = asyncio.run(act())

    assert answer.status == "partial" and "NOT_IN" not in answer.message
    assert answer.message.startswith("The safety valve opens at 11 bar [1]")


def test_a_single_wrong_number_is_no_answer(settings):
    assert answered(settings, "95 bar [1].").status == "partial"
