"""Slips of the pen in a question, and words that are none."""

import pytest

from rag.local.spelling import Spelling

BOOK = Spelling(
    {"balance": 9, "actuator": 7, "battery": 5, "wrench": 3, "randomisation": 2, "harden": 2, "torque": 8, "the": 90}
    | {"centre": 2, "colour": 2, "organised": 2, "write": 4, "cleaned": 3, "moment": 2, "straight": 4}
)


def corrected(asked: str, unknown: list[str]) -> str:
    return BOOK.corrected(asked, unknown, lambda word: word.startswith("install"))


@pytest.mark.parametrize(
    ("asked", "unknown", "meant"),
    [
        ("what is balence", ["balence"], "what is balance"),
        ("the battrey life", ["battrey"], "the battery life"),
        ("one actuatr please", ["actuatr"], "one actuator please"),
        ("domain randmoisaton", ["randmoisaton"], "domain randomisation"),
        ("Torqeu of the knee", ["torqeu"], "torque of the knee"),
        ("the center of the color", ["center", "color"], "the centre of the colour"),
        ("organized batteries", ["organized"], "organised batteries"),
        ("how do I instlal it", ["instlal"], "how do I install it"),
    ],
    ids=[
        "wrong letter",
        "swapped",
        "left out",
        "two in a long word",
        "capital",
        "British",
        "British verb",
        "another form",
    ],
)
def test_a_slip_is_mended(asked, unknown, meant):
    assert corrected(asked, unknown) == meant


def test_two_slips_in_a_name_or_in_two_words_make_another_one():
    book = Spelling({"storyblok": 2, "overhauled": 1})
    for asked in ("how do I use Storybook", "how do I use storybook", "is it the Overhaucde"):
        assert book.corrected(asked, [asked.split()[-1].lower()], lambda _: False) == asked


def test_what_the_book_writes_in_one_word_may_be_asked_for_in_two():
    book = Spelling({"letsencrypt": 3, "websocket": 2, "anyone": 5, "balance": 4})
    assert book.joined("lets encrypt config", lambda word: word == "encrypt") == "letsencrypt config"
    assert book.joined("Web-Socket problems", lambda word: word == "web") == "websocket problems"
    assert book.joined("a web socket", lambda _: True) == "a web socket"
    assert book.joined("can any one balance", lambda _: False) == "can any one balance"


def test_a_question_full_of_slips_is_mended_where_it_is_in_english():
    slips = ["balence", "battrey", "actuatr"]
    assert corrected("how do balence battrey actuatr", slips) == "how do balance battery actuator"
    assert corrected("quelle balence battrey actuatr", [*slips, "quelle"]).startswith("quelle balence")


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [
        ("what trick does a tightrope artist need", ["trick", "tightrope", "artist"]),
        ("the French actuator", ["french"]),
        ("a harp actuator", ["harp"]),
        ("the balancing act of the battery", ["balancing"]),
        ("quelle batterie utilise le robot", ["quelle", "batterie", "utilise", "robot"]),
        ("who wrote about the battery", ["wrote"]),
        ("is the battery cleaner", ["cleaner"]),
        ("the starlight battery", ["starlight"]),
        ("how do I confgure it", ["confgure"]),
    ],
    ids=[
        "nothing near",
        "another first letter",
        "too short",
        "too far",
        "another language",
        "a verb",
        "an adjective",
        "two words in one",
        "no form of a word of the book",
    ],
)
def test_a_word_that_is_no_slip_is_left_alone(asked, unknown):
    assert corrected(asked, unknown) == asked


def test_a_common_word_of_another_language_may_be_one_of_the_book():
    assert corrected("cual es el momento", ["momento"]) == "cual es el moment"
    assert corrected("what is the momento", ["momento"]) == "what is the momento"
