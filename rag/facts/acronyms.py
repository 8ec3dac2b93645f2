"""What the letters of a name stand for: "What does CFL stand for?", and "compact fluorescent lamps (CFLs)".

Knows the English of asking for it and the ways in which a text spells an acronym out, before or behind it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.message.wording import plain

_ACRONYM = r"[“\"'‘`*]*([A-Za-z][A-Za-z0-9&.]{1,7})[”\"'’`*]*"
# "What does sunyata mean?" asks for no words of its letters.
_CAPITALS = r"[“\"'‘`*]*(?-i:([A-Z][A-Z0-9&.]{1,7}))[”\"'’`*]*"
_ASKED = re.compile(
    r"(?:in [\w -]{2,30}, )?(?:what|which words?) (?:does|do|did) (?:the )?"
    r"(?:(?:acronym|abbreviation|letters|initials|initialism|term|word|name) )?"
    rf"(?:{_ACRONYM} stands? for|{_CAPITALS} (?:means?|refers? to))"
    rf"|what(?:['’]?s| is| are| was) (?:the )?{_ACRONYM} (?:short|an? (?:acronym|abbreviation)) (?:for|of)"
    r"|what(?:['’]?s| is) the (?:full (?:form|name)|long form|expansion|meaning) of (?:the )?(?:acronym |abbreviation )?"
    rf"{_CAPITALS}"
    rf"|{_ACRONYM} (?:stands|is (?:an? (?:acronym|abbreviation)|short)) for(?: what)?",
    re.IGNORECASE,
)
# Words that need not give a letter.
_SMALL = frozenset(("of", "and", "the", "for", "to", "in", "on", "at", "by", "against", "a", "an", "with", "de"))
_CLOSES, _OPENS = r"[“”\"'‘’`*\s]*", r"(?:\s*[(\[:,=–—-])?[“”\"'‘’`*\s]*"
_NAMES_IT = re.compile(
    rf"{_CLOSES}(?:[(\[,–—-]\s*)?(?:\b(?:also|or|aka|a\.k\.a\.|abbreviated|called|known|as|short|for|the)\s+){{0,4}}{_CLOSES}$",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    rf"{_OPENS}(?:(?:stands?|stood|standing|short|abbreviat(?:ion|ed)|acronym|means?|which|is|for|of|or|from|an?|the)\s+){{0,6}}{_CLOSES}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_REACH = 120  # characters before and behind an acronym in which its words are looked for
_LETTERS = 2  # at least: one is none of an acronym's


@lru_cache(maxsize=256)  # the search, its ranking and the answer ask for the same question's
def to_spell_out(question: str) -> str:
    """The acronym whose words a question asks for, in capitals; "" where it asks for none."""
    found = _ASKED.fullmatch(plain(question))
    acronym = next(filter(None, found.groups()), "") if found else ""
    return acronym.upper() if sum(map(str.isalpha, acronym)) >= _LETTERS else ""


def spells_out(acronym: str, text: str) -> bool:
    """Whether the words stand right before or behind it: "compact fluorescent lamps (CFLs)", "CFL stands for …"; never of ""."""
    if not acronym:
        return False
    letters = [each for each in acronym.casefold() if each.isalpha()]
    itself = re.compile(rf"\b{re.escape(acronym)}(?:e?s)?\b(?: \d[\d.]*)?", re.IGNORECASE)  # ROS 2, the Robot …
    return any(
        _ends_with_them(letters, text[max(0, found.start() - _REACH) : found.start()])
        or _begins_with_them(letters, text[found.end() : found.end() + _REACH])
        for found in itself.finditer(text)
    )


def _ends_with_them(letters: Sequence[str], before: str) -> bool:
    words = _WORD.findall(_NAMES_IT.sub("", before).casefold())
    return any(len(words) - at in _spelt(letters, words[at:]) for at in range(len(words)))


def _begins_with_them(letters: Sequence[str], behind: str) -> bool:
    says = _SAYS_SO.match(behind)
    said = says[0] if says else ""
    return bool(said.strip()) and bool(_spelt(letters, _WORD.findall(behind[len(said) :].casefold())))


def _spelt(letters: Sequence[str], words: Sequence[str]) -> set[int]:
    """After how many of the words all letters are there. Each gives its first letter, and may give more of them: hypertext does."""
    itself = "".join(letters)  # "CFLs" does not say what CFL stands for
    reached, ends = {0}, set()
    for number, word in enumerate(words, start=1):
        if word in (itself, f"{itself}s"):
            break
        given = {at + more for at in reached for more in range(1, _gives(letters[at:], word) + 1)}
        reached = given | (reached - {0} if word in _SMALL else set())
        if len(letters) in reached:
            ends.add(number)
    return ends


def _gives(letters: Sequence[str], word: str) -> int:
    """How many of the letters a word has, in their order, the first of them at its beginning."""
    if not letters or word[0] != letters[0]:
        return 0
    given = 0
    for each in word:
        given += given < len(letters) and each == letters[given]
    return given
