"""Formulas, as books write them: as math, as a line of code, or amid words.

Knows what tells them from programs and settings; not who asks for one.
"""

import re

from rag.book import Sentence

FORMULA_LINES = 3  # at most, of one that stands as code

# A letter on both sides, and something that is done with it: "timeout = 30" and "a = b" are none.
_SIDE, _DONE = r"[^\"'`{};#$=\[\]]", r"[×÷√/·*+^−²³∑∫]|\\(?:frac|sqrt|sum|int|times|cdot)|\s-\s"
_FORMULA = re.compile(rf"\s*(?=.*?(?:{_DONE}))(?=[^=]*[^\W\d]){_SIDE}{{1,40}}(?:[=≈](?=[^=]*[^\W\d]){_SIDE}+)+")
_FORMULA_AMID = re.compile(rf"[^\W\d]\w{{0,3}}\)?\s*=\s*[\w.()]{{0,12}}\s?(?:{_DONE})")
_WHERE = re.compile(r"where(?::$|,?\s)", re.IGNORECASE)


def is_formula(sentence: Sentence) -> bool:
    """Whether it is one, as a formula or as code of a line or a few: "V = I × R"."""
    if sentence.kind == "math":
        return True
    lines = sentence.text.strip().splitlines()
    return sentence.kind == "code" and len(lines) <= FORMULA_LINES and all(map(_FORMULA.fullmatch, lines))


def holds_formula(sentence: Sentence) -> bool:
    """Whether it is one, or has one amid its words: "Gain: A = −Rf / Rin"."""
    return is_formula(sentence) or (sentence.kind != "code" and bool(_FORMULA_AMID.search(sentence.text)))


def runs_into(sentence: Sentence, following: Sentence | None) -> bool:
    """Whether the formula behind it ends its sentence: "In this model it is", and that stands by itself."""
    if sentence.kind != "prose" or following is None or following.kind != "math":
        return False
    return sentence.text[-1:].isalnum() or sentence.text.endswith((",", ":"))


def explains_formula(sentence: Sentence) -> bool:
    """ "Where V is the voltage", or "Where:" before a list."""
    return sentence.kind == "prose" and bool(_WHERE.match(sentence.text))
