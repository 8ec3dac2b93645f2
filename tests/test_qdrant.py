"""The index on a Qdrant server: the real client over a real socket, against the real engine behind Qdrant's REST interface."""

import asyncio
import logging
import subprocess
import sys
import time
import traceback
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
import pytest
import time_machine
from conftest import ROOT
from wire.qdrant_server import QdrantServer
from wire.served import Fault

from rag.database import sqlite_store
from rag.errors import BookError, IndexUnusable, IngestBusy, ServiceFailed, SettingsError
from rag.ingest import BookSource, Report, ingest
from rag.local.embedder import LocalEmbedder
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.qdrant import QdrantIndex
from rag.qdrant.address import address
from rag.qdrant.build import QdrantBuild
from rag.qdrant.marker import LEASE, LEASE_ID, LEXICON, STATE_ID
from rag.retrieval.named_pages import NamedPages
from rag.types import Candidate, Chunk

KEY = "qdrant-sentinel-77e1"
EMBEDDER = LocalEmbedder()
TEXTS = [
    "The rail magnet stops a Finch within 21 metres on dry track.",
    "The boiler of a Heron holds 610 litres of water.",
    "The safety valve of the boiler opens at 11 bar.",
    "A ticket costs 3 groats.",
]
T = TypeVar("T")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[QdrantServer]:
    with QdrantServer(tmp_path / "qdrant", KEY) as server:
        yield server


def opened(server: QdrantServer, **options: Any) -> QdrantIndex:
    return QdrantIndex(server.url, KEY, **{"dimension": EMBEDDER.dimension, **options})


def using(server: QdrantServer, use: Callable[[QdrantIndex], Awaitable[T]], **options: Any) -> T:
    """What ``use`` brings with an index that is closed afterwards."""

    async def run() -> T:
        index = opened(server, **options)
        try:
            return await use(index)
        finally:
            await index.close()

    return asyncio.run(run())


def search(
    server: QdrantServer, query: str, *, by_meaning: bool = True, limit: int = 10, **options: Any
) -> dict[str, Candidate]:
    async def use(index: QdrantIndex) -> list[Candidate]:
        return await index.search(query, padded(query, index) if by_meaning else None, limit)

    return {candidate.chunk.text: candidate for candidate in using(server, use, **options)}


def padded(text: str, index: QdrantIndex) -> np.ndarray:
    return vector_of(text, index.current.dimension)


def vector_of(text: str, dimension: int) -> np.ndarray:
    vector = np.zeros(dimension, dtype=np.float32)
    vector[: EMBEDDER.dimension] = EMBEDDER.embed([text])[0][:dimension]
    return vector


def chunk(text: str, page: str = "trams", **changes: Any) -> Chunk:
    values = {
        "chunk_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{page}/{text}")),
        "text": text,
        "source_path": f"{page}.md",
        "slug": page,
        "title": page.capitalize(),
        "section": "",
        "url": f"/docs/{page}",
        "order_index": 0,
        "line": 1,
    }
    return Chunk(**{**values, **changes})


async def put(index: QdrantIndex, texts: list[str], page: str = "trams", embedder: str = EMBEDDER.name) -> None:
    dimension = index.current.dimension
    async with index.rebuild(embedder, dimension) as build:
        chunks = [chunk(text, page) for text in texts]
        await build.add(chunks, [uuid.uuid5(uuid.NAMESPACE_OID, text).hex for text in texts], rows(texts, dimension))
        await build.commit(book="the tram book", fingerprint="f")


def rows(texts: list[str], dimension: int) -> np.ndarray:
    return np.stack([vector_of(text, dimension) for text in texts])


def filled(server: QdrantServer, texts: list[str] = TEXTS, **options: Any) -> None:
    using(server, lambda index: put(index, texts), **options)


def ingested(server: QdrantServer, book: Path, *, base_url: str = "/", **options: Any) -> Report:
    async def use(index: QdrantIndex) -> Report:
        store = sqlite_store(book.parent / "book.sqlite3", session_seconds=60)
        try:
            source = BookSource((book,), base_url, "docs", "english")
            return await ingest(source, EMBEDDER, index, store, lambda _: None)
        finally:
            await store.close()

    return using(server, use, **options)


def written(server: QdrantServer) -> list[str]:
    """Texts of the chunks that were sent with their vectors."""
    bodies = [asked.body for asked in server.asked if asked.method == "PUT" and asked.path.endswith("/points")]
    return [point["payload"]["text"] for body in bodies for point in body["points"] if "text" in point["payload"]]


# ---------------------------------------------------------------- where it listens


@pytest.mark.parametrize(
    "url, meant",
    [
        ("http://localhost", "http://localhost:6333"),
        ("localhost", "http://localhost:6333"),
        ("http://qdrant", "http://qdrant:6333"),
        ("http://qdrant:80", "http://qdrant:80"),
        ("https://a1.eu-central.aws.cloud.qdrant.io", "https://a1.eu-central.aws.cloud.qdrant.io:6333"),
        ("a1.eu-central.aws.cloud.qdrant.io", "https://a1.eu-central.aws.cloud.qdrant.io:6333"),
        ("https://a1.eu-central.aws.cloud.qdrant.io:443/", "https://a1.eu-central.aws.cloud.qdrant.io:443"),
        ("https://search.example.org", "https://search.example.org:443"),
        ("https://search.example.org:8443/qdrant/?a=b", "https://search.example.org:8443/qdrant"),
        ("https://user:secret@search.example.org", "https://search.example.org:443"),
        (" http://[::1]:6333 ", "http://[::1]:6333"),
    ],
)
def test_the_port_in_the_url_is_kept_and_a_missing_one_is_the_usual(url, meant):
    assert address(url) == meant


@pytest.mark.parametrize("url", ["ftp://qdrant", "https://", "http://qdrant:port", "http://qdrant:0", "http://[::1"])
def test_a_url_that_leads_nowhere_is_refused_at_once(url):
    with pytest.raises(SettingsError, match="QDRANT_URL"):
        QdrantIndex(url, dimension=4)


def test_a_path_in_the_url_is_kept(tmp_path: Path):
    with QdrantServer(tmp_path) as server:
        index = QdrantIndex(f"{server.url}/behind/a/proxy", dimension=4)

        async def ping() -> None:
            await index.ping()
            await index.close()

        asyncio.run(ping())
        assert server.paths() == ["/behind/a/proxy/collections/book_chunks"]


# ---------------------------------------------------------------- our collection


def test_it_makes_its_collection_with_both_vectors_and_indexes_what_it_filters_by(server: QdrantServer):
    filled(server)

    [made] = [
        asked.body for asked in server.asked if asked.method == "PUT" and asked.path == "/collections/book_chunks"
    ]
    assert made["vectors"] == {"dense": {"size": 256, "distance": "Cosine"}}
    assert made["sparse_vectors"] == {"bm25": {"modifier": "idf"}}
    indexed = {
        asked.body["field_name"]: asked.body["field_schema"] for asked in server.asked if asked.path.endswith("/index")
    }
    assert (
        indexed.items() >= {"kind": "keyword", "stage": "keyword", "source_path": "keyword", "slug": "keyword"}.items()
    )


def test_a_search_is_one_round_trip(server: QdrantServer):
    filled(server)

    async def use(index: QdrantIndex) -> list[str]:
        await index.state()
        server.asked.clear()
        await index.corrected("the boiler")
        await index.search("the boiler", vector_of("the boiler", 256), 3)
        await index.rarity("the boiler")
        await index.state()
        return server.paths()

    assert using(server, use) == ["/collections/book_chunks/points/query/batch"]


def test_neighbours_that_were_looked_up_are_known_until_the_next_ingest(server: QdrantServer):
    first, second, third = chunks = [chunk(text, order_index=place) for place, text in enumerate(TEXTS[:3])]

    async def ingest_them(index: QdrantIndex, chunks: list[Chunk]) -> None:
        texts = [each.text for each in chunks]
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            await build.add(chunks, texts, rows(texts, EMBEDDER.dimension))
            await build.commit(book="b", fingerprint=str(len(chunks)))

    async def use(index: QdrantIndex) -> None:
        await ingest_them(index, chunks)
        assert await index.neighbours([second]) == [(first, third)]
        asked = len(server.asked)
        assert await index.neighbours([second, second]) == [(first, third)] * 2 and len(server.asked) == asked
        assert await index.neighbours([third, second]) == [(second, None), (first, third)]
        assert len(server.asked) == asked + 1
        await ingest_them(index, chunks[:2])
        assert await index.neighbours([second]) == [(first, None)]

    using(server, use)


def test_it_finds_what_the_embedded_index_finds_with_the_same_scores(server: QdrantServer, book: Path, tmp_path: Path):
    local = LocalIndex(tmp_path / "index", "english")
    store = sqlite_store(tmp_path / "other.sqlite3", session_seconds=60)
    asyncio.run(ingest(BookSource((book,), "/", "docs", "english"), EMBEDDER, local, store, lambda _: None))
    asyncio.run(store.close())
    ingested(server, book)

    async def use(index: QdrantIndex) -> None:
        for query in ("How long is the tunnel?", "boiler valve", "Who drew the map?", "vell-lamp", "zzyzx"):
            vector = EMBEDDER.embed([query])[0]
            for limit in (2, 30):
                here = {each.chunk: each for each in await index.search(query, vector, limit)}
                there = {each.chunk: each for each in await local.search(query, vector, limit)}
                assert here.keys() == there.keys()
                for each, candidate in here.items():
                    assert candidate.dense == pytest.approx(there[each].dense, abs=1e-4)
                    assert candidate.lexical == pytest.approx(there[each].lexical, abs=1e-4)
            assert await index.rarity(query) == await local.rarity(query)
        assert (
            await index.corrected("the saftey valve") == await local.corrected("the saftey valve") == "the safety valve"
        )

    using(server, use)


# ---------------------------------------------------------------- ingest writes what changed


def test_a_second_ingest_embeds_and_writes_nothing(server: QdrantServer, book: Path):
    first = ingested(server, book)
    server.asked.clear()
    second = ingested(server, book)

    assert first.embedded > 0 and not first.up_to_date
    assert second.up_to_date and second.state == first.state
    assert {asked.method for asked in server.asked} <= {"GET", "POST"} and written(server) == []


def test_only_the_chunks_of_a_changed_page_are_embedded_and_written(server: QdrantServer, book: Path):
    first = ingested(server, book)
    (book / "04-people.md").write_text("# People\n\nOdra Pell designed the lamp code in 1912.\n", encoding="utf-8")
    server.asked.clear()
    report = ingested(server, book)

    assert report.embedded == 1
    assert written(server) == ["Odra Pell designed the lamp code in 1912."]
    assert report.state.version != first.state.version
    found = search(server, "Who designed the lamp code?", limit=30)
    assert [text for text in found if "Odra Pell" in text] == ["Odra Pell designed the lamp code in 1912."]
    assert len(found) == report.state.chunks == first.state.chunks


def test_where_only_addresses_change_no_vector_is_written(server: QdrantServer, book: Path):
    first = ingested(server, book)
    server.asked.clear()
    report = ingested(server, book, base_url="/trams/")

    assert report.embedded == 0 and written(server) == []
    assert report.state.chunks == first.state.chunks
    urls = {candidate.chunk.url for candidate in search(server, "boiler", limit=30).values()}
    assert urls and all(url.startswith("/trams/docs") for url in urls)


def test_words_that_are_made_otherwise_are_written_anew_and_nothing_is_embedded_again(
    server: QdrantServer, book: Path, monkeypatch
):
    with monkeypatch.context() as before:
        before.setattr("rag.qdrant.build.WORDS", 1)
        before.setattr("rag.ingest.MAKING", 1)
        first = ingested(server, book)
    server.asked.clear()
    report = ingested(server, book)

    assert report.embedded == 0
    assert len(written(server)) == first.state.chunks == report.state.chunks
    assert len(server.points("book_chunks")) == report.state.chunks + 2  # the state, the lexicon


def test_pages_that_are_gone_are_gone(server: QdrantServer, book: Path):
    ingested(server, book)
    (book / "04-people.md").unlink()
    report = ingested(server, book)

    found = search(server, "Who designed the lamp code?", limit=30)
    assert not [text for text in found if "Odra Pell" in text]
    assert len(found) == report.state.chunks == len(server.points("book_chunks")) - 2  # the state, the lexicon


def test_another_embedder_of_the_same_size_takes_over_with_the_commit(server: QdrantServer):
    filled(server)
    using(server, lambda index: put(index, TEXTS[:2], embedder="another model"))

    assert using(server, lambda index: index.state()).embedder == "another model"
    assert set(search(server, "boiler", limit=30)) == set(TEXTS[:2])


def test_another_embedder_of_another_size_gets_a_collection_beside_the_old_one(server: QdrantServer):
    filled(server)
    before = server.points("book_chunks")
    filled(server, TEXTS[:2], dimension=1024)

    assert server.points("book_chunks") == before
    assert set(server.collections) == {"book_chunks", "book_chunks_1024"}
    assert set(search(server, "boiler", limit=30)) == set(TEXTS)
    assert set(search(server, "boiler", limit=30, dimension=1024)) == set(TEXTS[:2])


# ---------------------------------------------------------------- killed, and two at once


KILLED = """
import asyncio, sys
from pathlib import Path
from rag.database import sqlite_store
from rag.ingest import BookSource, ingest
import rag.ingest
from rag.local.embedder import LocalEmbedder
from rag.qdrant import QdrantIndex

rag.ingest.BATCH = 2
url, key, book = sys.argv[1:]
embedder = LocalEmbedder()
index = QdrantIndex(url, key, dimension=embedder.dimension)
store = sqlite_store(Path(book).parent / "killed.sqlite3", session_seconds=60)
asyncio.run(ingest(BookSource((Path(book),), "/", "docs", "english"), embedder, index, store, lambda _: None))
"""


def killed_ingest(server: QdrantServer, book: Path, at: str) -> None:
    """An ingest in another process, which dies while the server lets it wait at ``at``."""
    seen = 0

    def meant(asked: Any) -> bool:
        nonlocal seen
        seen += f"{asked.method} {asked.path}".endswith(at) and (
            asked.path.endswith("/batch") or "text" in str(asked.body)
        )
        return seen == (1 if at.endswith("/batch") else 3)

    fault = Fault(hang=True, only=meant)
    server.faults.append(fault)
    process = subprocess.Popen([sys.executable, "-c", KILLED, server.url, KEY, str(book)], cwd=ROOT)
    try:
        assert fault.met.wait(60)
    finally:
        process.kill()
        process.wait()
    assert fault.left.wait(10)
    server.faults.clear()


def lease_ends(server: QdrantServer) -> None:
    """As if three minutes had passed."""
    server.put(
        "book_chunks", [{"id": LEASE_ID, "payload": {"kind": "x", "holder": "dead", "expires": time.time() - 1}}]
    )


@pytest.mark.parametrize("at", ["PUT /collections/book_chunks/points", "POST /collections/book_chunks/points/batch"])
def test_an_ingest_that_is_killed_leaves_the_old_chunks_and_the_next_one_ends_its_work(
    server: QdrantServer, book: Path, at
):
    before = ingested(server, book).state
    old = set(search(server, "boiler", limit=30))
    for page in book.rglob("*.md*"):
        page.write_text(
            page.read_text(encoding="utf-8").replace("tram", "trolley").replace("boiler", "kettle"), encoding="utf-8"
        )
    killed_ingest(server, book, at)

    assert using(server, lambda index: index.state()) == before
    assert set(search(server, "boiler", limit=30)) == old

    with pytest.raises(IngestBusy, match="another ingest is writing to the collection book_chunks"):
        ingested(server, book)
    lease_ends(server)
    report = ingested(server, book)

    found = search(server, "kettle", limit=30)
    assert len(found) == report.state.chunks == before.chunks
    assert not [text for text in found if "boiler" in text] and [text for text in found if "kettle" in text]
    assert report.embedded < report.state.chunks  # vectors of the killed one are taken over
    assert len(server.points("book_chunks")) == report.state.chunks + 2


def test_a_first_ingest_that_is_killed_leaves_a_collection_that_is_still_ours(server: QdrantServer, book: Path):
    killed_ingest(server, book, "PUT /collections/book_chunks/points")

    assert using(server, lambda index: index.state()) is None
    assert search(server, "boiler") == {}
    lease_ends(server)
    assert ingested(server, book).state.chunks == len(search(server, "boiler", limit=30))


def test_a_collection_that_another_program_has_just_begun_is_empty_and_no_strangers(server: QdrantServer):
    filled(server, TEXTS[:1])
    others = [point for point in server.points("book_chunks") if point != LEASE_ID]
    server.put(
        "book_chunks", [{"id": LEASE_ID, "payload": {"kind": LEASE, "holder": "other", "expires": time.time() + 99}}]
    )
    gone = f"{server.url}/collections/book_chunks/points/delete"
    httpx.post(gone, json={"points": others}, headers={"api-key": KEY}, timeout=5).raise_for_status()

    assert list(server.points("book_chunks")) == [LEASE_ID]
    assert using(server, lambda index: index.state()) is None
    assert search(server, "boiler") == {}


def test_of_two_that_begin_at_once_one_is_refused(server: QdrantServer):
    filled(server, TEXTS[:1])
    together = asyncio.Barrier(2)

    async def one(index: QdrantIndex) -> str:
        await index.state()
        await together.wait()
        try:
            async with index.rebuild(EMBEDDER.name, 256) as build:
                await asyncio.sleep(0.3)
                await build.add([chunk(TEXTS[1])], ["key"], rows([TEXTS[1]], 256))
                await build.commit(book="b", fingerprint="f")
                return "done"
        except IngestBusy:
            return "refused"
        finally:
            await index.close()

    async def both() -> list[str]:
        return await asyncio.gather(one(opened(server)), one(opened(server)))

    assert sorted(asyncio.run(both())) == ["done", "refused"]
    assert set(search(server, "boiler")) == {TEXTS[1]}


def test_a_collection_that_another_made_since_we_looked_is_written_to_and_none_is_made_beside_it(server: QdrantServer):
    filled(server)
    server.faults.append(Fault(404, only=lambda asked: asked.method == "GET", times=1))

    using(server, lambda index: put(index, TEXTS[:2]))

    assert set(server.collections) == {"book_chunks"}
    assert set(search(server, "boiler", limit=30)) == set(TEXTS[:2])


def test_what_another_ingest_told_between_our_look_and_our_lease_stays_told(server: QdrantServer):
    async def use(index: QdrantIndex) -> None:
        looked = await index.current.for_writing(EMBEDDER.dimension)
        other, reader = opened(server), opened(server)
        await put(other, TEXTS)
        async with QdrantBuild.begin(looked, Terms("english").bm25, EMBEDDER.name) as build:
            told = await reader.state()
            assert told and told.chunks == len(TEXTS)
            await build.add([chunk("New.")], ["key"], rows(["New."], EMBEDDER.dimension))
            await build.commit(book="b", fingerprint="f")
        for each in (other, reader):
            await each.close()

    using(server, use)
    kinds = [payload.get("kind") for payload, _ in server.points("book_chunks").values()]
    assert kinds.count(LEXICON) == 1


def test_one_that_lost_its_lease_does_not_commit(server: QdrantServer):
    filled(server)
    thief = {"kind": "x", "holder": "another", "expires": float(int(time.time()) + 60)}

    async def use(index: QdrantIndex) -> None:
        async with index.rebuild(EMBEDDER.name, 256) as build:
            await build.add([chunk("new")], ["key"], rows(["new"], 256))
            server.put("book_chunks", [{"id": LEASE_ID, "payload": thief}])
            await build.commit(book="b", fingerprint="f")

    with pytest.raises(IngestBusy):
        using(server, use)
    assert set(search(server, "boiler")) == set(TEXTS)
    assert server.points("book_chunks")[LEASE_ID][0] == thief


def test_a_clock_set_forward_in_mid_ingest_takes_nobodys_lease(server: QdrantServer):
    filled(server)

    async def use(index: QdrantIndex) -> None:
        async with index.rebuild(EMBEDDER.name, 256) as build:
            await build.add([chunk("new")], ["key"], rows(["new"], 256))
            with time_machine.travel(time.time() + 5 * 3_600, tick=True):
                await build.commit(book="b", fingerprint="f")

    using(server, use)
    assert set(search(server, "new")) == {"new"}


def test_a_lease_that_a_killed_ingest_wrote_before_the_clock_was_set_back_does_not_last_for_hours(server: QdrantServer):
    filled(server)
    left = {"kind": "x", "holder": "dead", "expires": float(int(time.time()) + 5 * 3_600)}
    server.put("book_chunks", [{"id": LEASE_ID, "payload": left}])

    filled(server, ["new"])

    assert set(search(server, "new")) == {"new"}


# ---------------------------------------------------------------- a collection that others made


def legacy(server: QdrantServer, texts: list[str] = TEXTS, name: str = "book_vectors") -> None:
    """As the earlier pipeline made it."""
    server.make(name, {"size": 1024, "distance": "Cosine"})
    points = [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, text)),
            "vector": vector_of(text, 1024).tolist(),
            "payload": {
                "chunk_id": f"chunk-{i}",
                "text": text,
                "source_path": f"docs/page-{i}.md",
                "slug": f"page-{i}",
                "title": f"Page {i}",
                "order_index": i,
            },
        }
        for i, text in enumerate(texts)
    ]
    server.put(name, points)


LEGACY = {"collection": "book_vectors", "dimension": 1024}


def test_the_legacy_collection_is_read_and_left_as_it_was(server: QdrantServer):
    legacy(server)
    before = server.points("book_vectors")

    async def use(index: QdrantIndex) -> list[Candidate]:
        state = await index.state()
        assert state and (state.chunks, state.dimension, state.book) == (4, 1024, "the collection book_vectors")
        return await index.search("boiler valve", vector_of("boiler valve", 1024), 10)

    found = using(server, use, **LEGACY, base_url="https://books.example/trams/", route_base="docs")
    first = max(found, key=lambda candidate: candidate.dense or 0)
    assert first.chunk == Chunk(
        chunk_id="chunk-2",
        text=TEXTS[2],
        source_path="docs/page-2.md",
        slug="page-2",
        title="Page 2",
        section="",
        url="https://books.example/trams/docs/page-2",
        order_index=2,
        line=1,
    )
    assert first.dense == pytest.approx(float(vector_of(TEXTS[2], 1024) @ vector_of("boiler valve", 1024)), abs=1e-4)
    assert server.points("book_vectors") == before
    assert {asked.method for asked in server.asked} == {"GET", "POST"}
    assert not [path for path in server.paths() if path.endswith(("/delete", "/batch")) and "query" not in path]


def test_the_pages_of_the_legacy_collection_stand_in_the_order_of_their_paths(server: QdrantServer):
    legacy(server)
    paths = ["docs/intro.md", "docs/02-cars/index.md", "docs/02-cars/brakes.md", "docs/10-people.md"]
    server.put(
        "book_vectors",
        [
            {
                "id": number,
                "vector": [0.1] * 1024,
                "payload": {"text": f"{path} {place}", "source_path": path, "order_index": place},
            }
            for number, (path, place) in enumerate((path, place) for path in paths for place in (2, 1, 3))
        ],
    )

    async def use(index: QdrantIndex) -> list[list[Chunk]]:
        openings = list(await index.openings())
        asked = len(server.asked)
        assert list(await index.openings()) == openings and len(server.asked) == asked
        return [openings, await index.page("docs/10-people.md")]

    openings, page = using(server, use, **LEGACY)
    told = [each.text for each in openings if each.source_path in paths]
    assert told == ["docs/02-cars/index.md 1", "docs/02-cars/brakes.md 1", "docs/10-people.md 1", "docs/intro.md 1"]
    assert [each.text for each in page] == [f"docs/10-people.md {place}" for place in (1, 2, 3)]


@pytest.mark.parametrize("broken", [True, False])
def test_a_page_is_looked_for_by_its_name_and_done_without_while_that_fails(server: QdrantServer, broken: bool):
    async def use(index: QdrantIndex) -> list[Candidate]:
        texts = ["A box above the wheels.", "Its sander is filled."]
        async with index.rebuild(EMBEDDER.name, EMBEDDER.dimension) as build:
            chunks = [chunk(texts[0], "sander"), chunk(texts[1], "shift")]
            await build.add(chunks, ["one", "two"], rows(texts, EMBEDDER.dimension))
            await build.commit(book="b", fingerprint="f")
        found = await index.search("filled", vector_of("filled", EMBEDDER.dimension), 1)
        assert [each.chunk.slug for each in found] == ["shift"]
        if broken:
            server.faults.append(Fault(status=500, only=lambda asked: asked.path.endswith("/points")))
        return await NamedPages(index).added(["sander"], found)

    added = using(server, use)
    assert [each.chunk.slug for each in added] == ([] if broken else ["sander"])
    assert all(each.dense is not None and each.lexical is None for each in added)


def test_until_our_collection_holds_a_book_the_legacy_one_is_read(server: QdrantServer):
    legacy(server)
    before = server.points("book_vectors")
    both = {"fallback": "book_vectors", "dimension": 1024}
    assert set(search(server, "boiler", **both)) == set(TEXTS)

    async def use(index: QdrantIndex) -> None:
        async with index.rebuild(EMBEDDER.name, 1024) as build:
            await build.add([chunk("New.")], ["key"], rows(["New."], 1024))
            assert len(await index.search("boiler", vector_of("boiler", 1024), 10)) == len(TEXTS)
            await build.commit(book="b", fingerprint="f")

    using(server, use, **both)
    assert set(search(server, "boiler", **both)) == {"New."}
    assert server.points("book_vectors") == before


def test_a_fallback_that_can_not_be_used_is_left_alone(server: QdrantServer):
    legacy(server)
    both = {"fallback": "book_vectors", "dimension": 256}

    assert using(server, lambda index: index.state(), **both) is None
    filled(server, **both)
    assert set(search(server, "boiler", **both)) == set(TEXTS)


def test_its_words_are_counted_once_behind_the_visitors_backs(server: QdrantServer):
    legacy(server, [*(f"Car {i} of the Vell line has {i} seats." for i in range(1500)), "A groat is a coin."])

    async def use(index: QdrantIndex) -> None:
        weights = await index.rarity("vell groat")
        assert len(set(weights.values())) == 1  # not counted yet
        found = await index.search("groat", None, 5)
        assert [candidate.chunk.text for candidate in found] == ["A groat is a coin."]
        assert found[0].lexical and found[0].lexical > 5 and found[0].dense is None
        weights = await index.rarity("vell groat")
        assert 0 < min(weights.values()) < max(weights.values())
        assert await index.corrected("how many seeats") == "how many seats"
        server.asked.clear()
        both = await index.search("groat", vector_of("seats of car 7", 1024), 5)
        assert server.paths() == ["/collections/book_vectors/points/query/batch"]
        assert len(both) == 6 and all(candidate.dense is not None for candidate in both)
        assert [candidate.chunk.text for candidate in both if candidate.lexical] == ["A groat is a coin."]

    using(server, use, **LEGACY)


def test_a_collection_too_large_to_count_is_searched_by_meaning_alone(server: QdrantServer):
    server.make("large", {"size": 4, "distance": "Cosine"})
    server.put("large", [{"id": i, "vector": [1, i, 0, 0], "payload": {"text": f"text {i}"}} for i in range(20_001)])

    async def use(index: QdrantIndex) -> None:
        found = await index.search("text", np.array([1, 0, 0, 0], dtype=np.float32), 3)
        assert {candidate.chunk.text for candidate in found} == {"text 0", "text 1", "text 2"}
        assert {candidate.lexical for candidate in found} == {0.0}
        with pytest.raises(ServiceFailed, match="can be searched by meaning only"):
            await index.search("text", None, 3)

    using(server, use, collection="large", dimension=4)
    assert not [path for path in server.paths() if path.endswith("/scroll") and server.paths().count(path) > 1]


@pytest.mark.parametrize(
    "vectors, sparse, payload",
    [
        ({"size": 256, "distance": "Cosine"}, None, {"content": "@"}),
        ({"size": 256, "distance": "Dot"}, None, {"document": "@", "source": "cars.md"}),
        (
            {"text-dense": {"size": 256, "distance": "Cosine"}},
            None,
            {"page_content": "@", "metadata": {"source": "cars.md"}},
        ),
        (
            {"dense": {"size": 256, "distance": "Cosine"}, "image": {"size": 512, "distance": "Cosine"}},
            {"splade": {}},
            {"text": "@", "file_path": "cars.md", "heading": "Brakes", "chunk_index": 3},
        ),
        ({"dense": {"size": 256, "distance": "Cosine"}}, {"bm25": {"modifier": "idf"}}, {"text": "@", "title": "Cars"}),
    ],
    ids=["unnamed", "dot", "langchain", "two and sparse", "like ours"],
)
def test_any_collection_whose_vectors_it_recognises_can_be_read(server: QdrantServer, vectors, sparse, payload):
    server.make("theirs", vectors, sparse)
    name = next((each for each in vectors if each not in ("size", "distance")), "")
    for i, text in enumerate(TEXTS):
        vector = vector_of(text, 256).tolist()
        values = {key: text if value == "@" else value for key, value in payload.items()}
        server.put("theirs", [{"id": i, "vector": {name: vector} if name else vector, "payload": values}])
    before = server.points("theirs")

    async def use(index: QdrantIndex) -> None:
        assert [each.chunk.text for each in await index.search("groats", None, 5)] == [TEXTS[3]]
        found = await index.search("safety valve", vector_of("safety valve", 256), 2)
        best = max(found, key=lambda candidate: candidate.lexical)
        assert best.chunk.text == TEXTS[2] and best.chunk.chunk_id == "2" and best.dense
        if "cars.md" in str(payload):
            assert (best.chunk.source_path, best.chunk.slug, best.chunk.url) == ("cars.md", "cars", "/docs/cars")
        if "heading" in payload:
            assert (best.chunk.section, best.chunk.order_index) == ("Brakes", 3)

    using(server, use, collection="theirs")
    assert server.points("theirs") == before


COSINE = {"distance": "Cosine"}
TEXT_FIELDS = "text, content, page_content, document"


@pytest.mark.parametrize(
    "vectors, payload, reason",
    [
        ({"size": 768, **COSINE}, "text", "its vectors have 768 dimensions, the embedder makes 256"),
        (
            {"a": {"size": 384, **COSINE}, "b": {"size": 768, **COSINE}},
            "text",
            "its vectors have 384 and 768 dimensions",
        ),
        (
            {"a": {"size": 256, **COSINE}, "b": {"size": 256, **COSINE}},
            "text",
            "its vectors a, b all have the same size",
        ),
        ({"size": 256, "distance": "Euclid"}, "text", "it compares by Euclid, this program by cosine"),
        ({"size": 256, **COSINE}, "body", f"no text under {TEXT_FIELDS}; its fields are body"),
        (
            {"size": 256, **COSINE, "multivector_config": {"comparator": "max_sim"}},
            "text",
            "it has several vectors a point",
        ),
    ],
    ids=["size", "sizes", "ambiguous", "distance", "no text", "many rows"],
)
def test_what_it_can_not_use_is_refused_with_the_reason(server: QdrantServer, vectors, payload, reason):
    server.make("theirs", vectors)
    server.put("theirs", [{"id": 1, "vector": {}, "payload": {payload: "a"}}])
    before = server.points("theirs")

    for use in (lambda index: index.state(), lambda index: put(index, TEXTS)):
        with pytest.raises(IndexUnusable, match="theirs") as refused:
            using(server, use, collection="theirs", adopt=True)
        assert reason in str(refused.value)
    assert server.points("theirs") == before


def test_a_query_vector_of_another_size_is_refused(server: QdrantServer):
    filled(server)

    with pytest.raises(IndexUnusable, match="256 dimensions, the embedder makes 8"):
        using(server, lambda index: index.search("boiler", np.ones(8, dtype=np.float32), 3))


# ---------------------------------------------------------------- adopting


def test_nothing_is_written_to_a_collection_of_others_without_leave(server: QdrantServer, book: Path):
    legacy(server)
    before = server.points("book_vectors")

    with pytest.raises(IndexUnusable, match="was not made by this program.*--adopt"):
        using(server, lambda index: put(index, ["New."]), **LEGACY)
    assert server.points("book_vectors") == before
    assert {asked.method for asked in server.asked} == {"GET", "POST"}


def test_an_adopted_collection_keeps_what_others_put_there(server: QdrantServer):
    legacy(server)
    before = server.points("book_vectors")
    ours = ["A Finch seats 42.", "A Heron seats 64."]
    using(server, lambda index: put(index, ours), **LEGACY, adopt=True)

    assert server.points("book_vectors").items() >= before.items()
    assert set(search(server, "boiler", limit=30, **LEGACY)) == {*TEXTS, *ours}
    state = using(server, lambda index: index.state(), **LEGACY)
    assert (state.chunks, state.book) == (2, "the tram book")

    using(server, lambda index: put(index, ours[1:]), **LEGACY)  # the leave was given once
    assert server.points("book_vectors").items() >= before.items()
    assert set(search(server, "boiler", limit=30, **LEGACY)) == {*TEXTS, ours[1]}
    assert set(search(server, "seats groats", by_meaning=False, **LEGACY)) == {ours[1], TEXTS[3]}


def test_adopting_that_breaks_off_leaves_the_others_searchable(server: QdrantServer):
    legacy(server)

    async def use(index: QdrantIndex) -> None:
        async with index.rebuild(EMBEDDER.name, 1024) as build:
            await build.add([chunk("New.")], ["key"], rows(["New."], 1024))
            raise KeyError("the power is gone")

    with pytest.raises(KeyError):
        using(server, use, **LEGACY, adopt=True)
    assert set(search(server, "boiler", limit=30, **LEGACY)) == set(TEXTS)
    assert STATE_ID in server.points("book_vectors")


# ---------------------------------------------------------------- what goes wrong


def failure(server: QdrantServer, **options: Any) -> str:
    with pytest.raises(ServiceFailed) as failed:
        using(server, lambda index: index.search("boiler", vector_of("boiler", 256), 3), **options)
    assert failed.value.service == "qdrant"
    return str(failed.value).replace(server.url, "URL")


@pytest.mark.parametrize(
    "fault, words, tries",
    [
        (Fault(status=401), "Qdrant at URL refuses the key (401); check QDRANT_API_KEY", 1),
        (Fault(status=403), "Qdrant at URL refuses the key (403); check QDRANT_API_KEY", 1),
        (Fault(status=400, body=b"no"), "Qdrant at URL answered 400: no", 1),
        (Fault(status=429), "Qdrant at URL asks to slow down (429)", 2),
        (Fault(status=429, headers={"retry-after": "1"}), "Qdrant at URL asks to slow down (429)", 2),
        (Fault(status=429, headers={"retry-after": "60"}), "Qdrant at URL asks to slow down (429)", 1),
        (Fault(status=500, body=b"it broke"), "Qdrant at URL answered 500: it broke", 2),
        (Fault(status=503, body=b"busy"), "Qdrant at URL answered 503: busy", 2),
        (Fault(body=b"{"), "Qdrant at URL sent a reply that can't be read", 1),
        (Fault(body=b"<html>"), "Qdrant at URL sent a reply that can't be read", 1),
        (Fault(body=b"[]"), "Qdrant at URL sent a reply that can't be read", 1),
        (Fault(body=b'{"result": null}'), "Qdrant at URL sent a reply that can't be read", 1),
        (Fault(body=b'{"result": 7}'), "Qdrant at URL sent a reply that can't be read", 1),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_every_failure_has_words_and_at_most_two_tries(server: QdrantServer, fault, words, tries):
    filled(server)
    fault.only = lambda asked: "/query" in asked.path
    server.faults.append(fault)

    assert failure(server) == words
    assert server.searches() == tries


def test_what_passes_is_asked_a_second_time(server: QdrantServer):
    filled(server)
    for status in (429, 500, 503):
        server.faults.append(Fault(status=status, times=1, only=lambda asked: "/query" in asked.path))
        assert TEXTS[1] in search(server, "boiler")


def test_a_server_that_hangs_is_given_up(server: QdrantServer):
    filled(server)
    server.faults.append(Fault(hang=True, only=lambda asked: "/query" in asked.path))

    assert failure(server, timeout=0.5) == "Qdrant at URL did not answer within 0.5 s"


def test_a_server_that_is_not_there_is_named_and_what_was_read_before_is_still_known(server: QdrantServer):
    filled(server)

    async def use(index: QdrantIndex) -> None:
        state = await index.state()
        server.__exit__()
        with pytest.raises(ServiceFailed, match="can't be reached"):
            await index.search("boiler", vector_of("boiler", 256), 3)
        with pytest.raises(ServiceFailed, match="can't be reached"):
            await index.ping()
        assert await index.state() == state
        assert await index.corrected("the saftey valve") == "the safety valve"

    using(server, use)


def test_a_collection_that_is_dropped_while_we_serve_is_noticed(server: QdrantServer):
    filled(server)

    async def use(index: QdrantIndex) -> None:
        await index.state()
        dropped = server.collections.pop("book_chunks")
        with pytest.raises(ServiceFailed, match="404"):
            await index.search("boiler", None, 3)
        assert await index.state() is None
        assert await index.search("boiler", None, 3) == []
        server.collections["book_chunks"] = dropped
        assert len(await index.search("boiler", None, 3)) == 2

    using(server, use)


def test_a_marker_of_another_format_is_refused(server: QdrantServer):
    filled(server)
    server.put("book_chunks", [{"id": STATE_ID, "payload": {"format": 99}}])

    with pytest.raises(IndexUnusable, match="format 99"):
        using(server, lambda index: index.state())


def test_another_replica_that_ingests_is_followed(server: QdrantServer):
    filled(server, TEXTS[:1])

    async def use(index: QdrantIndex) -> None:
        before = await index.state()
        other = opened(server)
        await put(other, TEXTS)
        await other.close()
        async with asyncio.timeout(10):
            while (after := await index.state()) == before:  # noqa: ASYNC110 nothing tells us when it was looked at again
                await asyncio.sleep(0.01)
        assert after and after.chunks == 4
        assert len(await index.rarity("groats")) == 1

    using(server, use, refresh_seconds=0.05)


def test_the_key_is_in_no_words_and_no_trace(server: QdrantServer, caplog):
    """Though the server says it back."""
    caplog.set_level(logging.DEBUG)
    filled(server)
    server.faults.append(Fault(status=401, body=f'{{"status": {{"error": "bad {KEY}"}}}}'.encode(), times=1))
    server.faults.append(Fault(status=400, body=f"{KEY} is no good".encode()))
    said: list[str] = []

    async def use(index: QdrantIndex) -> None:
        said.append(repr(index))
        for _ in range(2):
            try:
                await index.search("boiler", None, 3)
            except BookError as error:
                said.extend([str(error), repr(error), *traceback.format_exception(error)])

    using(server, use)
    assert len(said) > 4
    assert KEY not in "".join(said)
    assert KEY not in caplog.text
    assert server.asked[0].headers["api-key"] == KEY


def test_the_client_is_imported_only_when_a_server_is_asked():
    program = """
import sys
from rag.qdrant import QdrantIndex
QdrantIndex("http://localhost:6333", dimension=4)
print([name for name in ("qdrant_client", "grpc", "httpx", "aiohttp") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "[]"
