"""Answers that language models wrote from prompts over the sample book, true ones and such with made-up sentences among them: what a
visitor sees, and which of them count as the book's."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from wire.openai_server import OpenAIServer, says

from rag.build import book_source, build
from rag.ingest import ingest
from rag.settings import Settings
from rag.types import Answer, Question

CASES = [json.loads(line) for line in (Path(__file__).parent / "model_answers.jsonl").read_text("utf-8").splitlines()]
TRUE = [case for case in CASES if not case["made_up"]]
INVENTED = [case for case in CASES if case["made_up"]]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """By what the model wrote."""
    return asyncio.run(_answers(tmp_path_factory.mktemp("data"), CASES))


async def _answers(folder: Path, cases: Sequence[dict[str, str]]) -> dict[str, Answer]:
    async with OpenAIServer(*(says(case["answer"]) for case in cases)) as server:
        settings = Settings.from_environment(
            {"DATA_DIR": str(folder), "OPENAI_BASE_URL": server.url, "ANSWER_CACHE_MINUTES": "0"}
        )
        parts = build(settings)
        await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        try:
            return {case["answer"]: await parts.assistant.ask(Question(case["question"])) for case in cases}
        finally:
            await parts.close()


@pytest.mark.parametrize("case", TRUE, ids=lambda case: case["question"][:40])
def test_a_true_answer_is_shown_with_its_sources_and_hardly_a_sentence_of_it_is_doubted(answered, case):
    answer = answered[case["answer"]]

    assert answer.status in ("answered", "partial") and answer.sources
    assert answer.metadata.unsupported_sentences <= 1
    assert "[Passage" not in answer.message and "Sources:" not in answer.message


def test_of_true_answers_few_sentences_are_doubted(answered):
    doubted = [answered[case["answer"]].metadata.unsupported_sentences for case in TRUE]

    assert sum(doubted) <= 0.2 * len(TRUE)


@pytest.mark.parametrize("case", INVENTED, ids=lambda case: case["question"][:40])
def test_what_is_made_up_beside_true_sentences_is_noticed(answered, case):
    assert answered[case["answer"]].metadata.unsupported_sentences >= 1
