"""Docusaurus' admonitions (``:::note[Title]``) and GitHub's alerts (``> [!NOTE]``).

Knows their lines and the label a reader sees, and what the admonitions of other sites need as well. Content stays where it is and is
read as ordinary Markdown.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from rag.book.markup.labels import LABELS

_OPENING = re.compile(
    r":{3,}[ \t]*([A-Za-z][\w-]*)(?:\[(.*)\]|[ \t]*(?:\{[^{}]*\}[ \t]*)?([^{}\n]*))[ \t]*(?:\{[^{}]*\})?[ \t]*\Z"
)
_CLOSING = re.compile(r":{3,}[ \t]*\Z")
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*", re.IGNORECASE)


def directive_plugin(md: MarkdownIt) -> None:
    """Emit a token "admonition" for each opening line: its label in ``info``, or its title as the inline token that follows."""
    md.block.ruler.before("fence", "directive", _directive, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _directive(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    line = line_of(state, startLine)
    if not line.startswith(":::") or state.is_code_block(startLine):
        return False
    opening = _OPENING.match(line)
    if opening is None and _CLOSING.match(line) is None:
        return False
    if silent:
        return True
    if opening is not None:
        push_opening(state, startLine, opening[1], opening[2] or opening[3] or "")
    state.line = startLine + 1
    return True


def push_opening(state: StateBlock, line: int, kind: str, title: str) -> None:
    """``title``: what is shown instead of the kind's own label; "" for that."""
    push_label(state, line, LABELS.get(kind.lower(), ""), title.strip())


def push_label(state: StateBlock, line: int, label: str, title: str = "") -> None:
    """``title``: what is shown instead of the label; "" for that."""
    token = state.push("admonition", "", 0)
    token.info = "" if title else label
    token.map = [line, line + 1]
    if title:
        _push_words(state, line, title)


def push_tab(state: StateBlock, line: int, label: str) -> None:
    """Begin a tab, which a token "tab_close" ends; its label is the inline token that follows."""
    state.push("tab_open", "", 0).map = [line, line + 1]
    _push_words(state, line, label)


def _push_words(state: StateBlock, line: int, words: str) -> None:
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = words, [line, line + 1], []


def line_of(state: StateBlock, line: int) -> str:
    """The words of a line, without its indentation."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def read_inside(state: StateBlock, start: int, end: int, indent: int) -> None:
    """Read the lines from ``start`` to before ``end`` as Markdown of their own, indented by ``indent`` columns."""
    outer = state.blkIndent, state.lineMax
    state.blkIndent, state.lineMax = indent, end
    state.level += 1
    state.md.block.tokenize(state, start, end)
    state.level -= 1
    state.blkIndent, state.lineMax = outer


def end_of_indented(state: StateBlock, line: int, end: int, indent: int) -> int:
    """The first line from ``line`` on that stands further left than ``indent``."""
    while line < end and (state.isEmpty(line) or state.sCount[line] >= indent):
        line += 1
    return line


def split_alert(paragraph: str) -> tuple[str, str]:
    """``"[!NOTE] Words"`` -> ``("Note", "Words")``; no label for any other paragraph."""
    match = _ALERT.match(paragraph)
    return (LABELS[match[1].lower()], paragraph[match.end() :]) if match else ("", paragraph)
