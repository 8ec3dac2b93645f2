"""Why an answer has its status: the signals that decided it, in the order in which they were asked.

Knows the thresholds of the flow and the weights of its evidence, and puts both into words and bars.
"""

from html import escape

import numpy as np

from rag.draft import COVERED, NOT_COVERED
from rag.message.leaning import wants_more
from rag.remembered import Trace
from rag.retrieval import BIAS, EVIDENCE, WEIGHTS, near_by_meaning, relevance
from rag.types import AnswerStatus, Hit
from rag.web.inspector.markup import badge, bar, facts, is_refusal, link, notice, quiet

_MEANS = {
    "coverage": "share of the question's rare words that the passage says, in these or like words",
    "sentence": "its best sentence, by meaning and words",
    "centroid": "the passage as a whole, by meaning",
    "meaning": "the same, by an embedder that reads words in their context: 1 where a question and its answer usually are",
    "terms": "length of the question",
    "known": "share of the names in the question that the book has",
    "names": "1 where the passage has all names of the question, 0 where it lacks two rare ones or more",
    "numbers": "share of the numbers in the question that the passage has",
}
_WHOLE = ("centroid", "meaning")  # the passage as a whole: each by another embedder, never both


def why(trace: Trace, token_price: float = 0.0) -> str:
    return "".join(
        [
            f'<header class="verdict">{badge(trace.status)}{_reason(trace)}</header>',
            "".join(notice(note, "info" if _is_as_asked(note) else "warn") for note in trace.notes),
            _cached(trace),
            _rewritten(trace),
            _gauge(trace.relevance),
            _evidence(trace.hits[0]) if trace.hits else "",
            _citations(trace),
            _cost(trace, token_price),
        ]
    )


def _reason(trace: Trace) -> str:
    return f"<p>{escape(reason(trace))}</p>"


def reason(trace: Trace) -> str:
    """One sentence: what decided the status."""
    if not trace.hits and is_refusal(trace.status):
        return "Nothing was searched, or nothing in the index comes near."
    if is_refusal(trace.status) and trace.relevance < NOT_COVERED and not trace.plan:
        return f"{_below(trace)}: the passages were not even read."
    if is_refusal(trace.status) and trace.relevance < NOT_COVERED:
        return f"{_below(trace)}; one is near by meaning, so the model read them, and found no answer."
    if is_refusal(trace.status) and wants_more(trace.question.message):
        return "More was asked for, and what is as relevant in the passages had all been said."
    if is_refusal(trace.status):
        return "The passages were read, and no sentence of them was cited."
    if trace.status == AnswerStatus.DEGRADED:
        return "A part was down, and a simpler one stood in; the notes say which."
    if trace.status == AnswerStatus.PARTIAL and any("broke off" in note for note in trace.notes):
        return "The answer broke off in the middle."
    if trace.status == AnswerStatus.PARTIAL and any("one of the questions" in note for note in trace.notes):
        return "Several things were asked, and the book has too little on one of them; the notes say on which."
    if trace.status == AnswerStatus.PARTIAL and trace.relevance < NOT_COVERED:
        return f"{_below(trace)}; one is near by meaning, so the model read them, and found an answer."
    if trace.status == AnswerStatus.PARTIAL and trace.relevance < COVERED:
        return f"Relevance {trace.relevance:.2f} lies between {NOT_COVERED:g} and {COVERED:g}."
    if trace.status == AnswerStatus.PARTIAL:
        return f"{trace.unsupported_sentences} of its sentences are supported by no passage."
    if _looked_up(trace):
        return "All of something was asked about: its parts were looked up, and every claim has a checked source."
    if any(map(_is_by_sections, trace.notes)):
        return "The book has a section for each, which are told in their order; every claim has a checked source."
    return f"Relevance {trace.relevance:.2f} reaches {COVERED:g}, and every claim has a checked source."


def _below(trace: Trace) -> str:
    return f"Relevance {trace.relevance:.2f} lies below {NOT_COVERED:g}"


def _looked_up(trace: Trace) -> bool:
    return any("nothing was searched" in note for note in trace.notes)


def _is_as_asked(note: str) -> bool:
    """Whether it tells what the message wished for, and of nothing that is missing."""
    return "nothing was searched" in note or note.startswith("searched in ") or _is_by_sections(note)


def _is_by_sections(note: str) -> bool:
    return note.endswith(("told step by step", "told section by section"))


def _cached(trace: Trace) -> str:
    if not trace.cached:
        return ""
    return notice("From the cache: it was made for somebody who asked the same, and cost nothing this time.", "info")


def _rewritten(trace: Trace) -> str:
    asked, searched = trace.question.message.strip(), trace.query.strip()
    if not searched or _looked_up(trace):
        return ""
    if searched == asked:
        return quiet("Searched as it was asked.")
    return (
        f'<div class="rewritten"><div><span>asked</span><q>{escape(asked)}</q></div>'
        f"<div><span>searched</span><q>{escape(searched)}</q></div></div>"
    )


def _gauge(relevance: float) -> str:
    """Relevance on its line, with the two thresholds."""
    at = min(1.0, max(0.0, relevance))
    return (
        f'<div class="gauge" role="img" aria-label="relevance {relevance:.2f}"><div class="rail">'
        f'<i class="refused" style="width:{NOT_COVERED:.0%}"></i>'
        f'<i class="touched" style="width:{COVERED - NOT_COVERED:.0%}"></i><i class="covered"></i>'
        f'<b style="left:{at:.1%}"></b></div><div class="ends"><span>refused</span>'
        f'<span style="left:{NOT_COVERED:.0%}">{NOT_COVERED:g}</span><span style="left:{COVERED:.0%}">{COVERED:g}</span>'
        f"<span>in full</span></div><p>Relevance <strong>{relevance:.2f}</strong></p></div>"
    )


def _evidence(hit: Hit) -> str:
    """What pushed the relevance of the first hit up, as shares of the push."""
    if len(hit.evidence) != len(EVIDENCE):
        return ""
    pushes = [value * weight for value, weight in zip(hit.evidence, WEIGHTS, strict=True)]
    most = max(map(abs, pushes)) or 1.0
    rows = "".join(
        f'<div title="{escape(_MEANS.get(name, name))}">'
        f"{bar(f'{name} {value:.2f}', push, abs(push) / most, 'wide')}</div>"
        for name, value, push in zip(EVIDENCE, hit.evidence, pushes, strict=True)
        if value or name not in _WHOLE
    )
    total = sum(pushes) + BIAS
    evidence = np.array(hit.evidence)
    raised = "; so near by meaning that it needs none of the words" if near_by_meaning(evidence) else ""
    if hit.score > float(relevance(evidence)) + 0.01:
        raised += "; raised, for it says what the question wants defined, or one of the next two answers more surely"
    return (
        f"<details><summary>What made the relevance of the first passage: {sum(pushes):.1f} against {-BIAS:.1f}, "
        f"so {'for' if total > 0 else 'against'} it by {abs(total):.1f}{raised}</summary><div class='pushes'>{rows}</div></details>"
    )


def _citations(trace: Trace) -> str:
    if not trace.sources and not trace.dropped_markers and not trace.unsupported_sentences:
        return ""
    checked = "".join(
        f'<li class="good">[{source.index}] {link(source.url, source.title)} '
        f'<span class="quiet">{escape(source.section)}</span></li>'
        for source in trace.sources
    )
    wrong = ""
    if trace.dropped_markers:
        wrong += f'<li class="bad">{_count(trace.dropped_markers, "marker")} dropped: no passage backs them</li>'
    if trace.unsupported_sentences:
        wrong += f'<li class="bad">{_count(trace.unsupported_sentences, "sentence")} that no passage supports</li>'
    return f"<h4>Citations</h4><ul class='checks'>{checked}{wrong}</ul>"


def _cost(trace: Trace, token_price: float) -> str:
    cost = f"${trace.tokens * token_price / 1e6:.5f}" if token_price and trace.tokens else ""
    return facts(
        [
            ("model", trace.model),
            ("tokens", f"{trace.tokens:,}" if trace.tokens else "none: nothing was asked of a paid model"),
            ("cost", cost),
            ("took", f"{trace.timings_ms.get('whole', 0.0):.0f} ms"),
            ("page", trace.question.page_path),
            ("selected text", trace.question.context),
            ("index", trace.index_version),
            ("message", trace.message_id),
        ]
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
