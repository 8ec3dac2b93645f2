"""A message in, what the book has on it out: in the part that the message names, and elsewhere where that has nothing on it."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.events import Retrieved
from rag.message.wholes import Whole, within_a_part
from rag.types import Answer, Question, Retrieval

PAGES = {
    "module-1/chapter-1-1.md": "---\ntitle: 1.1 Sand\n---\n\n## Prerequisites\n\nYou need a shovel and a dry shed.\n",
    "module-1/chapter-1-2.md": (
        "---\ntitle: 1.2 Oil\n---\n\n## Prerequisites\n\nYou need a can, and the prerequisites of chapter 1.1.\n\n"
        "## Cans\n\nThe cans are filled in Vell each Monday.\n"
    ),
    "module-2/chapter-2-1.md": "---\ntitle: 2.1 Rails\n---\n\n## Prerequisites\n\nYou need a hammer and the plan of the line.\n",
}


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("depot"), PAGES)


def found(parts: Parts, message: str, page: str = "") -> tuple[Answer, Retrieval]:
    async def ask() -> tuple[Answer, Retrieval]:
        async for event in parts.assistant.rehearse(Question(message, page_path=page)):
            if isinstance(event, Retrieved):
                retrieval = event.retrieval
        return event.answer, retrieval

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("message", "part", "rest"),
    [
        (
            "What are the prerequisites for chapter 3.1?",
            Whole(kind="chapter", number="3.1"),
            "What are the prerequisites?",
        ),
        ("In chapter two, how is sand kept?", Whole(kind="chapter", number="2"), "how is sand kept?"),
        ("What does module 3 say about sand?", Whole(kind="module", number="3"), "What does the book say about sand?"),
        ("And what about chapter 3.2?", Whole(kind="chapter", number="3.2"), ""),
        ("How long does lesson 4 take?", Whole(kind="lesson", number="4"), "How long does it take?"),
    ],
)
def test_the_part_that_a_message_names_is_told_from_what_it_asks(message: str, part: Whole, rest: str):
    assert within_a_part(message) == (part, rest)


@pytest.mark.parametrize(
    "message",
    [
        "How is sand kept?",
        "What is a chapter?",
        "Which part has 3 wheels?",
        "departments 3",
        "Is chapter 1 like chapter 2?",
    ],
)
def test_most_messages_name_none(message: str):
    assert within_a_part(message) is None


def test_what_is_asked_of_a_chapter_is_sought_in_it(depot: Parts):
    answer, retrieval = found(depot, "What are the prerequisites for chapter 1.1?")

    assert answer.message == "You need a shovel and a dry shed. [1]"
    assert retrieval.query == "What are the prerequisites?"
    assert {hit.chunk.title for hit in retrieval.hits} == {"1.1 Sand"}
    assert retrieval.notes == ("searched in chapter 1.1 only",)


def test_what_is_asked_of_a_module_is_sought_in_its_folder(depot: Parts):
    answer, retrieval = found(depot, "Which prerequisites do I need in module 2?")

    assert answer.message == "You need a hammer and the plan of the line. [1]"
    assert {hit.chunk.title for hit in retrieval.hits} == {"2.1 Rails"}


def test_what_is_asked_of_this_page_is_sought_on_it(depot: Parts):
    answer, retrieval = found(
        depot, "Which prerequisites do I need for this chapter?", page="/docs/module-2/chapter-2-1"
    )

    assert answer.message == "You need a hammer and the plan of the line. [1]"
    assert retrieval.notes == ("searched in the page that is read only",)


def test_what_the_chapter_lacks_is_found_where_it_stands(depot: Parts):
    answer, retrieval = found(depot, "Where are the cans filled, in chapter 2.1?")

    assert answer.message == "The cans are filled in Vell each Monday. [1]"
    assert retrieval.notes == ()


def test_a_chapter_that_is_not_there_is_no_place_to_seek_in(depot: Parts):
    _, retrieval = found(depot, "Where are the cans filled, in chapter 9?")

    assert retrieval.query == "Where are the cans filled, in chapter 9?"
    assert retrieval.hits[0].chunk.title == "1.2 Oil" and retrieval.notes == ()


def test_who_names_another_chapter_asks_the_same_of_it(depot: Parts):
    async def talk() -> list[Answer]:
        first = await depot.assistant.ask(Question("What are the prerequisites of chapter 1.1?"))
        second = await depot.assistant.ask(Question("And of chapter 2.1?", session_id=first.session_id))
        return [first, second, await depot.assistant.ask(Question("And module 1?", session_id=first.session_id))]

    sand, rails, module = asyncio.run(talk())

    assert sand.message == "You need a shovel and a dry shed. [1]"
    assert rails.message == "You need a hammer and the plan of the line. [1]"
    assert module.sources and {source.title for source in module.sources} <= {"1.1 Sand", "1.2 Oil"}


def test_a_chapter_alone_is_looked_for_where_nothing_was_asked(depot: Parts):
    _, retrieval = found(depot, "And chapter 2.1?")

    assert retrieval.query == "And chapter 2.1?" and retrieval.notes == ()


def test_a_search_is_made_in_the_chapter_that_it_names(depot: Parts):
    in_it = asyncio.run(depot.assistant.search("prerequisites of chapter 2.1", 5))
    not_in_it = asyncio.run(depot.assistant.search("cans in chapter 2.1", 5))

    assert [hit.chunk.title for hit in in_it.hits] == ["2.1 Rails"] and in_it.query == "prerequisites of chapter 2.1"
    assert not_in_it.hits[0].chunk.title == "1.2 Oil"
