"""Reading JSX, HTML tags, brace expressions and ES modules where they stand in a page.

Knows where each of them ends and which of its words a reader sees. Knows nothing about Markdown. Whatever does not
scan is left to the caller as plain text: scanning never raises, and its total work on a page is bounded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

# Attributes whose text the site shows: <TabItem label>, <Details summary>, <Card title description>, <img alt> …
_VISIBLE_ATTRIBUTES = frozenset(
    {"label", "title", "summary", "alt", "caption", "heading", "header", "description", "text"}
)
# On plain HTML elements `title` and friends are tooltips and metadata.
_VISIBLE_HTML_ATTRIBUTES = frozenset({"alt", "summary"})

_TAG_NAME = re.compile(r"[A-Za-z_$][\w$:.-]*")
_ATTRIBUTE_NAME = re.compile(r"[@:#*]?[A-Za-z_$][\w$:.@-]*")
_BARE_VALUE = re.compile(r"[^\s\"'=<>`{}]+")
_SPACE = re.compile(r"\s*")
_CODE_MARK = re.compile(r"[{}\"'`/]")
_TAB = re.compile(r"\{[^{}]*\}")
_STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_LABEL_OF_TAB, _VALUE_OF_TAB = (re.compile(rf"\b{key}:\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')") for key in ("label", "value"))
# "build passing" is a picture of a state, and of no thing.
BADGE = re.compile(r"\bbadges?\b|\bshields\.io\b", re.IGNORECASE)
_HOLE = re.compile(r"(?<!\\)\$\{")
_OF_LANGUAGE = re.compile(r"\blanguage=\{?['\"]([\w+#.-]+)['\"]")
_SOURCE = re.compile(r"\bsrc\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
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


class Scanner:
    """Scans one page. Spends a budget, so that text made of nothing but openers stays literal instead of costing minutes."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._budget = 3 * len(page) + 100_000
        self._closed: dict[str, bool] = {}
        self._tabs: dict[str, str] = {}  # value: label, of <Tabs values={[…]}>

    def has_closing_tag(self, name: str) -> bool:
        """Whether ``</name`` stands anywhere on the page."""
        if name not in self._closed:
            self._closed[name] = re.search(rf"</{re.escape(name)}\s*>", self._page) is not None
        return self._closed[name]

    def braces(self, text: str, start: int, limit: int) -> int:
        """The position after the ``}`` that closes the ``{`` at ``start``, minding strings and comments; -1 if none does."""
        if self._budget <= 0:
            return -1
        depth, position = 0, start
        skipper = _QuoteSkipper(text, limit)
        while mark := _CODE_MARK.search(text, position, limit):
            position = mark.end()
            if mark[0] == "{":
                depth += 1
            elif mark[0] == "}":
                depth -= 1
                if depth == 0:
                    self._budget -= position - start
                    return position
            else:
                position = skipper.after(mark.start())
        self._budget -= limit - start
        return -1

    def tag(self, text: str, start: int, limit: int) -> Tag | None:
        """The tag that begins with the ``<`` at ``start``, attributes over several lines included; None if it is no tag."""
        if self._budget <= 0:
            return None
        tag = self._tag(text, start, limit)
        self._budget -= (tag.end if tag else min(limit, start + 200)) - start
        return tag

    def _tag(self, text: str, start: int, limit: int) -> Tag | None:
        position = start + 1
        if closing := text.startswith("/", position):
            position += 1
        match = _TAG_NAME.match(text, position, limit)
        name, position = (match[0], match.end()) if match else ("", position)
        if not match or closing:
            position = _skip_space(text, position, limit)
            return (
                Tag(name, position + 1, closing=closing)
                if text.startswith(">", position) and position < limit
                else None
            )
        return self._attributes(text, name, position, limit)

    def _attributes(self, text: str, name: str, position: int, limit: int) -> Tag | None:
        words: list[str] = []
        bare, begins = True, position
        while True:
            after_space = _skip_space(text, position, limit)
            if after_space >= limit:
                return None
            mark = text[after_space]
            if mark == ">":
                attributes = text[begins:after_space]
                language = _language(attributes) if name == "CodeBlock" else ""
                return Tag(name, after_space + 1, bare=bare, language=language, words=_shown(words, name, attributes))
            if mark == "/":
                position = _skip_space(text, after_space + 1, limit)
                if position < limit and text[position] == ">":
                    seen = _shown(words, name, text[begins:position])
                    return Tag(name, position + 1, self_closing=True, bare=bare, words=seen)
                return None
            if after_space == position:
                return None
            bare = False
            if mark == "{":  # {...spread}
                position = self.braces(text, after_space, limit)
            elif (position := self._attribute(text, after_space, limit, tag_name=name, words=words)) < 0:
                return None
            if position < 0:
                return None

    def _attribute(self, text: str, start: int, limit: int, *, tag_name: str, words: list[str]) -> int:
        """Read ``name``, ``name="value"`` or ``name={value}``; add what a reader sees to ``words``. -1 if it is none."""
        match = _ATTRIBUTE_NAME.match(text, start, limit)
        if match is None:
            return -1
        equals = _skip_space(text, match.end(), limit)
        if not text.startswith("=", equals) or equals >= limit:
            return match.end()
        begin = _skip_space(text, equals + 1, limit)
        end = self._value_end(text, begin, limit)
        if end > 0 and tag_name == "Tabs" and match[0] == "values":
            self._tabs |= _labels_of(text[begin:end])
        elif end > 0 and tag_name == "Tabs" and match[0] == "items":  # of Nextra and Fumadocs
            words.extend(one or other for one, other in _STRING.findall(text[begin:end]))
        elif end > 0 and tag_name in ("TabItem", "Tab") and match[0] in ("value", "label"):
            self._name_tab(_value_text(text[begin:end]), words, is_label=match[0] == "label")
        elif end > 0:
            words.extend(_visible_words(tag_name, match[0], text[begin:end]))
        return end

    def _name_tab(self, name: str, words: list[str], *, is_label: bool) -> None:
        """A tab goes by its label, else by the one that ``<Tabs values>`` has for its value, else by the value."""
        if is_label or not words:
            words[:] = [name if is_label else self._tabs.get(name, name)]

    def _value_end(self, text: str, begin: int, limit: int) -> int:
        mark = text[begin : begin + 1]
        if mark == "{":
            return self.braces(text, begin, limit)
        if mark in ("'", '"') and mark:
            close = text.find(mark, begin + 1, limit)
            self._budget -= (close if close > 0 else limit) - begin
            return close + 1 if close > 0 and self._budget > 0 else -1
        match = _BARE_VALUE.match(text, begin, limit)
        return match.end() if match else -1


class _QuoteSkipper:
    """Skips strings, templates and comments inside braces; remembers what never closes, so as to look only once."""

    def __init__(self, text: str, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._never: set[str] = set()
        self._not_before: dict[str, int] = {}

    def after(self, start: int) -> int:
        """The position after the string or comment that begins at ``start``, or after its first character if it is none."""
        mark = self._text[start]
        if mark == "/":
            return self._after_comment(start)
        if mark in self._never or start < self._not_before.get(mark, 0):
            return start + 1
        limit = self._limit if mark == "`" else self._line_end(start)
        end = _string_end(self._text, start, limit)
        if end > 0:
            return end
        if mark == "`":
            self._never.add(mark)
        else:
            self._not_before[mark] = limit
        return start + 1

    def _after_comment(self, start: int) -> int:
        if self._text.startswith("//", start) and not self._text.startswith(":", start - 1):
            return self._line_end(start)
        if not self._text.startswith("/*", start) or "/*" in self._never:
            return start + 1
        close = self._text.find("*/", start + 2, self._limit)
        if close < 0:
            self._never.add("/*")
            return start + 1
        return close + 2

    def _line_end(self, start: int) -> int:
        end = self._text.find("\n", start, self._limit)
        return self._limit if end < 0 else end


_STRING_MARK = {quote: re.compile(rf"[\\{quote}]") for quote in "\"'`"}


def _string_end(text: str, start: int, limit: int) -> int:
    """The position after the quote that closes the one at ``start``; -1 if there is none before ``limit``."""
    position = start + 1
    marks = _STRING_MARK[text[start]]
    while match := marks.search(text, position, limit):
        if match[0] != "\\":
            return match.end()
        position = match.end() + 1
    return -1


def _skip_space(text: str, position: int, limit: int) -> int:
    match = _SPACE.match(text, position, limit)
    return match.end() if match else position


def literal_text(expression: str) -> str | None:
    """The text of ``{'words'}``, ``{"words"}`` or a template without holes; None for any other expression (braces included)."""
    code = expression[1:-1].strip()
    if len(code) < 2 or code[0] not in "\"'`" or _string_end(code, 0, len(code)) != len(code):
        return None
    if code[0] == "`" and _HOLE.search(code):
        return None
    return _ESCAPE.sub(_unescaped, code[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "\n": ""}.get(match[1], match[1])


def _language(attributes: str) -> str:
    found = _OF_LANGUAGE.search(attributes)
    return found[1] if found else ""


def _shown(words: Sequence[str], name: str, attributes: str) -> tuple[str, ...]:
    """The words of a tag's attributes, none of a badge's."""
    is_badge = name.lower() == "img" and any(BADGE.search(each[0]) for each in _SOURCE.finditer(attributes))
    return () if is_badge else tuple(words)


def _visible_words(tag_name: str, attribute: str, value: str) -> list[str]:
    visible = _VISIBLE_HTML_ATTRIBUTES if tag_name[:1].islower() else _VISIBLE_ATTRIBUTES
    if attribute not in visible:
        return []
    words = " ".join(_value_text(value).split())
    return [words] if words else []


def _labels_of(values: str) -> dict[str, str]:
    """``[{label: 'npm', value: 'n'}]``: ``{"n": "npm"}``."""
    found: dict[str, str] = {}
    for tab in _TAB.findall(values):
        label, value = _LABEL_OF_TAB.search(tab), _VALUE_OF_TAB.search(tab)
        if label and value:
            found[value[1] or value[2]] = label[1] or label[2]
    return found


def _value_text(value: str) -> str:
    if value[0] in "\"'":
        return unescape(value[1:-1])
    if value[0] != "{":
        return unescape(value)
    literal = literal_text(value)
    if literal is not None:
        return literal
    inner = value[1:-1].strip()
    return unescape(_MARKUP.sub(" ", inner)) if inner.startswith("<") and inner.endswith(">") else ""
