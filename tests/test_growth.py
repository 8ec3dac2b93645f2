"""The books that `make growth` measures are what they are said to be, and its verdict can be bad."""

from growth.book import questions, write_book
from growth.figures import Ingested, Read, Size, verdict
from growth.page import render

from rag.book import chunk_page, read_book
from rag.types import Page


def size(chunks: int, cpu: float) -> Size:
    return Size(chunks, chunks // 20, Ingested(cpu, cpu, 1.2, 0.7, 140, 5), Read(50, 97, 137, 78, 2, 4, 2, 9, 14))


def test_a_book_of_a_hundred_chunks_has_a_hundred_and_is_the_same_everywhere(tmp_path):
    book = write_book(tmp_path, 100)
    pages = [page for page in read_book(book) if isinstance(page, Page)]
    chunks = [chunk for page in pages for chunk in chunk_page(page)]

    assert (len(pages), len(chunks)) == (5, 100)
    assert {block.kind for page in pages for section in page.sections for block in section.blocks} == {
        "prose",
        "item",
        "table",
    }
    assert chunks[0].text.startswith("Dreetrundcheck slit jeelpleestteck a for houmteast")


def test_each_question_is_made_of_words_that_stand_together_in_the_book(tmp_path):
    text = "\n".join(path.read_text(encoding="utf-8") for path in write_book(tmp_path, 100).rglob("*.md")).lower()
    asked = questions(100, 30)

    assert len(asked) == 30 and len(set(asked)) > 25
    for question in asked:
        assert all(word in text for word in question.removeprefix("How does the ").removesuffix(" work?").split())


def test_growth_that_bends_is_called_by_its_name():
    assert "near-linear: at 10,000 chunks each costs 1.10 times" in verdict([size(1_000, 1.2), size(10_000, 13.2)])
    assert "near-linear: at 100,000 chunks each costs 1.50 times" in verdict([size(100_000, 180)])
    assert "NOT linear: at 10,000 chunks each costs 4.00 times" in verdict([size(1_000, 1.2), size(10_000, 48)])
    assert "no size tells" in verdict([size(1_000, 1.2)])


def test_the_page_shows_every_size_and_loads_nothing():
    page = render([size(100, 0.1), size(1_000, 1.2), size(10_000, 13.2)])

    assert page.count("<polyline") == 7
    assert "near-linear" in page and "10,000" in page
    assert "://" not in page and "src=" not in page
