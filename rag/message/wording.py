"""What a message says beside what it asks: that it asks kindly, and how long the answer shall be.

Knows English phrases, and what a book may call itself in them.
"""

import re
from functools import lru_cache

ITSELF = "book|textbook|docs|documentation|guide|manual|handbook|course|site|website"

_BEFORE = re.compile(
    r"(?:(?:please|(?:can|could|would|will)\s+you|i\s+(?:want|need)|i(?:['’]d|\s+would)\s+like|to\s+(?:know|have|see)"
    r"|tell\s+(?:me|us)(?=\s+(?:which|what|where|how|in|on)\b)|hi|hello|hey|ok(?:ay)?|so)\b[\s,!.]*)+",
    re.IGNORECASE,
)
_UNITS = r"(?:words?|sentences?|lines?|paragraphs?|points?|terms?)"
# How an answer shall be put, and never what is asked: "quickly" or "for a child" may be.
_MANNER = (
    r"please|briefly|step[\s-]by[\s-]step|eli5|in\s+(?:short|brief|detail)"
    r"|in\s+(?:(?:at\s+most|no\s+more\s+than|less\s+than|under|about|around|a)\s+)?"
    rf"(?:few|one|two|three|four|five|ten|\d+|simple|short|plain|other)\s+{_UNITS}"
    r"|like\s+i(?:['’]?m|\s+am|\s+were)\s+(?:five|5|(?:an?\s+)?(?:child|kid|beginner))(?:\s+years?\s+old)?"
)
_PUT = re.compile(rf"[\s,]+(?:{_MANNER})$", re.IGNORECASE)
_PUT_FIRST = re.compile(rf"^\W*(?:{_MANNER})[,:]\s+(?=\w)", re.IGNORECASE)
_AFTER = re.compile(rf"[\s,]+(?:{_MANNER}|for\s+(?:me|us)|quickly|anyways?|again|in\s+{_UNITS})$", re.IGNORECASE)

# What questions are made of, as fast fingers write it: a book has none of these words to guess from, or too few.
_SLIPS = {
    slip: word
    for word, slips in {
        "what": "waht wht whta hwat",
        "what's": "waths wahts wats waht's",
        "how": "hwo ohw",
        "which": "wich whcih whihc wihch",
        "when": "wehn whne",
        "where": "wher whre wehre",
        "why": "wyh whyy",
        "does": "deos",
        "the": "teh hte",
        "that": "taht",
        "with": "wiht wtih",
        "much": "mcuh muhc",
        "many": "mnay amny",
        "long": "lnog",
        "have": "ahve",
        "about": "abuot aobut",
        "should": "shoudl shuold",
        "could": "coudl cuold",
        "would": "woudl wuold",
        "between": "betwen beetween bewteen",
        "difference": "diference diffrence differnce differance",
    }.items()
    for slip in slips.split()
}
_MAY_BE_SLIPS = {*_SLIPS, "dose"}
_LETTERS = re.compile(r"[a-z']+")
_SLIP = re.compile(
    rf"\b(?:{'|'.join(_SLIPS)})(?![\w'’-])|(?<=\bhow )dose\b|(?<=\bwhat )dose(?= (?:the|an?|it|this|that|my|each)\b)",
    re.IGNORECASE,
)
_ENDS = " ?!.…"
SAID_ABOUT = r"what did you (?:just )?(?:say|tell (?:me|us)|write|mention) (?:about|on)"
SAYS_ABOUT = rf"(?:what does (?:the|this|your) [\w ]{{2,30}} say (?:about|on)|{SAID_ABOUT})"
FACTS_ABOUT = (
    r"(?:give|tell|show) (?:me|us) (?:(?:\d+|an?|the|one|two|three|four|five|ten|some|a few|several|all|more|top|main|key|most"
    r"|important|interesting|basic|quick) ){0,4}(?:facts?|things?|points?|details?|info(?:rmation)?) (?:about|on)"
)
_TOPIC = re.compile(rf"(?:tell (?:me|us)(?: more| something)? about|{FACTS_ABOUT}|{SAYS_ABOUT})\s", re.IGNORECASE)
_RECALLS = re.compile(SAID_ABOUT, re.IGNORECASE)


@lru_cache(maxsize=256)  # whatever is asked for in a message is looked for in this
def plain(message: str) -> str:
    """The question alone, in one line and without the mark at its end."""
    asked = " ".join(message.split()).strip(_ENDS)
    if before := _BEFORE.match(asked):
        asked = asked[before.end() :]
    return _without(_AFTER, asked)


def spelt(message: str) -> str:
    """The message with the words mended that ask: "waht is a gear"."""
    if _MAY_BE_SLIPS.isdisjoint(_LETTERS.findall(message.lower())):  # a tenth of the time, and mostly so
        return message
    return _SLIP.sub(lambda found: _SLIPS.get(found[0].lower(), "does"), message)


def without_manner(message: str) -> str:
    """The message without how the answer shall be put: no book says "like I'm five"."""
    asked = message.rstrip(_ENDS)
    kept = _PUT_FIRST.sub("", _without(_PUT, asked))
    return kept + message[len(asked) :] if kept else message


def _without(ending: re.Pattern[str], asked: str) -> str:
    while after := ending.search(asked):
        asked = asked[: after.start()]
    return asked


def recalls(message: str) -> bool:
    """Whether it asks again for what was said of a thing, whatever was spoken of since."""
    return bool(_RECALLS.match(plain(message)))


def names_a_topic(message: str) -> bool:
    """Whether it asks nothing special of what it is about: "What does the book say about gears?"."""
    return bool(_TOPIC.match(plain(message)))
