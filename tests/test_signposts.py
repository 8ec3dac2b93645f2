"""Sections that only say where to read on, and what they are worth to who asks."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.sections.signposts import is_signpost
from rag.types import Question

PAGES = {
    "frost.md": """# Frost

A point that freezes is thawed with salt and a lamp. Salt is kept in the shed.

## See also

- [Frozen points and what causes them](points.md) for all the causes of frozen points
- [Causes of frozen points on hills](hills.md)
""",
    "points.md": """# Points

Water that stands in the blades causes a frozen point. The blades are dried at noon.
""",
    "hills.md": "# Hills\n\nTrams climb hills with sand.\n",
}


@pytest.mark.parametrize(
    ("heading", "signpost"),
    [
        ("Next steps", True),
        ("Brakes › See also", True),
        ("Related pages", True),
        ("Further reading", True),
        ("Guides Table Of Contents", True),
        ("In this section", True),
        ("Chapter Structure › Section 3: Sand", True),
        ("Course outline", True),
        ("Structure of a rail › Chapter houses", False),
        ("Browse the documentation by type", True),
        ("Exploring the docks", False),
        ("Reading the gauge", False),
        ("Contents of the sand box", False),
        ("References of a pointer", False),
        ("", False),
    ],
)
def test_a_signpost_is_known_by_its_heading(heading: str, signpost: bool):
    assert is_signpost(heading) is signpost


def test_a_signpost_is_known_by_how_it_begins():
    assert is_signpost("Trouble", "See Appendix C: Trouble for:\n\n- Frozen points")
    assert is_signpost("--bell", "Read more about bells.")
    assert is_signpost("Who rings it?", "For more information on who rings the bells, see the page of the ringers.")
    assert not is_signpost("--bell", "Read more about bells. It rings at noon.")
    assert not is_signpost("--bell", "Rings the bell. Read more about bells.")
    assert not is_signpost("Trouble", "See that the points are dry: they freeze.\n\n- Frozen points")


def test_an_answer_stands_where_a_signpost_points_to(tmp_path: Path):
    parts = with_pages(tmp_path, PAGES)

    found = asyncio.run(parts.assistant.search("What causes frozen points?", 3))
    answer = asyncio.run(parts.assistant.ask(Question("What causes frozen points?")))

    assert found.hits[0].chunk.section != "See also"
    assert answer.message.startswith("Water that stands in the blades causes a frozen point.")
    assert answer.sources[0].title == "Points"


def test_a_question_of_the_book_that_only_points_on_is_answered_where_it_points(tmp_path: Path):
    pages = {
        "faq.md": "# FAQ\n\n## What is the difference between the noon bell and the dawn bell?\n\n"
        "For more information on the bells of the depot, see the page of the ringers.\n",
        "ringers.md": "# Ringers\n\nThe noon bell is rung by hand, the dawn bell by a weight of 12 stone.\n",
    }
    answer = asyncio.run(
        with_pages(tmp_path, pages).assistant.ask(
            Question("What is the difference between the noon bell and the dawn bell?")
        )
    )

    assert answer.message == "The noon bell is rung by hand, the dawn bell by a weight of 12 stone. [1]"
