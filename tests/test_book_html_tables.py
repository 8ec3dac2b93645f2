"""Tables in HTML tags: the same as tables of pipes, or else words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.book.markup.markdown import read_markdown
from rag.types import Block


def blocks(page: str, *, mdx: bool = True) -> list[Block]:
    return [block for section in read_markdown(page, mdx=mdx).sections for block in section.blocks]


def shown(page: str, *, mdx: bool = True) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks(page, mdx=mdx)]


REGIONS = """
You may choose:
<table class="regions" style={{width: "100%"}}>
  <thead>
    <tr><th>Region</th><th>Enterprise</th></tr>
  </thead>
  <tbody>
    <tr>
      <td>Europe, <b>Frankfurt</b></td>
      <td>✅</td>
    </tr>
    <tr>
      <td><code>us-east</code> &amp; <a href="/west">West</a></td>
      <td></td>
    </tr>
  </tbody>
</table>

Behind it.
"""


@pytest.mark.parametrize("mdx", [True, False])
def test_a_table_of_tags_is_a_table_between_its_neighbours(mdx: bool) -> None:
    assert shown(REGIONS, mdx=mdx) == [
        ("prose", "You may choose:"),
        ("table", "| Region | Enterprise |\n|---|---|\n| Europe, Frankfurt | ✅ |\n| `us-east` & West |  |"),
        ("prose", "Behind it."),
    ]
    assert [block.line for block in blocks(REGIONS, mdx=mdx)] == [2, 3, 19]


def test_a_cell_that_reaches_over_rows_or_columns_leaves_the_others_in_their_place() -> None:
    page = (
        "<table><tr><th>Part</th><th colspan=2>Mass</th></tr>"
        "<tr><td rowspan='2'>Leg</td><td>thigh</td><td>3 kg</td></tr>"
        "<tr><td>foot</td><td>1 kg</td></tr><tr><td>Arm</td><td>all</td><td>4 kg</td></tr></table>"
    )

    assert shown(page) == [
        ("table", "| Part | Mass |  |\n|---|---|---|\n| Leg | thigh | 3 kg |\n|  | foot | 1 kg |\n| Arm | all | 4 kg |")
    ]


def test_the_last_cell_of_a_row_may_reach_down_too():
    page = (
        "<table><tr><th>Day</th><th>Duty</th></tr><tr><td>Monday</td><td rowspan=2>lamps</td></tr><tr><td>Tuesday</td></tr>"
        "<tr><td>Friday</td><td>brakes</td></tr></table>"
    )

    assert shown(page) == [
        ("table", "| Day | Duty |\n|---|---|\n| Monday | lamps |\n| Tuesday |  |\n| Friday | brakes |")
    ]


def test_a_table_without_a_head_has_an_empty_one_and_a_pipe_in_a_cell_is_none_of_its_own() -> None:
    page = "<table>\n<tr><td>a | b</td><td>c</td></tr>\n<tr><td>d</td><td>e</td></tr>\n</table>"

    assert shown(page) == [("table", "|  |  |\n|---|---|\n| a \\| b | c |\n| d | e |")]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<table><tr><td>one</td></tr></table>", ["one"]),
        (
            "<table>\n<tr><td>\n\n- a\n- b\n\n</td><td>c</td></tr>\n<tr><td>d</td><td>e</td></tr>\n</table>",
            ["a", "b", "c", "d", "e"],
        ),
        (
            "<table><caption>Masses</caption><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            ["Masses", "a", "b", "c", "d"],
        ),
        ("<table><tr><td>a</td><td><table><tr><td>b</td></tr></table></td></tr></table>", ["a", "b"]),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table> and more",
            ["a", "b", "c", "d", "more"],
        ),
        ("<table><tr><td>a</td><td>b</td></tr>\n\nnever closed", ["a", "b", "never closed"]),
    ],
    ids=["a frame", "lists in it", "a caption", "a table in it", "words behind it", "never closed"],
)
def test_what_is_no_even_table_of_words_keeps_its_words(page: str, words: list[str]) -> None:
    read = shown(page)

    assert "table" not in [kind for kind, _ in read]
    assert all(any(word in text for _, text in read) for word in words)


PIECES = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<th colspan=3>",
        "</th>",
        '<td rowspan="9">',
        "<tbody>",
        "<b>",
        "</b>",
        "<br/>",
    ]
    + ["word", " ", "\n", "\n\n", "|", "&amp;", "{x}", "<", "<!--", "-->", "<![", "```\n", "- item", "<col/>"]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.booleans())
def test_any_heap_of_tags_is_read(page: str, mdx: bool) -> None:
    for block in blocks("<table>" + page + "</table>", mdx=mdx):
        if block.kind == "table":
            assert len({row.replace("\\|", "").count("|") for row in block.text.split("\n")}) == 1
