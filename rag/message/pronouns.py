"""What a pronoun stands for: "How fast is it?" after "What is SLAM?", "When did he die?" on the page "Abraham Lincoln".

Knows when it is plain what that is: the one thing that the question before asks about, else what the page is called that was spoken of.
"""

import re
from collections.abc import Sequence

from rag.facts.properties import measures, thing_asked_about
from rag.facts.wanted import to_define
from rag.message.leaning import begins_inside
from rag.message.subject import is_named, last_name
from rag.types import Turn

_OF_LATE = 3  # turns
_THING = re.compile(r"\b(?:its?|they|them|their)\b", re.IGNORECASE)
_IT = re.compile(r"\bits?\b", re.IGNORECASE)
_THAT = re.compile(r"\bthat\b", re.IGNORECASE)
_HOW_MUCH_IS_THAT = re.compile(
    r"\W*(?:(?:and|but|so)\s+)?how\s+(?:long|much|often|heavy|tall|big|fast|far|old|large|high|deep|wide|hot|strong|expensive)"
    r"\s+(?:is|was|does|did|can|will)\s+that\b(?!\s+(?:mean|one)\b)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|him|his|hers?)\b", re.IGNORECASE)
_OWNING = re.compile(r"(?:its|their|his|her(?=\s+\w))\b", re.IGNORECASE)
_THERE = re.compile(r"\b(?<!is )(?<!are )(?<!was )(?<!were )there(?=\W*$)", re.IGNORECASE)
# In "it is raining" and "how long does it take" it stands for nothing, or for the whole; "which of them" asks for one of several.
_FOR_NOTHING = re.compile(
    r"\bit (?:take|matter|mean|rain|snow)|\b(?:is|was) it (?:possible|true|safe|better|worth|ok)\b|\bof (?:it|them)\b",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(r"(?:and|but|or|so|also)?\s*how (?P<how>\w+)\W*", re.IGNORECASE)
_JOINS = re.compile(r"^\W*(?:and|but|or|so|also)\b[\s,]*", re.IGNORECASE)
# "Eats" is no part of what "What does an owl eat?" asks about.
_DOES_WHAT = re.compile(r"\W*(?:what|who) (?:do|does|did)\b(?!.*\b(?:do|mean|say)\W*$)", re.IGNORECASE)
_ASKS_WHO = re.compile(r"\W*(?:(?:and|so)\s+)?who(?:se|m)?\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\W*who(?:['’]?s|\s+(?:is|was|are|were))\s+(?P<one>.+?)\W*", re.IGNORECASE)


def put_in(message: str, topic: str) -> str:
    """The message with what its pronoun stands for: "How fast is SLAM?", and "how tall is Wren" for "And how tall?" after "How heavy is
    Wren?"; "" where that is not plain. ``topic``: a question, and those that leaned on it."""
    first, leaned = _parted(topic)
    about = _spoken_of(first)
    # What they name may be what is meant now, and nobody is an "it".
    if not about or (leaned and not _THING.search(leaned)) or (_ASKS_WHO.match(first) and _IT.search(message)):
        return ""
    elliptic = _ELLIPTIC.fullmatch(message.strip())
    if elliptic and measures(whole := f"how {elliptic['how']} is {about}"):
        return whole
    if _HOW_MUCH_IS_THAT.match(message):
        return _named(_THAT, message, about)
    if len(_THING.findall(message)) != 1 or _FOR_NOTHING.search(message):
        return ""
    return _named(_THING, message, about)


def put_in_name(message: str, topic: str, name: str) -> str:
    """The message with the name of the page that was spoken of, "When did Lincoln die?", "How many live in Aruba?"; "" where there
    is none, or the pronoun may stand for what else was asked about, or for whoever was asked for."""
    if name and _THERE.search(message):
        return _JOINS.sub("", _THERE.sub(lambda _: f"in {name}", message))  # a name may hold what a template reads
    of_person = bool(_PERSON.search(message))
    if not name or of_person == bool(_THING.search(message)) or _FOR_NOTHING.search(message):
        return ""
    first, leaned = _parted(topic)
    if of_person:
        is_another = any(_asks_for_a_person(each, name) for each in (first, leaned))
        return "" if is_another else _named(_PERSON, message, last_name(name))
    latest = leaned or first
    is_it = is_named(name, latest) or _THING.search(latest) or _ASKS_WHO.match(latest) or begins_inside(latest)
    return _named(_THING, message, name) if is_it else ""


def asked_for(message: str, turns: Sequence[Turn], name: str) -> str:
    """The question for somebody, "Who wrote it?", whom "he" then stands for; "" where nobody was asked for of late. ``name``: of the page
    that was spoken of."""
    if not _PERSON.search(message):
        return ""
    return next((turn.topic for turn in reversed(turns[-_OF_LATE:]) if _asks_for_a_person(turn.question, name)), "")


def first_of(topic: str) -> str:
    """Of a topic, which is a question and the last that leaned on it."""
    return "".join(topic.strip().partition("?")[:2])


def _parted(topic: str) -> tuple[str, str]:
    first = first_of(topic)
    return first, topic.strip().removeprefix(first).strip()


def _named(pronoun: re.Pattern[str], message: str, name: str) -> str:
    named = pronoun.sub(lambda found: f"{name}'s" if _OWNING.match(message, found.start()) else name, message)
    return _JOINS.sub("", named)


def _asks_for_a_person(question: str, name: str) -> bool:
    """Whether it asks for somebody else than whom the page is about: "Who wrote Animal Farm?", "Who was his wife?"."""
    who_is = _WHO_IS.fullmatch(question)
    is_it = who_is and is_named(name, who_is["one"]) and len(who_is["one"].split()) <= len(name.split())
    return bool(_ASKS_WHO.match(question)) and not is_it


def _spoken_of(question: str) -> str:
    """The one thing that it asks about, whatever it asks; "" where that is not plain."""
    if _DOES_WHAT.match(question):
        return ""
    terms = to_define(question)
    return thing_asked_about(question) or (terms[0] if len(terms) == 1 else "")
