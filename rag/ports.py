"""The plugs: what the flow needs from each part, as small Protocols that adapters fit without inheriting.

Knows the vocabulary only. Embedded parts and services alike stand behind these; one contract suite per port in
`tests/` runs over every implementation. All are safe to call from many tasks at once, and none blocks the event loop.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.remembered import Asked, AskedFilter, StoreState, Trace
from rag.types import Candidate, Chunk, Document, Hit, Overview, Question, Turn

Vectors = NDArray[np.float32]  # (texts, dimension), each row of length 1
Vector = NDArray[np.float32]  # (dimension,), of length 1

OPENINGS = 2_000  # pages of a book that an index can list


class Embedder(Protocol):
    """Text to vectors. Two embedders with the same ``name`` make vectors of the same space."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    async def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order. Raises ServiceFailed."""
        ...

    async def embed_query(self, text: str) -> Vector:
        """Raises ServiceFailed."""
        ...


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index holds. ``version`` changes whenever an ingest changed anything a reader can see."""

    version: str
    embedder: str
    dimension: int
    chunks: int
    pages: int
    book: str  # where the book was read from
    fingerprint: str  # of the book and all that shapes its chunks; "" where a page could not be read
    built_at: float  # seconds since the epoch


class Index(Protocol):
    """Chunks that can be searched by meaning and by words."""

    async def state(self) -> IndexState | None:
        """None while nothing has been ingested."""
        ...

    async def search(
        self, query: str, vector: Vector | None, limit: int, edition: str | None = None
    ) -> list[Candidate]:
        """The ``limit`` nearest by vector and the ``limit`` best by BM25, together, each with both scores; in no promised order.
        Without a vector, by words alone. ``edition``: the one that is searched, where the index knows it; None for all. Raises
        ServiceFailed."""
        ...

    async def editions(self) -> Sequence[str]:
        """Of the site, as its pages tell them; none where there is only one. Raises ServiceFailed."""
        ...

    async def rarity(self, text: str) -> Mapping[int, float]:
        """The distinct terms of a text, stemmed and without stop words, as id -> inverse document frequency (0..). A term that
        the book has nowhere weighs most."""
        ...

    async def corrected(self, text: str) -> str:
        """The text with words that the book has nowhere replaced by the words of the book that they are likely slips for."""
        ...

    async def strangers(self, text: str) -> Sequence[str]:
        """Its words, in lower case, that the book has nowhere and that are none of those that everybody writes; none for a book that is not
        in English, whose words are not known."""
        ...

    async def neighbours(self, chunks: Sequence[Chunk]) -> list[tuple[Chunk | None, Chunk | None]]:
        """For each, the chunk before and the one after it in its section; None where there is none. Raises ServiceFailed."""
        ...

    async def openings(self) -> Sequence[Chunk]:
        """How each page begins, in the order of the book as far as it is known; of OPENINGS pages at most. Looked up once: the same object
        until the index changes. Raises ServiceFailed."""
        ...

    async def page(self, source_path: str) -> list[Chunk]:
        """The chunks of a page, in order; none where there is no such page. Raises ServiceFailed."""
        ...

    def rebuild(self, embedder: str, dimension: int) -> AbstractAsyncContextManager["IndexBuild"]:
        """Begin the next version of the index. Readers see the old one until ``commit`` returns; left without a commit, or killed,
        it leaves the old one. Raises IngestBusy where another process is at it, ServiceFailed."""
        ...


class IndexBuild(Protocol):
    """The next version of an index while it is made."""

    async def known(self, keys: Sequence[str]) -> dict[str, Vector]:
        """The vectors that the current version holds under these embedding keys: what need not be embedded again."""
        ...

    async def add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        """Chunks with their embedding keys and vectors, one each, in order."""
        ...

    async def commit(self, *, book: str, fingerprint: str) -> IndexState:
        """Let readers see it: exactly the chunks that were added, and no others of ours."""
        ...


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class Brief:
    """All that an answerer gets to see."""

    question: Question
    query: str  # the standalone question
    hits: Sequence[Hit]  # the passages; passage n of a marker ``[n]`` is ``hits[n - 1]``
    turns: Sequence[Turn] = ()
    subquestions: Sequence[str] = ()  # where it asks several, those that the book covers; standalone
    overview: Overview | None = None  # where it asks about the book, or a part of it, as a whole
    carried: str = ""  # how ``query`` begins, where that comes from earlier turns
    covered: bool = True  # whether the passages are sure to be worth reading; else only one who judges may
    followed: bool = True  # whether somebody reads along; else its words may come together


@dataclass(frozen=True, slots=True)
class Plan:
    """What the answerer is about to do, for the maintainer to read: the prompt, or the sentences that were weighed."""

    text: str
    model: str = ""  # where another one writes than the answerer's own
    degraded: bool = False  # it stands in for a better one
    note: str = ""  # why, in words for the maintainer


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the answer, Markdown with ``[n]`` markers that name passages."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were paid for. ``complete``: the answerer neither ran into a limit nor said that something is missing."""

    tokens: int
    complete: bool = True


class Answerer(Protocol):
    """Writes an answer from passages. An answer without any Delta says that the passages hold none."""

    @property
    def model(self) -> str: ...

    @property
    def judges(self) -> bool:
        """Whether it reads what the passages mean, and says so where they hold no answer."""
        ...

    def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        """Plan first, then deltas, then usage where there is any. Raises ServiceFailed, also in mid-stream. Closing it ends
        whatever it waits for."""
        ...


class Reranker(Protocol):
    """Judges passages against a question, one by one."""

    async def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """0..1 each, in the order of the texts. Raises ServiceFailed."""
        ...


class Rewriter(Protocol):
    """Makes a follow-up into a question that stands alone."""

    async def rewrite(self, message: str, turns: Sequence[Turn]) -> str:
        """Raises ServiceFailed."""
        ...


# ---------------------------------------------------------------- memory


class Store(Protocol):
    """Remembers conversations, and which documents were ingested."""

    @property
    def name(self) -> str:
        """Of the engine: "sqlite", "postgresql"."""
        ...

    async def turns(self, session_id: str) -> list[Turn] | None:
        """Oldest first; None where no living session has that id. Raises ServiceFailed."""
        ...

    async def remember(self, session_id: str, turn: Turn) -> None:
        """Add a turn; the first one begins the session. Raises ServiceFailed."""
        ...

    async def forget(self, session_id: str) -> bool:
        """True if there was such a session. Raises ServiceFailed."""
        ...

    async def record_documents(self, listed: Sequence[Document]) -> None:
        """Make the ``documents`` table list exactly these. Raises ServiceFailed."""
        ...

    async def record_ingest(self, state: IndexState) -> None:
        """The documents that were recorded last are those of this index. Raises ServiceFailed."""
        ...

    async def last_ingest(self) -> IndexState | None:
        """Raises ServiceFailed."""
        ...

    def state(self) -> StoreState:
        """As its last real use showed it; asks nothing, so that nobody's monitor keeps a database awake."""
        ...

    async def open(self) -> None:
        """Make or upgrade the schema. Raises ServiceFailed."""
        ...

    async def feedback(self, message_id: str, rating: str, comment: str) -> bool:
        """``rating``: "up" or "down". False where there is no such message. Raises ServiceFailed."""
        ...

    async def record_trace(self, trace: Trace) -> None:
        """Once an answer; later ones of the same message change nothing. Raises ServiceFailed."""
        ...

    async def trace(self, message_id: str) -> Trace | None:
        """None where there is none, or no longer. Raises ServiceFailed."""
        ...

    async def traces(self, limit: int, statuses: Sequence[str] = ()) -> list[Trace]:
        """The newest first, of these statuses; of all where none is named. Raises ServiceFailed."""
        ...

    async def asked(self, wanted: AskedFilter, limit: int) -> list[Asked]:
        """What visitors asked, newest first, each with the latest rating of its answer. Raises ServiceFailed."""
        ...

    async def documents(self) -> list[Document]:
        """Those that were recorded last, in no promised order; none where nothing is known. Raises ServiceFailed."""
        ...

    async def add_tokens(self, tokens: int) -> None:
        """Count tokens that were paid for. Raises ServiceFailed."""
        ...

    async def tokens_today(self) -> int:
        """Of all replicas, by UTC day. Raises ServiceFailed."""
        ...

    async def close(self) -> None: ...
