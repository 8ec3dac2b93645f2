"""Chosen sentences as Markdown.

Knows how prose, items, rows and code stand on a page, and where their markers go: never inside code or a table.
"""

import re
from collections.abc import Sequence

from rag.book import Sentence
from rag.local.extractive.choice import Scored
from rag.reading.passages import Passage

_BULLET = re.compile(r"(?:^|\n)[ \t]*([-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$")


def lay_out(chosen: Sequence[Scored], passages: Sequence[Passage]) -> list[str]:
    """Piece by piece: prose runs on, an item or row or code stands by itself, each run ends with the marker of its passage."""
    pieces: list[str] = []
    for previous, each, following in zip([None, *chosen], chosen, [*chosen[1:], None], strict=False):
        marker = "" if following and _runs_on(each, following) else f"[{each.passage}]"
        if previous:
            pieces.append(_gap(previous, each))
        alone = not any(beside and beside.sentence.kind == "item" for beside in (previous, following))
        pieces.append(_laid_out(each, previous, marker, passages[each.passage - 1].chunk.text, alone))
    return pieces


def _laid_out(each: Scored, previous: Scored | None, marker: str, passage: str, alone: bool) -> str:
    """``alone``: an item that stands beside no other reads as a paragraph; its number would count nothing."""
    sentence = each.sentence
    if sentence.kind == "row":
        head = "" if previous and _runs_on(previous, each) else _table_head(sentence)
        return f"{head}{sentence.text}" + (f"\n\n{marker}" if marker else "")
    if sentence.kind == "code":
        return f"```{_language(sentence, passage)}\n{sentence.text}\n```\n\n{marker}"
    bullet = "" if alone else _bullet(sentence, passage)
    return f"{bullet}{sentence.text}{' ' + marker if marker else ''}"


def _runs_on(each: Scored, following: Scored) -> bool:
    """Rows of one table, and sentences that stand side by side in the book, share one marker."""
    if each.passage != following.passage:
        return False
    if each.sentence.kind == following.sentence.kind == "row":
        return each.sentence.header == following.sentence.header
    return each.sentence.kind == following.sentence.kind == "prose" and following.place == each.place + 1


def _gap(previous: Scored, each: Scored) -> str:
    kinds = (previous.sentence.kind, each.sentence.kind)
    if kinds == ("prose", "prose"):
        return " "
    if kinds == ("item", "item") or (kinds == ("row", "row") and _runs_on(previous, each)):
        return "\n"
    return "\n\n"


def _bullet(sentence: Sentence, passage: str) -> str:
    """The bullet or number that the book has before an item."""
    if sentence.kind != "item":
        return ""
    before = _BULLET.search(passage, max(0, passage.rfind("\n", 0, sentence.start)), sentence.start)
    return f"{before[1]} " if before else ""


def _table_head(row: Sentence) -> str:
    columns = row.header.count("|") - 1
    return f"{row.header}\n|{' --- |' * max(columns, 1)}\n" if row.header else ""


def _language(code: Sentence, passage: str) -> str:
    fence = passage[: code.start].rstrip("\n").rpartition("\n")[2]
    return fence.strip().lstrip("`~")
