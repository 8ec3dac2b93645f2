"""What is asked now, in the words of what was asked before: "And a subscriber?" after "How do I create a publisher?", "What are the
types?" and "the visual one" after "What is SLAM?".

Knows of which questions it is plain what they ask about. "And the weight?" asks for a part of what was spoken of, and not for this.
"""

import re

from rag.facts.wanted import to_define, to_do, to_list, without_circumstances
from rag.message.pronouns import first_of
from rag.message.wording import plain

NAME = r"[\w.+#/-]+(?:\s+[\w.+#/-]+){0,2}"
_OTHER = re.compile(rf"(?:(?:an?|my|your)\s+)?(?P<other>{NAME})\W*", re.IGNORECASE)
NO_NAME = re.compile(
    r"(?:the|this|that|these|those|it|its|they|them|their|in|on|at|for|of|to|with|without|by|from|under|during|after|before|when|if|how|why"
    r"|what|where|who|whom|whose|which|not|more|then|is|are|does|do|can|much|many)\b",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(rf"what(?:['’]s| is| are)\s+(?:an?\s+)?(?P<one>(?!the\b){NAME})\W*", re.IGNORECASE)
_OBJECT = re.compile(rf"\w+(?:\s+(?:up|in|out|on|off))?\s+(?:(?:an?|the|my)\s+)?(?P<one>{NAME})", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|in|for|made|used|called|by|from|about)\b", re.IGNORECASE)
_SUCH_A_ONE = re.compile(r"(?:(?:and|but|so|also)\s+)?(?P<asked>how .{4,40}) one\W*", re.IGNORECASE)
_ONE = re.compile(r"(?:(?:what|how) about )?the (?P<which>[\w-]+) ones?", re.IGNORECASE)
# Nobody asks for these of a whole book.
_OF_SOMETHING = re.compile(
    r"(?:(?:main|key|different|various|most important|common) )?(?:types|kinds|forms|variants|(?:dis)?advantages|benefits|drawbacks"
    r"|limit(?:ation)?s|components|parts|elements|layers|steps|stages|phases|features|functions|applications|uses|use cases|properties"
    r"|characteristics|challenges|risks|problems|methods|techniques|options|parameters|pros|cons|pros and cons|goals|requirements"
    r"|strengths|weaknesses)",
    re.IGNORECASE,
)
_WHICH = re.compile(r"(?:same|other|first|second|third|last|next|right|wrong|best|new|old|only)\Z", re.IGNORECASE)


def replaced(question: str, rest: str) -> str:
    """The question with what it asks about replaced by ``rest``, "a subscriber?"; "" where it is not plain what that is."""
    rest = rest.strip()
    other = _OTHER.fullmatch(rest)
    if not other or NO_NAME.match(rest):
        return ""
    first = first_of(question)
    one = asked_about(first)
    return first.replace(one, other["other"], 1) if one else ""


def asked_about(question: str) -> str:
    """What it wants to be told of, or done with; "" where that is not plain."""
    found = _WHAT_IS.fullmatch(question.strip()) or _OBJECT.fullmatch(without_circumstances(to_do(question)))
    return "" if not found or _OF.search(found["one"]) else found["one"]


def completed(message: str, question: str) -> str:
    """The message with what the question before asks about: "What are the types of SLAM", "visual SLAM"; "" where it is whole."""
    if put_in := _one_put_in(message, first_of(question)):
        return put_in
    asked, about = plain(message), defined_or_listed(first_of(question))
    if not about:
        return ""
    one = _ONE.fullmatch(asked)
    if one and not _WHICH.match(one["which"]):
        return f"{one['which']} {about}"
    listed = to_list(message)
    return f"{asked} of {about}" if not listed.of and _OF_SOMETHING.fullmatch(listed.all) else ""


def _one_put_in(message: str, question: str) -> str:
    """ "How do I verify a hash" for "and how do I verify one?" after "How do I generate a hash?"; "" for any other."""
    one = _SUCH_A_ONE.fullmatch(message.strip())
    about = asked_about(question) if one and to_do(one["asked"] + " one") else ""
    return f"{one['asked']} {about}" if one and about else ""


def defined_or_listed(question: str) -> str:
    """SLAM, of "What is SLAM?" and "What are the types of SLAM?"; "" where it asks something else."""
    if listed := to_list(question):
        return listed.of or listed.all
    terms = to_define(question)
    return terms[0] if len(terms) == 1 else ""
