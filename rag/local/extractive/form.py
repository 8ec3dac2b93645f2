"""What a sentence is worth by its form, whatever it says.

Knows which sentences can't stand alone: those that lean on the one before, labels, fragments, and lead-ins to nothing.
"""

import re

from rag.book import Sentence

_LEANING = re.compile(
    r"^(it|its|this|that|these|those|they|their|such|he|she|his|her|both|the (?:former|latter|same|result)|but|and|so|then|however"
    r"|therefore|thus|instead|otherwise|for example|for instance|in (?:this|that) case|here|hence|consequently|as a result|similarly"
    r"|for (?:this|that|these|those) reasons?|because of (?:this|that|these|those)|said \w+s|the reasons? for (?:this|that|these)"
    r"|the (?:effect|phenomenon|process|technique|approach|method|practice|problem) is (?:called|known as|referred to as|named)"
    r"|likewise|moreover|furthermore|additionally|in addition|besides|conversely|on the other hand"
    r"|\w+ (?:can |could |may |will )?also|we (?:\w+ )?(?:call|refer to) (?:this|that|these|those|it|them|such))\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:(?:continue|proceed|move on|go on) (?:to|with) (?:the (?:next|following) )?(?:chapter|section|module|lesson|part|page)"
    r"|learn (?:more|about|how)|read (?:more|about|the|our)|check out|explore|find out (?:more|how)|refer to)\b"
    r"|(?:please\s+|[\w ]{1,40}:\s+)?see\s+(?!(?:that|how|what|why|if|whether|in)\b)",
    re.IGNORECASE,
)
_PART = r"(?:chapter|section|page|guide|article|tutorial|lesson|part|document|appendix)s?"
_TELLS = r"(?:covers?|describes?|explains?|shows?|discuss(?:es)?|walks?|introduces?|will|lists?|looks?|we|you)"
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
# What a reference says of a thing before it says anything: "Extends: `Pool`".
_SIGNATURE = re.compile(
    r"(?:extends|implements|inherits(?: from)?|returns?|throws|type)\s*:?\s*`[^`]*`\W*$", re.IGNORECASE
)
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
_BRACKETED = re.compile(r"\[[^\]]*\]$")  # "[Modes: framework, data]": what kind of text follows
_RELATED = re.compile(
    r"(?:related(?: (?:terms?|concepts?|topics?|pages?))?|see also|further reading|next(?: steps?)?): ", re.IGNORECASE
)
# Below a page, where no theme writes it: "Previous: ← Lamps | Next: Oil →".
_TURNS_PAGE = re.compile(
    r"(?:[←⬅«]|(?:previous|prev|next)(?: (?:page|chapter|lesson|module|section))?:?\s*[←→⬅➡«»]).*|.{1,80}[→➡»]",
    re.IGNORECASE,
)
# A line of a schedule or a table of contents: "Week 11: Voice", "Chapter 4.2: Planning".
_ENTRY = re.compile(
    r"(?:weeks?|chapters?|modules?|lessons?|units?|parts?|days?|sections?) \d+(?:[-–.]\d+| (?:to|and) \d+)*\s*[:–—-] ",
    re.IGNORECASE,
)
_GLOSS = re.compile(r"[A-Z][\w-]*(?: [\w-]+){0,4}(?: \([^()]{1,60}\))?(?::| [-–—]) +\S")
# "Third, there are the heartbeats.": what they are comes next.
_PRESENTS = re.compile(
    r"(?:[\w ]{2,25},\s+){0,2}(?:there(?:['’]s| (?:is|are|was|were)(?: also)?)|(?:here|next) (?:is|are|comes?)|meet)\s+(?:[\w'’-]+\s+){0,5}"
    r"[\w'’-]+[.:]?$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"(?:these|those|they|together|all of (?:these|those|them))\b", re.IGNORECASE)
_OF_SEVERAL = re.compile(
    r"\b(?:the following|as follows|like this|lists? of)\b[^.]*\.$"
    r"|\b(?:several|a few|two|three|four|five|six|seven|eight|nine|ten) (?:[\w-]+ ){0,2}[\w-]+s\.$",
    re.IGNORECASE,
)
_FEW = 4  # words: less is a caption or a label, hardly a sentence

# In units of the cosine that a sentence is weighed with beside.
ASKS_ITSELF = -0.6  # what the book asks answers nobody
FRAGMENT, LABEL = -0.3, -0.7  # prose that is no whole sentence; one or two words of it
HEADING = -1.2  # for a second title of the page, which says what is told, and tells nothing
POINTS_ELSEWHERE = -0.4  # for "Learn more about …", which says where the answer stands, and not what it is
ANNOUNCES = -0.25  # for "In this chapter, we'll look at …", which tells nothing yet
LEADS_NOWHERE = -0.4  # for "… as follows:" at the end of a passage, or before something else than a list
LEANS = -0.1
CODE_UNASKED = -0.1
CODE_DEFINES = -0.4  # where it is asked what something is
PROGRAM_UNASKED = -1.0  # for one of more than LONG_CODE lines, and for a diagram or drawing
LONG_CODE = 30
OUTPUT_UNASKED = -0.6  # for what a program printed
ASIDE = -0.6  # for a line of a section that says where to read on, what changed, or what to learn


def is_label(sentence: Sentence) -> bool:
    """Whether an item of a list only names something."""
    return sentence.kind == "item" and len(sentence.text.split(maxsplit=2)) < 3


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
    return sentence.kind == "code" and sentence.text.count("\n") >= LONG_CODE


def is_heading(sentence: Sentence, text: str) -> bool:
    """Whether it is all that a passage says, and no sentence: a second title of the page."""
    return sentence.kind == "prose" and sentence.text == text and not is_whole(sentence)


def glosses(sentence: Sentence) -> bool:
    """Whether it says what something is, behind its name: "Capture point: where a foot has to be set"."""
    return sentence.kind in ("prose", "item") and bool(_GLOSS.match(sentence.text))


def leans(sentence: Sentence) -> bool:
    """Whether it begins with "This", "It", "However" and goes on with what the sentence before it says."""
    return sentence.kind in ("prose", "item") and bool(_LEANING.match(sentence.text))


def means_several(sentence: Sentence) -> bool:
    """Whether what it goes on from is more than one thing: "These …"."""
    return bool(_SEVERAL.match(sentence.text))


def leads_in(sentence: Sentence) -> bool:
    return sentence.kind in ("prose", "item") and sentence.text.endswith(":")


def speaks_of_list(sentence: Sentence) -> bool:
    """Whether a whole sentence speaks of several things that may stand behind it: "There is a list of people to meet."."""
    return sentence.kind == "prose" and bool(_OF_SEVERAL.search(sentence.text))


def leads_nowhere(sentence: Sentence, following: Sentence | None) -> bool:
    """Whether it leads in to what is no list, table, code or picture that says something. ``following``: the sentence behind it."""
    if not leads_in(sentence) or (following and is_caption(following)):
        return False
    return following is None or following.kind == "prose" or is_diagram(following)


def is_whole(sentence: Sentence) -> bool:
    return bool(_WHOLE.search(sentence.text)) and len(sentence.text.split(maxsplit=_FEW)) >= _FEW


def says_yes_or_no(sentence: Sentence) -> bool:
    """Whether it answers in a word or two, "Not yet.", and goes on with why."""
    return sentence.kind == "prose" and bool(_YES_OR_NO.fullmatch(sentence.text))


def stands_alone(sentence: Sentence) -> bool:
    """Whether an item of a list reads as a sentence."""
    return sentence.text[:1].isupper() and is_whole(sentence)


def announces(sentence: Sentence) -> bool:
    """Whether it says what will be told, "In this chapter, we'll talk about …", which tells nothing yet."""
    return sentence.kind in ("prose", "item") and bool(_ANNOUNCES.match(sentence.text))


def presents(sentence: Sentence) -> bool:
    """Whether it says no more than that there is something: "Third, there are the heartbeats."."""
    return sentence.kind == "prose" and bool(_PRESENTS.match(sentence.text))


def is_caption(sentence: Sentence) -> bool:
    """Whether it only names what is shown above or below: "Figure 4-1: …"."""
    return bool(_CAPTION.match(sentence.text))


def worth(sentence: Sentence) -> float:
    """0 for an ordinary sentence, less for what answers badly."""
    text = sentence.text
    if text.endswith("?"):
        return ASKS_ITSELF
    if _BRACKETED.match(text) or _RELATED.match(text) or _TURNS_PAGE.fullmatch(text):
        return LABEL
    if _ENTRY.match(text) and not is_whole(sentence):
        return LABEL
    if is_caption(sentence) or _SIGNATURE.match(text):
        return FRAGMENT
    if sentence.kind == "prose" and not is_whole(sentence):
        return LABEL if len(text.split(maxsplit=2)) < 3 else FRAGMENT
    if sentence.kind in ("prose", "item"):
        if _ELSEWHERE.match(text):
            return POINTS_ELSEWHERE
        return ANNOUNCES if announces(sentence) else LEANS if _LEANING.match(text) else 0.0
    return 0.0
