"""What the subject of a page did, or what was done to it: "When did Ada Brook die?" on the page "Ada Brook".

Knows how that is asked in English, and where it is told of the subject itself: "Brook died", "In 1860 she died". That her father died, or a
heron, is told in the same words, and answers nothing; nor does what it wrote: "…", which many sentences quote.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, takewhile

from rag.message.wording import plain

_BETWEEN = r"\s+(?:(?:was|were|had|has|first|then|finally|\w{2,}ly)\s+){0,2}"
_DID = re.compile(r"\b(?:did|does|was|were) (?:the )?(.+)")
_HOW = re.compile(r"first|last|finally|ever|when|he|she|it|they|\w{2,}ly")
_VERB = re.compile(r"[a-z]{2,}(?:ss|[a-rt-z])")  # no "ferries"
# Somebody's name, and not where something is: "In New York, she …".
_OTHER = re.compile(
    r"(?<!\b[Ii]n )(?<!\b[Aa]t )(?<!\b[Oo]n )(?<!\b[Nn]ear )(?<!\b[Ff]rom )"
    r"\b(?!(?:In|At|On|Near|From|By|After|When|While|The|An?|His|Her|Its|Their)\b)[^\W\d_a-z][\w'’-]+ [^\W\d_a-z][\w'’-]+"
)
_WORD = re.compile(r"[^\W_][\w.'’-]*")


@dataclass(frozen=True, slots=True)
class Deed:
    """``told``: by its name, or by ``pronoun``; ``words``: of that name."""

    told: re.Pattern[str]
    words: frozenset[str]

    def told_in(self, text: str) -> bool:
        """ "Cara Dell was ill; she died" tells of her."""
        found = self.told.search(text)
        if not found or not found["pronoun"]:
            return bool(found)
        return all(
            self.words.issuperset(other[0].casefold().split()) for other in _OTHER.finditer(text, 0, found.start())
        )


@lru_cache(maxsize=64)
def asked_deed(question: str, title: str) -> Deed | None:
    """How a page with that title tells it; None where the question asks for no deed of its subject."""
    words = [word.casefold() for word in _WORD.findall(title)]
    who, verb = _asked(question, words)
    if not verb:
        return None
    names = "|".join({re.escape(who), re.escape(words[-1])})
    told = rf"\b(?:(?P<pronoun>he|she|it|they)|{names}){_BETWEEN}{_past(verb)}\b(?![,:])"
    return Deed(re.compile(told, re.IGNORECASE), frozenset(words))


def _asked(question: str, words: Collection[str]) -> tuple[str, str]:
    """Who did what, of "When did Ada Brook first sing?": "ada brook" and "sing"; two times "" where no name of these words did."""
    found = _DID.search(plain(question).casefold())
    asked = found[1].split() if found else []
    who = list(takewhile(words.__contains__, asked))
    rest = list(dropwhile(_HOW.fullmatch, asked[len(who) :]))
    return (" ".join(who), rest[0]) if who and rest and _VERB.fullmatch(rest[0]) else ("", "")


def _past(verb: str) -> str:
    """The verb, as it is asked with and as it is told: "die", "died"; "write", "wrote"; "born"."""
    stem = verb.removesuffix("e")
    changed = re.sub(r"[aeiou]+", "[aeiou]+", stem)
    last = verb[-1]
    regular = f"{verb[:-1]}ied" if last == "y" and verb[-2] not in "aeiou" else f"{stem}{last}?ed"
    return rf"(?:{verb}s?|{regular}|{changed}e?)"
