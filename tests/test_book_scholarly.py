"""Citations and cross-references of papers: what only a build could fill in is no word of the book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.book.markup.markdown import read_markdown


def words(page: str, *, mdx: bool = True) -> list[str]:
    return [block.text for section in read_markdown(page, mdx=mdx).sections for block in section.blocks]


@pytest.mark.parametrize("mdx", [True, False])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Walks on robots [@Mronga2022; @x_y:2020].", "Walks on robots."),
        ("As others found [see @a, pp. 3-4; also -@b], it falls.", "As others found, it falls."),
        ("Open papers [@doi:10.1098/rsif.2017.0387; @url:https://example.org/a] count.", "Open papers count."),
        ("Shown in \\autoref{fig:gait} and Figure \\ref{fig:foot}.", "Shown in Figure and Figure."),
        ("The force\\label{eq:force} of \\cref{tab:masses} \\citep{vukobratovic1972}.", "The force of Table."),
        ("- an item [@key1]", "- an item"),
        ("Used in many works [@a1],[@b], [@c; @d] and on\n[@e2], as here.", "Used in many works and on, as here."),
    ],
)
def test_a_citation_goes_and_of_what_is_pointed_to_the_kind_is_told(written: str, read: str, mdx: bool) -> None:
    assert words(written, mdx=mdx) == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It walks (Figure {@fig:gait}A, Table @tbl:masses).", "It walks (Figure A, Table)."),
        ("Shown in {@fig:foot}, and below in @sec-sand.", "Shown in Figure, and below in Section."),
        ("Mail me@fig-tree.org or ask @figaro.", "Mail me@fig-tree.org or ask @figaro."),
    ],
)
def test_what_a_paper_points_to_by_its_key_is_told_by_its_kind(written: str, read: str) -> None:
    assert words(written, mdx=False) == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Thanks to [@octocat](https://example.org).", "Thanks to @octocat."),
        ("Thanks to [@octocat] again.\n\n[@octocat]: https://example.org", "Thanks to @octocat again."),
        (
            "Thanks to [@octocat], and to the [@Input] decorator.",
            "Thanks to [@octocat], and to the [@Input] decorator.",
        ),
        ("Install [@types/node] first.", "Install [@types/node] first."),
        ("Mail [me@example.org] today.", "Mail [me@example.org] today."),
        ("As described in [@sentis2006] and by [@khatib1987].", "As described in [@sentis2006] and by [@khatib1987]."),
        ("Of arrays [currently NumPy, @numpy; JAX, @jax].", "Of arrays [currently NumPy, @numpy; JAX, @jax]."),
        ("By @Carslaw2007 it was said.", "By @Carslaw2007 it was said."),
        ("Type `[@key]` or `\\ref{x}`.", "Type `[@key]` or `\\ref{x}`."),
        ("A $\\ref{eq:x}$ in a formula, and \\refresh.", "A $\\ref{eq:x}$ in a formula, and \\refresh."),
    ],
)
def test_names_addresses_packages_and_code_stay(written: str, read: str) -> None:
    assert words(written) == [read]


PIECES = st.sampled_from(
    [
        "[",
        "]",
        "@",
        "@key",
        ";",
        " ",
        "see ",
        "-",
        "\\",
        "ref{",
        "\\autoref{fig:a}",
        "@fig:a",
        "{@tbl-b}",
        "}",
        "(",
        ")",
        "\n",
        "word",
        ":",
        "{",
        "/",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.booleans())
def test_any_heap_of_marks_is_read_and_no_word_is_lost(page: str, mdx: bool) -> None:
    assert any("Kept." in text for text in words(f"{page}\n\nKept.", mdx=mdx))
