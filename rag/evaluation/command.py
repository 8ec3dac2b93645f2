"""`python -m rag eval`: a book into an index of its own, questions through the flow, the report to where it was asked for.

Knows files, folders, the terminal and exit codes. What is measured is known elsewhere.
"""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from rag.book import chunk_page
from rag.build import Parts, book_source, build, uses_cohere
from rag.errors import FolderError
from rag.evaluation import page, table
from rag.evaluation.baseline import Comparison, compare
from rag.evaluation.cases import BadQuestionFile, Case, draw, read_cases
from rag.evaluation.record import About, as_json, read_marks
from rag.evaluation.runner import WORKERS, Asked, Evaluation, evaluate
from rag.evaluation.scores import Scores, scores
from rag.ingest import BookSource, Progress, ingest
from rag.ports import IndexState
from rag.progress_line import ProgressLine
from rag.settings import SAMPLE_BOOK, Settings
from rag.types import Chunk, Page

SAMPLE_QUESTIONS = SAMPLE_BOOK.parent / "sample_questions.jsonl"
FINE, FELL, COULD_NOT, STOPPED = 0, 1, 2, 130
STDOUT = "-"
EMBEDDED, CONFIGURED = "embedded", "configured"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for. ``data``: a folder to keep the index in; None for one that is gone afterwards."""

    book: Path = SAMPLE_BOOK
    questions: Path = SAMPLE_QUESTIONS
    data: Path | None = None
    limit: int | None = None
    seed: int = 0
    workers: int = WORKERS
    json: str | None = None  # a path, or "-"
    html: Path | None = None
    baseline: Path | None = None
    parts: str = EMBEDDED


async def run(wanted: Wanted, configured: Settings, out: TextIO, err: TextIO) -> int:
    """The exit code: 0 fine; 1 a figure fell below the baseline, or a quote does not stand in its chunk; 2 some questions got no answer;
    130 stopped. Raises BookError where nothing could be measured."""
    _refuse_what_can_not_end_well(wanted)
    cases = draw(read_cases(wanted.questions), wanted.limit, wanted.seed)
    before = read_marks(wanted.baseline) if wanted.baseline else None
    with _data_folder(wanted, configured) as data:
        settings = _settings(wanted, configured, data)
        parts = build(settings)
        try:
            state = await ingested(parts, book_source(settings), err)
            chunks = await asyncio.to_thread(lambda: list(chunks_of(book_source(settings))))
            evaluation = await _asked(parts, cases, chunks, wanted.workers, err)
        finally:
            await parts.close()
    summed = scores(evaluation.marks, wanted.seed)
    compared = compare(before, evaluation.marks, wanted.seed) if before is not None else None
    _publish(wanted, _about(wanted, settings, state, parts, evaluation), evaluation, summed, compared, out, err)
    return _exit_code(evaluation, compared)


def _settings(wanted: Wanted, configured: Settings, data: Path) -> Settings:
    book = wanted.book.resolve()
    if wanted.parts == EMBEDDED:
        # The same book and questions measure the same everywhere, and no key is spent.
        return Settings(book_dir=book, data_dir=data, book_language=configured.book_language)
    # What embeds, reranks and answers is measured; index and conversations stay in a folder of this run, whoever's are configured.
    return replace(
        configured,
        book_dir=book,
        data_dir=data,
        baked_dir=None,
        qdrant_url="",
        qdrant_api_key="",
        database_url="",
        daily_token_budget=0,
    )


def _publish(
    wanted: Wanted,
    about: About,
    evaluation: Evaluation,
    summed: Scores,
    compared: Comparison | None,
    out: TextIO,
    err: TextIO,
) -> None:
    """JSON that is asked for on stdout has it for itself."""
    text = err if wanted.json == STDOUT else out
    text.write(table.report(about, summed, evaluation) + "\n")
    if compared:
        text.write(table.comparison(compared) + "\n")
    if wanted.html:
        wanted.html.write_text(page.render(about, summed, evaluation, compared), encoding="utf-8")
    if wanted.json == STDOUT:
        out.write(as_json(about, summed, evaluation.outcomes))
    elif wanted.json:
        Path(wanted.json).write_text(as_json(about, summed, evaluation.outcomes), encoding="utf-8")


def _exit_code(evaluation: Evaluation, compared: Comparison | None) -> int:
    if len(evaluation.outcomes) < evaluation.of:
        return STOPPED
    if evaluation.failed:
        return COULD_NOT
    invalid = any(marks.quotes_valid < marks.cited for marks in evaluation.marks)
    return FELL if invalid or (compared and compared.fell) else FINE


def _refuse_what_can_not_end_well(wanted: Wanted) -> None:
    """Said before the work, not after it."""
    if wanted.book.resolve() != SAMPLE_BOOK and wanted.questions == SAMPLE_QUESTIONS:
        raise BadQuestionFile(f"the sample's questions are not about {wanted.book}; name yours with --questions FILE")
    files = [wanted.html, Path(wanted.json) if wanted.json and wanted.json != STDOUT else None]
    for file in files:
        if file is not None and (file.is_dir() or not os.access(file.absolute().parent, os.W_OK)):
            raise FolderError(f"{file} can't be written; name a file in a folder that exists and can be written")


@contextlib.contextmanager
def _data_folder(wanted: Wanted, configured: Settings) -> Iterator[Path]:
    if wanted.data is None:
        with tempfile.TemporaryDirectory(prefix="book-rag-eval-") as folder:
            yield Path(folder)
        return
    data, book = wanted.data.resolve(), wanted.book.resolve()
    if data == configured.data_dir:
        raise FolderError(f"--data {data} is DATA_DIR, which the web app answers from; name another folder")
    if data == book or book in data.parents:
        raise FolderError(f"--data {data} lies inside the book; name another folder")
    yield data


async def ingested(parts: Parts, source: BookSource, err: TextIO) -> IndexState:
    line = ProgressLine(err, "indexing")

    def show(progress: Progress) -> None:
        line.show(progress.pages, progress.of, f"{progress.pages}/{progress.of} pages, {progress.chunks} chunks")

    try:
        report = await ingest(source, parts.embedder, parts.index, parts.store, show)
    finally:
        line.end()
    for notice in report.notices:
        err.write(f"{notice.source_path}: {notice.reason}\n")
    return report.state


def chunks_of(source: BookSource) -> Iterator[Chunk]:
    """What was indexed, read once more: an index can be searched but not listed."""
    return (chunk for each in source.pages() if isinstance(each, Page) for chunk in chunk_page(each))


async def _asked(parts: Parts, cases: Sequence[Case], chunks: Sequence[Chunk], workers: int, err: TextIO) -> Evaluation:
    line = ProgressLine(err, "asking")
    faulty = 0

    def show(asked: Asked) -> None:
        nonlocal faulty
        faulty += bool(asked.last.marks.faults)
        line.show(asked.done, asked.of, f"{asked.done}/{asked.of} questions, {faulty} went wrong")

    try:
        with _stopped_by_interrupt() as stop:
            return await evaluate(parts.assistant, cases, book=chunks, workers=workers, progress=show, stop=stop)
    finally:
        line.end()


@contextlib.contextmanager
def _stopped_by_interrupt() -> Iterator[asyncio.Event]:
    """The first Ctrl-C ends the asking, and what was asked is reported; the next one is an ordinary one."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def interrupted() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)

    # Windows has no such handlers, nor has a thread beside the main one; there Ctrl-C ends all.
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)


def _about(wanted: Wanted, settings: Settings, state: IndexState, parts: Parts, evaluation: Evaluation) -> About:
    tokens = sum(marks.tokens for marks in evaluation.marks)
    return About(
        book=wanted.book.name,
        questions=wanted.questions.name,
        pages=state.pages,
        chunks=state.chunks,
        embedder=parts.embedder.name,
        model=parts.answerer.model,
        seed=wanted.seed,
        of=evaluation.of,
        seconds=round(evaluation.seconds, 1),
        parts=wanted.parts,
        reranker=settings.cohere_rerank_model if uses_cohere(settings) else "",
        dollars=tokens * settings.token_price / 1e6 if settings.token_price else None,
    )
