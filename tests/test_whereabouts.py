"""Where the subject of a page is, and not where something else is that stands there."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.facts.whereabouts import asked_whereabouts
from rag.types import Question


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Vell is a town in the upper Orl valley.", True),
        ("**Vell**, officially the Free Town of Vell (Orlish: Wel, Uell), is a town in northern Orlia.", True),
        ("It lies some ten miles off the coast.", True),
        ("Vell was situated on both banks of the river.", True),
        ("Vell is a town of trams.", False),
        ("Vell was a colony of Orlia.", False),
        ("It lies thirty miles west of Ostrel.", True),
        ("Vell's largest depot is a hall in the Old Town.", False),
        ("Vell is known for its lamps in Europe.", False),
        ("The depot of Vell is located in the harbour.", False),
    ],
)
def test_it_is_told_of_the_subject_by_its_name_or_by_it(sentence: str, told: bool):
    asked = asked_whereabouts("Where is Vell?", "Vell")

    assert asked is not None and asked.told_in(sentence) == told


@pytest.mark.parametrize(
    ("question", "title", "asked"),
    [
        ("where's the Needle located", "The Needle", True),
        ("Where does the river Orl lie?", "River Orl", True),
        ("Where is the depot of Vell?", "Vell", False),
        ("Where is Vell mentioned?", "Vell", False),
        ("Where can I buy a ticket?", "Ticket", False),
    ],
)
def test_it_is_asked_of_the_subject_alone(question: str, title: str, asked: bool):
    assert (asked_whereabouts(question, title) is not None) == asked


def test_who_asks_where_a_town_is_is_told_that_first(tmp_path: Path):
    pages = {
        "vell.md": "# Vell\n\nVell is an old town in the upper Orl valley, built on three hills.\n\n## Language\n\n"
        "The almanac of Wren & Sons, printed at Ostrel, says that people in Vell spoke Orlish. Vell has four papers in Orlish, and the most"
        " of its radio stations are in Orlish too.\n\n## Trade\n\nVell sells lamps to Ostrel. Vell is where lamps are made.\n",
        "ostrel.md": "# Ostrel\n\nOstrel is a harbour on the Grey Sea. Ships from Vell land there.\n",
    }
    answer = asyncio.run(with_pages(tmp_path, pages).assistant.ask(Question("where is vell")))

    assert answer.message.startswith("Vell is an old town in the upper Orl valley")
