"""The settings of one search on the page, and how they are read.

Knows components and `Tuning`. They go with one search and are kept nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.retrieval.tuning import MOST_CANDIDATES, MOST_HITS, Tuning

BOTH, MEANING, WORDS = "Hybrid", "Meaning", "Words"
BLEND, RANKS = "Blend of signals", "Reciprocal ranks"
_SAYS = {
    "lexical": "BM25",
    "coverage": "rare words covered",
    "pairs": "neighbouring words",
    "dense": "meaning of the chunk",
    "sentence": "best sentence",
    "said": "rare words of one sentence",
}
_ALONE = {MEANING: {"dense": 1.0}, WORDS: {"lexical": 1.0}}


@dataclass(frozen=True, slots=True)
class Wished:
    tuning: Tuning
    limit: int
    words: str  # what it is, in a few words


class Knobs:
    """``prefix``: of the ids of its components; ``usual``: the shares that visitors' searches are ordered by."""

    def __init__(
        self, prefix: str, usual: Mapping[str, float], *, search: str = BOTH, fusion: str = BLEND, limits: bool = True
    ) -> None:
        self._usual = usual
        self.search = gr.Radio([BOTH, MEANING, WORDS], value=search, label="Search by", elem_id=f"{prefix}-search")
        self.fusion = gr.Radio([BLEND, RANKS], value=fusion, label="Order by", elem_id=f"{prefix}-fusion")
        with gr.Accordion("Weights, fusion constant and filters", open=False):
            self.shares = [
                gr.Slider(0, 1, value=share, step=0.01, label=f"{name}: {_SAYS[name]}", elem_id=f"{prefix}-{name}")
                for name, share in usual.items()
            ]
            self.constant = gr.Slider(1, 200, value=60, step=1, label="constant of reciprocal ranks")
            self.candidates = gr.Slider(5, MOST_CANDIDATES, value=30, step=5, label="candidates of each search")
            self.page = gr.Textbox(label="Only pages with this in their path", elem_id=f"{prefix}-page")
            self.rerank = gr.Checkbox(True, label="Rerank, where a reranker is set up", elem_id=f"{prefix}-rerank")
        self.limit = gr.Slider(
            1, MOST_HITS, value=8, step=1, label="Hits shown", elem_id=f"{prefix}-limit", visible=limits
        )

    @property
    def components(self) -> list[gr.components.Component]:
        return [
            self.search,
            self.fusion,
            *self.shares,
            self.constant,
            self.candidates,
            self.page,
            self.rerank,
            self.limit,
        ]

    @property
    def count(self) -> int:
        return len(self.components)

    def read(self, values: Sequence[Any]) -> Wished:
        """What the components held, in their order. A page may send anything; what makes no sense counts as usual."""
        search, fusion, *numbers = values
        usual = self._usual
        shares = {
            name: _number(value, 0.0, 1.0, share)
            for (name, share), value in zip(usual.items(), numbers[: len(usual)], strict=True)
        }
        constant, candidates, page, rerank, limit = numbers[len(usual) :]
        tuning = Tuning(
            by_meaning=search != WORDS,
            by_words=search != MEANING,
            rerank=bool(rerank),
            shares=_ALONE.get(str(search), shares if shares != usual else None),
            fusion_constant=int(_number(constant, 1, 200, 60)) if fusion == RANKS else None,
            candidates=int(_number(candidates, 1, MOST_CANDIDATES, 30)),
            page=str(page or "")[:300],
        )
        return Wished(tuning, int(_number(limit, 1, MOST_HITS, 8)), _in_words(tuning, str(search)))


def _in_words(tuning: Tuning, search: str) -> str:
    parts = [search.lower() if search in (BOTH, MEANING, WORDS) else BOTH.lower()]
    if tuning.fusion_constant is not None:
        parts.append(f"reciprocal ranks, k = {tuning.fusion_constant}")
    elif tuning.shares is not None and search not in _ALONE:
        parts.append("own weights")
    if tuning.page:
        parts.append(f"pages with “{tuning.page}”")
    if not tuning.rerank:
        parts.append("not reranked")
    return " · ".join(parts)


def _number(value: Any, low: float, high: float, usual: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return usual
    return min(max(float(value), low), high)
