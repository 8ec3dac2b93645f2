"""Blocks of a section from the parser's block tokens: paragraphs, items, tables, code, math, admonitions, tags.

Knows how each kind is written as light Markdown. Knows nothing about headings.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from textwrap import dedent

from markdown_it.token import Token

from rag.book.markup.code_marks import as_shown
from rag.book.markup.directive import split_alert
from rag.book.markup.fence import fenced, info_language, info_tab, info_title
from rag.book.markup.labels import LABELS
from rag.book.markup.mdx import Piece
from rag.book.markup.tabs import Tabs
from rag.book.markup.tag import Tag
from rag.book.markup.words import lines_of_words, tag_of, words_of
from rag.types import Block

_LABELLED = frozenset(LABELS.values())  # <Note>, <Tip> … are the admonitions of other sites
_INDENTED_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)\n(?P<code>(?:(?!(?P=mark)).*\n)+)(?P=mark)")
_CONTENTS = re.compile(r"\b(?:contents|(?:in|on) this \w+):$", re.IGNORECASE)
_TABS = "Tabs"
_OF_TABS = frozenset({_TABS, "TabItem", "Tab", "Tabs.Tab"})
FEWEST_LINKS = 3  # fewer are no table of contents


@dataclass(slots=True)
class _List:
    marker: str  # "-", or "" where items are numbered
    number: int = 0


@dataclass(slots=True)
class _Table:
    line: int
    rows: list[list[str]] = field(default_factory=list)
    head_rows: int = 0

    def text(self) -> str:
        width = max(map(len, self.rows), default=0)
        rows = [row + [""] * (width - len(row)) for row in self.rows]
        if not self.head_rows:
            rows.insert(0, [""] * width)
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + "---|" * width)
        return "\n".join(lines)


class BlockWriter:
    """Takes the tokens of a section one by one; ``finish`` gives its blocks and begins the next."""

    def __init__(self, first_line: int) -> None:
        self._first_line = first_line
        self._blocks: list[Block] = []
        self._lists: list[_List] = []
        self._marker = ""  # of the item whose first words are still to come
        self._label = ""  # of the admonition whose first words are still to come
        self._entry = ""  # of a reference, whose first words are still to come
        self._entry_line = 0
        self._table: _Table | None = None
        self._code_block: Tag | None = None  # that is open
        self._code_group = False  # <CodeGroup> is open: each code in it is a tab
        self._tabs = Tabs()
        self._names_a_tab = False  # the next words
        self._opens = True  # the page: no section has ended
        self._contents: int | None = None  # the first block of the list that is open, while that is a table of contents
        self._run_in: set[int] = set()  # blocks that begin with a bold head of their own: "**Speed.** It is 0."
        self._begins_run_in = False  # the paragraph whose words come next

    def finish(self) -> tuple[Block, ...]:
        """The blocks since the last call."""
        self._flush_entry()
        self._label = ""
        self._code_group = False
        self._contents, self._opens = None, False
        self._tabs.new_section()
        blocks, self._blocks = tuple(_listed(self._blocks, self._run_in)), []
        self._run_in.clear()
        return blocks

    def add(self, block: Block) -> None:
        if block.kind != "item":
            self._contents = None
        if line := self._tabs.line():
            self._blocks.append(Block("tab", line, block.line))
        self._blocks.append(block)

    def take(self, token: Token) -> None:
        """Read one block token. Types it does not know are containers, and their content speaks for itself."""
        line = self._first_line + (token.map[0] if token.map else 0)
        match token.type:
            case "inline":
                self._take_words(token.children or [], line)
            case "fence":
                self._add_code(token.content, token.info, line)
            case "code_block":
                self._add_indented_code(token.content, line)
            case "math_block" | "math_block_label":
                self._add_plain("math", f"$$\n{token.content.strip()}\n$$", line, token.content)
            case "flow":
                self._take_flow(token, line)
            case "admonition":
                self._flush_label(line)
                self._label = token.info
            case "tab_open":
                self._tabs.open()
                self._names_a_tab = True
            case "tab_close":
                self._tabs.close()
            case "bullet_list_open" | "ordered_list_open" | "list_item_open" | "list_item_close":
                self._take_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self._close_list()
            case "table_open":
                self._table = _Table(line)
            case "tr_open" if self._table:
                self._table.rows.append([])
            case "thead_close" if self._table:
                self._table.head_rows = len(self._table.rows)
            case "table_close":
                self._end_table()

    def _take_list(self, token: Token) -> None:
        if token.type == "list_item_close":
            self._marker = ""
        elif token.type == "list_item_open":
            own = self._lists[-1]
            self._marker = "  " * (len(self._lists) - 1) + (own.marker or f"{own.number}.") + " "
            own.number += 1
        else:
            if not self._lists and self._opens and not self._is_led_in():
                self._contents = len(self._blocks)
            ordered = token.type == "ordered_list_open"
            self._lists.append(_List("" if ordered else "-", int(token.attrGet("start") or 1) if ordered else 0))

    def _close_list(self) -> None:
        """Links to the page's own sections, with which it begins, are no words of the book: the sections follow."""
        self._lists.pop()
        if not self._lists and self._contents is not None:
            if len(self._blocks) - self._contents >= FEWEST_LINKS:
                del self._blocks[self._contents :]
            self._contents = None

    def _is_led_in(self) -> bool:
        """Whether the list is said to be of something else than the page's contents: "These are dangerous:"."""
        before = self._blocks[-1].text if self._blocks else ""
        return before.endswith(":") and not _CONTENTS.search(before)

    def _take_words(self, children: Sequence[Token], line: int) -> None:
        if self._names_a_tab:
            self._names_a_tab = False
            self._tabs.begin(words_of(children))
            return
        if self._lists and not _leads_down_the_page(children):
            self._contents = None
        if self._table:
            self._table.rows[-1].append(words_of(children, signs=True).replace("|", "\\|"))
            return
        self._begins_run_in = not self._lists and _runs_in(children)
        if entry := _entry_of(children):
            self._begin_entry(entry, line)
        elif not self._lists and not self._entry and _begins_entry(children):
            self._marker = "- "
        for words, tab, breaks in _parted_by_tabs(children):
            for text, offset in lines_of_words(words):
                self._add_words(text, line + breaks + offset)
            if tab:
                self._take_tab(tab)

    def _add_words(self, text: str, line: int) -> None:
        alert, text = split_alert(text)
        if alert:
            self._label = alert
        if not text:
            return
        if self._entry:
            self._marker = self._marker or "- "
            text, self._entry = f"{self._entry}: {text}", ""
        if self._marker:
            self._flush_label(line)
            self.add(Block("item", self._marker + text, line))
            self._marker = ""
            return
        label, self._label = self._label, ""
        self.add(Block("prose", f"{label}: {text}" if label else text, line))
        if self._begins_run_in:
            self._run_in.add(len(self._blocks) - 1)
            self._begins_run_in = False

    def _add_plain(self, kind: str, text: str, line: int, content: str) -> None:
        if content.strip():
            self._flush_label(line)
            self._flush_entry()
            self._marker = ""
            self.add(Block(kind, text, line))

    def _flush_label(self, line: int) -> None:
        """An admonition that begins with code, a list or a table has its label on a line of its own."""
        label, self._label = self._label, ""
        if label:
            self.add(Block("prose", f"{label}:", line))

    def _begin_entry(self, entry: str, line: int) -> None:
        self._flush_entry()
        self._entry, self._entry_line = entry, line

    def _flush_entry(self) -> None:
        """One that begins with code, or says nothing beyond its name and type."""
        entry, self._entry = self._entry, ""
        if entry:
            self.add(Block("item", f"- {entry}", self._entry_line))

    def _add_code(self, content: str, info: str, line: int) -> None:
        code = as_shown(content)
        tab = info_tab(info, grouped=self._code_group)
        if tab:
            self._tabs.open()
            self._tabs.begin(tab)
        self._add_plain("code", fenced(code, info_language(info), "" if tab else info_title(info)), line, code)
        if tab:
            self._tabs.close()

    def _add_indented_code(self, content: str, line: int) -> None:
        """What Python-Markdown takes for a fence in a list, since it counts from the bullet, is one."""
        if found := _INDENTED_FENCE.fullmatch(dedent(content).strip()):
            self._add_code(found["code"], found["info"], line + 1)
        else:
            self._add_code(content, "", line)

    def _end_table(self) -> None:
        table, self._table = self._table, None
        if table and any(any(row) for row in table.rows):
            self._flush_label(table.line)
            self._flush_entry()
            self._marker = ""
            self.add(Block("table", table.text(), table.line))

    def _take_flow(self, token: Token, line: int) -> None:
        pieces: list[Piece] = token.meta["pieces"]
        source, position = token.meta["text"], token.meta["start"]
        for piece in pieces:
            piece_line = line + source.count("\n", token.meta["start"], position)
            self._take_piece(piece, piece_line)
            position = piece.end

    def _take_piece(self, piece: Piece, line: int) -> None:
        if piece.kind == "code" or (piece.kind == "words" and self._code_block):
            self._add_code(piece.text.strip("\n"), self._code_block.language if self._code_block else "", line)
        elif piece.kind == "words" and piece.text.strip():
            self._add_words(" ".join(piece.text.split()), line)
        elif piece.tag:
            self._take_tag(piece.tag, line)

    def _take_tag(self, tag: Tag, line: int) -> None:
        if tag.name == "CodeBlock":
            self._code_block = None if tag.closing or tag.self_closing else tag
        if tag.name in _OF_TABS:
            self._take_tab(tag)
            return
        if tag.name == "CodeGroup":
            self._code_group = not (tag.closing or tag.self_closing)
        if tag.entry and not tag.self_closing:
            self._flush_label(line)
            self._begin_entry(tag.entry, line)
        elif tag.closing:
            self._flush_entry()
        if tag.name in _LABELLED and not tag.closing and not tag.self_closing and not tag.words:
            self._flush_label(line)
            self._label = tag.name
        for words in tag.words:
            self._add_words(words, line)
        if tag.code:
            self._add_code(tag.code, "", line)
        for item in tag.items:
            self._flush_label(line)
            self.add(Block("item", f"- {item}", line))

    def _take_tab(self, tag: Tag) -> None:
        if tag.self_closing:
            return
        if tag.name == _TABS and tag.closing:
            self._tabs.close()
        elif tag.name == _TABS:
            self._tabs.open(tag.words)
        elif tag.closing:
            self._tabs.end()
        else:
            self._tabs.begin(" ".join(tag.words))


def _parted_by_tabs(children: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Tag | None, int]]:
    """Words, the tag of tabs behind them or None at the end, and the line breaks before them: "<TabItem label="npm">npm i</TabItem>"."""
    start = breaks = 0
    for at, token in enumerate(children):
        tag = tag_of(token)
        if tag and tag.name in _OF_TABS:
            yield children[start:at], tag, breaks
            breaks += sum(each.type.endswith("break") for each in children[start:at])
            start = at + 1
    yield children[start:], None, breaks


def _listed(blocks: Sequence[Block], run_in: Container[int]) -> Iterator[Block]:
    """Paragraphs side by side that begin with heads of their own are a list to their writer."""
    for at, block in enumerate(blocks):
        beside = at - 1 in run_in or at + 1 in run_in
        is_item = at in run_in and beside and block.kind == "prose"
        yield replace(block, kind="item", text=f"- {block.text}") if is_item else block


def _runs_in(words: Sequence[Token]) -> bool:
    """Whether a paragraph begins with words in bold that end as a sentence does, and goes on."""
    opened = next((at for at, each in enumerate(words) if each.type not in ("text", "em_open") or each.content), 0)
    if not words or words[opened].type != "strong_open":
        return False
    closed = next((at for at, each in enumerate(words) if each.type == "strong_close"), 0)
    return words_of(words[opened + 1 : closed]).endswith((".", "!")) and bool(words_of(words[closed + 1 :]))


def _entry_of(words: Sequence[Token]) -> str:
    """What the tag with which they begin is an entry for: "<ParamField path="--on">Lights it.</ParamField>" on a line."""
    tag = tag_of(words[0]) if words else None
    return tag.entry if tag and not tag.self_closing else ""


def _begins_entry(words: Sequence[Token]) -> bool:
    """Whether a paragraph is a reference's entry: "**maxSize** (`number`): Of each chunk."."""
    begins = [each for each in words if each.type != "text" or each.content][:6]
    if [each.type for each in begins] != ["strong_open", "text", "strong_close", "text", "code_inline", "text"]:
        return False
    _, name, _, opens, _, closes = (each.content for each in begins)
    return " " not in name and opens == " (" and closes.startswith("):")


def _leads_down_the_page(words: Sequence[Token]) -> bool:
    """Whether all of it is one link to a section of the page: "[Log rotation](#rotate)"."""
    shown = [each for each in words if each.type != "text" or each.content.strip()]
    return (
        len(shown) > 1
        and shown[0].type == "link_open"
        and str(shown[0].attrGet("href")).startswith("#")
        and shown[-1].type == "link_close"
        and sum(each.type == "link_open" for each in shown) == 1
    )
