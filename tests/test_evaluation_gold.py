"""Which chunks are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.gold import Gold, all_stand_in, bare, stands_in
from rag.types import Chunk


def chunk(text: str, number: int = 0) -> Chunk:
    return Chunk(str(number), text, "a.md", "a", "A", "", "/docs/a", number, 1)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("sand brake", "Each car has a **sand\nbrake**."),
        ("**Sand brake**", "the sand brake"),
        ("`vell-lamp` sets", "The command vell-lamp sets a lamp"),
        ("the lamp code", "She designed [the lamp](/docs/signals#lamp) code in 1911."),
        ("Finch 42", "| Car | Seats |\n| --- | --- |\n| Finch | 42 |"),
        ("car seats finch", "| Car | Seats |\n| :-- | --: |\n| Finch | 42 |"),
        ("two tones, so that", "It whistles in two tones [1], so [2] that"),
        ("joint_states", "publishes joint_states"),
        ("2 m²", "an area of 2\u00a0m2"),
        ("stoker's", "the stoker’s bell"),
        ("joint", "all joints"),
    ],
)
def test_words_stand_in_a_text_whatever_markdown_is_around_them(expected: str, text: str):
    assert stands_in(bare(expected), bare(text))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("5 kg", "15 kg"),
        ("5 kg", "2.5 kg"),
        ("610 litres", "1,610 litres"),
        ("1.3", "1.32 m"),
        ("9", "9.5 bar"),
        ("sand brake", "sand or brake"),
    ],
)
def test_a_number_does_not_stand_in_another_number(expected: str, text: str):
    assert not stands_in(bare(expected), bare(text))


def test_a_number_at_the_end_of_a_sentence_is_whole():
    assert stands_in("840", bare("It is 840. It has 23 stops."))
    assert stands_in("5 kg", "15 kg or 5 kg")


def test_a_right_chunk_holds_all_expected_words():
    gold = Gold([chunk("a sand brake and a rail magnet", 0), chunk("a sand brake", 1), chunk("a bell", 2)])
    assert gold.count(["sand brake"]) == 2
    assert gold.count(["sand brake", "magnet"]) == 1
    assert gold.count(["sand brake", "bell"]) == 0
    assert gold.right(chunk("The **sand brake** and the magnet"), ["Sand Brake", "magnet"])


_TEXT = st.text(alphabet="ab1 .|*_[]()é²", max_size=12)


@given(st.lists(_TEXT, max_size=8), st.lists(_TEXT.filter(bare), min_size=1, max_size=3))
def test_the_count_is_what_reading_every_chunk_would_find(texts: list[str], expects: list[str]):
    book = [chunk(text, number) for number, text in enumerate(texts)]
    wanted = [bare(words) for words in expects]
    assert Gold(book).count(expects) == sum(all_stand_in(wanted, bare(text)) for text in texts)
