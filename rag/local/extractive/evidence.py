"""Whether a sentence holds the kind of thing that is asked for.

Knows what a number, a date, a name, a place, a reason and a definition look like in English text. What the question says itself is
none: who asks what happened in 1928 knows the year.
"""

import re
from functools import lru_cache

from rag.book import Sentence
from rag.local.extractive.expectation import Expectation

_NUMBERS = re.compile(
    r"\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundreds?|thousands?|millions?|half|twice|third"
    r"|quarter)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?:1\d|20)\d\ds?\b|\b\d{1,2}(?:st|nd|rd|th) century\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_NAMES = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZÀ-Þ][\w'’-]+")
_PLACES = re.compile(
    r"\b(?:in|at|on|from|near|to|of|between|around|off|into|over)\s+(?:the\s+)?(?:\w+\s+){0,2}?([A-ZÀ-Þ][\w'’-]+)"
)
_REASONS = re.compile(
    r"\b(?:because|since|so that|in order to|due to|as a result|therefore|thus|hence|reasons?|owing to|to avoid|to prevent)\b",
    re.IGNORECASE,
)

NEAR = 60  # characters


def holds_what_is_asked_for(expected: Expectation, sentence: Sentence) -> bool:
    text, said = sentence.text, expected.said
    return (
        (expected.number and _has_new(_NUMBERS, text, said))
        or (expected.time and _has_new(_TIMES, text, said))
        or (expected.name and _has_new(_NAMES, text, said))
        or (expected.place and _has_new(_PLACES, text, said))
        or (expected.reason and bool(_REASONS.search(text)))
        or (expected.code and sentence.kind == "code")
        or (expected.steps and (sentence.kind == "item" or text.endswith(":")))
    )


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


def defines(expected: Expectation, sentence: Sentence) -> bool:
    return bool(expected.term) and bool(_defining(expected.term).match(sentence.text))


def glosses(expected: Expectation, sentence: Sentence) -> bool:
    """As a glossary does: "gimbal ring: the hoop that …"."""
    return bool(expected.term) and bool(_glossing(expected.term).match(sentence.text))


def _has_new(kind: re.Pattern[str], text: str, said: str) -> bool:
    return any(found.casefold() not in said for found in kind.findall(text))


def _subject(term: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term))


@lru_cache(maxsize=256)
def _defining(term: str) -> re.Pattern[str]:
    """ "A gear ratio is …", "Gear ratios, also called …, are …", "The zero-moment point (ZMP) is …" for "ZMP"."""
    subject = _subject(term)
    return re.compile(
        rf"(?:(?:an?|the)\s+)?(?:[`*\"“]*{subject}[`*\"”]*s?\b(?:\s*\([^)]*\))?|[^.(]{{2,60}}\({subject}\))"
        r"[^.]{0,60}?\b(?:is|are|was|were|means?|refers?\s+to|describes?|stands?\s+for|denotes?)\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=256)
def _glossing(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:an?|the)\s+)?[`*]*{_subject(term)}[`*]*s?(?:\s*\([^)]*\))?\s*:", re.IGNORECASE)
