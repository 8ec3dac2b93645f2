"""What visitors asked as CSV, for a spreadsheet.

Knows columns, and that a spreadsheet runs what begins like a formula.
"""

import csv
import io
from collections.abc import Sequence

from rag.remembered import Asked
from rag.web.inspector import markup

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(listed: Sequence[Asked]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["at (UTC)", "question", "status", "rating", "comment", "page", "relevance", "model", "tokens", "ms"]
    )
    for each in listed:
        words = [each.question, each.status, each.rating, each.comment, each.page_path]
        writer.writerow(
            [markup.moment(each.at), *map(_harmless, words), f"{each.relevance:.3f}", each.model, each.tokens, each.ms]
        )
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula, and visitors write these cells."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
