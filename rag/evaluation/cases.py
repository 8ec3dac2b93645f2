"""Questions with known answers, one JSON object a line.

Knows the format, and how to name everything that is wrong with a file at once. It does not know how a question is asked or scored.
"""

import difflib
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rag.errors import BadQuestion, BookError
from rag.evaluation.gold import bare
from rag.message.input import cleaned
from rag.types import Question


class BadQuestionFile(BookError):
    """``str(error)`` goes on with a line for each problem, ``file:line: what is wrong``."""

    kind = "question_file"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer from earlier in the conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question, and what is known about its answer. All but the question may be left out of the file."""

    question: str
    page: str = ""  # where the visitor reads
    expects: tuple[str, ...] = ()  # all of these stand in a right chunk, and in a right answer
    status: Literal["answered", "not_in_book"] | None = None
    history: tuple[Exchange, ...] = ()
    context: str = ""  # the text that the visitor selected
    kind: str = ""
    place: str = ""  # "file:line"; not read from the line itself

    @property
    def in_book(self) -> bool | None:
        """None where the file does not say."""
        if self.status is None:
            return True if self.expects else None
        return self.status == "answered"

    @property
    def sought(self) -> tuple[str, ...]:
        """What a right chunk holds; nothing where the book has no right chunk."""
        return self.expects if self.in_book else ()

    @property
    def key(self) -> str:
        """The same for the same question with the same right answer, in any file: what two runs are compared by."""
        told = [self.question, self.page, self.expects, self.in_book, self.context]
        told += [(each.question, each.answer) for each in self.history]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    @property
    def asked(self) -> Question:
        return Question(self.question, context=self.context, page_path=self.page)


_FORMAT = TypeAdapter(Case)
_NAMES = [each.name for each in fields(Case) if each.name != "place"]


def read_cases(path: Path) -> list[Case]:
    """All questions of a file, in order. Raises BadQuestionFile."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it is no UTF-8: {error}"
        raise BadQuestionFile(f"{path} can't be read ({reason}); name a file with one JSON object a line") from error
    cases: list[Case] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            case, wrong = _read(line, f"{path}:{number}")
            problems += [f"{path}:{number}: {each}" for each in wrong]
            cases += [case] if case else []
    if problems:
        raise BadQuestionFile("\n".join([f"{path} can't be used as it is", *problems]))
    if not cases:
        raise BadQuestionFile(f"{path} holds no question; write one JSON object a line")
    return cases


def draw(cases: Sequence[Case], limit: int | None, seed: int) -> list[Case]:
    """``limit`` of them, the same ones for the same seed, in their order."""
    if limit is None or limit >= len(cases):
        return list(cases)
    return [cases[at] for at in sorted(random.Random(seed).sample(range(len(cases)), limit))]


def distinct_keys(cases: Sequence[Case]) -> list[str]:
    """The key of each; a question that comes twice is counted on, so that no two are the same."""
    seen: Counter[str] = Counter()
    keys = []
    for case in cases:
        seen[case.key] += 1
        keys.append(case.key if seen[case.key] == 1 else f"{case.key}#{seen[case.key]}")
    return keys


def _read(line: str, place: str) -> tuple[Case | None, list[str]]:
    """The case, or what is wrong with it."""
    try:
        values = json.loads(line)
    except ValueError as error:
        return None, [f"no JSON ({error}); write one object a line, with its names and words in double quotes"]
    if not isinstance(values, dict):
        return None, [f'a JSON object like {{"question": "…"}} is wanted, this is {line.strip()[:40]}']
    given = {name: value for name, value in values.items() if name in _NAMES and value is not None}
    problems = [_unknown(name) for name in values if name not in _NAMES]
    try:
        case = _FORMAT.validate_python({**given, "place": place})
    except ValidationError as error:
        return None, problems + [_in_words(each["loc"], each["msg"]) for each in error.errors()]
    return case, problems + list(_unaskable(case))


_WANTED = {
    "question": '"question": "what a visitor asks"',
    "answer": '"answer": "what was said"',
    "page": '"page": "/docs/chapter-2"',
    "expects": '"expects": ["words of a right answer", "…"]',
    "each of expects": "words in double quotes",
    "status": '"status": "answered" or "not_in_book"',
    "history": '"history": [{"question": "…", "answer": "…"}]',
    "each of history": '{"question": "…", "answer": "…"}',
    "context": '"context": "the selected text"',
    "kind": '"kind": "a name of your own"',
}


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, _NAMES, n=1)
    return f"{name!r} is not known{f'; did you mean {near[0]!r}?' if near else ', only ' + ', '.join(_NAMES)}"


def _in_words(where: tuple[int | str, ...], message: str) -> str:
    spelt = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    name = str(where[-1]) if where and isinstance(where[-1], str) else ""
    if message == "Field required":
        return f"{spelt} is missing; write {_WANTED[name]}"
    wanted = _WANTED.get(name) or _WANTED.get(f"each of {where[0]}" if where else "", "")
    return f"{spelt} can't be read; write {wanted}"


def _unaskable(case: Case) -> Iterator[str]:
    asked = [("question", case.question)]
    asked += [(f"history[{at}].question", each.question) for at, each in enumerate(case.history)]
    for name, question in asked:
        try:
            cleaned(Question(question))
        except BadQuestion as error:
            yield f"{name}: {error}"
    for at, words in enumerate(case.expects):
        if not bare(words):
            yield f"expects[{at}]: there is no word in {words!r}; leave it out, or name words of a right answer"
