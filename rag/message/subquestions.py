"""The questions in a message that asks several: "Who built the Heron, and where is the glass blown?"

Knows by English question words where one question ends and the next begins. What it does not recognise stays whole, for a half of a
question finds less than all of it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from rag.message.followups import Reading, readings_about
from rag.message.leaning import names

MOST = 3
WORDS = 3  # at least, in each: "How far and how fast does a Finch roll?" is one question

_VERB = r"(?:is|are|was|were|do|does|did|can|could|should|will|would|must|may|has|have|had)"
_INSIDE = r"(?:after|against|at|by|during|for|from|in|into|of|on|since|to|under|with|within)\s+"
# "… and when the lamp is lit" goes on with what was said; "… and when is the lamp lit" asks.
_ASKS_ON = rf"(?:{_INSIDE})?(?:(?:who|whom|whose|what|which|how)\b|(?:when|where|why)\s+(?:{_INSIDE}\w+\s+)?{_VERB}\b)"
_BOUNDARY = re.compile(
    rf"(?<=[?!])\s+(?:(?:and|but|or|also)\s+)?"
    rf"|(?P<comma>[,;.])?\s+(?:and|but|or|plus)\s+(?:also\s+|then\s+)?(?={_ASKS_ON}|(?(comma){_VERB}\b|(?!)))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"\b(?:who|whom|whose|what|which|when|where|why|how)\b|^\W*(?:{_VERB}|define|describe|explain|list|tell)\b|\?\W*$",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    rf"\W*{_INSIDE}(?:\w+\W+){{1,3}}$", re.IGNORECASE
)  # "… and for how long?" is nothing without what was asked
# Two things that are held against each other are sought together.
_TOGETHER = re.compile(r"\b(?:between|differen\w+|compar\w+|both|either|whether|versus|vs)\b", re.IGNORECASE)


def subquestions(message: str) -> list[str]:
    """In order; the message alone where it asks one thing, or too many."""
    found: list[str] = []
    start = 0
    boundaries = list(_BOUNDARY.finditer(message))
    for boundary, following in zip_longest(boundaries, boundaries[1:]):
        end = following.start() if following else len(message)
        before, after = message[start : boundary.start()], message[boundary.end() : end]
        if (
            _asks(before)
            and _asks(after)
            and (boundary["comma"] or before.endswith("?") or not _TOGETHER.search(before))
        ):
            found.append(before.strip())
            start = boundary.end()
    found.append(message[start:].strip())
    return found if len(found) <= MOST else [message]


def decomposed(meant: Sequence[Reading]) -> list[list[Reading]]:
    """The readings of each question in a message, of which ``meant`` are the readings. A later one may lean on the first."""
    asked = subquestions(meant[0].query)
    first = [replace(reading, query=asked[0]) for reading in meant] if len(asked) > 1 else list(meant)
    return [first, *(readings_about(each, first[0].text) for each in asked[1:])]


def _asks(part: str) -> bool:
    """Whether it can be sought by itself."""
    return (
        bool(_ASKS.search(part)) and len(part.split()) >= WORDS and names(part) > 0 and not _FRAGMENT.match(f"{part} ")
    )
