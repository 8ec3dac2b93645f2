"""The items of lists and the rows of tables that are the answer, one below the other, each list below the heading that it has for itself.

Knows what stands between them on a page is left out; not who asks for them.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.book import Sentence
from rag.local.extractive.layout import as_name, table_head
from rag.reading.passages import Passage
from rag.sections.references import without_references


def listed_items(passages: Sequence[Passage]) -> list[str]:
    return list(_pieces(passages))


def _pieces(passages: Sequence[Passage]) -> Iterator[str]:
    several = len({passage.chunk.headline for passage in passages}) > 1
    named = ""
    told: set[tuple[str, str]] = set()  # rows: chunks overlap
    for number, passage in enumerate(passages, start=1):
        heads = {each.header for each in passage.sentences if each.kind == "row"}
        items = [each for each in passage.sentences if each.kind in ("item", "row") and each.text not in heads]
        items = [each for each in items if (each.header, each.text) not in told or each.kind == "item"]
        told |= {(each.header, each.text) for each in items}
        if several and items and passage.chunk.headline != named:
            yield f"{chr(10) if named else ''}**{as_name(passage.chunk.headline)}**:\n\n"
            named = passage.chunk.headline
        for header, run in groupby(items, key=lambda each: each.header if each.kind == "row" else None):
            if header is None:
                for each in run:
                    yield f"{_indent(passage.chunk.text, each.start)}- {without_references(each.text)} [{number}]\n"
            else:
                yield _table(list(run), number)


def _table(rows: Sequence[Sentence], number: int) -> str:
    told = "\n".join(without_references(each.text) for each in rows)
    return f"\n{table_head(rows[0])}{told}\n\n[{number}]\n"


def _indent(text: str, start: int) -> str:
    """What moves an item in that stands below another."""
    return "    " if text[text.rfind("\n", 0, start) + 1 :][:1] in (" ", "\t") else ""
