"""Reading JSX, HTML tags and brace expressions where they stand in a page.

Knows where each of them ends. Knows nothing about Markdown. Whatever does not scan is left to the caller as plain text: scanning never
raises, and its total work on a page is bounded.
"""

import re

from rag.book.markup.strings import string_end
from rag.book.markup.tag import STRINGS, Seen, Tag, labels_of, value_text

_TAG_NAME = re.compile(r"[A-Za-z_$][\w$:.-]*")
_ATTRIBUTE_NAME = re.compile(r"[@:#*]?[A-Za-z_$][\w$:.@-]*")
_BARE_VALUE = re.compile(r"[^\s\"'=<>`{}]+")
_SPACE = re.compile(r"\s*")
_CODE_MARK = re.compile(r"[{}\"'`/]")


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
        seen = Seen()
        bare, begins = True, position
        while True:
            after_space = _skip_space(text, position, limit)
            if after_space >= limit:
                return None
            mark = text[after_space]
            if mark == ">":
                return seen.tag(Tag(name, after_space + 1, bare=bare), text[begins:after_space])
            if mark == "/":
                position = _skip_space(text, after_space + 1, limit)
                if position < limit and text[position] == ">":
                    return seen.tag(Tag(name, position + 1, self_closing=True, bare=bare), text[begins:position])
                return None
            if after_space == position:
                return None
            bare = False
            if mark == "{":  # {...spread}
                position = self.braces(text, after_space, limit)
            elif (position := self._attribute(text, after_space, limit, tag_name=name, seen=seen)) < 0:
                return None
            if position < 0:
                return None

    def _attribute(self, text: str, start: int, limit: int, *, tag_name: str, seen: Seen) -> int:
        """Read ``name``, ``name="value"`` or ``name={value}``; add what a reader sees to ``seen``. -1 if it is none."""
        match = _ATTRIBUTE_NAME.match(text, start, limit)
        if match is None:
            return -1
        equals = _skip_space(text, match.end(), limit)
        if not text.startswith("=", equals) or equals >= limit:
            return match.end()
        begin = _skip_space(text, equals + 1, limit)
        end = self._value_end(text, begin, limit)
        if end > 0 and tag_name == "Tabs" and match[0] == "values":
            self._tabs |= labels_of(text[begin:end])
        elif end > 0 and tag_name == "Tabs" and match[0] == "items":  # of Nextra and Fumadocs
            seen.words.extend(one or other for one, other in STRINGS.findall(text[begin:end]))
        elif end > 0 and tag_name in ("TabItem", "Tab") and match[0] in ("value", "label"):
            self._name_tab(value_text(text[begin:end]), seen.words, is_label=match[0] == "label")
        elif end > 0:
            seen.take(tag_name, match[0], text[begin:end])
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
        end = string_end(self._text, start, limit)
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


def _skip_space(text: str, position: int, limit: int) -> int:
    match = _SPACE.match(text, position, limit)
    return match.end() if match else position
