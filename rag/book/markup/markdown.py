"""Markdown and MDX to sections of plain blocks.

Knows the parser's set-up and how its tokens become the Blocks and Sections of a page. Knows nothing about files.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from rag.book.markup.blocks import BlockWriter
from rag.book.markup.directive import directive_plugin, line_of
from rag.book.markup.heading import Heading, read_heading
from rag.book.markup.html_tables import html_table_plugin
from rag.book.markup.indentation import moved_out
from rag.book.markup.mdx import MdxReader, mdx_plugin
from rag.book.markup.myst import myst_plugin
from rag.book.markup.python_markdown import python_markdown_plugin
from rag.book.markup.scholarly import scholarly_plugin
from rag.book.markup.slugger import Slugger
from rag.types import Block, Section

# Deeper quotes and lists are read as words; each level costs the parser a few frames of Python's stack.
_DEEPEST = 40

_COMPONENT = re.compile(r"^[ \t]*</?[A-Z][\w.]*(?:[\s/>]|$)", re.MULTILINE)
_SPACED_MATH = re.compile(r"\$[ \t]+([^$\n]*[\\^_{][^$\n]*?)[ \t]+\$(?!\d)")
_PLAIN_LINE = re.compile(r"(?!import\b|export\b)[^\W\d_][^|]*\Z|\*\*[^\W_][^|]*\Z")
_DEFINITION = re.compile(r":[ \t]+\S")
_COUNTING = re.compile(r"(?:(?:chapter|part|lesson|unit|module|section|week)?\d*)?")
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_MANY_BRACKETS = 50
_MARKERS = re.compile(r"^(?:[ \t]*(?:[>*+-](?=[\s>*+-])|\d{1,9}[.)](?=\s)))+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page's body says."""

    title: str  # its first h1, in plain words; "" if it has none
    sections: tuple[Section, ...]


def read_markdown(text: str, *, mdx: bool = True, title: str = "", first_line: int = 1) -> Reading:
    """Read the body of a page (no front matter, newlines as ``\\n``).

    ``mdx``: braces are expressions and nothing is code by its indentation. ``title``: the page's own, if it states one;
    a first h1 that says something else is then kept as words. ``first_line``: where the body begins in its file.
    Never raises on any text.
    """
    indented_code = not mdx and _COMPONENT.search(text) is None
    if not indented_code:
        text = moved_out(text)
    parser = _parser(mdx=mdx, indented_code=indented_code)
    tokens = parser.parse(text, {"mdx": MdxReader(text, expressions=mdx)})
    return _SectionReader(title, first_line).read(tokens)


@lru_cache(maxsize=3)
def _parser(*, mdx: bool, indented_code: bool) -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": 2 * _DEEPEST}).enable(["table", "strikethrough"])
    dollarmath_plugin(md, allow_space=False, allow_digits=False, double_inline=True)
    footnote_plugin(md, inline=False, move_to_end=False)
    mdx_plugin(md, indented_code=indented_code)
    html_table_plugin(md)
    directive_plugin(md)
    if not mdx:
        python_markdown_plugin(md)
        myst_plugin(md)
    md.block.ruler.before(
        "fence", "mdx_code_block", _mdx_code_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.block.ruler.before("table", "too_deep", _too_deep)
    md.block.ruler.after("too_deep", "plain_paragraph", _plain_paragraph)
    md.inline.ruler.before("escape", "spaced_math", _spaced_math)
    md.inline.ruler.before("link", "stray_bracket", _stray_bracket)
    scholarly_plugin(md)
    return md


def _too_deep(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    if state.level < _DEEPEST or silent:
        return False
    content = _MARKERS.sub("", state.getLines(startLine, endLine, state.blkIndent, False))
    state.push("paragraph_open", "p", 1)
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content.strip(), [startLine, endLine], []
    state.push("paragraph_close", "p", -1)
    state.line = endLine
    return True


def _plain_paragraph(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Read the commonest paragraph, lines of words up to an empty line, without asking fifteen rules about each line."""
    if silent or state.is_code_block(startLine):
        return False
    line = startLine
    while line < state.lineMax and not state.isEmpty(line):
        if state.sCount[line] < 0 or not _PLAIN_LINE.match(
            state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]
        ):
            return False
        line += 1
    if line == startLine + 1 and line + 1 < endLine and _DEFINITION.match(line_of(state, line + 1)):
        return False  # a term, and below an empty line what it means
    state.push("paragraph_open", "p", 1).map = [startLine, line]
    token = state.push("inline", "", 0)
    token.content = state.getLines(startLine, line, state.blkIndent, False).strip()
    token.map, token.children = [startLine, line], []
    state.push("paragraph_close", "p", -1)
    state.line = line
    return True


def _mdx_code_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Docusaurus reads the inside of a ```` ```mdx-code-block ```` as a part of the page."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    line = state.src[start : state.eMarks[startLine]]
    if not line.startswith("```") or line.lstrip("`").strip() != "mdx-code-block":
        return False
    fence = line[: len(line) - len(line.lstrip("`"))]
    for close in range(startLine + 1, endLine):
        if state.src[state.bMarks[close] : state.eMarks[close]].strip() == fence:
            if not silent:
                state.md.block.tokenize(state, startLine + 1, close)
                state.line = close + 1
            return True
    return False


def _spaced_math(state: StateInline, silent: bool) -> bool:
    """``$ \\frac{a}{b} $``: spaces inside the dollars are allowed where the content can only be math."""
    if state.src[state.pos] != "$":
        return False
    match = _SPACED_MATH.match(state.src, state.pos, min(state.posMax, state.pos + 2000))
    if match is None:
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = match[1]
    state.pos = match.end()
    return True


def _stray_bracket(state: StateInline, silent: bool) -> bool:
    """In a paragraph full of ``[`` that nothing closes they are text: looking for their link labels is quadratic."""
    position = state.pos + state.src.startswith("!", state.pos)
    if not state.src.startswith("[", position) or position not in _stray_brackets(state.src):
        return False
    if not silent:
        state.append_pending(state.src[state.pos : position + 1])
    state.pos = position + 1
    return True


@lru_cache(maxsize=4)
def _stray_brackets(text: str) -> frozenset[int]:
    if text.count("[") - text.count("\\[") <= _MANY_BRACKETS:
        return frozenset()
    unclosed: list[int] = []
    for match in _BRACKET.finditer(text):
        if match[0] == "[":
            unclosed.append(match.start())
        elif match[0] == "]" and unclosed:
            unclosed.pop()
    return frozenset(unclosed if len(unclosed) > _MANY_BRACKETS else ())


class _SectionReader:
    """Walks the tokens of one page once."""

    def __init__(self, title: str, first_line: int) -> None:
        self._page_title = title
        self._first_title = ""
        self._slugger = Slugger()
        self._first_line = first_line
        self._blocks = BlockWriter(first_line)
        self._path: list[tuple[int, str]] = []
        self._sections: list[Section] = []
        self._anchor = ""
        self._line = first_line

    def read(self, tokens: list[Token]) -> Reading:
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                self._open_section(read_heading(token, tokens[index + 1], self._slugger))
            elif index and tokens[index - 1].type == "heading_open":
                continue
            else:
                self._blocks.take(token)
        self._close_section()
        return Reading(self._first_title, tuple(self._sections))

    def _open_section(self, heading: Heading) -> None:
        line = self._first_line + heading.line
        if heading.level == 1 and not self._first_title:
            self._take_title(heading, line)
            return
        self._close_section()
        while self._path and self._path[-1][0] >= heading.level:
            self._path.pop()
        if heading.text and not (heading.level == 1 and heading.text == self._page_title):
            self._path.append((heading.level, heading.text))
        self._anchor, self._line = heading.anchor, line

    def _take_title(self, heading: Heading, line: int) -> None:
        self._first_title = heading.text.replace("`", "")
        if self._sections or self._anchor or self._path:
            self._close_section()
            self._path.clear()
            self._anchor, self._line = heading.anchor, line
        if self._page_title and _ends_with(heading.text, self._page_title):
            return
        if self._page_title:
            self._blocks.add(Block("prose", heading.text, line))

    def _close_section(self) -> None:
        blocks = self._blocks.finish()
        if blocks or self._anchor:
            self._sections.append(Section(tuple(text for _, text in self._path), self._anchor, blocks, self._line))


def _ends_with(heading: str, title: str) -> bool:
    """Whether a heading says no more than the title, but for what it counts: "Chapter 3.2: Walking" above "3.2 Walking"."""
    said, known = (re.sub(r"\W+", "", each).lower() for each in (heading, title))
    return bool(known) and said.endswith(known) and bool(_COUNTING.fullmatch(said.removesuffix(known)))
