"""Text fragments: what a link says after ``:~:text=`` so that a browser highlights one sentence of a page and no other.

Knows the spelling and the search that https://wicg.github.io/scroll-to-text-fragment/ prescribes, and which words must be named for that
search to stop at the right place. It does not know where a page stands on the site, nor what a site shows around it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote as percent_encode

from rag.book.page_words import PageWords, Span

_EACH_END = (
    5,
    8,
    12,
    20,
)  # words named of a long quote's start and end; more of them where fewer are found elsewhere first
_WHOLE = 12  # words of a quote that is named whole
_BESIDE = (2, 4, 8)  # words named of what stands before or behind
_BLOCKS_TRIED = (
    40  # cells, mostly, of a quote from which on it may be named; a row of thousands is led to by its heading
)
_LETTERS_ALONE = 6  # a single word with fewer could stand anywhere; scripts without spaces write a sentence as one word


@dataclass(frozen=True, slots=True)
class Fragment:
    """In words as the page shows them."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        parts = [f"{_spelt(self.prefix)}-" if self.prefix else "", _spelt(self.start), _spelt(self.end)]
        return ",".join(part for part in [*parts, f"-{_spelt(self.suffix)}" if self.suffix else ""] if part)


def fragment_alone(quote: str) -> str:
    """What leads to a quote on a page that holds its words only once; "" where no words of it are sure to be found."""
    words = PageWords([quote])
    span = words.locate(quote)
    return str(next(_named(words, span))) if span and _can_be_found(words, span) else ""


def fragment_within(text: str, quote: str) -> str:
    """What leads to a quote of a text when nothing else of its page is known."""
    page = PageWords([text])
    span = page.locate(quote)
    needed = fragment_needed(page, span) if span else None
    return fragment_alone(quote) if needed is None else needed


def fragment_needed(page: PageWords, span: Span) -> str | None:
    """What leads to the words at ``span``, and to nothing before them; "" where nothing does, None where ``fragment_alone`` does."""
    if not _can_be_found(page, span):
        return None
    if _leads_to(page, next(_named(page, span)), span):
        return None
    for part in dict.fromkeys((*islice(page.blocks_from(span), _BLOCKS_TRIED), page.longest_run(span))):
        for each in _candidates(page, part):
            if _leads_to(page, each, part):
                return str(each)
    return ""


def _leads_to(page: PageWords, fragment: Fragment, span: Span) -> bool:
    return _lands(page, fragment) == (page.start(span), page.end(span))


def _can_be_found(page: PageWords, span: Span) -> bool:
    return span.after - span.first > 1 or page.letters(span) >= _LETTERS_ALONE


def _candidates(page: PageWords, span: Span) -> Iterator[Fragment]:
    """The shortest first; what stands beside the quote in another block comes last, since the site may show something in between."""
    named = list(_named(page, span))
    yield from named
    for crossing in (False, True):
        for count in _BESIDE:
            prefix = page.shown(page.before(span.first, count, crossing))
            suffix = page.shown(page.behind(span.after, count, crossing))
            for before, behind in ((prefix, ""), ("", suffix), (prefix, suffix)):
                if before or behind:
                    yield from (
                        Fragment(each.start, each.end, before, behind) for each in dict.fromkeys((named[0], named[-1]))
                    )


def _named(page: PageWords, span: Span) -> Iterator[Fragment]:
    """By its own words alone: whole, or by more and more of both ends."""
    whole = page.run_from(span.first, span.after, span.after - span.first) == span
    for count in (_WHOLE,) if whole and span.after - span.first <= _WHOLE else _EACH_END:
        if whole and span.after - span.first <= max(_WHOLE, 2 * count):
            yield Fragment(page.shown(span))
            return
        start = page.run_from(span.first, span.after, count)
        end = page.run_to(span.after, start.after, count)
        yield Fragment(page.shown(start), page.shown(end))


def _lands(page: PageWords, fragment: Fragment) -> tuple[int, int] | None:
    """Where a browser finds it: the first place that fits, in characters of the page's text."""
    start, prefix = page.folded(fragment.start), page.folded(fragment.prefix)
    at = 0
    while True:
        if prefix:
            before = page.find(prefix, at)
            if before is None:
                return None
            at, begin = before + 1, page.past_space(before + len(prefix))
            if page.find(start, begin, only_there=True) is None:
                continue
        else:
            found = page.find(start, at)
            if found is None:
                return None
            at, begin = found + 1, found
        ends = _ends(page, fragment, begin + len(start))
        if ends is not None:
            return begin, ends
        if fragment.end:
            return None  # a browser that found the start gives up where no end follows it


def _ends(page: PageWords, fragment: Fragment, at: int) -> int | None:
    end, suffix = page.folded(fragment.end), page.folded(fragment.suffix)
    while end:
        found = page.find(end, at)
        if found is None:
            return None
        if page.followed_by(suffix, found + len(end)):
            return found + len(end)
        at = found + 1
    return at if page.followed_by(suffix, at) else None


def _spelt(words: str) -> str:
    """ "-", "," and "&" have a meaning of their own there."""
    return percent_encode(words, safe="").replace("-", "%2D")
