"""Pages that nobody would write: whatever a file holds, reading a book ends, and what can't be read is named."""

import re
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.book import Notice, chunk_page, read_book
from rag.types import Page

# What Markdown, MDX and front matter are made of: put together at random they meet more edges than random letters do.
CRUMBS = [
    "---\n",
    "title: x\n",
    "slug: /\n",
    "slug: ../../etc\n",
    "sidebar_position: 1e999\n",
    "a: &a [*a]\n",
    "# ",
    "## Head {#id}\n",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "```",
    "~~~js\n",
    "$$",
    "$x$",
    "`",
    "**",
    "_",
    "- ",
    "1. ",
    "> ",
    "| a | b |\n| - | - |\n",
    "| c |\n",
    ":::note\n",
    "!!! note\n    ",
    '\n=== "Tab"\n\n    ',
    "/// tip | x\n",
    "{: #id .x }",
    "][y]",
    ":::\n",
    ":::::tip[x]\n",
    "<Tabs>",
    "</Tabs>",
    "<Tab label={`${'<'}`}>",
    "<div",
    "/>",
    "<!--",
    "-->",
    "{/*",
    "*/}",
    "{",
    "}",
    "{`",
    "import X from 'x'\n",
    "export const a = {\n",
    "export default () => <p>{'}'}</p>\n",
    "[x](y)",
    "![",
    "](",
    "[^1]: ",
    "&amp;",
    "&#0;",
    "\\",
    "\0",
    "\r",
    "\u2028",
    "\ufeff",
    "\u202e",
    "é",
    "字",
    "🚋",
    "word. ",
    "A sentence of the book. ",
]
PAGES = st.lists(st.one_of(st.sampled_from(CRUMBS), st.text(alphabet=string.printable, max_size=6)), max_size=60).map(
    "".join
)
FUZZ = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def read(files: dict[str, str | bytes]) -> list[Page | Notice]:
    """All of the book, each page cut into its chunks. What never ends is ended by the suite's own limit."""
    book = list(read_book(files))
    for page in book:
        if isinstance(page, Page):
            assert all(chunk.text for chunk in chunk_page(page))
    return book


@pytest.mark.parametrize("suffix", ["md", "mdx"])
def test_any_page_is_read_or_named(suffix):
    @given(PAGES)
    @FUZZ
    def try_it(text: str) -> None:
        book = read({f"page.{suffix}": text, "good.md": "# Good\n\nThis page is well.\n"})

        assert "Good" in [page.title for page in book if isinstance(page, Page)]
        for page in book:
            if isinstance(page, Page):
                assert page.url.startswith("/docs") and ".." not in page.url and not re.search(r"[\s<>\"]", page.url)
            else:
                assert page.source_path == f"page.{suffix}" and page.reason

    try_it()


@given(st.binary(max_size=400))
@FUZZ
def test_any_bytes_are_read_or_named(content):
    book = read({"page.mdx": content, "good.md": b"# Good\n\nThis page is well.\n"})

    assert "Good" in [page.title for page in book if isinstance(page, Page)]


@given(
    st.dictionaries(
        st.text(alphabet="ab01-_. é/", min_size=1, max_size=12).map(lambda name: f"{name}.md"), PAGES, max_size=5
    )
)
@FUZZ
def test_any_names_are_read_or_named(files):
    read({**files, "good.md": "# Good\n\nThis page is well.\n"})


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * 20_000,
        "<div>\n" * 5_000,
        "{" * 50_000,
        "[" * 50_000,
        "![](" * 5_000,
        "> " * 5_000 + "x",
        "- " * 5_000 + "x",
        "`" * 50_001,
        "**a" * 20_000,
        "_a_" * 20_000,
        "$" * 50_001,
        "| a " * 5_000 + "\n" + "| - " * 5_000,
        "| a " * 20_000 + "|\n" + "| - " * 20_000 + "|\n" + "| b " * 20_000 + "|",
        ":::note\n" * 5_000,
        "<Tabs a={" * 10_000,
        "{/*" * 20_000,
        "<!--" * 20_000,
        "import a from 'a'\n" * 10_000,
        "export const a = `${" * 5_000,
        "#" * 50_000,
        "# a\n" * 5_000,
        "&amp;" * 20_000,
        "a" * 500_000,
        "a. " * 100_000,
        "\\" * 50_001,
        "---\n" + "a:\n " * 5_000 + "\n---\n",
        "---\na: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a, *a, *a, *a, *a]\n" for n in range(9)) + "---\nx",
        "---\n" + "[" * 10_000 + "\n---\nx",
    ],
    ids=lambda text: text[:12].replace("\n", " "),
)
@pytest.mark.parametrize("suffix", ["md", "mdx"])
def test_a_page_that_nests_or_repeats_without_end_ends_all_the_same(text, suffix):
    book = read({f"page.{suffix}": text, "good.md": "# Good\n\nThis page is well.\n"})

    assert "Good" in [page.title for page in book if isinstance(page, Page)]
