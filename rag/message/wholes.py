"""Questions about the book, a page or a chapter as a whole: "What is this book about?", "Summarize chapter 3", "List the chapters",
"Where do I start?".

Knows how they are put in English. No sentence of the book says what they ask, so nothing is searched for them; a message that asks for
anything beside is a question like any other.
"""

import re
from dataclasses import dataclass

from rag.languages.questions import asks_for_all
from rag.message.wording import ITSELF, plain

_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_KINDS = r"chapter|part|lesson|unit|module|section|article|art\.|appendix|annex"
_LETTER = r"(?<=appendix\s)[a-z]\b|(?<=annex\s)(?:[ivx]{1,5}|[a-z])\b"
# "Article 6(1)(f)": a point of an article.
_NUMBERED = (
    rf"(?P<kind>{_KINDS})\s+(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}|[a-z](?:\.\d{{1,3}}){{1,3}}|{_LETTER}"
    rf"|{'|'.join(_COUNTED)})\b(?P<points>(?:\s?\(\w{{1,5}}\))*)"
)
_POINT = (
    r"(?:the\s+)?(?:(?:sub)?paragraph|point|clause|letter|item|(?:sub)?section)\s+\(?(?P<point>\d{1,2}|[a-z]|[ivx]{2,5})\)?"
    r"\s+(?:of|in)\s+"
)

_PLAIN_NUMBER = rf"\d{{1,3}}(?:\.\d{{1,3}}){{0,2}}|{'|'.join(_COUNTED)}"
_AGAINST = re.compile(
    rf"(?P<asks>(?:what(?:['’]?s|\s+is|\s+are)\s+)?(?:the\s+)?(?:\w+\s+)?differences?\s+between\s+|(?:compare|contrast)\s+)?"
    rf"(?P<kind>{_KINDS})s?\s+(?P<number>{_PLAIN_NUMBER})\s+(?:(?:and|with|to|from)|(?P<versus>vs\.?|versus))\s+"
    rf"(?:(?P=kind)\s+)?(?P<against>{_PLAIN_NUMBER})",
    re.IGNORECASE,
)

_HERE = r"(?:this|the\s+current)\s+(?:page|chapter|section|article|lesson|tutorial|module|unit)"
_WITHIN = re.compile(
    rf"(?P<in>\s*\b(?:for|of|in|from|on|within|to|during|under)\s+(?:the\s+)?)?\b(?:{_NUMBERED}|(?P<here>{_HERE})\b)"
    r"|(?P<alone>\s+here)(?=\W*$)",
    re.IGNORECASE,
)
_NOTHING_ELSE = re.compile(r"\W*(?:(?:and|or|but|so|then|(?:what|how)\s+about|it)\b\W*)*", re.IGNORECASE)
_SAYS = re.compile(r"\s+(?:says?|tells?)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"(?P<book>(?:(?:this|the|your)\s+)?(?:(?:whole|entire|full|complete)\s+)?(?:{ITSELF}))"
    r"|(?P<here>(?:this|the(?:\s+current)?)\s+(?:page|chapter|section|article|lesson|tutorial))"
    rf"|(?:{_POINT})?(?:the\s+)?{_NUMBERED}(?:\s+of\s+(?:(?:the|this|your)\s+)?(?:(?:{ITSELF})|(?P<of_what>\w[\w .'’-]{{1,40}}?)))?"
    rf"|the\s+(?P<ordinal>{'|'.join(_ORDINALS)})\s+(?P<ordinal_kind>{_KINDS})"
    r"|(?:the\s+)?(?:chapter|page|article|section|part|paper|post|tutorial)\s+(?:on|about|called|titled|named)\s+\W?(?P<about>\w[^?\"”]{1,60}?)\W?"
    r"|(?:the\s+)?\W?(?P<name>\w[\w '-]{1,40}?)\W?\s+(?:chapter|page|paper|article|post|tutorial)",
    re.IGNORECASE,
)

_WHAT_IS = r"what(?:['’]?s|\s+is|\s+are)"
_PARTS = (
    r"(?:chapters|modules|lessons|units|parts|sections|topics|subjects|themes|pages|contents?|table\s+of\s+contents)"
)
_OF = r"(?P<of>.+)"

_SUMMARIES = (
    r"(?:(?:give|show|tell|write|provide|get|send|make)\s+(?:(?:me|us)\s+)?)?(?:an?\s+|the\s+)?"
    r"(?:(?:short|brief|quick|concise|general|high[- ]level|rough)\s+)*(?:summary|overview|outline|synopsis|gist|tl;?dr)"
    rf"\s+(?:of|for|on|about|to)\s+{_OF}",
    rf"(?:summari[sz]e|sum\s+up|outline|recap|describe|introduce|explain)\s+{_OF}",
    rf"{_OF}\s+(?:summary|overview|outline|recap|tl;?dr)",
    rf"{_WHAT_IS}\s+(?P<of>.+?)\s+(?:all\s+)?about",
    rf"(?:{_WHAT_IS}\s+)?(?:the\s+)?(?:(?:main|key|central|most\s+important|core|general)\s+)?"
    rf"(?:topic|subject|idea|point|message|takeaway|purpose|goal|aim)s?\s+(?:of|in|from)\s+{_OF}",
    rf"{_WHAT_IS}\s+(?:in|inside|included\s+in|part\s+of)\s+{_OF}",
    r"what\s+(?:does|do|will|can|would)\s+(?P<of>.+?)\s+(?:cover|contain|include|teach|discuss|explain|describe|deal\s+with|talk\s+about"
    r"|treat|offer|tell|say|mean)(?:\s+(?:me|us|you))?",
    r"what\s+(?:will|can|do|would|could|should)\s+(?:i|you|we|one|readers?|students?)\s+(?:learn|find|read|expect)"
    rf"\s+(?:from|in|with|by\s+reading)\s+{_OF}",
    rf"tell\s+(?:me|us)\s+(?:(?:something|more|a\s+bit)\s+)?about\s+{_OF}",
)
# These ask for a whole of whatever they name, where a page is called so: "Give me an overview of gears".
_OF_A_NAME = re.compile(
    rf"(?:{_SUMMARIES[0]}"
    r"|(?:summari[sz]e|sum\s+up|outline|recap)\s+(?P<summed>.+)"
    rf"|{_WHAT_IS}\s+(?:in|inside|included\s+in|part\s+of)\s+(?P<inside>.+)"
    r"|what\s+(?:does|do)\s+(?P<covered>.+?)\s+(?:cover|contain|include))",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:an?|the|this|that)\s+", re.IGNORECASE)
_LISTINGS = (
    rf"(?:(?:what|which)\s+(?:are\s+)?|(?:list|show|name|enumerate|give|tell)\s+(?:(?:me|us)\s+)?)?(?:all\s+)?(?:of\s+)?(?:the\s+)?{_PARTS}"
    rf"(?:\s+(?:are|is))?(?:\s+there)?(?:\s+(?:covered|discussed|included|treated))?\s+(?:of|in|by|on)\s+{_OF}",
    rf"(?:what|which|how\s+many)\s+{_PARTS}\s+(?:does|do)\s+(?P<of>.+?)\s+(?:cover|have|contain|include|discuss|treat)",
    rf"how\s+many\s+{_PARTS}\s+(?:are\s+)?(?:there\s+)?in\s+{_OF}",
    r"how(?:\s+is|['’]?s)\s+(?P<of>.+?)\s+(?:structured|organi[sz]ed|divided|laid\s+out)",
)
_COUNTED_PARTS = r"(?P<parts>chapters|modules|lessons|appendices)"
_OF_THE_BOOK = (
    rf"(?:list|show|name|what\s+are|which\s+are|give|see)\s+(?:(?:me|us)\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+)?"
    rf"(?:{_COUNTED_PARTS}|table\s+of\s+contents)",
    rf"(?:what|which|how\s+many)\s+{_COUNTED_PARTS}\s+are\s+there",
    rf"(?:(?:list|show|name|give|what|which|how\s+many)\s+)?(?:(?:are|me|us|all|of)\s+)*(?:the\s+)?{_COUNTED_PARTS}"
    rf"\s+(?:(?:are\s+)?(?:there\s+)?(?:of|in)\s+|(?:does|do)\s+)(?:(?:this|the|your)\s+)?(?:{ITSELF})(?:\s+(?:have|contain|include))?",
    rf"how\s+many\s+{_COUNTED_PARTS}(?:\s+(?:does|do)\s+it\s+have|\s+in\s+(?:all|total))?",
    r"(?:the\s+)?table\s+of\s+contents",
)
_SINGULAR = {"chapters": "chapter", "modules": "module", "lessons": "lesson", "appendices": "appendix"}
_WHAT_IS_LEARNED = (
    r"what\s+(?:will|can|do|would|could)\s+(?:i|you|we|one|readers?|students?)\s+learn(?:\s+here)?",
    r"what\s+(?:am|are)\s+(?:i|you|we)\s+going\s+to\s+learn(?:\s+here)?",
)
_OF_SOMETHING = (
    *_WHAT_IS_LEARNED,
    rf"{_WHAT_IS}\s+(?:this|it)\s+(?:all\s+)?about",
    r"(?:(?:give|show|write|provide|get|send|make)\s+(?:(?:me|us)\s+)?)?(?:an?\s+|the\s+)?(?:(?:short|brief|quick)\s+)?"
    r"(?:summary|overview|summari[sz]e|tl;?dr)(?:\s+(?:of\s+)?(?:this|it|that))?",
)
_READER = r"(?:i|we|you|one|someone|(?:an?\s+)?(?:beginners?|newbies?|newcomers?|new\s+readers?))"
_FROM_HERE = rf"(?:\s+(?:here|first|from|reading|learning|at\s+all|(?:(?:with|in|reading|using)\s+)?(?:this|the)\s+(?:{ITSELF})))*"
_NEW = (
    r"(?:(?:i\s+am|i['’]?m)\s+(?:(?:an?|just|completely|totally|absolutely|very|new|complete|total|absolute)\s+)*(?:beginner|newbie|noob|new)"
    rf"(?:\s+(?:here|(?:to|in)\s+(?:this|it|all\s+(?:of\s+)?this|(?:this|the)\s+(?:{ITSELF}))))?[\s,.:;!–-]+(?:so\s+|and\s+)?)?"
)
_WHERE_TO_BEGIN = (
    rf"{_NEW}where\s+(?:do|should|can|could|shall|must|would|to)(?:\s+{_READER})?\s+(?:best\s+)?(?:start|begin){_FROM_HERE}",
    rf"{_NEW}how\s+(?:do|should|can|could|shall|would|to)(?:\s+{_READER})?\s+(?:get\s+started|start|begin){_FROM_HERE}",
    rf"{_NEW}(?:what|which\s+(?:chapter|page|part|section|lesson|module|tutorial))\s+(?:do|should|can|shall|must|would)\s+{_READER}"
    rf"\s+(?:read\s+first|(?:start|begin)\s+with){_FROM_HERE}",
    rf"(?:getting|get)\s+started{_FROM_HERE}",
)


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each, re.IGNORECASE) for each in patterns)


_SUMMARY, _LISTING = _compiled(_SUMMARIES), _compiled(_LISTINGS)
_BOOK_LISTING, _BARE, _BEGINNING = _compiled(_OF_THE_BOOK), _compiled(_OF_SOMETHING), _compiled(_WHERE_TO_BEGIN)


@dataclass(frozen=True, slots=True)
class Whole:
    """What is asked about: the page that is read (``here``), a part by its number or by its name, else the book."""

    listing: bool = False  # its parts are asked for, and no summary
    here: bool = False
    kind: str = ""  # "chapter", "part" …
    number: str = ""  # "3", "3.2"; "" for all of the kind
    name: str = ""
    of: str = ""  # what the numbered one is a part of, where that has a name: "GPL"
    points: tuple[str, ...] = ()  # "1", "f" of "Article 6(1)(f)"
    against: str = ""  # the number of another of the kind, with which it is compared
    title: bool = False  # ``name`` is the page's whole title, or nothing is meant
    beginning: bool = False  # where to begin is asked


def whole(message: str, *, reading: bool, talking: bool) -> Whole | None:
    """What a message asks to be told as a whole; None where it asks for less, or for more. ``reading``: it is known which page the visitor
    reads; ``talking``: something was said or selected before, which "summarize this" may mean."""
    asked = plain(message)
    kind = asks_for_all(asked)
    if kind in ("about", "parts"):
        return Whole(listing=kind == "parts")
    if listed := _first_of(_BOOK_LISTING, asked):
        return Whole(listing=True, kind=_SINGULAR.get((listed.groupdict().get("parts") or "").lower(), ""))
    if _first_of(_BARE, asked):
        return None if talking else Whole(here=reading)
    if kind == "beginning" or _first_of(_BEGINNING, asked):
        return None if talking else Whole(beginning=True)
    if (pair := _AGAINST.fullmatch(asked)) and (pair["asks"] or pair["versus"]):
        number, against = (_number(pair[each].lower()) for each in ("number", "against"))
        return Whole(kind=_kind(pair["kind"]), number=number, against=against)
    if (part := _SUBJECT.fullmatch(asked)) and part["number"]:
        return None if talking else _of(part, False)
    for listing, patterns in ((True, _LISTING), (False, _SUMMARY)):
        for pattern in patterns:
            if (match := pattern.fullmatch(asked)) and (subject := _SUBJECT.fullmatch(match["of"])):
                return _of(subject, listing) if reading or not subject["here"] else None
    if named := _OF_A_NAME.fullmatch(asked):
        name = next(filter(None, named.groups()))
        return Whole(name=_ARTICLE.sub("", name), title=True)
    return None


def within_a_part(message: str, *, reading: bool = False) -> tuple[Whole, str] | None:
    """The part that a message names by its number, or the page that the visitor reads, and what it asks of that: ("chapter 3.1", "What are
    the prerequisites?"); "" where it says nothing else: "And chapter 3.2?". ``reading``: it is known which page that is."""
    every = [each for each in _WITHIN.finditer(message) if each["number"] or reading]
    if len(every) != 1:  # of two that are compared neither is the place to look in
        return None
    named = every[0]
    inside = named["in"] or named["alone"]
    instead = "" if inside else "the book" if _SAYS.match(message, named.end()) else "it"
    rest = f"{message[: named.start()]}{instead}{message[named.end() :]}".strip(" ,:")
    asked = "" if _NOTHING_ELSE.fullmatch(rest) else rest
    if not named["number"]:
        return Whole(here=True), asked
    return Whole(kind=_kind(named["kind"]), number=_number(named["number"].lower())), asked


def _first_of(patterns: tuple[re.Pattern[str], ...], asked: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.fullmatch(asked))), None)


def _of(subject: re.Match[str], listing: bool) -> Whole:
    return Whole(
        listing=listing,
        here=bool(subject["here"]),
        kind=_kind(subject["kind"] or subject["ordinal_kind"] or ""),
        number=_number((subject["number"] or subject["ordinal"] or "").lower()),
        name=(subject["about"] or subject["name"] or "").strip(),
        of=(subject["of_what"] or "").strip(),
        points=tuple(each.lower() for each in [*re.findall(r"\w+", subject["points"] or ""), subject["point"]] if each),
    )


def _kind(word: str) -> str:
    return "article" if word.lower() == "art." else word.lower()


def _number(word: str) -> str:
    for words in (_COUNTED, _ORDINALS):
        if word in words:
            return str(words.index(word) + 1)
    return word
