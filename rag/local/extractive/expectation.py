"""What kind of answer a question asks for, by its wording.

Knows English question words. A question of which it recognises nothing is answered all the same, only without that hint.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.facts.acronyms import to_spell_out
from rag.facts.literals import literal_of
from rag.facts.properties import measures
from rag.facts.quantities import ADJECTIVES, MEASURES, count_of, unit_of
from rag.facts.wanted import to_define, to_do
from rag.reading.terms import widened

_QUANTITY = (
    rf"(?:{MEASURES}|rate|number|limit|maximum|minimum|duration|value|default(?! \w)|distance|share|percentage|version|current|amount|port"
    r"|timeout|interval|threshold)\b"
)
_EXTREME = (
    r"(?:max(?:imum)?|min(?:imum)?|default|highest|lowest|largest|smallest|biggest|longest|shortest|oldest|newest|earliest|latest|fastest|average"
    r"|typical|recommended)"
)
_NUMBER = re.compile(
    rf"\bhow (?:many|much|often|{ADJECTIVES})\b"
    r"|\b(?:what|which) (?:(?!of\b|the\b)[\w+#.-]+ )?(?:share|percent\w*|fraction|proportion|number|amount|age|distance|size|port|version"
    r"|rate|frequency|speed|voltage)\b"
    r"|\bhow\b.{1,40}\bweigh\b"
    # "What is torque?" asks what that is.
    rf"|\bwhat(?: (?:is|are|was|were)|['’]?s) (?:(?:the |its |their )|(?!an? )(?=[\w'-]+ [\w'-]))(?:[\w'-]+ ){{0,3}}{_QUANTITY}"
    rf"|\b{_EXTREME} (?:[\w'-]+ ){{0,3}}?{_QUANTITY}",
    re.IGNORECASE,
)
# "When was the lamp lit?", "… and when?"; not "What happens when it rains?", nor "When it rains, who lights the lamp?".
_TIME = re.compile(
    r"^\W*(?:(?!(?:what|which|why|how|who|where|if|is|are|was|were|do|does|did|can|could|should|would|will)\b)[\w'’]+\W+){0,3}?when\b"
    r"(?!.*,.*\b(?:what|which|how|who|why|where)\b)"
    r"|(?:\b(?:and|or|since|exactly|know|say|tell|says?)\s+|,\s*)when\b|\bwhen\W*$"
    r"|\b(?:what|which|since what) (?:year|date|day|month|decade|century|time)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:who|whose|whom|(?:what|which) (?:person|people|company|author|team|researcher|man|woman|king|queen|president|writer|actor"
    r"|composer|director))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"^\W*(?:\w+\W+){0,3}?where\b|\b(?:what|which) (?:place|city|town|village|country|continent|river|island|region|state)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"\bwhy\b|\bhow come\b|\b(?:what|which)\b.{0,20}\breasons?\b|\bwhat for\b", re.IGNORECASE)
_STEPS = re.compile(
    r"\bhow (?:(?:do|does|can|could|should|would|must) (?:i|we|you|one|someone|anyone|users?)|to)\b"
    r"|\b(?:steps?|procedure|instructions?|checklist|recipe|walk me through)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:what are|which are|which (?:\w+ )?\w{3,}s\b(?! (?:is|was|does|has|the|an?)\b)|list|name the"
    r"|(?:types|kinds|sorts) of\b(?! an?\b)"
    r"|^\W*(?:all |the |all the )?(?:conditions|requirements|prerequisites|advantages|disadvantages|drawbacks|downsides|pros|cons|caveats"
    r"|pitfalls|benefits|limitations|components|features|options|steps|stages|phases|layers|criteria|rules|reasons|parts|symptoms|signs|causes|tools|modes|roles)"
    r" (?:of|for|to|that|an?|the|in|which|needed|required|when|by)\b"
    r"|^\W*(?:all |the |all the )?(?:\d|two|three|four|five|six|seven|eight|nine|ten) (?:[\w-]+ ){0,3}[\w-]{2,}s"
    r"(?= (?:of|in|for|that|to)\b|(?: please)?\W*$)"
    r"|(?:what|which) (?:kinds|types|parts|rules|options|advantages|disadvantages|reasons|steps|things)"
    r"|when should|what (?:must|should|do|can|will|would) (?:i|we|you|one)"
    r"|(?:what|which) (?:\w+ ){0,2}\w{2,}s (?:are|do|does|did|can|could|were|have|has|may|might|must|should|will|exists?))\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:code|command|snippet|script|function|syntax|config(?:uration)?|shell|(?:in|with|using)\s+(?:python|c\+\+|bash))(?!\w)",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"\b(?:formula[es]?|equations?|calculat\w+|comput(?:e|es|ed|ing)|law)\b", re.IGNORECASE)
_FORMAT = re.compile(r"\b(?:yaml|toml|json|xml|urdf|sdf)\b", re.IGNORECASE)  # is code where one is to be shown
_SHOWN = re.compile(r"\b(?:examples?|samples?|show|demo|class(?:es)?)\b", re.IGNORECASE)
_EXAMPLE = re.compile(
    r"\b(?:examples?|samples?|snippets?|demo|show (?:me )?(?:the |some |an? )?(?:code|usage)|code (?:for|to))\b",
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"\b(?:errors?|warnings?|output|logs?|(?:error|warning|log|which|what|this) messages?"
    r"|messages? (?:say|mean|appear|show)s?|prints?|printed|trace|traceback|console|look like|looks like)\b",
    re.IGNORECASE,
)
_DRAWN = re.compile(
    r"\b(?:diagrams?|drawings?|architecture|pipeline|flow(?:chart)?|layout|structure|overview|look like|looks like)\b",
    re.IGNORECASE,
)

_WORDED = re.compile(
    r"\b(?:what|which|who|whose|why|when|where|how|is|are|was|were|do|does|did|has|have)\b", re.IGNORECASE
)

_ELLIPTIC = 4  # words
_STEM = 5  # letters
_ASKING = frozenset(
    ("what", "which", "when", "where", "does", "many", "much", "long", "have", "that", "this", "with", "from", "they")
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """``steps`` and ``list`` want a whole list, ``code`` the code itself, ``shown`` an example or the like, ``example`` nothing less,
    ``output`` what a program prints, ``drawn`` how parts hang together, ``formula`` what something is reckoned by; ``terms`` are to be
    defined, two of them to be compared; of ``acronym`` the words are asked for. ``said``: the question, since what it says itself answers
    nothing."""

    number: bool
    time: bool
    name: bool
    place: bool
    reason: bool
    steps: bool
    list: bool
    code: bool
    shown: bool
    example: bool
    output: bool
    drawn: bool
    formula: bool
    terms: tuple[str, ...]
    acronym: str
    said: str
    words: re.Pattern[str] | None  # how the words begin that a number is asked for with
    unit: re.Pattern[str] | None  # how a number in a unit is written that answers
    counted: re.Pattern[str] | None  # how a number of the things is written that are to be counted
    literal: re.Pattern[str] | None  # how a file, an address or a flag is written that answers

    @property
    def recognised(self) -> bool:
        return self.short or self.reason or self.steps or self.list or self.code or bool(self.terms)

    @property
    def bare(self) -> bool:
        """Whether it is open what the words want, "port change", or they ask whether something can be done."""
        return not self.recognised and not _WORDED.search(self.said)

    @property
    def short(self) -> bool:
        """Whether one thing is asked for."""
        return self.number or self.time or self.name or self.place


def expectation(message: str, standalone: str = "") -> Expectation:
    """``standalone``: the same question with what it leans on: "And the battery?" asks for what was asked before."""
    expected = _expectation(message)
    elliptic = not expected.recognised and len(message.split()) <= _ELLIPTIC
    if not standalone or not elliptic:
        return expected
    return _expectation(f"{standalone} {message}" if expected.shown else standalone)


@lru_cache(maxsize=64)
def _expectation(question: str) -> Expectation:
    number, shown, output = (bool(each.search(question)) for each in (_NUMBER, _SHOWN, _OUTPUT))
    number = number or measures(question)
    return Expectation(
        number=number,
        time=bool(_TIME.search(question)),
        name=bool(_NAME.search(question)),
        place=bool(_PLACE.search(question)),
        reason=bool(_REASON.search(question)),
        steps=bool(_STEPS.search(question) or to_do(question)) and not number,
        list=bool(_LIST.search(question)),
        code=bool(_CODE.search(question)) or ((shown or output) and bool(_FORMAT.search(question))),
        shown=shown,
        example=bool(_EXAMPLE.search(question)),
        output=output,
        drawn=bool(_DRAWN.search(question)),
        formula=bool(_FORMULA.search(question)),
        terms=to_define(question),
        acronym=to_spell_out(question),
        said=question.casefold(),
        words=_beginnings(question) if number else None,
        unit=unit_of(question),
        counted=count_of(question),
        literal=literal_of(question),
    )


def _beginnings(question: str) -> re.Pattern[str] | None:
    """What stands for stems here: a question about a number is matched letter by letter, since where the terms stand is not known."""
    words = {word[:_STEM] for word in re.findall(r"\w{4,}", widened(question).lower())} - _ASKING
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})", re.IGNORECASE) if words else None
