"""MyST's directives: ``:::{note} Title`` and ```` ```{note} Title ````, as a reader of the site sees them.

Knows which of their words are shown and where a directive ends. Content is read as ordinary Markdown. A fence with a name not known here
is code: other dialects write ```` ```{r} ````.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from rag.book.markup.directive import end_of_indented, line_of, push_label, push_opening, push_tab, read_inside
from rag.book.markup.directive_options import options_below
from rag.book.markup.directive_tables import csv_rows, head_rows, list_rows, push_table
from rag.book.markup.labels import LABELS
from rag.book.markup.mdx import names

_VERSIONS = {
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "versionremoved": "Removed in version",
    "deprecated": "Deprecated since version",
}
_OWN_LABELS = {"attention": "Attention", "seealso": "See also", "exercise": "Exercise", "solution": "Solution"}
# What stands behind these is a path, a measure or a name that no reader sees.
_UNTITLED = names(
    "figure figure-md subfigure image grid grid-item tab-set tabs div container class cssclass only solution glossary card-carousel"
    " button-link button-ref"
)
_FIGURES = names("figure figure-md")
_CARDS = names("card grid-item-card")
_WORDS = (
    _UNTITLED
    | _CARDS
    | names(
        "admonition topic dropdown details table rubric centered margin sidebar aside epigraph pull-quote"
        " highlights compound blockquote"
    )
)
_CODE = names("code code-block code-cell sourcecode prompt parsed-literal doctest testcode")
_UNSEEN = names(
    "toctree contents toc tableofcontents include literalinclude bibliography footbibliography raw index program-output"
    " command-output embed iframe video audio currentmodule module highlight meta tags todo todolist"
)
_RST_TABLE = re.compile(r"\.\.[ \t]+(list-table|csv-table)::[ \t]*(.*)\Z")
_UNSEEN_CELL = re.compile(r"\bremove[-_](?:cell|input)\b")

_OPENING = re.compile(
    r"(?P<mark>:{3,}|`{3,}|~{3,})[ \t]*\{(?P<name>[A-Za-z][\w:.+-]*)(?:[ \t][^{}\n]*)?\}[ \t]*(?P<argument>.*)\Z"
)


@dataclass(frozen=True, slots=True)
class _Directive:
    name: str
    argument: str
    options: Mapping[str, str]
    line: int  # of its opening
    start: int  # the first line of its content
    end: int  # the line after it
    indent: int

    @property
    def title(self) -> str:
        shown = "" if self.name in _UNTITLED else self.argument
        return shown or self.options.get("header" if self.name in _CARDS else "caption", "")


def myst_directive_plugin(md: MarkdownIt) -> None:
    """Emit "admonition" as directives do, "fence", "math_block" and tables."""
    md.block.ruler.before(
        "directive", "myst_directive", _directive, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _directive(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    if state.is_code_block(startLine) or not (opening := _OPENING.match(line_of(state, startLine))):
        return False
    mark, name, argument = opening["mark"], opening["name"].lower(), opening["argument"].strip()
    read = _reader(name)
    if read is None and mark[0] != ":" or mark[0] == "`" and "`" in argument:
        return False
    if silent:
        return True
    # The words of these are read where they stand; their closing lines are the plain directive's.
    flows = mark[0] == ":" and read in (None, _read_words)
    end, after = (endLine, endLine) if flows else _end(state, startLine + 1, endLine, mark)
    options, start = options_below(state, startLine + 1, end)
    directive = _Directive(name, argument, options, startLine, start, end, state.sCount[startLine])
    if read is None or flows:
        _push_title(state, directive)
    else:
        read(state, directive)
    state.line = start if flows else after
    return True


def _reader(name: str) -> Callable[[StateBlock, _Directive], None] | None:
    if name in _READERS:
        return _READERS[name]
    if name.startswith("auto"):
        return _read_nothing
    return _read_words if name.startswith("prf:") else None


def _end(state: StateBlock, line: int, endLine: int, mark: str) -> tuple[int, int]:
    """The line that ends the content, and the first line after the directive."""
    for close in range(line, endLine):
        if not state.isEmpty(close) and state.sCount[close] < state.blkIndent:
            return close, close
        text = line_of(state, close)
        if text.startswith(mark) and not text.strip(f"{mark[0]} \t"):
            return close, close + 1
    return endLine, endLine


def _content(state: StateBlock, directive: _Directive) -> str:
    return state.getLines(directive.start, directive.end, directive.indent, False)


def _push_title(state: StateBlock, directive: _Directive) -> None:
    name, line, title = directive.name, directive.line, directive.title
    if name in _VERSIONS:
        version, _, words = title.partition(" ")
        label = f"{_VERSIONS[name]} {version}".strip()
        push_label(state, line, label, f"{label}: {words}" if words else "")
    elif name.startswith("prf:"):
        push_label(state, line, name.removeprefix("prf:").capitalize(), title)
    elif name in _FIGURES:
        push_label(state, line, "Figure", title)
    elif name in _OWN_LABELS:
        push_label(state, line, _OWN_LABELS[name], title)
    else:
        push_opening(state, line, name, title)


def _read_words(state: StateBlock, directive: _Directive) -> None:
    _push_title(state, directive)
    _read_inside(state, directive)


def _read_inside(state: StateBlock, directive: _Directive) -> None:
    """Where all lines are indented, as reStructuredText would have them, they are words and no code."""
    indent = _indent(state, directive.start, directive.end)
    read_inside(state, directive.start, directive.end, max(state.blkIndent, indent))


def _read_tab(state: StateBlock, directive: _Directive) -> None:
    if not directive.title:
        _read_words(state, directive)
        return
    push_tab(state, directive.line, directive.title)
    _read_inside(state, directive)
    state.push("tab_close", "", 0)


def _read_nothing(state: StateBlock, directive: _Directive) -> None:
    pass


def _read_rst(state: StateBlock, directive: _Directive) -> None:
    """Of reStructuredText only the tables: the rest is mostly what a build puts in."""
    line = directive.start
    while line < directive.end:
        opening, line = _RST_TABLE.match(line_of(state, line)), line + 1
        if opening:
            end = end_of_indented(state, line, directive.end, state.sCount[line - 1] + 1)
            options, start = options_below(state, line, end)
            indent = _indent(state, start, end)
            _read_table(state, _Directive(opening[1], opening[2].strip(), options, line - 1, start, end, indent))
            line = end


def _read_code(state: StateBlock, directive: _Directive) -> None:
    if _UNSEEN_CELL.search(directive.options.get("tags", "")):
        return
    if caption := directive.options.get("caption"):
        push_opening(state, directive.line, "", caption)
    token = state.push("fence", "code", 0)
    token.info = directive.argument
    token.content = _content(state, directive).strip("\n")
    token.map = [directive.line, directive.end]


def _read_math(state: StateBlock, directive: _Directive) -> None:
    token = state.push("math_block", "math", 0)
    token.content = f"{directive.argument}\n{_content(state, directive)}"
    token.map = [directive.line, directive.end]


def _read_table(state: StateBlock, directive: _Directive) -> None:
    """A list or lines of commas; what makes no table of them is read as words."""
    text = _content(state, directive)
    rows = list_rows(text) if directive.name == "list-table" else csv_rows(text, directive.options)
    if not rows:
        _read_words(state, directive)
        return
    _push_title(state, directive)
    push_table(state, directive.line, rows, head_rows(directive.options))


def _read_glossary(state: StateBlock, directive: _Directive) -> None:
    """Sphinx indents a definition below its term; everybody else writes ``: definition``."""
    line = state.skipEmptyLines(directive.start)
    if not _is_indented_below(state, line, directive.end):
        _read_words(state, directive)
        return
    while line < directive.end:
        term, after = line_of(state, line).strip(), line + 1
        if not _is_indented_below(state, line, directive.end):
            push_label(state, line, "", term)  # another word for what the next term means
        else:
            push_label(state, line, term)
            after = end_of_indented(state, after, directive.end, state.sCount[line] + 1)
            read_inside(state, line + 1, after, _indent(state, line + 1, after))
        line = state.skipEmptyLines(after)


def _indent(state: StateBlock, start: int, end: int) -> int:
    """By how much all of the lines are indented."""
    return min((state.sCount[line] for line in range(start, end) if not state.isEmpty(line)), default=0)


def _is_indented_below(state: StateBlock, line: int, end: int) -> bool:
    return line + 1 < end and not state.isEmpty(line + 1) and state.sCount[line + 1] > state.sCount[line]


_READERS: dict[str, Callable[[StateBlock, _Directive], None]] = {
    **dict.fromkeys(_WORDS | set(LABELS) | set(_VERSIONS) | set(_OWN_LABELS), _read_words),
    **dict.fromkeys(_UNSEEN, _read_nothing),
    **dict.fromkeys(_CODE, _read_code),
    **dict.fromkeys(("list-table", "csv-table"), _read_table),
    "math": _read_math,
    "eval-rst": _read_rst,
    "glossary": _read_glossary,
    **dict.fromkeys(("tab", "tab-item"), _read_tab),
}
