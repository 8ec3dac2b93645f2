"""Answers in the book's own sentences: what reads well, and what is left out."""

import asyncio

import pytest
from conftest import write_pages

from rag.build import Parts, book_source, build
from rag.ingest import ingest
from rag.settings import Settings
from rag.types import Question

PAGES = {
    "pendulum.md": """# Pendulum lamps

A pendulum lamp hangs from the catenary by two chains. The amber glass of a pendulum lamp is blown in Ostrel.
How is the amber glass of a pendulum lamp blown?

Terms of the trade:

- gimbal ring: the hoop that keeps a pendulum lamp upright in a curve
- the clapper of the noon bell is cast from bronze
- a snuffer ends the flame

## Next steps

- Learn more about the amber glass of a pendulum lamp and how it is blown.
""",
    "lighting.md": """# Lighting up

To light the depot:

1. Open the gas cock by the door.
2. Hold the taper to the mantle.
3. Close the draught shutter.
""",
}


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder = tmp_path_factory.mktemp("lamps")
    settings = Settings(book_dir=write_pages(folder / "book", PAGES), data_dir=folder / "data")
    parts = build(settings)
    asyncio.run(ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None))
    return parts


def said(parts: Parts, message: str) -> str:
    return asyncio.run(parts.assistant.ask(Question(message))).message


def test_one_item_by_itself_reads_as_a_paragraph(lamps: Parts):
    assert said(lamps, "What is a gimbal ring?").startswith("gimbal ring: the hoop that keeps a pendulum lamp upright")


def test_steps_keep_their_numbers(lamps: Parts):
    message = said(lamps, "How do I light the depot?")
    assert (
        message.index("1. Open the gas cock")
        < message.index("2. Hold the taper")
        < message.index("3. Close the draught")
    )


def test_what_the_book_asks_and_where_it_points_answers_nobody(lamps: Parts):
    message = said(lamps, "Where is the amber glass of a pendulum lamp blown?")
    assert "is blown in Ostrel." in message
    assert "How is the amber glass" not in message
    assert "Learn more" not in message
