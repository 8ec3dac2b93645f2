"""A chunk's sentences as the embedder sees them that made the index."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.local.embedder import LocalEmbedder
from rag.reading.sentence_vectors import best_cosine, is_of, packed
from rag.types import Chunk

EMBEDDER = LocalEmbedder()


def chunk(text: str) -> Chunk:
    return Chunk("c" + text[:9], text, "t.md", "t", "Trams", "Cars", "/docs/t#cars", 0, 1)


def question(text: str) -> np.ndarray:
    return EMBEDDER.embed([text])[0]


def test_the_nearest_sentence_of_a_chunk_counts():
    text = "A boiler holds water. Odra Pell designed the lamp code. The depot opens at six."
    [record] = packed([chunk(text)], EMBEDDER)
    asked = question("Who designed the lamp code?")

    exact = EMBEDDER.embed(["Odra Pell designed the lamp code."])[0] @ asked
    assert best_cosine(record, asked) == pytest.approx(exact, abs=2e-3)


def test_each_chunk_has_its_own_sentences_though_all_are_embedded_at_once():
    lamp, boiler = packed([chunk("The lamp is green. It glows."), chunk("A boiler holds water.")], EMBEDDER)
    asked = question("a boiler of water")

    assert best_cosine(boiler, asked) > 0.8 > best_cosine(lamp, asked)


def test_a_record_belongs_to_one_text():
    [record] = packed([chunk("A boiler holds water.")], EMBEDDER)

    assert is_of(record, chunk("A boiler holds water."))
    assert not is_of(record, chunk("A boiler holds steam."))


def test_a_question_of_another_model_is_near_nothing():
    [record] = packed([chunk("A boiler holds water.")], EMBEDDER)

    assert best_cosine(record, np.ones(384, dtype=np.float32)) == 0


@given(st.text(alphabet="ab .|-\n?`$1", max_size=120))
def test_any_text_can_be_kept(text):
    [record] = packed([chunk(text)], EMBEDDER)

    assert is_of(record, chunk(text))
    assert -1.01 <= best_cosine(record, question("a b")) <= 1.01
