"""The settings of one search on the page: left alone, they are those of a visitor's."""

import gradio as gr
import pytest

from rag.build import build
from rag.retrieval.signals import CLOSE_SHARES, CONTEXTUAL_SHARES, SHARES
from rag.retrieval.tuning import USUAL
from rag.settings import Settings
from rag.startup import Startup
from rag.web.ui.desk import Desk
from rag.web.ui.doors import Doors
from rag.web.ui.knobs import RANKS, WORDS, Knobs


@pytest.fixture(params=[SHARES, CONTEXTUAL_SHARES, CLOSE_SHARES], ids=["words", "contextual", "close"])
def knobs(request: pytest.FixtureRequest) -> Knobs:
    with gr.Blocks():
        return Knobs("lab", request.param)


def held(knobs: Knobs, **changed: object) -> list:
    """What the components send, some of them changed."""
    by_id = {f"lab-{name}": value for name, value in changed.items()}
    return [by_id.get(each.elem_id or "", each.value) for each in knobs.components]


def test_left_alone_they_order_hits_as_visitors_get_them(knobs: Knobs):
    wished = knobs.read(held(knobs))

    assert (wished.tuning.shares, wished.tuning.fusion_constant) == (USUAL.shares, USUAL.fusion_constant)
    assert wished.words == "hybrid"


def test_a_slider_that_was_moved_is_told_and_the_others_stay(knobs: Knobs):
    wished = knobs.read(held(knobs, dense=0.9))

    assert wished.words == "hybrid · own weights"
    usual = knobs.read(held(knobs, dense=0.8)).tuning.shares
    assert wished.tuning.shares == {**usual, "dense": 0.9}


def test_a_search_by_words_is_ordered_by_words(knobs: Knobs):
    wished = knobs.read(held(knobs, search=WORDS))

    assert (wished.tuning.by_meaning, wished.tuning.shares, wished.words) == (False, {"lexical": 1.0}, "words")


def test_reciprocal_ranks_take_their_constant(knobs: Knobs):
    assert knobs.read(held(knobs, fusion=RANKS)).tuning.fusion_constant == 60


@pytest.mark.parametrize("sent", [None, "x", float("nan"), True, [], -7])
def test_what_makes_no_sense_counts_as_usual_or_is_brought_back(knobs: Knobs, sent):
    junk = held(knobs, **dict.fromkeys(("lexical", "coverage", "pairs", "sentence", "said", "dense"), sent))

    shares = knobs.read(junk).tuning.shares
    assert shares is None or set(shares.values()) == {0.0}


@pytest.mark.parametrize(
    ("settings", "shares"),
    [
        ({}, SHARES),
        ({"COHERE_API_KEY": "a-key"}, CONTEXTUAL_SHARES),
        ({"EMBEDDER": "fastembed:BAAI/bge-small-en-v1.5"}, CLOSE_SHARES),
        ({"EMBEDDER": "fastembed:BAAI/bge-small-en-v1.5", "COHERE_API_KEY": "a-key"}, CLOSE_SHARES),
    ],
)
def test_the_page_shows_the_weights_of_the_embedder_that_is_configured(settings, shares):
    desk = Desk(Startup(Settings.from_environment(settings), build), Doors("", ""))

    assert desk.usual_shares == shares
