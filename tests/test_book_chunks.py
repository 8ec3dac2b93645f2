"""Pages cut into passages."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.book.chunks import chunk_page
from rag.book.library import read_page
from rag.types import Chunk, Page


def page(body: str, path: str = "a.mdx") -> Page:
    return read_page(path, body)


def chunks(body: str, **sizes: int) -> list[Chunk]:
    return chunk_page(page(body), **sizes)


def texts(body: str, **sizes: int) -> list[str]:
    return [chunk.text for chunk in chunks(body, **sizes)]


def size(text: str) -> int:
    return len(text.split())


PROSE = " ".join(f"Sentence {n} has exactly six words." for n in range(1, 41))


def test_a_chunk_knows_where_it_stands() -> None:
    first, second = chunks("---\ntitle: Robots\n---\n\nIntro.\n\n## Legs\n\n### Feet `x`\n\nBig.")
    assert (first.title, first.section, first.url, first.order_index, first.line) == ("Robots", "", "/docs/a", 0, 5)
    assert (second.section, second.url, second.order_index, second.line) == ("Legs › Feet `x`", "/docs/a#feet-x", 1, 11)
    assert (second.source_path, second.slug, second.text) == ("a.mdx", "a", "Big.")


def test_headings_part_chunks_and_a_heading_alone_gives_none() -> None:
    assert texts("# T\n\na\n\n## B\n\n## C\n\nc") == ["a", "c"]
    assert chunks("") == [] and chunks("# Only\n\n## Headings") == []


def test_small_blocks_share_a_chunk_and_read_as_in_the_source() -> None:
    body = "Lead:\n\n- one\n- two\n\nText.\n\n```js\nx\n```\n\n| a |\n|---|\n| 1 |"
    assert texts(body) == ["Lead:\n\n- one\n- two\n\nText.\n\n```js\nx\n```\n\n| a |\n|---|\n| 1 |"]


def test_long_prose_is_cut_between_sentences_with_one_sentence_of_overlap() -> None:
    found = texts(PROSE, max_words=60)
    assert all(size(text) <= 60 and text.endswith(".") for text in found)
    assert all(after.startswith(before.split(". ")[-1]) for before, after in zip(found, found[1:], strict=False))
    without = texts(PROSE, max_words=60, overlap_sentences=0)
    assert " ".join(without) == PROSE


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    paragraphs = [" ".join(f"P{p} sentence {n} here." for n in range(10)) for p in range(4)]
    assert texts("\n\n".join(paragraphs), max_words=60, overlap_sentences=1) == paragraphs


def test_no_tiny_rest_is_left() -> None:
    paragraphs = ["word " * 70 + "end.", "word " * 70 + "end.", "Only a tiny rest."]
    found = texts("\n\n".join(paragraphs), max_words=160)
    assert [size(text) for text in found] == [146] or min(map(size, found)) >= 25


def test_a_tiny_rest_is_balanced_with_what_precedes_it() -> None:
    found = texts(
        " ".join(f"Sentence {n} has exactly six words." for n in range(28)), max_words=160, overlap_sentences=0
    )
    assert len(found) == 2 and min(map(size, found)) > 50


def test_a_lead_in_stays_with_its_list() -> None:
    lead = "word " * 100 + "end. Do the following:"
    items = "\n".join(f"- item {n} " + "word " * 12 for n in range(8))
    found = texts(f"{lead}\n\n{items}", max_words=120)
    assert any("Do the following:\n\n- item 0" in text for text in found)


def test_a_lead_in_stays_with_the_paragraph_that_it_leads_in_to() -> None:
    found = texts(f"{'word ' * 100}end. Use the formula:\n\nM = m + 5 - 5 log d\n\n{'word ' * 60}end.", max_words=120)
    assert any("Use the formula:\n\nM = m + 5" in text for text in found)


def test_a_long_table_repeats_its_header() -> None:
    rows = "\n".join(f"| r{n} | {n} |" for n in range(100))
    found = chunks(f"| name | value |\n|---|---|\n{rows}", max_words=40)
    assert len(found) > 3
    assert all(chunk.text.startswith("| name | value |\n|---|---|\n| r") for chunk in found)
    assert found[1].line == int(found[1].text.split("\n")[2].split()[3]) + 3


def test_a_tab_that_is_cut_repeats_its_label_and_what_stands_behind_it_has_none() -> None:
    told = " ".join(f"Step {number} is long and hard." for number in range(6))
    body = f'<Tabs>\n<TabItem label="npm">\n\n{told}\n\n</TabItem>\n</Tabs>\n\n' + "It is done. " * 9
    found = texts(body, max_words=24, overlap_sentences=0)
    assert [text[:20] for text in found] == ["**npm**\n\nStep 0 is l", "**npm**\n\nStep 3 is l", "It is done. It is do"]


def test_code_is_kept_whole_up_to_three_times_the_size_and_then_cut_by_lines() -> None:
    code = "\n".join(f"line {n} of code" for n in range(40))
    assert texts(f"```py\n{code}\n```", max_words=60) == [f"```py\n{code}\n```"]
    found = chunks(f"```py\n{code}\n```", max_words=20)
    assert all(chunk.text.startswith("```py\nline") and chunk.text.endswith("code\n```") for chunk in found)
    assert [line for chunk in found for line in chunk.text.split("\n")[1:-1]] == code.split("\n")
    assert [chunk.line for chunk in found] == [2, 17, 32]


def test_a_sentence_without_end_and_a_word_without_end_are_cut_too() -> None:
    assert all(size(text) <= 50 for text in texts("word " * 500, max_words=50))
    assert "".join(texts("x" * 5000, max_words=50)) == "x" * 5000
    assert len(texts("第一句话很长很长。" * 100, max_words=50)) > 5


def test_an_id_is_a_uuid_of_the_place_and_the_text() -> None:
    body = "## A\n\nsame\n\n## B\n\nsame\n\n## C {#b}\n\nsame"
    ids = [chunk.chunk_id for chunk in chunks(body)]
    assert len(set(ids)) == 3 and all(len(chunk_id) == 36 for chunk_id in ids)
    assert ids == [chunk.chunk_id for chunk in chunks(body.replace("## A", "## New\n\nother\n\n## A"))][1:]
    moved = chunk_page(replace(page(body), source_path="b.mdx"))
    assert not set(ids) & {chunk.chunk_id for chunk in moved}


def test_sizes_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="max_words"):
        chunks("a", max_words=0)


WORD = st.sampled_from(["alpha", "beta.", "gamma?", "Delta:", "e.g.", "(2)", "`x. Y`", "第一。", "Note:"])
PARAGRAPH = st.lists(WORD, min_size=1, max_size=60).map(" ".join)
ITEMS = st.lists(PARAGRAPH, min_size=1, max_size=6).map(lambda items: "\n".join(f"- {item}" for item in items))
BODY = st.lists(
    PARAGRAPH | ITEMS | st.just("## Same") | st.just("```\ncode here\n```") | st.just("|a|\n|-|\n|b|"), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(BODY, st.integers(5, 60), st.integers(0, 2))
def test_every_word_is_in_some_chunk_and_no_chunk_is_too_large(blocks: list[str], max_words: int, overlap: int) -> None:
    read = page("\n\n".join(blocks))
    found = chunk_page(read, max_words=max_words, overlap_sentences=overlap)
    for section in read.sections:
        text = " ".join(
            chunk.text for chunk in found if chunk.url == (f"/docs/a#{section.anchor}" if section.anchor else "/docs/a")
        )
        assert [block.text for block in section.blocks if not set(block.text.split()) <= set(text.split())] == []
    assert [chunk.text for chunk in found if size(chunk.text) > max(max_words, 12)] == []
    assert len({chunk.chunk_id for chunk in found}) == len(found)
    assert [chunk.order_index for chunk in found] == list(range(len(found)))


@settings(max_examples=60, deadline=None)
@given(st.lists(PARAGRAPH, min_size=2, max_size=6), st.integers(0, 5))
def test_ids_stay_when_another_section_changes(paragraphs: list[str], changed: int) -> None:
    def ids(texts: list[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for chunk in chunks("\n\n".join(f"## H{n}\n\n{text}" for n, text in enumerate(texts))):
            found.setdefault(chunk.section, set()).add(chunk.chunk_id)
        return found

    changed %= len(paragraphs)
    before = ids(paragraphs)
    after = ids([text + " Zeta!" if n == changed else text for n, text in enumerate(paragraphs)])
    assert {name for name in before if before[name] != after[name]} == {f"H{changed}"}
