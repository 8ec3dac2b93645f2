"""The sentences of a page whose own words a browser would find somewhere else first, and the fragments that lead to them all the same.

Knows a page's sections and the chunks that were made of them, in order. Most sentences need nothing: their own words are enough.
"""

from rag.book.fragments import fragment_needed
from rag.book.page_words import PageWords
from rag.book.sentences import sentences
from rag.types import Page


class Landings:
    """Of one page."""

    def __init__(self, page: Page) -> None:
        texts: list[str] = [page.title]
        self._first_text: list[int] = []  # of each section
        headings = {0}
        for section in page.sections:
            if section.headings:
                headings.add(len(texts))
                texts.append(section.headings[-1])
            self._first_text.append(len(texts))
            texts += [block.text for block in section.blocks]
        self._words = PageWords(texts, headings)
        self._at: dict[int, int] = {}  # section -> the word with which its last chunk began

    def of(self, section: int, text: str) -> dict[str, str]:
        """Quote -> fragment, for the sentences of a chunk that need one. The chunks of a section are asked for in their order."""
        found: dict[str, str] = {}
        begin = at = self._at.get(section) or self._start(section)
        seen: set[str] = set()
        for sentence in sentences(text):
            if sentence.kind in ("code", "math") or sentence.text in seen:
                continue
            span = self._words.locate(sentence.text, at) or self._words.locate(sentence.text, begin)
            if span is None:
                continue
            at = span.first
            if not seen:
                self._at[section] = at
            seen.add(sentence.text)
            fragment = fragment_needed(self._words, span)
            if fragment is not None:
                found[sentence.text] = fragment
        return found

    def _start(self, section: int) -> int:
        starts = self._words.text_starts
        first = self._first_text[section]
        return starts[first] if first < len(starts) else len(self._words.words)
