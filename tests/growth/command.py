"""The command: sizes in, a table and a page out."""

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from growth.book import questions, write_book
from growth.figures import BASE, Ingested, Read, Rival, Size, as_json, verdict
from growth.page import render
from growth.process import ROOT, Cost, TookTooLong, run
from growth.reader import ASKED, WARM
from growth.table import table

USUAL = (100, 1_000, 10_000)
RIVAL_UP_TO = 10_000  # chunks; beyond, a local-mode search takes seconds
RIVAL_SECONDS = 240
INGEST_SECONDS = 3_600
QUESTIONS = WARM + 2 * ASKED


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    sizes = []
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        for size in _measured(Path(folder), options.chunks or list(USUAL), options.rival):
            sizes.append(size)
            sys.stderr.write(f"{size.chunks:,} chunks measured\n")
    options.page.parent.mkdir(parents=True, exist_ok=True)
    options.page.write_text(render(sizes), encoding="utf-8")
    told = f"{table(sizes)}\n\n{verdict(sizes)}\nas a plot: {options.page}"
    sys.stdout.write(f"{json.dumps(as_json(sizes), indent=1) if options.json else told}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make growth", description="What books of more and more chunks cost.")
    parser.add_argument(
        "chunks",
        nargs="*",
        type=int,
        help=f"sizes of books (default: {' '.join(map(str, USUAL))}; 100000 takes minutes)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    parser.add_argument("--no-rival", dest="rival", action="store_false", help="without Qdrant's client beside it")
    parser.add_argument(
        "--page", type=Path, default=ROOT / "data" / "growth.html", help="where the page with the plots goes"
    )
    return parser


def _measured(folder: Path, sizes: list[int], rival: bool) -> Iterator[Size]:
    base = write_book(folder / "book-of-the-base", BASE)
    runs = itertools.count()

    def cpu_of_base() -> float:
        return _ingest(base, folder / f"data-of-the-base-{next(runs)}").cpu - start

    start = _ingest(write_book(folder / "book-of-one", 1), folder / "data-of-one").cpu
    for chunks in sorted(set(sizes)):
        book, data, asked = (folder / f"{name}-{chunks}" for name in ("book", "data", "questions"))
        pages = sum(1 for _ in write_book(book, chunks).rglob("*.md"))
        asked.write_text("\n".join(questions(chunks, QUESTIONS)), encoding="utf-8")
        before = cpu_of_base()
        first, again = _ingest(book, data), _ingest(book, data)
        beside = (before + cpu_of_base()) / 2
        if f"{chunks} chunks" not in first.said or "nothing changed" not in again.said:
            raise SystemExit(f"{book} was not ingested as it should: {first.said}{again.said}")
        size = _size_mb(data / "index")
        ingested = Ingested(first.wall, max(0.0, first.cpu - start), beside, again.cpu, first.peak_mb, size)
        told = run(["-m", "growth.reader", str(asked)], INGEST_SECONDS, BOOK_DIR=str(book), DATA_DIR=str(data))
        other = _rival(folder / f"rival-{chunks}", book, asked) if rival and chunks <= RIVAL_UP_TO else None
        yield Size(chunks, pages, ingested, Read(**json.loads(told.said)), other)


def _ingest(book: Path, data: Path) -> Cost:
    return run(["-m", "rag", "ingest"], INGEST_SECONDS, BOOK_DIR=str(book), DATA_DIR=str(data))


def _rival(folder: Path, book: Path, asked: Path) -> Rival | None:
    try:
        told = run(["-m", "growth.rival", str(asked), str(folder)], RIVAL_SECONDS, BOOK_DIR=str(book))
    except TookTooLong:
        return None
    return Rival(**json.loads(told.said))


def _size_mb(folder: Path) -> float:
    """As it lies on the disk: the engine's files are mostly holes."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()) / 2**20
