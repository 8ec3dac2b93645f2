"""Whether a sentence holds the kind of thing that is asked for.

Knows what a number, a date, a name, a place and a reason look like in English text. What the question says itself is
none: who asks what happened in 1928 knows the year.
"""

import re

from rag.book import Sentence
from rag.facts.quantities import NUMBER
from rag.local.extractive.expectation import Expectation
from rag.local.extractive.form import leads_in
from rag.local.extractive.formulas import holds_formula, is_formula, runs_into

_NUMBERS = re.compile(NUMBER, re.IGNORECASE)
_TIMES = re.compile(
    r"\b(?:1\d|20)\d\ds?\b|\b\d{1,2}(?:st|nd|rd|th) century\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_CHANGED = re.compile(
    r"\b(?:added|removed|renamed|introduced|deprecated|dropped|released|changed|supported|available|became|become|stable)\b"
)
# When, to who writes a program.
_VERSIONS = re.compile(r"\bv\d+\.\d[\d.]*|\bversion \d[\d.]*|(?<![\d.])\d+\.\d+\.\d+(?![\d.]*\d)", re.IGNORECASE)
_NAMES = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZÀ-Þ][\w'’-]+")
_PLACES = re.compile(
    r"\b(?:in|at|on|from|near|to|of|between|around|off|into|over)\s+(?:the\s+)?(?:\w+\s+){0,2}?([A-ZÀ-Þ][\w'’-]+)"
)
_REASONS = re.compile(
    r"\b(?:because|since|so that|in order to|due to|as a result|therefore|thus|hence|reasons?|owing to|to avoid|to prevent"
    r"|unless|by default)\b",
    re.IGNORECASE,
)
_TELLS_TO = re.compile(
    r"(?:(?:to|first|then|next|finally|now|instead|if|when|for)\b[^,:;]{0,80}, )?"
    r"(?:you (?:can|could|must|should|need to|have to|may) (?:also )?)?"
    r"(?:add|adjust|align|apply|assign|attach|build|call|change|check|choose|click|clone|close|configure|connect|copy|create|declare|define"
    r"|delete|disable|do|download|drag|edit|enable|ensure|enter|execute|export|fill|follow|get|give|go|hold|implement|import|include|insert"
    r"|install|keep|launch|let|load|lower|make|mark|measure|mount|move|navigate|open|pass|place|press|provide|pull|push|put|raise|read|remove"
    r"|rename|replace|restart|return|run|save|select|send|set|specify|start|stop|switch|take|tell|turn|type|update|upload|use|wait|wrap|write"
    r"|try|avoid|prefer|never|always|don['’]t)\b",
    re.IGNORECASE,
)

NEAR = 60  # characters


def holds_what_is_asked_for(expected: Expectation, sentence: Sentence) -> bool:
    text, said = sentence.text, expected.said
    if has_literal(expected, sentence):
        return True
    if sentence.kind == "code":  # what a program prints gives no reasons, and names nobody
        return expected.code or (expected.number and _has_new(_NUMBERS, text, said))
    return (
        (expected.number and (_has_new(_NUMBERS, text, said) or in_unit(expected, sentence)))
        or (expected.time and (_has_new(_TIMES, text, said) or _tells_version(text, said)))
        or (expected.name and _has_new(_NAMES, text, said))
        or (expected.place and _has_new(_PLACES, text, said))
        or (expected.reason and bool(_REASONS.search(text)))
        or (expected.steps and (sentence.kind == "item" or text.endswith(":") or bool(_TELLS_TO.match(text))))
    )


def _tells_version(text: str, said: str) -> bool:
    """Of what was changed a version says when."""
    return bool(_CHANGED.search(said)) and _has_new(_VERSIONS, text, said)


def has_literal(expected: Expectation, sentence: Sentence) -> bool:
    """Whether it has a file, an address or a flag, where one is asked for; code may belong to that file."""
    shown = f"{sentence.header}\n{sentence.text}" if sentence.kind == "code" else sentence.text
    return _has_new(expected.literal, shown, expected.said)


def gives_formula(before: Sentence | None, sentence: Sentence, following: Sentence | None) -> bool:
    """Whether a formula is told by it: one that another leads in to, "Cylinder:", is told by that."""
    if leads_in(sentence) or runs_into(sentence, following):
        return following is not None and is_formula(following)
    led_to = before is not None and leads_in(before) and is_formula(sentence)
    return holds_formula(sentence) and not led_to


def nearness(expected: Expectation, sentence: Sentence) -> float:
    """0..1: how near a new number stands to a word that asks for it: "1.32 m tall", "Battery mass | 3.1 kg"."""
    if not expected.number or expected.words is None:
        return 0.0
    places = [found.start() for found in expected.words.finditer(sentence.text)]
    gaps = [
        abs(found.start() - place)
        for found in _NUMBERS.finditer(sentence.text)
        if found[0].casefold() not in expected.said
        for place in places
    ]
    return max(0.0, 1 - min(gaps) / NEAR) if gaps else 0.0


def in_unit(expected: Expectation, sentence: Sentence) -> bool:
    """Whether it gives a number in one of the units that are asked for: hours for how long something takes."""
    return _has_new(expected.unit, sentence.text, expected.said)


def counts(expected: Expectation, sentence: Sentence) -> bool:
    """Whether it says how many there are of what is to be counted: "27 motor-driven joints"."""
    return _has_new(expected.counted, sentence.text, expected.said)


def _has_new(kind: re.Pattern[str] | None, text: str, said: str) -> bool:
    return kind is not None and any(found[kind.groups].casefold() not in said for found in kind.finditer(text))
