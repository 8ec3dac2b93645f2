"""How a term that is asked for may stand in a book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.written import may_be_named, name

LETTERS = st.text(alphabet="abkKsSßſİiıI'’ -_.`\n", max_size=8)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("plugin timeout", "The `pluginTimeout` is short."),
        ("Ohm's law", "Ohms laws hold."),
        ("gear ratios", "A Gear-Ratio is a number."),
        ("bus", "All BUSES stop here."),
    ],
)
def test_a_term_may_be_named_wherever_it_is_written(term: str, text: str):
    assert name(term).search(text)
    assert may_be_named(term, text)


def test_a_term_that_begins_with_what_a_text_lacks_is_not_named_in_it():
    assert not may_be_named("gear ratio", "A lamp is lit at the depot.")


@given(LETTERS.filter(str.strip), LETTERS, LETTERS, st.sampled_from([str, str.upper, str.lower, str.swapcase]))
def test_no_text_that_names_a_term_is_taken_for_one_that_cannot(term: str, before: str, behind: str, written):
    text = f"{before}{written(term)}{behind}"

    assert may_be_named(term, text) or not name(term).search(text)
