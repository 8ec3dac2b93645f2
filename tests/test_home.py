"""What the whole book is about, told from its first page."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.sections.home import is_home, is_subject
from rag.types import Chunk, Question

HOME = {
    "intro.md": "# The manual\n\nBy taking Vell, a line hands over all that has to do with lamps. In return, Vell lights them alone.\n"
}
PAGES = {
    f"part-{number}.md": f"# Part {number}\n\nVell needs part {number} at night. With Vell, part {number} is oiled. Ask Vell to show it.\n"
    for number in range(30)
}


def chunk(slug: str, text: str, order_index: int = 0) -> Chunk:
    return Chunk("id", text, f"{slug}.md", slug, "A page", "", f"/docs/{slug}", order_index, 1)


def test_what_every_page_speaks_of_is_told_from_the_first(tmp_path: Path):
    parts = with_pages(tmp_path, HOME | PAGES)
    answer = asyncio.run(parts.assistant.ask(Question("What is Vell?")))
    assert answer.message.startswith("By taking Vell, a line hands over all that has to do with lamps.")
    assert answer.status == "answered"


def test_a_page_that_begins_by_saying_what_it_is_is_told_instead(tmp_path: Path):
    style = {"style.md": "# Style\n\nVell is a lamplighter without hands. It has manners of its own.\n"}
    parts = with_pages(tmp_path, HOME | PAGES | style)
    answer = asyncio.run(parts.assistant.ask(Question("What is Vell?")))
    assert answer.message.startswith("Vell is a lamplighter without hands.")


@pytest.mark.parametrize(
    ("page", "home"),
    [
        (chunk("", "Vell lights lamps."), True),
        (chunk("intro", "Vell lights lamps."), True),
        (chunk("intro", "Vell lights lamps.", order_index=1), False),
        (chunk("lamps", "Vell lights lamps."), False),
        (chunk("intro", "All vell lights lamps."), False),
        (chunk("intro", "Vell lights lamps: `vell on`.\n\n```sh\nvell off\n```"), True),
        (chunk("intro", "Lamps are lit."), False),
    ],
    ids=["root", "intro", "further down", "another page", "no name", "typed", "not named"],
)
def test_a_home_is_a_first_page_that_names_it(page: Chunk, home: bool):
    assert is_home(page, ["vell"]) is home


def test_the_subject_is_what_stands_all_over_the_book():
    assert is_subject([0.4])
    assert not is_subject([0.4, 3.0])
    assert not is_subject([])
