"""MyST Markdown, which Jupyter Book and sites made with Sphinx are written in, as their readers see it.

Knows definitions and the lines that only mark a place; directives are ``myst_directive``'s, roles are ``roles``' business.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from mdit_py_plugins.deflist import deflist_plugin

from rag.book.markup.directive import line_of
from rag.book.markup.myst_directive import myst_directive_plugin
from rag.book.markup.python_markdown import ATTRIBUTES
from rag.book.markup.roles import roles_plugin
from rag.book.markup.words import words_of

_TARGET = re.compile(r"\([^\s()][^()\n]{0,100}\)=[ \t]*\Z")
_BREAK = re.compile(r"(?:\+{3,}(?:[ \t]*\{.*\})?|\^{3,})[ \t]*\Z")
_COMMENT = re.compile(r"%(?:[ \t]|\Z)")


def myst_plugin(md: MarkdownIt) -> None:
    """Emit what other sites' admonitions, code, math and tables emit. Stands upon ``directive_plugin`` and ``python_markdown_plugin``."""
    deflist_plugin(md)
    md.core.ruler.after("inline", "terms", _terms)
    myst_directive_plugin(md)
    md.block.ruler.before("directive", "myst_mark", _mark, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    roles_plugin(md)


def _terms(state: StateCore) -> None:
    """What is defined stands in front of the words that define it."""
    for index, token in enumerate(state.tokens):
        if token.type == "dt_open" and state.tokens[index + 4].type == "paragraph_open":
            term = state.tokens[index + 1]
            term.type, term.info = "admonition", words_of(term.children or [])


def _mark(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """A line that names the place below it, sets blocks apart, gives a block its attributes, or is a comment."""
    line = line_of(state, startLine)
    if line[:1] not in ("(", "+", "^", "%", "{") or state.is_code_block(startLine):
        return False
    if line.startswith("%"):
        found = _COMMENT.match(line) is not None and (not silent or _is_ended(state, startLine - 1))
    elif line.startswith("{"):
        attributes = ATTRIBUTES.fullmatch(line.rstrip())
        found = not silent and attributes is not None and ('"' in line or "'" in line)
    else:
        found = _TARGET.match(line) is not None or _BREAK.match(line) is not None
    if found and not silent:
        state.line = startLine + 1
    return found


def _is_ended(state: StateBlock, line: int) -> bool:
    """Whether a paragraph can end here: a line that goes on with "% of them" goes on with the paragraph's words."""
    last = line_of(state, line).rstrip()[-1:]
    return not last.isalnum() and last not in ("_", ")", "`", "$", "%")
