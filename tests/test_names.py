"""What a question names and which numbers it holds, and what it counts that the book, or a passage, has them nowhere."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import with_pages

from rag.reading.names import asking, names, numbers

STORY = (
    "I opened an old project of 2014 that a colleague at Acme v2.1 left us, and a window came up about conflicts. I clicked it away since "
    "I was in a hurry, and now some of the lamps look wrong."
)


def test_in_a_story_only_what_asks_names_anything():
    asks = "Can I get that window back, or is Rescue gone?"
    assert asking(f"{STORY} {asks}") == asks
    assert asking(STORY) == STORY, "where nothing asks, all of it does"
    assert asking("I use Wren 3. How heavy is it?") == "I use Wren 3. How heavy is it?", "a short one is no story"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How do I reach Ostrel from Vell?", ["Ostrel", "Vell"]),
        ("when should I take an RwLock instead of a mutex", ["RwLock"]),
        ("how does thread::scope serve my_app on www.mysite.com", ["thread::scope"]),
        ("Does Ærø have trams?", ["Ærø"]),
        ("does Ostrel support Vell?", ["Ostrel", "Vell"]),
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
        "more names than words",
        "how a sentence begins",
        "a headline",
        "shouted",
        "nothing",
    ],
)
def test_what_a_question_names(question: str, named: list[str]):
    assert names(question) == named


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who won in 1975, and by 3.5 points of 1,000?", ["1975", "3.5", "1,000"]),
        ("Does RAID 5 work over HTTP/3 in version 15.2?", ["5", "3", "15.2"]),
        ("Is a 3-axis arm of v2 or C3 heavier than 5kg?", []),
        ("Give me 3 reasons in 100 words, please", []),
        ("", []),
    ],
    ids=["numbers", "numbered things", "names that hold some", "what is wished for", "nothing"],
)
def test_which_numbers_a_question_holds(question: str, found: list[str]):
    assert numbers(question) == found


@pytest.fixture
def relevance(tmp_path: Path) -> Callable[[str], float]:
    pages = {
        "brakes.md": "# Brakes\n\nThe brakes of the Heron are of beech. In 1912 the brakes were tried each morning before it left.\n",
        "lamps.md": "# Lamps\n\nThe lamps of the Finch are of amber glass. In 1930 each of them was cleaned by hand.\n",
    }
    parts = with_pages(tmp_path, pages)
    return lambda question: asyncio.run(parts.assistant.search(question, 3)).relevance


def test_a_book_is_less_sure_where_it_is_asked_with_a_word_that_it_has_nowhere(relevance: Callable[[str], float]):
    asked = "Were the brakes tried each morning with a {}?"
    assert relevance(asked.format("kubernetes")) < 0.5 * relevance(asked.format("window"))
    fact = "When were the brakes tried each morning with a {}?"
    assert relevance(fact.format("kubernetes")) > 0.7 * relevance(fact.format("window"))

    story = "I had a {} with me when I came from Vell, where it rained all day, and I lost my hat and my coat in the train. "
    strange, plain = (
        relevance(story.format(each) + "Were the brakes tried each morning?") for each in ("kubernetes", "window")
    )
    assert strange == pytest.approx(plain, rel=0.1)


@pytest.mark.parametrize("other", ["Kestrel", "Finch"], ids=["nowhere in the book", "of another passage"])
def test_a_passage_without_the_name_of_the_question_is_less_relevant(relevance: Callable[[str], float], other: str):
    right, wrong = (
        relevance(f"Were the brakes of the {tram} tried each morning?")
        / relevance(f"Were the brakes of the {tram.lower()} tried each morning?")
        for tram in ("Heron", other)
    )
    assert right == pytest.approx(1, abs=0.05)
    assert wrong < 0.9


def test_a_passage_without_the_number_of_the_question_is_less_relevant(relevance: Callable[[str], float]):
    right, wrong = (relevance(f"Were the brakes tried each morning in {year}?") for year in (1912, 1930))
    assert wrong < 0.8 * right
