"""Headings: their words, their level and the anchor that a link to them uses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from rag.book.markup.slugger import Slugger
from rag.book.markup.words import heading_key, words_of

# Docusaurus' `## Words {#id}` and `{/* #id */}`; `{/*id*/}` is how React's documentation writes it.
_ID = re.compile(
    r"\s*(?:\\?\{#((?:(?!\{#)[^}\n])+)\}|\{/\*\s*(?:#(\S+)[^*]*|([\w-]+)\s*)\*/\}|<!--\s*#(\S+)[^>]*-->)\s*\Z"
)
_CLOSING = re.compile(r"\s+#*\s*\Z")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a page."""

    level: int  # 1..6
    text: str  # light Markdown, one line
    anchor: str
    line: int  # lines before it in the body


def read_heading(opening: Token, inline: Token, slugger: Slugger) -> Heading:
    """Make a Heading of a heading's two tokens; its anchor is taken from ``slugger`` unless it states its own."""
    children, own_id = _split_id(inline.children or [])
    anchor = own_id or slugger.slug(heading_key(children))
    return Heading(int(opening.tag[1:]), words_of(children), anchor, opening.map[0] if opening.map else 0)


def _split_id(children: Sequence[Token]) -> tuple[list[Token], str]:
    """The heading without the id at its end, and the id."""
    kept = list(children)
    while kept and kept[-1].type == "text" and not kept[-1].content.strip():
        kept.pop()
    if kept and kept[-1].type == "attributes":
        return _without_hashes(kept[:-1]), kept[-1].meta["id"]
    if not kept or kept[-1].type not in ("text", "tag"):
        return list(children), ""
    last = kept[-1]
    match = _ID.search(last.content)
    if match is None:
        return list(children), ""
    own_id = next(group for group in match.groups() if group is not None)
    if last.type == "tag" or not match.start():
        kept.pop()
    else:
        kept[-1] = last.copy(content=last.content[: match.start()])
    return kept, own_id.strip()


def _without_hashes(children: list[Token]) -> list[Token]:
    """``## Words ## {: #id}``: the hashes that close a heading stand before its attributes."""
    if children and children[-1].type == "text":
        children[-1] = children[-1].copy(content=_CLOSING.sub("", children[-1].content))
    return children
