"""What single words mean, and how near they come to those of a question."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.local.embedder import LocalEmbedder
from rag.local.lexicon import Terms
from rag.reading.closeness import Closeness
from rag.reading.terms import AskedTerms
from rag.reading.vocabulary import DIMENSION, AskedWords, Meanings, NoMeanings, StoredVocabulary, Vocabulary

EMBEDDER = LocalEmbedder()
TERMS = Terms("english")
EACH = np.eye(DIMENSION, dtype=np.float32)  # held against these, a vector is what comes out
TEXT = "The tramway was established in 1998 by a doctor. Finches have sand brakes, and the depot opens at six."


def vocabulary(*texts: str) -> Vocabulary:
    made = Vocabulary(EMBEDDER, TERMS)
    made.note(texts)
    return made


def ids(*words: str) -> np.ndarray:
    return np.array([term for word in words for term in TERMS.of(word)], dtype=np.uint32)


def near(question: str, *words: str, meanings: Meanings | None = None) -> list[float]:
    """How nearly each of the words says the one word of the question."""
    asked = AskedTerms(((TERMS.of(question), 1.0),), 1.0)
    closeness = Closeness(asked, AskedWords(EMBEDDER, TERMS).of(question), meanings or vocabulary(TEXT))
    return closeness.of(ids(*words))[:, 0].tolist()


def test_words_that_mean_nearly_the_same_count_nearly_as_much():
    same, like, other = near("founded", "founded", "established", "brakes")

    assert same == 1
    assert 0.4 < like < 1
    assert other < 0.2


def test_a_word_in_another_form_is_the_same_word():
    assert near("brake", "brakes") == [1]


def test_a_number_is_nearly_no_other_number():
    assert near("1999", "1998") == [0]
    assert near("1998", "1998") == [1]


def test_where_no_meaning_is_known_a_word_is_the_same_or_it_is_not():
    assert near("founded", "founded", "established", meanings=NoMeanings()) == [1, 0]
    assert near("founded", "unheard", meanings=vocabulary(TEXT)) == [0]


def test_of_several_words_that_will_do_the_nearest_counts():
    asked = AskedTerms(((TERMS.of("physician founded"), 1.0), (TERMS.of("founded"), 1.0)), 2.0)
    closeness = Closeness(asked, AskedWords(EMBEDDER, TERMS).of("physician founded"), vocabulary(TEXT))

    [[either, one]] = closeness.of(ids("doctor"))

    assert either > 0.5 > one


def test_a_question_of_no_words_asks_for_nothing():
    assert Closeness(AskedTerms((), 0.0), {}, vocabulary(TEXT)).of(ids("brakes", "depot")).shape == (2, 0)


def test_what_was_written_is_read_back_as_it_was_but_for_rounding(tmp_path: Path):
    made = vocabulary(TEXT)
    made.write(tmp_path)

    wanted = ids("established", "doctor", "brakes", "unheard")
    kept, fresh = StoredVocabulary(tmp_path).cosines(wanted, EACH), made.cosines(wanted, EACH)

    assert kept == pytest.approx(fresh, abs=0.01)
    assert np.linalg.norm(kept, axis=1) == pytest.approx([1, 1, 1, 0])


def test_an_empty_book_has_an_empty_vocabulary(tmp_path: Path):
    vocabulary().write(tmp_path)

    assert StoredVocabulary(tmp_path).cosines(ids("doctor"), EACH).tolist() == [[0.0] * DIMENSION]


def test_a_file_that_does_not_fit_the_other_is_refused(tmp_path: Path):
    vocabulary(TEXT).write(tmp_path)
    np.save(tmp_path / "terms.npy", ids("doctor"))

    with pytest.raises(ValueError, match="1 terms"):
        StoredVocabulary(tmp_path)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_held_against_each_other(question: str, text: str):
    groups = tuple((frozenset((term,)), 1.0) for term in TERMS.of(question))
    asked = AskedTerms(groups, float(len(groups)))
    terms = np.array(sorted(TERMS.of(text)), dtype=np.uint32)

    shares = Closeness(asked, AskedWords(EMBEDDER, TERMS).of(question), vocabulary(text)).of(terms)

    assert shares.shape == (len(terms), len(groups))
    assert ((shares >= 0) & (shares <= 1)).all()
    for column, (group, _) in enumerate(groups):
        assert [shares[at, column] == 1 for at, term in enumerate(terms) if term in group] == [True] * len(
            group & set(terms.tolist())
        )
