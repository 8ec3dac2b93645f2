"""What visitors asked as a spreadsheet reads it: cells without words are empty, and none is a formula."""

import csv
import io
from dataclasses import replace

import pytest

from rag.remembered import Asked
from rag.web.ui.spreadsheet import as_csv

ASKED = Asked("m1", "How fast is a Heron?", "/docs/cars", "answered", 0.5, "extractive", 0, 0.0, 12.0)


def row(asked: Asked) -> dict[str, str]:
    [read] = csv.DictReader(io.StringIO(as_csv([asked])))
    return read


def test_a_question_is_a_row_under_its_columns():
    assert row(replace(ASKED, rating="down", comment='too "short", and\nvague')) == {
        "at (UTC)": "1970-01-01 00:00",
        "question": "How fast is a Heron?",
        "status": "answered",
        "rating": "down",
        "comment": 'too "short", and\nvague',
        "page": "/docs/cars",
        "relevance": "0.500",
        "model": "extractive",
        "tokens": "0",
        "ms": "12.0",
    }


def test_what_nobody_said_is_an_empty_cell():
    read = row(replace(ASKED, page_path=""))

    assert (read["rating"], read["comment"], read["page"]) == ("", "", "")


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_is_text(begins):
    read = row(replace(ASKED, question=f"{begins}1+1", comment="1+1=2"))

    assert (read["question"], read["comment"]) == (f"'{begins}1+1", "1+1=2")
