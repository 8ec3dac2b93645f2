"""The numbered references of a book are none of an answer's citations."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.sections.references import without_references
from rag.types import Question

PAGES = {
    "bells.md": "# Bells\n\nThe noon bell is cast from bronze of Ostrel [2]. It is rung by hand [1, 3], and `rings[1]` counts how often.\n",
    "lamps.md": "# Lamps\n\nA lamp burns oil. The lamp of the noon bell is of glass.\n",
}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A frame [1]. Next [2, 3].", "A frame. Next."),
        ("As they say [5–7] it is.", "As they say it is."),
        ("`rings[1]` and ``a[2]``", "`rings[1]` and ``a[2]``"),
        ("x in $[1, 2]$ [4]", "x in $[1, 2]$"),
        ("a share in [0, 1]", "a share in [0, 1]"),
        ("see [1](https://vell.example)", "see [1](https://vell.example)"),
        ("[ ] to do", "[ ] to do"),
    ],
)
def test_references_are_left_out_of_prose_alone(text: str, left: str):
    assert without_references(text) == left


@given(st.text(alphabet="`$[]1, a\n", max_size=400))
def test_nothing_else_is_lost_or_added(text: str):
    left = iter(text)
    assert all(letter in left for letter in without_references(text))
    assert len(without_references(text)) == len(text) or "[1" in text


def test_an_answer_cites_what_it_is_from_whatever_the_book_refers_to(tmp_path: Path):
    parts = with_pages(tmp_path, PAGES)

    answer = asyncio.run(parts.assistant.ask(Question("What is the noon bell cast from?")))

    assert answer.message.startswith("The noon bell is cast from bronze of Ostrel.")
    assert "[2]" not in answer.message
    assert [source.title for source in answer.sources] == ["Bells"]
    assert answer.sources[0].quote in PAGES["bells.md"]
