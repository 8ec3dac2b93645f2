"""Politeness is met with politeness, and a question is never taken for it."""

import pytest

from rag.message.own_words import OwnWords

small_talk = OwnWords("english", "the tram book").small_talk


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("Hello!", "Hello! Ask me anything about the tram book."),
        ("hey there", "Hello! Ask me anything about the tram book."),
        ("Thanks a lot!!", "You are welcome. Ask on whenever you like."),
        ("ok cool", "You are welcome. Ask on whenever you like."),
        ("Thank you, that helped", "You are welcome. Ask on whenever you like."),
        ("bye", "Goodbye, and enjoy the tram book."),
        ("Who are you?", "I answer questions about the tram book"),
        ("How are you today?", "I answer questions about the tram book"),
        ("help", "I answer questions about the tram book"),
        ("What can I ask you?", "I answer questions about the tram book"),
        ("what kind of questions can I ask", "I answer questions about the tram book"),
        ("What can this chatbot do?", "I answer questions about the tram book"),
        ("What can you tell me?", "I answer questions about the tram book"),
    ],
)
def test_small_talk_gets_a_kind_word(message, reply):
    assert small_talk(message).startswith(reply)


@pytest.mark.parametrize(
    "message",
    [
        "Hello, how heavy is a Finch?",
        "thanks, and the brakes?",
        "What is this valve for?",
        "hi-vis vests",
        "great circle",
        "ok, and then?",
        "Who are you calling?",
        "Help me stoke a Heron",
        "What do you know about the Needle?",
        "How does this work?",
        "What can you tell me about the Needle?",
        "How does this chat server work?",
        "?",
    ],
)
def test_a_question_is_a_question(message):
    assert small_talk(message) == ""
