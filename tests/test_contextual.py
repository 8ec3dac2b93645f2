"""What the cosines of an embedder are worth that reads words in their context."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from wire.cohere_server import CohereServer
from wire.openai_server import OpenAIServer, fails, says

from rag.build import book_source, build
from rag.draft import NOT_COVERED
from rag.errors import ServiceFailed
from rag.ingest import ingest
from rag.local.embedder import LocalEmbedder
from rag.retrieval.contextual import FARTHEST, NEAREST, PAIRS, Measuring, Yardstick
from rag.types import Question

WORDS = LocalEmbedder()


class Scaled:
    """Vectors of the embedded model on another scale: all of them lie ``nearer`` to each other."""

    name, dimension = "scaled", 257

    def __init__(self, nearer: float) -> None:
        self._nearer = nearer

    async def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        rows = WORDS.embed(texts)
        return np.column_stack([rows, np.full(len(rows), self._nearer, dtype=np.float32)])

    async def embed_query(self, text: str) -> np.ndarray:
        return (await self.embed_documents([text]))[0]


class Nonsense:
    """Another direction for every text, whatever it says."""

    name, dimension = "nonsense", 64

    async def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        seeds = [int.from_bytes(text.encode()[:4], "big") for text in texts]
        return np.array([np.random.default_rng(seed).normal(size=64) for seed in seeds])

    async def embed_query(self, text: str) -> np.ndarray:
        return (await self.embed_documents([text]))[0]


class Failing(Scaled):
    """Its first ``times`` calls fail."""

    def __init__(self, times: int) -> None:
        super().__init__(0.0)
        self.calls, self._times = 0, times

    async def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        self.calls += 1
        if self.calls <= self._times:
            raise ServiceFailed("cohere", "no embedder today")
        return await super().embed_documents(texts)


def test_what_answers_is_near_and_what_speaks_of_something_else_is_not():
    measured = asyncio.run(Yardstick.of(WORDS))
    near, far = measured.nearness(np.array([measured.related, measured.unrelated]))
    assert (near, far) == (1.0, 0.0)
    assert measured.tells


@pytest.mark.parametrize("nearer", [0.0, 0.5, 2.0])
def test_a_scale_of_its_own_makes_no_difference(nearer: float):
    """The same question is as near to the same passage, whatever all cosines have in common."""
    question, passage = "Who repairs the tower clock?", "The clock in the tower is repaired by Odra Pell."

    async def act(embedder: Scaled) -> float:
        measured = await Yardstick.of(embedder)
        one, other = await embedder.embed_query(question), (await embedder.embed_documents([passage]))[0]
        cosine = float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))
        return float(measured.nearness(np.array([cosine]))[0])

    assert asyncio.run(act(Scaled(nearer))) == pytest.approx(asyncio.run(act(Scaled(0.0))), abs=0.02)


def test_nothing_is_nearer_or_farther_than_the_ends_of_the_stick():
    measured = Yardstick(unrelated=0.2, related=0.3)
    assert measured.nearness(np.array([-1.0, 0.25, 1.0])).tolist() == pytest.approx([FARTHEST, 0.5, NEAREST])


def test_vectors_that_tell_nothing_apart_say_nothing():
    assert asyncio.run(Measuring(Nonsense()).yardstick()) is None


def test_many_first_questions_measure_once():
    embedder = Failing(0)

    async def act() -> None:
        measuring = Measuring(embedder)
        first, *others = await asyncio.gather(*(measuring.yardstick() for _ in range(5)))
        assert first is not None and all(each is first for each in others)

    asyncio.run(act())
    assert embedder.calls == 1 + len(PAIRS)


def test_a_service_that_was_down_is_measured_with_the_next_question():
    async def act() -> None:
        measuring = Measuring(Failing(1))
        assert await measuring.yardstick() is None
        assert await measuring.yardstick() is not None

    asyncio.run(act())


def test_no_question_waits_long_for_a_service_that_is_slow():
    class Slow(Scaled):
        wait = 9.0

        async def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
            await asyncio.sleep(self.wait)
            return await super().embed_documents(texts)

    async def act() -> None:
        embedder = Slow(0.0)
        measuring = Measuring(embedder, patience=0.05)
        assert await asyncio.gather(measuring.yardstick(), measuring.yardstick()) == [None, None]
        embedder.wait = 0.0
        assert await measuring.yardstick() is not None

    asyncio.run(act())


class Polyglot(CohereServer):
    """Understands German as well as English."""

    German = {
        "welchem": "which",
        "druck": "pressure",
        "öffnet": "open",
        "das": "the",
        "sicherheitsventil": "safety valve",
    }

    def _rows(self, texts: list[str], dimension: int) -> object:
        return super()._rows(
            [" ".join(self.German.get(word.lower(), word) for word in text.split()) for text in texts], dimension
        )


@pytest.mark.parametrize(
    ("server", "status"), [(CohereServer, "not_in_book"), (Polyglot, "answered")], ids=["by words", "by meaning"]
)
def test_a_question_with_none_of_the_books_words_is_answered_where_the_embedder_understands_it(
    settings, server, status
):
    with server() as cohere:
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url, cohere_rerank_model="")

        async def act() -> None:
            parts = build(chosen)
            await ingest(book_source(chosen), parts.embedder, parts.written, parts.store, lambda _: None)
            answer = await parts.assistant.ask(Question("Bei welchem Druck öffnet das Sicherheitsventil ?"))
            assert answer.status == status
            assert ("11 bar" in answer.message) == (status == "answered")
            await parts.close()

        asyncio.run(act())


HALF_UNDERSTOOD = Question("Ab wann pfeift denn das Sicherheitsventil am Kessel ?")


@pytest.mark.parametrize(
    ("replies", "status", "message"),
    [
        ([says("Bei 11 bar [1].")], "partial", "Bei 11 bar [1]."),
        ([says("NOT_IN_BOOK")], "not_in_book", "Dazu habe ich in diesem Buch nichts gefunden."),
        ([fails(500)], "degraded", "Dazu habe ich in diesem Buch nichts gefunden."),
        ([], "not_in_book", "Dazu habe ich in diesem Buch nichts gefunden."),
    ],
    ids=["the model finds it", "the model finds nothing", "the model is down", "no model"],
)
def test_what_is_near_by_meaning_alone_is_read_by_who_can_judge_it(settings, replies, status, message):
    """The words that choose sentences can't tell whether it answers: they are others than the question's."""

    async def act() -> None:
        with Polyglot() as cohere:
            async with OpenAIServer(*replies) as model:
                chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url, cohere_rerank_model="")
                if replies:
                    chosen = replace(chosen, openai_api_key="sk-test", openai_base_url=model.url)
                parts = build(chosen)
                await ingest(book_source(chosen), parts.embedder, parts.written, parts.store, lambda _: None)
                found = await parts.assistant.search(HALF_UNDERSTOOD.message, 5)
                assert found.relevance < NOT_COVERED and found.near
                answer = await parts.assistant.ask(HALF_UNDERSTOOD)
                assert (answer.status, answer.message) == (status, message)
                assert bool(answer.sources) == (status == "partial")
                await parts.close()

    asyncio.run(act())
