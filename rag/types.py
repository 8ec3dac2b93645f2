"""The vocabulary: every noun that crosses a module's border, but what is remembered beside turns, on one screen.

Knows plain data only. It imports nothing of ours, does nothing, and is frozen, so that any value can be
shared between visitors, threads and caches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

# ---------------------------------------------------------------- the book


@dataclass(frozen=True, slots=True)
class Block:
    """A run of a section that is read as one: a paragraph, one list item, one table, one code fence.

    ``text`` is light Markdown, ready to be shown, quoted and sent to a model: paragraphs without emphasis and links
    (their words stay), inline code in backticks, math in dollars, tables as pipe tables, code in its fence, the label of a tab in bold.
    """

    kind: str  # "prose" | "item" | "table" | "code" | "math" | "tab"
    text: str
    line: int  # 1-based, in the source file


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, up to the next heading of any level."""

    headings: tuple[str, ...]  # the path below the page title, outermost first; () before the first heading
    anchor: str  # "" before the first heading
    blocks: tuple[Block, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown or MDX file as the site shows it."""

    source_path: str  # relative to the book, with "/"
    slug: str  # the page's path below the route base, no slash at either end; "" for its root
    url: str  # path on the site: base URL + route base + slug
    title: str
    sections: tuple[Section, ...]
    # Of the site, that show it: versions and languages, each by how the addresses of its pages begin; () where there is only one.
    editions: tuple[str, ...] = ()
    folder: str = ""  # of docs, that the file stands in; "" for the whole book


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of one section: what is embedded, searched and cited."""

    chunk_id: str  # a UUID made from where and what it is: the same text in the same place keeps its id
    text: str
    source_path: str
    slug: str
    title: str
    section: str  # the heading path, joined by " › "; "" before the first heading
    url: str  # page url + "#anchor"
    order_index: int  # its place within the page, from 0
    line: int  # 1-based line of the file where it begins
    # Sentence -> the text fragment that leads to it, where its own words would lead elsewhere on the page ("": nothing leads to it);
    # None where the rest of the page is not known.
    fragments: Mapping[str, str] | None = field(default=None, hash=False)
    editions: tuple[str, ...] = ()  # those of its page
    folder: str = ""  # that of its page

    @property
    def place(self) -> str:
        """Its file, as readers of the docs count it: without the folder that holds all of their version."""
        return self.source_path.removeprefix(f"{self.folder}/") if self.folder else self.source_path

    @property
    def headings(self) -> tuple[str, ...]:
        """All that it stands below, from the top down."""
        return tuple(self.section.split(" › ")) if self.section else ()

    @property
    def heading(self) -> str:
        """What stands right above it; "" before the first heading of its page."""
        return self.section.rpartition(" › ")[2]

    @property
    def headline(self) -> str:
        """What it is about, in the book's words: its heading, or its page's title."""
        return self.heading or self.title

    @property
    def name(self) -> str:
        """As people are told where it stands: its page and its heading path."""
        return f"{self.title} › {self.section}" if self.title and self.section else self.title or self.section

    @property
    def in_full(self) -> str:
        """All that is read of it: a word of the title or of a heading is one of the chunk."""
        return f"{self.title}\n{self.section}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Document:
    """A chunk as the ``documents`` table lists it. ``snippet``: how its text begins."""

    chunk_id: str
    source_path: str
    slug: str
    title: str
    order_index: int
    snippet: str


# ---------------------------------------------------------------- a question

MESSAGE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What a visitor sends. ``context`` is text selected on the page, ``page`` where they read."""

    message: str
    session_id: str | None = None
    context: str = ""
    page_path: str = ""
    page_heading: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, as a session remembers it."""

    message_id: str
    question: str
    answer: str
    status: str
    asked_at: float  # seconds since the epoch
    topic: str = ""  # the standalone question that was searched
    sources: tuple["Source", ...] = ()


# ---------------------------------------------------------------- what was found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk as the index returns it, with the engine's own scores; None where that search did not run or return it."""

    chunk: Chunk
    dense: float | None  # cosine, -1..1
    lexical: float | None  # BM25, 0..


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk judged relevant, best first in every list of hits."""

    chunk: Chunk
    score: float  # 0..1, falls with the rank
    dense: float | None = None
    lexical: float | None = None
    coverage: float = 0.0  # 0..1: share of the question's rare words that the chunk says, in these or like words
    sentence: float = 0.0  # 0..1: its best sentence, by cosine and words
    fused: float = 0.0  # what the rank is made from: a blend of the signals above
    evidence: tuple[float, ...] = ()  # what ``score`` was computed from, in the order of retrieval.relevance.EVIDENCE
    rerank: float | None = None  # 0..1, where a reranker judged it


@dataclass(frozen=True, slots=True)
class Cut:
    """A chunk that was found and is no hit. ``why``: in words for the maintainer."""

    title: str
    section: str
    url: str
    fused: float
    why: str


@dataclass(frozen=True, slots=True)
class Subquestion:
    """One of several questions in a message."""

    query: str  # standalone
    relevance: float  # 0..1: how sure we are that the book covers it


# How a whole is told: each part by its first sentence; by its name alone; as what is to be done, one part after the other; by the only
# numbered list of a page, which the hits are; or by all items of the lists that the hits are.
Telling = Literal["summary", "list", "steps", "numbered list", "items"]


@dataclass(frozen=True, slots=True)
class Overview:
    """What a question about the book, or a part of it, as a whole is answered from: the hits are how its parts begin, in reading order."""

    telling: Telling = "summary"
    introduced: bool = False  # the first hit says what all of it is about
    more: int = 0  # parts that are too many to be among the hits
    points: tuple[str, ...] = ()  # the only point of it that is asked for: "1", "f" of "Article 6(1)(f)"

    @property
    def word_for_word(self) -> bool:
        """Whether the hits say what is asked for, and are no parts of it to be summed up."""
        return self.telling in ("numbered list", "items")


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The outcome of a search, or of one for each question in a message that asks several."""

    query: str  # what was searched, after follow-ups, selected text and page were taken in
    hits: tuple[Hit, ...]
    relevance: float  # 0..1: how sure we are that the book covers the question, of several the one that it covers best
    degraded: bool = False  # a part of the search was down
    notes: tuple[str, ...] = ()  # which, in words for the maintainer
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    cut: tuple[Cut, ...] = ()  # best first: what repeats a hit, and the first that came too late
    subquestions: tuple[Subquestion, ...] = ()  # where a message asks several; in order
    overview: Overview | None = None  # where nothing was searched, for all of something is asked about
    carried: str = ""  # how ``query`` begins, where that comes from earlier turns
    edition: str | None = None  # of the site, that was searched; None where there is only one
    near: bool = False  # one of the first hits is worth reading by its meaning, however low the relevance

    @property
    def least(self) -> float:
        """The relevance of the question that the book covers least."""
        return min((each.relevance for each in self.subquestions), default=self.relevance)


# ---------------------------------------------------------------- an answer


class AnswerStatus(StrEnum):
    """What the visitor is told about the answer. Decided by code, from scores and checked citations."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_IN_BOOK = "not_in_book"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Source:
    """A citation that was checked: ``quote`` stands word for word in the chunk, ``url`` opens it highlighted."""

    index: int  # the number in the text, from 1, in order of appearance
    chunk_id: str
    title: str
    slug: str
    section: str
    score: float
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class Metadata:
    response_time_ms: float
    tokens_used: int
    context_chunks: int
    timings_ms: Mapping[str, float]
    model: str
    index_version: str
    unsupported_sentences: int = 0  # of the answer, that no passage supports
    cached: bool = False  # made for another visitor who asked the same: no tokens were paid for it


@dataclass(frozen=True, slots=True)
class Answer:
    session_id: str
    message_id: str
    message: str  # Markdown with [1] markers
    sources: tuple[Source, ...]
    status: AnswerStatus
    metadata: Metadata
    suggestions: tuple[str, ...] = ()
