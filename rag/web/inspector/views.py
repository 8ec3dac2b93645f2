"""Every view of one answer, by name, from its trace.

Knows which views there are and what each is called. Live answers and stored ones are shown by the same code.
"""

import json
from collections.abc import Callable
from dataclasses import asdict

from rag.finder import PASSAGES
from rag.remembered import Trace
from rag.types import Question
from rag.web.inspector import markup, requests
from rag.web.inspector.chunks import Matches, chunks, sources
from rag.web.inspector.plan import plan
from rag.web.inspector.timeline import timeline
from rag.web.inspector.why import why

NAMES = ("why", "sources", "chunks", "plan", "timings", "session", "curl", "python", "typescript")
_REQUEST = ("session", "curl", "python", "typescript")
Words = Callable[[str], Matches]  # a question -> which words are among its own

_EMPTY = markup.empty("Nothing to inspect yet", "Ask a question, and this says why its answer is what it is.")
_WAITING = markup.quiet("Reading…")


def empty() -> dict[str, str]:
    return {name: "" if name in _REQUEST else _EMPTY for name in NAMES}


def waiting() -> dict[str, str]:
    return {name: _WAITING for name in ("why", "sources", "chunks", "plan", "timings")}


def request_of(question: Question, host: str) -> dict[str, str]:
    """Three ways to ask it again, and the session it goes on with."""
    made = {"curl": requests.curl, "python": requests.python, "typescript": requests.typescript}
    return {"session": question.session_id or "", **{name: make(host, question) for name, make in made.items()}}


def whole(trace: Trace, words: Words, host: str, token_price: float = 0.0) -> dict[str, str]:
    """HTML, and three snippets of code."""
    matches = words(trace.query or trace.question.message)
    kept = json.dumps(asdict(trace), indent=1, ensure_ascii=False, default=str)
    return {
        "why": why(trace, token_price) + markup.raw(kept, "The whole trace as JSON"),
        "sources": sources(trace.sources, markup.badge(trace.status)),
        "chunks": chunks(trace, matches, PASSAGES),
        "plan": plan(trace.plan),
        "timings": _timings(trace),
        **request_of(trace.question, host),
        "session": trace.session_id,
    }


def _timings(trace: Trace) -> str:
    whole_ms = trace.timings_ms.get("whole", 0.0)
    told = f"{whole_ms:.1f} ms in all · {trace.model} · {trace.tokens} tokens · index {trace.index_version}"
    return timeline(trace.timings_ms) + markup.quiet(told)
