"""How a model says in its own words that the passages hold no answer: "I couldn't find that in the passages."

Knows English, word by word, so that of a sentence that streams in it can tell whether it may still become one.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import product

LONGEST = 400  # characters of such a refusal

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_SAYS = re.compile(r"[^\W_]")
_WORD = re.compile(r"[\w'’]+")
_TURNS = re.compile(r"\b(?:but|however|although|though|only|except|instead|beyond)\W", re.IGNORECASE)
# What is said beside: "Please ask about something else."
_GOES_ON = re.compile(
    r"\W*(?:please|you (?:may|can|could|might)|if you|feel free|let me know|could you|is there|try|would you|perhaps)\b.*",
    re.IGNORECASE | re.DOTALL,
)

_MATERIAL = "book|passage|passages|text|context|source|sources|document|documents|excerpt|excerpts|material|documentation|information"
_GIVEN = "(provided|given|available|retrieved|supplied)"
_KNOWN = f"(the|these|this|your) {_GIVEN} {_MATERIAL} (provided|given|available|above)"
_SEES = "find|locate|see|answer|provide|determine|have|tell|say"
_FOUND = "mentioned|covered|stated|specified|described|in"
_NEWS = "information|mention|details|detail|passage|passages|answer|reference"
# Word by word: a|b is one of them, (a) may be left out.
_LEADS = (
    "sorry (but)",
    "i'm (very) sorry (but)",
    "i am (very) sorry (but)",
    "unfortunately (but)",
    "apologies (but)",
    f"based on {_KNOWN}",
    f"according to {_KNOWN}",
    f"in|from {_KNOWN}",
)
_REFUSALS = (
    f"{_KNOWN} do|does|did not",
    f"{_KNOWN} don't|doesn't|didn't",
    f"{_KNOWN} has|have|contain|contains|provide|provides|hold|holds|make|makes no",
    f"there is|are|was|were no {_NEWS}",
    "there is|are|was|were not any|enough information|details",
    f"no {_NEWS}",
    f"i could|can|do|did not {_SEES}",
    f"i couldn't|can't|cannot|don't|didn't {_SEES}",
    f"i am|was unable to {_SEES}",
    f"i am|was not able to {_SEES}",
    f"i'm unable to {_SEES}",
    f"i'm not able to {_SEES}",
    f"this|that|it is not {_FOUND}",
    f"the question|topic|answer is not {_FOUND}",
)


class _Begins(Enum):
    AS_NONE, PERHAPS, SURELY = range(3)


def is_refusal(text: str) -> bool:
    """Whether its first sentence says that nothing was found, and the others that, too, or go on from there."""
    first, *others = [each for each in _BETWEEN_SENTENCES.split(text) if _SAYS.search(each)] or [""]
    return (
        len(text) <= LONGEST and _refuses(first) and all(_refuses(each) or _GOES_ON.fullmatch(each) for each in others)
    )


def _refuses(sentence: str) -> bool:
    how, rest = _begins(sentence, ended=True)
    return how is _Begins.SURELY and not _TURNS.search(rest)


def may_refuse(text: str) -> bool:
    """Whether it may become a refusal in words when more is said."""
    *ended, last = _BETWEEN_SENTENCES.split(text)
    if len(text) > LONGEST:
        return False
    if any(map(_SAYS.search, ended)):
        return is_refusal("\n".join(ended))
    how, rest = _begins(last, ended=False)
    return how is not _Begins.AS_NONE and not _TURNS.search(rest)


def _each(phrase: str) -> Iterator[tuple[frozenset[str], ...]]:
    """With and without each of the words that may be left out."""
    slots = phrase.split()
    for kept in product(*((False, True) if slot[0] == "(" else (True,) for slot in slots)):
        yield tuple(
            frozenset(slot.strip("()").split("|")) for slot, is_kept in zip(slots, kept, strict=True) if is_kept
        )


_LEADING = tuple(each for phrase in _LEADS for each in _each(phrase))
_REFUSING = tuple(each for phrase in _REFUSALS for each in _each(phrase))


def _begins(text: str, *, ended: bool) -> tuple[_Begins, str]:
    """How a sentence begins, and what it says behind what leads in to it: "Sorry, but …" turns nothing around. Unless it has ``ended`` its
    last word may go on, where nothing stands behind it."""
    places = list(_WORD.finditer(text))
    words = [place[0].replace("’", "'").lower() for place in places]
    goes_on = not ended and (text[-1:].isalnum() or text[-1:] in ("'", "’"))
    led, may_lead = _led(words, goes_on)
    length, may_refuse = _read(words[led:], goes_on, _REFUSING)
    rest = text[places[led].start() :] if led < len(places) else ""
    if length:
        return _Begins.SURELY, rest
    return (_Begins.PERHAPS if may_lead or may_refuse or led == len(words) else _Begins.AS_NONE), rest


def _led(words: Sequence[str], goes_on: bool) -> tuple[int, bool]:
    """How many words lead in to what is said, and whether they may be more."""
    led, may_be_more = 0, False
    while not may_be_more:
        length, may_be_more = _read(words[led:], goes_on, _LEADING)
        led += length
        if not length:
            break
    return led, may_be_more


def _read(words: Sequence[str], goes_on: bool, phrases: Sequence[tuple[frozenset[str], ...]]) -> tuple[int, bool]:
    """How many words the longest phrase has that is there whole, and whether one may become whole."""
    longest, may_become = 0, False
    for phrase in phrases:
        same = sum(1 for _ in _same(words, phrase))
        if same == len(phrase):
            longest = max(longest, same)
        elif goes_on and same == len(words) - 1:
            may_become = may_become or any(each.startswith(words[-1]) for each in phrase[same])
        else:
            may_become = may_become or same == len(words)
    return longest, may_become


def _same(words: Sequence[str], phrase: Sequence[frozenset[str]]) -> Iterator[str]:
    for word, any_of in zip(words, phrase, strict=False):
        if word not in any_of:
            return
        yield word
