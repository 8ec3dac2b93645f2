"""What a message means after the turns before it, without a language model.

Knows the words that lean on what was said. A message that leans is searched together with the topic of the last turn; one
that might lean is offered in both readings, and the search decides; one that stands alone is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Turn

TOPIC_CHARACTERS = 300

# "that" mostly joins clauses; it points back at the end of a message, or where it is what the question is about.
_POINTS_BACK = re.compile(
    r"\b(it|its|they|them|their|theirs|this|these|those|he|she|his|her|one|ones|former|latter|same|there|above|previous|earlier"
    r"|you said|that(?=\s*[?!.,]|\s*$))\b"
    r"|^\s*(?:(?:why|how|what|when|where)\s+)?(?:is|was|does|did|do|can|could|will|would|should)\s+that\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"^\s*(and|but|or|so|also|then|why|how so|how come|what about|how about|what else|anything else|in what way|more|tell me more"
    r"|go on|continue"
    r"|another|an? examples?|examples?|any examples?|for example|for instance|such as|like what|which ones?|since when|versus|vs)\b",
    re.IGNORECASE,
)
_ASKS_FOR_MORE = re.compile(
    r"\b(some|more|other|another|any|an?|give|show)\b.{0,20}\b(examples?|details?|information|reasons?|kinds?|types?)\b"
    r"|\b(explain|elaborate|simpler|shorter|in detail|again|step by step)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
SHORT = 5  # words: below this a message may be a fragment ("the battery?")


@dataclass(frozen=True, slots=True)
class Reading:
    """``query`` is searched; ``carried`` is the part of it that comes from earlier turns."""

    query: str
    carried: str = ""

    @property
    def text(self) -> str:
        return f"{self.carried} {self.query}".strip()


_WRAPPING = re.compile(
    r"^(?:(?:please|so|ok(?:ay)?|hi|hello|hey)[\s,!.]+)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell me|explain(?: to me)?|show me|describe)(?: about)?"
    r"|(?:please )?(?:tell me|explain to me)(?: something| more)? about|i(?:'d| would)? (?:want|like) to know(?: about)?"
    r"|what does (?:the|this|your) [\w ]{2,30} say (?:about|on)|according to (?:the|this) book,?|in (?:the|this) book,?)"
    r"\s+(?!(?:that|this|it|them|these|those|more|again)\b)(?=\w+\W*\w)",
    re.IGNORECASE,
)


def unwrapped(message: str) -> str:
    """The message without the words that only ask to be told: they say nothing of what is sought."""
    return _WRAPPING.sub("", message)


def readings(message: str, turns: Sequence[Turn]) -> list[Reading]:
    """Likeliest first. A single reading is certain; of two, the second counts only where the first finds little."""
    message = unwrapped(message)
    alone = Reading(message)
    topic = turns[-1].topic[-TOPIC_CHARACTERS:].strip() if turns else ""
    if not topic:
        return [alone]
    together = Reading(message, topic)
    words = len(_WORD.findall(message))
    if _CONTINUES.search(message) and words <= 2 * SHORT:
        return [together]
    if _POINTS_BACK.search(message) or (_ASKS_FOR_MORE.search(message) and words <= 2 * SHORT):
        return [together]
    return [alone, together] if words <= SHORT else [alone]
