"""What was found for a question: each chunk with its scores as bars, its words that matched, and what was left out.

Knows how to show; the numbers come as they are. Whether a word matches it is told.
"""

import re
from collections.abc import Callable, Sequence
from html import escape

from rag.remembered import Trace
from rag.types import Cut, Hit, Source
from rag.web.inspector.markup import bar, chip, empty, link

Matches = Callable[[str], bool]  # whether a word is one of the question's

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def chunks(trace: Trace, matches: Matches, given: int) -> str:
    """``given``: how many of the hits the answerer got to read."""
    if not trace.hits:
        return empty(
            "No chunk was found", "Small talk is not searched; else nothing in the index comes near this question."
        )
    cited = {source.chunk_id for source in trace.sources}
    listed = "".join(
        chunk(rank, hit, trace.hits, matches, cited=hit.chunk.chunk_id in cited, read=rank <= given)
        for rank, hit in enumerate(trace.hits, start=1)
    )
    return (
        f'<p class="quiet">Searched: <q>{escape(trace.query)}</q></p><div class="legend">{chip("cited", "good")}'
        f"{chip('read by the answerer', 'info')}{chip('found, not read')}<mark>matched word</mark></div>{listed}{_cuts(trace.cut)}"
    )


def chunk(
    rank: int,
    hit: Hit,
    hits: Sequence[Hit],
    matches: Matches,
    *,
    cited: bool = False,
    read: bool = False,
    note: str = "",
) -> str:
    """One chunk; a click opens its text. ``note``: HTML beside its rank."""
    found = hit.chunk
    mark = chip("cited", "good") if cited else chip("read", "info") if read else ""
    section = f' <span class="quiet">{escape(found.section)}</span>' if found.section else ""
    return (
        f'<details class="chunk"><summary><span class="rank">{rank}</span>{note}<b>{escape(found.title)}</b>{section}{mark}'
        f"{_scores(hit, hits)}</summary>"
        f'<p class="quiet">{escape(found.source_path)}, line {found.line} · {link(found.url, found.url)}</p>'
        f'<div class="text">{highlighted(found.text, matches)}</div></details>'
    )


def _scores(hit: Hit, hits: Sequence[Hit]) -> str:
    if not hit.evidence and hit.dense is None and hit.lexical is None:
        return '<span class="quiet"> read along, since another hit goes on here: it was not searched for</span>'
    return f'<div class="bars">{"".join(bars(hit, [each for each in hits if each.evidence] or hits))}</div>'


def bars(hit: Hit, hits: Sequence[Hit]) -> list[str]:
    most_words = max((each.lexical or 0.0 for each in hits), default=0.0) or 1.0
    blends = [each.fused for each in hits]
    low, high = min(blends), max(blends)
    shown = [
        bar("score", hit.score, hit.score, "main"),
        bar("dense", hit.dense, hit.dense or 0.0),
        bar("lexical", hit.lexical, (hit.lexical or 0.0) / most_words),
        bar("fused", hit.fused, 0.08 + 0.92 * (hit.fused - low) / ((high - low) or 1.0)),
        bar("best sentence", hit.sentence, hit.sentence),
        bar("words covered", hit.coverage, hit.coverage),
    ]
    if any(each.rerank is not None for each in hits):
        shown.append(bar("rerank", hit.rerank, hit.rerank or 0.0))
    return shown


def highlighted(text: str, matches: Matches) -> str:
    parts, end = [], 0
    for word in _WORD.finditer(text):
        parts.append(escape(text[end : word.start()]))
        shown = escape(word[0])
        parts.append(f"<mark>{shown}</mark>" if matches(word[0]) else shown)
        end = word.end()
    return "".join(parts) + escape(text[end:])


def sources(cited: Sequence[Source], badge: str) -> str:
    listed = "".join(map(_source, cited)) or empty("No sources", "The book does not answer this, so nothing is cited.")
    return f"<p>{badge}</p>{listed}"


def _source(source: Source) -> str:
    section = f' <span class="quiet">{escape(source.section)}</span>' if source.section else ""
    return (
        f'<article class="source"><header><b>[{source.index}]</b> {link(source.url, source.title)}{section}'
        f'<span class="number">{source.score:.2f}</span></header><blockquote>{escape(source.quote)}</blockquote></article>'
    )


def _cuts(cuts: Sequence[Cut]) -> str:
    if not cuts:
        return ""
    rows = "".join(
        f"<li>{link(cut.url, cut.title)} <span class='quiet'>{escape(cut.section)}</span> "
        f"<span class='quiet'>fused {cut.fused:.2f}: {escape(cut.why)}</span></li>"
        for cut in cuts
    )
    return f'<details class="cuts"><summary>{len(cuts)} more were found and cut</summary><ul>{rows}</ul></details>'
