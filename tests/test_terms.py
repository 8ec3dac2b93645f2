"""What the words of a question weigh."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.terms import AskedTerms, asked_terms, widened
from rag.types import Question


class SmallBook:
    """An index of which only the rarities matter: a word's id is its first letter's number, its rarity its length."""

    async def rarity(self, text: str) -> dict[int, float]:
        return {ord(word[0]): float(len(word)) for word in text.split()}


def asked(*parts: tuple[str, float]) -> AskedTerms:
    return asyncio.run(asked_terms(SmallBook(), parts))


def of(words: str) -> frozenset[int]:
    return frozenset(ord(word[0]) for word in words.split())


def test_coverage_is_the_share_of_the_weight_not_of_the_words():
    assert asked(("aa bbbbbbbb", 1.0)).coverage(of("b")) == pytest.approx(0.8)


def test_what_was_carried_along_weighs_less():
    terms = asked(("aaaa", 1.0), ("bbbb", 0.5))
    assert terms.coverage(of("a")) == pytest.approx(2 / 3)


def test_a_word_said_twice_weighs_as_where_it_weighs_most():
    assert asked(("aaaa", 0.5), ("aaaa", 1.0)).total == 4.0


def test_a_mass_answers_how_heavy():
    terms = asked(("heavy finch", 1.0))
    assert terms.coverage(of("mass finch")) == terms.coverage(of("heavy finch")) == 1.0


def test_limitations_answer_who_asks_for_the_cons():
    terms = asked(("cons finch", 1.0))
    assert terms.coverage(of("limitations finch")) == terms.coverage(of("cons finch")) == 1.0


@pytest.mark.parametrize(("question", "answer"), [("i need sand", "sand required"), ("long does sand", "sand weeks")])
def test_a_book_may_have_another_word(question, answer):
    terms = asked((question, 1.0))
    assert terms.coverage(of(answer)) == terms.coverage(of(question)) == 1.0


def test_what_is_written_in_two_words_may_be_one_in_the_book(tmp_path: Path):
    parts = with_pages(tmp_path, {"log.md": "# Log\n\nA backup of the log is kept in Ostrel.\n"})

    async def coverage(question: str, held: str) -> float:
        terms = await asked_terms(parts.index, [(question, 1.0)])
        return terms.coverage(frozenset(await parts.index.rarity(held)))

    assert (
        asyncio.run(coverage("back up log", "backup up log"))
        == asyncio.run(coverage("back up log", "back up log"))
        == 1.0
    )
    assert asyncio.run(coverage("turn over log", "turnover over log")) < 1.0  # no word of the book


def test_the_word_search_looks_for_the_noun_too():
    assert widened("How heavy is a Finch?") == "How heavy is a Finch? mass weight weighs"
    assert widened("How big is Aruba?") == "How big is Aruba? size area dimensions height length"
    assert widened("How do I change its port?") == "How do I change its port? set specify configure custom"
    assert widened("Where is the Needle?") == "Where is the Needle?"
    assert widened("Does it run on a Mac?") == "Does it run on a Mac? macos runon"


@pytest.mark.parametrize(
    "question",
    [
        "many seats",
        "whose seats",
        "please explain seats",
        "must get seats",
        "seats exist",
        "list seats",
        "Name seats",
        "whats seats",
        "happened seats",
        "hows seats",
        "wat seats pls",
    ],
)
def test_words_that_only_ask_weigh_nothing(question):
    assert asked((question, 1.0)) == asked(("seats", 1.0))


def test_what_happened_is_told_in_full_where_the_book_never_says_happened(tmp_path):
    pages = {
        "pier.md": "# The Pier\n\nIn 1778 a storm sank three ferries at Newport.\n\nThe pier is of oak.\n",
        "tram.md": "# Tram\n\nTrams ring.\n",
    }

    answer = asyncio.run(with_pages(tmp_path, pages).assistant.ask(Question("What happened at Newport in 1778?")))

    assert answer.status == "answered"
    assert answer.message == "In 1778 a storm sank three ferries at Newport. [1]"


def test_what_is_said_of_one_thing_weighs_as_any_word():
    assert asked(("if seats exists", 1.0)) != asked(("if seats", 1.0))
    assert asked(("the name of seats", 1.0)) != asked(("the seats", 1.0))


def test_no_words_cover_nothing():
    assert asked(("", 1.0)).coverage(of("a")) == 0.0


@given(st.text(alphabet="abcde ", max_size=40), st.frozensets(st.sampled_from([ord(c) for c in "abcdef"])))
def test_coverage_is_a_share(text, terms):
    assert 0.0 <= asked((text, 1.0)).coverage(terms) <= 1.0 + 1e-9
