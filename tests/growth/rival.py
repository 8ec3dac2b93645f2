"""`python -m growth.rival QUESTIONS FOLDER`: the same search by Qdrant's client in its local mode; prints one line of JSON.

What one would reach for first: `QdrantClient(path=…)`, a dense and a sparse vector a chunk, and one hybrid query with the two fused.
"""

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

from qdrant_client import QdrantClient, models

from growth.figures import Rival
from growth.reader import at, memory_mb
from rag.book import chunk_page, read_book
from rag.ingest import embedded_text
from rag.local.bm25 import Bm25Vectors
from rag.local.embedder import LocalEmbedder
from rag.types import Page

ASKED = 20
BATCH = 256
NAME = "book"


def main(asked: list[str], folder: Path) -> Rival:
    embedder, words = LocalEmbedder(), Bm25Vectors("english")
    _fill(folder, embedder, words)
    began = time.perf_counter()
    client = QdrantClient(path=str(folder))
    opened = time.perf_counter() - began
    taken = []
    for question in asked[:ASKED]:
        began = time.perf_counter()
        sparse = words.embed_query(question)
        searches = [
            models.Prefetch(query=embedder.embed([question])[0].tolist(), using="dense", limit=30),
            models.Prefetch(
                query=models.SparseVector(indices=sparse.indices, values=sparse.values), using="bm25", limit=30
            ),
        ]
        found = client.query_points(
            NAME, prefetch=searches, query=models.FusionQuery(fusion=models.Fusion.RRF), limit=5
        )
        taken.append(1000 * (time.perf_counter() - began))
        assert found.points
    client.close()
    return Rival(1000 * opened, at(taken, 0.5), at(taken, 0.95), memory_mb()[0])


def _fill(folder: Path, embedder: LocalEmbedder, words) -> None:
    client = QdrantClient(path=str(folder))
    client.create_collection(
        NAME,
        vectors_config={"dense": models.VectorParams(size=embedder.dimension, distance=models.Distance.COSINE)},
        sparse_vectors_config={"bm25": models.SparseVectorParams(modifier=models.Modifier.IDF)},
    )
    pages = (page for page in read_book(os.environ["BOOK_DIR"]) if isinstance(page, Page))
    texts = [embedded_text(chunk) for page in pages for chunk in chunk_page(page)]
    for first in range(0, len(texts), BATCH):
        batch = texts[first : first + BATCH]
        points = []
        for number, (text, vector) in enumerate(zip(batch, embedder.embed(batch), strict=True), start=first):
            sparse = words.embed_document(text)
            bag = models.SparseVector(indices=sparse.indices, values=sparse.values)
            points.append(models.PointStruct(id=number, vector={"dense": vector.tolist(), "bm25": bag}))
        client.upsert(NAME, points)
    client.close()


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    sys.stdout.write(f"{json.dumps(asdict(main(lines, Path(sys.argv[2]))))}\n")
