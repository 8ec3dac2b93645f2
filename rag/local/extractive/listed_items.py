"""The items of lists that are the answer, one below the other, each list below the heading that it has for itself.

Knows what stands between them on a page is left out; not who asks for them.
"""

from collections.abc import Iterator, Sequence

from rag.local.extractive.layout import as_name
from rag.reading.passages import Passage
from rag.reading.references import without_references


def listed_items(passages: Sequence[Passage]) -> list[str]:
    return list(_pieces(passages))


def _pieces(passages: Sequence[Passage]) -> Iterator[str]:
    several = len({passage.chunk.headline for passage in passages}) > 1
    named = ""
    for number, passage in enumerate(passages, start=1):
        items = [each for each in passage.sentences if each.kind == "item"]
        if several and items and passage.chunk.headline != named:
            yield f"{chr(10) if named else ''}**{as_name(passage.chunk.headline)}**:\n\n"
            named = passage.chunk.headline
        for each in items:
            yield f"{_indent(passage.chunk.text, each.start)}- {without_references(each.text)} [{number}]\n"


def _indent(text: str, start: int) -> str:
    """What moves an item in that stands below another."""
    return "    " if text[text.rfind("\n", 0, start) + 1 :][:1] in (" ", "\t") else ""
