"""A page cut into chunks: passages small enough to search, whole enough to read.

Knows blocks, sentences and sizes in words. Knows nothing about Markdown syntax beyond what a Block's docstring says.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rag.book.landings import Landings
from rag.book.markup.tabs import END
from rag.book.packing import pack
from rag.book.parts import Part, parts_of
from rag.types import Chunk, Page, Section

_NAMESPACE = uuid.UUID("7d1f4f0e-6f5e-5c55-9a6b-2f1f6f0f5b0a")


def chunk_page(page: Page, *, max_words: int = 160, overlap_sentences: int = 1) -> list[Chunk]:
    """Cut a page into chunks of at most about ``max_words`` words, none of which crosses a heading.

    Long paragraphs are cut between sentences, and the last ``overlap_sentences`` of one part open the next; tables
    between rows, with the header repeated, and tabs with their label; code only beyond three times ``max_words``, with its fence reopened.
    A page without text gives an empty list. Raises ValueError for sizes that make no sense.
    """
    if max_words < 1 or overlap_sentences < 0:
        raise ValueError("max_words must be at least 1 and overlap_sentences at least 0")
    chunks: list[Chunk] = []
    seen: Counter[tuple[str, str]] = Counter()
    landings = Landings(page)
    for number, section in enumerate(page.sections):
        for text, line in _passages(section, max_words, overlap_sentences):
            occurrence = seen[section.anchor, text]
            seen[section.anchor, text] += 1
            fragments = landings.of(number, text)
            chunks.append(_chunk(page, section, text, line, occurrence, len(chunks), fragments))
    return chunks


def _passages(section: Section, max_words: int, overlap_sentences: int) -> Iterator[tuple[str, int]]:
    parts = [part for index, block in enumerate(section.blocks) for part in parts_of(block, index, max_words)]
    tab: Part | None = None
    for first, last, overlap in pack(parts, max_words, overlap_sentences):
        own = parts[first - overlap : last]
        yield passage(_in_its_tab(own, tab)), own[0].line
        tab = next((part for part in reversed(own) if part.kind == "tab"), tab)


def _in_its_tab(parts: Sequence[Part], tab: Part | None) -> Sequence[Part]:
    """With the label of the tab that they go on in: ``tab``, the last label or rule before them."""
    if parts[0].kind == "tab":
        return parts if parts[0].text != END else parts[1:]
    return [tab, *parts] if tab and tab.text != END else parts


def passage(parts: Sequence[Part]) -> str:
    """The text of parts that follow each other: as in the source, with a table's header before its first row."""
    pieces: list[str] = []
    before: Part | None = None
    for part in parts:
        if before is None or part.block != before.block:
            pieces.append("" if before is None else part.gap if part.kind == before.kind else "\n\n")
            pieces.append(part.head)
        else:
            pieces.append(part.glue)
        pieces.append(part.text)
        before = part
    return "".join(pieces).strip("\n")


def _chunk(
    page: Page,
    section: Section,
    text: str,
    line: int,
    occurrence: int,
    order_index: int,
    fragments: Mapping[str, str],
) -> Chunk:
    name = "\0".join((page.source_path, section.anchor, text, str(occurrence)))
    return Chunk(
        chunk_id=str(uuid.uuid5(_NAMESPACE, name)),
        text=text,
        source_path=page.source_path,
        slug=page.slug,
        title=page.title,
        section=" › ".join(section.headings),
        url=f"{page.url}#{section.anchor}" if section.anchor else page.url,
        order_index=order_index,
        line=line,
        fragments=fragments,
        editions=page.editions,
        folder=page.folder,
    )
