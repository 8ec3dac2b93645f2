"""Anchors: every expectation here is what the real github-slugger 2.0 answers."""

from hypothesis import given
from hypothesis import strategies as st

from rag.book.markup.slugger import Slugger, slugify


def anchors(*headings: str) -> list[str]:
    slugger = Slugger()
    return [slugger.slug(heading) for heading in headings]


def test_words_become_a_lowercase_anchor_with_hyphens() -> None:
    assert slugify("Getting Started") == "getting-started"
    assert slugify("What's new? (v2.1)") == "whats-new-v21"
    assert slugify("a  b - c_d") == "a--b---c_d"


def test_each_space_counts_even_where_something_was_removed() -> None:
    assert slugify("Step 1: Mechanical inspection 🔧") == "step-1-mechanical-inspection-"
    assert slugify("C++ & Rust") == "c--rust"


def test_letters_of_all_scripts_stay_and_are_lowered_as_in_javascript() -> None:
    assert slugify("Über Größe") == "über-größe"
    assert slugify("İstanbul ΟΔΟΣ") == "i̇stanbul-οδος"
    assert slugify("第一章 你好，世界！") == "第一章-你好世界"
    assert slugify("روبوٹ کیا ہے؟") == "روبوٹ-کیا-ہے"
    assert slugify("Ⓐ ½ ² ª Ⅳ") == "ⓐ---ª-ⅳ"


def test_letters_younger_than_the_packages_unicode_are_removed() -> None:
    assert slugify("a\u0870b\U0001df00c\u9ffd") == "abc"


def test_repeats_are_numbered() -> None:
    assert anchors("Setup", "Setup", "setup") == ["setup", "setup-1", "setup-2"]


def test_a_heading_that_looks_numbered_does_not_clash_with_the_numbers() -> None:
    assert anchors("a", "a", "a-1") == ["a", "a-1", "a-1-1"]
    assert anchors("a", "a-1", "a", "a", "a-1") == ["a", "a-1", "a-2", "a-3", "a-1-1"]


def test_headings_without_a_letter_still_differ() -> None:
    assert anchors("!!!", "???") == ["", "-1"]


@given(st.lists(st.text(alphabet="ab-1 ", max_size=4), max_size=12))
def test_anchors_of_a_page_are_unique(headings: list[str]) -> None:
    given_out = anchors(*headings)
    assert len(set(given_out)) == len(given_out)


@given(st.text())
def test_slugifying_twice_changes_nothing_more(text: str) -> None:
    assert " " not in slugify(text)
    assert len(slugify(text)) <= len(text.lower())
