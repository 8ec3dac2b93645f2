"""Which numbers a text states: a claim whose number stands in no passage rests on none, however like their words are.

Knows how numbers are written, in figures and in English words, and that "1,000", "1.000" and "1 000" may be one.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

COUNTED = 10  # up to here a number may only count what a passage lists, or number a step
TEXTS = 512  # that were read, kept

_FIGURES = re.compile(r"(?<![\w.,])\.?\d+(?:[.,'’ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
_SEPARATORS = re.compile(r"\D")
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = (
    {word: str(10 + at) for at, word in enumerate(_TEENS)}
    | {word: str(20 + 10 * at) for at, word in enumerate(_TENS)}
    | {
        f"{tens}{between}{unit}": str(20 + 10 * at + ones)
        for at, tens in enumerate(_TENS)
        for ones, unit in enumerate(_UNITS, 1)
        for between in "- "
    }
    | {"dozen": "12", "half": "50", "halves": "50", "third": "33", "quarter": "25"}
)
_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(_VALUES, key=len, reverse=True))})\b", re.IGNORECASE)
# What is said with these, "2.5 million", can be written in figures in more ways than are looked for; such figures are round.
_ROUND = "00"
_LARGE = re.compile(r"\b(?:hundreds?|thousands?|millions?|billions?)\b", re.IGNORECASE)


@lru_cache(maxsize=TEXTS)
def stated(text: str) -> frozenset[str]:
    """Larger ones than COUNTED, and all with a fraction, as their digits alone."""
    found = (each[0] for each in _FIGURES.finditer(text))
    return frozenset(_digits(each) for each in found if not _may_count(each))


@lru_cache(maxsize=TEXTS)
def _in_figures(text: str) -> frozenset[str]:
    return frozenset(_digits(each[0]) for each in _FIGURES.finditer(text))


@lru_cache(maxsize=TEXTS)
def _in_words(text: str) -> frozenset[str]:
    return frozenset(_VALUES[each[0].lower()] for each in _WORDS.finditer(text))


def missing(claim: str, passages: Sequence[str]) -> frozenset[str]:
    """The numbers of the claim that none of the passages states."""
    unknown = stated(claim)
    for known in (_in_figures, _in_words):  # reading words takes six times as long, and is hardly ever needed
        if unknown:
            unknown = unknown.difference(*map(known, passages))
    round_ones = frozenset(each for each in unknown if each.endswith(_ROUND))
    return unknown - round_ones if round_ones and any(map(_LARGE.search, passages)) else unknown


def _may_count(figures: str) -> bool:
    return figures.isdecimal() and len(figures) <= len(str(COUNTED)) and int(figures) <= COUNTED


def _digits(figures: str) -> str:
    """ "0.50" and ".5" are one number, "1,000" and "1000" another."""
    whole, point, fraction = figures.rpartition(".")
    if point and len(fraction) != 3:
        figures = whole + point + fraction.rstrip("0")
    return _SEPARATORS.sub("", figures).lstrip("0")
