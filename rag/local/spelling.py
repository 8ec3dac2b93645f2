"""Slips of the pen, mended by the book's own words.

Knows how a word of the book may be misspelt, and when not to guess: a question of which most words are strange to the book is in
another language, or about something else, unless it says "the" or "how" and they are near to words of the book.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from rag.local.common_words import common_words
from rag.reading.unspaced import UNSPACED

KEPT = 50_000  # of the book's words, the commonest
SHORTEST = 5  # characters; a shorter word is too near to too many
HALF = 4  # characters, the least of a word in a word of two
LONG = 9  # characters, from which two slips are possible
STRANGE = 0.67  # share of the question's longer words that may be unknown …
FEW = 2  # … where there are more than so many of them
NEAR = 0.6  # … and share of the unknown ones that must be near to a word of the book, where the question is in English

_ENGLISH = re.compile(r"\b(?:the|how|what|whats|which|why|where|when|does|and|with|from|should)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[^\s.!?:“\"(] )[A-Z]\w+")  # Storybook, within a sentence
_PAIR = re.compile(r"\b(?=([^\W\d_]{2,})[ -]([^\W\d_]{2,})\b)")
_ELSEWHERE = re.compile(r"re$|our|[iy]s(?=[ei])")
_WORD = re.compile(rf"(?:(?![{UNSPACED}])[^\W\d_]){{{SHORTEST},}}")


def words_of(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def commonest(counts: Counter[str]) -> dict[str, int]:
    return dict(counts.most_common(KEPT))


def _may_be_meant(word: str, guess: str) -> bool:
    """In an English question a word that everybody writes is no slip, whether the book has it or not: "wrote" is not "write". On the other
    side of the ocean it may be written otherwise."""
    if word in common_words():
        return _as_elsewhere(word) == _as_elsewhere(guess)
    return all(_shares_a_half(guess, first, second) for first, second in _halves(word))


def _shares_a_half(guess: str, first: str, second: str) -> bool:
    """Whether two words make it, too, of which one is the same: "starlight" is no slip for "straight", nor "storybook" for "storyblok",
    but "overwrote" may be one for "overwrite"."""
    begins = guess.startswith(first) and guess.removeprefix(first) in common_words()
    return begins or (guess.endswith(second) and guess.removesuffix(second) in common_words())


def _halves(word: str) -> list[tuple[str, str]]:
    """Of what two words make."""
    halves = [(word[:at], word[at:]) for at in range(HALF, len(word) - HALF + 1)]
    return [(first, second) for first, second in halves if first in common_words() and second in common_words()]


def _as_elsewhere(word: str) -> str:
    return _ELSEWHERE.sub(lambda found: {"re": "er", "our": "or", "is": "iz", "ys": "yz"}[found[0]], word)


class Spelling:
    """``words``: the book's words with how often each stands in it."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self._list = list(words)

    def corrected(self, text: str, unknown: Iterable[str], has: Callable[[str], bool]) -> str:
        """The text with each of the unknown words replaced by the word that it is likeliest a slip for: one of the book, or of what
        everybody writes one that the book ``has`` in another form."""
        strange = [word for word in unknown if word not in self._words]
        asked = len(words_of(text))
        mostly = asked > FEW and len(strange) > STRANGE * asked
        english = bool(_ENGLISH.search(text))
        if not strange or (mostly and not english):
            return text
        named = {found[0].lower() for found in _NAME.finditer(text)}
        slips = {word: _slips(word, is_name=word in named) for word in strange}
        guesses = {
            word: guess
            for word in strange
            if (guess := self._guess(word, slips[word]) or _another_form(word, has, slips[word]))
        }
        meant = {word: guess for word, guess in guesses.items() if not english or _may_be_meant(word, guess)}
        if mostly and len(meant) < NEAR * len(strange):
            return text
        return _WORD.sub(lambda found: meant.get(found[0].lower(), found[0]), text)

    def joined(self, text: str, known: Callable[[str], bool]) -> str:
        """The text with what the book writes in one word, "letsencrypt" for "lets encrypt", where one of the two is not ``known``: the book
        has it nowhere, and it is no small word."""
        for first, second in _PAIR.findall(text):
            one = (first + second).lower()
            if one in self._words and one not in common_words() and not (known(first) and known(second)):
                text = re.sub(rf"\b{first}[ -]{second}\b", one, text)
        return text

    def _guess(self, word: str, slips: int) -> str:
        """The commonest of the nearest words of the book; "" where there is none."""
        near = _near(word, self._list, slips)
        return min(near, key=lambda known: (near[known], -self._words[known], known)) if near else ""


def _slips(word: str, *, is_name: bool) -> int:
    """That may be mended in it: of a name, or of what two words make, "storybook", two make another one."""
    return 2 if len(word) >= LONG and not is_name and not _halves(word) else 1


def _another_form(word: str, has: Callable[[str], bool], slips: int) -> str:
    """A form of one of the book's words that the book does not have: "instlal", where it speaks of installing."""
    near = _near(word, _listed_common_words(), slips)
    return min((known for known in near if has(known)), key=lambda known: (near[known], known), default="")


@lru_cache(maxsize=1)
def _listed_common_words() -> list[str]:
    return sorted(word for word in common_words() if len(word) >= SHORTEST)


def _near(word: str, known: Sequence[str], slips: int) -> dict[str, int]:
    """Those at so many slips at most, with their distance. People seldom get the first letter wrong, so
    "French" is no slip for "wrench"."""
    # Here, since most questions need none of it: 30 ms of import.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=20)
    return {each: distance for each, distance, _ in near if each[0] in word[:2] and word[0] in each[:2]}
