"""What every Embedder promises, whichever model or service makes its vectors."""

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_fastembed import TinyFastEmbedder
from wire.cohere_server import CohereServer

from rag.cohere import CohereConnection, CohereEmbedder
from rag.local.embedder import LocalEmbedder
from rag.ports import Embedder

SENTENCES = [
    "The rail magnet stops a Finch within 21 metres.",
    "Odra Pell designed the lamp code in 1911.",
    "| Heron | 64 | 31 km/h |",
    "```sh\nvell-lamp --aspect green\n```",
    "ما هي سرعة الترام؟",
    "路面電車は青い。",
    "🚋",
    "x" * 5_000,
]


@pytest.fixture(scope="module", params=[LocalEmbedder, TinyFastEmbedder, "cohere"])
def embedder(request) -> Iterator[Embedder]:
    if request.param != "cohere":
        yield request.param()
        return
    with CohereServer() as server:

        class Made(CohereEmbedder):
            def __init__(self) -> None:
                super().__init__(CohereConnection("a-key", server.url))

        yield Made()


def documents(embedder: Embedder, texts: list[str]) -> np.ndarray:
    return asyncio.run(embedder.embed_documents(texts))


def query(embedder: Embedder, text: str) -> np.ndarray:
    return asyncio.run(embedder.embed_query(text))


def test_it_gives_one_row_of_its_dimension_a_text(embedder: Embedder):
    rows = documents(embedder, SENTENCES)

    assert rows.shape == (len(SENTENCES), embedder.dimension)
    assert rows.dtype == np.float32
    assert query(embedder, SENTENCES[0]).shape == (embedder.dimension,)


def test_each_row_has_length_one(embedder: Embedder):
    lengths = np.linalg.norm(documents(embedder, SENTENCES), axis=1)

    assert lengths == pytest.approx(np.ones(len(SENTENCES)), abs=1e-4)
    assert np.linalg.norm(query(embedder, SENTENCES[0])) == pytest.approx(1, abs=1e-4)


def test_no_texts_give_no_rows(embedder: Embedder):
    assert documents(embedder, []).shape == (0, embedder.dimension)


@pytest.mark.parametrize("empty", ["", " ", "\n\t", "\u200b"], ids=repr)
def test_a_text_without_words_gives_numbers_that_can_be_searched_with(embedder: Embedder, empty):
    row = query(embedder, empty)

    assert np.isfinite(row).all()
    assert np.linalg.norm(row) <= 1 + 1e-4


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_finite_numbers_of_length_one_or_none(embedder: Embedder, text: str):
    length = float(np.linalg.norm(documents(embedder, [text])[0]))

    assert length == pytest.approx(1, abs=1e-4) or length == 0


def test_a_text_means_the_same_alone_and_in_a_batch(embedder: Embedder):
    together = documents(embedder, SENTENCES)

    for text, row in zip(SENTENCES, together, strict=True):
        assert documents(embedder, [text])[0] == pytest.approx(row, abs=1e-5)


def test_it_says_the_same_each_time_and_after_a_restart(embedder: Embedder):
    first = documents(embedder, SENTENCES)

    assert documents(embedder, SENTENCES) == pytest.approx(first, abs=1e-6)
    again = type(embedder)()
    assert (again.name, again.dimension) == (embedder.name, embedder.dimension)
    assert documents(again, SENTENCES) == pytest.approx(first, abs=1e-6)


@pytest.mark.parametrize(
    "text, near, far",
    [
        ("How fast is the tram?", "The speed of the streetcar is 38 km/h.", "Add two eggs and a pinch of salt."),
        ("The boiler holds water.", "A tank is filled with liquid.", "The parliament voted on Tuesday."),
        ("Who invented the signal code?", "It was designed by an engineer in 1911.", "The soup is served cold."),
    ],
)
def test_texts_alike_lie_nearer_than_texts_apart(embedder: Embedder, text, near, far):
    rows = documents(embedder, [near, far])
    to_near, to_far = rows @ query(embedder, text)

    assert to_near > to_far + 0.05


def test_many_tasks_may_ask_at_once(embedder: Embedder):
    async def all_at_once() -> list[np.ndarray]:
        return await asyncio.gather(*(embedder.embed_query(SENTENCES[i % len(SENTENCES)]) for i in range(64)))

    alone = [query(embedder, text) for text in SENTENCES]
    for i, row in enumerate(asyncio.run(all_at_once())):
        assert row == pytest.approx(alone[i % len(SENTENCES)], abs=1e-5)
