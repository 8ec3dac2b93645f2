"""The page or section that a question names in full, and what is told of the others then."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.sections.named import named_page, named_sections
from rag.types import Chunk, Question


def sequence(text: str) -> list[int]:
    return [hash(word) for word in text.lower().split()]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("how long to bake plum bread in the oven", "Plum Bread"),
        ("how long to bake bread", ""),  # one word is one like any other
        ("bread in the plum oven", ""),
        ("plum bread and plum jam", ""),
        ("long plum bread", "Long Plum Bread"),
        ("oven", ""),
    ],
)
def test_the_longest_title_that_stands_in_the_question_names_a_page(question: str, title: str):
    assert named_page({"Bread", "Plum Bread", "Long Plum Bread", "Plum Jam"}, question, sequence) == title


def test_another_page_answers_nothing_where_one_is_named_in_full(tmp_path: Path):
    kitchen = with_pages(
        tmp_path,
        {
            "plum-bread.md": "# Plum Bread\n\n## Directions\n\n1. Stone the plums.\n2. Bake for around an hour.\n",
            "bread.md": "# Bread\n\nEat bread within 3 days.\n\n## Directions\n\n1. Bake the bread for 26 minutes until it sings.\n",
            "jam.md": "# Plum Jam\n\nPlum jam boils for 7 minutes.\n",
        },
    )

    def told(message: str) -> str:
        return asyncio.run(kitchen.assistant.ask(Question(message))).message

    assert told("How long to bake plum bread?") == "Bake for around an hour. [1]"
    assert told("How long to bake bread?").startswith("Bake the bread for 26 minutes")


def section(heading: str, title: str = "Lamps") -> Chunk:
    return Chunk("id", "text", "a.md", "a", title, heading, "/docs/a", 0, 1)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("night lamp oil", [0, 2 / 3, 0, 0]),  # the longest heading that stands there
        ("lamp oil", [1 / 2, 0, 0, 0]),
        ("how many times did the lamp go out", [0, 0, 0, 0]),  # one word of many
        ("shutter cost", [0, 0, 1 / 2, 0]),
        ("lamps", [0, 0, 0, 1]),  # a page goes by its title where it has no heading
        ("how do I lamp a door", [0, 0, 0, 0]),  # which is what is done, and no name
    ],
)
def test_a_section_is_named_by_the_whole_of_its_heading(question: str, named: list[float]):
    chunks = [section("Lamp"), section("Level 2: Night lamp"), section("Shutter (3 GP)"), section("")]

    def coverage(terms: frozenset[int]) -> float:
        return len(terms) / len(set(question.split()) - {"how", "do", "I", "a"})

    assert named_sections(chunks, question, sequence, coverage) == named


@pytest.mark.parametrize("question", ["dim the night lamp", "dim the NightLamp"])
def test_a_section_that_is_called_as_programs_call_it_is_named_by_its_words_too(question: str):
    chunks = [section("NightLamp"), section("Lamp")]

    named, other = named_sections(chunks, question, sequence, lambda terms: 0.5 * bool(terms))

    assert named and not other


def test_the_section_that_is_named_comes_before_those_that_say_its_name_more_often(tmp_path: Path):
    rules = with_pages(
        tmp_path,
        {
            "signals.md": "# Signals\n\n## Red flare\n\nWhoever stands within 20 paces takes 8 burns of damage.\n\n## Bell\n\nIt rings.\n",
            "things.md": "# Things\n\n## Belt of red flares\n\nThrow a red flare of it, and the damage of the red flare rises by 1 burn.\n",
        },
    )
    found = asyncio.run(rules.assistant.search("red flare damage", 3))
    assert found.hits[0].chunk.section == "Red flare"


def test_the_line_that_is_asked_for_of_a_named_section_is_all_that_is_told(tmp_path: Path):
    book = with_pages(
        tmp_path,
        {
            "signals.md": "# Signals\n\n## Red flare\n\nRange: 3 miles\n\nDuration: until the next tram\n\nWhile it"
            " burns no tram leaves, and all who see a red flare wait.\n\n## Bell\n\nDuration: a minute\n\nNote: it is loud.\n",
            "rules.md": "# Rules\n\nThe duration of a red flare is written down. Duration: as it was.\n",
        },
    )

    def told(message: str) -> str:
        return asyncio.run(book.assistant.ask(Question(message))).message

    assert told("duration of a red flare") == "Duration: until the next tram [1]"
    assert told("what is the bell duration?") == "Duration: a minute [1]"
    assert "wait" in told("what do those do who see a red flare?")
