"""The file of questions: what may stand in it, and how its mistakes are told."""

import json
from pathlib import Path

import pytest

from rag.evaluation.cases import BadQuestionFile, read_cases
from rag.evaluation.command import SAMPLE_QUESTIONS


def write(path: Path, lines: list) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_everything_may_be_left_out_but_the_question(tmp_path: Path):
    (case,) = read_cases(
        write(tmp_path / "q.jsonl", ["\ufeff" + json.dumps({"question": "Why?", "page": None}), "", " "])
    )
    assert (case.question, case.page, case.expects, case.in_book, case.place) == (
        "Why?",
        "",
        (),
        None,
        f"{tmp_path}/q.jsonl:1",
    )


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path: Path):
    path = write(
        tmp_path / "q.jsonl",
        [
            {"question": "fine?"},
            "{not json",
            '["a list"]',
            {"expects": ["a"]},
            {"question": "  "},
            {"question": "x" * 501},
            {"question": "a?", "expect": ["b"]},
            {"question": "a?", "expects": "b"},
            {"question": "a?", "expects": ["**"]},
            {"question": "a?", "status": "perhaps"},
            {"question": "a?", "history": [{"question": "b?"}, {"question": "", "answer": "c"}]},
        ],
    )
    with pytest.raises(BadQuestionFile) as caught:
        read_cases(path)
    told = str(caught.value).splitlines()[1:]
    assert [int(line.removeprefix(f"{path}:").split(":")[0]) for line in told] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    expected = [
        "no JSON",
        "a JSON object",
        "question",
        "empty",
        "501",
        "'expects'",
        '["words of a right answer"',
        "no word",
        '"not_in_book"',
        "history[0].answer",
    ]
    for line, words in zip(told, expected, strict=True):
        assert words in line


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe{}", None], ids=["empty", "blank", "no UTF-8", "no file"])
def test_a_file_without_questions_is_named(tmp_path: Path, content: bytes | None):
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadQuestionFile, match=r"q\.jsonl"):
        read_cases(path)


def test_the_sample_questions_can_be_read():
    cases = read_cases(SAMPLE_QUESTIONS)
    assert len({case.key for case in cases}) == len(cases) >= 200
