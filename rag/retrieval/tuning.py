"""How one search may differ from what visitors get: what the retrieval lab and reruns pass in.

Knows wishes and their bounds. It holds none of the defaults: where nothing is wished, the search itself knows what it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.types import Candidate

MOST_CANDIDATES = 200
MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class Tuning:
    """``shares``: of the blend, by signal, and no others; None for the usual ones. ``fusion_constant``: the k of a reciprocal rank
    fusion of words and meaning, instead of the blend. ``candidates``: from each of the two searches. ``page``: only chunks whose page
    has this in its path. Whatever is out of bounds is brought back into them."""

    by_meaning: bool = True
    by_words: bool = True
    rerank: bool = True
    shares: Mapping[str, float] | None = None
    fusion_constant: int | None = None
    candidates: int | None = None
    page: str = ""

    def __post_init__(self) -> None:
        if not (self.by_meaning or self.by_words):
            object.__setattr__(self, "by_words", True)
        if self.candidates is not None:
            object.__setattr__(self, "candidates", min(max(1, self.candidates), MOST_CANDIDATES))
        if self.fusion_constant is not None:
            object.__setattr__(self, "fusion_constant", min(max(1, self.fusion_constant), 1000))

    def kept(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those of the wished page."""
        wished = self.page.strip().strip("/").lower()
        if not wished:
            return list(candidates)
        return [each for each in candidates if wished in f"{each.chunk.source_path} {each.chunk.url}".lower()]

    def searched(self, usual: int) -> int:
        """Candidates to fetch: a page's chunks may lie far behind those of others."""
        return MOST_CANDIDATES if self.page.strip() else self.candidates or usual


USUAL = Tuning()
