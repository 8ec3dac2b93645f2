""" "Tell me more": what the book has beyond what was said, without a language model."""

import asyncio
import re

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Answer, AnswerStatus, Question

PAGES = {
    "wheels.md": "# The wheels of the Heron\n\nThe wheels of the Heron are made of oak. The wheels of the Heron are painted red every"
    " spring. The wheels of the Heron ring softly in a curve. The wheels of the Heron are as tall as a stoker. Each wheel of the Heron has"
    " twelve spokes. The wheels of the Heron smell of tar in the rain.\n",
    "sander.md": "# The sander\n\nThe sander of the Heron is set up in files:\n\n```text\nsander.toml  # the sander, its box, its valve\n"
    "valve.toml  # the valve of the sander\n```\n\nThe valve of the sander keeps the sand dry. Its box is of tin.\n",
    "tables.md": "# Tables\n\nA timetable is a table of the trams of a day, in XML. A timetable hangs in each tram.\n\n"
    "## Making one\n\nWhoever has the early shift writes it:\n\n```xml\n<timetable><tram at='7'/></timetable>\n```\n",
    "nodes.md": "# Nodes\n\n## Publishers\n\nPublishers send messages, and subscribers read them. A publisher is quick.\n\n"
    "```python\npublisher = node.create_publisher('tram')\n```\n\n## Subscribers\n\nSubscribers read what publishers send. They wait.\n\n"
    "```python\nsubscriber = node.create_subscriber('tram')\n```\n",
    "bells.md": "# Bells\n\nThe noon bell was cast in Ostrel by Ada Brandt. It is rung by whoever has the early shift.\n",
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("heron"), PAGES)


def talk(parts: Parts, *questions: str) -> list[Answer]:
    async def asked() -> list[Answer]:
        answers: list[Answer] = []
        for question in questions:
            session_id = answers[-1].session_id if answers else None
            answers.append(await parts.assistant.ask(Question(question, session_id=session_id)))
        return answers

    return asyncio.run(asked())


def sentences(answer: Answer) -> set[str]:
    return set(re.findall(r"[A-Z][^.]+\.", re.sub(r"\[\d+\]", "", answer.message)))


@pytest.mark.parametrize("more", ["Tell me more", "what else?", "Could you elaborate on that?", "any other details?"])
def test_who_asks_for_more_hears_what_was_not_said_yet(parts, more):
    first, second = talk(parts, "What are the wheels of the Heron like?", more)

    assert second.status == AnswerStatus.ANSWERED
    assert sentences(second)
    assert sentences(first).isdisjoint(sentences(second))
    assert all("wheel" in each for each in sentences(second))
    assert {each.slug for each in second.sources} == {"wheels"}


def test_once_all_is_said_the_answer_is_that_there_is_no_more_and_nothing_from_elsewhere(parts):
    *told, last = talk(parts, "What are the wheels of the Heron like?", "more", "go on", "go on")

    assert last.message == "I could not find more on this in the book."
    assert last.status == AnswerStatus.NOT_IN_BOOK
    heard = [sentence for answer in told for sentence in sentences(answer)]
    assert len(heard) == len(set(heard)) >= 4
    assert not any("bell" in each for each in heard)


def test_what_was_just_shown_is_not_shown_again_to_who_asks_on(parts):
    first, second = talk(parts, "How do I set up the sander of the Heron?", "What about its valve?")
    assert "valve.toml" in first.message
    assert second.message.startswith("The valve of the sander keeps the sand dry.")
    assert "valve.toml" not in second.message


def test_an_example_of_what_was_told_is_shown_though_no_page_calls_it_one(parts):
    first, second = talk(parts, "What is a timetable?", "Show me an example")

    assert "<tram at='7'/>" not in first.message
    assert "<timetable><tram at='7'/></timetable>" in second.message
    assert sentences(first).isdisjoint(sentences(second))


def test_the_same_is_asked_of_something_else(parts):
    _, second = talk(parts, "What are the wheels of the Heron like?", "and the noon bell?")
    assert "cast in Ostrel" in second.message

    _, how = talk(parts, "How do I create a publisher in Python?", "and a subscriber?")
    assert "create_subscriber('tram')" in how.message and "create_publisher" not in how.message

    _, then = talk(parts, "What is a timetable?", "and a sander?")
    assert {each.slug for each in then.sources} == {"sander"} and "timetable" not in then.message


def test_what_was_shown_is_shown_again_to_who_asks_for_that(parts):
    first, second = talk(parts, "How do I set up the sander of the Heron?", "Could you show me its files again?")
    assert "valve.toml" in first.message
    assert "valve.toml" in second.message


def test_who_asks_who_else_may_hear_again_what_answers(parts):
    first, second = talk(parts, "Who cast the noon bell?", "And who else?")
    assert "Ada Brandt" in first.message
    assert "Ada Brandt" in second.message


def test_more_before_anything_was_said_is_a_question_like_any_other(parts):
    [only] = talk(parts, "Tell me more")
    assert only.status == AnswerStatus.NOT_IN_BOOK
    assert only.message == "I could not find an answer to this in the book."
