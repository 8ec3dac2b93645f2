"""What a message is taken to mean after the turns before it."""

import pytest

from rag.followups import TOPIC_CHARACTERS, Reading, readings, unwrapped
from rag.types import Turn


def after(*topics: str) -> list[Turn]:
    return [Turn(f"m{n}", topic, "An answer.", "answered", 0.0, topic) for n, topic in enumerate(topics)]


def test_the_first_message_stands_alone():
    assert readings("What are some examples?", []) == [Reading("What are some examples?")]


@pytest.mark.parametrize(
    "message",
    [
        "What are some examples?",
        "and in winter?",
        "How heavy is it?",
        "Why?",
        "Tell me more",
        "What about its brakes?",
        "Which of these is faster?",
        "Can you explain that again?",
        "an example?",
    ],
)
def test_a_message_that_leans_takes_the_last_topic_along(message):
    [only] = readings(message, after("How do boilers work?", "What is a Finch car?"))
    assert only == Reading(message, "What is a Finch car?")
    assert only.text == f"What is a Finch car? {message}"


@pytest.mark.parametrize(
    "message",
    [
        "How does the safety valve of a Heron boiler open at eleven bar?",
        "What is the rule that says how long a stoker waits before the first shovel?",
        "How many stops does the Vell Tramway have along the river?",
    ],
)
def test_a_new_topic_does_not_drag_the_old_one_along(message):
    assert readings(message, after("What is a Finch car?")) == [Reading(message)]


def test_a_short_message_is_offered_both_ways_and_alone_first():
    assert readings("Safety valve pressure?", after("What is a Finch car?")) == [
        Reading("Safety valve pressure?"),
        Reading("Safety valve pressure?", "What is a Finch car?"),
    ]


def test_an_old_topic_is_carried_only_so_far():
    [only] = readings("Why?", after("tram " * 200))
    assert len(only.carried) <= TOPIC_CHARACTERS


@pytest.mark.parametrize(
    ("message", "sought"),
    [
        ("What does the book say about brakes?", "brakes?"),
        ("Could you please tell me how a boiler is lit?", "how a boiler is lit?"),
        ("Hi, tell me about the Needle tunnel", "the Needle tunnel"),
        ("What does the valve do?", "What does the valve do?"),
        ("Can you explain that?", "Can you explain that?"),
    ],
)
def test_asking_to_be_told_is_not_what_is_sought(message, sought):
    assert unwrapped(message) == sought
