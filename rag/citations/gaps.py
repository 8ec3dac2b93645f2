"""What an answer says is missing, and what leads in to what it says: neither claims anything of the book.

Knows English.
"""

import re

_GIVEN = "(?:provided|given|available|retrieved|supplied)"
_MATERIAL = "book|passages?|excerpts?|text|context|material"
# Not "the document", "the information" and the like alone: a book may be about these.
_SHOWN = rf"(?:(?:the|these)(?: {_GIVEN})? (?:{_MATERIAL})|(?:the|these) {_GIVEN} (?:documents?|sources?|information|documentation))"
_VERBS = (
    "mention(?:ed)?|state[ds]?|specif(?:y|ied)|cover(?:ed)?|describe[ds]?|explain(?:ed)?|say|said|give(?:n)?|provided?|include[ds]?|list(?:ed)?"
    "|define[ds]?|discuss(?:ed)?|address(?:ed)?|indicated?|contain|detail(?:ed)?|named?"
)
_NOTHING = "(?:information|mention|details?|answers?|references?)"
_BE_NOT = r"\b(?:is|are|was|were)(?:n['’]t| not)(?: \w+ly)?"
_GAP = re.compile(
    rf"\b{_SHOWN}(?: \[\d+\])? (?:do(?:es)?|did)(?:n['’]t| not)(?: \w+ly)? (?:{_VERBS})\b"
    rf"|{_BE_NOT} (?:{_VERBS}) (?:in|by) {_SHOWN}\b"
    rf"|\bthere (?:is|are|was|were) no {_NOTHING}\b[^.!?\n]* in {_SHOWN}\b"
    rf"|\b{_SHOWN} (?:has|have|contains?|provides?|gives?|holds?|makes?) no {_NOTHING}\b"
    r"|\bI (?:could|can|did)(?:n['’]t| not) find\b",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(rf"{_BE_NOT} (?:{_VERBS})\b", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    rf"\W*(?:according to|based on|as \w+ in) (?:{_SHOWN}|(?:passages?|sources?)(?: \d+)?),\s*", re.IGNORECASE
)
_PLAIN_WORD = re.compile(r"[a-z]+(?![\w.(:-])")  # not "useState", which is written so


def names_a_gap(text: str) -> bool:
    """Whether it says that the passages lack a part of what was asked."""
    return bool(_GAP.search(text))


def may_name_a_gap(sentence: str) -> bool:
    """Also where it does not say of what: "The price is not stated.", which a book may say of its own."""
    return names_a_gap(sentence) or bool(_NOT_SAID.search(sentence))


def leads_in(sentence: str) -> bool:
    """Whether what it speaks of comes behind it: "Follow these steps:"."""
    return sentence.rstrip(" *_").endswith((":", "："))


def only_attributes(text: str) -> bool:
    """Whether what stands behind such words is not a whole word yet."""
    attribution = _ATTRIBUTION.match(text)
    return bool(attribution and len(text[attribution.end() :].split(None, 1)) < 2 and not text[-1:].isspace())


def without_attribution(sentence: str) -> str:
    """ "According to the passages, it whistles." without what it says of the passages, which a visitor does not see."""
    attribution = _ATTRIBUTION.match(sentence)
    rest = sentence[attribution.end() :] if attribution else ""
    if not rest:
        return sentence
    return rest[0].upper() + rest[1:] if _PLAIN_WORD.match(rest) else rest
