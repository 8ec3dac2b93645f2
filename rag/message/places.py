"""Questions about where the book speaks of something: "Which chapter covers balance?", "Where is the capture point explained?"

Knows how they are put in English, and what they ask about: the words around it say nothing of what to look for.
"""

import re

from rag.message.wording import ITSELF, plain

_BOOK = rf"(?:the|this|your)\s+(?:{ITSELF})"
_PART = rf"(?:chapters?|pages?|sections?|parts?|articles?)(?:\s+(?:of|in)\s+{_BOOK})?"
_TELLS = (
    r"(?:(?:talk|speak)s?\s+(?:about|of)|deals?\s+with|covers?|explains?|describes?|discuss(?:es)?|mentions?|treats?|introduces?|defines?"
    r"|(?:is|are)\s+(?:about|on))"
)
_TOLD = r"(?:covered|explained|described|discussed|mentioned|treated|introduced|defined)"
_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:which|what)\s+{_PART}\s+{_TELLS}\s+(?P<topic>.+)",
        rf"(?:in|on)\s+(?:which|what)\s+{_PART}\s+(?:is|are)\s+(?P<topic>.+?)\s+{_TOLD}",
        r"where\s+(?:can|could|do|should)\s+(?:i|we|one)\s+(?:read|learn)(?:\s+(?:more|something|up))?\s+(?:about|on)\s+(?P<topic>.+)",
        rf"where\s+does\s+{_BOOK}\s+{_TELLS}\s+(?P<topic>.+)",
        rf"where(?:\s+in\s+{_BOOK})?\s+(?:is|are)\s+(?P<topic>.+?)\s+{_TOLD}(?:\s+in\s+{_BOOK})?",
    )
)
_LEADS_ON = re.compile(r"(?:and|but|so)\s+", re.IGNORECASE)
_IT = r"(?:it|this|that|they|them|these|those)"
_ASKS_OF_IT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:(?:in|on|from)\s+)?(?:which|what)\s+{_PART}(?:\s+(?:is|are|was|were)\s+{_IT}(?:\s+(?:{_TOLD}|from|in|on))?)?",
        rf"(?:which|what)\s+{_PART}\s+{_TELLS}\s+{_IT}",
        r"where\s+(?:(?:can|could|do|should)\s+(?:i|we|one)|(?:i|we|one)\s+can)\s+(?:read|learn)(?:\s+(?:more|something|up))?"
        rf"(?:\s+{_IT}|\s+(?:about|on)\s+{_IT})?",
        rf"where\s+does\s+(?:{_BOOK}|it)\s+(?:says?|{_TELLS})\s+(?:so|{_IT})",
        r"are\s+you\s+(?:(?:really|quite|absolutely)\s+)?sure(?:\s+(?:about|of)\s+(?:that|this|it))?|really|says\s+who",
        r"(?:is|was)\s+(?:that|this|it)\s+(?:(?:really|actually)\s+)?(?:true|right|correct)|how\s+do\s+you\s+know(?:\s+(?:that|this))?",
        rf"where(?:\s+in\s+{_BOOK})?\s+(?:is|are|was|were)\s+{_IT}\s+(?:{_TOLD}|written|said)(?:\s+in\s+{_BOOK})?",
    )
)
_LEANS = re.compile(rf"{_IT}\b", re.IGNORECASE)


def place_asked(message: str) -> str:
    """What is asked about; "" where a message does not ask for a place in the book."""
    asked = plain(message)
    found = next(filter(None, (pattern.fullmatch(asked) for pattern in _ASKS)), None)
    return found["topic"] if found and not _LEANS.match(found["topic"]) else ""


def asks_for_its_place(message: str) -> bool:
    """Whether it asks for the place in the book of what was spoken of: "Which chapter is that in?", "Where is it explained?"."""
    asked = _LEADS_ON.sub("", plain(message))
    return any(pattern.fullmatch(asked) for pattern in _ASKS_OF_IT)
