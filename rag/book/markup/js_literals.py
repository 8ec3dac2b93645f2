"""Object literals of JavaScript and TypeScript, read without running them: what a `docusaurus.config.ts` says in so many words.

Knows strings, booleans, arrays and objects. What is computed, spread or called is None, and so is a string that something is added to.
"""

import re
from collections.abc import Iterator, Sequence

# A string; an object; what stands in a list, in order; None where it is none of these.
Literal = str | bool | dict[str, "Literal"] | list["Literal"] | None

DEEPEST = 40  # objects and lists in one another

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)
      | (?P<word>[\w$]+)
      | (?P<mark>=>|\.\.\.|[^\s\w$])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OPENS, _CLOSES = "([{", ")]}"
_SAME_VALUE = ("satisfies", "as")  # what TypeScript has behind a value


def objects(text: str) -> Iterator[dict[str, Literal]]:
    """Each object that is written in a text, but for those within another, in order."""
    tokens = [match[0] for match in _TOKEN.finditer(text) if match.lastgroup != "comment"]
    ends = _ends(tokens)
    at = 0
    while at < len(tokens):
        if tokens[at] == "{" and _is_key(tokens, at + 1):
            found, at = _object(tokens, ends, at, 0)
            yield found
        else:
            at += 1


def _is_key(tokens: Sequence[str], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1] == ":" and (tokens[at][0].isalpha() or tokens[at][0] in "'\"_$")


def _value(tokens: Sequence[str], ends: Sequence[int], at: int, depth: int) -> tuple[Literal, int]:
    """The value that begins there, and where it ends: at a comma, or at the bracket that closes what it stands in."""
    end = ends[at]
    opened = 0
    while at < end and tokens[at] == "(":
        at, opened = at + 1, opened + 1
    if at == end or depth == DEEPEST:
        return None, end
    found: Literal
    if tokens[at] == "{":
        found, at = _object(tokens, ends, at, depth + 1)
    elif tokens[at] == "[":
        found, at = _list(tokens, ends, at, depth + 1)
    elif tokens[at] in ("true", "false"):
        found, at = tokens[at] == "true", at + 1
    elif tokens[at][0] in "'\"`":
        found, at = _string(tokens[at]), at + 1
    else:
        return None, end
    while at < end and opened and tokens[at] == ")":
        at, opened = at + 1, opened - 1
    return (found if at >= end or tokens[at] in _SAME_VALUE else None), end


def _string(written: str) -> str | None:
    return None if written[0] == "`" and "${" in written else _ESCAPE.sub(r"\1", written[1:-1])


def _object(tokens: Sequence[str], ends: Sequence[int], at: int, depth: int) -> tuple[dict[str, Literal], int]:
    """``at``: of its brace."""
    found: dict[str, Literal] = {}
    at += 1
    while at < len(tokens) and tokens[at] != "}":
        if _is_key(tokens, at):
            key = tokens[at].strip("'\"")
            found[key], at = _value(tokens, ends, at + 2, depth)
        else:
            at = ends[at]
        at += at < len(tokens) and tokens[at] == ","
        if at < len(tokens) and tokens[at] in ")]":
            break
    return found, at + 1


def _list(tokens: Sequence[str], ends: Sequence[int], at: int, depth: int) -> tuple[list[Literal], int]:
    """``at``: of its bracket."""
    found: list[Literal] = []
    at += 1
    while at < len(tokens) and tokens[at] != "]":
        value, at = _value(tokens, ends, at, depth)
        found.append(value)
        at += at < len(tokens) and tokens[at] == ","
        if at < len(tokens) and tokens[at] in ")}":
            break
    return found, at + 1


def _ends(tokens: Sequence[str]) -> list[int]:
    """Of what is written at each place: its comma, or the bracket that closes what it stands in."""
    ends = [len(tokens)] * (len(tokens) + 1)
    around = [len(tokens)]  # what ends here, in each of the brackets that stand around, the innermost last
    for at in reversed(range(len(tokens))):
        if tokens[at] in _CLOSES:
            around.append(at)
        elif tokens[at] in _OPENS:
            around.pop()
            around = around or [len(tokens)]  # nothing closes it
        elif tokens[at] == ",":
            around[-1] = at
        ends[at] = around[-1]
    return ends
