"""What stands beside an answer, as HTML: sources, chunks with their scores, timings, the request.

Knows how to show; the numbers come as they are. All text is escaped: the book's and the visitor's words are data here too.
"""

import json
import re
import shlex
from html import escape
from urllib.parse import urlsplit

from rag.types import Answer, Hit, Question, Retrieval, Source

_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")  # what a backslash may stand before in Markdown: all ASCII punctuation
NOTHING_YET = '<p class="quiet">Ask a question, and this fills.</p>'
WAITING = '<p class="quiet">Reading…</p>'
_NO_SOURCES = '<p class="quiet">No sources: the book does not answer this.</p>'
_STATUS_WORDS = {
    "answered": "Answered from the book",
    "partial": "The book only touches on this",
    "not_in_book": "Not in the book",
    "degraded": "Answered with a part missing",
}


def sources(answer: Answer) -> str:
    badge = f'<p><span class="badge {escape(answer.status)}">{_STATUS_WORDS[answer.status]}</span></p>'
    return badge + ("".join(map(_source, answer.sources)) or _NO_SOURCES)


def _source(source: Source) -> str:
    section = f' <span class="quiet">{escape(source.section)}</span>' if source.section else ""
    return (
        f'<article class="source"><header><b>[{source.index}]</b> {_link(source.url, source.title)}{section}'
        f'<span class="number">{source.score:.2f}</span></header><blockquote>{escape(source.quote)}</blockquote></article>'
    )


def chunks(retrieval: Retrieval) -> str:
    if not retrieval.hits:
        return '<p class="quiet">Nothing in the index comes near this question.</p>'
    searched = f'<p class="quiet">Searched: <q>{escape(retrieval.query)}</q> · relevance {retrieval.relevance:.2f}</p>'
    return searched + "".join(_chunk(rank, hit, retrieval.hits[0]) for rank, hit in enumerate(retrieval.hits, start=1))


def _chunk(rank: int, hit: Hit, best: Hit) -> str:
    chunk = hit.chunk
    most_words = max(best.lexical or 0.0, hit.lexical or 0.0) or 1.0
    bars = [
        _bar("score", hit.score, hit.score),
        _bar("dense", hit.dense, hit.dense or 0.0),
        _bar("lexical", hit.lexical, (hit.lexical or 0.0) / most_words),
        _bar("fused", hit.fused, (hit.fused + 2) / 4),
        _bar("best sentence", hit.sentence, hit.sentence),
        _bar("words covered", hit.coverage, hit.coverage),
    ]
    section = f' <span class="quiet">{escape(chunk.section)}</span>' if chunk.section else ""
    return (
        f'<details class="chunk"><summary><b>{rank}</b> {escape(chunk.title)}{section}'
        f'<div class="bars">{"".join(bars)}</div></summary>'
        f'<p class="quiet">{escape(chunk.source_path)}, line {chunk.line} · {_link(chunk.url, chunk.url)}</p>'
        f"<pre>{escape(chunk.text)}</pre></details>"
    )


def _bar(name: str, value: float | None, share: float) -> str:
    """``share``: how much of the bar is filled, cut to 0..1."""
    if value is None:
        return f'<span class="bar none">{name} –</span>'
    return f'<span class="bar" style="--share:{min(1.0, max(0.0, share)):.3f}">{name} <b>{value:.2f}</b></span>'


def timings(answer: Answer) -> str:
    """The stages one under the other, each beginning where the last one ended."""
    metadata = answer.metadata
    total = max(metadata.response_time_ms, 0.01)
    rows, start = [], 0.0
    for stage, ms in metadata.timings_ms.items():
        place = f"--from:{start / total:.4f};--share:{ms / total:.4f}"
        rows.append(f'<div class="stage"><span>{escape(stage)}</span><i style="{place}"></i><b>{ms:.1f} ms</b></div>')
        start += ms
    facts = (
        f"{metadata.response_time_ms:.1f} ms in all · {escape(metadata.model)} · {metadata.tokens_used} tokens"
        f" · index {escape(metadata.index_version)}"
    )
    return f'<div class="stages">{"".join(rows)}</div><p class="quiet">{facts}</p>'


def plain(text: str) -> str:
    """The visitor's words as Markdown that shows them as they are: nothing in them is formatted, linked or fetched."""
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "  \n")


def harmless(markdown: str) -> str:
    """An answer without images: whatever a book or a model says, the page fetches nothing from elsewhere."""
    return markdown.replace("![", "!\\[")


def linked(answer: Answer) -> str:
    """The answer's Markdown with each marker linked to its source; markers in code are none, as in the answer itself."""
    urls = {str(source.index): source.url for source in answer.sources}
    code_or_marker = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)|\[(\d+)\]", re.DOTALL)

    def link(found: re.Match[str]) -> str:
        url = urls.get(found[2] or "", "")
        return f"[[{found[2]}]]({url})" if _is_web(url) else found[0]

    return harmless(code_or_marker.sub(link, answer.message))


def curl(host: str, question: Question) -> str:
    """A line for a shell that asks the same again."""
    body: dict[str, object] = {"message": question.message}
    if question.session_id:
        body["session_id"] = question.session_id
    if question.context:
        body["context"] = question.context
    if question.page_path:
        body["page"] = {"path": question.page_path}
    scheme = "http" if host.split(":")[0] in ("localhost", "127.0.0.1", "0.0.0.0") else "https"
    data = shlex.quote(json.dumps(body, ensure_ascii=False))
    return f"curl -s {scheme}://{host}/chat -H 'Content-Type: application/json' -d {data}"


def _link(url: str, words: str) -> str:
    if not _is_web(url):
        return escape(words)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener">{escape(words)}</a>'


def _is_web(url: str) -> bool:
    return bool(url) and urlsplit(url).scheme in ("", "http", "https")
