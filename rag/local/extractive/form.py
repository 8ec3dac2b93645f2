"""What kind of sentence it is by its form, whatever it says.

Knows which lean on the one before, lead in to others, name or show something; not what that counts (`worth`).
"""

import re

from rag.book import Sentence
from rag.book.markup.fence import opening_language
from rag.book.sentences import BULLET, CLAUSE
from rag.reading.unspaced import has_words

_LEANING = re.compile(
    r"^(it|its|this|that|these|those|they|their|such|he|she|his|her|both|the (?:former|latter|same|result)|but|and|so|then|however"
    r"|therefore|thus|instead|otherwise|for example|for instance|in (?:this|that) case|here|hence|consequently|as a result|similarly"
    r"|for (?:this|that|these|those) reasons?|because of (?:this|that|these|those)|said \w+s|the reasons? for (?:this|that|these)"
    r"|the (?:effect|phenomenon|process|technique|approach|method|practice|problem) is (?:called|known as|referred to as|named)"
    r"|(?:after|before) (?:this|that)(?=,)|from there|at (?:this|that) point|the above|lastly|finally"
    r"|if (?:so|not)(?=,)"
    r"|likewise|moreover|furthermore|additionally|in addition|besides|conversely|on the other hand"
    r"|\w+ (?:can |could |may |will )?also|we (?:\w+ )?(?:call|refer to) (?:this|that|these|those|it|them|such))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:is|are|was|were|and|or|but|which|will|would|can|may|if|when|while|to|allows?|returns?|creates?|makes?|sets?|gives?|prints?|shows?"
    r"|enables?|disables?)\b"
)
_PART = r"(?:chapter|section|example|demo|page|guide|article|tutorial|lesson|part|document|appendix)s?"
_TELLS = (
    r"(?:covers?|describes?|explains?|shows?|discuss(?:es)?|walks?|introduces?|will|lists?|looks?|we|you"
    r"|(?:begins?|starts?|ends?|opens?|closes?) (?:by|with)|focuses"
    r"|has (?:\w+ )?(?:focused|shown|described|explained|covered|discussed|looked))"
)
_ANNOUNCES = re.compile(
    r"(?:[\w'’]+,?\s+){0,4}?(?:"
    r"(?:(?:we|you)(?:['’]ll| will|['’]re going to| are going to|['’]ve| have)|let['’]s|let us|as we|(?:first|now|next|then),? we)"
    r"\s+(?:\w+\s+){0,2}?(?:talk|discuss|cover|look|learn|explore|examine|dive|demonstrate|describe|explain|go over|start|begin"
    r"|return|turn|seen)\w*\b"
    rf"|(?:this|the (?:next|following|previous|last|rest of (?:this|the))) {_PART}\b.{{0,30}}\b{_TELLS}\b"
    r"|(?:goals?|objectives?|outcomes?):\s+(?:understand|learn|explain|describe|know|be able)\b"
    rf"|{_PART} (?:\d+|[A-Z])\b.{{0,30}}\b{_TELLS}\b)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:(?:listing|figure|fig\.|table|example) [A-Z]?\d[\d.-]*|figure):", re.IGNORECASE)
_NUMBERED_BLOCK = re.compile(r"\b(?:listing|example|snippet|program|table) ([A-Z]?\d[\d.-]*\d|\d)", re.IGNORECASE)
_PRINTED = re.compile(
    r"^\[(?i:info|warn(?:ing)?|error|debug|fatal)\]|^(?:error|warning|thread|note|Traceback|\s+File)\b.{0,200}|^\s*--> ",
    re.MULTILINE,
)
_DIAGRAM = re.compile(
    r"\s*(?:%%.*\s+)*(?:graph|flowchart)\s+(?:TB|TD|BT|RL|LR)\b|\s*(?:sequenceDiagram|classDiagram|stateDiagram|erDiagram|gantt|mindmap"
    r"|journey|timeline|@startuml|(?:strict )?digraph)\b"
)
_DRAWN = re.compile(r"[↓↑▼▲┌┐┘]")
_WHOLE = re.compile(r"[.!?:…。！？)\]\"'”’`$]$")
_YES_OR_NO = re.compile(
    r"(?:yes|no|nope|not yet|not (?:really|currently|directly|quite)|maybe|perhaps|never|always|sometimes|it depends|usually|of course"
    r"|absolutely|definitely|partly|partially)[.!]",
    re.IGNORECASE,
)
_GLOSS = re.compile(r"[A-Z][\w-]*(?: [\w-]+){0,4}(?: \([^()]{1,60}\))?(?::| [-–—]) +\S")
_LABEL = re.compile(r"([^.:!?\n]{3,80}?)(?::| [-–—]) +\S")
_LINE = re.compile(r"([A-Z][^.:!?\n]{2,30}): +(?![Ss]ee\b)\S")
# "Third, there are the heartbeats.": what they are comes next.
_PRESENTS = re.compile(
    r"(?:[\w ]{2,25},\s+){0,2}(?:there(?:['’]s| (?:is|are|was|were)(?: also)?)|(?:here|next) (?:is|are|comes?)|meet)\s+(?:[\w'’-]+\s+){0,5}"
    r"[\w'’-]+[.:]?$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?:(?:so|therefore|thus|hence|then|but|and|however|instead),? )?(?:these|those|they|together|all of (?:these|those|them))\b",
    re.IGNORECASE,
)
_OF_SEVERAL = re.compile(
    r"\b(?:the following|as follows|like this|lists? of|(?:these|the) (?:\w+ )?steps|steps below)\b[^.]*\.$"
    r"|\b(?:several|a few|two|three|four|five|six|seven|eight|nine|ten) (?:[\w-]+ ){0,2}[\w-]+s\.$",
    re.IGNORECASE,
)
# What goes on with how the sentence before it is done.
_SAYS_HOW = re.compile(
    r"(?:to do (?:this|that|so|it)|for (?:this|that),|(?:you (?:can )?)?do (?:this|that|it|so) (?:by|with|in|using)"
    r"|this is done (?:by|with|in|using)|in (?:this|that|these|those|such(?: an?)?) (?:case|situation)s?"
    r"|to (?:avoid|prevent|fix|solve|overcome|work around) (?:this|that|these|it))\b",
    re.IGNORECASE,
)
# "Second, …": one of several that prose counts up.
_COUNTED_UP = re.compile(
    r"(?:(?P<first>First)|Second|Third|Fourth|Fifth|Sixth|Seventh|(?P<last>Finally|Last))(?:ly)?(?: of all)?,"
)
_BULLET = re.compile(rf"(?:^|\n){BULLET}$")
_NUMBER = re.compile(r"\d[.)][ \t]+$")  # before an item
_MARK = 8  # characters of it, at most
_FEW = 4  # words: less is a caption or a label, hardly a sentence
_LONG = 30  # lines of code


def is_label(sentence: Sentence) -> bool:
    """Whether an item of a list only names something."""
    return sentence.kind == "item" and not has_words(sentence.text, 3)


def is_numbered(sentence: Sentence, text: str) -> bool:
    """Whether it begins an item that has a number. ``text``: of the passage."""
    return sentence.kind == "item" and bool(_NUMBER.search(text, max(0, sentence.start - _MARK), sentence.start))


def bullet_of(sentence: Sentence, text: str) -> re.Match[str] | None:
    """Its ``indent`` and ``mark``, before the first sentence of an item; None for any other. ``text``: of the passage."""
    if sentence.kind != "item":
        return None
    return _BULLET.search(text, max(0, text.rfind("\n", 0, sentence.start)), sentence.start)


def number_of(sentence: Sentence, text: str) -> int:
    """Of an item at the margin, "2." or "2)"; 0 where it has none. ``text``: of the passage."""
    begins = bullet_of(sentence, text)
    at_margin = begins and begins["mark"][0].isdigit() and not begins["indent"].startswith(" ")
    return int(begins["mark"][:-1]) if begins and at_margin else 0


def begins_clause(sentence: Sentence, text: str) -> bool:
    """Whether it is the first sentence of a clause, and has its letter."""
    return bool(CLAUSE.match(sentence.text)) and is_lettered(sentence, text)


def is_lettered(sentence: Sentence, text: str) -> bool:
    """Whether it stands in a clause: "(a) …". ``text``: of the passage."""
    return sentence.kind == "item" and bool(CLAUSE.match(text, text.rfind("\n", 0, sentence.start) + 1))


def counted_up(sentence: Sentence) -> str:
    """ "first", "last" or "next" for one of several things that prose counts up, "Second, it stores value."; "" for any other."""
    found = _COUNTED_UP.match(sentence.text) if sentence.kind == "prose" else None
    return (found.lastgroup or "next") if found else ""


def is_output(sentence: Sentence) -> bool:
    """Whether code is what a program printed, and no command or program."""
    return sentence.kind == "code" and bool(_PRINTED.search(sentence.text))


def is_diagram(sentence: Sentence) -> bool:
    """Whether code draws something: its words are labels, and where it is shown as text it says little."""
    return sentence.kind == "code" and bool(_DIAGRAM.match(sentence.text))


def is_drawing(sentence: Sentence) -> bool:
    """Whether it is drawn with letters: boxes, and arrows from line to line."""
    return sentence.kind == "code" and bool(_DRAWN.search(sentence.text))


def is_long(sentence: Sentence) -> bool:
    """Whether code is a program, and not what one types."""
    return sentence.kind == "code" and sentence.text.count("\n") >= _LONG


def is_heading(sentence: Sentence, text: str) -> bool:
    """Whether it is all that a passage says, and no sentence: a second title of the page."""
    return sentence.kind == "prose" and sentence.text == text and not is_whole(sentence)


def glosses(sentence: Sentence) -> bool:
    """Whether it says what something is, behind its name: "Capture point: where a foot has to be set"."""
    return sentence.kind in ("prose", "item") and bool(_GLOSS.match(sentence.text))


def label_of(sentence: Sentence) -> str:
    """What an item begins with and goes on to tell of, "Rough seas" of "Rough seas: the ferry stays in."; "" where it has none."""
    found = _LABEL.match(sentence.text) if sentence.kind == "item" else None
    return found[1] if found else ""


def leans(sentence: Sentence) -> bool:
    """Whether it begins with "This", "It", "However" and goes on with what the sentence before it says."""
    return sentence.kind in ("prose", "item") and bool(_LEANING.match(sentence.text))


def means_several(sentence: Sentence) -> bool:
    """Whether what it goes on from is more than one thing: "These …"."""
    return bool(_SEVERAL.match(sentence.text))


def leads_in(sentence: Sentence) -> bool:
    return sentence.kind in ("prose", "item") and sentence.text.endswith(":")


def goes_on_from_code(sentence: Sentence, before: Sentence | None) -> bool:
    """Whether code stands in the middle of it: "allows trams that have no name." below what is set; "npm" may begin a sentence."""
    return bool(before and before.kind == "code" and sentence.kind == "prose" and _GOES_ON.match(sentence.text))


def speaks_of_list(sentence: Sentence) -> bool:
    """Whether a whole sentence speaks of several things that may stand behind it: "There is a list of people to meet."."""
    return sentence.kind == "prose" and bool(_OF_SEVERAL.search(sentence.text))


def leads_nowhere(sentence: Sentence, following: Sentence | None) -> bool:
    """Whether it leads in to what is no list, table, code or picture that says something. ``following``: the sentence behind it."""
    if not leads_in(sentence) or (following and is_caption(following)):
        return False
    return following is None or following.kind == "prose" or is_diagram(following)


def is_whole(sentence: Sentence) -> bool:
    return bool(_WHOLE.search(sentence.text)) and has_words(sentence.text, _FEW)


def says_yes_or_no(sentence: Sentence) -> bool:
    """Whether it answers in a word or two, "Not yet.", and goes on with why."""
    return sentence.kind == "prose" and bool(_YES_OR_NO.fullmatch(sentence.text))


def line_label(sentence: Sentence) -> str:
    """The "Duration" of a line "Duration: a minute", "" of any other."""
    found = _LINE.match(sentence.text) if sentence.kind in ("prose", "item") else None
    return found[1] if found else ""


def stands_alone(sentence: Sentence) -> bool:
    """Whether an item of a list reads as a sentence."""
    return sentence.text[:1].isupper() and is_whole(sentence)


def announces(sentence: Sentence) -> bool:
    """Whether it says what will be told, "In this chapter, we'll talk about …", which tells nothing yet."""
    return sentence.kind in ("prose", "item") and bool(_ANNOUNCES.match(sentence.text))


def presents(sentence: Sentence) -> bool:
    """Whether it says no more than that there is something: "Third, there are the heartbeats."."""
    return sentence.kind == "prose" and bool(_PRESENTS.match(sentence.text))


def says_how(sentence: Sentence) -> bool:
    """Whether it goes on with how to do what the sentence before it says: "To do this, unplug the cable."."""
    return sentence.kind in ("prose", "item") and is_whole(sentence) and bool(_SAYS_HOW.match(sentence.text))


def is_caption(sentence: Sentence) -> bool:
    """Whether it only names what is shown above or below: "Figure 4-1: …"."""
    return bool(_CAPTION.match(sentence.text))


def number_shown(sentence: Sentence) -> str:
    """The "5-2" of what it shows or points at, "as shown in Listing 5-2"; "" where it names none."""
    found = _NUMBERED_BLOCK.search(sentence.text)
    return found[1] if found else ""


def language_of(code: Sentence, passage: str) -> str:
    """As its fence names it; "" where it does not."""
    return opening_language(passage[: code.start].rstrip("\n").rpartition("\n")[2])
