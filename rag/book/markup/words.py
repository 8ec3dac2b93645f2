"""The words of a paragraph, heading or cell: inline tokens to one line of light Markdown.

Knows inline tokens only.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from rag.book.markup.mdx import BLOCK_ELEMENTS, Piece
from rag.book.markup.tag import BADGE, Tag

_CELLS = frozenset({"td", "th"})
_BREAK = "\x00"  # markdown-it leaves no NUL in its text
_SPACE = re.compile(r"\s+")
# Docusaurus takes the ":fs" of "node:fs" for a directive while it makes anchors, and loses it.
_DIRECTIVE = re.compile(r"(?<!:):[A-Za-z](?:[\w-]*[A-Za-z0-9])?(?![\w:])")
_POWER = re.compile(r"[-+−]?\d+\Z|[a-z]\Z")


def lines_of_words(children: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Lines of words, each with the number of source lines before it: a ``<br/>`` or ``</li>`` begins a new one."""
    offset = 0
    for part in _marked_up(children).split(_BREAK):
        line = _SPACE.sub(" ", part).strip()
        if line:
            yield line, offset + (len(part) - len(part.lstrip()) and part[: len(part) - len(part.lstrip())].count("\n"))
        offset += part.count("\n")


def words_of(children: Sequence[Token], *, signs: bool = False) -> str:
    """All words on one line. ``signs``: with those that tags show, as in a cell; amid words one is an icon."""
    return _SPACE.sub(" ", _marked_up(children, signs).replace(_BREAK, " ")).strip()


def tag_of(token: Token) -> Tag | None:
    """The tag that a token is amid words, None for any other token and for an expression."""
    piece: Piece | None = token.meta["piece"] if token.type == "tag" else None
    return piece.tag if piece else None


def code_span(code: str) -> str:
    """Inline code in enough backticks."""
    if "`" not in code:
        return f"`{code}`"
    fence = "`" * (max(map(len, re.findall(r"`+", code))) + 1)
    return f"{fence} {code} {fence}"


def heading_key(children: Sequence[Token]) -> str:
    """The text that Docusaurus makes an anchor from: markers and tags gone, spaces as they stand."""
    return "".join(map(_key_part, children))


def _key_part(token: Token) -> str:
    if token.type == "image":
        return heading_key(token.children or ())
    if token.type == "softbreak":
        return "\n"
    if token.type == "tag":
        return token.content[1:-1] if token.content.startswith("{") else ""
    if token.type in ("footnote_ref", "hardbreak"):
        return ""
    return _DIRECTIVE.sub("", token.content) if token.type == "text" else token.content


def _marked_up(children: Sequence[Token], signs: bool = False) -> str:
    parts: list[str] = []
    code_starts: list[int] = []
    for index, token in enumerate(children):
        kind = token.type
        if kind == "text" or kind == "text_special":
            parts.append(token.content)
        elif kind == "code_inline":
            parts.append(code_span(token.content))
        elif kind == "softbreak" or kind == "hardbreak":
            parts.append("\n")
        elif kind == "tag":
            if index and _stand_beside(children[index - 1], token):
                parts.append(" ")
            _add_tag(token.meta["piece"], parts, code_starts, children[index + 1 : index + 2])
            if signs and (tag := token.meta["piece"].tag) and tag.sign:
                parts.append(f"{tag.sign} ")
        elif kind == "image":
            parts.append("" if BADGE.search(str(token.attrGet("src"))) else words_of(token.children or ()))
        elif kind == "math_inline":
            parts.append(f"${token.content}$")
        elif kind == "math_inline_double":
            parts.append(f"$${token.content}$$")
        elif token.content and token.nesting == 0 and kind != "footnote_ref":
            parts.append(token.content)
    return "".join(parts)


def _stand_beside(before: Token, tag: Token) -> bool:
    """Whether a component follows another one, of which a reader sees one, or both beside each other."""
    first, second = (_component(each) for each in (before, tag))
    if first is None or second is None:
        return False
    return (first.closing or first.self_closing) and not second.closing


def _component(token: Token) -> Tag | None:
    tag = tag_of(token)
    return tag if tag and tag.name[:1].isupper() else None


def _add_tag(piece: Piece, parts: list[str], code_starts: list[int], following: Sequence[Token]) -> None:
    if piece.kind in ("words", "code"):
        parts.append(piece.text)
    tag = piece.tag
    if tag is None:
        return
    name = tag.name.lower()
    if name in _CELLS:
        parts.append(" | " if not tag.closing and _has_words_on_line(parts) else " ")
    elif name in BLOCK_ELEMENTS:
        parts.append(_BREAK)
    if tag.words and tag.name[0].isupper() and not tag.self_closing:  # <TabItem label="npm">words</TabItem>
        parts.extend((_BREAK, " ".join(tag.words), _BREAK))
    else:
        parts.extend(f"{words} " for words in tag.words)
    if tag.code:
        parts.append(code_span(" ".join(tag.code.split())))
    parts.extend(f"{item} " for item in tag.items)
    if name == "code" and not tag.self_closing:
        _add_code_tag(tag.closing, parts, code_starts)
    elif name == "sup" and not tag.closing and _is_power(parts, following):
        parts.append("^")


def _has_words_on_line(parts: list[str]) -> bool:
    for part in reversed(parts):
        if part == _BREAK:
            return False
        if part.strip():
            return True
    return False


def _add_code_tag(closing: bool, parts: list[str], code_starts: list[int]) -> None:
    """``<code>x</code>`` becomes a code span; a lone tag goes."""
    if not closing:
        code_starts.append(len(parts))
    elif code_starts:
        start = code_starts.pop()
        code = "".join(parts[start:])
        if code.strip() and "`" not in code and _BREAK not in code:
            parts[start:] = [code_span(code)]


def _is_power(parts: list[str], following: Sequence[Token]) -> bool:
    """Without the mark, 10<sup>6</sup> would read 106."""
    before = parts[-1][-1:] if parts else ""
    return before.isalnum() and bool(following) and _POWER.match(following[0].content) is not None
