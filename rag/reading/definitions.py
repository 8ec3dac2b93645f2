"""What a question wants defined, and where a text does it.

Knows the English of "What is X?", "How does X work?", "How does X differ from Y?" and "X is a …", and that a section named X begins by
saying what X is.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rag.message.wording import plain
from rag.reading.acronyms import to_spell_out
from rag.types import Chunk

ENTRY = 0.7  # of a definition, for "X: …", which may be a label, and "the X option lets you", which tells of an option
DOES = 0.85  # … for what X lets one do: of a book's own subject many sentences tell that
ABOUT = 0.2  # of a heading that names X, for one that names more
BESIDE = 0.7  # … for one on another page, where a whole page is named X: "Learn by example › Plugins"

BEGINNING = 2  # chunks of a page

TERMS = 64  # whose patterns are kept, some 2 KB each: they are wanted a few times in a question and then hardly ever

_ASKED = re.compile(
    r"(?:(?:define|explain)(?: to me)?"
    r"|(?:what|who)(?: exactly| really| actually)?(?:['’]?s| is| are| was| were| does| do))\s+(?:an?\s+|the\s+)?"
    r"(.{2,60}?)(?:\s+(?:means?|do|(?:good |used |there )?for|all about))?$"
    r"|(.{2,40}?)\s*[-–—,:]\s*what(?:['’]?s| is| are) (?:that|this|it|those|these|they)$"
    r"|how (?:do|does|did) (?:an?\s+|the\s+)?(.{2,50}?) works?$"
    r"|what\s+(?:an?\s+|the\s+)?(.{2,60}?)\s+(?:is|are|means?|does|stands? for)$",
    re.IGNORECASE,
)
_HANDLED = re.compile(
    r"how (?:to|(?:do|can|could|should|would|does) (?:i|we|you|one))"
    r" (?:change|set|configure|increase|decrease|reduce|raise|lower|limit|disable|enable|use|specify|override|customi[sz]e|adjust|control"
    r"|turn (?:on|off)) (?:(?:an?|the|my|your) )?(.{2,50})$",
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
_COMPARES = re.compile(r"\b(?:vs\.?|versus|or|compar\w+|differ\w*)(?!\w)", re.IGNORECASE)
_POINTS_BACK = re.compile(r"(?:this|it|that|these|they)\s+(?:is|are|was|were)\s+(?:an?|the|one of)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,80})[”\"]")
_QUOTES = " “”\"'"
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
_BARE = re.compile(r"(?:an?\s+|the\s+)?([\w'’-]+(?:\s+[\w'’-]+){0,2}?)$")
# "What is this?" names nothing, and many a sentence begins with "This is a …".
_NOTHING = re.compile(
    r"(?:this|that|it|its|these|those|they|their|there|here|he|she|his|her|you|your|we|our|us|i|my|me|one|more|up|next|new|wrong"
    r"|going on)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\s+(?:in|on|for|with|within|when|while|if|after|during)\s+", re.IGNORECASE)

# What follows "X is" where nothing is defined: "X is not supported", "X is only shown", "X is stored in …", but for "X is called …".
_ELSE = (
    r"(?!\s+(?:not|n['’]t|only|also|always|never|still|already|now|currently|then|thus|therefore|often|usually|no\s+longer|being|too|very"
    r"|(?:\w+ly\s+)?(?:about|able|easy|hard|safe|possible|important|necessary)|more|less|available|deprecated|shown|given|found|done|set|put|run|in|at|on|there|here"
    r"|(?!(?:used|called|named|designed|defined|intended|composed|based|needed|related)\b)\w+ed)\b)"
)
_QUESTION = r"(?:is|are|do|does|did|has|have|can|should|how|what|why|who|when|where|which)\b"
_IS = rf"(?:(?:is|are|was|were)\b{_ELSE}|(?:means?|refers?\s+to|stands?\s+for|denotes?)\b)"
_DOES = (
    r"(?:can\s+be\s+used|describes?|defines?|lets|allows?|enables?|provides?|represents?|specif(?:y|ies)|controls?|determines?|declares?"
    r"|points?\s+to|consists?\s+of|involves?)\b"
)
_KIND = (
    r"(?:\s+(?:types?|components?|functions?|hooks?|files?|directives?|operators?|keywords?|traits?|methods?|commands?|options?|objects?|statements?"
    r"|class(?:es)?|modules?|segments?|propert(?:y|ies)|attributes?|parameters?|packages?|librar(?:y|ies)|API|models?|algorithms?|formats?))?"
)
# "a URDF file", "the PPO algorithm": a book says what URDF is.
_LETTERS_OF_A_KIND = re.compile(
    r"((?=\S*[A-Z]\S*[A-Z])\S{2,})\s+(?i:files?|formats?|models?|algorithms?|methods?|systems?|frameworks?|librar(?:y|ies)|tools?|protocols?"
    r"|languages?|techniques?|standards?|approach|architecture)"
)
# What follows the name where a sentence defines: "gear ratio (GR), also called reduction, is", and in a glossary: "gear ratio:".
_SAYS = re.compile(
    rf"[`*\"”]*(?:(?P<kind>{_KIND})(?:\s*\([^)]*\))?(?:,[^.,]{{2,60}},)?\s+(?:(?P<is>{_IS})|{_DOES})"
    rf"|(?P<entry>(?:\s*\([^)]*\))?(?:\s*:|\s+[-–—]\s)(?!\s*{_QUESTION})))",
    re.IGNORECASE,
)
# "NVIDIA Isaac Sim is": who made it may stand before a name, but for a word like any other nothing may: a reverse proxy is no proxy.
_MAKER = r"(?:(?-i:[A-Z]\w+\s+(?=[`*\"“]*[A-Z])))?"
_BEFORE = rf"(?:in\s+[\w.]+,\s+)?(?:(?:an?|the(?:\s+(?:term|word))?|\w+['’]s)\s+)?{_MAKER}[`*\"“]*"
# "Class: ProxyAgent", "Event: 'error'": how a reference counts up what there is.
_KINDS_OF_CODE = (
    r"(?:class|interface|function|method|module|namespace|type|enum|struct|trait|component|hook|event|option|parameter|property|command"
    r"|directive|macro|decorator)"
)
# Of a heading: what may stand before and behind the name of what it is about.
_HEAD = re.compile(
    r"(?:(?:(?:part|chapter|section|step)\s+)?\d+(?:\.\d+)*[.):]?\s+)?"
    r"(?:what\s+(?:is|are)\s+|how\s+|(?P<about>understanding\s+|introducing\s+|(?:an?\s+)?introduction\s+to\s+|about\s+)"
    rf"|{_KINDS_OF_CODE}:\s+)?"
    r"(?:(?:an?|the)\s+)?[`*'\"]*(?:(?:-\w`?(?:\s+\S+)?\s*[,/|]\s*`?)?--)?",  # "`-l`, `--line-length`"
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"[`*'\"]*(?:\s*\([^)]*\)[`*]*)?(?:\s+works?)?(?P<kind>{_KIND}(?:\s+(?:concepts?|models?|overview|basics))?"
    r"(?:\s+and\s+[\w'’ -]{2,40}|\s*[:—–].*)?)(?:\s*[,/|]\s*`?--.*)?\s*\??$",
    re.IGNORECASE,
)
_ONLY_CODE = re.compile(r"\s*(`{3,}|~{3,}).*\n\1\s*", re.DOTALL)
_GLOSSES = re.compile(
    r"An?\s|The\s|This (?:type|component|function|hook|file|directive|operator|keyword|trait|method|command|option|statement|class|module"
    r"|property|attribute|parameter|package|library|API|tool|setting|plugin|page|section|chapter)\b"
)
_END = re.compile(r"[`*\"”]*(?:\s*\([^)]*\))?[.!]?$")


@lru_cache(maxsize=256)
def to_define(question: str) -> tuple[str, ...]:
    """What "What is a gear ratio in robotics?", "gear ratio?" or "Explain gear ratios" ask for; both of "How do gears differ from
    belts?"; () where nothing is to be defined."""
    if acronym := to_spell_out(question):
        return (acronym,)
    asked = plain(question)
    if quoted := _QUOTED.fullmatch(asked):
        return (quoted[1],)
    if (compared := _COMPARED.match(asked)) and ":" not in asked:
        return _all(*(_ARTICLE.sub("", term, count=1) for term in compared.groups() if term))
    found = _ASKED.match(asked) or _BARE.match(asked)
    term = next(filter(None, found.groups()), "") if found else ""
    if not term or _NOTHING.match(term):
        return ()
    term = _WITHIN.split(term.strip(_QUOTES))[0]
    of_a_kind = _LETTERS_OF_A_KIND.fullmatch(term)
    return (of_a_kind[1] if of_a_kind else term,)


@lru_cache(maxsize=256)
def to_handle(question: str) -> str:
    """What "How do I change the gear ratio?" wants to do something with; "" where it wants nothing of the kind."""
    found = _HANDLED.match(plain(question))
    return _WITHIN.split(found[1])[0] if found else ""


def _all(one: str, other: str) -> tuple[str, ...]:
    """ "unit and integration tests": what stands behind the second is said of the first, too. "topics, services and actions": the first
    may be several."""
    one, other = (_WITHIN.split(term.strip(" ,"))[0] for term in (one, other))
    if "," in one:
        return *filter(None, map(str.strip, one.split(","))), other
    words = other.split()
    return (f"{one} {words[-1]}" if len(words) == len(one.split()) + 1 else one), other


def definitions(term: str, text: str, starts: Iterable[int] = (0,)) -> float:
    """0..1: how plainly a sentence of the text says what ``term`` is: "A gear ratio is …", "Gear ratios, also called …, are …", "The
    zero-moment point (ZMP) is …" for "ZMP"; less for "Gear ratios let you …", and for what may be an entry of a glossary, "gimbal ring: the
    hoop that …". ``starts``: where the sentences begin."""
    name = _name(term, f"({term}".casefold() in text.casefold())
    named = [match.end() for start in starts if (match := name.match(text, start))]
    return max((_plainly(says) for end in named if (says := _SAYS.match(text, end))), default=0.0)


def _plainly(says: re.Match[str]) -> float:
    if says["entry"] or says["kind"]:
        return ENTRY
    return 1.0 if says["is"] else DOES


def goes_on_to_define(term: str, before: str, sentence: str) -> bool:
    """Whether the second of two sentences says what the first has named: "… creating a gear box. This is a casing that …"."""
    if not _POINTS_BACK.match(sentence):
        return False
    return any(_END.match(before, named.end()) for named in _word(term).finditer(before))


def names_or_glosses(term: str, sentence: str) -> bool:
    """Whether what a section begins with can say what ``term`` is: it names it, or begins as an entry of a glossary does,
    "The hoop that …", or of a reference, "This command sets …"."""
    return bool(_GLOSSES.match(sentence) or _word(term).search(sentence))


def first_of_named(term: str, chunks: Sequence[Chunk]) -> dict[int, float]:
    """The places of those that a section begins with whose heading names it, and 0..1: how exactly. "What Is a Gear Ratio?", "Gear
    ratios" and "Zero-moment point (ZMP)" do, "Gear ratios and belts" does less."""
    named: dict[str, tuple[int, float]] = {}
    for at, chunk in enumerate(chunks):
        for place, name in _called(chunk):
            earlier = named.get(place)
            if (exactly := _named(term, name)) and (not earlier or chunk.order_index < chunks[earlier[0]].order_index):
                named[place] = at, exactly
    pages = {chunks[at].source_path for place, (at, exactly) in named.items() if exactly == 1 and "#" not in place}
    return {
        at: exactly if not pages or chunks[at].source_path in pages else BESIDE * exactly
        for at, exactly in sorted(
            named.values()
        )  # the higher one is the later of those that a chunk has as a page's and as a section's
    }


def is_named(terms: Sequence[str], chunk: Chunk) -> bool:
    """Whether one of the terms is what its section is about."""
    return any(_named(term, name) for term in terms for _, name in _called(chunk))


def compares(terms: Sequence[str], heading: str) -> bool:
    """Whether it is about how things differ that are asked for together: "Belts vs. gears", and of two kinds of tests "Unit vs. integration
    tests"."""
    if len(terms) < 2 or not _COMPARES.search(heading):
        return False
    firsts, lasts = zip(*(term.rpartition(" ")[::2] for term in terms), strict=True)
    shared = len(set(lasts)) == 1 and all(firsts)
    return all(_word(each).search(heading) for each in (firsts if shared else terms))


def is_called(term: str, heading: str) -> bool:
    """Whether the heading is the term's name, and nothing more."""
    return _named(term, heading) == 1


def _called(chunk: Chunk) -> list[tuple[str, str]]:
    """What it belongs to, and how that is called: its section by its heading, and where it is of the beginning of a page, which may stand
    below "Description" or behind a synopsis in code, the page by its title."""
    called = [(chunk.url, chunk.headline)]
    if chunk.order_index < BEGINNING and not _ONLY_CODE.fullmatch(chunk.text):
        called.append((chunk.source_path, chunk.title))
    return called


def _named(term: str, heading: str) -> float:
    head = _HEAD.match(heading)
    name = _heading(term).match(heading, head.end() if head else 0)
    tail = _TAIL.match(heading, name.end()) if name else None
    if head is None or tail is None:
        return 0.0
    return ABOUT if head["about"] or tail["kind"] else 1.0


# A pattern of a term's own takes a tenth of a millisecond to make, so all that it shares with others stands in those above.


@lru_cache(maxsize=TERMS)
def _name(term: str, spelt_out: bool) -> re.Pattern[str]:
    """How a sentence begins. ``spelt_out``: or with "The zero-moment point (ZMP)", which is looked for in vain at a price."""
    name = rf"{_BEFORE}{_subject(term)}"
    return re.compile(rf"{name}|[^.(]{{2,60}}\({_subject(term)}\)" if spelt_out else name, re.IGNORECASE)


@lru_cache(maxsize=TERMS)
def _heading(term: str) -> re.Pattern[str]:
    return re.compile(rf"{_subject(term)}|[^(]*\({_subject(term)}\)", re.IGNORECASE)


@lru_cache(maxsize=TERMS)
def _word(term: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_subject(term)}\b", re.IGNORECASE)


def _subject(term: str) -> str:
    """One or many of it, written as words or as programs write names: "plugin timeouts", `pluginTimeout`."""
    words = r"[`*\"”]*[\s_-]*[`*\"“]*".join(re.escape(word) for word in re.split(r"[\s-]+", term))
    return rf"{words}(?:e?s)?" if not term.endswith("s") else rf"{words[:-1]}s?"
