"""What a reader sees of an answer's citations, however the answerer wrote and cut them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.book import sentences
from rag.citations import Citations, deep_link
from rag.local.embedder import LocalEmbedder
from rag.local.lexicon import Terms
from rag.passages import Passages
from rag.types import Chunk, Hit

PASSAGES = Passages(LocalEmbedder(), Terms("english"))

TEXTS = {
    "kettles": "A copper kettle boils a litre in four minutes. An iron kettle needs seven. Both whistle.",
    "teapots": "A teapot is warmed before the leaves go in. The lid of a Yixing teapot is never washed with soap.",
    "cups": "Cups are made of bone china.\n\n| Cup | Volume |\n| --- | --- |\n| Espresso cup | 60 ml |\n| Mug | 350 ml |",
}


def hit(name: str) -> Hit:
    chunk = Chunk(name, TEXTS[name], f"{name}.md", name, name.title(), "", f"/docs/{name}", 0, 1)
    return Hit(chunk, score=0.8)


HITS = [hit(name) for name in TEXTS]


def shown(*deltas: str) -> tuple[str, Citations]:
    """What the visitor gets when the answer arrives in these pieces."""
    citations = Citations(HITS, PASSAGES)
    text = "".join(citations.feed(delta).text for delta in deltas) + citations.close().text
    return text, citations


def cited(citations: Citations) -> list[str]:
    return [source.chunk_id for source in citations.sources]


def test_numbers_follow_the_order_of_appearance():
    text, citations = shown("Warm the pot [2]. Copper is faster [1]. Warm it [2].")
    assert text == "Warm the pot [1]. Copper is faster [2]. Warm it [1]."
    assert cited(citations) == ["teapots", "kettles"]
    assert [source.index for source in citations.sources] == [1, 2]


@pytest.mark.parametrize(
    ("written", "expected", "chunks"),
    [
        ("Yes [1][3].", "Yes [1][2].", ["kettles", "cups"]),
        ("Yes [3, 1].", "Yes [1][2].", ["cups", "kettles"]),
        ("Yes [1-3].", "Yes [1][2][3].", ["kettles", "teapots", "cups"]),
        ("Yes [1–2].", "Yes [1][2].", ["kettles", "teapots"]),
        ("Yes 【2】.", "Yes [1].", ["teapots"]),
        ("Yes ［２］.", "Yes [1].", ["teapots"]),
        ("Yes [１、３].", "Yes [1][2].", ["kettles", "cups"]),
        ("Yes [ 2 ].", "Yes [1].", ["teapots"]),
    ],
    ids=["side by side", "list", "range", "en dash", "lenticular", "full width", "ideographic comma", "spaces"],
)
def test_every_way_to_write_a_marker_is_understood(written, expected, chunks):
    text, citations = shown(written)
    assert text == expected
    assert cited(citations) == chunks


def test_a_number_without_a_passage_goes_with_the_space_before_it():
    text, citations = shown("Warm the pot [9]. Copper is faster [1, 7] [0].")
    assert text == "Warm the pot. Copper is faster [1]."
    assert citations.dropped == 3


def test_an_absurd_range_is_no_thousand_citations():
    text, citations = shown("All of it [1-999].")
    assert text == "All of it [1][2][3]."
    assert citations.dropped == 18


@pytest.mark.parametrize(
    "written",
    [
        "Read `a[1]` there.",
        "```python\nx = a[1]\n```\n",
        "~~~\na[2]\n~~~\n",
        "A link [1](https://example.org) stays.",
        "An array [n] stays, [] too, and [x1].",
        "``a ` b[1]`` stays.",
    ],
    ids=["inline code", "fence", "tilde fence", "link", "other brackets", "double backticks"],
)
def test_what_is_no_marker_is_left_alone(written):
    text, citations = shown(written)
    assert text == written
    assert citations.sources == []


def test_a_stray_backtick_does_not_hide_the_markers_after_it():
    text, citations = shown("The ` key is odd [7].\n\nCopper [1].")
    assert text == "The ` key is odd.\n\nCopper [1]."
    assert cited(citations) == ["kettles"]


def test_a_marker_is_held_back_until_it_is_whole():
    citations = Citations(HITS, PASSAGES)
    pieces = [citations.feed(delta).text for delta in ("Copper is faster", " [", "1", "]", " indeed")]
    assert pieces == ["Copper is faster", "", "", "", " [1] indeed"]


def test_a_source_comes_with_the_piece_that_cites_it_first():
    citations = Citations(HITS, PASSAGES)
    assert citations.feed("Copper [1] and").sources[0].chunk_id == "kettles"
    assert citations.feed(" copper [1] again").sources == ()


def test_the_quote_is_the_sentence_that_backs_the_claim():
    _, citations = shown(
        "Iron takes seven minutes [1]. Never use soap on the lid of a Yixing pot [2]. A mug holds 350 ml [3]."
    )
    assert [source.quote for source in citations.sources] == [
        "An iron kettle needs seven.",
        "The lid of a Yixing teapot is never washed with soap.",
        "| Mug | 350 ml |",
    ]


def test_a_repeated_sentence_is_its_own_quote():
    _, citations = shown("Both whistle. [1]")
    assert citations.sources[0].quote == "Both whistle."


MARKDOWN = st.text(alphabet="ab .\n`~[]()【】［］１２,-–0123456789", max_size=60)


@given(MARKDOWN, st.lists(st.integers(0, 60), max_size=6))
def test_how_an_answer_is_cut_changes_nothing(text, cuts):
    at = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in zip(at, at[1:], strict=False)]
    assert shown(*pieces)[0] == shown(text)[0]


@given(MARKDOWN)
def test_only_checked_markers_reach_the_visitor(text):
    shown_text, citations = shown(text)
    without_code = re.sub(
        r"(?ms)^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(^ {0,3}\1[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`).*?(?<!`)\3(?!`)",
        "",
        shown_text,
    )
    for number in re.findall(r"\[(\d+)\](?!\()", without_code):
        assert 1 <= int(number) <= len(citations.sources)
    for source in citations.sources:
        assert source.quote in TEXTS[source.chunk_id]


@given(MARKDOWN)
def test_words_are_never_lost(text):
    assert re.sub(r"[^ab]", "", shown(text)[0]) == re.sub(r"[^ab]", "", text)


@pytest.mark.parametrize(
    ("quote", "link"),
    [
        ("Both whistle.", "/docs/a#b:~:text=Both%20whistle."),
        ("Re-heat, then pour & serve", "/docs/a#b:~:text=Re%2Dheat%2C%20then%20pour%20%26%20serve"),
        (" ".join(f"w{n}" for n in range(20)), "/docs/a#b:~:text=w0%20w1%20w2%20w3%20w4,w15%20w16%20w17%20w18%20w19"),
        ("| Mug | 350 ml |", "/docs/a#b:~:text=Mug,350%20ml"),
        ("Call `pour()` twice", "/docs/a#b:~:text=Call%20pour%28%29%20twice"),
        ("The mass is $m = 3$ in all of these cases", "/docs/a#b:~:text=in%20all%20of%20these%20cases"),
        ("```python\npour()\n```", "/docs/a#b"),
        ("$x$", "/docs/a#b"),
    ],
    ids=["short", "reserved characters", "long", "table row", "inline code", "formula", "code", "formula alone"],
)
def test_a_link_spells_the_quote_as_the_page_shows_it(quote, link):
    assert deep_link("/docs/a#b", quote) == link


def test_a_link_to_a_page_without_anchor_has_an_empty_fragment_first():
    assert deep_link("/docs/a", "Both whistle.") == "/docs/a#:~:text=Both%20whistle."


def test_the_small_world_is_what_the_tests_think():
    assert [sentence.text for sentence in sentences(TEXTS["kettles"])][1] == "An iron kettle needs seven."
