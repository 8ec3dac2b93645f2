"""What the subject of a page did, and not what somebody else did in the same words."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.facts.deeds import asked_deed
from rag.types import Question


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Ada Brook died in 1860.", True),
        ("Brook finally died.", True),
        ("In the autumn of 1860, she died of a fever.", True),
        ("Ada Brook's father died.", False),
        ("Ada Brook painted a heron that died.", False),
        ("Ben Brook fell ill in May, and he died soon.", False),
        ("In New Ostrel, she died of a fever.", True),
        ("Cara Dell sang for the captain until she died.", False),
        ("The captain died.", False),
    ],
)
def test_it_is_told_of_the_subject_by_its_name_or_by_he_or_she(sentence: str, told: bool):
    asked = asked_deed("When did Ada Brook die?", "Ada Brook")
    assert asked and asked.told_in(sentence) == told


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("whom did brook marry", "She married a whistler.", True),
        ("Where did Ada Brook begin?", "Brook began in Ostrel.", True),
        ("Where was Ada Brook born?", "She was born in Ostrel.", True),
        ("How old was Ada Brook when she died?", "Ada Brook died at the age of 72.", True),
        ("What did Ada Brook plan?", "She had planned a bell.", True),
        ("What did Ada Brook write?", "He lies, she wrote, and sings.", False),  # quoted, it may be anything
    ],
)
def test_verbs_are_told_in_the_past(question: str, sentence: str, told: bool):
    asked = asked_deed(question, "Ada Brook")
    assert asked and asked.told_in(sentence) == told


@pytest.mark.parametrize(
    "question",
    [
        "When did the captain die?",
        "Who was Ada Brook?",
        "Where did Ada Brook's father die?",
        "Where did Brook ferries go?",
    ],
)
def test_no_deed_of_the_subject_is_asked_for(question: str):
    assert asked_deed(question, "Ada Brook") is None


def test_who_asks_how_she_died_is_not_told_of_the_heron_that_did(tmp_path: Path):
    pages = {
        "ada-brook.md": """# Ada Brook

Ada Brook was a painter of trams.

## Life

Ada Brook was born in Ostrel. She drew each bell of the town, and lived by the harbour. In the autumn she died of a fever.

## Fame

Ada Brook is known for her bells. Ada Brook painted the heron that died on the pier. The museum of Ada Brook opened in 1970.

## Friends

In 1850 Ada Brook met the captain of the ferry. When the captain died, Ada Brook painted him on his bell.
""",
        "ferry.md": "# The Ferry\n\nThe ferry plays music at noon, and an instrument of brass shows its depth.\n",
    }

    answer = asyncio.run(with_pages(tmp_path, pages).assistant.ask(Question("What did Ada Brook die of?")))

    assert answer.message.startswith("In the autumn she died of a fever. [1]")
