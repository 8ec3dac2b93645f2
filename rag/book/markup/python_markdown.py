"""What sites made with MkDocs write beside Markdown, by the usual extensions of Python-Markdown.

Knows admonitions and tabs whose content is indented (``!!! note "Title"``, ``=== "Tab"``), blocks between slashes (``/// note | Title``),
attributes in braces, icons, links to what other pages define, and what a build would put in. Content is read as ordinary Markdown.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from rag.book.markup.directive import end_of_indented, line_of, push_opening, push_tab, read_inside
from rag.book.markup.labels import LABELS

_INDENT = 4  # of the content, behind the opening line's own
_INDENTED = re.compile(
    r"(?:(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[A-Za-z][\w-]*)(?:[ \t]+[\w-]+)*(?:[ \t]+\"(?P<title>.*)\")?"
    r"|===[!+]?[ \t]+\"(?P<tab>.+)\")[ \t]*\Z"
)
_SLASHES = re.compile(r"/{3,}[ \t]*(?:(?P<kind>[A-Za-z][\w-]*)[ \t]*(?:\|(?P<title>.*))?)?\Z")
# Of the blocks between slashes that need no title: any other word behind slashes is a word.
_BLOCKS = frozenset(LABELS) | frozenset(
    [
        "admonition",
        "details",
        "tab",
        "html",
        "define",
        "caption",
        "abstract",
        "question",
        "example",
        "quote",
        "bug",
        "failure",
        "check",
    ]
)
# A caret alone ends a block, as kramdown has it.
_PUT_IN = re.compile(r"(?:\^[ \t]*|-{1,2}8<-{1,2}.*|\{[*!].*[*!]\}|\*\[[^\]\n]+\]:.*)\Z")
# What mkdocstrings makes a section of, out of a program.
_DOCUMENTED = re.compile(r":::[ \t]+[\w:/-]+\.[\w.:/-]+[ \t]*\Z")
_ATTRIBUTE = r"(?:[.#][\w:-][\w.:-]*|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+))"
ATTRIBUTES = re.compile(rf"\{{:?[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}")
_ID = re.compile(r"[{\s:]#([^\s}]+)")
_TAKES_ANY, _TAKES_MARKED = frozenset(")]`"), frozenset("*_:>")  # how an element ends that may have attributes
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:")


def python_markdown_plugin(md: MarkdownIt) -> None:
    """Emit an "admonition" as directives do, and an inline token "attributes" with the ``id`` that they state in its ``meta``."""
    for name, rule in (("indented", _indented), ("slashes", _slashes), ("put_in", _put_in)):
        md.block.ruler.before("directive", name, rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("mdx_piece", "attributes", _attributes)
    md.inline.ruler.before("attributes", "icon", _icon)
    md.inline.ruler.after("link", "undefined_reference", _undefined_reference)


def _indented(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    if state.is_code_block(startLine) or not (opening := _INDENTED.match(line_of(state, startLine))):
        return False
    if silent:
        return True
    if opening["tab"]:
        push_tab(state, startLine, opening["tab"])
    else:
        push_opening(state, startLine, opening["kind"] or "", opening["title"] or "")
    indent = state.sCount[startLine] + _INDENT
    after = end_of_indented(state, startLine + 1, endLine, indent)
    read_inside(state, startLine + 1, after, indent)
    if opening["tab"]:
        state.push("tab_close", "", 0)
    state.line = after
    return True


def _slashes(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    if state.is_code_block(startLine) or not (found := _SLASHES.match(line_of(state, startLine))):
        return False
    if found["kind"] and found["title"] is None and found["kind"].lower() not in _BLOCKS:
        return False
    if silent:
        return True
    state.line = startLine + 1
    if found["kind"]:
        push_opening(state, startLine, found["kind"], found["title"] or "")
        state.line = _end_of_options(state, startLine + 1, endLine)
    return True


def _end_of_options(state: StateBlock, line: int, endLine: int) -> int:
    """Of the lines that stand indented right below an opening: its options."""
    while line < endLine and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent + _INDENT:
        line += 1
    return line


def _put_in(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """A line for which a build puts in what stands elsewhere, or that says what an abbreviation stands for when it is pointed at."""
    if state.is_code_block(startLine):
        return False
    line = line_of(state, startLine)
    documented = _DOCUMENTED.match(line)
    if not documented and not _PUT_IN.match(line):
        return False
    if not silent:
        indent = state.sCount[startLine] + _INDENT
        after = end_of_indented(state, startLine + 1, endLine, indent) if documented else startLine + 1
        state.line = after
    return True


def _attributes(state: StateInline, silent: bool) -> bool:
    """They belong to the element that ends right before them, or to the line that they end. Without a mark at their beginning they may be
    a formula, "_{k=1}", but for those of a link, an image or code."""
    if state.src[state.pos] != "{" or not (found := ATTRIBUTES.match(state.src, state.pos, state.posMax)):
        return False
    before = state.src[state.pos - 1] if state.pos else ""
    ends_a_line = found.end() == state.posMax or state.src[found.end()] == "\n"
    marked = found[0].lstrip("{ \t")[0] in ".#:"
    if before not in _TAKES_ANY and not (marked and (ends_a_line or before in _TAKES_MARKED)):
        return False
    if not silent:
        own_id = _ID.search(found[0])
        state.push("attributes", "", 0).meta = {"id": own_id[1] if own_id else ""}
    state.pos = found.end()
    return True


def _icon(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":" or not (found := _ICON.match(state.src, state.pos, state.posMax)):
        return False
    state.pos = found.end()
    return True


def _undefined_reference(state: StateInline, silent: bool) -> bool:
    """``[words][label]``, ``[words][]``: a site knows labels that this page does not define. What is shown are the words."""
    start, text = state.pos, state.src
    if text[start] != "[" or (start and (text[start - 1].isalnum() or text[start - 1] in "_])!")):
        return False
    end = state.md.helpers.parseLinkLabel(state, start)
    if end < 0 or not text.startswith("][", end):
        return False
    close = text.find("]", end + 2, state.posMax)
    if close < 0 or "[" in text[end + 2 : close]:
        return False
    if not silent:
        outer = state.posMax
        state.pos, state.posMax = start + 1, end
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = outer
    state.pos = close + 1
    return True
