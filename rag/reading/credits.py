"""Who made something: sections that name contributors, sponsors, thanks, and the sentence that names the author of the book.

Knows how they are called in English. Such sections list people with all that these have done, in the words of what visitors ask about.
"""

import re

from rag.message.wording import ITSELF

_SECTION = re.compile(
    r"(?:our |the |special )?(?:contributors?|maintainers?|sponsors?|backers?|authors?|credits|thanks(?: to)?|acknowledge?ments?"
    r"|(?:core )?team|emeriti|past (?:contributors|maintainers))\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|contribut\w+|maintain\w*|sponsor\w*|back(?:er|ed)\w*|authors?|credits?|thank\w*|acknowledg\w+|team|people|wrote|written)\b",
    re.IGNORECASE,
)
_MAKERS = r"(?:authors?|writers?|editors?|publishers?|creators?|maintainers?)"
_MADE = r"(?:written|made|created|built|authored|published|edited|maintained|developed|compiled)"
# As it is typed, and with its verb as the word search has it: "who write this book".
_ASKS_AUTHOR = re.compile(
    r"\bwho\s+(?:(?:wr[io]tes?|makes?|made|creates?d?|buil[dt]s?|authore?d?|publish(?:ed)?|edit(?:ed)?|maintains?)"
    rf"|(?:is|are|was|were)\s+(?:the\s+)?{_MAKERS}\s+(?:of|behind)|(?:is|was)\s+behind)\s+(?:this|the|your)\s+(?:{ITSELF})\W*$"
    rf"|\bwho\s+(?:is|are|was|were)\s+(?:the\s+)?{_MAKERS}\W*$"
    rf"|\b(?:by\s+whom|who)\s+(?:is|was)\s+(?:this|the|your)\s+(?:{ITSELF})\s+{_MADE}(?:\s+by)?\W*$",
    re.IGNORECASE,
)
_NAMES_AUTHOR = re.compile(
    rf"\b(?i:{_MAKERS})(?:\s*[:|]|\s+(?i:of|behind)\s+(?i:this|the|your)\s+(?i:{ITSELF})\b)|\b(?i:authors?)\s+(?:is|are|was|were)\b"
    rf"|\b(?i:(?:co-|about the )authors?)\b|(?m:^)\W*(?i:(?:the )?{_MAKERS})\W*(?m:$)|\b(?i:wr[io]te)\s+(?i:this|the)\s+(?i:{ITSELF})\b"
    rf"|\b(?i:{_MADE}\s+by)\s+\W{{0,3}}(?:(?i:the)\s+)?[A-ZÀ-Þ]|©|\b(?i:(?:I|we)\s+(?:wrote|am\s+writing)|my\s+name\s+is)\b"
)


def author_in(question: str) -> re.Pattern[str] | None:
    """What a text has that says who made the book; None where that is not asked."""
    return _NAMES_AUTHOR if _ASKS_AUTHOR.search(question) else None


def is_credits(section: str) -> bool:
    """``section``: a heading path, as a chunk has it."""
    return bool(_SECTION.fullmatch(section.rpartition(" › ")[2]))


def asks_who(message: str) -> bool:
    return bool(_ASKS.search(message))
