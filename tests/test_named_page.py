"""The page that a question names in full, and what is told of the others then."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.sections.named_page import named_page
from rag.types import Question


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
