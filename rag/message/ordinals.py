"""What a message means by "the second one": the second of what the last answer lists.

Knows the items, steps and rows of an answer in Markdown; not what is asked of them.
"""

import re

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMERALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th")
_KINDS = (
    r"(?:one|item|point|bullet|option|command|method|way|type|kind|sort|reason|example|condition|flag|row|entry|line|rule|part"
    r"|paragraph|clause|ingredient|requirement|symptom)"
)
_NTH = re.compile(
    rf"\b(?:the\s+)?(?P<nth>{'|'.join((*_ORDINALS, *_NUMERALS))}|last)\s+(?:(?P<step>step)|{_KINDS})\b(?!\s+(?:of|in|that)\b)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*]|\d+[.)]) +(?P<text>\S.*)$")
_ROW = re.compile(r"^\|\s*(?P<text>[^|]*\S)\s*\|")
_RULE = re.compile(r"^\|[\s:|-]+\|$")
_MARKERS = re.compile(r"\s*\[\d+\]|\*\*")
_POINT = re.compile(r"^\(\w{1,3}\)\s+")
_LABEL = re.compile(r"^(\S[^:]{0,40}?):\s")
_MOST_CHARACTERS = 100
_FEWEST = 2  # of one nobody says "the first one"


def by_number(message: str) -> bool:
    """Whether it speaks of one of several by its number."""
    return bool(_NTH.search(message))


def put_in_for_ordinal(message: str, answer: str) -> str:
    """The message with what is meant in place of "the second one"; "" where it means nothing that the answer lists."""
    asked = _NTH.search(message)
    if not asked:
        return ""
    listed = _listed(answer, steps_only=bool(asked["step"]))
    at = _place(asked["nth"].lower())
    if len(listed) < _FEWEST or at >= len(listed):
        return ""
    return f"{message[: asked.start()]}{listed[at]}{message[asked.end() :]}"


def _place(nth: str) -> int:
    return -1 if nth == "last" else (_ORDINALS if nth in _ORDINALS else _NUMERALS).index(nth)


def _listed(answer: str, *, steps_only: bool) -> list[str]:
    """Its items; of one that has items of its own, these. Where there are none, the rows of its first table, by what heads them."""
    lines = answer.splitlines()
    items = [found for line in lines if (found := _ITEM.match(line)) and (found["mark"][0].isdigit() or not steps_only)]
    levels = [
        [each for each in items if len(each["indent"]) == indent]
        for indent in sorted({len(one["indent"]) for one in items})
    ]
    if levels:
        listed = levels[-1] if len(levels) > 1 and len(levels[0]) == 1 else levels[0]
        return [_short(each["text"]) for each in listed]
    rules = [at for at, line in enumerate(lines) if _RULE.match(line)]
    if steps_only or not rules:
        return []
    rows = (_ROW.match(line) for line in lines[rules[0] + 1 :])
    return [_short(row["text"]) for row in rows if row]


def _short(item: str) -> str:
    text = _POINT.sub("", _MARKERS.sub("", item)).strip()
    label = _LABEL.match(text)
    return label[1] if label else text[:_MOST_CHARACTERS].rstrip(" .")
