"""JSX and HTML tags, and what a reader sees of their attributes: words, a list of what is named and described, or code to copy.

Knows names and values of attributes; not where they stand in a page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from rag.book.markup.js_literals import Literal, objects
from rag.book.markup.strings import literal_text

# Attributes whose text the site shows: <TabItem label>, <Details summary>, <Card title description>, <img alt> …
_VISIBLE_ATTRIBUTES = frozenset(
    {"label", "title", "summary", "alt", "caption", "heading", "header", "description", "text"}
)
# On plain HTML elements `title` and friends are tooltips and metadata.
_VISIBLE_HTML_ATTRIBUTES = frozenset({"alt", "summary"})

# <Snippet text="npm i ai" />: what a reader copies.
_TYPED = frozenset({"Snippet", "Command", "CodeSnippet", "Terminal"})
_TYPED_ATTRIBUTES = frozenset({"text", "code", "command"})
# <Check /> in a cell is all that the cell says.
_SIGNS = {
    **dict.fromkeys(("Check", "CheckIcon", "Checkmark", "Tick", "Yes"), "✅"),
    **dict.fromkeys(("Cross", "CrossIcon", "XMark", "X", "No"), "❌"),
}
# Of <PropertiesTable content={[{name: "delay", type: "number", description: "…"}]} />: what is named, and what is said of it. Data is told
# in fewer words, a quiz has options, and what only search engines read has a name and content.
_NAMING = ("name", "prop", "title", "label", "term", "question", "heading")
_TELLING = ("description", "summary", "subtitle", "text", "answer")
_FEWEST = 3  # words
_OF_A_QUIZ = ("options", "choices", "answers")
_NO_TEXT = re.compile(r"seo|head|meta|chart|graph|plot|quiz", re.IGNORECASE)  # in the name of a tag, or of an attribute

# <ParamField path="--watch" type="boolean">Run again …</ParamField>, of Mintlify and its like: one of a reference's entries.
_FIELDS = re.compile(
    r"(?:Param|Response|Prop(?:erty)?|Schema|A[Pp][Ii]|Query|Body|Header)Field|Param(?:eter)?|Property"
)
_NAMING_A_FIELD = ("path", "query", "body", "header", "name")
_REQUIRED = re.compile(r"\brequired\b(?!\s*=\s*\{\s*false)")
_VALUES = re.compile(r"\"[^\"]*\"|'[^']*'|\{(?!\s*(?:true|false)\s*\})[^{}]*\}")

_LIST = re.compile(r"\{\s*\[")
_TAB = re.compile(r"\{[^{}]*\}")
STRINGS = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_LABEL_OF_TAB, _VALUE_OF_TAB = (re.compile(rf"\b{key}:\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')") for key in ("label", "value"))
# "build passing" is a picture of a state, and of no thing.
BADGE = re.compile(r"\bbadges?\b|\bshields\.io\b", re.IGNORECASE)
_OF_LANGUAGE = re.compile(r"\blanguage=\{?['\"]([\w+#.-]+)['\"]")
_SOURCE = re.compile(r"\bsrc\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|</?>")


@dataclass(frozen=True, slots=True)
class Tag:
    """``<Name …>``, ``</Name>``, ``<Name … />``; a fragment has no name."""

    name: str
    end: int  # the position after ">"
    closing: bool = False
    self_closing: bool = False
    bare: bool = True  # without attributes
    language: str = ""  # of a <CodeBlock>
    words: tuple[str, ...] = ()  # what a reader sees of its attributes
    items: tuple[str, ...] = ()  # the same, where one is a list of things that are named and described
    code: str = ""  # what a reader copies
    entry: str = ""  # what it is an entry for: "`--watch` (boolean)"
    sign: str = ""  # "✅" or "❌", which it shows


@dataclass(slots=True)
class Seen:
    """What a reader sees of a tag's attributes, so far."""

    words: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    code: str = ""
    values: dict[str, str] = field(default_factory=dict)  # of the attributes of an entry

    def take(self, tag_name: str, attribute: str, value: str) -> None:
        if tag_name in _TYPED and attribute in _TYPED_ATTRIBUTES:
            self.code = value_text(value)
        elif _FIELDS.fullmatch(tag_name) and attribute in (*_NAMING_A_FIELD, "type", "default"):
            said = value_text(value) or ("" if value[0] in "\"'" else value.strip("{} "))
            self.values[attribute] = " ".join(said.split()).strip("`")
        elif tag_name[:1].isupper() and _LIST.match(value) and not _NO_TEXT.search(f"{tag_name} {attribute}"):
            self.items.extend(_described(list(objects(value[1:-1]))))
        else:
            self.words.extend(_visible_words(tag_name, attribute, value))

    def tag(self, tag: Tag, attributes: str) -> Tag:
        """The tag with all of it. ``attributes``: as they are written; a badge's words are none."""
        if tag.name.lower() == "img" and any(BADGE.search(each[0]) for each in _SOURCE.finditer(attributes)):
            return tag
        sign = _SIGNS.get(tag.name, "") if tag.self_closing and not self.words else ""
        entry = _entry(self.values, required=bool(_REQUIRED.search(_VALUES.sub("", attributes))))
        written = _OF_LANGUAGE.search(attributes) if tag.name == "CodeBlock" else None
        language = written[1] if written else ""
        words, items = tuple(self.words), tuple(self.items)
        return replace(tag, language=language, words=words, items=items, code=self.code, entry=entry, sign=sign)


def _entry(values: dict[str, str], *, required: bool) -> str:
    """ "`--port` (number, default: `3000`)", "" where there is no name."""
    name = next((values[key] for key in _NAMING_A_FIELD if values.get(key)), "")
    default = f"default: `{values['default']}`" if values.get("default") else ""
    told = ", ".join(filter(None, (values.get("type", ""), "required" if required else "", default)))
    return "" if not name else f"`{name}` ({told})" if told else f"`{name}`"


def _described(literal: Literal) -> Iterator[str]:
    """ "`delay` (number): Between two words." of each that is named and described, in order, and of those within it."""
    if isinstance(literal, list):
        for each in literal:
            yield from _described(each)
    elif isinstance(literal, dict):
        name, told = _first_of(_NAMING, literal), _first_of(_TELLING, literal)
        says = bool(told) and ("type" in literal or len(told.split()) >= _FEWEST)
        if name and says and not any(key in literal for key in _OF_A_QUIZ):
            yield _item(name, told, literal)
        for each in literal.values():
            if isinstance(each, list | dict):
                yield from _described(each)


def _first_of(keys: Sequence[str], literal: dict[str, Literal]) -> str:
    """The first of these that has words, "" where none has."""
    return next((each for key in keys if isinstance(each := literal.get(key), str) and each.strip()), "")


def _item(name: str, told: str, of: dict[str, Literal]) -> str:
    kind, usual = of.get("type"), of.get("default")
    named = f"`{name}` ({kind})" if isinstance(kind, str) and "`" not in name else name
    default = f" Default: `{usual}`." if isinstance(usual, str) and usual else ""
    said = _MARKUP.sub("", _LINK.sub(r"\1", told))
    return " ".join(f"{named}: {said}{default}".split())


def _visible_words(tag_name: str, attribute: str, value: str) -> list[str]:
    visible = _VISIBLE_HTML_ATTRIBUTES if tag_name[:1].islower() else _VISIBLE_ATTRIBUTES
    if attribute not in visible:
        return []
    words = " ".join(value_text(value).split())
    return [words] if words else []


def labels_of(values: str) -> dict[str, str]:
    """``[{label: 'npm', value: 'n'}]``: ``{"n": "npm"}``."""
    found: dict[str, str] = {}
    for tab in _TAB.findall(values):
        label, value = _LABEL_OF_TAB.search(tab), _VALUE_OF_TAB.search(tab)
        if label and value:
            found[value[1] or value[2]] = label[1] or label[2]
    return found


def value_text(value: str) -> str:
    """What an attribute's value says in words, "" where that is code."""
    if value[0] in "\"'":
        return unescape(value[1:-1])
    if value[0] != "{":
        return unescape(value)
    literal = literal_text(value)
    if literal is not None:
        return literal
    inner = value[1:-1].strip()
    return unescape(_MARKUP.sub(" ", inner)) if inner.startswith("<") and inner.endswith(">") else ""
