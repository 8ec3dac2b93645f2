"""Which numbers a text states: a claim whose number stands in no passage rests on none, however like their words are.

Knows how numbers are written, in figures and in English words, that "1,000", "1.000" and "1 000" may be one, and that 64 cm are 0.64 m.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

COUNTED = 10  # up to here a number without a unit may only count what a passage lists, or number a step
TEXTS = 512  # that were read, kept

_FIGURES = re.compile(r"(?<![\w.,])\.?\d+(?:[.,'’ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
_UNIT = re.compile(
    r"[ \u00a0\u202f-]?(?:%|°|(?:[mcknµμ]?m|k?g|[mµμ]?s|min|h|[kMG]?Hz|k?Nm?|[mk]?[VAW]|rad|deg|[kKMGT]B|bar|rpm)\b"
    r"|(?:percent|(?:milli|centi|kilo)?(?:metres?|meters?|grams?)|seconds?|minutes?|hours?|days?|weeks?|months?|years?|degrees?)\b)"
)
_PARTS = re.compile(r"(.*?)[.,](\d+)")
_SEPARATORS = re.compile(r"\D")
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = (
    {word: str(1 + at) for at, word in enumerate(_UNITS)}
    | {word: str(10 + at) for at, word in enumerate(_TEENS)}
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
    """Larger ones than COUNTED, and all with a fraction or a unit, each written in one way: "1250", "34.5", ".5"."""
    return frozenset(
        _plain(each[0])
        for each in _FIGURES.finditer(text)
        if not _may_count(each[0]) or (each[0] != "1" and _UNIT.match(text, each.end()))
    )


@lru_cache(maxsize=TEXTS)
def _in_figures(text: str) -> frozenset[str]:
    found = {_plain(each[0]) for each in _FIGURES.finditer(text)}
    return frozenset(found.union(*map(_in_hundredths, found)))


@lru_cache(maxsize=TEXTS)
def _in_words(text: str) -> frozenset[str]:
    found = {_VALUES[each[0].lower()] for each in _WORDS.finditer(text)}
    return frozenset(found.union(*map(_in_hundredths, found)))


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


def _plain(figures: str) -> str:
    """ "0.50" and ".5" are one number, "1,000" and "1000" another; three digits behind a point are thousands, but for 0.250."""
    parts = _PARTS.fullmatch(figures)
    if parts and (len(parts[2]) != 3 or parts[1] in ("", "0")):
        whole, fraction = _SEPARATORS.sub("", parts[1]).lstrip("0"), parts[2].rstrip("0")
        return f"{whole}.{fraction}" if fraction else whole
    return _SEPARATORS.sub("", figures).lstrip("0")


def _in_hundredths(number: str) -> set[str]:
    """The same below one in the other unit: ".64" is "64" hundredths, "5" of them are ".05"."""
    whole, point, fraction = number.partition(".")
    if point and not whole and len(fraction) <= 4:
        hundredths = fraction.ljust(2, "0")
        return {_plain(f"{hundredths[:2]}.{hundredths[2:] or '0'}")}
    return {_plain(f"0.{number.rjust(2, '0')}")} if not point and 0 < len(number) <= 2 else set()
