"""What readers shall learn or do: known by its headings, and told to nobody who asks about the thing itself."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.sections.asides import asides
from rag.sections.syllabus import asks_for_syllabus, is_syllabus, promises
from rag.types import Chunk, Question

PAGES = {
    "tools.md": """# Tools

By the end of this chapter, you will have:

- Oiled the hinges of a tram door and tested the lamp of the door

## Doors

A drop of oil each week is what the hinges of a door need.
""",
    "drills.md": """# Chapter 4 Exercises

## Belts vs. gears

Sort what drives a door by belts and gears, and say why belts or gears.
""",
    "drives.md": "# Drives\n\nA belt slips where a door jams, and gears break there.\n",
    "brakes.md": """# Brakes

## Learning outcomes

By the end of this chapter you will be able to:

- Explain how the rail brakes of the tram work
- Clean the sand pipes of the tram

## How they hold

The brakes of a tram are magnets that hold on to the rails, and work by the current of the line.

## Exercises

1. Explain how the sand pipes of the tram are cleaned, and say why.
""",
    "quiz.md": """# Quiz - All about trams

## Section A: Multiple choice questions (5 points)

### Question 7

What is a "rail lantern" of a tram?

### Question 8

Name what the rail brakes of the tram are held by, and how the rail brakes of a tram work.
""",
    "sand.md": "# Sand\n\nThe pipes that the sand falls through are cleaned with a brush of wire each night.\n",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def said(parts: Parts, message: str) -> str:
    return asyncio.run(parts.assistant.ask(Question(message))).message


@pytest.mark.parametrize(
    "section",
    [
        "Learning Outcomes",
        "Objectives",
        "What You'll Build",
        "In this chapter, you will learn › What you will learn about trams",
        "Exercises › Exercise 2: Rails (Required)",
        "Hands-on exercises",
        "Exercise 3: Sand",
        "Review Questions",
        "Self-Check Question",
        "Critical Thinking Questions",
        "Comprehension questions",
        "Check your understanding",
        "Acceptance criteria",
        "Assessment (25% of final grade)",
        "Quiz - All about trams",
        "Quiz › Section A: Multiple Choice Questions (30 points)",
        "Question 12",
        "Answer Key and Grading Rubric",
    ],
)
def test_a_syllabus_is_known_by_its_heading(section: str):
    assert is_syllabus(section)


@pytest.mark.parametrize(
    "section",
    [
        "",
        "Goals of the design",
        "Challenges",
        "What you need",
        "Exercise of power",
        "Risk assessment",
        "Summary",
        "Problems",
        "Project setup",
        "Question answering",
        "Quizmasters of the line",
    ],
)
def test_a_section_that_tells_of_something_is_none(section: str):
    assert not is_syllabus(section)


def test_numbers_before_a_heading_change_nothing():
    is_aside = asides("How do brakes work?")
    for section in ("6.8 Review questions", "Brakes › 2. Exercises", "3) See also"):
        assert is_aside(Chunk("c1", "Brakes.", "brakes.md", "brakes", "Brakes", section, "/docs/brakes", 0, 1))
    assert not is_aside(Chunk("c1", "Brakes.", "brakes.md", "brakes", "Brakes", "2 brakes", "/docs/brakes", 0, 1))


def test_a_syllabus_without_a_heading_is_known_by_its_label():
    assert is_syllabus("", "Learning Objectives: After this chapter you can:\n\n- Explain brakes")
    assert is_syllabus("Brakes", "What you will learn\n\n- Brakes")
    assert not is_syllabus("Brakes", "Objectives of the line are two. First, speed: it counts.")
    assert not is_syllabus("Brakes", "Assessments: three a year")


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("What will I learn about brakes?", True),
        ("Which exercises are there on sand?", True),
        ("How is the module graded?", True),
        ("How do the brakes work?", False),
    ],
)
def test_who_asks_for_it_is_known(message: str, asks: bool):
    assert asks_for_syllabus(message) is asks


def test_what_readers_shall_explain_is_explained_by_the_book(trams: Parts):
    assert said(trams, "How do the rail brakes of the tram work?").startswith(
        "The brakes of a tram are magnets that hold on to the rails"
    )
    assert said(trams, "How are the sand pipes cleaned?").startswith(
        "The pipes that the sand falls through are cleaned with a brush"
    )


def test_what_readers_will_have_done_tells_nobody_how(trams: Parts):
    assert said(trams, "How do I oil the hinges of a tram door?").startswith("A drop of oil each week")


def test_an_exercise_answers_nobody_who_compares(trams: Parts):
    assert said(trams, "What is the difference between belts and gears?").startswith("A belt slips where a door jams")


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("You'll:", True),
        ("In this part, you will be able to:", True),
        ("By the end, we’ll have:", True),
        ("By completing this module, you should be able to:", True),
        ("You will need:", False),
        ("You will learn.", False),
    ],
)
def test_what_promises_is_known(sentence: str, does: bool):
    assert promises(sentence) is does


def test_who_asks_for_exercises_gets_them(trams: Parts):
    assert "Explain how the sand pipes of the tram are cleaned" in said(
        trams, "Which exercises are there about the sand pipes?"
    )


def test_a_quiz_asks_and_tells_nothing(trams: Parts):
    assert said(trams, "What is a rail lantern?").startswith("I could not find")
    assert "magnets" in said(trams, "How do the rail brakes of a tram work?")
