"""What a model says when it finds no answer, as it streams: none of it is shown."""

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.openai.refusals import RefusalScreen
from rag.prompt import REFUSAL


def screened(*deltas: str) -> list[str]:
    screen = RefusalScreen()
    return [*(screen.feed(delta) for delta in deltas), screen.close()]


@pytest.mark.parametrize(
    "deltas",
    [
        [REFUSAL],
        ["NOT", "_IN", "_BOOK"],
        [" **NOT_", "IN_BOOK**\n"],
        ['"NOT_IN_BOOK".'],
        ["NOT_IN_BOOK", "\n\nThe passages speak of trams [1]."],
        list(REFUSAL),
        ["not_in_book"],
        ["NOT\\_IN", "\\_BOOK"],
        ["NOT IN BOOK"],
        ["[1] NOT_IN_BOOK"],
        ["Sorry, the answer is NOT_IN_BOOK."],
        ["The passages do not mention this [1][2]."],
        ["I could", "n't find that in the passages [1]."],
        ["Based on the provided passages, there is no information about who paid for it."],
        ["I’m sorry, but I cannot answer that from the passages. Please ask about trams."],
        ["The book does not mention who funded the bell [1][3].", " There is no mention of it."],
        list("Unfortunately, the provided context does not contain this information."),
    ],
)
def test_a_refusal_shows_nothing(deltas):
    screen = RefusalScreen()

    assert "".join([*map(screen.feed, deltas), screen.close()]) == ""
    assert screen.refused


@pytest.mark.parametrize(
    "said",
    [
        "The book does not let a Finch roll: the magnet stops it [1].\n\nA Heron has none [2].",
        "There is no limit to the load [1].",
        "I can tell: it stops [1].",
        "The book is not in book form.",
        "Sorry to say, it rolls 21 metres [1].",
        "The document does not contain macros, so it opens at once [1]. Its index has no details of them [2].",
    ],
)
def test_an_answer_that_begins_like_one_is_shown_whole(said):
    screen = RefusalScreen()

    assert "".join([*map(screen.feed, said), screen.close()]) == said
    assert not screen.refused and not screen.partly


@pytest.mark.parametrize(
    "said",
    [
        "The passages do not mention who paid, but the bell cost 40 crowns [1].",
        "I could not find the price. The bell weighs 42 kilograms [1].",
        "The bell weighs 42 kilograms [1]. Its price isn’t explicitly stated in the passages.",
        "The bell weighs 42 kilograms [1]. The provided documents don't say what it cost.",
        "The bell weighs 42 kilograms [1]. There is no information about its price in the given context.",
        "The bell weighs 42 kilograms [1]. The passages have no details of its price.",
    ],
)
def test_an_answer_that_names_what_is_missing_is_shown_whole_as_a_part(said):
    screen = RefusalScreen()

    assert "".join([*map(screen.feed, said), screen.close()]) == said
    assert screen.partly and not screen.refused


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Based on the passages, a Finch stops [1].", "A Finch stops [1]."),
        ("According to the provided context, **Finch** trams stop [1].", "**Finch** trams stop [1]."),
        ("Based on the passages, useBell rings [1].", "useBell rings [1]."),
        ("Based on the text of the law, it stops [1].", "Based on the text of the law, it stops [1]."),
        ("It stops [1]. Based on the passages, it rolls.", "It stops [1]. Based on the passages, it rolls."),
        ("Based on the passages,", "Based on the passages,"),
    ],
)
def test_an_answer_begins_without_talk_of_passages_however_it_is_cut(said: str, read: str):
    for cut in range(len(said)):
        assert "".join(screened(said[:cut], said[cut:])) == read
    assert "".join(screened(*said)) == read


def test_an_answer_passes_at_once():
    assert screened("Finches", " stop", " [1].") == ["Finches", " stop", " [1].", ""]
    assert screened("The", " Finch", " stops [1].") == ["", "The Finch", " stops [1].", ""]  # the passages do not …


def test_an_answer_is_held_back_only_while_it_may_become_a_refusal():
    assert screened("NO", "T", "E that", " it stops") == ["", "", "NOTE that", " it stops", ""]
    assert screened("The ", "book ", "does ", "say ", "so: ", "it stops [1].") == [
        "",
        "",
        "",
        "The book does say ",
        "so: ",
        "it stops [1].",
        "",
    ]


def test_an_answer_that_ends_like_a_refusal_begins_is_whole():
    assert screened("It is NO", "T") == ["", "", "It is NOT"]
    assert screened("It rolls, NO", "T") == ["It rolls, ", "", "NOT"]


@pytest.mark.parametrize("cut", range(1, 12))
def test_what_is_missing_is_said_by_the_status_and_the_rest_of_its_line_goes(cut):
    said = "The Finch stops [1].\nNOT_IN_BOOK: who built it.\nIt has a magnet [1]."
    screen = RefusalScreen()
    shown = "".join(screen.feed(said[at : at + cut]) for at in range(0, len(said), cut)) + screen.close()

    assert shown == "The Finch stops [1].\n\nIt has a magnet [1]."
    assert screen.partly and not screen.refused


BEGINNINGS = [
    "The passages do not",
    "Sorry, ",
    "I could not find ",
    "There is no information",
    ". ",
    "[1]",
    "but ",
    "Please ask.",
    REFUSAL,
]


@given(
    st.text(st.sampled_from("NOT_IN_BOOK ab.\n")) | st.lists(st.sampled_from(BEGINNINGS)).map("".join),
    st.lists(st.integers(0, 60)),
)
@example("The passages do not. but ", [3])
@hypothesis_settings(max_examples=300, deadline=None)
def test_whatever_the_cuts_the_same_is_shown(text, cuts):
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    whole = "".join(screened(*pieces))

    assert whole == "".join(screened(text))
    assert REFUSAL not in whole or REFUSAL in text.replace(REFUSAL, "")
