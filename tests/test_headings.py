"""A heading that is the question itself, and what stands below it."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.reading.headings import is_asked
from rag.retrieval.defining import Defining
from rag.types import Chunk, Question

PAGES = {
    "preface.md": """# Preface

## Who This Book Is For

This book is written for:

- Stokers of the line
- Bell founders

To read this book you should be one:

- Who has a book of tickets, for this book is read in the tram
- Who is no friend of fog

You do not need to own a tram.

## Thanks

This book would not be there without the people who read it for us, and for whom this is a book like no other.
""",
    "use.md": "# Use\n\nThis book is a book to be read at night. Whoever reads this book reads it for the lamps in this book.\n",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("Who is this book for?", "Who This Book Is For"),
        ("How do I ring the noon bell?", "How to ring the noon bell"),
        ("which trams does Ostrel have", "Which trams does Ostrel have?"),
    ],
)
def test_a_heading_asks_the_same_in_other_order(question: str, heading: str):
    assert is_asked(question, heading)


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("Who is this book for?", "Who this book is not for"),
        ("Bells?", "Bells"),
        ("the bells", "Bells"),
        ("Why do bells ring?", "How bells ring"),
    ],
)
def test_a_heading_that_asks_something_else_or_hardly_anything(question: str, heading: str):
    assert not is_asked(question, heading)


def test_it_is_sure_to_answer_whatever_its_words_are():
    section = Chunk(
        "c1", "Stokers.", "preface.md", "preface", "Preface", "Who This Book Is For", "/docs/preface#who", 0, 1
    )
    assert Defining.of("Who is this book for?", [section], []).surely.all()
    assert not Defining.of("Who is this book by?", [section], []).surely.any()


def test_the_section_answers_from_its_beginning_though_others_have_its_words_more_often(trams: Parts):
    answer = asyncio.run(trams.assistant.ask(Question("Who is this book for?")))
    assert answer.message.startswith("This book is written for:\n\n- Stokers of the line [1]\n- Bell founders [1]")
    assert answer.message.endswith("You do not need to own a tram. [1]")
    assert answer.status == "answered"
    assert {source.section for source in answer.sources} == {"Who This Book Is For"}
