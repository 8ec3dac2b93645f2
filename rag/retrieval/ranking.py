"""Candidates to hits: read closely, blended, judged, without those that repeat a better one.

Knows the order of hits and what is left out of them; the signals are made elsewhere.
"""

from collections.abc import Sequence

import numpy as np

from rag.message.leaning import names
from rag.reading.cards import Card
from rag.reading.names import Particulars
from rag.reading.passages import Passages
from rag.reading.spread import paired
from rag.reading.terms import AskedTerms
from rag.retrieval.contextual import Contextual
from rag.retrieval.defining import Defining
from rag.retrieval.page_paths import bare, same_page
from rag.retrieval.relevance import NOWHERE, SOUGHT, falling, less, relevance, without_its_kind
from rag.retrieval.search import Search
from rag.retrieval.signals import Signals
from rag.retrieval.tuning import Tuning
from rag.sections.asides import asides
from rag.sections.home import is_subject
from rag.sections.named import named_sections
from rag.types import Candidate, Cut, Hit

SAME_PAGE = 0.10  # for a chunk of the page that the visitor reads
SPOKEN_OF = 0.5  # of what lies between first and last, for the page that the last answer cites; shared by the names in the message
ASIDE = -0.6  # for a section that says where to read on, what changed, or what to learn, unless that is asked
NAMED = 1.0  # of the question's weight, for a section whose heading stands in the question
CUT_TOLD = 8  # chunks that were left out and are told of
NEAR_DUPLICATE = 0.9  # of the terms of two chunks, shared: the lower one is dropped


def ranked(
    search: Search,
    candidates: Sequence[Candidate],
    asked: AskedTerms,
    wanted: int,
    tuning: Tuning,
    passages: Passages,
    contextual: Contextual | None = None,
) -> tuple[list[Hit], tuple[Cut, ...]]:
    """At most ``wanted``, best first, and what was left out.

    ``contextual``: the question as the embedder has it, where that reads words in their context.
    """
    if not candidates:
        return [], ()
    chunks = [candidate.chunk for candidate in candidates]
    cards = passages.cards(chunks)
    vector = passages.vector(search.text)
    pairs = paired(np.array(passages.sequence(search.text), dtype=np.uint32))
    close = passages.best_cosines(chunks, contextual.vector) if contextual is not None else None
    spread = passages.spread(cards, asked, search.text)
    particulars = Particulars.of(search.reading.query, spread, asked, passages.asked_terms)
    signals = Signals.of(candidates, spread, vector, pairs, asked, particulars, close)
    fused = signals.blend(tuning, contextual=contextual is not None)
    if here := bare(search.page_path):
        fused += SAME_PAGE * np.array([same_page(each.chunk.url, here) for each in candidates])
    if search.spoken_of:
        about = np.array([search.spoken_of.get(each.chunk.slug, 0.0) for each in candidates])
        fused += SPOKEN_OF * np.ptp(fused) / max(1, names(search.reading.query)) * about
    is_aside = asides(search.reading.query)
    aside = np.array([is_aside(each) for each in chunks])
    fused += ASIDE * aside
    defining = Defining.of(search.text, chunks, cards, passages.sequence, subject=is_subject(asked.weights))
    defining = defining.outside(aside)
    fused = defining.raised(fused)
    if tuning.fusion_constant is None:  # reciprocal ranks are of another scale
        named = named_sections(chunks, search.reading.query, passages.sequence, asked.coverage)
        fused += NAMED * np.array(named) * ~aside
    order = sorted(
        range(len(candidates)),
        key=lambda i: (-fused[i], candidates[i].chunk.source_path, candidates[i].chunk.order_index),
    )
    evidence = signals.evidence(contextual.yardstick if contextual is not None else None)
    chances = defining.relevance(relevance(evidence))
    chances = without_its_kind(chances, search.text, (chunks[i].in_full for i in order[:SOUGHT]))
    if asked.strange and contextual is None:  # who reads meaning reads other words, and other languages
        chances = less(chances, NOWHERE)
    places, cut = _distinct(order, cards, wanted)
    scores = falling(chances[places], defining.counts[places] > 0)
    hits = [
        Hit(
            candidates[i].chunk,
            round(float(score), 4),
            candidates[i].dense,
            candidates[i].lexical,
            float(signals.coverage[i]),
            float(signals.sentence[i]),
            float(fused[i]),
            tuple(evidence[i].tolist()),
        )
        for i, score in zip(places, scores, strict=True)
    ]
    return hits, tuple(_cut(candidates[i], float(fused[i]), why) for i, why in cut)


def _distinct(order: Sequence[int], cards: Sequence[Card], wanted: int) -> tuple[list[int], list[tuple[int, str]]]:
    """The first ``wanted`` that say something new, and those that were left out up to there and a little further, each with the reason."""
    kept: dict[int, set[int]] = {}  # with their terms
    cut: list[tuple[int, str]] = []
    for i in order:
        if len(kept) == wanted:
            if len(cut) >= CUT_TOLD:
                break
            cut.append((i, "ranked below those that were asked for"))
            continue
        terms = set(cards[i].terms.tolist())
        if repeated := next((rank for rank, known in enumerate(kept.values(), start=1) if _repeats(terms, known)), 0):
            cut.append((i, f"says what hit {repeated} says"))
        else:
            kept[i] = terms
    return list(kept), cut


def _cut(candidate: Candidate, fused: float, why: str) -> Cut:
    chunk = candidate.chunk
    return Cut(chunk.title, chunk.section, chunk.url, fused, why)


def _repeats(terms: set[int], kept: set[int]) -> bool:
    """Whether one says what the other said: chunks overlap, and books repeat themselves."""
    needed = NEAR_DUPLICATE * max(len(terms), len(kept), 1)
    return min(len(terms), len(kept)) > needed and len(terms & kept) > needed
