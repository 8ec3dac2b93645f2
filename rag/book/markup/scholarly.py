r"""How papers cite and point, "[@key; see @other, p. 3]", "\autoref{fig:gait}" and "{@fig:gait}", as a rule of markdown-it.

Knows these as Pandoc, Quarto, Manubot and LaTeX write them. What a site shows there, a number or names, only its build knows: a citation
is left out, and of what is pointed to only the kind is told.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

from rag.book.markup.roles import close_up

_KEY = r"\{?(?:\w+:[^\s\[\];,]{1,200}|[\w*][^\s\[\];,/]{0,200})"  # "@types/node" is none
# What stands before a key and says nothing itself: of "[currently NumPy, @numpy]" more than a citation would be lost.
_LEAD = r"(?:\s*(?:see|also|e\.g\.|i\.e\.|cf\.|as|in|and|for|example|instance|compare|reviewed|by|such),?){0,4}\s*"
_CITED = rf"{_LEAD}-?@{_KEY}(?:[,\s][^@\[\];]{{0,30}})?"
_CITATION = rf"\[(?>{_CITED})(?>;{_CITED}){{0,50}}\](?![(\[:])"
_CITATIONS = re.compile(rf"{_CITATION}(?>,?[ \t]*{_CITATION}){{0,50}}")
# Not "@octocat" and "@Input", which may be a person and a decorator.
_IS_A_KEY = re.compile(r"@[^\s;\]]*[\d:_]|;|-@|\b(?:see|cf)\b")
# Behind these a citation is a word of the sentence: "as described in [@key]".
_TAKES_A_NOUN = re.compile(
    r"\b(?:in|by|from|see|of|with|and|or|to|per|than|following|e\.g\.|i\.e\.)\s*\Z", re.IGNORECASE
)
_LATEX = re.compile(
    r"\\(?:(?P<ref>(?:auto|[cC]|eq)?ref)\{(?P<kind>[A-Za-z]*)[^{}\n]{0,80}|(?:cite[tp]?|label)\{[^{}\n]{1,200})\}"
)
_KINDS = {
    "fig": "Figure",
    "tab": "Table",
    "tbl": "Table",
    "eq": "Equation",
    "eqn": "Equation",
    "sec": "Section",
    "alg": "Algorithm",
    "lst": "Listing",
}
# As Pandoc and Manubot write them, and Quarto: "@fig-gait".
_AT = re.compile(
    r"(?P<brace>\{)?@(?P<kind>fig|tbl|tab|eq|sec|lst|alg)[:-][\w:-]{1,80}(?:\.\w[\w:-]{0,80}){0,5}(?(brace)\})",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:fig(?:ure|s?\.)|tab(?:le|\.)|eq(?:uation|s?\.)|sec(?:tion|\.)|algorithm|listing|chapter|appendix)s?[ ~]*\Z",
    re.IGNORECASE,
)
_LOOKED_AT = 20  # characters before a citation


def scholarly_plugin(md: MarkdownIt) -> None:
    """Emit nothing, or words."""
    md.inline.ruler.before("link", "citation", _citation)
    md.inline.ruler.before("escape", "pointer", _pointer)
    md.inline.ruler.before("escape", "pointer_at", _pointer_at)


def _citation(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or not (found := _CITATIONS.match(state.src, state.pos, state.posMax)):
        return False
    is_defined = normalizeReference(found[0][1:-1]) in state.env.get("references", {})
    if is_defined or not _IS_A_KEY.search(found[0]) or _TAKES_A_NOUN.search(_before(state)):
        return False
    if not silent:
        close_up(state, found.end())
    state.pos = found.end()
    return True


def _pointer(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "\\" or not (found := _LATEX.match(state.src, state.pos, state.posMax)):
        return False
    _point(state, found, silent, _KINDS.get(found["kind"].lower(), "") if found["ref"] else "")
    return True


def _pointer_at(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "{@" or not (found := _AT.match(state.src, state.pos, state.posMax)):
        return False
    if state.src[state.pos - 1 : state.pos].isalnum() and not found["brace"]:
        return False  # an address: "me@fig-tree"
    _point(state, found, silent, _KINDS[found["kind"].lower()])
    return True


def _point(state: StateInline, found: re.Match[str], silent: bool, kind: str) -> None:
    """``kind``: of what is pointed to; "" where that is not told."""
    if not silent:
        if kind and not _NAMED.search(_before(state)):
            state.append_pending(kind)
        else:
            close_up(state, found.end())
    state.pos = found.end()


def _before(state: StateInline) -> str:
    return state.src[max(0, state.pos - _LOOKED_AT) : state.pos]
