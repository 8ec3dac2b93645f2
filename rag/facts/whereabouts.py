"""Where the subject of a page is: "Where is Aruba?" on the page "Aruba".

Knows how that is asked in English, and where it is told of the subject itself: "Aruba is an island in the Caribbean Sea", "It lies off the
coast". Where something else is that stands there, or was, is told in the same words, and answers nothing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.message.wording import plain

_ASKED = re.compile(
    r"where(?:['’]?s| (?:is|are|was|were|do|does|did|can)) (?:the )?(?P<what>\S.*?)"
    r"(?: (?:be )?(?:located|situated|lies?|stands?|found|seen))?",
    re.IGNORECASE,
)
_ASIDE = r"(?: ?[,(][^.]{0,240}?[,)])?"  # ", officially the Republic of Angola (…),"
_AT = r"(?:in|on|off|near|between|at|along)"  # not "a colony of Spain"
_IS_A = rf"(?:is|are|was|were) (?:an?|the|one of)\b[^.]*? {_AT} (?:the )?(?:\w+ ){{0,2}}?[A-ZÀ-Þ]"
_LIES = rf"(?:(?:is|are|was|were) (?:\w+ )?(?:located|situated|found)|lies?|lay|stands?|stood) (?:\w+ ){{0,6}}?(?:{_AT}|of|from)\b"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    told: re.Pattern[str]

    def told_in(self, text: str) -> bool:
        return bool(self.told.match(text))


@lru_cache(maxsize=64)
def asked_whereabouts(question: str, title: str) -> Whereabouts | None:
    """How a page with that title tells it; None where the question does not ask where its subject is."""
    asked = _ASKED.fullmatch(plain(question))
    if not asked or asked["what"].casefold() != title.casefold().removeprefix("the "):
        return None
    named = rf"(?i:(?:the )?{re.escape(asked['what'])}|it|they)"
    return Whereabouts(re.compile(rf"\W*{named}\b(?!['’])[*_]*{_ASIDE} (?:{_IS_A}|{_LIES})"))
