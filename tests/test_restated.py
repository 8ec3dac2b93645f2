"""What a message after others asks, said in full: with the name of the page, another name in place of the first, or both of two."""

import pytest

from rag.message.followups import Reading, readings
from rag.types import AnswerStatus, Source, Turn


def told(question: str, title: str, *, topic: str = "", answer: str = "An answer. [1]") -> Turn:
    """An answer from the page of that title."""
    source = Source(1, "c", title, title.lower(), "", 0.9, "/", "An answer.")
    return Turn("m", question, answer, AnswerStatus.ANSWERED, 0.0, topic or question, (source,))


def refused(question: str) -> Turn:
    return Turn("m", question, "Nothing.", AnswerStatus.NOT_IN_BOOK, 0.0, question)


def sought(message: str, *turns: Turn) -> str:
    return readings(message, turns)[0].text


@pytest.mark.parametrize(
    ("before", "title", "message", "meant"),
    [
        ("when was odra pell born", "Odra Pell", "when did she die", "when did Pell die"),
        ("when was pell born", "Odra Pell", "and who were her parents?", "who were Pell's parents?"),
        ("when was odra born", "Odra", "when did she die", "when did Odra die"),
        ("when was ostrel founded", "Ostrel", "how many people live there?", "how many people live in Ostrel?"),
        (r"when was c:\tram made", r"C:\Tram", "how many people live there?", r"how many people live in C:\Tram?"),
        ("when was ostrel founded", "Ostrel", "its river?", "Ostrel's river?"),
        ("who rules ostrel", "Ostrel", "what is it famous for", "what is Ostrel famous for"),
        (
            "how do I bake tram bread",
            "🍞 Tram bread",
            "how long do I leave it alone",
            "how long do I leave Tram bread alone",
        ),
    ],
)
def test_a_pronoun_stands_for_what_the_page_is_called_that_was_asked_about(before, title, message, meant):
    assert sought(message, told(before, title)) == meant


@pytest.mark.parametrize(
    ("before", "title", "message"),
    [
        ("who wrote the tram act", "The tram act", "when was he born"),
        ("who was odra pell's brother", "Odra Pell", "where did he live"),
        ("how do I oil the axle", "Odra Pell", "is it heavy and red"),
        ("when was ostrel founded", "Ostrel", "how long does it take to walk through"),
        ("what did the mayor of vell say", "What the mayors and the smiths of Vell said", "why did he say so"),
    ],
)
def test_it_stays_where_it_may_stand_for_something_else(before, title, message):
    assert sought(message, told(before, title)).endswith(message)


def test_he_is_whoever_was_asked_for_of_late():
    turns = [
        told("who wrote the tram act", "The tram act"),
        told("when was it read", "The tram act", topic="when was The tram act read"),
    ]
    assert sought("where did he live", *turns) == "who wrote the tram act where did he live"
    assert sought("how long is it", *turns) == "how long is The tram act"


def test_nobody_is_an_it():
    turns = [told("when was ostrel founded", "Ostrel"), told("who was the first mayor", "Ostrel")]
    assert sought("its capital?", *turns) == "Ostrel's capital?"


def test_what_any_page_may_be_called_names_none():
    assert sought("which flags does it have", told("how do I rotate a token", "token")).startswith(
        "how do I rotate a token"
    )


def test_what_was_asked_without_its_name_is_carried_with_it():
    turns = [told("when was ostrel founded", "Ostrel"), told("who was the first mayor", "Ostrel")]
    assert sought("why?", *turns) == "who was the first mayor? Ostrel why?"
    assert sought("why?", *turns, told("what is a boiler", "Boilers")) == "what is a boiler why?"


@pytest.mark.parametrize(
    ("before", "message", "meant"),
    [
        ("how do I pay on trams", "and on ferries?", "how do I pay on ferries?"),
        ("how do I light it with coal?", "with wood", "how do I light it with wood"),
        ("where is the driver key kept", "and the conductor key?", "where is the conductor key kept"),
        ("what does tram lock do", "what about tram brake?", "what does tram brake do"),
        ("how do I book with a card", "what about with a voucher instead", "how do I book with a voucher"),
    ],
)
def test_another_name_of_the_kind_takes_the_place_of_the_first(before, message, meant):
    read = readings(message, [told(before, "Page")])
    assert read[0] == Reading(meant)
    assert read[1].carried == before


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("how do I pay on trams", "in winter?"),
        ("how do I book with a card", "with whom?"),
        ("how do I book in the office", "in winter?"),
        ("what is the boiler made of", "and the weight?"),
    ],
)
def test_what_is_of_no_kind_with_it_goes_along(before, message):
    assert readings(message, [told(before, "Page")])[0] == Reading(message, before)


@pytest.mark.parametrize("message", ["vs a gong", "versus a gong?", "compared to a gong"])
def test_what_is_held_against_what_was_asked_about_is_told_apart_from_it(message):
    assert sought(message, told("what is a bell", "Page")) == "What is the difference between bell and a gong"


@pytest.mark.parametrize("message", ["what's the difference?", "difference between the two", "how do they differ"])
def test_the_last_two_things_are_told_apart(message):
    turns = [told("what is a drum", "Page"), told("what is a bell", "Page"), told("what is a gong", "Page")]
    assert sought(message, *turns) == "What is the difference between bell and gong"
    assert "drum and" not in sought(message, *turns[:1])


LIST = "There are two:\n\n- **Noon bell**: at the depot. [1]\n- The other hangs at the river. [1]"
TABLE = "| Name | Use |\n| --- | --- |\n| `--wet` | below water |\n| `--dry` | above |\n\n[1]"
STEPS = "1. Open the damper. [1]\n2. Shovel twice. [2]\n3. Wait. [2]"
CLAUSES = "- It must: [1]\n    - (a) name the driver; [2]\n    - (b) name the tram. [2]"


@pytest.mark.parametrize(
    ("answer", "message", "meant"),
    [
        (LIST, "what is the first one", "what is Noon bell"),
        (LIST, "explain the last point", "explain The other hangs at the river"),
        (TABLE, "what does the 2nd option do?", "what does `--dry` do?"),
        (STEPS, "how do I do the second step", "how do I do Shovel twice"),
        (CLAUSES, "what does the second point mean", "what does name the tram mean"),
    ],
)
def test_what_is_called_by_its_number_is_looked_up_in_the_last_answer(answer, message, meant):
    assert sought(message, told("what is there", "Page", answer=answer)) == meant


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LIST, "what is the third one"),
        (LIST, "what is the second step"),
        (LIST, "who sat in the second row of the depot"),
        ("No list. [1]", "what is the first one"),
    ],
)
def test_a_number_that_the_answer_does_not_reach_is_left_as_it_is(answer, message):
    assert sought(message, told("what is there", "Page", answer=answer)).endswith(message)


def test_it_is_looked_up_in_the_answer_that_listed_it():
    turns = [
        told("what is there", "Page", answer=TABLE),
        told("what is --wet", "Page", answer="It cuts below water. [1]"),
    ]
    assert sought("and what does the second one do", *turns) == "and what does `--dry` do"


def test_after_a_refusal_something_else_is_sought_alone_first():
    [first, second] = readings("ok and how do I light the boiler?", [refused("how do I fly to the moon")])
    assert (first.text, second.carried) == ("how do I light the boiler?", "how do I fly to the moon")
    assert sought("and to Mars?", refused("how do I fly to the moon")).startswith("how do I fly")


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


def test_what_was_said_of_a_thing_is_not_sought_with_what_was_spoken_of_since():
    turns = [told("what is a boiler", "Page")]
    assert readings("what did you say about the noon bell?", turns) == [Reading("the noon bell?")]
