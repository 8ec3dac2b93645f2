"""Pages as Jupyter Book and sites made with Sphinx write them in MyST: what a reader sees of directives, roles and targets."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.book.library import read_page
from rag.book.markup.markdown import read_markdown
from rag.types import Block, Section


def sections(text: str, file: str = "page.md") -> tuple[Section, ...]:
    return read_page(file, dedent(text).lstrip("\n")).sections


def blocks(text: str, file: str = "page.md") -> list[Block]:
    return [block for section in sections(text, file) for block in section.blocks]


def texts(text: str, file: str = "page.md") -> list[str]:
    return [block.text for block in blocks(text, file)]


# ---------------------------------------------------------------- directives


def test_directives_between_colons_are_named_and_their_content_is_read() -> None:
    page = """
        ::::{note} Mind *this*
        :class: dropdown
        :name: mind

        Words.

        :::{tip}
        Drink.
        :::
        ::::

        :::{seealso}
        ---
        class: big
        tags:
          - a
        ---
        The end.
        :::
    """
    assert texts(page) == ["Mind this", "Words.", "Tip: Drink.", "See also: The end."]


def test_the_words_of_a_directive_may_all_be_indented() -> None:
    page = """
        ```{admonition} Example
            Find the *mean*:

            1. Add.
               - All of them.
        ```

        ```{note}
        Type:

            code
        ```
    """
    found = blocks(page)
    assert [(block.kind, block.text) for block in found] == [
        ("prose", "Example"),
        ("prose", "Find the mean:"),
        ("item", "1. Add."),
        ("item", "  - All of them."),
        ("prose", "Note: Type:"),
        ("code", "```\ncode\n```"),
    ]


def test_directives_in_fences_are_read_as_those_between_colons_are() -> None:
    page = """
        ````{admonition} Stable
        :class: tip

        It is *stable*:

        ```python
        run()
        ```
        ````

        ~~~{warning}
        Hot.
        ~~~

        1. Open it:

           ```{caution}
           Slowly.

           - with both hands
           ```

        2. Close it.
    """
    assert texts(page) == [
        "Stable",
        "It is stable:",
        "```python\nrun()\n```",
        "Warning: Hot.",
        "1. Open it:",
        "Caution: Slowly.",
        "  - with both hands",
        "2. Close it.",
    ]


def test_tabs_cards_and_grids_keep_their_titles_and_lose_their_measures() -> None:
    page = """
        :::::{tab-set}
        ::::{tab-item} Linux
        :sync: linux
        Press it.

        :::{note}
        Softly.
        :::
        ::::
        :::::

        ```{tab} macOS
        Pull it.
        ```

        ::::{grid} 1 2 2 2
        :::{card} Install
        :link: install.md
        Begin here.
        :::
        :::{card}
        :header: With `pip`
        Or here.
        +++
        Below.
        :::
        ::::

        :::{dropdown} More
        Hidden.
        :::
    """
    assert texts(page) == [
        "**Linux**",
        "Press it.",
        "Note: Softly.",
        "**macOS**",
        "Pull it.",
        "---",
        "Install",
        "Begin here.",
        "With `pip`",
        "Or here.",
        "Below.",
        "More",
        "Hidden.",
    ]


@pytest.mark.parametrize(
    ("directive", "read"),
    [
        ("{versionadded} 24.1", "New in version 24.1: Words."),
        ("{deprecated} 3.0 Use `b`.", "Deprecated since version 3.0: Use `b`."),
        ("{attention}", "Attention: Words."),
        ("{Note}", "Note: Words."),
        ("{prf:theorem}", "Theorem: Words."),
        ("{epigraph}", "Words."),
        ("{figure} ../media/robot.png", "Figure: Words."),
        ("{only} html", "Words."),
    ],
)
@pytest.mark.parametrize("mark", [":::", "```", "~~~"])
def test_a_directive_is_what_its_name_says(mark: str, directive: str, read: str) -> None:
    if "`" in directive and mark == "```":
        directive = directive.replace("`", "")
        read = read.replace("`", "")
    assert texts(f"{mark}{directive}\n:alt: A picture\n\nWords.\n{mark}\n\nAfter.")[0] == read


@pytest.mark.parametrize("mark", [":::", "```"])
@pytest.mark.parametrize(
    "name", ["toctree", "contents", "include", "raw", "eval-rst", "autoclass", "index", "literalinclude"]
)
def test_what_a_build_puts_in_is_not_seen(mark: str, name: str) -> None:
    assert texts(f"Before.\n{mark}{{{name}}} x.y\n:depth: 2\n\nother/page\n{mark}\nAfter.") == ["Before.", "After."]


def test_tables_of_restructured_text_are_read() -> None:
    page = """
        ```{eval-rst}
        .. autoclass:: Lamp

        .. list-table:: Lamps
           :header-rows: 1

           * - Lamp
             - Oil
           * - Rim lamp
             - 2 l

        .. csv-table::
           :header: "Day", "Oil"

           Monday, 3 l
        ```

        After.
    """
    assert texts(page) == [
        "Lamps",
        "| Lamp | Oil |\n|---|---|\n| Rim lamp | 2 l |",
        "| Day | Oil |\n|---|---|\n| Monday | 3 l |",
        "After.",
    ]


def test_a_term_may_stand_apart_from_what_it_means() -> None:
    assert texts("`LAMP_DIR`\n\n: Where lamps are kept.\n") == ["`LAMP_DIR`: Where lamps are kept."]


def test_code_has_its_language_and_its_caption_and_no_options() -> None:
    page = """
        ```{code-block} yaml
        :linenos:
        :caption: The *settings*

        a: 1
        ```

        :::{code} python
        run()
        :::

        ```{code-cell} ipython3
        ---
        tags: [hide-input]
        ---
        1 + 1
        ```

        ```{code-cell}
        :tags: [remove-cell]
        secret()
        ```
    """
    assert texts(page) == [
        "The settings",
        "```yaml\na: 1\n```",
        "```python\nrun()\n```",
        "```ipython3\n1 + 1\n```",
    ]


def test_math_in_a_directive_is_math() -> None:
    (first, second) = blocks("```{math}\n:label: euler\n\ne = 1\n```\n\n:::{math} a = 1\n:::")
    assert (first.kind, first.text) == ("math", "$$\ne = 1\n$$")
    assert second.text == "$$\na = 1\n$$"


def test_a_list_and_lines_of_commas_are_tables() -> None:
    page = """
        ```{list-table} Motors
        :header-rows: 1

        * - Name
          - Torque, *peak*
        * - Knee
          - 90 N·m,
            for a second
            - or two
        ```

        :::{csv-table}
        :header: "Name", "Mass"

        "Shank, left", 1.9
        :::
    """
    assert texts(page) == [
        "Motors",
        "| Name | Torque, peak |\n|---|---|\n| Knee | 90 N·m, for a second - or two |",
        "| Name | Mass |\n|---|---|\n| Shank, left | 1.9 |",
    ]


def test_a_list_that_makes_no_table_keeps_its_words() -> None:
    page = "```{list-table}\nFirst words.\n\n- one\n```\n\n```{csv-table}\na,b,c,d,e,f\ng\nh\n```"
    assert texts(page) == ["First words.", "- one", "a,b,c,d,e,f g h"]


def test_a_definition_stands_behind_its_term() -> None:
    glossary = ":::{glossary}\nGait\n: How it *walks*.\n\n  Always.\n\n`Leg`\n: See {term}`Gait`.\n:::"
    sphinx = "```{glossary}\nGait\n  How it *walks*.\n\nLeg\nlimb\n    Moves.\n```"
    assert texts(f"{glossary}\n\nEnd.") == ["Gait: How it walks.", "Always.", "`Leg`: See Gait.", "End."]
    assert texts("Gait\n: - walk\n  - run") == ["Gait", "- walk", "- run"]
    assert texts(f"{sphinx}\n\nEnd.") == ["Gait: How it walks.", "Leg", "limb: Moves.", "End."]


@pytest.mark.parametrize(
    "opening", ["{r}", "{r setup}", "{mydirective} word", "{.python .numbered}", "{python, echo=FALSE}"]
)
def test_a_fence_with_another_name_is_code(opening: str) -> None:
    (block,) = blocks(f"```{opening}\n:a: b\nx <- 1\n```")
    assert block.kind == "code" and ":a: b\nx <- 1" in block.text


def test_an_unknown_directive_between_colons_keeps_its_words() -> None:
    assert texts(":::{mine} Title\n:a: b\nWords.\n:::") == ["Title", "Words."]


def test_a_directive_that_is_never_closed_keeps_its_words() -> None:
    assert texts("```{note}\nOne.\n\n- two") == ["Note: One.", "- two"]
    assert texts("- :::{note}\n:a: two\n\nthree") == ["Note: :a: two", "three"]


def test_a_rule_below_an_opening_is_no_option() -> None:
    assert texts(":::{note}\n---\nSome words, and more.\n\n---\nEnd.\n:::") == [
        "Note: Some words, and more.",
        "End.",
    ]
    assert texts(":::{note}\n---\n  Words.\n\n---\n:::") == ["Note: Words."]


def test_openings_between_colons_nest_without_end() -> None:
    assert texts(":::{note}\n" * 100 + "Words.")[-1] == "Note: Words."


def test_blocks_and_headings_in_directives_have_the_lines_of_the_file() -> None:
    page = """
        ---
        title: Page
        ---
        ```{note} Title
        :class: x

        Words.
        ```
        (label)=
        ## Head

        ::::{tip}
        :class: x

        ```{code} sh
        ls
        ```
        ::::
    """
    assert [(block.text, block.line) for block in blocks(page)] == [
        ("Title", 4),
        ("Words.", 7),
        ("Tip:", 15),
        ("```sh\nls\n```", 15),
    ]
    assert [section.line for section in sections(page)] == [4, 10]


# ---------------------------------------------------------------- roles and links


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("{doc}`The basics <./the_basics>`", "The basics"),
        ("{doc}`../usage/first_steps`", "First steps"),
        ("{doc}`/guides/index`", "Guides"),
        ("{ref}`Walking <walk>`", "Walking"),
        ("{ref}`sec:how-to_walk`", "how to walk"),
        ("{numref}`Fig. %s <fig:leg>`", "Fig."),
        ("{term}`order them <Ordering>`", "order them"),
        ("{kbd}`Ctrl`+{kbd}`C`", "Ctrl+C"),
        ("{abbr}`MyST (Markedly Structured Text)`", "MyST (Markedly Structured Text)"),
        ("H{sub}`2`O, 10{sup}`6` and the 2{sup}`nd`", "H2O, 10^6 and the 2nd"),
        ("{math}`a_1`", "$a_1$"),
        ("{code}`a List <T>`", "`a List <T>`"),
        ("{py:func}`~a.b.run`", "`run`"),
        ("{class}`the class <a.B>` {meth}`!a.b`", "`the class` `a.b`"),
        ("{download}`The script <./a.py>` {download}`files/b.py`", "The script b.py"),
        ("{pep}`8`", "PEP 8"),
        ("{octicon}`gear` Settings", "Settings"),
        ("{style:big}`Words`", "Words"),
        ("{ref}``a`b``", "a`b"),
    ],
)
def test_a_role_is_what_a_reader_sees_of_it(role: str, seen: str) -> None:
    assert texts(f"See {role} here.") == [f"See {seen} here."]


def test_citations_go_with_the_space_before_them() -> None:
    assert texts("It walks {cite:p}`a2020`, {cite}`b2021`. So {cite:t}`c` says {eval}`x`.") == [
        "It walks,. So says.",
    ]


def test_roles_stand_in_headings_lists_and_tables() -> None:
    page = "## Use {doc}`x/a_page`\n\n- {kbd}`n`\n\n| a | b |\n|--|--|\n| {code}`x` | {term}`y` |"
    (section,) = sections(f"# Page\n\nIntro.\n\n{page}")[1:]
    assert section.headings == ("Use A page",)
    assert [block.text for block in section.blocks] == ["- n", "| a | b |\n|---|---|\n| `x` | y |"]


@pytest.mark.parametrize(
    "words",
    [
        "Set {name}`x` there.",
        "Call ${ref}`x` there.",
        "A `{doc}` role.",
        "A {doc}`x that never ends.",
        "Of `` {doc}`x` `` it.",
    ],
)
def test_what_is_no_known_role_stays_word_for_word(words: str) -> None:
    assert texts(words) == [words]


@pytest.mark.parametrize(
    ("link", "seen"),
    [
        ("[](../get-started/first-steps.md)", "First steps"),
        ("[](guide.md#fig:my-leg)", "my leg"),
        ("[](#walking-far)", "walking far"),
        ("[](Lamp.oil_depot)", "Lamp.oil_depot"),
        ("[](#lamps.Lamp.oil)", "lamps.Lamp.oil"),
        ("[](xref:guide/front-matter)", "Front matter"),
        ("<xref:guide/front-matter>", "Front matter"),
        ('[](<my page.md> "a title")', "My page"),
        ("[](https://a.org/b)", "https://a.org/b"),
    ],
)
def test_a_link_without_words_is_called_as_its_target(link: str, seen: str) -> None:
    assert texts(f"See {link}.") == [f"See {seen}."]


def test_a_link_that_has_no_name_leaves_no_gap() -> None:
    assert texts("It is so [](doi:10.1/x). And [](){#here}this ![](x.png) too.") == ["It is so. And this too."]


# ---------------------------------------------------------------- lines that mark a place


def test_targets_comments_breaks_and_attributes_are_not_seen() -> None:
    page = """
        (some-label)=
        # Title

        % a comment
        % and more of it

        Words end here.
        % another comment
        +++ {"part": "b"}

        {attribute="x"}
        Next words.

        +++
        (other)=
        Last.
    """
    assert texts(page) == ["Words end here.", "Next words.", "Last."]


def test_lines_that_only_look_like_marks_stay() -> None:
    page = """
        About 40
        % of them, +++ and (label)= here.

        f(x)= 3

        %timeit run()

        {x=1}

        ```tex
        % a comment
        (label)=
        +++
        ```
    """
    assert texts(page) == [
        "About 40 % of them, +++ and (label)= here.",
        "f(x)= 3",
        "%timeit run()",
        "{x=1}",
        "```tex\n% a comment\n(label)=\n+++\n```",
    ]


def test_mdx_has_none_of_it() -> None:
    page = "Say {term}`x`.\n\n(label)=\n\n```{note}\nWords.\n```\n\n% words\n\nTerm\n: words"
    assert texts(page, "page.mdx") == ["Say `x`.", "(label)=", "```note\nWords.\n```", "% words", "Term : words"]


# ---------------------------------------------------------------- anything at all

PIECES = """
:::{note} :::{figure} ::::{tab-set} ::: ::::: ```{note} ````{tip} ~~~{math} ```{code} ``` ~~~ ```{list-table} :::{csv-table} ```{glossary}
:::{list-table} :a: :header: --- a: {doc}` {cite}` ` `` [](#a) [](b.md) [ ]( (a)= % +++ ^^^ {a="x"} * - - : ~ > <xref:a> ) , " word
"""
PAGES = st.lists(
    st.sampled_from([*PIECES.split(), " ", "\n", "\n\n", "\n  ", "\n    "])
    | st.text(st.characters(exclude_characters="\r"), max_size=3),
    max_size=50,
)


@settings(max_examples=300, deadline=None)
@given(PAGES, st.sampled_from(["", " ", "\n"]))
def test_no_text_breaks_the_reader(pieces: list[str], between: str) -> None:
    lines = between.join(pieces).count("\n") + 1
    for section in read_markdown(between.join(pieces), mdx=False).sections:
        assert all(block.text.strip() and 1 <= block.line <= lines for block in section.blocks)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                ":::{note}",
                ":::{note}\n",
                "\n:::\n",
                "\n```{tip}\n",
                "\n```\n",
                "\n~~~{figure}\n",
                "\n```{list-table}\n",
                "\n:::{csv-table}\n",
                "\n```{glossary}\n",
                "\n  ",
                "\n\n",
                "- ",
                "\n* - ",
                "\n: ",
                "{ref}`a`",
                "{ref}`",
                "[](#a)",
                "(a)=",
                "+++",
                "\n(a)=\n",
                "\n%\n",
                "\n---\n",
            ]
        )
    )
)
def test_words_between_pieces_are_never_lost(pieces: list[str]) -> None:
    text = "".join(f"{piece} word{number} " for number, piece in enumerate(pieces))
    page = read_markdown(text, mdx=False)
    found = " ".join([page.title, *(block.text for section in page.sections for block in section.blocks)])
    found += " ".join(heading for section in page.sections for heading in section.headings)
    assert all(f"word{number}" in found for number in range(len(pieces)))


@pytest.mark.parametrize(
    "opening",
    [
        ":::{note}\n",
        "```{note}\n",
        "```{toctree}\n",
        ":::{note}\n---\n",
        ":::{note}\n:a: b\n",
        "{doc}`",
        "{cite}`x` ",
        "[](",
        "% a\n",
        "a\n: b\n",
        "```{glossary}\na\n  b\n",
    ],
)
@pytest.mark.timeout(10)
def test_endless_openings_are_read_in_a_moment(opening: str) -> None:
    sections(opening * (100_000 // len(opening)))


def test_a_table_of_one_long_row_and_many_short_ones_is_no_table() -> None:
    assert len(" ".join(texts("```{list-table}\n* - a\n" + "  - b\n" * 5000 + "* - c\n" * 5000 + "```"))) < 100_000
