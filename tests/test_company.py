"""What comes along with a sentence, and what does not: the list right below it, and the title of a note above it."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Question

PAGES = {
    "faq.md": """# Questions

### Where are the tram logs?

The place of tram logs varies with how you run a tram.

* Those of the depot hang on its door.
* Those of a horse are kept at `/var/log/horse`.

### How fast is a tram?

A tram is as fast as its horse.

* Horses are told of on the page on horses.
""",
    "bells.md": """# Bells

A bell is rung by a rope.

:::warning at night only

This bell is silent in a depot because it would wake the horses.

:::

## Rust

Rust

It is what bells get in the rain.
""",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def asked(trams: Parts, message: str) -> str:
    return asyncio.run(trams.assistant.ask(Question(message))).message


def test_the_list_below_the_only_sentence_of_a_section_that_is_asked_for_comes_along(trams: Parts):
    answer = asked(trams, "where are the logs")

    assert answer.startswith("The place of tram logs varies")
    assert "- Those of the depot" in answer
    assert "`/var/log/horse`" in answer


def test_a_sentence_leans_on_no_title_of_a_note(trams: Parts):
    answer = asked(trams, "why is the bell silent in the depot?")

    assert "This bell is silent in a depot" in answer
    assert "at night only" not in answer


def test_a_term_above_what_it_means_stays(trams: Parts):
    assert "Rust It is what bells get" in asked(trams, "what is rust")
