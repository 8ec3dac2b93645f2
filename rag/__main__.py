"""`python -m rag ingest [FOLDER|FILE …]` and `python -m rag ask QUESTION`: the same parts as the web app, from a terminal.

Knows arguments, exit codes and how progress looks; what is done is known elsewhere.
Exit codes: 0 done; 1 done, but something could not be read; 2 could not be done.
"""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path
from typing import TextIO

from rag.book import Unreadable
from rag.build import Parts, book_source, build
from rag.errors import BookError
from rag.ingest import BookSource, Progress, Report, ingest
from rag.settings import Settings, env_file_values
from rag.types import Answer, Question


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment({**env_file_values(), **os.environ})
        return asyncio.run(_run(options, settings, build(settings)))
    except BookError as error:
        print(f"can't {options.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; what was there before is unchanged", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag", description="The book's assistant, from a terminal.")
    commands = parser.add_subparsers(dest="command", required=True)
    ingesting = commands.add_parser("ingest", help="read the book and bring the index up to date")
    ingesting.add_argument(
        "paths", nargs="*", type=Path, metavar="FOLDER|FILE", help="what the index is to hold (default: BOOK_DIR)"
    )
    asking = commands.add_parser("ask", help="ask one question")
    asking.add_argument("question")
    return parser


async def _run(options: argparse.Namespace, settings: Settings, parts: Parts) -> int:
    try:
        if options.command == "ingest":
            return await _ingest(options.paths, settings, parts)
        return _show(await parts.assistant.ask(Question(options.question)))
    finally:
        await parts.store.close()


async def _ingest(paths: list[Path], settings: Settings, parts: Parts) -> int:
    source = book_source(settings)
    if paths:
        source = BookSource(
            tuple(path.resolve() for path in paths), source.base_url, source.route_base, source.language
        )
    line = ProgressLine(sys.stderr)
    began = time.monotonic()
    try:
        report = await ingest(source, parts.embedder, parts.index, parts.store, line.show)
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


class ProgressLine:
    """A bar that redraws itself on a terminal; elsewhere a plain line every few seconds."""

    SECONDS = 5.0

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._terminal = out.isatty()
        self._last = time.monotonic()

    def show(self, progress: Progress) -> None:
        share = progress.pages / max(progress.of, 1)
        counted = f"{progress.pages}/{progress.of} pages, {progress.chunks} chunks, {progress.embedded} embedded"
        if self._terminal:
            done = round(30 * share)
            self._out.write(f"\r[{'#' * done}{'.' * (30 - done)}] {share:4.0%} {counted}\x1b[K")
            self._out.flush()
        elif time.monotonic() - self._last >= self.SECONDS:
            self._last = time.monotonic()
            self._out.write(f"indexing {share:.0%}: {counted}\n")

    def end(self) -> None:
        if self._terminal:
            self._out.write("\r\x1b[K")
            self._out.flush()


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
