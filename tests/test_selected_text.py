"""What a visitor selects and asks about is not what they are told."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Question

PAGES = {
    "boilers.md": "# Boilers\n\nThe boiler of a Heron never runs dry. A float closes the burner before the water falls below the "
    "tubes. Its paint is green.\n\nThe whistle is made of brass.\n",
    "fares.md": "# Fares\n\nA ticket costs 3 groats. Children ride free.\n",
}


@pytest.fixture
def tram_book(tmp_path) -> Parts:
    return with_pages(tmp_path, PAGES)


def asked(parts: Parts, message: str, context: str) -> str:
    return asyncio.run(parts.assistant.ask(Question(message, context=context, page_path="/docs/boilers"))).message


@pytest.mark.parametrize("message", ["Why?", "Explain this", "How is that done?"])
def test_the_sentence_behind_the_selected_one_explains_it(tram_book: Parts, message: str):
    assert "A float closes the burner" in asked(tram_book, message, "The boiler of a Heron never runs dry.")


def test_half_a_sentence_is_explained_by_the_whole(tram_book: Parts):
    assert "before the water falls below the tubes" in asked(tram_book, "When?", "A float closes the burner")


def test_the_answer_may_be_in_a_longer_selection(tram_book: Parts):
    text = PAGES["boilers.md"].split("\n\n")[1]
    assert "Its paint is green." in asked(tram_book, "Which colour is the paint?", text)
