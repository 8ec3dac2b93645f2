"""A chunk's sentences as the embedder sees them that made the index."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.local.embedder import LocalEmbedder
from rag.local.extractive import ExtractiveAnswerer
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.ports import Brief, Delta, Vector, Vectors
from rag.reading.passages import NoStoredCards, Passages
from rag.reading.sentence_vectors import best_cosine, cosines, is_of, packed
from rag.types import Chunk, Hit, Question

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


def test_each_sentence_has_its_cosine():
    [record] = packed([chunk("A boiler holds water. Odra Pell designed the lamp code.")], EMBEDDER)
    water, code = cosines(record, question("Who designed the lamp code?"))

    assert code == pytest.approx(best_cosine(record, question("Who designed the lamp code?"))) and code > 2 * water
    assert len(cosines(record, np.ones(384, dtype=np.float32))) == 0


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


class Polyglot:
    """Has read German as well as English."""

    name, dimension = "polyglot", 256
    english = {
        "kessel": "boiler",
        "kupfer": "copper",
        "lampe": "lamp",
        "leuchtet": "burns",
        "grün": "green",
        "aus": "made of",
    }

    def embed(self, texts: Sequence[str]) -> Vectors:
        return EMBEDDER.embed(
            [" ".join(self.english.get(word.strip(".").lower(), word) for word in text.split()) for text in texts]
        )

    async def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return self.embed(texts)

    async def embed_query(self, text: str) -> Vector:
        row: Vector = self.embed([text])[0]
        return row


class ReadBy(NoStoredCards):
    def __init__(self, embedder: Polyglot, text: Chunk) -> None:
        self._records = {text.chunk_id: packed([text], embedder)[0]}

    def sentence_vectors(self, chunk_id: str) -> bytes | None:
        return self._records.get(chunk_id)


@pytest.mark.parametrize("read", [True, False], ids=["read in context", "by words"])
def test_an_answer_is_chosen_by_what_the_embedder_has_read(read: bool, tmp_path: Path):
    text = chunk("Die Lampe leuchtet grün, der Fahrer fährt. Das Dach aus Holz und der Kessel ist aus Kupfer.")
    polyglot = Polyglot()
    passages = Passages(EMBEDDER, Terms("english"), stored=ReadBy(polyglot, text))
    index = LocalIndex(tmp_path, "english")
    answerer = ExtractiveAnswerer(index, passages, polyglot if read else None)

    async def act() -> str:
        brief = Brief(Question("boiler made of copper?"), "boiler made of copper?", [Hit(text, 0.9)])
        return "".join([part.text async for part in answerer.answer(brief) if isinstance(part, Delta)])

    assert asyncio.run(act()).startswith("Das Dach" if read else "Die Lampe")
