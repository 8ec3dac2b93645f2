"""Sections by their headings: named by what is asked for, comparing it, or the question itself; and what stands below these."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.local.embedder import LocalEmbedder
from rag.local.lexicon import Terms
from rag.reading.cards import CloseReader
from rag.retrieval.defining import HANDLED, Defining
from rag.sections.headings import (
    ABOUT,
    BESIDE,
    SUBTITLED,
    first_of_named,
    is_asked,
    is_called,
    spelt_out,
)
from rag.types import Chunk, Question

READER = CloseReader(LocalEmbedder(), Terms("english"))

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

## Can this book be read in a tram?

Not yet. The lamps of the trams are too dim for that. Wait for the new ones.

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
        ("Who is this book for?", "Who This Textbook Is For"),
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
    assert Defining.of("Who is this book for?", [section], [], str.split).surely.all()
    assert not Defining.of("Who is this book by?", [section], [], str.split).surely.any()


def test_a_table_that_compares_is_sure_to_answer():
    table = replace(below("Noise"), text="| What | Gears | Belts |\n|---|---|---|\n| Noise | much | little |")
    cards = READER.read([table])
    assert Defining.of("gears vs belts", [table], cards, str.split).surely.all()
    assert not Defining.of("gears vs chains", [table], cards, str.split).surely.any()


def test_a_section_of_that_name_counts_where_all_of_them_are_to_be_told():
    named = [below("Gear types", 5)]
    assert Defining.of("What gear types are there in a leg?", named, READER.read(named), str.split).counts.tolist() == [
        HANDLED
    ]


def test_an_option_that_says_what_it_does_below_its_name_counts_no_more_than_a_section_of_that_name():
    def counts(text: str, *headings: str) -> list[float]:
        chunks = [replace(below(each, 5), text=text, url=each) for each in headings]
        cards = READER.read(chunks)
        return Defining.of("What is a gear?", chunks, cards, str.split).counts.tolist()

    assert counts("The gear option lets you choose one.", "Gears") == counts("Choose one.", "Gears")
    assert counts("A gear is a wheel with teeth.", "Gears") > counts("Choose one.", "Gears")


def test_the_section_answers_from_its_beginning_though_others_have_its_words_more_often(trams: Parts):
    answer = asyncio.run(trams.assistant.ask(Question("Who is this book for?")))
    assert answer.message.startswith("This book is written for:\n\n- Stokers of the line [1]\n- Bell founders [1]")
    assert answer.message.endswith("You do not need to own a tram. [1]")
    assert answer.status == "answered"
    assert {source.section for source in answer.sources} == {"Who This Book Is For"}


def test_a_word_that_answers_is_told_with_the_reason(trams: Parts):
    answer = asyncio.run(trams.assistant.ask(Question("can this book be read in a tram")))
    assert answer.message == "Not yet. The lamps of the trams are too dim for that. Wait for the new ones. [1]"


def below(heading: str, order_index: int = 0) -> Chunk:
    return Chunk("c1", "Text.", "legs.md", "legs", "Legs", heading, "/docs/legs#gears", order_index, 1)


def test_a_name_in_words_comes_before_the_same_name_in_code():
    words, code, joined = below("Gear ratios", 7), below("`gearRatio` (Number)", 8), below("GearRatio", 9)
    assert first_of_named(
        "gear ratio", [replace(code, url="/1"), replace(words, url="/2"), replace(joined, url="/3")]
    ) == {
        0: BESIDE,
        1: 1,
        2: BESIDE,
    }
    assert first_of_named("gear ratio", [code]) == {0: 1}
    assert first_of_named("gearRatio", [replace(code, url="/1"), replace(words, url="/2")]) == {0: 1}


@pytest.mark.parametrize(
    ("heading", "exactly"),
    [
        ("What Is a Gear Ratio?", 1.0),
        ("Gear ratios", 1.0),
        ("How gear ratios work", 1.0),
        ("2. Gear ratios", 1.0),
        ("Part 1.3: What is a gear ratio?", 1.0),
        ("Reduction of shafts (gear ratio)", 1.0),
        ("Parameter: `gearRatio`", 1.0),
        ("gear_ratio(shaft, other)", 1.0),
        ("`-g, --gear-ratio`", 1.0),
        ("`--gear-ratio[=<n>]`", 1.0),
        ("`gearRatio` [array<number>]", 1.0),
        ("`gearRatio(shaft)`", 1.0),
        ("`--gear-ratio` / `--no-gear-ratio`", 1.0),
        ("Understanding gear ratios", ABOUT),
        ("Gear ratios and belts", ABOUT),
        ("Gear ratios: numbers that matter", SUBTITLED),
        ("Gear ratio - what it is", SUBTITLED),
    ],
)
def test_a_section_that_is_named_by_it(heading: str, exactly: float):
    assert first_of_named("gear ratio", [below(f"Knees › {heading}")]) == {0: exactly}


def test_a_section_about_a_part_of_it_is_not_named_by_it():
    assert first_of_named("gear ratio", [below("Gear ratios of the knee"), below("Gears")]) == {}


def test_what_is_numbered_is_named_by_its_number():
    assert first_of_named("phase 2", [below("Phase 2: Walls of brick")]) == {0: 1}


def test_letters_that_stand_for_something_else_are_no_name():
    assert first_of_named("ZMP", [below("Zero-moment point (ZMP)")]) == {0: 1}
    assert first_of_named("ZMP", [below("Capture of balance (ZMP)")]) == {}


@pytest.mark.parametrize("term", ["zero-moment point method", "ZMP methods", "ZMP"])
def test_a_heading_with_letters_amid_its_words_is_named_by_both(term: str):
    assert first_of_named(term, [below("What are Zero-Moment Point (ZMP) Methods?")]) == {0: 1}


def test_letters_amid_words_name_what_their_words_say():
    assert spelt_out("ZMP", "What are Zero-Moment Point (ZMP) Methods?") == "Zero-Moment Point Methods"
    assert spelt_out("gear", "What are Zero-Moment Point (ZMP) Methods?") == spelt_out("ZMP", "The ZMP") == ""


def test_a_heading_that_asks_what_it_is_comes_before_a_page_of_that_name():
    page = Chunk("c2", "Text.", "ratio.md", "ratio", "Gear ratio", "", "/docs/ratio", 0, 1)
    assert first_of_named("gear ratio", [below("Belts › What is a gear ratio?"), page]) == {0: 1.0, 1: BESIDE}


def test_a_page_begins_behind_what_its_readers_will_learn():
    objectives, begins = (
        replace(below(each, at), url=f"#{at}") for at, each in enumerate(("Learning objectives", "Overview"))
    )
    assert first_of_named("legs", [objectives, begins]) == {1: 1}


def test_a_part_of_something_is_named_below_it():
    belts = Chunk("c2", "Text.", "belts.md", "belts", "Belts", "Teeth", "/docs/belts#teeth", 4, 1)
    assert first_of_named("teeth of a gear", [belts, below("Gears › Teeth")]) == {1: 1}
    assert first_of_named("teeth of a chain", [belts, below("Gears › Teeth")]) == {}


def test_of_many_sections_of_one_name_that_of_the_introduction_comes_first():
    chapters = [replace(below("Prerequisites", 5), url=f"/{at}#p", slug=f"chapter-{at}") for at in range(3)]
    first = replace(chapters[1], slug="intro")
    assert first_of_named("prerequisites", [chapters[0], first, chapters[2]]) == {0: BESIDE, 1: 1, 2: BESIDE}
    assert first_of_named("prerequisites", [chapters[0], first]) == {0: 1, 1: 1}


@pytest.mark.parametrize(
    "question", ["Who is this course for?", "who should read this book", "What is the target audience?"]
)
def test_who_a_book_is_for_is_said_below_its_audience(question: str):
    assert is_asked(question, "Target Audience") and is_asked(question, "Who Should Read This Book")
    assert not is_asked(question, "Gears") and not is_asked("Who designed the gears?", "Target Audience")


def test_a_kind_without_a_colon_is_part_of_the_name():
    assert is_called("event loop", "Event loop") and not is_called("loop", "Event loop")
    assert is_called("loop", "Event: 'loop'")


def test_a_page_of_that_name_comes_before_what_others_say_of_it():
    page = Chunk("c2", "Text.", "ratio.md", "ratio", "Gear ratio", "", "/docs/ratio", 0, 1)
    assert first_of_named("gear ratio", [below("Belts › Gear ratio"), page]) == {0: BESIDE, 1: 1.0}


def test_of_a_section_only_its_beginning_counts():
    later, first = (below("Gear ratio", at) for at in (5, 4))
    assert first_of_named("gear ratio", [later, first]) == {1: 1.0}


def test_the_section_is_found_where_the_book_calls_itself_otherwise(tmp_path: Path):
    pages = {f"line-{at}.md": f"# Line {at}\n\nThe line has a book of rules.\n\n" for at in range(80)}
    pages["preface.md"] = "# Preface\n\n## Who This Textbook Is For\n\nStokers of the line.\n"
    answer = asyncio.run(with_pages(tmp_path, pages).assistant.ask(Question("who is this book for?")))
    assert answer.message == "Stokers of the line. [1]"


def test_a_second_title_says_nothing(tmp_path: Path):
    pages = {
        "line.md": "---\ntitle: The Gear Line\n---\n\n# The Gear Line: Teeth + Wheels + Trams\n\n## Beyond belts\n\n"
        "Trams meet there at noon. The foreman calls this the gear line.\n",
        "belts.md": "# Belts\n\nBelts slip more than gears do.\n",
    }
    parts = with_pages(tmp_path, pages)
    for message in ("What is the gear line?", "gear line trams"):
        answer = asyncio.run(parts.assistant.ask(Question(message)))
        assert "The foreman calls this the gear line" in answer.message
        assert "Teeth + Wheels" not in answer.message


def test_a_page_begins_behind_its_second_title():
    pages = [replace(below("", at), text=text) for at, text in enumerate(("Legs: bones and belts", "Legs carry us."))]
    assert first_of_named("legs", pages) == {1: 1.0}
    assert first_of_named("legs", [replace(pages[0], text="Legs: bones and belts."), pages[1]]) == {0: 1.0}


def test_a_heading_may_be_lettered():
    assert is_called("gear ratios", "B. Gear ratios")
    assert not is_called("gear ratios", "Vitamin B. Gear ratios")
