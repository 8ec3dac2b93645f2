"""The question before with one of its names exchanged: "on Windows?" after "How do I install it on Linux?", "and the agent token?" after
"Where is the server token kept?".

Knows two names to be of a kind where the same preposition leads to both, or a word of theirs is the same.
"""

import re
from collections.abc import Sequence

from rag.message.instead import NAME, NO_NAME
from rag.message.pronouns import first_of

_MOST_WORDS = 3
_PLACED = (
    r"(?P<how>on|in|with|for|by|under|at|from|to|using|via|without|as|during|after|before)\s+(?P<article>an?\s+|the\s+|my\s+)?"
    rf"(?P<one>{NAME})\W*"
)
_PLACED_ALONE, _PLACED_LAST = (re.compile(each, re.IGNORECASE) for each in (_PLACED, rf"(?<=\s){_PLACED}$"))
_ARTICLE = re.compile(r"^(?:an?|the|my|your)\s+", re.IGNORECASE)
_JOINS = re.compile(
    r"(?:an?|i|you|we|ones?|and|or|has|have|had|my|your|was|were|did|will|would|should|could|be|used?|get|other|another|any|same)\Z",
    re.IGNORECASE,
)
_BY_MEANS = ("in", "with", "using", "via")  # "with the REST API", "in GraphQL"
_DOERS = ("i", "you", "we", "one", "to")


def exchanged(topic: str, rest: str) -> str:
    """What is asked then; "" where the question that ``topic`` begins with, or what leaned on it last, has nothing of the kind."""
    other = _PLACED_ALONE.fullmatch(rest.strip())
    if not other or NO_NAME.match(other["one"]):
        return _named_alike(first_of(topic), rest)
    asked = topic.strip()
    ending = _PLACED_LAST.search(asked)
    while ending and not _is_such(ending, other):
        ending = _PLACED_LAST.search(asked, ending.start() + 1)
    return f"{asked[: ending.start()]}{rest.strip()}" if ending else ""


def _is_such(ending: re.Match[str], other: re.Match[str]) -> bool:
    if NO_NAME.match(ending["one"]):
        return False
    how, instead = ending["how"].lower(), other["how"].lower()
    if how in _BY_MEANS and instead in _BY_MEANS:
        return how != "in" or not ending["article"]
    return how == instead and _definite(ending) == _definite(other)


def _definite(named: re.Match[str]) -> bool:
    """Whether it is a certain one: "after generation" and "after an update" are two of a kind."""
    return (named["article"] or "").strip().lower() in ("the", "my")


def _named_alike(question: str, rest: str) -> str:
    """With the name for one that ends in the same word, or begins with the same: "docusaurus deploy" for "docusaurus build"."""
    name = _bare(_ARTICLE.sub("", rest.strip()))
    if not 1 < len(name) <= _MOST_WORDS or any(map(_joins, name)):
        return ""
    asked, words = question.split(), _bare(question)
    for at, word in enumerate(words):
        start, end = at, at + 1
        if word == name[-1]:
            while end - start < len(name) and _belongs(words, start - 1):
                start -= 1
        elif word == name[0] and all(_belongs(words, each) for each in range(end, at + len(name))):
            end = at + len(name)
        if end - start > 1 and words[start:end] != name and (end - at == 1 or end == len(words) or _joins(words[end])):
            return " ".join([*asked[:start], *_ARTICLE.sub("", rest.strip()).rstrip("?!. ").split(), *asked[end:]])
    return ""


def _belongs(words: Sequence[str], at: int) -> bool:
    """Whether the word there may be one of a name, and is not what is done with it: "rotate" in "How do I rotate tokens?"."""
    return 0 < at < len(words) and not _joins(words[at]) and words[at - 1] not in _DOERS


def _joins(word: str) -> bool:
    return bool(_JOINS.match(word) or NO_NAME.match(word))


def _bare(text: str) -> list[str]:
    return [word.strip("?!.,;:").lower() for word in text.split()]
