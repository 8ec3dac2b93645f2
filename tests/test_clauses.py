"""Laws: what is told of paragraphs, "1. …:", and the clauses below them, "(a) …"."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Question

PAGES = {
    "words.md": """# Article 4 – Words

In this law:

(1) 'tram' means a car on rails that a horse draws;

(2) 'guard' of a tram means a person who rings its bell.
""",
    "stopping.md": """# Article 6 – Stopping of trams

1. A tram shall stop only where one of these is so:

(a) a passenger has raised an umbrella;

(b) the horse is tired, or looks so to the guard;

(c) the brake was oiled by mistake.

2. The guard shall write it down, unless:

(a) it lasted less than a minute;

(b) the ink is frozen.

3. Stops at night are free.
""",
    "ferry.md": """# Article 7 – Ferries

Ferries wait for nobody. The ferry leaves only:

(a) at noon;

(b) in fog.

Passengers may sing.
""",
    "steps.md": """# Oiling a brake

## Directions

1. Take the can, which is:

(a) green;

(b) full.

2. Pour it out.

3. Wipe it off.
""",
}


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("laws"), PAGES)


def said(laws: Parts, message: str) -> str:
    return asyncio.run(laws.assistant.ask(Question(message))).message


def test_all_clauses_of_a_paragraph_are_told_below_it_and_none_of_the_next(laws: Parts):
    assert said(laws, "Where shall a tram stop?") == (
        "1. A tram shall stop only where one of these is so:\n"
        "    - (a) a passenger has raised an umbrella; [1]\n"
        "    - (b) the horse is tired, or looks so to the guard; [1]\n"
        "    - (c) the brake was oiled by mistake. [1]"
    )


def test_one_clause_comes_with_its_paragraph(laws: Parts):
    assert said(laws, "What if the ink is frozen?") == (
        "- The guard shall write it down, unless: [1]\n    - (b) the ink is frozen. [1]"
    )


def test_a_clause_that_defines_is_told_with_its_number(laws: Parts):
    assert said(laws, "What is a tram?").startswith("(1) 'tram' means a car on rails that a horse draws; [1]")
    assert said(laws, "definition of guard").startswith("(2) 'guard' of a tram means a person who rings its bell. [1]")


def test_clauses_end_where_prose_goes_on(laws: Parts):
    answer = said(laws, "When does a ferry leave?")
    assert answer.endswith("The ferry leaves only:\n\n- (a) at noon; [1]\n- (b) in fog. [1]")


def test_clauses_of_a_step_stand_below_it(laws: Parts):
    assert said(laws, "How do I oil a brake?") == (
        "1. Take the can, which is:\n    - (a) green;\n    - (b) full. [1]\n2. Pour it out. [1]\n3. Wipe it off. [1]"
    )
