"""What a question wants to be told of something: what it is, how it differs, or how something is done with it.

Knows the English of "What is X?", "How does X work?", "How does X differ from Y?" and "How do I change X?"; not where a book tells it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.facts.acronyms import to_spell_out
from rag.languages import questions
from rag.message.wording import plain

_SAID = r"(?:meaning|definition|explanation)"
_ASKED = re.compile(
    r"what (?:can|could) (?:an?\s+|the\s+)?(.{2,50}?) (?:do|be used for)(?: for (?:me|us))?$"
    r"|what (?:can|could) (?:i|we|you|one|people) (?:do|use|make|build) (?:with )?"
    r"(?!(?:to|about|if|when|so|against|instead)\b)(?:an?\s+|the\s+)?(.{2,50}?)(?: for| with)?$"
    r"|what(?:['’]?s| is| are) (?:an?\s+|the\s+)?(.{2,50}?) (?:capable of|able to do)$"
    r"|what (?:does|would) it mean (?:that|if|when|for) .{2,40}? (?:is|are|to be)\s+(?:an?\s+|the\s+)?(.{2,40}?)$|"
    r"(?:what(?:['’]?s| is| are| was| were| do(?:es)?(?: \w+){1,2}) (?:meant|mean) (?:by|with)"
    rf"|(?:what(?:['’]?s| is) )?(?:the )?{_SAID} of)"
    r"\s+(?:an?\s+|the\s+)?(.{2,60}?)$"
    rf"|(?:an?\s+|the\s+)?([\w'’-]+(?:\s+[\w'’-]+){{0,2}}?)\s+{_SAID}$"
    r"|(?:(?:define|explain)(?: to me)?"
    r"|(?:what|who)(?: exactly| really| actually)?(?:['’]?s| is| are| was| were| does| do))\s+(?:an?\s+|the\s+)?"
    r"(.{2,60}?)(?:\s+(?:means?|do|says?|(?:good |used |there )?for|all about))?$"
    r"|(.{2,40}?)\s*[-–—,:]\s*what(?:['’]?s| is| are) (?:that|this|it|those|these|they)$"
    r"|how (?:do|does|did) (?:an?\s+|the\s+)?(.{2,50}?) works?$"
    r"|what\s+(?:an?\s+|the\s+)?(.{2,60}?)\s+(?:is|are|means?|does|stands? for)$",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"(?:how (?:to|(?:do|can|could|should|would|does) (?:i|we|you|one))|what do i (?:need|have) to do to"
    r"|(?:what are )?(?:the )?steps to|(?:show|teach|tell) (?:me|us) how to) (.{3,60})$",
    re.IGNORECASE,
)
# "Install on Windows": what hardly is a noun, too.
IMPERATIVE = (
    r"(?:install|uninstall|reinstall|disable|enable|activate|deactivate|configure|customi[sz]e|create|add|remove|delete|restore|rotate"
    r"|deploy|publish|migrate|upgrade|undo|revert|abort|connect|convert|set up|turn (?:on|off)|log in)"
)
_BIDDEN = re.compile(rf"({IMPERATIVE}\s+(?!(?:vs|versus|or|and|is|are|does|do)\b)[^?]{{2,60}})$", re.IGNORECASE)
_OBJECT = r"\s+(?:(?:an?|the|my|your) )?(.{2,50})$"
# What can be done with anything that there is, so that a section named X tells it, and what brings about that it is there.
_CHANGED = re.compile(
    r"(?:change|set|increase|decrease|reduce|raise|lower|limit|disable|enable|use|specify|override|adjust|control|turn (?:on|off))"
    + _OBJECT,
    re.IGNORECASE,
)
_MADE = re.compile(
    r"(?:make|create|add|define|implement|write|handle|build|manage|set up|configure|customi[sz]e|work with|do"
    r"|bake|cook|prepare|brew)" + _OBJECT,
    re.IGNORECASE,
)
_READERS_NEED = r"(?:do|does|should|will|would) (?:i|we|you|one) need"
_TO_MAKE = r"(?:for|to (?:make|bake|cook|prepare|brew)) (?:an?\s+|the\s+|my\s+)?(.{2,50})$"
_TAKEN = re.compile(
    r"(?:(?:what|which)(?:['’]?s| is| are)? |list |(?:give|show|tell) me )?(?:all )?(?:of )?(?:the )?ingredients"
    rf"(?: {_READERS_NEED}| (?:are )?(?:needed|required|used)| i need)?"
    rf" (?:(?:of|in) (?:an?\s+|the\s+|my\s+)?(.{{2,50}})$|{_TO_MAKE})"
    rf"|what (?:{_READERS_NEED}|is needed) {_TO_MAKE}"
    r"|what goes in(?:to)? (?:an?\s+|the\s+|my\s+)?(.{2,50})$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:(?:what|which)(?: are)?|list|show me|name|enumerate)(?: all)?(?: of)?(?: the)?(?: different)? (?P<all>.{2,40}?) (?:exist"
    r"|(?:are|is) (?:there|available|supported|included|possible|offered|provided|covered)"
    r"|(?:does|do|can) .{1,40} (?:support|have|offer|provide|include|use|get|come with))\b"
    r"(?: (?:of|for|in|to|on|with) (?P<of>.{2,50}))?.*$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:(?:(?:what(?:['’]?s| is| are)|explain|describe)(?: to me)? )?(?:the )?(?:main |key |exact )?"
    r"(?:differences?|distinction) between (.{2,50}?) and (.{2,50})"
    r"|how (?:do|does|is|are) (.{2,50}?) (?:and (.{2,50}?) differ|(?:differ(?:ent)?|distinguished) from (.{2,50}))"
    r"|compare (.{2,50}?) (?:and|with|to) (.{2,50})"
    r"|(.{2,30}?) (?:vs\.?|versus) (.{2,30})"
    r"|(?:why|(?:when|why) (?:should|would|do|does|to) (?:(?:i|we|you|one|they) )?(?:use|choose|prefer|pick|need)"
    r"|should (?:i|we|you|one) (?:use|choose))"
    r" (.{2,40}?) (?:instead of|rather than|over|or) (.{2,40}))$",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    r"(?:(?:what (?:are|were)|list|name|give me) (?:all )?(?:of )?(?:the|its|your|our)|(?:list|name|give me|show me) all(?: of)?)"
    r" (?P<all>.{2,40}?)(?: (?:of|for|in|to|on|with) (?P<of>.{2,50}))?$",
    re.IGNORECASE,
)
# "Tell me about phase 2": one of those that are counted, and no name with a number in it.
_ONE_OF = re.compile(
    r"\W*(?:(?:and|what (?:is|are|happens in|about)|how about|tell me (?:more )?about|describe|explain|more (?:on|about))\s+)*(?:the\s+)?"
    r"(?P<one>(?:phase|step|stage|option|part|tier|level|week|day|lab|project|scenario|task|milestone|plan|case|method|approach|type)"
    r"\s(?:\d{1,2}|[a-h]))(?:\s+(?:of|in|for)\s+(?P<of>.{2,50}?))?\W*",
    re.IGNORECASE,
)
_KIND = re.compile(r"(?:different |main )?(?:kinds|types|sorts)", re.IGNORECASE)
_KINDS_OF = re.compile(rf"(?:all (?:of )?(?:the )?)?{_KIND.pattern} of (?:an?\s+|the\s+)?", re.IGNORECASE)
_THERE_ARE = re.compile(r" (?:that )?there are$", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"‘]([^“”\"‘’]{2,80})[”\"’]")
_QUOTES = " “”\"'‘’"
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_BARE = re.compile(
    r"(?!(?:who|whom|whose|when|where|why|how|which|what|is|are|was|were|do|does|did|can|could|should|would|will|has|have|had)\b)"
    r"(?:an?\s+|the\s+)?([\w'’-]+(?:\s+[\w'’-]+){0,2}?)$",
    re.IGNORECASE,
)
# "What is this?" names nothing, and many a sentence begins with "This is a …".
_NOTHING = re.compile(
    r"(?:this|that|it|its|these|those|they|their|there|here|he|she|his|her|you|your|we|our|us|i|my|me|one|more|up|next|new|wrong"
    r"|going on)\b",
    re.IGNORECASE,
)
_DOES = re.compile(r"\s+(?:do|work|mean)$", re.IGNORECASE)
# "What is proof of work?": not what a work does.
_IS = re.compile(r"(?:what|who)(?: exactly| really| actually)?(?:['’]?s| is| are| was| were)\b", re.IGNORECASE)
# "The formula for the gear ratio", "the gear ratio formula": a book tells it below "Gear ratio".
_FORMULA = re.compile(
    r"\b(?:the\s+)?(?:formula|equation)\s+(?:for|of)\s+(?:an?\s+|the\s+)?(?=\w)|(?<=\w)(?<!\bthe)(?<!\ba)(?<!\ban)\s+(?:formula|equation)$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r",?\s+(?:in|on|for|with|within|when|while|if|after|during|via|using|through|as opposed to)\s+", re.IGNORECASE
)
# "a URDF file", "the PPO algorithm": a book says what URDF is.
_LETTERS_OF_A_KIND = re.compile(
    r"((?=\S*[A-Z]\S*[A-Z])\S{2,})\s+(?i:files?|formats?|models?|algorithms?|methods?|systems?|frameworks?|librar(?:y|ies)|tools?|protocols?"
    r"|languages?|techniques?|standards?|approach|architecture)"
)


@lru_cache(maxsize=256)
def to_define(question: str) -> tuple[str, ...]:
    """What "What is a gear ratio in robotics?", "gear ratio?" or "Explain gear ratios" ask for; both of "How do gears differ from
    belts?"; () where nothing is to be defined."""
    if term := questions.to_define(question):
        return (term,)
    if acronym := to_spell_out(question):
        return (acronym,)
    asked = _FORMULA.sub("", plain(question))
    if quoted := _QUOTED.fullmatch(asked):
        return (quoted[1],)
    if (compared := _COMPARED.match(asked)) and ":" not in asked:
        return _all(*(_ARTICLE.sub("", term) for term in compared.groups() if term))
    if one := one_of_several(asked):
        return (one.all,)
    found = _ASKED.match(asked) or (None if _TO_DO.match(asked) else _BARE.match(asked))
    term = next(filter(None, found.groups()), "") if found else ""
    if not term or _NOTHING.match(term):
        return ()
    if quoted := _QUOTED.match(term):
        return (quoted[1],)
    term = without_circumstances(term.strip(_QUOTES))
    term = term if _IS.match(asked) else _DOES.sub("", term)
    of_a_kind = _LETTERS_OF_A_KIND.fullmatch(term)
    return (of_a_kind[1] if of_a_kind else term,)


def without_circumstances(task: str) -> str:
    """ "detect objects" for "detect objects with a camera"."""
    return _WITHIN.split(task)[0]


def names_all(question: str) -> bool:
    """Whether all of what it names is to be told: "What are the limits of a gear?"."""
    return bool(_ALL_OF.match(plain(question)))


def names_only(question: str) -> bool:
    """Whether it says no more than what it is about: "gear ratio?"."""
    asked = plain(question)
    bare = bool(_BARE.match(asked)) or bool(one_of_several(asked))
    return len(to_define(question)) == 1 and not _ASKED.match(asked) and bare


@lru_cache(maxsize=256)
def to_do(question: str) -> str:
    """What "How do I validate a form?" and "install on Windows" want done; "" where they want nothing done."""
    found = _TO_DO.match(plain(question)) or _BIDDEN.match(plain(question))
    return found[1] if found else ""


@lru_cache(maxsize=256)
def to_handle(question: str) -> str:
    """What "How do I change the gear ratio?" wants to do something with; "" where it wants nothing of the kind."""
    return to_make(question) or _object(_CHANGED.match(to_do(question)))


def to_make(question: str) -> str:
    """The same of what is to be there then: "How do I set up a gear?"."""
    return _object(_MADE.match(to_do(question)))


@lru_cache(maxsize=256)
def to_take(question: str) -> str:
    """What "Ingredients for banana bread" and "What do I need to make banana bread?" want to know all ingredients of; "" for any other."""
    found = _TAKEN.match(plain(question))
    return next(filter(None, found.groups()), "") if found else ""


@dataclass(frozen=True, slots=True)
class Listed:
    """``all``: what is to be told of, ``of``: of what, as far as it is said; "" for nothing. ``kinds``: whether the kinds of it are."""

    all: str = ""
    of: str = ""
    kinds: bool = False

    def __bool__(self) -> bool:
        return bool(self.all)


@lru_cache(maxsize=256)
def to_list(question: str) -> Listed:
    """What "What joint types are there in a leg?" and "What are the joint types of a leg?" want to hear all of."""
    asked = plain(question)
    found = _LISTED.match(asked) or _ALL_OF.match(asked)
    if not found:
        kinds = _KINDS_OF.match(asked)
        return Listed(_THERE_ARE.sub("", asked[kinds.end() :]), kinds=True) if kinds else Listed()
    every, of = found["all"], _ARTICLE.sub("", found["of"] or "")
    if of and _KIND.fullmatch(every):
        return Listed(of, kinds=True)
    return Listed(_KINDS_OF.sub("", every, count=1), of, bool(_KINDS_OF.match(every)))


def one_of_several(question: str) -> Listed:
    """ "week 5" of "the course" for "What happens in week 5 of the course?"."""
    found = _ONE_OF.fullmatch(question)
    return Listed(found["one"], _ARTICLE.sub("", found["of"] or "")) if found else Listed()


def _object(found: re.Match[str] | None) -> str:
    return without_circumstances(found[1]) if found else ""


def _all(one: str, other: str) -> tuple[str, ...]:
    """ "unit and integration tests": what stands behind the second is said of the first, too. "topics, services and actions": the first
    may be several."""
    one, other = (without_circumstances(term.strip(" ,")) for term in (one, other))
    if "," in one:
        return *(_ARTICLE.sub("", each.strip()) for each in one.split(",") if each.strip()), other
    words = other.split()
    words = words[: words.index("of")] if "of" in words[1:] else words  # "horizontal and vertical filtering of scopes"
    shared = len(words) == len(one.split()) + 1 and not words[-1][0].isupper()  # "Gazebo and Isaac Sim" are no two Sims
    return (f"{one} {words[-1]}", " ".join(words)) if shared else (one, other)
