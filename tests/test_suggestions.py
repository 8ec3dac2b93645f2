"""What is offered to be asked next."""

import asyncio

import pytest

from rag.heading_questions import as_question
from rag.types import Chunk, Question


def chunk(section: str, text: str = "Some words.", title: str = "Cars") -> Chunk:
    return Chunk("id", text, "cars.md", "cars", title, section, "/docs/cars", 0, 1)


@pytest.mark.parametrize(
    ("section", "text", "question"),
    [
        ("Brakes", "All brakes are tested.", "What does the book say about brakes?"),
        ("Odra's law", "It was found by Odra Pell.", "What does the book say about Odra's law?"),
        ("Brakes › Why do they squeal?", "", "Why do they squeal?"),
        ("How to light a boiler", "This is how it is lit.", "How do I light a boiler?"),
        ("Brakes That Squeal in the Rain", "", "What does the book say about “Brakes That Squeal in the Rain”?"),
        ("The brake of a `Tram<T>`", "", "What does the book say about the brake of a Tram?"),
        ("🔧 The `vell-lamp` command", "", "What does the book say about the vell-lamp command?"),
        ("From a coworking space", "", "What does the book say about “From a coworking space”?"),
        ("Not allowed", "", "What does the book say about “Not allowed”?"),
        ("2.2.2 Sand pipes", "The sand pipes.", "What does the book say about sand pipes?"),
        ("B. Sand pipes", "The sand pipes.", "What does the book say about sand pipes?"),
        ("4. Why sand?", "", "Why sand?"),
        ("Sand or oil — which is better?", "", "Sand or oil — which is better?"),
        ("Oiling the lamp is forbidden", "", "What does the book say about “Oiling the lamp is forbidden”?"),
        ("Removed `lamp.oil()` (#306)", "It is removed.", "What does the book say about removed lamp.oil()?"),
        ("Sand pipe", "Clean the sand pipe.", "What does the book say about the sand pipe?"),
        ("Oiling lamps at night", "", "What does the book say about oiling lamps at night?"),
        ("Adding a lamp", "You can add a lamp at night.", "How do I add a lamp?"),
        ("Setting up your boiler", "First you set it up.", "How do I set up my boiler?"),
        ("Moving to the depot", "1. Move out.", "How do I move to the depot?"),
        ("Oil the lamp", "To oil it, you need a can.", "How do I oil the lamp?"),
        ("Building blocks", "You build with them.", "What does the book say about building blocks?"),
        ("Adding a lamp", "They add lamps at night.", "What does the book say about adding a lamp?"),
        ("Under the bridge", "You pass under it.", "What does the book say about “Under the bridge”?"),
        ("Key Concepts and Summary", "", ""),
    ],
    ids=[
        *("a noun", "a name", "a question", "a how-to", "in capitals", "a kind", "emoji and code"),
        *(
            "a place",
            "what is not",
            "numbered",
            "lettered",
            "a question that is numbered",
            "a dash",
            "a sentence",
            "the number of an issue",
            "what has an article",
            "what is done",
            "a deed of readers",
            "a deed in two words",
            "a deed that goes somewhere",
            "an order",
            "a thing with a verb",
            "a deed of others",
            "no verb",
            "what names nothing",
        ),
    ],
)
def test_a_heading_becomes_a_question(section, text, question):
    assert as_question(chunk(section, text), "the book") == question


@pytest.mark.parametrize(
    ("section", "question"),
    [
        ("Class: Lamp", "What is Lamp?"),
        ("Parameter: `LampOptions`", "What is LampOptions?"),
        ("`-o`, `--oil`", "What does --oil do?"),
        ("`--oil=LITRES`", "What does --oil do?"),
        (".snuff(lamp, [when])", "What does snuff do?"),
        ("line.snuffLamp<Oil>(lamp: Lamp, done: (e?: Error) => void): Promise<void>", "What does line.snuffLamp do?"),
        ("`new Lamp(oil[, options])`", "How do I make a new Lamp?"),
        ("`oilLimit`", "What does oilLimit do?"),
        ("LampHTTPSender", "What is LampHTTPSender?"),
        ("JavaScript", "What does the book say about JavaScript?"),
        ("Lamps (of oil)", "What does the book say about lamps (of oil)?"),
    ],
)
def test_what_a_program_has_is_asked_for_by_its_name(section, question):
    assert as_question(chunk(section, "Of lamps."), "the book") == question


@pytest.mark.parametrize(
    "section",
    [
        "Overview",
        "Example",
        "Key takeaways",
        "Learning outcomes",
        "v1.2",
        "Step 3: Oil",
        "Issue 2: No oil",
        "Q to Z",
        "v1.2 lamps",
        "Question 12",
        "Key terms",
        "General",
        "A",
    ],
)
def test_a_heading_that_says_nothing_by_itself_is_none(section):
    assert as_question(chunk(section), "the book") == ""


def test_a_heading_in_another_language_has_no_english_around_it():
    text = "Die Lampe hängt an der Kette, und die Kette hängt an dem Mast."

    assert as_question(chunk("Die Lampe", text), "the book") == "Die Lampe"


def test_every_suggestion_is_answered_when_asked(parts):
    answer = asyncio.run(parts.assistant.ask(Question("How fast is a Finch?")))
    assert answer.suggestions
    for suggestion in answer.suggestions:
        assert asyncio.run(parts.assistant.ask(Question(suggestion))).sources


def test_what_was_just_cited_is_not_suggested(parts):
    answer = asyncio.run(parts.assistant.ask(Question("At which pressure does the safety valve open?")))
    assert not [suggestion for suggestion in answer.suggestions if "afety valve" in suggestion]
