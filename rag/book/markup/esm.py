"""Finding the ``import`` and ``export`` statements of an MDX page.

Knows what a statement looks like and where it ends, and what it exports where that is words or a number; a sentence that begins with the
word "import" is not one.
"""

import re

_STATEMENT = re.compile(
    r"""
    import (?:
        \s* ['"][^'"\n]*['"]
      | \s+ (?:type\s+)? [\w$*] [^;'"`\n]*? \s from \s* ['"]
      | \s* (?:type\s+)? (?:[\w$]+ \s*,)? \s* \{ [^;{}'"`]* \} \s* from \s* ['"]
    )
  | export \s+ (?:
        (?:const|let|var) \s+ [\w$\[{]
      | (?:async\s+)? function \b \s* \*? \s* [\w$]* \s* [(<]
      | (?:abstract\s+)? class \s+ [\w$]+ [^\n]* \{
      | (?:type|interface|enum) \s+ [\w$]+ [^\n]* [={]
      | default \b (?: \s* [({\[] | \s+ (?:async\s+)? (?:function|class) \b | \s+ [\w$.]+ \s* (?:[(;] | => | $) )
      | \{ [^}]* \}
      | \* \s+ (?:as\s+[\w$]+\s+)? from \b
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_MARK = re.compile(r"[\n(){}\[\]\"'`]|//|/\*")
_OPEN_TAIL = re.compile(r"(?:=>?|[,+*?:|&(\[{]|\b(?:from|import|extends|default|return))\s*\Z")
_CONTINUES = re.compile(r"[ \t]*(?:[.?:)\]}=+|&,]|from\b)")
_STRING = {
    '"': re.compile(r'"(?:[^"\\\n]|\\.)*+"'),
    "'": re.compile(r"'(?:[^'\\\n]|\\.)*+'"),
    "`": re.compile(r"`(?:[^`\\]|\\.)*+`", re.DOTALL),
}

_CONSTANT = re.compile(
    r"""^export \s+ const \s+ (?P<name>[A-Za-z_$][\w$]*) (?:\s*:\s*\w+)? \s* = \s*
    (?P<value> -?\d+(?:\.\d+)? | '[^'\\\n]*' | "[^"\\\n]*" | `[^`\\$\n]*`) [ \t]* ;? [ \t]*$""",
    re.VERBOSE | re.MULTILINE,
)


def constants(text: str) -> dict[str, str]:
    """The words and numbers that a page exports, by their names, as it shows them where it has these in braces."""
    if "export" not in text:
        return {}
    return {found["name"]: found["value"].strip("'\"`") for found in _CONSTANT.finditer(text)}


def statements_end(text: str, start: int) -> int:
    """The position of the line end after the last of the statements that begin at ``start``; -1 if there is none.

    Statements may follow each other without a blank line. One whose brackets never close ends at the next blank line.
    """
    end = -1
    while _STATEMENT.match(text, start):
        end = _statement_end(text, start)
        start = end + 1
    return end


def _statement_end(text: str, start: int) -> int:
    depth, position = 0, start
    while mark := _MARK.search(text, position):
        position = mark.end()
        symbol = mark[0]
        if symbol in "([{":
            depth += 1
        elif symbol in ")]}":
            depth -= 1
        elif symbol == "\n":
            if depth <= 0 and _is_complete(text, start, mark.start()):
                return mark.start()
        else:
            position = _after_quoted(text, mark)
    return len(text) if depth <= 0 else _blank_line(text, start)


def _is_complete(text: str, start: int, line_end: int) -> bool:
    line_start = max(start, text.rfind("\n", start, line_end) + 1)
    if _OPEN_TAIL.search(text, line_start, line_end):
        return False
    return _CONTINUES.match(text, line_end + 1) is None


def _after_quoted(text: str, mark: re.Match[str]) -> int:
    if mark[0] == "//":
        end = text.find("\n", mark.end())
        return len(text) if end < 0 else end
    if mark[0] == "/*":
        end = text.find("*/", mark.end())
        return mark.end() if end < 0 else end + 2
    match = _STRING[mark[0]].match(text, mark.start())
    return match.end() if match else mark.end()


def _blank_line(text: str, start: int) -> int:
    match = re.compile(r"\n[ \t]*\n").search(text, start)
    return match.start() if match else len(text)
