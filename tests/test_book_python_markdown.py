"""Pages as sites made with MkDocs write them: what a reader sees of admonitions, tabs, attributes and references."""

from textwrap import dedent

import pytest

from rag.book.library import read_page
from rag.types import Section


def sections(text: str, file: str = "page.md") -> tuple[Section, ...]:
    return read_page(file, dedent(text).lstrip("\n")).sections


def texts(text: str, file: str = "page.md") -> list[str]:
    return [block.text for section in sections(text, file) for block in section.blocks]


def test_an_admonition_whose_content_is_indented_is_named_and_read() -> None:
    page = """
        Before.

        !!! warning
            Mind the *gap*.

            ```sh
            rm -rf gap
            ```

        ??? note inline end "Setting up PATH"

            - one
            - two

        After.
    """
    assert texts(page) == [
        "Before.",
        "Warning: Mind the gap.",
        "```sh\nrm -rf gap\n```",
        "Setting up PATH",
        "- one",
        "- two",
        "After.",
    ]


def test_tabs_are_read_one_behind_the_other_with_their_names() -> None:
    page = """
        === "Bash"
            Save the script:

            ```console
            hatch > ~/.bash
            ```

        === "fish"

            Nothing to do.
    """
    assert texts(page) == [
        "**Bash**",
        "Save the script:",
        "```console\nhatch > ~/.bash\n```",
        "**fish**",
        "Nothing to do.",
    ]


def test_behind_tabs_the_page_goes_on() -> None:
    page = """
        === ":material-bash: `Bash`"
            Save it.

        Then wait.

        === "fish"
            Nothing to do.
    """
    assert texts(page) == ["**`Bash`**", "Save it.", "---", "Then wait.", "**fish**", "Nothing to do."]


def test_an_admonition_in_a_list_item_and_in_another_stays_where_it_is() -> None:
    page = """
        1. Open it:

            !!! tip
                Slowly.

                !!! danger "Hot"
                    Wait.

        2. Close it.
    """
    assert texts(page) == ["1. Open it:", "Tip: Slowly.", "Hot", "Wait.", "2. Close it."]


def test_blocks_between_slashes_keep_their_title_and_lose_their_options() -> None:
    page = """
        /// note | Mind this
            open: True

        Words.

        //// tab | Python 3.11

        More.

        ////
        ///

        /// tip
        Last.
        ///

        /// word
    """
    assert texts(page) == ["Mind this", "Words.", "Python 3.11", "More.", "Tip: Last.", "/// word"]


def test_attributes_go_where_they_belong_to_something_and_stay_where_they_are_words() -> None:
    page = """
        A [link](/x){ .md-button target=_blank } and ![logo](l.svg){ loading=lazy } here.
        { .annotate }

        Write `f`{.py} or {name} and {% raw %} or {#if} there, for \\sum_{k=1}^{p} and {x=1}
    """
    assert texts(page) == [
        "A link and logo here.",
        "Write `f` or {name} and {% raw %} or {#if} there, for \\sum_{k=1}^{p} and {x=1}",
    ]


@pytest.mark.parametrize(
    ("heading", "words", "anchor"),
    [
        ("## Build hooks ## {: #hooks }", "Build hooks", "hooks"),
        ("## Build hooks {: .big #hooks data-x='1' }", "Build hooks", "hooks"),
        ("## Build hooks { .big }", "Build hooks", "build-hooks"),
        ("## Build hooks {#hooks}", "Build hooks", "hooks"),
    ],
)
def test_a_heading_has_the_anchor_that_its_attributes_state(heading: str, words: str, anchor: str) -> None:
    (section,) = sections(f"# Page\n\n{heading}\n\nWords.")
    assert (section.headings, section.anchor) == ((words,), anchor)


def test_a_reference_that_another_page_defines_is_its_words() -> None:
    page = "Made of [`Model`][lib.Model], [the *standard*][] and [it](x.md); a[i][j] and [x] [y] stay, as [here][z] does.\n\n[z]: /z"
    assert texts(page) == ["Made of `Model`, the standard and it; a[i][j] and [x] [y] stay, as here does."]


def test_icons_badges_and_what_a_build_puts_in_are_not_seen() -> None:
    page = """
        # Tool

        [![build](https://img.shields.io/x.svg)](https://ci.example) [![Tests](https://x/workflows/tests/badge.svg)](/t)

        -   :material-hammer-wrench:{ .lg .middle } __Build__ :octicons-arrow-right-24:

        --8<-- "docs/intro.md"

        ^

        {* ../../code/app.py hl[1] *}

        ::: lib.module.Class
            options:
              members: []

        *[HTML]: Hyper Text Markup Language

        HTML it is.
    """
    assert texts(page) == ["- Build", "HTML it is."]


def test_mdx_has_none_of_it() -> None:
    page = 'Say [`Model`][lib.Model] :material-x: now.\n\n=== "Bash"'
    assert texts(page, "page.mdx") == ["Say [`Model`][lib.Model] :material-x: now.", '=== "Bash"']
