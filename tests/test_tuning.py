"""One search with other settings: what changes, and that visitors keep what they have."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.retrieval.tuning import MOST_CANDIDATES, Tuning
from rag.types import Question, Retrieval

QUERY = "At what pressure does the safety valve of a Heron open?"


def searched(parts: Parts, tuning: Tuning | None = None) -> Retrieval:
    return asyncio.run(parts.assistant.search(QUERY, 10, *([tuning] if tuning else [])))


def test_the_usual_tuning_is_what_visitors_get(parts: Parts):
    assert searched(parts).hits == searched(parts, Tuning()).hits


def test_by_words_alone_nothing_is_embedded_and_nothing_is_degraded(parts: Parts):
    found = searched(parts, Tuning(by_meaning=False))

    assert all(hit.dense is None for hit in found.hits) and not found.degraded
    assert found.hits[0].chunk.section == "Safety valve"


def test_by_meaning_alone_the_order_is_that_of_the_vectors(parts: Parts):
    found = searched(parts, Tuning(by_words=False, shares={"dense": 1.0}))
    dense = [hit.dense for hit in found.hits]

    assert len(dense) > 2 and dense == sorted(dense, reverse=True)


def test_what_one_sentence_says_is_a_signal_of_its_own(tmp_path: Path):
    pages = {
        "scattered.md": "# Rain\n\nTrams have brakes. It is tried to keep them dry. Each tram is of oak. Rain falls in the morning.\n",
        "together.md": "# Yard\n\nMany things are done. The brakes of each tram are tried in the morning. The yard is wide.\n",
    }
    parts = with_pages(tmp_path, pages)
    question = "Are the brakes of each tram tried in the morning?"

    [first, second] = asyncio.run(parts.assistant.search(question, 2, Tuning(shares={"said": 1.0}))).hits

    assert first.coverage == second.coverage == 1.0
    assert (first.chunk.title, first.fused > second.fused) == ("Yard", True)


def test_reciprocal_ranks_can_take_the_place_of_the_blend(parts: Parts):
    found = searched(parts, Tuning(fusion_constant=60))

    assert max(hit.fused for hit in found.hits) <= 2 / 61
    assert [hit.fused for hit in found.hits] == sorted((hit.fused for hit in found.hits), reverse=True)


@pytest.mark.parametrize("page", ["boiler", "/docs/boiler/", "02-BOILER"])
def test_only_chunks_of_a_page_are_found_where_one_is_named(parts: Parts, page):
    found = searched(parts, Tuning(page=page))

    assert found.hits and all("boiler" in hit.chunk.source_path for hit in found.hits)


def test_what_is_out_of_bounds_is_brought_back():
    tuning = Tuning(by_meaning=False, by_words=False, candidates=10**9, fusion_constant=-5)

    assert (tuning.by_words, tuning.candidates, tuning.fusion_constant) == (True, MOST_CANDIDATES, 1)


def test_a_rehearsal_takes_it_along_and_is_not_kept(parts: Parts):
    async def rehearse() -> tuple[float | None, int]:
        events = [event async for event in parts.assistant.rehearse(Question(QUERY), (), Tuning(by_meaning=False))]
        return events[0].retrieval.hits[0].dense, len(await parts.store.traces(10))

    assert asyncio.run(rehearse()) == (None, 0)


def test_what_was_cut_is_told(parts: Parts):
    found = asyncio.run(parts.assistant.search(QUERY, 2))

    assert found.cut and {cut.why for cut in found.cut} == {"ranked below those that were asked for"}
    assert not {cut.url for cut in found.cut} >= {hit.chunk.url for hit in found.hits}
