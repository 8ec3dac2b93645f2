"""Who wrote a page, and when: what stands at its head, and how it is told."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from conftest import with_pages

from rag.book.byline import byline
from rag.types import Question


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"author": "Ada Brook"}, "Author: Ada Brook."),
        ({"author": "Ada Brook (@ada), Ben Kerr <ben@example.org>"}, "Authors: Ada Brook, Ben Kerr."),
        (
            {"authors": [{"name": "Ada M. Brook", "affiliation": 1}, {"name": "Ben de Kerr"}]},
            "Authors: Ada M. Brook, Ben de Kerr.",
        ),
        ({"author": [{"name": {"given": "Ada", "family": "Brook"}}]}, "Author: Ada Brook."),
        (
            {"authors": [{"given-names": "Ada", "surname": "Brook"}], "date": "11 June 2025"},
            "Author: Ada Brook. Date: 11 June 2025.",
        ),
        ({"author": "Ada Brook", "created": date(2019, 4, 13)}, "Author: Ada Brook. Created: 2019-04-13."),
        ({"authors": ["ada", "ben"], "date": "2024"}, ""),
        ({"authors": None, "date": date(2019, 4, 13)}, ""),
        ({"author": {"url": "https://example.org"}}, ""),
    ],
)
def test_a_byline_names_people_and_a_day(fields: dict[object, object], told: str):
    assert byline(fields) == told


PAGES = {
    "tip-0042.md": """---
title: Bells on trams
author: Ada Brook (@ada), Ben Kerr (@ben)
status: Final
created: 2019-04-13
---

## Motivation

Trams shall ring, since people sleep on the rails. Old trams may stay silent until they are mended.

## Bells

A bell is made of brass.
""",
    "fares.md": "# Fares\n\nA ticket costs 7 crowns, and who rides without one pays 70.\n\nTickets are written by hand.\n",
    "rails.md": "# Rails\n\nRails are laid in sand. They were proposed by the mayor.\n",
}


def test_who_wrote_a_page_and_when_is_told_by_its_head(tmp_path: Path):
    trams = with_pages(tmp_path, PAGES)

    def told(message: str) -> str:
        return asyncio.run(trams.assistant.ask(Question(message))).message

    assert told("who proposed bells on trams?") == "Authors: Ada Brook, Ben Kerr. [1]"
    assert told("When was Bells on trams created?") == "Created: 2019-04-13. [1]"
    assert "Brook" not in told("Who proposed rails?")


def test_nothing_that_is_asked_of_a_page_begins_with_who_wrote_it(tmp_path: Path):
    trams = with_pages(tmp_path, PAGES)

    answers = [asyncio.run(trams.assistant.ask(Question(each))) for each in ("Why do trams ring?", "bells on trams")]

    assert not any("Brook" in each.message for each in answers)
