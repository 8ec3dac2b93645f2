"""What a book says of itself: who made it, and for whom.

Knows English questions for that, and how books write it: most books have the words of such a question and tell nothing of the kind.
"""

import re

from rag.message.wording import ITSELF

_MAKERS = r"(?:authors?|writers?|editors?|publishers?|creators?|maintainers?)"
_MADE = r"(?:written|made|created|built|authored|published|edited|maintained|developed|compiled)"
_THIS = rf"(?:this|the|your)\s+(?:{ITSELF})"
# As it is typed, and with its verb as the word search has it: "who write this book".
_ASKS_AUTHOR = re.compile(
    r"\bwho\s+(?:(?:wr[io]tes?|makes?|made|creates?d?|buil[dt]s?|authore?d?|publish(?:ed)?|edit(?:ed)?|maintains?)"
    rf"|(?:is|are|was|were)\s+(?:the\s+)?{_MAKERS}\s+(?:of|behind)|(?:is|was)\s+behind)\s+{_THIS}\W*$"
    rf"|\bwho\s+(?:is|are|was|were)\s+(?:the\s+)?{_MAKERS}\W*$"
    rf"|\b(?:by\s+whom|who)\s+(?:is|was)\s+{_THIS}\s+{_MADE}(?:\s+by)?\W*$",
    re.IGNORECASE,
)
_NAMES_AUTHOR = re.compile(
    rf"\b(?i:{_MAKERS})(?:\s*[:|]|\s+(?i:of|behind)\s+(?i:{_THIS})\b)|\b(?i:authors?)\s+(?:is|are|was|were)\b"
    rf"|\b(?i:(?:co-|about the )authors?)\b|(?m:^)\W*(?i:(?:the )?{_MAKERS})\W*(?m:$)|\b(?i:wr[io]te)\s+(?i:{_THIS})\b"
    rf"|\b(?i:{_MADE}\s+by)\s+\W{{0,3}}(?:(?i:the)\s+)?[A-ZÀ-Þ]|©|\b(?i:(?:I|we)\s+(?:wrote|am\s+writing)|my\s+name\s+is)\b"
)
_ASKS_READERS = re.compile(
    rf"\b(?:who|whom)\s+(?:is|are|was|should|can|could|would)\s+(?:{_THIS}\s+)?(?:(?:written|made|meant|intended|designed|aimed)\s+)?"
    rf"(?:for|at|read\s+{_THIS})\W*$"
    rf"|\bfor\s+whom\s+(?:is|was)\s+{_THIS}\b|\b(?:target|intended)\s+audience\W*(?:of\s+{_THIS}\W*)?$",
    re.IGNORECASE,
)
_NAMES_READERS = re.compile(
    r"\b(?:written|meant|intended|aimed|designed|geared|made|suitable|ideal|perfect|useful)\s+(?:for|at|to|towards?)\b|\baudience\b|\breaders?\b"
    rf"|\b(?:is|are)\s+for\s+(?:anyone|everyone|you|those|people|students|beginners|developers)\b|\b{_THIS}\s+(?:is|was)\s+(?:\w+\s+)?for\b"
    rf"|\b(?:purpose|goal|aim)s?\s+of\s+{_THIS}|\breading\s+{_THIS}|\bif\s+you(?:['’]re|\s+are)\b",
    re.IGNORECASE,
)


def said_of_itself(question: str) -> re.Pattern[str] | None:
    """What a text has that says who made the book, or for whom; None where neither is asked."""
    if _ASKS_AUTHOR.search(question):
        return _NAMES_AUTHOR
    return _NAMES_READERS if _ASKS_READERS.search(question) else None
