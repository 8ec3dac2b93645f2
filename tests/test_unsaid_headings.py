"""Items whose heading is half of the answer: which degree, which kind, which step."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Question

BURNS = """# Burns

## First-degree burns

- The skin is red and dry.
- It heals in a week.

## Third-degree burns

- The skin is black or white as wax.
- Nothing hurts.

## Coal

Coal glows for an hour, and burns to white ash.
"""


@pytest.fixture(scope="module")
def stokers(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("stokers"), {"burns.md": BURNS})


def said(stokers: Parts, message: str) -> str:
    return asyncio.run(stokers.assistant.ask(Question(message))).message


def test_the_heading_is_told_that_says_what_an_item_leaves_open(stokers: Parts):
    assert said(stokers, "What degree is a burn if the skin is black?") == (
        "**Third-degree burns**:\n\nThe skin is black or white as wax. [1]"
    )


def test_where_the_question_says_it_or_prose_answers_it_is_not(stokers: Parts):
    assert "**" not in said(stokers, "How does the skin look in third-degree burns?")
    assert "**" not in said(stokers, "How long does coal glow?")
