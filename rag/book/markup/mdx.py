"""MDX as rules of markdown-it: ES modules, JSX and HTML tags, brace expressions, comments.

Knows how these stand among Markdown blocks and words. It emits tokens "flow" (whole lines of tags) and "tag" (within
words), whose ``meta`` says what of them a reader sees; turning tokens into text is not its business.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from rag.book.markup.esm import constants, statements_end
from rag.book.markup.jsx import Scanner
from rag.book.markup.strings import literal_text
from rag.book.markup.tag import Tag


def names(listed: str) -> frozenset[str]:
    """Of elements, roles or directives, listed with spaces between."""
    return frozenset(listed.split())


# Elements that end a line of words where they stand.
BLOCK_ELEMENTS = names(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol optgroup option p pre section select summary table tbody td tfoot th thead tr ul"
    " iframe video audio picture source style script textarea template noscript"
)
_INLINE_ELEMENTS = names(
    "a abbr acronym b base bdi bdo big button canvas cite code col colgroup data datalist del dfn embed em font head html i img input"
    " ins kbd label legend link map area mark meta meter object output param progress q rp rt ruby s samp slot small span strike"
    " strong sub sup svg time title track tt u var wbr math g path circle rect line polyline polygon ellipse text tspan defs use"
    " symbol lineargradient radialgradient stop clippath mask pattern filter foreignobject marker"
)
_INVISIBLE_ELEMENTS = frozenset({"style", "script"})
_VERBATIM_ELEMENTS = frozenset({"pre"})
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_SHORTCODE = re.compile(r"\{\{([<%])(?:(?!\{\{).)*?[%>]\}\}", re.DOTALL)
# "{% if lamp %}" of Jekyll, Jinja and Nunjucks; a title is seen.
_TEMPLATE = re.compile(r"\{%[-+~]?\s(?:(?!%\}|\b(?:title|label)=)[^\n]){1,300}?%\}")
_SHORTCODE_WORDS = re.compile(r"\b(?:text|title|name|alt|caption|summary)=\"([^\"\n]*)\"")


@dataclass(frozen=True, slots=True)
class Piece:
    """One tag, expression or comment, as it stood between ``start`` and ``end``."""

    kind: str  # "tag" | "words" | "code" | "nothing"
    end: int
    tag: Tag | None = None
    text: str = ""


class MdxReader:
    """Reads pieces at a position of a page's text. One a page; ``expressions`` is whether braces are JavaScript (.mdx)."""

    def __init__(self, page: str, *, expressions: bool) -> None:
        self._scanner = Scanner(page)
        self._expressions = expressions
        self._constants = constants(page) if expressions else {}
        self._last: tuple[str, dict[str, int]] = ("", {})  # where each thing that was sought stands last
        self.flows: dict[int, tuple[list[Piece], int] | None] = {}

    def piece(self, text: str, start: int, limit: int) -> Piece | None:
        """The tag, comment or expression that begins at ``start``; None where the character is just a character."""
        if text.startswith("<!--", start):
            return self._until(text, start, "-->", limit)
        if text[start] == "<":
            return self._tag_piece(text, start, limit)
        if text.startswith("{/*", start):
            return self._comment(text, start, limit)
        if text.startswith(("{{<", "{{%"), start) and (
            match := _SHORTCODE.match(text, start, min(limit, start + 2000))
        ):
            return Piece("words", match.end(), text=" ".join(_SHORTCODE_WORDS.findall(match[0])))
        return self._expression(text, start, limit) if self._expressions else None

    def flow(self, text: str, start: int, limit: int) -> tuple[list[Piece], int] | None:
        """The pieces that follow each other from ``start``, and where they end: at a line's end or at the first word."""
        pieces: list[Piece] = []
        position = start
        while position < limit and text[position] in "<{":
            piece = self._template(text, position, limit) or self.piece(text, position, limit)
            if piece is None:
                break
            pieces.append(piece)
            position = piece.end
            while position < limit and text[position] in " \t":
                position += 1
        return (pieces, position) if pieces else None

    def _template(self, text: str, start: int, limit: int) -> Piece | None:
        """What decides which lines a reader sees stands before them; amid words it is spoken of."""
        found = _TEMPLATE.match(text, start, limit)
        return Piece("nothing", found.end()) if found else None

    def _until(self, text: str, start: int, close: str, limit: int) -> Piece:
        """A comment; only its opening where it never closes."""
        end = self.find(text, close, start + 4, limit)
        return Piece("nothing", start + 4 if end < 0 else end + len(close))

    def find(self, text: str, sought: str, start: int, limit: int) -> int:
        """Where it stands next, or -1. Looking for what is not there again and again would be quadratic."""
        if self._last[0] is not text:
            self._last = (text, {})
        last = self._last[1]
        if sought not in last:
            last[sought] = text.rfind(sought)
        return text.find(sought, start, limit) if start <= last[sought] else -1

    def _comment(self, text: str, start: int, limit: int) -> Piece | None:
        end = self.find(text, "*/", start + 3, limit)
        after = end + 2
        while end >= 0 and after < limit and text[after].isspace():
            after += 1
        if end >= 0 and text.startswith("}", after):
            return Piece("nothing", after + 1)
        return self._expression(text, start, limit) if self._expressions else None

    def _expression(self, text: str, start: int, limit: int) -> Piece | None:
        end = self._scanner.braces(text, start, limit)
        if end < 0:
            return None
        literal = literal_text(text[start:end])
        if literal is None:
            constant = self._constants.get(text[start + 1 : end - 1].strip())
            return Piece("nothing", end) if constant is None else Piece("words", end, text=constant)
        return Piece("code" if "\n" in literal.strip() else "words", end, text=literal)

    def _tag_piece(self, text: str, start: int, limit: int) -> Piece | None:
        tag = self._scanner.tag(text, start, limit)
        if tag is None or self._is_placeholder(text, start, tag):
            return None
        if tag.closing or tag.self_closing or tag.name not in _INVISIBLE_ELEMENTS | _VERBATIM_ELEMENTS:
            return Piece("tag", tag.end, tag)
        match = (
            re.compile(rf"</{tag.name}\s*>").search(text, tag.end, limit)
            if self._scanner.has_closing_tag(tag.name)
            else None
        )
        if match is None:
            return Piece("tag", tag.end, tag)
        if tag.name in _INVISIBLE_ELEMENTS:
            return Piece("nothing", match.end())
        return Piece("code", match.end(), text=self._verbatim(text[tag.end : match.start()]))

    def _verbatim(self, content: str) -> str:
        """The text of a ``<pre>``: tags gone, ``{`literals`}`` unwrapped, entities decoded."""
        start = content.find("{")
        if self._expressions and start >= 0 and (end := self._scanner.braces(content, start, len(content))) > 0:
            literal = literal_text(content[start:end])
            if literal is not None:
                return _without_tags(content[:start]) + literal + _without_tags(content[end:])
        return unescape(_without_tags(content))

    def _is_placeholder(self, text: str, start: int, tag: Tag) -> bool:
        """Whether the author meant the words: ``<your-name>``, ``List<String>``, ``a <> b``."""
        if tag.self_closing or not tag.bare:
            return False
        if not tag.name:
            return not self._scanner.has_closing_tag("")
        name = tag.name.lower()
        if name in BLOCK_ELEMENTS or name in _INLINE_ELEMENTS:
            return False
        if tag.closing:
            return False
        follows_word = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")
        return (tag.name[0].islower() or follows_word) and not self._scanner.has_closing_tag(tag.name)


def _without_tags(markup: str) -> str:
    return _MARKUP.sub("", markup)


def mdx_plugin(md: MarkdownIt, *, indented_code: bool) -> None:
    """Teach ``md`` MDX. The caller puts an MdxReader of the page into ``env["mdx"]``.

    ``indented_code`` keeps CommonMark's code by indentation; MDX has none.
    """
    md.disable(["html_block", "html_inline"])
    if indented_code:
        md.block.ruler.at("code", _indented_code)
    else:
        md.disable("code")
    md.block.ruler.before("fence", "mdx_esm", _esm)
    md.block.ruler.before("fence", "mdx_flow", _flow, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("html_inline", "mdx_piece", _inline_piece)


def _indented_code(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Indented code only after a blank line: lines under a tag are its content, however deep they are indented."""
    from markdown_it.rules_block import code

    if startLine > 0 and not state.isEmpty(startLine - 1):
        return False
    return code(state, startLine, endLine, silent)


def _esm(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine]
    if state.level or state.tShift[startLine] or state.src[start : start + 6] not in ("import", "export"):
        return False
    end = statements_end(state.src, start)
    if end < 0 or silent:
        return end >= 0
    state.line = _line_after(state, end, startLine, endLine)
    return True


def _flow(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if start >= state.eMarks[startLine] or state.src[start] not in "<{" or state.is_code_block(startLine):
        return False
    found = _flow_at(state, start, state.eMarks[endLine - 1])
    if found is None:
        return False
    pieces, end = found
    line = bisect_left(state.eMarks, end, startLine, endLine)
    whole_lines = line < endLine and end == state.eMarks[line]
    if not whole_lines and line == startLine:
        return False
    if silent:
        return any(_ends_words(piece) for piece in pieces)
    token = state.push("flow", "", 0)
    token.map = [startLine, line + 1]
    token.meta = {"pieces": pieces, "text": state.src, "start": start}
    if whole_lines:
        state.line = line + 1
    else:
        _restart_line(state, line, end)
    return True


def _flow_at(state: StateBlock, start: int, limit: int) -> tuple[list[Piece], int] | None:
    reader: MdxReader = state.env["mdx"]
    if start not in reader.flows:
        reader.flows[start] = reader.flow(state.src, start, limit)
    return reader.flows[start]


def _ends_words(piece: Piece) -> bool:
    return piece.tag is None or piece.tag.name.lower() not in _INLINE_ELEMENTS


def _restart_line(state: StateBlock, line: int, position: int) -> None:
    """Let the words after a tag of several lines be read as a line of their own."""
    state.bMarks[line] = position
    state.tShift[line] = 0
    state.sCount[line] = state.blkIndent
    state.line = line


def _line_after(state: StateBlock, end: int, startLine: int, endLine: int) -> int:
    return min(endLine, bisect_left(state.eMarks, end, startLine, endLine) + 1)


def _inline_piece(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "<{":
        return False
    reader: MdxReader = state.env["mdx"]
    piece = reader.piece(state.src, state.pos, state.posMax)
    if piece is None:
        return _literal_run(state, silent)
    if not silent:
        token = state.push("tag", "", 0)
        token.content = state.src[state.pos : piece.end]
        token.meta = {"piece": piece}
    state.pos = piece.end
    return True


def _literal_run(state: StateInline, silent: bool) -> bool:
    """Take a run of ``{`` or ``<`` that opens nothing in one step: a megabyte of them must not take minutes."""
    mark, end = state.src[state.pos], state.pos + 1
    while end < state.posMax and state.src[end] == mark:
        end += 1
    end = max(state.pos + 1, end - 1)
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True
