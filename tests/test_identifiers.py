"""Names as programs write them, found by the words that they are made of."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.build import Parts
from rag.local.lexicon import Terms
from rag.reading.identifiers import said_by_headings, spelled_out
from rag.types import Question

PAGES = {
    "settings.md": """# Settings

## `sandLimit`

- Default: `40`

The most that a sander takes, in litres. What is more falls on the step.

## `bellPitch`

- Default: `a1`

The tone that passengers hear at the doors.
""",
    "sand.md": "# Sand\n\nSand is dried at the depot. Mind the limit of the road, and sand the hill in winter.\n",
    "components.md": """# Components

## SandBox

Keeps what the wheels need in winter. Fill it at the depot.

## BellHTTPResponse

Says which bell was rung, as a number.

## Box of sand

A box of sand stands at each stop, and whoever slips may take some for the street.
""",
    "limits.md": "# Limits\n\nThe limit is 20 km/h in the square, and no limit holds on the long bridge at night.\n",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("set `sandLimit` to 3", "set `sandLimit sand Limit` to 3"),
        ("the trams.openDoors() call", "the trams.openDoors open Doors() call"),
        ("a `new BellRing(pitch)` and GitHub", "a `new BellRing Bell Ring(pitch)` and GitHub"),
        ("on macOS, iPhone and eBay", "on macOS, iPhone and eBay"),
    ],
    ids=["in a span", "in code", "with capitals, in a span only", "brands"],
)
def test_the_words_of_a_name_stand_behind_it(text: str, spelt: str):
    assert spelled_out(text) == spelt


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Components\nSandBox\nA box.", "Components\nSandBox Sand Box\nA box."),
        ("Parts › BellHTTPResponse › Use\nOf it.", "Parts › BellHTTPResponse Bell HTTP Response › Use\nOf it."),
        ("GitHub\nJavaScript › Sand", "GitHub\nJavaScript › Sand"),
        ("The SandBox of it\nSandBox is", "The SandBox of it\nSandBox is"),
        ("HTML\nIDs\nSand", "HTML\nIDs\nSand"),
    ],
    ids=["a heading", "one of a path", "products", "amid a text", "no names"],
)
def test_a_heading_that_is_a_name_says_its_words(text: str, said: str):
    assert said_by_headings(text) == said


@given(st.text(alphabet="abAB`_. \n", max_size=60))
def test_nothing_is_lost(text: str):
    left = iter(spelled_out(text))
    assert all(letter in left for letter in text)


def test_a_name_of_the_book_has_its_words_and_that_of_a_question_only_itself():
    terms = Terms("english")
    assert terms.of("`sandLimit`") == terms.asked("sandLimit sand limit")
    assert len(terms.asked("sandLimit")) == 1


def test_a_chunk_has_the_words_of_its_heading_for_the_search_and_for_the_ranking():
    terms, chunk = Terms("english"), "Components\nSandBox\nKeeps what the wheels need."
    assert terms.of(chunk) >= terms.asked("sand box")
    assert {*terms.bm25.embed_document(chunk).indices} >= {*terms.bm25.embed_query("sand box").indices}


@pytest.mark.parametrize("message", ["how do I fill the sand box", "sandbox", "What is a SandBox?"])
def test_a_component_is_found_by_the_words_of_its_name(trams: Parts, message: str):
    found = asyncio.run(trams.assistant.search(message, 1))
    assert [hit.chunk.heading for hit in found.hits] == ["SandBox"]


def test_a_setting_is_found_by_its_words(trams: Parts):
    answer = asyncio.run(trams.assistant.ask(Question("What is the sand limit?")))
    assert answer.message.startswith("The most that a sander takes, in litres.")


def test_a_setting_is_found_by_its_name(trams: Parts):
    answer = asyncio.run(trams.assistant.ask(Question("What is sandLimit?")))
    assert answer.message.startswith("The most that a sander takes, in litres.")


def test_a_sentence_is_found_by_the_words_of_a_name_in_it(tmp_path: Path):
    bells = {"bells.md": "# Bells\n\nCall `ringTheNoonBell()` at twelve. Doors are shut by hand. A lamp burns oil.\n"}
    parts = with_pages(tmp_path, bells | PAGES)
    assert "ringTheNoonBell" in asyncio.run(parts.assistant.ask(Question("How do I ring the noon bell?"))).message


def test_the_word_search_finds_a_setting_by_its_words(trams: Parts):
    found = asyncio.run(trams.index.search("bell pitch", None, 5))
    assert "`bellPitch`" in [each.chunk.heading for each in found if each.lexical]
