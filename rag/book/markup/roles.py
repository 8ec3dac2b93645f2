"""MyST's roles (``{doc}`Words <page>` ``) and its links without words, as a reader of the site sees them.

Knows which words of a role are shown, and names a target that only a build could look up by the words of its own name. A role with a name
not known here stays as it is.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from rag.book.markup.mdx import Piece, names
from rag.book.markup.tag import Tag
from rag.book.route import spaced

_CODE = names(
    "code func function class meth method mod module attr attribute data exc exception obj const constant file command program samp"
    " option envvar token keyword type var"
)
_LITERAL = names("code file samp command program keyword token")  # "<x>" behind these is no target
_LABELS = names("ref numref eq keyref")
_WORDS = names(
    "term any kbd abbr guilabel menuselection sub subscript del delete strike u underline smallcaps strong emphasis dfn index"
    " title-reference btn button si chem issue pr pull user gh"
)
_NUMBERED = {"pep": "PEP", "rfc": "RFC"}
_UNSEEN = names(
    "eval bibliography octicon fa fas far fab fa-solid fa-brands material-regular material-outlined raw-html"
)

_ROLE = re.compile(r"\{([A-Za-z][\w:.+-]*)\}(`+)")
_TICKS = re.compile(r"`+")
_LINK = re.compile(
    r"\[\]\((?:<([^<>\n]*)>|([^()<>\s]*))(?:[ \t]+\"[^\"\n]*\")?\)|<((?:xref|project|path|inv|wiki):[^<>\s]+)>"
)
_NUMBER = re.compile(r"[ \t]?(?:%s|\{number\}|\{name\})")  # what a build would count
_PREFIX = re.compile(r"\A[\w-]+:(?=\S)")
_SUFFIX = re.compile(r"\.(?:md|mdx|ipynb|rst|html?|txt)\Z", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")  # `[](JupyterHub.db_url)`: what a program calls it
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_CLOSES_UP = ".,;:!?)"  # what stands right behind a word


def roles_plugin(md: MarkdownIt) -> None:
    """Emit what Markdown and ``mdx_plugin`` emit: text, "code_inline", "math_inline", "tag"."""
    md.inline.ruler.before("backticks", "role", _role)
    md.inline.ruler.before("backticks", "wordless_link", _wordless_link)


def _role(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or not (found := _ROLE.match(state.src, state.pos, state.posMax)):
        return False
    name = found[1].lower()
    push = _pusher(name)
    if push is None or state.src[state.pos - 1 : state.pos] in ("$", "{"):
        return False
    runs = _TICKS.finditer(state.src, found.end(), state.posMax)
    closing = next((run for run in runs if len(run[0]) == len(found[2])), None)
    if closing is None:
        return False
    end = closing.end()
    if not silent:
        push(state, name.rpartition(":")[2], state.src[found.end() : closing.start()].strip(), end)
    state.pos = end
    return True


_Pusher = Callable[[StateInline, str, str, int], None]


def _pusher(name: str) -> _Pusher | None:
    """``py:func`` and ``std:doc`` are ``func`` and ``doc``; any other name with a colon in it is a style of words."""
    if name.startswith(("cite", "footcite")) or name in _UNSEEN:
        return _push_nothing
    domain, _, own = name.rpartition(":")
    return _PUSHERS.get(own, _push_words if domain else None)


def close_up(state: StateInline, end: int) -> None:
    """What leaves nothing leaves no space before a full stop, nor two of them. ``end``: where it ends."""
    if end == state.posMax or state.src[end] in _CLOSES_UP or state.src[end].isspace():
        state.pending = state.pending.rstrip()
        if not state.pending and state.tokens and state.tokens[-1].type == "softbreak":
            state.tokens.pop()


def _push_nothing(state: StateInline, name: str, content: str, end: int) -> None:
    close_up(state, end)


def _push_words(state: StateInline, name: str, content: str, end: int) -> None:
    _push_text(state, _split(content)[0], end)


def _push_page(state: StateInline, name: str, content: str, end: int) -> None:
    title, target = _split(content)
    _push_text(state, title if target else page_name(content), end)


def _push_label(state: StateInline, name: str, content: str, end: int) -> None:
    title, target = _split(content)
    _push_text(state, _NUMBER.sub("", title) if target else _label_name(content), end)


def _push_file(state: StateInline, name: str, content: str, end: int) -> None:
    title, target = _split(content)
    _push_text(state, title if target else content.rpartition("/")[2], end)


def _push_numbered(state: StateInline, name: str, content: str, end: int) -> None:
    _push_text(state, f"{_NUMBERED[name]} {_split(content)[0]}", end)


def _push_math(state: StateInline, name: str, content: str, end: int) -> None:
    state.push("math_inline", "math", 0).content = content


def _push_code(state: StateInline, name: str, content: str, end: int) -> None:
    title, target = _split(content)
    if name in _LITERAL or not target or not content[: content.rfind("<")][-1:].isspace():
        title = content if name in _LITERAL else content.removeprefix("!")
    if name not in _LITERAL and title.startswith("~"):
        title = title.rpartition(".")[2].lstrip("~")
    if title:
        state.push("code_inline", "code", 0).content = " ".join(title.split())


def _push_power(state: StateInline, name: str, content: str, end: int) -> None:
    for closing in (False, True):
        tag = Tag("sup", end, closing=closing)
        state.push("tag", "", 0).meta = {"piece": Piece("tag", end, tag)}
        if not closing:
            state.push("text", "", 0).content = content


def _push_text(state: StateInline, words: str, end: int) -> None:
    if words:
        state.push("text", "", 0).content = words
    else:
        close_up(state, end)


def _split(content: str) -> tuple[str, str]:
    """``"Words <target>"`` -> ``("Words", "target")``; without a target all of it are words."""
    start = content.rfind("<")
    if start <= 0 or not content.endswith(">"):
        return content, ""
    return content[:start].strip(), content[start + 1 : -1]


def _wordless_link(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "[<" or not (found := _LINK.match(state.src, state.pos, state.posMax)):
        return False
    if not silent:
        _push_text(state, target_name(next(filter(None, found.groups()), "")), found.end())
    state.pos = found.end()
    return True


def target_name(target: str) -> str:
    """What a link to ``target`` is called: an address by itself, a label and a page by the words they are made of; a DOI not at all."""
    if "doi.org/" in target or target.startswith("doi:"):
        return ""
    if _ADDRESS.match(target):
        return target
    path, _, label = target.partition("#")
    if _IDENTIFIER.fullmatch(label or path) and not _SUFFIX.search(path):
        return label or path
    return _label_name(label) if label else page_name(path.rpartition(":")[2])


def page_name(path: str) -> str:
    """``../guides/first-steps.md`` -> ``First steps``; an index is called as its folder."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    names = [_SUFFIX.sub("", part) for part in parts]
    if len(names) > 1 and names[-1].lower() in ("index", "readme"):
        names.pop()
    words = spaced(names[-1] if names else "")
    return words[:1].upper() + words[1:]


def _label_name(label: str) -> str:
    """``fig:my-robot`` -> ``my robot``."""
    return spaced(_PREFIX.sub("", label))


_PUSHERS: dict[str, _Pusher] = {
    **dict.fromkeys(_WORDS, _push_words),
    **dict.fromkeys(_CODE, _push_code),
    **dict.fromkeys(_LABELS, _push_label),
    **dict.fromkeys(_NUMBERED, _push_numbered),
    **dict.fromkeys(("sup", "superscript"), _push_power),
    "doc": _push_page,
    "download": _push_file,
    "math": _push_math,
}
