"""An embedder that reads words in their context, and what its cosines are worth.

Knows how near it puts a question to the passage that answers it, and how near to others: each embedder has a scale of its own, and only on
that scale does a cosine say how sure a search is. It does not know which embedder it is.
"""

import asyncio
import logging
from dataclasses import dataclass

import numpy as np

from rag.errors import ServiceFailed
from rag.ports import Embedder, Vector, Vectors
from rag.reading.spread import Floats

log = logging.getLogger(__name__)

# Of nothing that a book need speak of: what they say does not matter, only that each passage answers its question and no other.
PAIRS = (
    (
        "How long does bread dough have to rest?",
        "Cover the bowl and let the dough rise in a warm place for about two hours, until it has doubled in size.",
    ),
    (
        "Why is the sky blue?",
        "Air scatters short wavelengths of sunlight more than long ones, so blue light reaches the eye from every direction.",
    ),
    (
        "How do I change my password?",
        "Open the account settings, choose Security, and enter the old password followed by the new one twice.",
    ),
    (
        "Who founded the museum?",
        "The museum was founded in 1897 by a wool merchant who left his collection of paintings to the town.",
    ),
    (
        "What is photosynthesis?",
        "Photosynthesis is the process by which plants turn light, water and carbon dioxide into sugar and oxygen.",
    ),
    (
        "When may the tenant end the contract?",
        "The tenant may terminate the lease at the end of any month with three months' notice in writing.",
    ),
    (
        "What do I do when the pump loses pressure?",
        "If the pressure falls, first check the inlet filter, then bleed the air from the line and tighten the seals.",
    ),
    (
        "How fast can a cheetah run?",
        "A cheetah reaches about 100 kilometres per hour, but only over a few hundred metres.",
    ),
)
APART = 0.1  # the least that the two means lie apart: vectors that tell no answer from any other text say nothing
FARTHEST, NEAREST = -0.5, 1.5
PATIENCE = 2.0  # seconds: a question is answered without it, rather than late


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Mean cosines of the PAIRS: of questions with the passages of others, and with their own."""

    unrelated: float
    related: float

    @property
    def tells(self) -> bool:
        return self.related - self.unrelated >= APART

    def nearness(self, cosines: Floats) -> Floats:
        """0 for what has nothing to do with the question, 1 for what answers it as the PAIRS do; FARTHEST to NEAREST."""
        return np.clip((cosines - self.unrelated) / (self.related - self.unrelated), FARTHEST, NEAREST)

    @classmethod
    async def of(cls, embedder: Embedder) -> "Yardstick":
        """Raises ServiceFailed."""
        documents, *queries = await asyncio.gather(
            embedder.embed_documents([passage for _, passage in PAIRS]),
            *(embedder.embed_query(question) for question, _ in PAIRS),
        )
        cosines = _unit(np.array(queries)) @ _unit(np.asarray(documents)).T
        own = np.eye(len(PAIRS), dtype=np.bool_)
        return cls(unrelated=float(cosines[~own].mean()), related=float(cosines[own].mean()))


@dataclass(frozen=True, slots=True)
class Contextual:
    """A question as such an embedder has it. ``yardstick``: None where its cosines are worth nothing, or it is not known what they are."""

    vector: Vector
    yardstick: Yardstick | None = None


class Measuring:
    """The yardstick of an embedder, measured once, with the first question; again with the next where its service failed or was slow."""

    def __init__(self, embedder: Embedder, patience: float = PATIENCE) -> None:
        """``patience``: seconds that a question waits for it."""
        self._embedder = embedder
        self._patience = patience
        self._measured: Yardstick | None = None
        self._one_at_a_time = asyncio.Lock()

    async def yardstick(self) -> Yardstick | None:
        if self._measured is None:
            try:
                async with asyncio.timeout(self._patience), self._one_at_a_time:
                    self._measured = self._measured or await Yardstick.of(self._embedder)
            except (ServiceFailed, TimeoutError) as error:
                log.debug("what the embedder's cosines are worth is not known yet: %s", error)
                return None
        return self._measured if self._measured.tells else None


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit
