"""Where a book compares things: below a heading, "Belts vs. gears", or in a table that has a column for each.

Knows how such headings and tables are written; what a question compares, `wanted` knows.
"""

import re
from collections.abc import Sequence

from rag.reading.written import name, word

_COMPARES = re.compile(r"\b(?:vs\.?|versus|or|compar\w+|differ\w*)(?!\w)", re.IGNORECASE)
_TABLE_HEAD = re.compile(r"^(\|.+)\n\|[-:| ]+$", re.MULTILINE)


def compares(terms: Sequence[str], heading: str) -> bool:
    """Whether it is about how things differ that are asked for together: "Belts vs. gears", and of two kinds of tests "Unit vs. integration
    tests"."""
    if len(terms) < 2 or not _COMPARES.search(heading):
        return False
    return all(word(each).search(heading) for each in apart(terms))


def apart(terms: Sequence[str]) -> Sequence[str]:
    """Without the last word that all of them share: "unit" and "integration" of two kinds of tests."""
    if len(terms) < 2:
        return terms
    firsts, lasts = zip(*(term.rpartition(" ")[::2] for term in terms), strict=True)
    return firsts if len(set(lasts)) == 1 and all(firsts) else terms


def compares_in_table(terms: Sequence[str], text: str) -> bool:
    """Whether a table in it has a column for each: "| | Belts | Gears |"."""
    return any(compares_in_row(terms, head[1]) for head in _TABLE_HEAD.finditer(text))


def compares_in_row(terms: Sequence[str], head: str) -> bool:
    """The same of a table's header."""
    if len(terms) < 2:
        return False
    columns = cells(head)
    names = [(name(term), name(short)) for term, short in zip(terms, apart(terms), strict=True)]
    return all(any(whole.fullmatch(each) or short.fullmatch(each) for each in columns) for whole, short in names)


def cells(row: str) -> list[str]:
    """What stands in a table's row, "| Belts | Gears |", without what makes it bold or code."""
    return [each.strip(" `*") for each in row.strip().strip("|").split("|")]


def compared_rows(terms: Sequence[str], firsts: Sequence[str]) -> list[int]:
    """The places of the rows of a table that tell of the terms, where each of these has one: by their ``firsts``, "Half-wave",
    "Full-wave (bridge)"."""
    if len(terms) < 2:
        return []
    told = [[at for at, cell in enumerate(firsts) if _begins(term, cell)] for term in apart(terms)]
    return sorted(set().union(*map(set, told))) if all(told) else []


def _begins(term: str, cell: str) -> bool:
    called = name(term).match(cell)
    return called is not None and not cell[called.end() : called.end() + 1].isalnum()
