"""Text into HTML and Markdown that is safe to show, and the small pictures that every page of the UI shares.

Knows escaping, links, bars and tables. All text is escaped: the book's and the visitor's words are data here too.
"""

import re
import time
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from rag.types import Answer, AnswerStatus

_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")  # what a backslash may stand before in Markdown: all ASCII punctuation
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PLAIN = re.compile(
    r"(?!www\.)[^\W_][^\W_]*(?:[ ,;:?.'’\"“”()%–—-]+[^\W_]+)*[?.!'\")]*"
)  # a sentence that Markdown leaves as it is
_LISTED = re.compile(r"\d+[.)]\s")

STATUS_WORDS = {
    "answered": "Answered from the book",
    "partial": "The book only touches on this",
    "not_in_book": "Not in the book",
    "degraded": "Answered with a part missing",
}


def quiet(words: str) -> str:
    return f'<p class="quiet">{escape(words)}</p>'


def empty(words: str, hint: str = "") -> str:
    """Where nothing is to be shown yet: what would be here, and how it comes."""
    more = f"<span>{escape(hint)}</span>" if hint else ""
    return f'<div class="empty"><b>{escape(words)}</b>{more}</div>'


def notice(words: str, kind: str = "warn") -> str:
    """``kind``: "warn", "bad", "good" or "info"."""
    return f'<p class="notice {kind}">{escape(words)}</p>'


def badge(status: str) -> str:
    return f'<span class="badge {escape(status)}">{escape(STATUS_WORDS.get(status, status))}</span>'


def chip(words: str, kind: str = "") -> str:
    return f'<span class="chip {kind}">{escape(words)}</span>'


def bar(name: str, value: float | None, share: float, kind: str = "", digits: int = 2) -> str:
    """A value with a bar behind it. ``share``: how much of it is filled, cut to 0..1."""
    if value is None:
        return f'<span class="bar none">{escape(name)} <b>–</b></span>'
    filled = min(1.0, max(0.0, share))
    return f'<span class="bar {kind}" style="--share:{filled:.3f}">{escape(name)} <b>{value:.{digits}f}</b></span>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = (), kind: str = "") -> str:
    """``rows``: cells that are HTML already; ``numbers``: columns that are aligned as such."""

    def cells(tag: str, values: Sequence[str]) -> str:
        return "".join(
            f'<{tag} class="number">{each}</{tag}>' if at in numbers else f"<{tag}>{each}</{tag}>"
            for at, each in enumerate(values)
        )

    head = f"<thead><tr>{cells('th', [escape(each) for each in heads])}</tr></thead>" if any(heads) else ""
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="scroll"><table class="plain {kind}">{head}<tbody>{body}</tbody></table></div>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values, the values as text."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs if value)
    return f'<dl class="facts">{rows}</dl>'


def raw(text: str, words: str = "Raw") -> str:
    """The same as it came, one click away."""
    return f'<details class="raw"><summary>{escape(words)}</summary><pre>{escape(text)}</pre></details>'


def link(url: str, words: str) -> str:
    if not is_web(url):
        return escape(words)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener">{escape(words)}</a>'


def is_web(url: str) -> bool:
    return bool(url) and urlsplit(url).scheme in ("", "http", "https")


def ago(at: float) -> str:
    """How long ago, in the largest unit that is at least one."""
    seconds = max(0.0, time.time() - at)
    for unit, length in (("day", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''} ago"
    return "just now"


def moment(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(at))


# ---------------------------------------------------------------- Markdown of the chat


def plain(text: str) -> str:
    """The visitor's words as Markdown that shows them as they are: nothing in them is formatted, linked or fetched. An ordinary
    question stays as it is, so that it can be edited without backslashes."""
    text = text.strip()
    if _PLAIN.fullmatch(text) and not _LISTED.match(text) and "://" not in text and "www." not in text.lower():
        return text
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "  \n")


def unescaped(markdown: str) -> str:
    """The words that ``plain`` was given."""
    return _ESCAPED.sub(r"\1", markdown.replace("  \n", "\n"))


def harmless(markdown: str) -> str:
    """An answer without images: whatever a book or a model says, the page fetches nothing from elsewhere."""
    return markdown.replace("![", "!\\[")


def linked(answer: Answer) -> str:
    """The answer's Markdown with each marker linked to its source; markers in code are none, as in the answer itself."""
    urls = {str(source.index): source.url for source in answer.sources}
    code_or_marker = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)|\[(\d+)\]", re.DOTALL)

    def linked_marker(found: re.Match[str]) -> str:
        url = urls.get(found[2] or "", "")
        return f"[[{found[2]}]]({url})" if is_web(url) else found[0]

    return harmless(code_or_marker.sub(linked_marker, answer.message))


def is_refusal(status: str) -> bool:
    return status == AnswerStatus.NOT_IN_BOOK
