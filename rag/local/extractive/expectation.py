"""What kind of answer a question asks for, by its wording.

Knows English question words. A question of which it recognises nothing is answered all the same, only without that hint.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.book import Sentence

_NUMBER = re.compile(
    r"\bhow (?:many|much|long|far|fast|heavy|tall|high|big|large|often|strong|old|wide|deep|hot|accurate|precise)\b"
    r"|\bwhat (?:is|are|was) (?:the |its |their )?(?:[\w'-]+ ){0,3}(?:mass|weight|height|length|speed|rate|frequency|torque|capacity"
    r"|voltage|number|range|resolution|limit|maximum|minimum|size|duration|cost|price|value|temperature|default)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b(?:when|what year|which year|what date|since when)\b", re.IGNORECASE)
_NAME = re.compile(r"\b(?:who|whose|whom|which (?:person|company|author|team|researcher))\b", re.IGNORECASE)
_STEPS = re.compile(
    r"\bhow (?:do|does|can|should|would|must|to)\b|\b(?:steps?|procedure|instructions?|checklist|recipe|walk me through)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:what are|which are|which \w+s\b|list|name the|(?:what|which) (?:kinds|types|parts|rules|options|advantages"
    r"|disadvantages|reasons|steps|things)|when should)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:code|command|snippet|script|function|syntax|config(?:uration)?|yaml|json|xml|urdf|python|c\+\+|bash|shell)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^\s*(?:what(?:'s| is| are| does)|define|explain|meaning of)\s+(?:an?\s+|the\s+)?(.{2,60}?)(?:\s+mean)?\s*[?.!]*\s*$",
    re.IGNORECASE,
)

_A_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|half|twice)\b", re.IGNORECASE
)
_A_TIME = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_A_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-zà-ÿ]+")

_WHOLE = re.compile(r"[.!?:…。！？)\]\"'”’`$]$")
_FEW = 4  # words: less is a caption or a label, hardly a sentence

# How much a sentence gains or loses by what it is, in units of the weight that the choice gives to the kind of answer.
FITS, ASKS_ITSELF, FRAGMENT, CODE_UNASKED = 1.0, -2.0, -1.0, -0.3


@dataclass(frozen=True, slots=True)
class Expectation:
    """``steps`` and ``list`` want a whole list, ``code`` the code itself; ``term`` is what a definition is asked for."""

    number: bool
    time: bool
    name: bool
    steps: bool
    list: bool
    code: bool
    term: str

    def fit(self, sentence: Sentence) -> float:
        """-2..1: 1 where the sentence holds the kind of thing that is asked for, 0 where nothing speaks for or against it."""
        if sentence.text.endswith("?"):
            return ASKS_ITSELF
        if sentence.kind == "prose" and (not _WHOLE.search(sentence.text) or len(sentence.text.split()) < _FEW):
            return FRAGMENT
        wanted = (
            (self.number and _A_NUMBER.search(sentence.text))
            or (self.time and _A_TIME.search(sentence.text))
            or (self.name and _A_NAME.search(sentence.text))
            or (self.code and sentence.kind == "code")
            or (self.steps and sentence.kind == "item")
        )
        return FITS if wanted else CODE_UNASKED if sentence.kind == "code" else 0.0

    def defined_by(self, sentence: Sentence) -> bool:
        return bool(self.term) and bool(_defining(self.term).match(sentence.text))


def expectation(question: str) -> Expectation:
    defined = _DEFINITION.match(question)
    number = bool(_NUMBER.search(question))
    return Expectation(
        number=number,
        time=bool(_TIME.search(question)),
        name=bool(_NAME.search(question)),
        steps=bool(_STEPS.search(question)) and not number,
        list=bool(_LIST.search(question)),
        code=bool(_CODE.search(question)),
        term=defined[1].strip() if defined else "",
    )


@lru_cache(maxsize=256)
def _defining(term: str) -> re.Pattern[str]:
    """ "A gear ratio is …", "**Gear ratio**: …", "Gear ratios, also called …, are …"."""
    subject = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term))
    return re.compile(
        rf"(?:(?:an?|the)\s+)?`?{subject}`?s?\b(?:\s*\([^)]*\))?"
        r"(?:\s*:|[^.]{0,60}?\b(?:is|are|means?|refers?\s+to|describes?|stands?\s+for|denotes?)\b)",
        re.IGNORECASE,
    )
