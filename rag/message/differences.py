"""What is compared, where a message leaves the half of it, or all, to what was asked before: "vs a belt?", "What's the difference?".

Knows which two things are meant; not how they differ.
"""

import re
from collections.abc import Sequence

from rag.message.instead import NAME, NO_NAME, asked_about, defined_or_listed
from rag.message.pronouns import first_of
from rag.message.wording import plain

_AGAINST = re.compile(
    rf"(?:(?:and|so)\s+)?(?:vs\.?|versus|(?:as\s+)?compared\s+(?:to|with)|in\s+contrast\s+to)\s+(?P<other>(?:an?\s+|the\s+)?{NAME})\W*",
    re.IGNORECASE,
)
_THEM = r"(?:them|those|these|both|(?:the|these|those)\s+(?:two|2)(?:\s+\w+)?)"
_DIFFERENCE = re.compile(
    rf"(?:and\s+)?(?:(?:what(?:['’]?s|\s+is|\s+are)|explain)\s+)?(?:the\s+)?(?:main\s+)?differences?(?:\s+(?:between|of)\s+{_THEM})?"
    rf"|how\s+(?:do|are)\s+(?:they|{_THEM})\s+(?:differ(?:ent)?|compare)|compare\s+{_THEM}",
    re.IGNORECASE,
)


def compared(message: str, topic: str) -> str:
    """What tells both apart, for "vs a belt?" after "What is a gear?"; "" where it is not plain what is compared."""
    against = _AGAINST.fullmatch(message.strip())
    other = against["other"] if against and not NO_NAME.match(against["other"]) else ""
    first = first_of(topic)
    one = asked_about(first) or defined_or_listed(first)
    return _difference(one, other) if other and one else ""


def told_apart(message: str, topics: Sequence[str]) -> str:
    """What tells the last two things apart that were asked about, for "What's the difference?"; "" for any other message."""
    if not _DIFFERENCE.fullmatch(plain(message)):
        return ""
    asked = (defined_or_listed(first_of(each)) for each in reversed(topics))
    last = list(dict.fromkeys(each.lower() for each in asked if each))[:2]
    return _difference(last[1], last[0]) if len(last) > 1 else ""


def _difference(one: str, other: str) -> str:
    return f"What is the difference between {one} and {other}"
