"""Articles, sections and appendices that are asked for by their number: pages, or sections of pages."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Question

PAGES = {
    "article-1.md": "# Article 1 – Horses\n\n*Chapter I. Beasts*\n\n1. A horse draws one tram.\n\n"
    "2. A horse rests where:\n\n(a) it snows;\n\n(b) it wants to.\n",
    "article-17.md": "# Article 17 – Bells\n\n"
    + "".join(f"{number}. Bell {number} rings for stop {number}.\n\n" for number in range(1, 8)),
    "article-18.md": "# Article 18 – Whistles\n\n1. Everybody may whistle.\n\n2. Nobody whistles where:\n\n(a) a horse sleeps,"
    " unless:\n\n(i) it snores;\n\n(b) a bell rings.\n\nPoint (b) holds by day.\n\n3. Whistles are tin.\n",
    "rails.md": "# Tram Rail Licence (TRL)\n\n## 7. Further terms\n\nFurther terms are told by the smith. He is deaf.\n\n"
    "## 7.1 Rust\n\nRust is free.\n",
    "bells.md": "# A.5 Famous bells\n\n## A.5.4 The bell of Ostrel\n\nThe bell of Ostrel fell in 1871.\n\n"
    "## A.5.40 No bell\n\nNo bell fell.\n",
    "words.md": "# Appendix B: Words\n\nA clapper is the tongue of a bell.\n",
    "annex.md": "# Annex II – Whips\n\nAnnex V of another law says that whips are forbidden.\n",
    "others.md": "# Other things\n\nArticle 7 was struck out by 40 horses. Article 17 and section 7 speak of bells. Appendix B was late.\n",
}


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("laws"), PAGES)


def said(laws: Parts, message: str) -> str:
    return asyncio.run(laws.assistant.ask(Question(message))).message


@pytest.mark.parametrize("message", ["Article 1?", "what does art. 1 say", "What's in article 1?"])
def test_an_article_that_is_one_list_is_told_by_its_items(laws: Parts, message: str):
    assert said(laws, message) == (
        "1. A horse draws one tram. [1]\n2. A horse rests where:\n    - (a) it snows;\n    - (b) it wants to. [1]"
    )


def test_two_that_are_compared_are_told_both(laws: Parts):
    assert said(laws, "What is the difference between article 1 and article 18?") == (
        "- **Article 1 – Horses**: A horse draws one tram. [1]\n- **Article 18 – Whistles**: Everybody may whistle. [2]"
    )
    assert "Article 18" not in said(laws, "What is the difference between article 18 and article 99?")


def test_of_a_long_one_the_first_are_told(laws: Parts):
    lines = said(laws, "Article 17?").splitlines()
    assert lines[0] == "1. Bell 1 rings for stop 1. [1]"
    assert lines[3:] == ["4. Bell 4 rings for stop 4. [1]", "", "… and 3 more."]


def test_a_section_is_known_by_the_number_of_its_heading(laws: Parts):
    assert said(laws, "what does section 7 of the TRL say") == "Further terms are told by the smith. He is deaf. [1]"
    assert said(laws, "section A.5.4") == "The bell of Ostrel fell in 1871. [1]"
    assert said(laws, "What is appendix B about?") == "A clapper is the tongue of a bell. [1]"


@pytest.mark.parametrize(
    "message",
    ["What does article 7 say?", "Summarize article 40", "article 170", "Article 7(1)", "What does Annex V say?"],
)
def test_a_number_that_the_book_does_not_count_to_is_not_in_it(laws: Parts, message: str):
    answer = asyncio.run(laws.assistant.ask(Question(message)))
    assert (answer.status, answer.sources) == ("not_in_book", ())


def test_what_has_no_such_number_is_searched(laws: Parts):
    assert "late" in said(laws, "What about Appendix B being late?")
    assert said(laws, "What does section 9 of the TRL say?") != said(laws, "What does section 7 of the TRL say?")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Article 18(2)(b)", "2. Nobody whistles where:\n    - (b) a bell rings. [1]"),
        ("What does point (b) of art. 18(2) mean?", "2. Nobody whistles where:\n    - (b) a bell rings. [1]"),
        ("article 18 (3)", "3. Whistles are tin. [1]"),
        ("paragraph 1 of article 18", "1. Everybody may whistle. [1]"),
    ],
)
def test_a_point_of_an_article_is_told_below_what_leads_in_to_it(laws: Parts, message: str, told: str):
    assert said(laws, message) == told


def test_of_a_point_that_is_not_there_the_article_is_told(laws: Parts):
    assert said(laws, "Article 18(9)") == said(laws, "Article 18")


def test_a_question_is_answered_from_the_article_whose_point_it_names(laws: Parts):
    answer = asyncio.run(laws.assistant.ask(Question("Does a bell ring for a stop under article 18(2)?")))
    assert {source.title for source in answer.sources} == {"Article 18 – Whistles"}
    answer = asyncio.run(laws.assistant.ask(Question("Does a bell ring for a stop?")))
    assert {source.title for source in answer.sources} == {"Article 17 – Bells"}
