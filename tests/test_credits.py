"""Who made something: told to who asks for that, and behind all else for others."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.sections.credits import asks_who, is_credits
from rag.types import Question

PAGES = {
    "thanks.md": """# The line

## Contributors

| Name | What |
| --- | --- |
| Odra Pell | tram brakes; tram lamps; tram bells |
| Ada Brandt | tram sand; tram doors; tram wires |
""",
    "speed.md": "# Speed\n\nOn the long bridge they go at 40 km/h, in the square at walking pace. Nobody has ever been hurt.\n",
    "brakes.md": "# Brakes\n\nA tram has magnets that hold on to the rails.\n",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def said(parts: Parts, message: str) -> str:
    return asyncio.run(parts.assistant.ask(Question(message))).message


@pytest.mark.parametrize("section", ["Contributors", "The line › Our sponsors", "Acknowledgments", "Thanks to"])
def test_credits_are_known_by_their_heading(section: str):
    assert is_credits(section)


@pytest.mark.parametrize("section", ["", "Contributing", "Contributors › Brakes", "Teams of horses"])
def test_other_sections_are_none(section: str):
    assert not is_credits(section)


@pytest.mark.parametrize(
    ("message", "asks"),
    [("Who maintains the brakes?", True), ("list the contributors", True), ("How fast is a tram?", False)],
)
def test_who_asks_for_them_is_known(message: str, asks: bool):
    assert asks_who(message) is asks


def test_a_list_of_people_answers_nobody_who_asks_for_the_thing(trams: Parts):
    assert said(trams, "What do the tram brakes have?").startswith("A tram has magnets")


def test_who_asks_for_people_gets_them(trams: Parts):
    assert "Odra Pell" in said(trams, "Who are the contributors of the tram brakes?")


def test_for_whom_a_book_is_written_is_not_who_wrote_it(tmp_path: Path):
    preface = {"preface.md": "# Preface\n\nThis book is written for drivers, and for all who build trams at home.\n"}
    author = {"end.md": "# The end\n\nThis book was written by Ada Brandt, who built trams for ten years.\n"}

    assert "drivers" not in said(with_pages(tmp_path / "nobody", PAGES | preface), "Who wrote this book?")
    assert "Ada Brandt, who" in said(with_pages(tmp_path / "ada", PAGES | preface | author), "Who wrote this?")
