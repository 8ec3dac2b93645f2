"""Questions for the words of an acronym, and where a text has them."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.facts.acronyms import spells_out, to_spell_out
from rag.retrieval.defining import AMONG_FIRST, RELEVANCE
from rag.types import Question

WORDS = st.lists(
    st.sampled_from(["amber", "brakes", "Copper", "doors", "engine", "Finch", "glass", "Heron", "iron"]),
    min_size=2,
    max_size=6,
)


@pytest.mark.parametrize(
    ("question", "acronym"),
    [
        ("What does CFL stand for?", "CFL"),
        ("what does cfl stand for", "CFL"),
        ("In computer terms, what does the acronym “CPU” stand for?", "CPU"),
        ("What is QED short for?", "QED"),
        ("ISA stands for what?", "ISA"),
        ("What does ORM mean?", "ORM"),
        ("What's the full form of SSR?", "SSR"),
        ("What does sunyata mean?", ""),
        ("What is the meaning of life?", ""),
        ("What does the red flag stand for in the yard?", ""),
        ("What is CFL?", ""),
        ("", ""),
    ],
)
def test_a_question_for_the_words_of_an_acronym(question: str, acronym: str):
    assert to_spell_out(question) == acronym


@pytest.mark.parametrize(
    ("acronym", "text"),
    [
        ("CFL", "Compact fluorescent lamps (aka 'CFLs') use less power."),
        ("QED", "This led to quantum electrodynamics (or QED), which fully describes it."),
        ("ASCII", "ASCII (abbreviated from American Standard Code for Information Interchange) came first."),
        ("HTML", "HTML stands for HyperText Markup Language."),
        ("LPC", "The linear predictive coding (LPC) gain of speech."),
        ("MoD", "The Ministry of Defence, or MoD, pays."),
        ("LE", "LE: Life expectancy at birth"),
        ("ROS", "ROS 2, the Robot Operating System, is a set of libraries."),
    ],
)
def test_words_beside_their_acronym(acronym: str, text: str):
    assert spells_out(acronym, text)


@pytest.mark.parametrize(
    ("acronym", "text"),
    [
        ("CFL", "CFLs need a little time to warm up."),
        ("CFL", "Compact fluorescent lamps use less power. They are sold everywhere, and some call them CFL."),
        ("CFL", "Compact lamps (CFL) use less power."),
        ("ORM", "The ORM maps rows."),
        ("CFL", "Old CFLs (CFL) and new CFLs, or CFL."),
    ],
)
def test_what_spells_nothing_out(acronym: str, text: str):
    assert not spells_out(acronym, text)


@given(
    WORDS,
    st.sampled_from(["{words} ({letters}) are tried.", "{letters} stands for {words}.", "the {letters}s ({words})"]),
)
def test_any_words_are_found_by_their_first_letters(words: list[str], sentence: str):
    letters = "".join(word[0].upper() for word in words)
    assert spells_out(letters, "Each morning " + sentence.format(words=" ".join(words), letters=letters))


def test_the_words_are_found_behind_many_pages_that_only_use_the_letters(tmp_path: Path):
    pages = {
        f"{number}.md": f"# CFL {number}\n\nA CFL of kind {number} is short. CFLs stand in a row.\n"
        for number in range(50)
    }
    long = "Lamps of all kinds hang in the depot, and the drivers like them more or less. " * 6
    pages["z.md"] = f"# Lamps\n\n{long}Some are compact fluorescent lamps (CFLs).\n"
    parts = with_pages(tmp_path, pages)

    for question in ("What is CFL short for?", "What does CFL stand for?"):
        found = asyncio.run(parts.assistant.search(question, AMONG_FIRST))
        assert "compact fluorescent lamps" in " ".join(hit.chunk.text for hit in found.hits)
        assert found.relevance >= RELEVANCE


def test_the_answer_has_the_words(tmp_path: Path):
    pages = {
        "lamps.md": "# Lamps\n\nSome depots have paid for CFLs. CFLs need a while to warm up, and a CFL must not be dimmed. "
        "A compact fluorescent lamp (CFL) takes less power than the lamps before it.\n",
        "brakes.md": "# Brakes\n\nThe brakes are of beech.\n",
    }
    parts = with_pages(tmp_path, pages)

    async def answer() -> str:
        return (await parts.assistant.ask(Question("What does CFL stand for?"))).message

    assert asyncio.run(answer()).startswith("A compact fluorescent lamp (CFL) takes")
