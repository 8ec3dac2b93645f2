"""What a message says beside what it asks: that it asks kindly, and how long the answer shall be.

Knows English phrases, and what a book may call itself in them.
"""

import re

ITSELF = "book|textbook|docs|documentation|guide|manual|handbook|course|site|website"

_BEFORE = re.compile(
    r"(?:(?:please|(?:can|could|would|will)\s+you|i\s+(?:want|need)|i(?:['’]d|\s+would)\s+like|to\s+(?:know|have|see)"
    r"|tell\s+(?:me|us)(?=\s+(?:which|what|where|how|in|on)\b)|hi|hello|hey|ok(?:ay)?|so)\b[\s,!.]*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,]+(?:please|for\s+(?:me|us)|briefly|quickly|simply|step[\s-]by[\s-]step|eli5|in\s+(?:short|brief|detail)"
    r"|like\s+i(?:['’]?m|\s+am|\s+were)\s+(?:five|5|(?:an?\s+)?(?:child|kid|beginner|novice|dummy)(?:\s+of\s+\w+)?)(?:\s+years?\s+old)?"
    r"|(?:to|for)\s+(?:an?\s+)?(?:child|kid|beginner|novice|dumm(?:y|ies)|five[\s-]year[\s-]old)s?|in\s+(?:a\s+)?"
    r"(?:few|one|two|three|\d+|simple|short|plain|other)?\s*(?:words?|sentences?|lines?|paragraphs?|points?|terms?))$",
    re.IGNORECASE,
)

_TOPIC = re.compile(
    r"(?:tell (?:me|us)(?: more| something)? about|what does (?:the|this|your) [\w ]{2,30} say (?:about|on))\s",
    re.IGNORECASE,
)


def plain(message: str) -> str:
    """The question alone, in one line and without the mark at its end."""
    asked = " ".join(message.split()).strip(" ?!.…")
    if before := _BEFORE.match(asked):
        asked = asked[before.end() :]
    while after := _AFTER.search(asked):
        asked = asked[: after.start()]
    return asked


def without_manner(message: str) -> str:
    """The message without how the answer shall be put: no book says "like I'm five"."""
    asked = message.rstrip(" ?!.…")
    while after := _AFTER.search(asked):
        asked = asked[: after.start()]
    return asked + message[len(message.rstrip(" ?!.…")) :] if asked else message


def names_a_topic(message: str) -> bool:
    """Whether it asks nothing special of what it is about: "What does the book say about gears?"."""
    return bool(_TOPIC.match(plain(message)))
