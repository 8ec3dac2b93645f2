"""What a sentence is worth by its form, whatever it says.

Knows which can't stand alone, labels, fragments, and what only points to where the answer stands, and what each counts.
"""

import re
from functools import lru_cache

from rag.book import Sentence
from rag.local.extractive.form import announces, is_caption, is_whole, leans
from rag.reading.unspaced import has_words
from rag.sections.signposts import points_elsewhere

# What a reference says of a thing before it says anything: "Extends: `Pool`".
_SIGNATURE = re.compile(
    r"(?:extends|implements|inherits(?: from)?|returns?|throws|type)\s*:?\s*`[^`]*`\W*$", re.IGNORECASE
)
_BRACKETED = re.compile(r"\[[^\]]*\]$")  # "[Modes: framework, data]": what kind of text follows
_RELATED = re.compile(
    r"(?:related(?: (?:terms?|concepts?|topics?|pages?))?|see also|further reading|next(?: steps?)?):(?:\s|$)",
    re.IGNORECASE,
)
# Below a page, where no theme writes it: "Previous: ← Lamps | Next: Oil →"; or amid it, "→ Get started with lamps.", "Reference ↗".
_TURNS_PAGE = re.compile(
    r"(?:[←⬅→➡](?=.{0,80}\Z)|(?:previous|prev|next)(?: (?:page|chapter|lesson|module|section))?:?\s*[←→⬅➡«»]).*|.{1,80}[→➡»↗]",
    re.IGNORECASE,
)
# A line of a schedule or a table of contents: "Week 11: Voice", "Chapter 4.2: Planning".
_ENTRY = re.compile(
    r"(?:weeks?|chapters?|modules?|lessons?|units?|parts?|days?|sections?) \d+(?:[-–.]\d+| (?:to|and) \d+)*\s*[:–—-] ",
    re.IGNORECASE,
)

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
PROGRAM_UNASKED = -1.0  # for a long one, and for a diagram or drawing
OUTPUT_UNASKED = -0.6  # for what a program printed
SHOWS_NO_REASON = -0.3  # for a row or code, to who asks why
ASIDE = -0.6  # for a line of a section that says where to read on, what changed, or what to learn


@lru_cache(maxsize=4096)  # the same passages answer again and again
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
    if sentence.kind == "tab":
        return LABEL
    if sentence.kind == "prose" and not is_whole(sentence):
        return FRAGMENT if has_words(text, 3) else LABEL
    if sentence.kind in ("prose", "item"):
        if points_elsewhere(text):
            return POINTS_ELSEWHERE
        return ANNOUNCES if announces(sentence) else LEANS if leans(sentence) else 0.0
    return 0.0
