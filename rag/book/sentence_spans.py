"""Where the sentences of plain prose end.

Knows where the splitter cuts that ought not to: behind abbreviations and numbers, within names, code, formulas and sources in brackets.
Knows nothing about Markdown's blocks.
"""

import re
from collections.abc import Iterator

_LONGEST_PROSE = 8_000  # characters

_END = re.compile(r"[.!?…。！？｡।۔؟]")

# After these a full stop ends nothing where a number, a bracket or a small letter follows.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:eqs?|figs?|secs?|sects?|nos?|nr|ch|chap|approx|appr|ca|cf|vs|refs?|tabs?|vols?|pp?|thms?|defs?|lem|props?|cor|app"
    r"|ed|eds|est|alg|resp|incl|excl|ver|v|arts?|paras?|ex|al|etc|e\.g|i\.e|a\.k\.a|max|min|avg|tbsps?|tsps?|oz|lbs?|pts?|qts?|pkgs?"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
    r"\.\s*\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[\d(\[$`a-z#§]")
_AFTER_AN_END = " `\t\n\"'”’)*_"
_STARTS_SMALL = re.compile(r"[a-z]")
_ENUMERATOR = re.compile(r"\s*(?:\d{1,3}|[A-Za-z])[.)]\s*\Z")
# The splitter panics where such a space stands between a capital and a full stop: "class A\u00a0.".
_PLAIN_SPACES = {ord(space): " " for space in "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"} | dict.fromkeys(
    range(0x2000, 0x200B), " "
)
# "Config.RecorderType", "self.lamp": nothing ends within a name; "of the lamp.This one" lacks a space.
_DOTTED = re.compile(r"(?:\b[A-Z_]\w*\.[A-Za-z_]|\w\.[a-z_]|\b\w{1,40}\.\w{1,40}\.[A-Z])\Z", re.ASCII)
# "Chapter III. Rights of riders" is a heading, and no sentence that ends in the middle.
_COUNTED_IN_ROMAN = re.compile(
    r"[\s*_]*(?:chapter|part|title|book|section|article|act|volume|appendix|annex)\s+[IVXLC]+\.\s*\Z", re.IGNORECASE
)
_DEGREES = re.compile(r"\d\s?deg\.\s*\Z", re.IGNORECASE)  # "350 deg. F"
_OF_HEAT = re.compile(r"[FCK]\b")
# A source in brackets belongs to what it is the source of, and the end of a bracket to its beginning.
_CLOSES = re.compile(r"[)\]]+[.,;]?(?:\s+|\Z)")
_SOURCE = re.compile(r"\[(?P<source>[^\[\]]{3,250})\][.,;]?(?:\s+|\Z)")
_NAMES_A_SOURCE = re.compile(r"\b(?:pp?\.\s?\d|op\.\s?cit|ibid|vol\.\s)|§", re.IGNORECASE)
# "**What is a tram?**, which …" goes on; of "**Why?** It rolls." the stars belong to what they close.
_IN_EMPHASIS = re.compile(r"[*_]{1,3}(?:[,;:]|\s+[a-z])")
_EMPHASIS_ENDS = re.compile(r"([*_]{1,3})(?:\s+|\Z)")
_QUOTES_ENDED = ('"', "”", "’", "'", "»")
_LONGEST_SOURCE = 250  # characters
_SAYS_SOMETHING = re.compile(r"\w")


def sentence_spans(prose: str) -> list[tuple[int, int]]:
    """The sentences of plain prose as (start, end), together covering all of it."""
    if not _END.search(prose, 0, max(0, len(prose.rstrip()) - 1)):
        return [(0, len(prose))]
    from sentencex import segment

    spans: list[tuple[int, int]] = []
    start = 0
    for piece in (piece for slice_ in _slices(prose.translate(_PLAIN_SPACES)) for piece in segment("en", slice_)):
        end = start + len(piece)
        if spans and _belong_together(prose, spans[-1], start, end):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end
    return _with_what_is_behind(prose, spans)


def _with_what_is_behind(prose: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each with the source in brackets and the end of a bracket with which the next one begins."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and (after := _end_of_what_is_behind(prose, kept[-1], start, end)) > start:
            kept[-1] = (kept[-1][0], after)
            start = after
        if start < end:
            kept.append((start, end))
    return kept


def _end_of_what_is_behind(prose: str, before: tuple[int, int], start: int, end: int) -> int:
    """Where that ends which belongs to ``before``: ``start`` where nothing does."""
    closes = _CLOSES.match(prose, start, end) or _emphasis_ends(prose, before, start, end)
    at = closes.end() if closes else start
    source = _SOURCE.match(prose, at, end)
    if source is None:
        return at
    quoted = prose[before[0] : at].rstrip().endswith(_QUOTES_ENDED)
    return source.end() if quoted or _NAMES_A_SOURCE.search(source["source"]) else at


def _emphasis_ends(prose: str, before: tuple[int, int], start: int, end: int) -> re.Match[str] | None:
    found = _EMPHASIS_ENDS.match(prose, start, end)
    return found if found and prose.count(found[1], *before) % 2 == 1 else None


def _slices(prose: str) -> Iterator[str]:
    """The splitter is quadratic on a long paragraph full of marks: it gets no more than a few pages at once."""
    start = 0
    while len(prose) - start > _LONGEST_PROSE:
        end = prose.rfind(" ", start, start + _LONGEST_PROSE) + 1 or start + _LONGEST_PROSE
        yield prose[start:end]
        start = end
    yield prose[start:]


def _belong_together(prose: str, before: tuple[int, int], start: int, end: int) -> bool:
    """Whether the splitter was wrong to part ``before`` from what stands at ``start``."""
    if not _SAYS_SOMETHING.search(prose, start, end):
        return True
    if _DOTTED.search(prose[max(0, start - 40) : start + 1]) or _IN_EMPHASIS.match(prose, start):
        return True
    tail = prose[max(before[0], start - 16) : start]
    if _ABBREVIATION.search(tail) and _GOES_ON.match(prose, start):
        return True
    if _STARTS_SMALL.match(prose, start) and tail.rstrip(_AFTER_AN_END).endswith((".", "?", "!")):
        return True
    if _ENUMERATOR.match(prose, before[0], start) or _COUNTED_IN_ROMAN.match(prose, before[0], start):
        return True
    if (_DEGREES.search(tail) and _OF_HEAT.match(prose, start)) or _is_in_a_source(prose, before, start):
        return True
    return any(_cut_in_two(prose, mark, before, start) for mark in "`$")


def _is_in_a_source(prose: str, before: tuple[int, int], start: int) -> bool:
    """Whether the cut falls inside square brackets that are short enough for a source: "[Op. Cit., p. 3]"."""
    opened = prose.rfind("[", max(before[0], start - _LONGEST_SOURCE), start)
    closed = prose.find("]", opened, opened + _LONGEST_SOURCE) if opened >= 0 else -1
    return closed >= start and "[" not in prose[start:closed]


def _cut_in_two(prose: str, mark: str, before: tuple[int, int], start: int) -> bool:
    """Whether the cut falls inside a code span or a formula."""
    return prose.count(mark, *before) % 2 == 1 and prose.find(mark, start, start + 200) >= 0
