"""What a sentence is worth by its form, whatever it says.

Knows which sentences can't stand alone: those that lean on the one before, labels, fragments, and lead-ins to nothing.
"""

import re

from rag.book import Sentence

_LEANING = re.compile(
    r"^(it|its|this|that|these|those|they|their|such|he|she|his|her|both|the (?:former|latter|same|result)|but|and|so|then|however"
    r"|therefore|thus|instead|otherwise|for example|for instance|in (?:this|that) case|here|hence|consequently|as a result|similarly"
    r"|likewise|moreover|furthermore|additionally|in addition|besides|conversely|on the other hand"
    r"|\w+ (?:can |could |may |will )?also)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:learn (?:more|about|how)|read (?:more|about|the|our)|see (?:also|the)|check out|explore|find out (?:more|how)|refer to)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[.!?:…。！？)\]\"'”’`$]$")
_FEW = 4  # words: less is a caption or a label, hardly a sentence

# In units of the cosine that a sentence is weighed with beside.
ASKS_ITSELF = -0.6  # what the book asks answers nobody
FRAGMENT, LABEL = -0.3, -0.7  # prose that is no whole sentence; one or two words of it
POINTS_ELSEWHERE = -0.4  # for "Learn more about …", which says where the answer stands, and not what it is
LEANS = -0.1
CODE_UNASKED = -0.1


def leans(sentence: Sentence) -> bool:
    """Whether it begins with "This", "It", "However" and goes on with what the sentence before it says."""
    return sentence.kind in ("prose", "item") and bool(_LEANING.match(sentence.text))


def leads_in(sentence: Sentence) -> bool:
    return sentence.kind in ("prose", "item") and sentence.text.endswith(":")


def is_whole(sentence: Sentence) -> bool:
    return bool(_WHOLE.search(sentence.text)) and len(sentence.text.split(maxsplit=_FEW)) >= _FEW


def stands_alone(sentence: Sentence) -> bool:
    """Whether an item of a list reads as a sentence."""
    return sentence.text[:1].isupper() and is_whole(sentence)


def worth(sentence: Sentence) -> float:
    """0 for an ordinary sentence, less for what answers badly."""
    text = sentence.text
    if text.endswith("?"):
        return ASKS_ITSELF
    if sentence.kind == "prose" and not is_whole(sentence):
        return LABEL if len(text.split(maxsplit=2)) < 3 else FRAGMENT
    if sentence.kind in ("prose", "item"):
        return POINTS_ELSEWHERE if _ELSEWHERE.match(text) else LEANS if _LEANING.match(text) else 0.0
    return 0.0
