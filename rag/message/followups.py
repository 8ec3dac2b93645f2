"""What a message means after the turns before it, without a language model.

Knows the words that lean on what was said. A message that leans is searched together with the topic of the last turn; one
that might lean is offered in both readings, and the search decides; one that stands alone is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.message.places import place_asked
from rag.message.wording import FACTS_ABOUT, SAYS_ABOUT, without_manner
from rag.types import Turn

TOPIC_CHARACTERS = 300

# "that" mostly joins clauses; it points back at the end of a message, or where it is what the question is about. "There is", "one lap",
# "above 80 degrees" and "this book" point at nothing that was said.
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|these|those|he|she|his|her|former|latter|same|you said|the above"
    r"|this(?!\s+(?:book|site|guide|course|handbook|manual)\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )there(?!\s+(?:is|are|was|were)\b)"
    r"|(?:which|another|(?:this|that|the)(?:\s+\w+)?) ones?"
    r"|(?:previous|earlier|last) (?:answer|question|one|example|point)"
    r"|(?:that|above|earlier|ones?)(?=\s*[?!.,]|\s*$))(?!\w)"
    r"|^\s*(?:(?:why|how|what|when|where)\s+)?(?:is|was|does|did|do|can|could|will|would|should)\s+that\b",
    re.IGNORECASE,
)
# What a pronoun of the same message may stand for: "How does a robot keep its balance?" needs no topic.
_NAMED_BEFORE = re.compile(
    r"\b(?:an?|the|each|every|my|our)\s+\w+\b.*?(?<!of )(?<!about )(?<!for )(?<!with )(?<!in )(?<!on )(?<!to )"
    r"\b(?:it|its|they|them|their)\b",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"^\s*(?:and|but|or|so|also|what about|how about|versus|vs)\b[\s,]*", re.IGNORECASE)
_CONTINUES = re.compile(
    r"^\s*(?:and|but|or|so|also|then|why|how so|how come|what about|how about|what else|anything else|in what way|more|tell me more"
    r"|go on|continue|ok(?:ay)?,? (?:and|then|so)"
    r"|another|an? examples?|examples?|any examples?|for example|for instance|such as|like what|which ones?|since when|versus|vs)\b",
    re.IGNORECASE,
)
_BEGINS_INSIDE = re.compile(
    r"^\s*(?:in|on|at|for|with|without|by|from|under|during|after|before|per|as|using|via)\b(?!\s+(?:which|what|whom|whose|how)\b)",
    re.IGNORECASE,
)
_SPEAKS_OF_OTHERS = re.compile(r"\b(?<!each )(?:others?|another|else)\b", re.IGNORECASE)
_ASKS_FOR_MORE = re.compile(
    r"\b(some|more|other|another|any|an?|give|show)\b.{0,20}\b(examples?|details?|information|reasons?|kinds?|types?)\b"
    r"|\b(explain|elaborate|simpler|shorter|in detail|again|step by step)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
# Words that name no topic: "explain the difference between a joint and a link" names its own, "explain that in other words" does not.
_NAMELESS = re.compile(
    r"(?:an?|the|of|to|in|on|at|by|for|with|from|as|and|or|but|so|if|then|than|is|are|was|were|be|been|do|does|did|can|could|will|would"
    r"|should|what|which|who|whom|how|why|when|where|often|long|much|many|me|you|i|we|it|its|this|that|these|those|they|them|their|he|she|his"
    r"|her|ones?|there|here|please|more|some|any|another|others?|examples?|details?|information|reasons?|kinds?|types?|give|show|tell"
    r"|explain|elaborate|describe|simpler|shorter|again|step|words?|about|else|ok|okay|also|just|really)\Z",
    re.IGNORECASE,
)
# "What is swizzling?" leans on nothing; "What are the downsides?" may.
_ASKS_WHAT_IS = re.compile(r"^\s*(?:what|who)\s+(?:is|are|was|were)\s+(?!the\b)", re.IGNORECASE)
_FRAGMENT = 3  # words: "and the battery?" may be all that is asked, "and what colour is it then?" is not
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
    r"|what(?:'s| is| are| was| were) (?:meant by|the (?:meaning|definition) of)"
    rf"|{FACTS_ABOUT}|{SAYS_ABOUT}|according to (?:the|this) book,?|in (?:the|this) book,?)"
    r"\s+(?!(?:that|this|it|them|these|those|more|again)\b)(?=[“\"]?\w+\W*\w)",
    re.IGNORECASE,
)


_SHOUTED = re.compile(r"([?!])[?!\s]*(?=[?!])")


def unwrapped(message: str) -> str:
    """The message without the words that only ask to be told, or how, and with one mark at its end: more say nothing of what is sought,
    and an embedding weighs them like words."""
    message = place_asked(message) or message
    return _SHOUTED.sub("", _WRAPPING.sub("", without_manner(message)))


def readings(message: str, turns: Sequence[Turn]) -> list[Reading]:
    """Likeliest first. A single reading is certain; of two, the second counts only where the first finds little."""
    return readings_about(unwrapped(message), _topic(turns))


def readings_about(message: str, topic: str) -> list[Reading]:
    """The same for a message that is unwrapped, where ``topic`` is what was spoken of; "" for nothing."""
    alone = Reading(message)
    if not topic:
        return [alone]
    together = Reading(message, topic)
    words = len(_WORD.findall(message))
    if _CONTINUES.search(message) and words <= 2 * SHORT:
        rest = _LEADS_ON.sub("", message)
        named = rest != message and names(rest) and len(_WORD.findall(rest)) <= _FRAGMENT
        return [together, Reading(rest)] if named else [together]
    if words <= SHORT and (_BEGINS_INSIDE.search(message) or _SPEAKS_OF_OTHERS.search(message)):
        return [together, alone]
    if _POINTS_BACK.search(message):
        return [alone, together] if _NAMED_BEFORE.search(message) else [together]
    if _ASKS_FOR_MORE.search(message) and words <= 2 * SHORT:
        return [alone, together] if names(message) > 1 else [together]
    stands_alone = words > SHORT or (_ASKS_WHAT_IS.search(message) and names(message))
    return [alone] if stands_alone else [alone, together]


def names(message: str) -> int:
    """How many of its words name something."""
    return sum(not _NAMELESS.match(word) for word in _WORD.findall(message))


def _topic(turns: Sequence[Turn]) -> str:
    """What the conversation is about: the last question that stood alone, and the last one that leaned on it and named something.
    All of a long chain would bury what is asked now."""
    root = latest = ""
    for turn in turns:
        if root and turn.topic.startswith(root):
            latest = turn.question if turn.topic != root and names(turn.question) else latest
        elif turn.topic:
            root, latest = turn.topic.strip(), ""
    return f"{root} {latest}".strip()[-TOPIC_CHARACTERS:].strip()
