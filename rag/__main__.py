"""`python -m rag ingest | ask | eval | calibrate | doctor`: the parts of the web app, from a terminal.

Knows arguments and exit codes; what is done is known elsewhere.
Exit codes: 0 done; 1 done, but something could not be read, or a figure fell below the baseline; 2 could not be done.
Of `doctor`, which asks every part that is configured: 0 all are well; 1 answers would do without one; 2 there would be none.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rag.book import Unreadable
from rag.build import Parts, book_source, build
from rag.errors import BookError, FolderError
from rag.ingest import BookSource, Progress, Report, ingest
from rag.progress_line import ProgressLine
from rag.settings import Settings, env_file_values
from rag.types import Answer, Question


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.command == "doctor":
            return asyncio.run(_doctor(options.json))
        settings = _settings()
        if options.command == "eval":
            return asyncio.run(_eval(options, settings))
        if options.command == "calibrate":
            return asyncio.run(_calibrate(options.books, settings))
        return asyncio.run(_run(options, settings, build(settings, adopt=getattr(options, "adopt", False))))
    except BookError as error:
        print(f"can't {options.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; what was there before is unchanged", file=sys.stderr)
        return 130


def _settings() -> Settings:
    return Settings.from_environment({**env_file_values(), **os.environ})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag", description="The book's assistant, from a terminal.")
    commands = parser.add_subparsers(dest="command", required=True)
    ingesting = commands.add_parser("ingest", help="read the book and bring the index up to date")
    ingesting.add_argument(
        "paths", nargs="*", type=Path, metavar="FOLDER|FILE", help="what the index is to hold (default: BOOK_DIR)"
    )
    ingesting.add_argument(
        "--adopt",
        action="store_true",
        help="add to a Qdrant collection that was made by others; nothing of theirs is changed",
    )
    asking = commands.add_parser("ask", help="ask one question")
    asking.add_argument("question")
    asking.add_argument(
        "--page", default="", metavar="PATH", help="as on this page of the site, such as /docs/2.x/install"
    )
    examining = commands.add_parser("doctor", help="ask every part that is configured whether it can be used")
    examining.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    calibrating = commands.add_parser(
        "calibrate", help="fit the relevance score to the cases in rag/evaluation/calibration.csv"
    )
    calibrating.add_argument(
        "books",
        nargs="*",
        type=_book_and_questions,
        metavar="FOLDER=QUESTIONS",
        help="a book and its question file (see eval): its cases anew, with the embedder that is configured, beside those of others",
    )
    _add_eval(commands.add_parser("eval", help="ask questions with known answers, and score what comes back"))
    return parser


def _add_eval(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=Path, metavar="FOLDER", help="the book to ask (default: the sample book)")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="one JSON object a line (default: the sample's)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the index here and use it again")
    parser.add_argument("--limit", type=_whole(1), metavar="N", help="ask N of the questions, drawn by --seed")
    parser.add_argument(
        "--seed", type=_whole(0), default=0, help="of the draw and of the resampling (default: %(default)s)"
    )
    parser.add_argument("--workers", type=_whole(1), default=2, metavar="N", help="questions in flight (default: 2)")
    parser.add_argument(
        "--parts",
        choices=("embedded", "configured"),
        default="embedded",
        help="what embeds, reranks and answers: the embedded parts, the same everywhere and free (default), or those of the settings, "
        "keys and all",
    )
    parser.add_argument("--json", metavar="FILE|-", help="write all figures and outcomes; - is stdout")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with plots and all that went wrong")
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="compare with what --json wrote earlier; exit 1 where a figure fell",
    )


def _whole(least: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdecimal() or int(value) < least:
            raise argparse.ArgumentTypeError(f"{value!r} is no whole number from {least} on")
        return int(value)

    return read


def _book_and_questions(value: str) -> tuple[Path, Path]:
    folder, equals, questions = value.partition("=")
    if not (folder and equals and questions):
        raise argparse.ArgumentTypeError(f"{value!r} does not name a folder and a file, as in docs=questions.jsonl")
    return Path(folder), Path(questions)


async def _calibrate(books: list[tuple[Path, Path]], settings: Settings) -> int:
    from rag.evaluation.calibrate import run  # asking and ingesting need none of it

    return await run(books, settings, sys.stdout, sys.stderr)


async def _doctor(as_json: bool) -> int:
    from rag.doctor.command import run  # asking and ingesting need none of it

    return await run(_settings, as_json, sys.stdout)


async def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from rag.evaluation.command import Wanted, run  # asking and ingesting need none of it

    given = {name: value for name, value in vars(options).items() if name != "command" and value is not None}
    return await run(Wanted(**given), settings, sys.stdout, sys.stderr)


async def _run(options: argparse.Namespace, settings: Settings, parts: Parts) -> int:
    try:
        if options.command == "ingest":
            return await _ingest(options.paths, settings, parts)
        parts.assistant.check(Question(options.question))
        if await parts.index.state() is None:
            raise FolderError("nothing is indexed yet; run: python -m rag ingest")
        return _show(await parts.assistant.ask(Question(options.question, page_path=options.page)))
    finally:
        await parts.close()


async def _ingest(paths: list[Path], settings: Settings, parts: Parts) -> int:
    source = book_source(settings)
    if paths:
        source = BookSource(
            tuple(path.resolve() for path in paths), source.base_url, source.route_base, source.language
        )
    line = ProgressLine(sys.stderr, "indexing")
    began = time.monotonic()

    def show(progress: Progress) -> None:
        counted = f"{progress.pages}/{progress.of} pages, {progress.chunks} chunks, {progress.embedded} embedded"
        line.show(progress.pages, progress.of, counted)

    try:
        report = await ingest(source, parts.embedder, parts.written, parts.store, show)
    finally:
        line.end()
    return _tell(report, time.monotonic() - began)


def _tell(report: Report, seconds: float) -> int:
    for notice in report.notices:
        print(f"{notice.source_path}: {notice.reason}", file=sys.stderr)
    state = report.state
    if report.up_to_date:
        print(f"nothing changed: {state.pages} pages, {state.chunks} chunks are indexed from {state.book}")
    else:
        print(
            f"indexed {state.pages} pages, {state.chunks} chunks from {state.book}; embedded {report.embedded} in {seconds:.1f} s"
        )
    return 1 if any(isinstance(notice, Unreadable) for notice in report.notices) else 0


def _show(answer: Answer) -> int:
    print(answer.message)
    if answer.sources:
        print()
    for source in answer.sources:
        print(
            f"[{source.index}] {source.title}{' › ' + source.section if source.section else ''}  {source.url.split(':~:')[0].rstrip('#')}"
        )
    print(f"({answer.status}, {answer.metadata.response_time_ms:.0f} ms)", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
