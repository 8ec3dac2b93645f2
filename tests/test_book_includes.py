"""What a page takes in from files beside it is on the page."""

from pathlib import Path

import pytest
from test_book_library import book

from rag.book.library import read_book
from rag.book.shelf import Volume, files_in_folder
from rag.types import Page

STEPS = "---\ntitle: hidden\n---\n\n## Oil the valve\n\nUse two drops.\n"
PAGE = "import Steps from './_steps.mdx';\n\n# Valves\n\nBefore.\n\n<Steps />\n\nAfter.\n"


def said(root: Path, name: str = "valves.mdx") -> str:
    """All that the page says, as Markdown."""
    [page] = [page for page in read_book(root) if isinstance(page, Page) and page.source_path == name]
    return "\n\n".join(block.text for section in page.sections for block in section.blocks)


def test_a_part_is_read_where_it_is_used_with_its_headings_and_without_its_front_matter(tmp_path: Path):
    root = book(tmp_path / "docs", {"valves.mdx": PAGE, "_steps.mdx": STEPS})

    [page] = read_book(root)

    assert isinstance(page, Page)
    assert [(section.headings, [block.text for block in section.blocks]) for section in page.sections] == [
        ((), ["Before."]),
        (("Oil the valve",), ["Use two drops.", "After."]),
    ]


@pytest.mark.parametrize("written", ["../parts/_steps.mdx", "@site/docs/parts/_steps.mdx", "/parts/_steps.mdx"])
def test_a_part_may_stand_elsewhere_in_the_book_and_take_in_others(tmp_path: Path, written: str):
    pages = {
        "a/valves.mdx": PAGE.replace("./_steps.mdx", written),
        "parts/_steps.mdx": f"import Drops from './_drops.md'\n{STEPS}\n<Drops/>\n",
        "parts/_drops.md": "A drop is a drop.",
    }

    assert "Use two drops.\n\nA drop is a drop.\n\nAfter." in said(book(tmp_path / "docs", pages), "a/valves.mdx")


def test_code_from_a_file_is_code(tmp_path: Path):
    page = (
        "import Code from '!!raw-loader!./valve.py';\n\n# Valves\n\n<CodeBlock language=\"python\">{Code}</CodeBlock>\n"
    )
    root = book(tmp_path / "docs", {"valves.mdx": page, "valve.py": 'print(f"`{oil}` ${price} \\n")\n'})

    assert said(root) == '```python\nprint(f"`{oil}` ${price} \\n")\n```'


def test_what_a_page_shows_as_code_takes_nothing_in(tmp_path: Path):
    shown = "import Steps from './_steps.mdx'\n\n# Valves\n\n```jsx\n<Steps />\n```\n"

    assert said(book(tmp_path / "docs", {"valves.mdx": shown, "_steps.mdx": STEPS})) == "```jsx\n<Steps />\n```"


@pytest.mark.parametrize(
    "written",
    [
        "./_missing.mdx",
        "../outside.mdx",
        "../../etc/passwd",
        "./valve.png",
        "@site/src/_steps.mdx",
        "/_steps.mdx",
        "./_latin.mdx",
    ],
)
def test_what_is_not_there_or_no_part_of_the_book_is_left_out(tmp_path: Path, written: str):
    pages = {"valves.mdx": PAGE.replace("./_steps.mdx", written), "valve.png": "x", "_latin.mdx": b"\xe9"}
    (tmp_path / "outside.mdx").write_text("secret")

    assert said(book(tmp_path / "docs", pages)) == "Before.\n\nAfter."


def test_the_snippets_of_a_mintlify_site_are_no_pages(tmp_path: Path):
    pages = {"a.mdx": PAGE.replace("./_steps.mdx", "/snippets/steps.mdx"), "snippets/steps.mdx": STEPS}
    root = book(tmp_path / "docs", pages)
    assert [each.source_path for each in files_in_folder(root)] == ["a.mdx", "snippets/steps.mdx"]

    (root / "docs.json").write_text("{}")
    assert [each.source_path for each in files_in_folder(root)] == ["a.mdx"]
    assert "Use two drops." in said(root, "a.mdx")


def test_parts_that_take_in_each_other_end(tmp_path: Path):
    pages = {"valves.mdx": PAGE, "_steps.mdx": "import Steps from './_steps.mdx'\n\nOnce more.\n\n<Steps />\n"}

    assert said(book(tmp_path / "docs", pages)).count("Once more.") == 4


def test_a_small_file_that_is_used_often_makes_no_endless_page(tmp_path: Path):
    pages = {"valves.mdx": PAGE + "\n<Steps />\n" * 500, "_steps.mdx": "word " * 4000}
    root = book(tmp_path / "docs", pages)

    assert len(Volume("valves.mdx", root / "valves.mdx").text()) < 1_100_000


def test_a_page_is_another_one_when_its_part_changes(tmp_path: Path):
    root = book(tmp_path / "docs", {"valves.mdx": PAGE, "_steps.mdx": STEPS})
    before = Volume("valves.mdx", root / "valves.mdx").text()
    (root / "_steps.mdx").write_text("Use three drops.")

    assert Volume("valves.mdx", root / "valves.mdx").text() != before
