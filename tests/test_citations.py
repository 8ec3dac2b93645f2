"""What a reader sees of an answer's citations, however the answerer wrote and cut them."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.book import sentences
from rag.citations import Citations
from rag.citations.support import Claim
from rag.local.embedder import LocalEmbedder
from rag.local.lexicon import Terms
from rag.reading.passages import Passages
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
        ("Yes [1], [2] and [3].", "Yes [1][2][3].", ["kettles", "teapots", "cups"]),
        ("Yes [2 and 3].", "Yes [1][2].", ["teapots", "cups"]),
        ("Yes [[2]].", "Yes [1].", ["teapots"]),
        (r"Yes \[2\].", "Yes [1].", ["teapots"]),
        ("Yes [^2].", "Yes [1].", ["teapots"]),
        ("Yes [Passage 2].", "Yes [1].", ["teapots"]),
        ("Yes [source 2, source 3].", "Yes [1][2].", ["teapots", "cups"]),
        ("Yes 【2†source】.", "Yes [1].", ["teapots"]),
        ("Yes 【2:0†tea.md】.", "Yes [1].", ["teapots"]),
        ("Yes ([2]).", "Yes ([1]).", ["teapots"]),
        ("Yes [2](https://tea.example/2).", "Yes [1].", ["teapots"]),
        ("Yes [#2].", "Yes [1].", ["teapots"]),
        ("Yes [[cite:2]].", "Yes [1].", ["teapots"]),
        ("Yes [2, Tea pots 3].", "Yes [1].", ["teapots"]),
        ("Yes [2 - Tea pots].", "Yes [1].", ["teapots"]),
    ],
    ids=[
        "side by side",
        "list",
        "range",
        "en dash",
        "lenticular",
        "full width",
        "ideographic comma",
        "spaces",
        "apart",
        "and",
        "nested",
        "escaped",
        "footnote",
        "named",
        "each named",
        "dagger",
        "offset",
        "wrapped",
        "linked",
        "number sign",
        "cite",
        "with its title",
        "and a dash",
    ],  # fmt: skip
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
        "An array [n] stays, [] too, and [x1].",
        "``a ` b[1]`` stays.",
        "Two kinds (1) and (2) of tea.",
        "A task [ ] and a done one [x].",
        "A link [to the shop](/docs/kettles) stays.",
        "Sources:\n\nThe river has two.",
        "Source code is not tea.",
        "A share in $[0, 1]$ of the pot, and $x[3]$.",
        "The pot is\n\\[\nV = a[1] + a[2]\n\\]\nlitres.",
        "So \\(a[1] = 2\\) holds, and $$\nb[2]\n$$ too.",
        "$\\begin{bmatrix}0.5\\\\0.3\\end{bmatrix}$ and 7//2.5 of it.",
        "Between [-1, 1] and [2, 3] cm, or in [0, 1].",
    ],
    ids=[
        "code",
        "fence",
        "tildes",
        "brackets",
        "backticks",
        "parentheses",
        "tasks",
        "known",
        "heading",
        "word",
        "dollars",
        "display",
        "backslashes",
        "matrix",
        "intervals",
    ],  # fmt: skip
)
def test_what_is_no_marker_is_left_alone(written):
    text, citations = shown(written)
    assert text == written
    assert citations.sources == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Copper costs $540 [1] and $20 more [2].", "Copper costs $540 [1] and $20 more [2]."),
        ("From $5–$10 [2].", "From $5–$10 [1]."),
        ("A $ sign [2].", "A $ sign [1]."),
    ],
)
def test_a_price_hides_no_marker(written, expected):
    assert shown(written)[0] == expected == shown(*written)[0]


def test_an_answer_that_was_cut_within_a_marker_ends_before_it():
    assert [shown(f"Copper [1] is best {end}")[0] for end in ("[1 …", "[1†sou …", "[", "[1,")] == [
        "Copper [1] is best …",
        "Copper [1] is best …",
        "Copper [1] is best",
        "Copper [1] is best",
    ]


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
    assert citations.feed("Copper [1] boils").sources[0].chunk_id == "kettles"
    assert citations.feed(" fast, copper [1] does").sources == ()


def test_the_quote_is_the_sentence_that_backs_the_claim():
    _, citations = shown(
        "Iron takes seven minutes [1]. Never use soap on the lid of a Yixing pot [2]. A mug holds 350 ml [3]."
    )
    assert [source.quote for source in citations.sources] == [
        "An iron kettle needs seven.",
        "The lid of a Yixing teapot is never washed with soap.",
        "| Mug | 350 ml |",
    ]


def test_a_word_that_few_sentences_have_tells_which_of_them_is_meant():
    text = (
        "Send a request with the name of the tram to the depot. The depot answers `400` where the request has no name of a tram. "
        "The depot answers `404` where it knows no tram of that name. Removed trams stay in the yard."
    )
    citations = Citations([Hit(Chunk("t", text, "t.md", "t", "Trams", "", "/docs/t", 0, 1), 0.8)], PASSAGES)
    citations.feed("A tram that the depot removed is in the yard, whatever its name is [1].")
    citations.close()
    assert citations.sources[0].quote == "Removed trams stay in the yard."


def test_a_repeated_sentence_is_its_own_quote():
    _, citations = shown("Both whistle. [1]")
    assert citations.sources[0].quote == "Both whistle."


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Warm it ([9]).", "Warm it."),
        ("Warm it [9], [8] and [7].", "Warm it."),
        ("[9] Warm it.", "Warm it."),
        ("- [9] Warm it.\n- Wait [0] a bit.", "- Warm it.\n- Wait a bit."),
        ("Warm it [9] first.", "Warm it first."),
        ("Warm it[9] first.", "Warm it first."),
        ("Warm it [9]\nfirst.", "Warm it\nfirst."),
        ("Warm it [", "Warm it"),
        ("Warm it [1", "Warm it"),
        ("Warm it [1, ", "Warm it"),
        ("Warm it 【1", "Warm it"),
    ],
)
def test_a_marker_that_goes_leaves_no_hole(written, expected):
    assert shown(written)[0] == expected


def test_markers_that_stand_before_their_sentences_back_those():
    text, citations = shown("[1] An iron kettle is slow, it needs seven minutes. [3] A mug holds 350 ml.\nMore.")
    assert text == "[1] An iron kettle is slow, it needs seven minutes. [2] A mug holds 350 ml.\nMore."
    assert citations.sources[0].quote == "An iron kettle needs seven."


@pytest.mark.parametrize(
    "written",
    [
        "According to passage [1], an iron kettle needs seven minutes. Copper boils faster.",
        "Tea is old. As described in [1], an iron kettle needs seven minutes.",
        "- **Passage [1]** says that an iron kettle needs seven minutes. Copper boils faster.",
    ],
)
def test_a_marker_behind_the_name_of_a_passage_backs_what_is_said_of_it(written):
    text, citations = shown(written)
    assert text == written
    assert [source.quote for source in citations.sources] == ["An iron kettle needs seven."]


def test_sentences_without_any_marker_get_those_of_the_passages_that_support_them():
    written = "With an iron kettle it takes seven minutes. Before the leaves go in, warm the teapot."
    text, citations = shown(written)
    assert text == f"{written} [1][2]"
    assert [source.quote for source in citations.sources] == [
        "An iron kettle needs seven.",
        "A teapot is warmed before the leaves go in.",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "With an iron kettle it takes 95 minutes.",
        "With an iron kettle it takes seven minutes. Elephants drink from the river.",
    ],
)
def test_sentences_without_a_marker_that_no_passage_supports_get_none(written):
    assert shown(written)[0] == written


def test_a_marker_for_what_has_none_breaks_no_code():
    written = "```text\nAn iron kettle needs seven.\n```"
    assert shown(written)[0] == f"{written}\n\n[1]"


def test_a_marker_on_a_line_of_its_own_backs_what_stands_above():
    _, citations = shown("| Cup | Volume |\n| --- | --- |\n| Mug | 350 ml |\n\n[3]\n\nAn iron kettle needs seven. [1]")
    assert [source.quote for source in citations.sources] == ["| Mug | 350 ml |", "An iron kettle needs seven."]


@pytest.mark.parametrize(
    "own",
    [
        "Sources:\n[1] Kettles, page 4\n[2] Teapots",
        "**Sources**\n\n- [1] https://tea.example/kettles\n- [7] The Great Book of Tea",
        "## References\n1. Kettles\n2. https://tea.example",
        "Sources: [1], [2]",
        "Source: Kettles [1]; Teapots [2]",
        "[^1]: Kettles, by a tea master\n[^7]: Invented",
        "[1]: https://tea.example/kettles\n[2]: <https://tea.example>",
    ],
    ids=["list", "bold", "numbered", "line", "names", "footnotes", "definitions"],
)
def test_a_list_of_sources_that_the_model_made_is_not_shown(own):
    text, citations = shown(f"Iron takes seven minutes [1].\n\n{own}\n")
    assert text.strip() == "Iron takes seven minutes [1]."
    assert cited(citations) == ["kettles"]


def test_sources_that_are_named_in_a_list_only_still_count():
    text, citations = shown("An iron kettle needs seven minutes.\n\nSources:\n- [1] Kettles")
    assert text == "An iron kettle needs seven minutes.\n\n[1]"
    assert citations.sources[0].quote == "An iron kettle needs seven."


def test_a_list_under_the_word_sources_that_goes_on_is_an_answer():
    written = "Sources:\n- [1] a spring\n- [2] a lake\n\nBoth give good water for a copper kettle."
    assert shown(written)[0].replace("[2]", "").replace("[1]", "") == written.replace("[1]", "").replace("[2]", "")


def test_an_address_that_stands_in_no_passage_is_not_linked():
    text, _ = shown(
        "Buy copper kettles [here](https://tea.example/shop), ![](https://spy.example/p.png) or [there](/docs/cups) [1]."
    )
    assert text == "Buy copper kettles here, or [there](/docs/cups) [1]."


def test_a_marker_moves_to_the_passage_that_supports_its_sentence():
    text, citations = shown("The lid of a Yixing teapot is never washed with soap [3].")
    assert text == "The lid of a Yixing teapot is never washed with soap [1]."
    assert (cited(citations), citations.dropped) == (["teapots"], 0)


def test_a_marker_moves_where_another_passage_supports_the_sentence_far_better():
    claim = "Before the leaves go in, a copper kettle boils a litre in four minutes"
    backing = Claim(claim, PASSAGES).backing(PASSAGES.read([HITS[1].chunk])[0])
    assert not backing.unrelated and not backing.supports
    text, citations = shown(f"{claim} [2].")
    assert (text, cited(citations)) == (f"{claim} [1].", ["kettles"])


def test_a_marker_moves_to_the_passage_that_has_the_number():
    trams = {"heron": "The Heron runs on 14 wheels of oak.", "crane": "The Crane runs on 24 wheels of oak."}
    hits = [
        Hit(Chunk(name, text, f"{name}.md", name, "Trams", "", f"/{name}", 0, 1), 0.8) for name, text in trams.items()
    ]
    citations = Citations(hits, PASSAGES)
    said = "One runs on 24 wheels of oak [1]. The other runs on 14 wheels of oak [2]."
    assert citations.feed(said).text + citations.close().text == said
    assert cited(citations) == ["crane", "heron"]


def test_a_marker_between_two_claims_backs_the_one_it_concerns():
    table = "| Cup | Volume |\n| --- | --- |\n| Mug | 350 ml |"
    text, citations = shown(f"{table}\n\n[3] Elephants migrate across the wide savannah in every winter.")
    assert text == f"{table}\n\n[1] Elephants migrate across the wide savannah in every winter."
    assert citations.sources[0].quote == "| Mug | 350 ml |"


def test_a_marker_behind_a_heading_names_its_passage_and_quotes_how_that_begins():
    title = "Washing a Yixing teapot lid"  # of which another passage says more
    named = Hit(Chunk("n", "Hands are dried first. A teapot follows.", "n.md", "n", title, "", "/docs/n", 0, 1), 0.8)
    citations = Citations([named, hit("teapots")], PASSAGES)
    text = citations.feed(f"- **{title}** [1]\n").text + citations.close().text

    assert text == f"- **{title}** [1]\n"
    assert [(source.chunk_id, source.quote) for source in citations.sources] == [("n", "Hands are dried first.")]


def test_a_marker_behind_what_no_passage_says_goes():
    text, citations = shown(
        "Elephants migrate across the wide savannah in every winter [2]. An iron kettle needs seven [1]."
    )
    assert text == "Elephants migrate across the wide savannah in every winter. An iron kettle needs seven [1]."
    assert citations.dropped == 1


def test_an_answer_in_another_language_keeps_its_markers():
    text, _ = shown("Ein eiserner Kessel braucht sieben Minuten, ein kupferner nur vier [1].")
    assert text.endswith("nur vier [1].")


HOSTILE = [
    "Copper [1][2], iron [1, 9] and tea [1-3]. `a[1]`\n\n```\nb[2]\n```\n【1】 ［２］ done [^3].",
    "[1] A mug holds 350 ml. [2] Both whistle.\n- [9] Nothing.\n[[1]](https://x.example) ([7]) end",
    "See [this](https://evil.example/a_(b)) and ![x](http://e.example) [1], [2] and [3] and so on [passage 1].",
    "Tea.\n\n**Sources:**\n\n1. [Kettles](https://e.example)\n2. [2] Teapots\n",
    'Tea [1].\n\nReferences\n[1]: https://e.example\n[^2]: "Made up"\nAnd then it goes on [2].',
    "So [1, so [1,2 so (see [1] for more) so [2](not a link) \\[3\\] [see the whole of the long text [1]",
    "In $[0, 1]$ of $5 [1], \\[\nx[1]\n\\] or \\(a[2]\\), [2, 3] cm, [0, 1] and $$b[1]$$ [2] ![a][b] !\\[1\\]",
    "According to [1], 0.5 l of tea. Iron needs seven minutes (0.5 l). As passage [3] says, a mug holds 350 ml. From [2] no\nsoap.",
    "Iron kettles need seven minutes, copper ones four.\n\n| Mug | 350 ml |",
    "Sources say so [1]. Source: it is.\nSo\n# Ref\n## References to tea\nSources: Kettles [1], and much more is said there than here",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_cut_anywhere_a_hostile_answer_reads_the_same(text):
    whole, at_once = shown(text)
    for cut in range(len(text) + 1):
        assert shown(text[:cut], text[cut:])[0] == whole
    one_by_one, citations = shown(*text)
    assert one_by_one == whole
    assert citations.sources == at_once.sources


MARKDOWN = st.text(alphabet="ab .\n`~[]()【】［］１２,-–^!:/\\$0123456789", max_size=60) | st.lists(
    st.sampled_from(
        [
            *"ab .\n[]()`!:,",
            "[1]",
            "[9]",
            " [2]",
            "[^1]",
            "]: ",
            "](",
            "http://e.x/",
            "Sources",
            "- ",
            "and",
            "```\n",
            "【3】",
            "$",
            "$$",
            "\\[",
            "\\)",
            " cm",
        ]
    ),
    max_size=14,
).map("".join)


@settings(deadline=None)
@example("http://e.x/", [1])
@example("as,https://e.x/ says", [4])
@given(MARKDOWN, st.lists(st.integers(0, 60), max_size=6))
def test_how_an_answer_is_cut_changes_nothing(text, cuts):
    at = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in zip(at, at[1:], strict=False)]
    assert shown(*pieces)[0] == shown(text)[0]


@settings(deadline=None)
@given(MARKDOWN.map(lambda text: text.replace("$", "").replace("\\", "")))  # within formulas they are no markers
def test_only_checked_markers_reach_the_visitor(text):
    shown_text, citations = shown(text)
    without_code = re.sub(
        r"(?ms)^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(^ {0,3}\1[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`).*?(?<!`)\3(?!`)",
        "",
        shown_text,
    )
    for number in re.findall(r"\[(\d{1,3})\](?!\()", without_code):
        assert 1 <= int(number) <= len(citations.sources)
    for source in citations.sources:
        assert source.quote in TEXTS[source.chunk_id]


@settings(deadline=None)
@given(st.text(alphabet="ab .\n`~[]()【】［］１２,-–0123456789", max_size=60))
def test_words_are_never_lost(text):
    without_links = re.sub(r"!?\[([^\[\]\n]*)\]\([^()\s]+\)", r"\1", text)
    assert re.sub(r"[^ab]", "", without_links) in (re.sub(r"[^ab]", "", shown(text)[0]), re.sub(r"[^ab]", "", text))


def test_the_small_world_is_what_the_tests_think():
    assert [sentence.text for sentence in sentences(TEXTS["kettles"])][1] == "An iron kettle needs seven."
