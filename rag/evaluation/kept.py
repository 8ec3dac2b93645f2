"""Questions that a maintainer kept as cases, in a file of their own.

Knows how a case becomes a line of the file, and that the same case is not kept twice. What a case means, `cases` knows.
"""

import json
from dataclasses import asdict
from pathlib import Path

from rag.errors import FolderError
from rag.evaluation.cases import Case, read_cases

NAME = "questions.jsonl"


def line_of(case: Case) -> str:
    """As the file of questions has it: nothing that is empty, nothing about where it was read."""
    values = {name: value for name, value in asdict(case).items() if value and name != "place"}
    return json.dumps(values, ensure_ascii=False)


def kept(path: Path) -> list[Case]:
    """None where there is no file yet. Raises BadQuestionFile."""
    return read_cases(path) if path.is_file() else []


def keep(path: Path, case: Case) -> bool:
    """False where it was kept already. Raises BadQuestionFile where the file can't be read, FolderError where it can't be written."""
    if any(each.key == case.key for each in kept(path)):
        return False
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line_of(case) + "\n")
    except OSError as error:
        raise FolderError(f"{path} can't be written ({error.strerror}); set DATA_DIR to a folder that can") from error
    return True
