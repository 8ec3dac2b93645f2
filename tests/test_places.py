"""Where the book speaks of something: the message is searched for what it asks about, and answered with the places."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.build import Parts
from rag.local.embedder import LocalEmbedder
from rag.local.extractive.places import places
from rag.local.lexicon import Terms
from rag.message.followups import Reading, readings, unwrapped
from rag.message.places import asks_for_its_place, place_asked
from rag.reading.passages import Passages
from rag.types import Answer, Chunk, Hit, Question, Turn


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("Which chapters talk about sensors?", "sensors"),
        ("which page of the book covers the safety valve", "the safety valve"),
        ("What section is about lamps?", "lamps"),
        ("In which section is the capture point explained?", "the capture point"),
        ("On what page are tickets mentioned?", "tickets"),
        ("Where can I read more about the rail magnet?", "the rail magnet"),
        ("Hello, where does the book explain the lamp code?", "the lamp code"),
        ("Where in this guide is the boiler described?", "the boiler"),
        ("Can you please tell me which chapter covers the Needle?", "the Needle"),
    ],
)
def test_a_message_that_asks_for_a_place_is_searched_for_what_it_asks_about(message: str, topic: str):
    assert place_asked(message) == topic
    assert unwrapped(message) == topic


@pytest.mark.parametrize(
    "message",
    [
        "Where is the waist joint?",
        "Where can I buy a ticket?",
        "Which valve covers the boiler?",
        "Where was the lamp code designed?",
        "Which chapter talks about it?",
        "Where is that explained?",
        "What does the book say about lamps?",
        "",
    ],
)
def test_what_asks_for_something_else_is_left_as_it_is(message: str):
    assert place_asked(message) == ""


@pytest.mark.parametrize(
    "message",
    [
        "in which chapter?",
        "Which page is that on?",
        "And what chapter covers it?",
        "Where is that explained?",
        "Where in the book is it mentioned?",
        "Where does the book say so?",
        "Where can I read more about it?",
        "Can you tell me where I can read more?",
        "where can I learn more?",
    ],
)
def test_the_place_of_what_was_spoken_of_is_sought_by_that_alone(message: str):
    before = [Turn("m", "How does the valve work?", "It opens.", "answered", 0.0, "How does the valve work?")]
    assert asks_for_its_place(message)
    assert readings(message, before) == [Reading("", "How does the valve work?")]


@pytest.mark.parametrize(
    "message", ["Where is it?", "Which chapter covers the valve?", "What does it say?", "Where was it built?", ""]
)
def test_not_every_where_asks_for_a_place_in_the_book(message: str):
    assert not asks_for_its_place(message)


WORDS = st.sampled_from(
    ["which", "chapter", "where", "in", "is", "the", "book", "covers", "explained", "lamp", "it", "?"]
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300))
def test_of_any_message_the_topic_is_a_part_of_it(message: str):
    assert place_asked(message) in " ".join(message.split())


def asked(parts: Parts, message: str, session_id: str | None = None) -> Answer:
    return asyncio.run(parts.assistant.ask(Question(message, session_id=session_id)))


@pytest.mark.parametrize("message", ["In which chapter?", "where is that explained?", "And which page is it on?"])
def test_the_place_of_an_answer_is_told_when_it_is_asked_for(parts: Parts, message: str):
    first = asked(parts, "At which pressure does the safety valve open?")
    answer = asked(parts, message, first.session_id)

    assert answer.status == "answered"
    assert answer.message.splitlines()[0] == "- **The boiler › Safety valve**: The safety valve opens at 11 bar. [1]"


def test_the_sections_are_listed_each_with_what_it_says_of_it(parts: Parts):
    answer = asked(parts, "Which chapter talks about the safety valve?")

    assert answer.message.splitlines()[0] == "- **The boiler › Safety valve**: The safety valve opens at 11 bar. [1]"
    assert answer.status == "answered"
    assert (answer.sources[0].section, answer.sources[0].quote) == ("Safety valve", "The safety valve opens at 11 bar.")


def test_a_section_is_listed_once_and_none_that_is_far_less_relevant_and_four_at_most():
    passages = Passages(LocalEmbedder(), Terms("english"))

    def listed(*found: tuple[str, float]) -> list[str]:
        chunks = [Chunk(f"c{at}", "Words.", "a.md", "a", "A", name, "/a", at, 1) for at, (name, _) in enumerate(found)]
        hits = [Hit(chunk, score) for chunk, (_, score) in zip(chunks, found, strict=True)]
        return places(hits, passages.read(chunks), [])

    assert listed(("Lamps", 0.9), ("Lamps", 0.8), ("Bells", 0.46), ("Brakes", 0.4)) == [
        "- **A › Lamps** [1]\n",
        "- **A › Bells** [3]\n",
    ]
    assert len(listed(*((name, 0.9) for name in "abcdef"))) == 4


def test_what_the_book_does_not_speak_of_has_no_place_in_it(parts: Parts):
    answer = asked(parts, "Which chapter covers the chess championship of Iceland?")

    assert (answer.status, answer.sources) == ("not_in_book", ())
