"""A chunk's card, and many cards weighed at once."""

import asyncio
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.book import sentences
from rag.local.embedder import LocalEmbedder
from rag.local.lexicon import Terms
from rag.reading.cards import Card, CloseReader, card_checksum, sentences_of
from rag.reading.closeness import Closeness
from rag.reading.passages import Passages
from rag.reading.spread import NAMED_SHARE, Spread, paired
from rag.reading.terms import AskedTerms
from rag.reading.vocabulary import NoMeanings
from rag.types import Chunk

EMBEDDER = LocalEmbedder()
TERMS = Terms("english")
READER = CloseReader(EMBEDDER, TERMS)
TABLE = "Masses of our cars:\n\n| Car | Mass |\n| --- | --- |\n| Finch | 24 t |\n| Wren | 9 t |\n\nWhich one is heavier? Weigh them."


def chunk(text: str, title: str = "Trams", section: str = "Cars") -> Chunk:
    return Chunk("c" + text[:9], text, "t.md", "t", title, section, "/docs/t#cars", 0, 1)


def card(text: str, title: str = "Trams", section: str = "Cars") -> Card:
    return READER.read([chunk(text, title, section)])[0]


def asked(**weights: float) -> AskedTerms:
    groups = tuple((TERMS.of(word), weight) for word, weight in weights.items())
    return AskedTerms(groups, sum(weights.values()))


def spread_of(cards: list[Card], asked: AskedTerms) -> Spread:
    """With no meanings known: a word is the same, or it is not."""
    return Spread(cards, asked, Closeness(asked, {}, NoMeanings()))


@pytest.mark.parametrize(
    "text", [TABLE, "", "???", "```sh\ntram --start\n```", "1. Open it.\n2. Oil it.\n\nDone? Yes."]
)
def test_a_card_that_was_packed_tells_the_sentences_of_its_text(text):
    packed = Card.unpack(card(text).pack())

    assert sentences_of(chunk(text), packed) == tuple(sentences(text))
    assert packed.checksum == card_checksum(chunk(text))


@given(st.text(alphabet="ab .|-\n?`$1", max_size=120))
def test_any_text_has_a_card_that_can_be_kept(text):
    made = card(text)
    kept = Card.unpack(made.pack())

    assert sentences_of(chunk(text), kept) == tuple(sentences(text))
    for name in ("spans", "vectors", "scales", "terms", "places", "sequence"):
        assert np.array_equal(getattr(kept, name), getattr(made, name)), name
    assert kept.breadth == pytest.approx(made.breadth, rel=1e-6)


def test_the_cosines_of_a_card_are_those_of_its_sentences():
    text = "The rail magnet stops a Finch. A boiler holds water. Odra Pell designed the lamp code."
    question = EMBEDDER.embed(["Who designed the lamp code?"])[0]
    exact = EMBEDDER.embed([sentence.text for sentence in sentences(text)]) @ question

    assert spread_of([card(text)], asked()).cosines(question) == pytest.approx(exact, abs=2e-3)


def test_a_sentence_has_what_the_headings_say_only_in_part():
    spread = spread_of([card("A boiler holds water. It is red.", section="Boilers")], asked(boiler=3.0, water=1.0))

    assert spread.coverage() == pytest.approx([1.0, 0.75 * NAMED_SHARE])
    assert spread.chunk_coverage() == pytest.approx([1.0])


def test_a_row_is_weighed_with_the_names_of_its_columns_and_opens_with_its_first_cell():
    table = spread_of([card(TABLE)], asked(finch=1.0, mass=1.0))
    texts = [sentence.text for sentence in sentences(TABLE)]
    finch, wren = texts.index("| Finch | 24 t |"), texts.index("| Wren | 9 t |")

    assert table.coverage()[[finch, wren]] == pytest.approx([1.0, 0.5])
    assert table.opening()[[finch, wren]] == pytest.approx([0.5, 0.0])


def test_the_language_of_code_is_said_of_each_line_of_it():
    spread = spread_of([card("To read it:\n\n```python\npressure(boiler)\n```")], asked(python=1.0, code=1.0))

    assert spread.chunk_coverage() == pytest.approx([1.0])


def test_any_word_of_a_group_will_do_and_a_word_may_belong_to_two():
    heavy = TERMS.of("heavy mass weight")
    groups = AskedTerms(((heavy, 1.0), (TERMS.of("weight"), 1.0)), 2.0)

    assert spread_of([card("Its mass is 9 t."), card("Its weight is 9 t.")], groups).coverage() == pytest.approx(
        [0.5, 1]
    )


def test_questions_are_told_from_statements():
    asks = spread_of([card("Is it red? It is red.")], asked()).asks

    assert asks.tolist() == [True, False]


def test_neighbouring_terms_count_within_a_chunk_only():
    cards = [card("The lamp code of Vell."), card("The lamp."), card("Code of the lamp.")]
    pairs = paired(np.array(TERMS.sequence("lamp code"), dtype=np.uint32))

    assert spread_of(cards, asked()).pairs(pairs) == pytest.approx([1.0, 0.0, 0.0])
    assert spread_of(cards, asked()).pairs(pairs[:0]) == pytest.approx([0.0, 0.0, 0.0])


def test_the_best_sentence_counts_for_each_chunk_and_a_chunk_without_one_has_none():
    spread = spread_of([card("A boiler. A lamp."), card(""), card("A magnet.")], asked(lamp=1.0))

    assert spread.best(spread.coverage()).tolist() == [1.0, 0.0, 0.0]
    assert spread.centroid(spread.cosines(EMBEDDER.embed(["lamp"])[0]))[1] == 0.0


class Shelf(NoMeanings):
    """Stored cards, and which were asked for."""

    def __init__(self, *chunks: Chunk) -> None:
        self.cards = {chunk.chunk_id: READER.read([chunk])[0] for chunk in chunks}

    def card(self, chunk_id: str) -> Card | None:
        return self.cards.get(chunk_id)


class CountingEncoder:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts):
        self.texts += texts
        return EMBEDDER.embed(texts)


def test_what_is_stored_is_not_read_again_and_what_is_not_is_read_once():
    stored, new = chunk("A boiler holds water."), chunk("The lamp is green.")
    encoder = CountingEncoder()
    passages = Passages(encoder, TERMS, Shelf(stored))
    for _ in range(2):
        read = passages.read([stored, new, stored])

    assert [passage.chunk for passage in read] == [stored, new, stored]
    assert encoder.texts == ["The lamp is green."]
    assert read[1].terms == (TERMS.of("lamp green"),)


def test_known_cards_are_read_on_the_event_loop_and_others_are_made_beside_it():
    stored, new = chunk("A boiler holds water."), chunk("The lamp is green.")
    passages = Passages(EMBEDDER, TERMS, Shelf(stored))

    def thread_that_reads(*chunks: Chunk) -> str:
        def read() -> str:
            passages.read(chunks)
            return threading.current_thread().name

        return asyncio.run(passages.reading(chunks, read))

    assert thread_that_reads(stored) == threading.current_thread().name
    assert thread_that_reads(stored, new).startswith("reading")
    assert thread_that_reads(stored, new) == threading.current_thread().name


def test_a_card_of_an_older_text_is_not_believed():
    old = chunk("A boiler holds water.")
    now = Chunk(old.chunk_id, "A lamp is green.", *[getattr(old, name) for name in list(old.__slots__)[2:9]])

    assert Passages(EMBEDDER, TERMS, Shelf(old)).read([now])[0].sentences[0].text == "A lamp is green."


def test_a_passage_that_was_read_follows_its_text():
    passages = Passages(EMBEDDER, TERMS)
    first = chunk("Same beginning, old end.")
    second = chunk("Same beginning, new end.")
    assert first.chunk_id == second.chunk_id

    assert [passages.read([each])[0].sentences[0].text for each in (first, second, first)] == [
        first.text,
        second.text,
        first.text,
    ]
