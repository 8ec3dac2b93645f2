"""What is asked now, in the words of what was asked before: "And a subscriber?" after "How do I create a publisher?", "What are the
types?", "the visual one" and "How fast is it?" after "What is SLAM?".

Knows of which questions it is plain what they ask about. "And the weight?" asks for a part of what was spoken of, and not for this.
"""

import re

from rag.message.wording import plain
from rag.reading.properties import measures, thing_asked_about
from rag.reading.wanted import to_define, to_do, to_list, without_circumstances

_NAME = r"[\w.+#/-]+(?:\s+[\w.+#/-]+){0,2}"
_OTHER = re.compile(rf"(?:(?:an?|my|your)\s+)?(?P<other>{_NAME})\W*", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:the|this|that|these|those|it|its|they|them|their|in|on|at|for|of|to|with|without|by|from|under|during|after|before|when|if|how|why"
    r"|what|where|who|which|not|more|then|is|are|does|do|can|much|many)\b",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(rf"what(?:['’]s| is| are)\s+(?:an?\s+)?(?P<one>(?!the\b){_NAME})\W*", re.IGNORECASE)
_OBJECT = re.compile(rf"\w+(?:\s+(?:up|in|out|on|off))?\s+(?:(?:an?|the|my)\s+)?(?P<one>{_NAME})", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|in|for|made|used|called|by|from|about)\b", re.IGNORECASE)
_ONE = re.compile(r"(?:(?:what|how) about )?the (?P<which>[\w-]+) ones?", re.IGNORECASE)
# Nobody asks for these of a whole book.
_OF_SOMETHING = re.compile(
    r"(?:(?:main|key|different|various|most important|common) )?(?:types|kinds|forms|variants|(?:dis)?advantages|benefits|drawbacks"
    r"|limit(?:ation)?s|components|parts|elements|layers|steps|stages|phases|features|functions|applications|uses|use cases|properties"
    r"|characteristics|challenges|risks|problems|methods|techniques|options|parameters|pros|cons|pros and cons|goals|requirements"
    r"|strengths|weaknesses)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:its?|they|them|their)\b", re.IGNORECASE)
_OWNING = ("its", "their")
# In "it is raining" and "how long does it take" it stands for nothing, or for the whole; "which of them" asks for one of several.
_FOR_NOTHING = re.compile(
    r"\bit (?:take|matter|mean|rain|snow)|\b(?:is|was) it (?:possible|true|safe|better|worth|ok)\b|\bof (?:it|them)\b",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(r"(?:and|but|or|so|also)?\s*how (?P<how>\w+)\W*", re.IGNORECASE)
_WHICH = re.compile(r"(?:same|other|first|second|third|last|next|right|wrong|best|new|old|only)\Z", re.IGNORECASE)


def replaced(question: str, rest: str) -> str:
    """The question with what it asks about replaced by ``rest``, "a subscriber?"; "" where it is not plain what that is."""
    rest = rest.strip()
    other = _OTHER.fullmatch(rest)
    if not other or _NO_NAME.match(rest):
        return ""
    first = _first(question)
    one = _asked_about(first)
    return first.replace(one, other["other"], 1) if one else ""


def _asked_about(question: str) -> str:
    found = _WHAT_IS.fullmatch(question.strip()) or _OBJECT.fullmatch(without_circumstances(to_do(question)))
    return "" if not found or _OF.search(found["one"]) else found["one"]


def completed(message: str, question: str) -> str:
    """The message with what the question before asks about: "What are the types of SLAM", "visual SLAM"; "" where it is whole."""
    asked, about = plain(message), _defined_or_listed(_first(question))
    if not about:
        return ""
    one = _ONE.fullmatch(asked)
    if one and not _WHICH.match(one["which"]):
        return f"{one['which']} {about}"
    listed = to_list(message)
    return f"{asked} of {about}" if not listed.of and _OF_SOMETHING.fullmatch(listed.all) else ""


def put_in(message: str, topic: str) -> str:
    """The message with what its pronoun stands for: "How fast is SLAM?", and "how tall is Wren" for "And how tall?" after "How heavy is
    Wren?"; "" where that is not plain. ``topic``: a question, and those that leaned on it."""
    first = _first(topic)
    about = _spoken_of(first)
    # What they name may be what is meant now.
    leaned = topic.strip().removeprefix(first).strip()
    if not about or (leaned and not _PRONOUN.search(leaned)):
        return ""
    elliptic = _ELLIPTIC.fullmatch(message.strip())
    if elliptic and measures(whole := f"how {elliptic['how']} is {about}"):
        return whole
    if len(_PRONOUN.findall(message)) != 1 or _FOR_NOTHING.search(message):
        return ""
    return _PRONOUN.sub(lambda found: f"{about}'s" if found[0].lower() in _OWNING else about, message)


def _spoken_of(question: str) -> str:
    """The one thing that it asks about, whatever it asks; "" where that is not plain."""
    terms = to_define(question)
    return thing_asked_about(question) or (terms[0] if len(terms) == 1 else "")


def _defined_or_listed(question: str) -> str:
    """SLAM, of "What is SLAM?" and "What are the types of SLAM?"; "" where it asks something else."""
    if listed := to_list(question):
        return listed.of or listed.all
    terms = to_define(question)
    return terms[0] if len(terms) == 1 else ""


def _first(questions: str) -> str:
    """Of a topic, which is a question and the last that leaned on it."""
    return "".join(questions.strip().partition("?")[:2])
