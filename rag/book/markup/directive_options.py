"""The options that stand right below a directive's opening: lines of ``:name: value``, or YAML between two ``---``.

Knows where they end. What an option means is the directive's business.
"""

import re

from markdown_it.rules_block import StateBlock

from rag.book.markup.directive import line_of

_OPTION = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?\Z")
_YAML = re.compile(r"([A-Za-z][\w-]*):(?:[ \t]+(.*))?\Z|[-#](?:[ \t]|\Z)|\Z")


def options_below(state: StateBlock, line: int, end: int) -> tuple[dict[str, str], int]:
    """The options that begin at ``line``, by name, and the first line after them."""
    if line < end and line_of(state, line).rstrip() == "---":
        return _yaml_options(state, line, end)
    options = {}
    while line < end and state.sCount[line] >= state.blkIndent and (found := _OPTION.match(line_of(state, line))):
        options[found[1]] = (found[2] or "").strip()
        line += 1
    return options, line


def _yaml_options(state: StateBlock, rule: int, end: int) -> tuple[dict[str, str], int]:
    """Nothing of it where it is no YAML or never ends: then it was a rule across the page."""
    options: dict[str, str] = {}
    name = ""
    for line in range(rule + 1, end):
        text = line_of(state, line).rstrip()
        if text == "---":
            return options, line + 1
        goes_on = bool(name) and state.sCount[line] > state.sCount[rule]
        found = None if goes_on else _YAML.match(text)
        if found is None and not goes_on or text and state.sCount[line] < state.blkIndent:
            break
        if found and found[1]:
            name, text = found[1], (found[2] or "").strip("\"' ")
        options[name] = f"{options[name]} {text}" if name in options else text
    return {}, rule
