"""Headings and tables that compare what a question compares."""

import asyncio
from pathlib import Path

from conftest import with_pages

from rag.facts.comparisons import compared_rows, compares, compares_in_table
from rag.types import Question


def test_what_compares_them_says_so():
    assert compares(["gear", "belt"], "Belts vs. gears")
    assert compares(["gear drive", "belt drive"], "Belt vs. gear drives")
    assert compares(["gear", "belt"], "How gears differ from belts")
    assert not compares(["gear", "belt"], "Gears, belts and chains")
    assert not compares(["gear", "belt"], "Gears or chains")
    assert not compares(["gear"], "Gears vs. belts")


def test_a_table_compares_what_it_has_a_column_for():
    table = "| What | Gear | **Belts** |\n|---|:-:|---|\n| Noise | much | little |"
    assert compares_in_table(["gear", "belt"], f"Both were tried:\n\n{table}")
    assert not compares_in_table(["gear", "chain"], table)
    assert not compares_in_table(["gear"], table)
    assert compares_in_table(["gear drive", "belt drive"], table)
    assert not compares_in_table(["noise", "much"], table)
    assert not compares_in_table(["gear", "belt"], "| Gear | Belts |\n| Noise | much |")


def test_a_table_may_have_a_row_for_each_of_what_is_compared():
    firsts = ["Drive", "Belts", "Gear (helical)", "Gear (worm)", "Gearbox"]
    assert compared_rows(["gear", "belt"], firsts) == [1, 2, 3]
    assert compared_rows(["gear drive", "belt drive"], firsts) == [1, 2, 3]
    assert compared_rows(["gear", "chain"], firsts) == []
    assert compared_rows(["gear"], firsts) == []


def test_a_list_below_the_name_of_one_of_them_does_not_compare_two(tmp_path: Path):
    pages = {
        "places.md": "# Places\n\n## Templates\n\n- Ostrel\n- Vell\n- Ærø\n",
        "pages.md": "# Pages\n\nA layout holds a page.\n\nUnlike layouts, templates are made anew for each page.\n",
    }
    parts = with_pages(tmp_path, pages)
    answer = asyncio.run(parts.assistant.ask(Question("difference between layouts and templates")))

    assert "Unlike layouts, templates are made anew for each page." in answer.message
