"""What every Index promises: two searches at once, words weighed by rarity, and rebuilds that no reader ever notices half-way."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from wire.qdrant_server import QdrantServer

from rag.errors import BookError, IngestBusy
from rag.local.embedder import LocalEmbedder
from rag.local.index import LocalIndex
from rag.ports import Index, IndexState
from rag.qdrant import QdrantIndex
from rag.types import Candidate, Chunk

TEXTS = [
    "The rail magnet stops a Finch within 21 metres on dry track.",
    "The boiler of a Heron holds 610 litres of water.",
    "The safety valve of the boiler opens at 11 bar.",
    "Odra Pell designed the lamp code in 1911.",
    "A steady green lamp means that the block ahead is free.",
    "A ticket costs 3 groats.",
]
EMBEDDER = LocalEmbedder()


def chunk(text: str, page: str = "trams") -> Chunk:
    return Chunk(
        chunk_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{page}/{text}")),
        text=text,
        source_path=f"{page}.md",
        slug=page,
        title=page.capitalize(),
        section="",
        url=f"/docs/{page}",
        order_index=0,
        line=1,
    )


@pytest.fixture(params=["embedded", "qdrant"])
def open_index(request, tmp_path: Path) -> Iterator[Callable[[], Index]]:
    """A function that opens the same index anew, as another process would."""
    if request.param == "embedded":
        yield lambda: LocalIndex(tmp_path / "index", "english")
        return
    with QdrantServer(tmp_path / "qdrant") as server:
        yield lambda: QdrantIndex(server.url, dimension=EMBEDDER.dimension, refresh_seconds=0)


@pytest.fixture
def index(open_index) -> Index:
    return open_index()


def keys_of(texts: list[str]) -> list[str]:
    return [uuid.uuid5(uuid.NAMESPACE_OID, text).hex for text in texts]


async def put(index: Index, texts: list[str], *, page: str = "trams", embedder: str = EMBEDDER.name) -> IndexState:
    async with index.rebuild(embedder, EMBEDDER.dimension) as build:
        await build.add([chunk(text, page) for text in texts], keys_of(texts), EMBEDDER.embed(texts))
        return await build.commit(book="the tram book", fingerprint=uuid.uuid4().hex)


def filled(index: Index, texts: list[str] = TEXTS, **options: str) -> IndexState:
    return asyncio.run(put(index, texts, **options))


def search(index: Index, query: str, *, by_meaning: bool = True, limit: int = 10) -> dict[str, Candidate]:
    vector = EMBEDDER.embed([query])[0] if by_meaning else None
    found = asyncio.run(index.search(query, vector, limit))
    assert len({candidate.chunk.chunk_id for candidate in found}) == len(found)
    return {candidate.chunk.text: candidate for candidate in found}


# ---------------------------------------------------------------- state


def test_before_the_first_ingest_there_is_no_state_and_nothing_is_found(index: Index):
    assert asyncio.run(index.state()) is None
    assert search(index, "boiler") == {}


def test_the_state_says_what_it_holds(index: Index):
    made = filled(index)

    assert asyncio.run(index.state()) == made
    assert (made.chunks, made.pages, made.book) == (len(TEXTS), 1, "the tram book")
    assert (made.embedder, made.dimension) == (EMBEDDER.name, EMBEDDER.dimension)


def test_each_ingest_has_a_version_of_its_own(index: Index):
    first = filled(index)
    second = filled(index)

    assert first.version and second.version and first.version != second.version
    assert first.built_at <= second.built_at


def test_what_was_put_in_is_there_after_a_restart(index: Index, open_index):
    made = filled(index)
    reopened = open_index()

    assert asyncio.run(reopened.state()) == made
    assert set(search(reopened, "boiler")) == set(search(index, "boiler"))


# ---------------------------------------------------------------- search


def test_a_chunk_comes_back_whole(index: Index):
    whole = Chunk(
        chunk_id=str(uuid.uuid4()),
        text="Die Klingel heißt »Ölf«.\n\n| a | b |\n| --- | --- |\n| 🚋 | \u2028 |",
        source_path="ein ordner/klingel.mdx",
        slug="ein-ordner/klingel",
        title="Klingel & <b>Glocke</b>",
        section="Töne › Abends",
        url="/docs/ein-ordner/klingel#t%C3%B6ne",
        order_index=7,
        line=41,
        editions=("", "de/2.0"),
        folder="ein ordner",
    )

    async def put_it() -> None:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            await build.add([whole], ["key"], EMBEDDER.embed([whole.text]))
            await build.commit(book="b", fingerprint="f")

    asyncio.run(put_it())
    assert search(index, "Klingel")[whole.text].chunk == whole


def test_each_candidate_has_the_cosine_and_the_score_of_its_words(index: Index):
    filled(index)
    query = "At what pressure does the safety valve open?"
    found = search(index, query)

    vector = EMBEDDER.embed([query])[0]
    for text, candidate in found.items():
        assert candidate.dense == pytest.approx(float(EMBEDDER.embed([text])[0] @ vector), abs=1e-3)
        assert candidate.lexical is not None and candidate.lexical >= 0
    assert max(found.values(), key=lambda each: each.lexical).chunk.text == TEXTS[2]
    assert found[TEXTS[5]].lexical == 0


def test_words_are_found_whatever_their_form(index: Index):
    filled(index)

    assert search(index, "boilers opening", by_meaning=False)[TEXTS[2]].lexical > 0


def test_without_a_vector_only_words_are_searched(index: Index):
    filled(index)
    found = search(index, "boiler", by_meaning=False)

    assert set(found) == {TEXTS[1], TEXTS[2]}
    assert all(candidate.dense is None and candidate.lexical > 0 for candidate in found.values())


def test_a_chunk_that_only_its_words_find_has_its_cosine_too(index: Index):
    texts = [*TEXTS, *(f"Something about tram number {i} and its driver." for i in range(40))]
    filled(index, texts)
    query = "tram driver groats"
    found = search(index, query, limit=3)

    assert TEXTS[5] in found
    expected = float(EMBEDDER.embed([TEXTS[5]])[0] @ EMBEDDER.embed([query])[0])
    assert found[TEXTS[5]].dense == pytest.approx(expected, abs=1e-3)


def test_each_search_gives_at_most_as_many_as_asked_for(index: Index):
    filled(index, [f"Tram {i} leaves the depot of Vell." for i in range(50)])

    assert 1 <= len(search(index, "tram depot", limit=4)) <= 8
    assert len(search(index, "tram depot", by_meaning=False, limit=4)) == 4


@pytest.mark.parametrize("by_meaning", [True, False])
def test_a_search_may_be_kept_to_an_edition_of_the_site(open_index, by_meaning: bool):
    shown = {"Tram 1 has a boiler.": ("", "fr"), "Tram 2 has a boiler.": ("docs/2.0",), "Tram 3 has a boiler.": ("fr",)}
    index = open_index()

    async def put_them() -> None:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            chunks = [replace(chunk(text), editions=editions) for text, editions in shown.items()]
            await build.add(chunks, keys_of(list(shown)), EMBEDDER.embed(list(shown)))
            await build.commit(book="b", fingerprint="f")

    asyncio.run(put_them())

    def found(edition: str | None) -> set[str]:
        vector = EMBEDDER.embed(["boiler"])[0] if by_meaning else None
        return {each.chunk.text[:6] for each in asyncio.run(open_index().search("boiler", vector, 10, edition))}

    assert list(asyncio.run(open_index().editions())) == ["", "fr", "docs/2.0"]
    assert found("") == {"Tram 1"}
    assert found("fr") == {"Tram 1", "Tram 3"}
    assert found("docs/2.0") == {"Tram 2"}
    assert found(None) == found("an edition that the index does not know") == {"Tram 1", "Tram 2", "Tram 3"}


def test_a_book_of_one_edition_has_none(index: Index):
    filled(index)

    assert list(asyncio.run(index.editions())) == []


@pytest.mark.parametrize("query", ["", "   ", "the of and", "?!", "zzyzx"])
def test_a_query_without_known_words_is_searched_by_meaning_or_not_at_all(index: Index, query):
    filled(index)

    assert search(index, query, by_meaning=False) == {}
    assert len(search(index, query or "x")) == len(TEXTS)


@pytest.mark.parametrize("query", ["'; DROP", "🚋 ا", "a" * 20_000, "\u2028", "\x00"], ids=ascii)
def test_any_text_can_be_a_query(index: Index, query):
    filled(index)

    assert len(search(index, query)) == len(TEXTS)


def test_many_tasks_may_search_at_once(index: Index):
    filled(index)

    async def all_at_once() -> list[list[Candidate]]:
        vectors = EMBEDDER.embed(TEXTS)
        return await asyncio.gather(*(index.search(TEXTS[i % 6], vectors[i % 6], 3) for i in range(60)))

    for i, found in enumerate(asyncio.run(all_at_once())):
        assert max(found, key=lambda each: each.dense).chunk.text == TEXTS[i % 6]


# ---------------------------------------------------------------- rarity


def test_a_word_weighs_more_the_fewer_chunks_have_it(index: Index):
    filled(index)

    def weight(word: str) -> float:
        [(_, weight)] = asyncio.run(index.rarity(word)).items()
        return weight

    assert 0 < weight("boiler") < weight("groats") < weight("zzyzx")


def test_forms_of_a_word_are_one_term_and_stop_words_none(index: Index):
    filled(index)
    rarity = asyncio.run(index.rarity("Boilers boiler boiling? The boilers, and the BOILER of it"))
    alone = asyncio.run(index.rarity("boiler"))

    assert set(alone) <= set(rarity) and len(rarity) <= 2
    assert asyncio.run(index.rarity("the of and it")) == {}
    assert asyncio.run(index.rarity("")) == {}


def test_rarity_can_be_asked_before_there_is_a_book(index: Index):
    assert len(asyncio.run(index.rarity("boiler valve"))) == 2


# ---------------------------------------------------------------- neighbours


async def put_in_order(index: Index, chunks: list[Chunk]) -> None:
    texts = [chunk.text for chunk in chunks]
    async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
        await build.add(chunks, keys_of(texts), EMBEDDER.embed(texts))
        await build.commit(book="b", fingerprint="f")


def test_a_chunk_has_the_neighbours_of_its_own_section(index: Index):
    steps = [
        replace(chunk(text), order_index=i, section="Steps" if i < 3 else "People") for i, text in enumerate(TEXTS)
    ]
    other = replace(chunk(TEXTS[0], "people"), order_index=1)
    asyncio.run(put_in_order(index, [*steps, other]))
    first, second, third, fourth = steps[:4]

    found = asyncio.run(index.neighbours([second, third, first, fourth, other]))
    assert found == [(first, third), (second, None), (None, second), (None, steps[4]), (None, None)]


def test_a_chunk_that_is_gone_has_no_neighbours(index: Index):
    asyncio.run(put_in_order(index, [replace(chunk(text), order_index=i) for i, text in enumerate(TEXTS)]))

    assert asyncio.run(index.neighbours([replace(chunk("gone"), order_index=40)])) == [(None, None)]
    assert asyncio.run(index.neighbours([])) == []


def test_nothing_has_neighbours_before_there_is_a_book(index: Index):
    assert asyncio.run(index.neighbours([chunk(TEXTS[0])])) == [(None, None)]


# ---------------------------------------------------------------- pages


def two_pages() -> list[Chunk]:
    trams = [replace(chunk(text), order_index=i) for i, text in enumerate(TEXTS[:3])]
    return [*trams, *(replace(chunk(text, "people"), order_index=i) for i, text in enumerate(TEXTS[3:5]))]


def test_each_page_begins_with_its_first_chunk_in_the_order_of_the_book(index: Index, open_index):
    trams, _, _, people, _ = chunks = two_pages()
    asyncio.run(put_in_order(index, chunks))

    assert list(asyncio.run(index.openings())) == [trams, people]
    assert asyncio.run(index.openings()) is asyncio.run(index.openings())
    asyncio.run(put_in_order(index, chunks[3:] + chunks[:3]))
    assert list(asyncio.run(index.openings())) == [people, trams]
    assert list(asyncio.run(open_index().openings())) == [people, trams]


def test_a_page_has_all_its_chunks_in_order(index: Index):
    chunks = two_pages()
    asyncio.run(put_in_order(index, chunks))

    assert asyncio.run(index.page("trams.md")) == chunks[:3]
    assert asyncio.run(index.page("people.md")) == chunks[3:]
    assert asyncio.run(index.page("gone.md")) == []


def test_before_there_is_a_book_there_are_no_pages(index: Index):
    assert list(asyncio.run(index.openings())) == [] == asyncio.run(index.page("trams.md"))


# ---------------------------------------------------------------- spelling


def test_a_slip_of_the_pen_becomes_the_word_of_the_book(index: Index):
    filled(index)

    assert "safety" in asyncio.run(index.corrected("the saftey valve")).lower()


def test_a_small_word_is_no_part_of_another(index: Index):
    filled(index, ["An ion has lost an electron.", "An anion has gained one."])

    assert asyncio.run(index.corrected("What is an ion?")) == "What is an ion?"


def test_words_of_the_book_are_left_alone(index: Index):
    filled(index)

    assert asyncio.run(index.corrected("The safety valve opens at 11 bar.")) == "The safety valve opens at 11 bar."


def test_nothing_is_corrected_before_there_is_a_book(index: Index):
    assert asyncio.run(index.corrected("the saftey valve")) == "the saftey valve"


def test_a_word_that_neither_the_book_nor_everybody_writes_is_a_stranger(index: Index):
    filled(index)

    assert list(asyncio.run(index.strangers("Does the Kubernetes boiler open in winter?"))) == ["kubernetes"]


def test_nothing_is_strange_before_there_is_a_book(index: Index):
    assert not asyncio.run(index.strangers("the kubernetes valve"))


# ---------------------------------------------------------------- rebuild


def test_after_a_rebuild_there_are_exactly_the_chunks_that_were_added(index: Index):
    filled(index)
    made = filled(index, TEXTS[3:], page="people")

    found = search(index, "boiler lamp ticket")
    assert set(found) == set(TEXTS[3:]) and made.chunks == 3
    assert {candidate.chunk.source_path for candidate in found.values()} == {"people.md"}


def test_readers_see_the_old_index_until_the_new_one_is_whole(index: Index, open_index):
    before = filled(index, TEXTS[:3])
    reader = open_index()

    async def rebuild_slowly() -> None:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            for text in TEXTS:
                await build.add([chunk(text)], keys_of([text]), EMBEDDER.embed([text]))
                assert await reader.state() == before
                assert len(await reader.search("boiler", EMBEDDER.embed(["boiler"])[0], 10)) == 3
            after = await build.commit(book="b", fingerprint="f")
        assert await reader.state() == after
        assert len(await reader.search("boiler", EMBEDDER.embed(["boiler"])[0], 10)) == len(TEXTS)

    asyncio.run(rebuild_slowly())


def test_a_rebuild_that_is_broken_off_changes_nothing(index: Index, open_index):
    before = filled(index)

    async def break_off() -> None:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            await build.add([chunk("half")], ["half"], EMBEDDER.embed(["half"]))
            raise KeyError("the power is gone")

    with pytest.raises(KeyError):
        asyncio.run(break_off())

    assert asyncio.run(index.state()) == asyncio.run(open_index().state()) == before
    assert "half" not in search(index, "half")
    assert filled(index, TEXTS[:2]).chunks == 2


def test_a_rebuild_left_without_a_commit_changes_nothing(index: Index):
    before = filled(index)

    async def leave() -> None:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            await build.add([chunk("half")], ["half"], EMBEDDER.embed(["half"]))

    asyncio.run(leave())
    assert asyncio.run(index.state()) == before


def test_two_rebuilds_at_once_are_refused_in_words(index: Index, open_index):
    other = open_index()

    async def both() -> None:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension), other.rebuild(EMBEDDER.name, EMBEDDER.dimension):
            raise AssertionError("two builds at once")

    with pytest.raises(IngestBusy, match="another ingest"):
        asyncio.run(both())
    assert filled(other).chunks == len(TEXTS)


def test_vectors_that_are_known_need_not_be_made_again(index: Index):
    filled(index)
    keys = keys_of([*TEXTS, "something new"])

    async def known(embedder: str) -> dict[str, np.ndarray]:
        async with index.rebuild(embedder, EMBEDDER.dimension) as build:
            return await build.known(keys)

    found = asyncio.run(known(EMBEDDER.name))
    assert set(found) == set(keys[:-1])
    for key, vector in zip(keys, EMBEDDER.embed(TEXTS), strict=False):
        assert found[key] == pytest.approx(vector, abs=1e-4)
    assert asyncio.run(known("another model")) == {}


def test_vectors_stay_what_they_are_through_many_rebuilds(index: Index):
    filled(index)

    async def pass_on() -> None:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            known = await build.known(keys_of(TEXTS))
            rows = np.stack([known[key] for key in keys_of(TEXTS)])
            await build.add([chunk(text) for text in TEXTS], keys_of(TEXTS), rows)
            await build.commit(book="b", fingerprint="f")

    for _ in range(5):
        asyncio.run(pass_on())
    found = search(index, "boiler")
    vector = EMBEDDER.embed(["boiler"])[0]
    for text, candidate in found.items():
        assert candidate.dense == pytest.approx(float(EMBEDDER.embed([text])[0] @ vector), abs=1e-3)


def test_two_chunks_with_the_same_text_on_two_pages_are_both_kept(index: Index):
    async def put_twins() -> IndexState:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            twins = [chunk(TEXTS[0], "one"), chunk(TEXTS[0], "two")]
            await build.add(twins, keys_of([TEXTS[0]] * 2), EMBEDDER.embed([TEXTS[0]] * 2))
            return await build.commit(book="b", fingerprint="f")

    assert asyncio.run(put_twins()).pages == 2
    found = asyncio.run(index.search("magnet", EMBEDDER.embed(["magnet"])[0], 10))
    assert {candidate.chunk.slug for candidate in found} == {"one", "two"}


def test_a_book_that_became_empty_words_can_still_be_searched(index: Index):
    filled(index, ["???", "..."])

    assert search(index, "boiler", by_meaning=False) == {}


def test_readers_that_come_and_go_never_meet_a_half_made_index(index: Index, open_index):
    """One process ingests again and again while others are just opening what it is about to replace."""
    filled(index)
    stop = threading.Event()
    trouble: list[BookError] = []
    seen: set[int] = set()

    def keep_opening() -> None:
        while not stop.is_set():
            try:
                newcomer = open_index()
                seen.add(len(asyncio.run(newcomer.search("boiler", EMBEDDER.embed(["boiler"])[0], 10))))
            except BookError as error:
                trouble.append(error)
                return

    readers = [threading.Thread(target=keep_opening) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(15):
        filled(index)
    stop.set()
    for reader in readers:
        reader.join()

    assert trouble == []
    assert seen == {len(TEXTS)}


def test_the_page_of_a_chunk_counts_once(index: Index):
    async def put_pages() -> IndexState:
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            chunks = [
                replace(chunk(text, "cars" if i < 4 else "people"), order_index=i) for i, text in enumerate(TEXTS)
            ]
            await build.add(chunks, keys_of(TEXTS), EMBEDDER.embed(TEXTS))
            return await build.commit(book="b", fingerprint="f")

    made = asyncio.run(put_pages())
    assert (made.pages, made.chunks) == (2, 6)
