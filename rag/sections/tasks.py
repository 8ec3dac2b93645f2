"""Sections that are about doing something: "Form Validation" for "How do I validate a form?".

Knows how a heading says in other forms of its words what is to be done. A word search takes a detector for something else than detection,
as it should; of a heading all words have to be such forms.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.facts.wanted import without_circumstances
from rag.sections.headings import COUNTED, beginnings, called, preferring
from rag.types import Chunk

# How exactly a heading names what is to be done that says one word more, or leaves out in what or with what.
NEARLY = 0.6

_ALL_CODE = re.compile(r"`[^`]*`")
_WORD = re.compile(r"[^\W_]+")
_SMALL = re.compile(
    r"an?|the|to|of|in|on|at|for|with|from|into|by|and|or|my|our|your|their|its|how|do|does|i|you|we|one|it|is|are|be|using|via"
)
# "Make my own footprint" is told below "Creating new footprints".
_OWN = re.compile(r"new|own|custom")
_SAME_DEED = {
    stem: deed
    for deed, stems in {
        "creat": ("cre", "mak", "build", "generat", "produc"),
        "delet": ("remov", "eras"),
        "chang": ("modify", "edit", "alter", "adjust"),
        "configur": ("setup",),
        "start": ("run", "launch"),
        "show": ("display", "view"),
        "enabl": ("activat",),
        "disabl": ("deactivat",),
        "fix": ("repair", "troubleshoot"),
    }.items()
    for stem in stems
}
_IN_TWO = re.compile(
    r"\b(set|back|log|sign|shut|start|look|clean)(?:[a-z]?ing|s|ed)? ?(up|in|out|down|off)\b", re.IGNORECASE
)
_ENDING = re.compile(r"(?:ations?|ions?|ings?|ed|es|s|e)$")
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")  # running
_GOES_ON = re.compile(r"(?:on|in|with|using|via|from|for|by)\s", re.IGNORECASE)
_STEM = 3  # letters that an ending leaves, at least
_PREFIX = 4  # letters of a form that may go on: data, datasets


def first_of_task(task: str, chunks: Sequence[Chunk]) -> dict[int, float]:
    """The places of those that a section begins with that is about doing it, and 0..1: how exactly it says so."""
    firsts, pages = beginnings(lambda heading: names_task(task, heading), chunks, _called)
    return preferring(firsts, lambda at: chunks[at].source_path in pages)


def names_task(task: str, heading: str) -> float:
    """0..1: how exactly it names what is to be done. "Install ROS 2 Humble" says one word more than "install ROS 2". What is all code,
    "`Client.closed`", is about nothing that one does."""
    if _ALL_CODE.fullmatch(heading):
        return 0.0
    exactly = _exactly(task, heading)
    if exactly == 1 or (plainly := without_circumstances(task)) == task:
        return exactly
    return max(exactly, NEARLY * (_exactly(plainly, heading) > 0))


def _exactly(task: str, heading: str) -> float:
    wanted, held = _forms(task), _forms(COUNTED.sub("", heading, count=1))
    if not wanted or not all(any(_same(each, other) for other in held) for each in wanted):
        return 0.0
    more = sum(not any(_same(each, other) for other in wanted) for each in held)
    if not more:
        return 1.0
    return NEARLY if more == 1 and len(wanted) > 1 else 0.0


def _called(chunk: Chunk) -> list[tuple[str, str]]:
    """As its section and page are called, and each section that it begins, too. "On Windows" goes on from what stands above it."""
    path = chunk.headings
    above = [(f"{chunk.source_path}#{' › '.join(path[: depth + 1])}", path[depth]) for depth in range(len(path) - 1)]
    joined = [
        (chunk.url, f"{each} {path[-1]}") for each in (chunk.title, *path[:-1]) if path and _GOES_ON.match(path[-1])
    ]
    return [*called(chunk), *above, *joined]


@lru_cache(maxsize=4096)  # each search looks at sixty headings
def _forms(text: str) -> frozenset[str]:
    words = _WORD.findall(_IN_TWO.sub(r"\1\2", text.casefold()))
    return frozenset(_deed(_stem(word)) for word in words if not (_SMALL.fullmatch(word) or _OWN.fullmatch(word)))


def _deed(stem: str) -> str:
    return _SAME_DEED.get(stem, stem)


def _stem(word: str) -> str:
    ending = _ENDING.search(word)
    kept = word[: ending.start()] if ending and ending.start() >= _STEM else word
    return kept[:-1] if kept != word and _DOUBLED.search(kept) and len(kept) > _STEM else kept


def _same(stem: str, other: str) -> bool:
    short, long = sorted((stem, other), key=len)
    return short == long or (len(short) >= _PREFIX and long.startswith(short))
