"""Items with a label, "Rough seas: …": what is said of what the label names is told beyond its first sentence."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.book import Sentence
from rag.local.extractive.form import label_of
from rag.types import Question

PAGES = {
    "fares.md": """# Fares by bid

Passengers of the old tram bid for their seats, and the conductor took the highest bids. This had several faults:

- **Rough mornings**: bids on a full tram tend to be extremely high, and on an empty one extremely low. It is absurd that
  a seat costs ten times more because a school begins.
- **Unfair sealed bids**: The conductor opens all letters, and takes the highest, and everyone pays what they wrote. This
  is known in the trade to be a poor way, and so long sums are done at each stop. But even these sums often end up wrong,
  leading to frequent overpayment.
- **Needless waits**: because of the fixed number of seats, people often wait for 3 trams. No one gains from that.
""",
    "seats.md": "# Seats\n\nThe tram has 40 seats.\n\nSeats are cleaned by the conductor.\n",
}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Rough seas: the ferry stays in.", "Rough seas"),
        ("Rough seas – the ferry stays in.", "Rough seas"),
        ("The ferry stays in. Why: it is old.", ""),
        ("Do this:", ""),
    ],
)
def test_a_label_is_what_an_item_begins_with_and_goes_on_to_tell_of(text: str, label: str):
    assert label_of(Sentence(text, 0, "item")) == label
    assert label_of(Sentence(text, 0, "prose")) == ""


def test_an_item_is_told_whole_where_its_label_is_what_is_asked_about(tmp_path: Path):
    tram = with_pages(tmp_path, PAGES)

    answer = asyncio.run(tram.assistant.ask(Question("What was the problem with unfair sealed bids?")))

    assert answer.message.endswith("leading to frequent overpayment. [1]")
