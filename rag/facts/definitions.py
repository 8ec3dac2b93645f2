"""Where a text says what something is.

Knows the English of "X is a …", "X lets you …" and "X: …" in a glossary, and what such a sentence may be confused with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rag.languages.questions import ARTICLES, SAYS_WHAT_IT_IS
from rag.reading.written import KIND, TERMS, end_in_brackets, may_be_named, name, subject, word

ENTRY = 0.7  # of a definition, for "X: …", which may be a label, and "the X option lets you", which tells of an option
BARE = 0.95  # … for "X is free", which may say what it is like
DOES = 0.85  # … for what X lets one do: of a book's own subject many sentences tell that
LIKE = 0.3  # … for "X are flexible when"
CALLED_WITHIN = 60  # characters: "We call this group of drivers the crew"

# Around a name.
_OPENS = r"[`*\"“'‘]*"
_CLOSES = r"[`*\"”'’]*"
LABEL = r"(?i:definition|meaning|what it is|in short|description)\s*:\s*"  # of what an entry of a glossary says
_IS_CALLED = re.compile(
    r"(?:\b(?:is|are|was|were|be)\s+(?:\w+\s+)?(?:called|termed|known\s+as|referred\s+to\s+as)"
    r"|\b(?:an?|the)\s\w+\s[^.;]{2,80}?,?\s(?:called|known\s+as|termed))\s+(?:an?\s+|the\s+)?\W{0,3}",
    re.IGNORECASE,
)
# "… as the peak's prominence (the height of …)", "we define the prominence as …".
_IN_BRACKETS = re.compile(rf"{_CLOSES}\s+\((?:an?|the|i\.e\.,?|that is,?)\s+\w+\s+\w+", re.IGNORECASE)
_DEFINE = re.compile(rf"\b(?:define[sd]?|defining)\s+(?:an?\s+|the\s+)?{_OPENS}", re.IGNORECASE)
_WHICH = re.compile(
    rf"{_CLOSES}(?:\s+\([^)]*\))?,\s+(?:which\s+(?:is|are|means?|refers?|gives?|allows?|lets?|provides?|describes?|consists?)"
    r"|an?\s+(?:[\w-]+\s+){1,8}?(?:that|which|for|used|designed|written))\b",
    re.IGNORECASE,
)
_AS = re.compile(r"[^.;]{0,60}?\s(?:as|to be|by)\s+(?:an?|the|how|what|any|all)\b", re.IGNORECASE)
_WE_CALL = re.compile(r"\bwe\s+(?:\w+\s+)?(?:call|refer\s+to)\s+(?:this|these|it|them|such)\b", re.IGNORECASE)
# "A type has interior mutability if its state can be changed …", "It is covariant when …".
# "A route becomes a resource route by convention when …".
_IS_SO = re.compile(
    rf"\b(?:has|have|is|are|becomes?\s+an?|counts\s+as\s+an?)\s+(?:said\s+to\s+be\s+)?{_OPENS}", re.IGNORECASE
)
_IF = re.compile(rf"{_CLOSES}(?:\s+(?:over|in|with|to|by)\s+\S+)?\s+(?:if|when|whenever)\b", re.IGNORECASE)
_BEHIND_NAME = re.compile(rf"{_CLOSES}(?:\s*\([^)]*\))?(?:\s*:|\s+[-–—]\s)\s*\S")
_POINTS_BACK = re.compile(r"(?:this|it|that|these|they)\s+(?:is|are|was|were)\s+(?:an?|the|one of)\b", re.IGNORECASE)
# What follows "X is" where nothing is defined: "X is not supported", "X is only shown", "X is stored in …", but for "X is called …".
_ELSE = (
    r"(?!\s+(?:not|n['’]t|only|always|never|still|already|now|currently|then|thus|therefore"
    r"|(?:also|often|usually)(?!\s+(?:used\s+(?:as|for|to)|defined)\b)|no\s+longer|being|too|very"
    r"|(?:\w+ly\s+)?(?:about|able|easy|hard|safe|possible|important|necessary|free|ready|likely|unlikely|optional|mandatory"
    r"|essential|crucial|useful|helpful|great|good|common|rare|similar|identical)|(?:\w+ly\s+)?\w+er\s+than|(?:based|built)\s+on\s+(?:this|these|that|it)|more|less|available|deprecated|shown|given|found|done|set|put|run|in|at|on|there|here"
    r"|broken|written|kept|held|left|read|sent|taken|seen|thrown|chosen|driven|hidden|lost|paid|sold|spoken"
    r"|(?!(?:used(?!\s+by\b)|called|named|designed|defined|intended|composed|based|needed|related|speciali[sz]ed|advanced|automated"
    r"|structured|distributed|unified|standardi[sz]ed|dedicated|combined|compressed|encrypted)\b)\w+ed)\b)"
)
_QUESTION = r"(?:is|are|do|does|did|has|have|can|should|how|what|why|who|when|where|which)\b"
_HAPPENS = r"(?:(?:typically|usually|often|generally|only)\s+)?(?:occurs?|happens?|arises?|takes?\s+place|exists?)\s+(?:when|if|whenever)\b"
_IS = (
    # Of what was used somewhere that tells its history.
    rf"(?:(?:is|are|(?:was|were)(?!\s+(?:\w+\s+)?used\b))\b{_ELSE}|{_HAPPENS}"
    r"|(?:means?|refers?\s+to|stands?\s+for|denotes?|(?:serves?|acts?|works?|functions?)\s+as)\b)"
)
_DOES = (
    r"(?:can\s+be\s+used|describes?|defines?|lets|allows?|enables?|provides?|represents?|specif(?:y|ies)|controls?|determines?|declares?"
    r"|points?\s+to|consists?\s+of|involves?|contains?(?=\s+an?\s))\b"
)
# What follows the name where a sentence defines: "gear ratio (GR), also called reduction, is", and in a glossary: "gear ratio:". Behind a
# name in quotes it may be said of what: "‘consent’ of the data subject means".
_SAYS = re.compile(
    rf"(?P<quoted>[\"”'’]\s+(?:\w+\s+){{1,4}}means\b)|{_CLOSES}(?:(?P<elsewhere>{SAYS_WHAT_IT_IS})"
    rf"|(?P<kind>{KIND})(?:\s*\([^)]*\))?(?:,[^.,]{{2,60}},)?\s+(?:(?P<is>{_IS})|{_DOES})"
    rf"|(?P<entry>(?:\s*\([^)]*\))?(?:\s*:|\s+[-–—=]\s)(?!\s*(?:{_QUESTION}|[~$€≈<>\d]))))",
    re.IGNORECASE,
)
# "NVIDIA Isaac Sim is": who made it may stand before a name, but for a word like any other nothing may: a reverse proxy is no proxy. "When
# Isaac Sim is" says when.
_MAKER = re.compile(
    r"(?!(?:when|while|if|since|because|as|although|though|once|unless|until|after|before|why|how|where|what|which|that|this|these|and"
    r"|but|or|so|for|with|in|on|at|by|from|to|of|note|is|are|does|do|can|let|see|use|using|your|our|my|its|their|each|every|no|not)\b)"
    rf"(?-i:[A-Z]\w+\s+(?={_OPENS}[A-Z])){_OPENS}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:\(\w{{1,5}}\)\s+)?(?:{LABEL})?(?:(?:in\s+(?:[\w.]+\s+){{0,2}}?[\w.]+|\w+ly|so|then|thus|in\s+other\s+words),\s+)?(?:(?:an?|the(?:\s+(?:term|word))?|\w+['’]s|{ARTICLES})(?:\s+|(?<=['’])))?{_OPENS}",
    re.IGNORECASE,
)
# What follows "X is" where that says what it is.
_A = re.compile(
    r"\s+(?:(?:also|often|usually)\s+)?(?:an?|the|one|any|another|what|how|where|when|that|those|our|its|used|called|named|designed|defined|intended|composed|related)\b",
    re.IGNORECASE,
)
# "Resource routes are flexible when …" says what they are like.
_LIKE = re.compile(
    r"\s+(?:\w+ly\s+)?\w+(?:ible|able|ful|less|ive|ic|ous|ent|ant)\b(?=\s+(?:when|if|in|on|for|to|with|enough|as)\b)",
    re.IGNORECASE,
)
_SPELT_OUT = re.compile(r"[^.(]{2,60}\(")
_GLOSSES = re.compile(
    r"An?\s|The\s|This (?:type|component|function|hook|file|directive|operator|keyword|trait|method|command|option|statement|class"
    r"|module|property|attribute|parameter|package|library|API|tool|setting|plugin|page|section|chapter)\b"
)
_LABELLED = re.compile(LABEL)
_BEGINS = re.compile(r"\A|[.!?]\s+|\n+")  # a sentence, near enough
_END = re.compile(rf"{_CLOSES}(?:\s*\([^)]*\))?[.!]?$")


def definitions(term: str, text: str, starts: Iterable[int] = (0,)) -> float:
    """0..1: how plainly a sentence of the text says what ``term`` is: "A gear ratio is …", "Gear ratios, also called …, are …", "The
    zero-moment point (ZMP) is …" for "ZMP"; less for "Gear ratios let you …", and for what may be an entry of a glossary, "gimbal ring: the
    hoop that …". ``starts``: where the sentences begin."""
    if not may_be_named(
        term, text
    ):  # as in most, and told in a quarter of the time that looking behind each start takes
        return 0.0
    called, spelt_out = name(term), f"({term}".casefold() in text.casefold()
    named = [end for start in starts if (end := _end_of_name(called, spelt_out, text, start))]
    return max((_plainly(says) for end in named if (says := _SAYS.match(text, end))), default=0.0)


def _end_of_name(called: re.Pattern[str], spelt_out: bool, text: str, start: int) -> int:
    """Where the name ends with which a sentence begins; 0 for none. ``spelt_out``: it may begin with "The zero-moment point (ZMP)", which
    is looked for in vain at a price."""
    before = _BEFORE.match(text, start)
    at = before.end() if before else start
    found = called.match(text, at) or (at != start and called.match(text, start))
    if not found and (maker := _MAKER.match(text, at)):
        found = called.match(text, maker.end())
    if not found and spelt_out:
        return end_in_brackets(called, _SPELT_OUT.match(text, start), text)
    return found.end() if found else 0


def _plainly(says: re.Match[str]) -> float:
    if says["elsewhere"] or says["quoted"]:
        return 1.0
    if says["entry"] or says["kind"]:
        return ENTRY
    if not says["is"]:
        return DOES
    if says["is"].lower() in ("are", "were") and _LIKE.match(says.string, says.end()):
        return LIKE
    return BARE if says["is"].lower() in ("is", "was") and not _A.match(says.string, says.end()) else 1.0


def is_entry(term: str, text: str) -> bool:
    """Whether it begins with the name and says something behind it, figures too: "Herons: 610 kg" tells what is compared."""
    end = _end_of_name(name(term), False, text, 0)
    return bool(end and _BEHIND_NAME.match(text, end))


def is_name(term: str, text: str) -> bool:
    """Whether it is the name and nothing else, as a line of its own above what it is: "**Gimbal ring**"."""
    end = _end_of_name(name(term), False, text, 0)
    return bool(end and _END.match(text, end))


def calls(term: str, text: str) -> bool:
    """Whether a sentence says what is called so, or what is so: "A hoop that … is called a gimbal ring", "We call this group the crew", "A
    lamp is steady if …"."""
    called = name(term)
    return (
        any(_ends_behind(_IS_CALLED, called, text))
        or any(_IF.match(text, end) for end in _ends_behind(_IS_SO, called, text))
        or any(_AS.match(text, end) for end in _ends_behind(_DEFINE, called, text))
        or any(_IN_BRACKETS.match(text, found.end()) for found in word(term).finditer(text))
        or any(called.search(text, found.end(), found.end() + CALLED_WITHIN) for found in _WE_CALL.finditer(text))
    )


def says_in_passing(term: str, text: str) -> bool:
    """Whether a sentence about something else says what it is: "Lamps hang in gimbal rings, which are hoops of brass.", "We hung it in a
    gimbal ring, a brass hoop that stays level."."""
    return any(_WHICH.match(text, found.end()) for found in word(term).finditer(text))


def _ends_behind(before: re.Pattern[str], called: re.Pattern[str], text: str) -> Iterator[int]:
    """Where the name ends, each time that it stands right behind ``before``."""
    return (named.end() for found in before.finditer(text) if (named := called.match(text, found.end())))


def says_what_one_is(terms: Sequence[str], text: str) -> bool:
    """Whether "X is a …" stands in a text whose sentences are not known."""
    if not any(_is_a(term).search(text) for term in terms):  # a tenth of the time of a close look at its sentences
        return False
    begins = [found.end() for found in _BEGINS.finditer(text)]
    return any(definitions(term, text, begins) == 1 for term in terms)


@lru_cache(maxsize=TERMS)
def _is_a(term: str) -> re.Pattern[str]:
    return re.compile(rf"{subject(term)}\W{{1,4}}(?:is|are|was|were)\s+(?:an?|the|one)\b", re.IGNORECASE)


def goes_on_to_define(term: str, before: str, sentence: str) -> bool:
    """Whether the second of two sentences says what the first has named: "… creating a gear box. This is a casing that …"."""
    if not _POINTS_BACK.match(sentence):
        return False
    return any(_END.match(before, named.end()) for named in word(term).finditer(before))


def is_called_definition(sentence: str) -> bool:
    """ "Definition: a hoop that …", as an entry of a glossary may begin."""
    return bool(_LABELLED.match(sentence))


def names_or_glosses(term: str, sentence: str) -> bool:
    """Whether what a section begins with can say what ``term`` is: it names it, or begins as an entry of a glossary does,
    "The hoop that …", "Definition: hoops that …", or of a reference, "This command sets …"."""
    return bool(is_called_definition(sentence) or _GLOSSES.match(sentence) or word(term).search(sentence))


def begins_with(term: str, sentence: str) -> bool:
    """ "Gimbals allow a lamp to:" does with gimbals."""
    return bool(_end_of_name(name(term), False, sentence, 0))
