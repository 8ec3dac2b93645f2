"""What a question's words weigh.

Knows that a rare word tells more than a common one, that a carried topic or selected text tells less than the question itself, and
which nouns a word like "heavy" asks for: a book answers "how heavy" with a mass, and "pros and cons" with advantages and limitations.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.languages.questions import without_asking
from rag.ports import Index
from rag.reading.unspaced import apart, is_japanese

# The word of a question about a quantity, or for and against a thing -> the nouns that its answer is written with. English; in other
# languages the words simply don't occur.
_NOUNS = {
    "heavy": "mass weight weighs",
    "weigh": "mass weight heavy",
    "tall": "height",
    "high": "height",
    "long does": "duration time hours weeks days minutes length",  # … the course take?
    "long": "length duration time",
    "far": "distance range",
    "fast": "speed velocity rate",
    "quickly": "speed time rate",
    "often": "rate frequency times",
    "how big": "size area dimensions height length",
    "how large": "size dimensions area",
    "wide": "width",
    "deep": "depth",
    "strong": "strength force torque",
    "powerful": "power torque",
    "hot": "temperature heat",
    "cold": "temperature",
    "expensive": "price cost",
    "old": "age year",
    "accurate": "accuracy error",
    "precise": "precision error resolution",
    "loud": "noise volume",
    "bright": "brightness",
    "pros": "advantages benefits strengths",
    "cons": "disadvantages drawbacks downsides limitations",
    "downsides": "disadvantages drawbacks limitations",
    "drawbacks": "disadvantages downsides limitations",
    "signs of": "symptoms",
    "symptoms": "signs",
    "this book": "textbook course guide",
    "who wrote": "authors author",
    "who proposed": "authors author",
    "founded": "founder founders established",
    "upsides": "advantages benefits strengths",
    "mac": "macos",
    "osx": "macos",
    "js": "javascript",
    "ts": "typescript",
    "turn off": "disable disabled opt-out",
    "switch off": "disable disabled opt-out",
    "turn on": "enable enabled",
    "switch on": "enable enabled",
    "undo": "revert abort aborting",
    "i change": "set specify configure custom",
    "i need": "requirements required requires minimum recommended",
}
# Words that ask, and name nothing. The engine's stop words leave them in, a small book has many of them nowhere, and there they would weigh
# like the rarest name.
_ASKING = re.compile(
    r"\b(?:whose|many|much|could|would|shall|might|must|us|please|tell|explain|describe|give|show|also|really|actually|exactly|ever|still"
    r"|yet|yes|gets?|got|let|(?:exist|available|take|say|last)(?=\W*$)|every|either|neither|else|ok|okay|lot|kinds?|sort|mean|means|meant"
    r"|good\s+for|capable\s+of(?=\W*$)|differences?\s+between|instead|versus|vs"
    r"|besides|someone|somebody|code\s+examples?|sample\s+code|(?<=\bme\s)(?:an?\s+|some\s+)?examples?\s+of"
    r"|anyways?|guys|folks|stuff|basically|snippets?|scripts?(?=\s+(?:for|to|of|that|which)\b)"
    r"|happen(?:s|ed)?|wat|wats|whats|hows|wheres|whos|whens|pls|plz|idk|im|ive|dont|doesnt|didnt|cant|isnt|arent|wont)\b"
    r"|^\W*(?:(?:list|name|state|define|enumerate)\b(?=\s+\w)|code(?=\s+(?:to|for)\b))",
    re.IGNORECASE,
)
# "How do I back up the server?" is told below "Backup".
_IN_TWO = re.compile(r"\b(\w{2,}) (up|in|out|off|down|on|over|back)\b", re.IGNORECASE)
_NO_WORD = "qzxvjkw"
_WANTS = re.compile(rf"\b({'|'.join(_NOUNS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedTerms:
    """``groups``: terms of which any one will do, and the weight of having one of them. ``total``: all their weight. ``strange``: whether
    something is wanted with a word that the book has nowhere, and that is none of those that everybody writes."""

    groups: tuple[tuple[frozenset[int], float], ...]
    total: float
    strange: bool = False

    @property
    def weights(self) -> list[float]:
        return [weight for _, weight in self.groups]

    def coverage(self, terms: frozenset[int] | set[int]) -> float:
        """0..1: the share of the weight that these terms hold."""
        return (
            sum(weight for group, weight in self.groups if not group.isdisjoint(terms)) / self.total
            if self.total
            else 0.0
        )

    def rarity(self, terms: frozenset[int]) -> float:
        """0..1: how rare the rarest of these is, beside the rarest that is asked for; 1 where none of them is asked for."""
        weights = [weight for group, weight in self.groups if not group.isdisjoint(terms)]
        rarest = max((weight for _, weight in self.groups), default=0.0)
        return max(weights) / rarest if weights and rarest else 1.0


async def asked_terms(index: Index, parts: Iterable[tuple[str, float]]) -> AskedTerms:
    """``parts``: texts of the question, each with the share of their rarity that its terms weigh."""
    weights: dict[frozenset[int], float] = {}
    for text, share in parts:
        text = await _told_apart(index, _ASKING.sub(" ", text))
        alternatives = await _alternatives(index, text)
        for term, rarity in (await index.rarity(text)).items() if text else ():
            group, rarity = alternatives.get(term, (frozenset((term,)), rarity))
            weights[group] = max(weights.get(group, 0.0), share * rarity)
    return AskedTerms(tuple(weights.items()), sum(weights.values()))


@lru_cache(maxsize=64)  # the search looks for it, and so does each reading of what it finds
def widened(text: str) -> str:
    """The text, and the nouns that its words ask for: what the word search looks for."""
    nouns_of = (_NOUNS[word.lower()] for word in _WANTS.findall(text))
    return " ".join([text, *nouns_of, *map("".join, _IN_TWO.findall(text))])


def nouns(word: str) -> list[str]:
    """With which a book answers who asks with that word: "mass", "weight" and "weighs" for "heavy"."""
    return (_NOUNS.get(word.lower()) or _NOUNS.get(f"how {word.lower()}", "")).split()


async def _alternatives(index: Index, text: str) -> dict[int, tuple[frozenset[int], float]]:
    """Term of such a word -> (the terms that answer it, the rarity of the commonest of them)."""
    found = {}
    others = [(word, _NOUNS[word.lower()]) for word in _WANTS.findall(text)]
    for verb, particle in _IN_TWO.findall(text):
        if await _is_a_word(index, verb + particle):
            others.append((verb, verb + particle))
    for word, written in others:
        rarities = await index.rarity(f"{word} {written}")
        group = frozenset(rarities)
        for term in await index.rarity(word):
            found[term] = (group, min(rarities.values()))
    return found


async def _told_apart(index: Index, text: str) -> str:
    """Of scripts without spaces the pieces that tell, without those in which two words meet: the book has them nowhere, and what stands on
    either side of them it has. One character alone may stand in any of its words, but for Japanese, which parts its words by scripts."""
    rest, runs = apart(without_asking(text))
    kept, alone = [], not is_japanese(text)
    for pieces in runs:
        known = [False, *[await _is_a_word(index, piece) for piece in pieces], False]
        kept += [
            piece
            for at, piece in enumerate(pieces)
            if known[at + 1] or not ((alone and len(piece) == 1) or (known[at] and known[at + 2]))
        ]
    return " ".join([rest, *kept])


async def _is_a_word(index: Index, word: str) -> bool:
    """Of the book: it is less rare than what stands nowhere."""
    rarities = await index.rarity(f"{word} {_NO_WORD}")
    return len(rarities) > 1 and min(rarities.values()) < max(rarities.values())
