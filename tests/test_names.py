"""What a question names, and what it counts that the book has it nowhere."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.reading.names import names


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How do I reach Ostrel from Vell?", ["Ostrel", "Vell"]),
        ("when should I take an RwLock instead of a mutex", ["RwLock"]),
        ("how does thread::scope serve my_app on www.mysite.com", ["thread::scope"]),
        ("Does Ærø have trams?", ["Ærø"]),
        ("Who built it? Ada did.", []),
        ("How Do I Reach Ostrel From Vell?", []),
        ("HOW DO I REACH OSTREL", []),
        ("", []),
    ],
    ids=[
        "places",
        "a type",
        "as programs write them",
        "no ASCII",
        "how a sentence begins",
        "a headline",
        "shouted",
        "nothing",
    ],
)
def test_what_a_question_names(question: str, named: list[str]):
    assert names(question) == named


def test_a_question_about_what_the_book_names_nowhere_is_less_relevant(tmp_path: Path):
    pages = {
        "brakes.md": "# Brakes\n\nThe brakes of the Heron are of beech. The brakes of the Heron are tried each morning before it leaves.\n",
        "lamps.md": "# Lamps\n\nThe lamps of the Finch are of amber glass.\n",
    }
    parts = with_pages(tmp_path, pages)

    def relevance(question: str) -> float:
        return asyncio.run(parts.assistant.search(question, 3)).relevance

    known, unknown = (
        relevance(f"Are the brakes of the {tram} tried each morning?")
        / relevance(f"Are the brakes of the {tram.lower()} tried each morning?")
        for tram in ("Heron", "Kestrel")
    )
    assert known == pytest.approx(1, abs=0.05)
    assert unknown < 0.9
