"""The book into the index: by the command line as a maintainer runs it, and as a function; interrupted, repeated, watched."""

import asyncio
import contextlib
import os
import pty
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.book import chunk_page, read_book
from rag.build import Parts, book_source, build
from rag.errors import BookError, FolderError, IngestBusy
from rag.ingest import Progress, Report, ingest
from rag.local.generations import Generations
from rag.local.index import LocalIndex
from rag.settings import Settings
from rag.types import Page

ROOT = Path(__file__).parent.parent
WORDS = ["tram", "lamp", "river", "boiler", "gate", "token", "stoker", "whistle", "depot", "signal", "rail", "brass"]


def large_book(folder: Path, pages: int, *, edition: int = 1) -> Path:
    """Pages of three sections each, every one with a fact of its own."""
    folder.mkdir(exist_ok=True)
    for number in range(pages):
        words = random.Random(number)
        sections = []
        for part in ("Track", "Crew", "Lamps"):
            prose = " ".join(" ".join(words.choices(WORDS, k=9)).capitalize() + "." for _ in range(6))
            sections.append(
                f"## {part}\n\n{prose}\n\nStop {number} counts {number * 7 + edition} in its {part.lower()}.\n"
            )
        (folder / f"stop-{number:03}.md").write_text(f"# Stop {number}\n\n" + "\n".join(sections), encoding="utf-8")
    return folder


def run(settings: Settings, parts: Parts, progress: Callable[[Progress], None] = lambda _: None) -> Report:
    return asyncio.run(ingest(book_source(settings), parts.embedder, parts.index, parts.store, progress))


def texts_of(folder: Path) -> dict[str, str]:
    """Chunk id -> text, of the book as it stands there."""
    pages = [page for page in read_book(folder) if isinstance(page, Page)]
    return {chunk.chunk_id: chunk.text for page in pages for chunk in chunk_page(page)}


def indexed(parts: Parts) -> dict[str, str]:
    """Chunk id -> text, of all that can be found."""

    async def everything() -> dict[str, str]:
        found = await parts.index.search("tram", await parts.embedder.embed_query("tram"), 5_000)
        return {candidate.chunk.chunk_id: candidate.chunk.text for candidate in found}

    return asyncio.run(everything())


def listed(settings: Settings) -> dict[str, tuple]:
    """Chunk id -> the rest of its row, of the table of documents."""
    with contextlib.closing(sqlite3.connect(settings.database_file)) as database:
        rows = database.execute(
            "SELECT chunk_id, source_path, slug, title, order_index, snippet FROM documents"
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


# ---------------------------------------------------------------- what an ingest does


def test_the_index_and_the_list_of_documents_hold_the_book_and_nothing_else(settings, parts, book):
    assert indexed(parts) == texts_of(book)
    assert set(listed(settings)) == set(texts_of(book))


def test_a_second_run_embeds_nothing_and_changes_nothing(settings, parts):
    before = asyncio.run(parts.index.state())
    report = run(settings, parts)

    assert report.up_to_date and report.embedded == 0
    assert asyncio.run(parts.index.state()) == before


def test_a_file_that_is_only_touched_counts_as_unchanged(settings, parts, book):
    os.utime(book / "01-cars.md", (0, 0))

    assert run(settings, parts).up_to_date


def test_a_changed_paragraph_embeds_only_its_own_chunk_anew(settings, parts, book):
    page = book / "01-cars.md"
    page.write_text(page.read_text(encoding="utf-8").replace("21 metres", "19 metres"), encoding="utf-8")
    report = run(settings, parts)

    assert report.embedded == 1 and not report.up_to_date
    assert indexed(parts) == texts_of(book)
    assert any("19 metres" in text for text in indexed(parts).values())
    assert not any("21 metres" in text for text in indexed(parts).values())


def test_a_new_page_embeds_only_itself(settings, parts, book):
    (book / "07-kites.md").write_text("# Kites\n\nA kite flies above the depot.\n", encoding="utf-8")

    assert run(settings, parts).embedded == 1
    assert indexed(parts) == texts_of(book)


def test_a_page_that_is_gone_leaves_nothing_behind(settings, parts, book):
    (book / "04-people.md").unlink()
    report = run(settings, parts)

    assert report.embedded == 0
    assert indexed(parts) == texts_of(book)
    assert not any("Odra Pell" in text for text in indexed(parts).values())
    assert set(listed(settings)) == set(texts_of(book))


def test_a_renamed_page_is_known_by_its_new_name_only_and_not_embedded_again(settings, parts, book):
    (book / "04-people.md").rename(book / "08-folk.md")
    report = run(settings, parts)

    assert report.embedded == 0
    assert {row[0] for row in listed(settings).values()} >= {"08-folk.md"}
    assert "04-people.md" not in {row[0] for row in listed(settings).values()}
    assert indexed(parts) == texts_of(book)


def test_another_address_of_the_site_makes_the_links_anew_without_embedding(settings, parts, book, tmp_path):
    moved = Settings.from_environment(
        {"BOOK_DIR": str(book), "DATA_DIR": str(tmp_path / "data"), "BOOK_ROUTE_BASE": "handbook"}
    )
    report = run(moved, parts)

    assert report.embedded == 0 and not report.up_to_date
    found = asyncio.run(parts.index.search("Odra Pell", None, 1))
    assert found[0].chunk.url == "/handbook/people"


def test_another_book_in_the_same_folder_takes_the_place_of_the_first(settings, parts, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.md").write_text("# Kites\n\nA kite flies above the depot.\n", encoding="utf-8")
    run(Settings.from_environment({"BOOK_DIR": str(other), "DATA_DIR": str(tmp_path / "data")}), parts)

    assert indexed(parts) == texts_of(other)
    assert set(listed(settings)) == set(texts_of(other))


def test_documents_keep_the_time_they_first_came(settings, parts, book):
    def times() -> dict[str, float]:
        with contextlib.closing(sqlite3.connect(settings.database_file)) as database:
            return dict(database.execute("SELECT chunk_id, created_at FROM documents").fetchall())

    before = times()
    (book / "07-kites.md").write_text("# Kites\n\nA kite flies above the depot.\n", encoding="utf-8")
    run(settings, parts)

    assert {chunk_id: at for chunk_id, at in times().items() if chunk_id in before} == before


def test_a_list_of_documents_that_was_lost_is_made_again(settings, parts, book):
    """As when a run was killed between publishing the index and listing its documents, or the database was moved away."""
    with contextlib.closing(sqlite3.connect(settings.database_file)) as database:
        database.execute("DELETE FROM documents")
        database.execute("DELETE FROM ingests")
        database.commit()
    run(settings, parts)

    assert set(listed(settings)) == set(texts_of(book))


def test_progress_grows_up_to_the_whole(tmp_path):
    book = large_book(tmp_path / "book", 80)
    settings = Settings.from_environment({"BOOK_DIR": str(book), "DATA_DIR": str(tmp_path / "data")})
    parts = build(settings)
    seen: list[Progress] = []
    run(settings, parts, seen.append)
    asyncio.run(parts.store.close())

    assert len(seen) > 1
    assert all(
        before.chunks < after.chunks and before.pages <= after.pages
        for before, after in zip(seen, seen[1:], strict=False)
    )
    assert (seen[-1].pages, seen[-1].of, seen[-1].embedded) == (80, 80, seen[-1].chunks)


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"# Caf\xe9\n\nA page in Latin-1.\n", "UTF-8"),
        (b"---\ntitle: [unclosed\n---\n\n# Page\n", ""),
        (b"# Big\n\n" + b"tram " * 1_100_000, "5 MB"),
    ],
    ids=["latin-1", "front matter that is no YAML", "too large"],
)
def test_a_page_that_cannot_be_read_is_named_and_the_rest_is_indexed(settings, parts, book, content, reason):
    (book / "05-broken.md").write_bytes(content)
    report = run(settings, parts)

    [notice] = report.notices
    assert notice.source_path == "05-broken.md" and reason in notice.reason and len(notice.reason) > 10
    assert any("Odra Pell" in text for text in indexed(parts).values())

    (book / "05-broken.md").write_text("# Mended\n\nNow it can be read.\n", encoding="utf-8")
    assert run(settings, parts).notices == ()
    assert any("Now it can be read." in text for text in indexed(parts).values())


def test_a_draft_is_left_out_and_said_so(settings, parts, book):
    (book / "09-draft.md").write_text("---\ndraft: true\n---\n\n# Not yet\n\nNobody may read this.\n", encoding="utf-8")
    report = run(settings, parts)

    assert [(notice.source_path, notice.reason) for notice in report.notices] == [("09-draft.md", "it is a draft")]
    assert not any("Nobody may read" in text for text in indexed(parts).values())


def test_a_folder_without_pages_is_named_and_the_old_index_stays(settings, parts, tmp_path):
    before = asyncio.run(parts.index.state())
    (tmp_path / "empty").mkdir()
    empty = Settings.from_environment({"BOOK_DIR": str(tmp_path / "empty"), "DATA_DIR": str(tmp_path / "data")})

    with pytest.raises(FolderError, match="empty"):
        run(empty, parts)
    assert asyncio.run(parts.index.state()) == before


def test_a_book_whose_pages_all_broke_does_not_take_the_old_index_away(settings, parts, book):
    before = asyncio.run(parts.index.state())
    for page in [*book.rglob("*.md"), *book.rglob("*.mdx")]:
        page.write_bytes(b"\xff\xfe")

    with pytest.raises(FolderError, match="book") as refused:
        run(settings, parts)
    assert "(01-cars.md: it is not UTF-8 text: line 1 can't be decoded; " in str(refused.value)
    assert str(refused.value).count("UTF-8") == 3
    assert asyncio.run(parts.index.state()) == before
    assert any("Odra Pell" in text for text in indexed(parts).values())


def test_an_ingest_while_another_one_runs_is_refused(settings, parts, book):
    (book / "04-people.md").unlink()
    with Generations(settings.index_dir).building(), pytest.raises(IngestBusy, match="another ingest"):
        run(settings, parts)


def test_what_killed_ingests_left_is_gone_before_another_index_is_published(settings, parts):
    """An ingest that is killed right after leaves the next one nothing to do, which then sweeps nothing either."""
    run(settings, parts)
    [first] = generations(settings)
    killed = settings.index_dir / "20200101-000000-0badcafe"
    shutil.copytree(settings.index_dir / first, killed)
    (killed / "manifest.json").unlink()

    async def published() -> list[str]:
        async with parts.index.rebuild(parts.embedder.name, parts.embedder.dimension) as build:
            await build.commit(book="nothing", fingerprint="none")
            return generations(settings)

    left = asyncio.run(published())
    assert len(left) == 2
    assert first in left
    assert left == generations(settings)


def generations(settings: Settings) -> list[str]:
    return sorted(each.parent.name for each in settings.index_dir.glob("*/shard"))


# ---------------------------------------------------------------- the command line


@pytest.fixture
def command(programs, tmp_path: Path, book: Path):
    """Runs `python -m rag …` over the tram book, to its end."""

    def command(*arguments: str, **environment: str):
        program = programs.run(
            "-m", "rag", *arguments, **{"BOOK_DIR": str(book), "DATA_DIR": str(tmp_path / "data"), **environment}
        )
        program.wait(120)
        return program

    return command


def test_a_maintainer_is_told_what_was_indexed_and_then_that_nothing_changed(command, book):
    first, second = command("ingest"), command("ingest")

    assert (first.process.returncode, second.process.returncode) == (0, 0)
    assert re.fullmatch(
        rf"indexed 7 pages, (\d+) chunks from {re.escape(str(book))}; embedded \1 in \d+\.\d s\n", first.said
    )
    assert re.fullmatch(rf"nothing changed: 7 pages, \d+ chunks are indexed from {re.escape(str(book))}\n", second.said)
    assert first.log == second.log == ""


def test_a_page_that_cannot_be_read_shows_in_the_words_and_the_exit_code(command, book):
    (book / "05-broken.md").write_bytes(b"# Caf\xe9\n")
    first, second = command("ingest"), command("ingest")

    for program in (first, second):
        assert program.process.returncode == 1
        assert re.search(r"^05-broken\.md: .*UTF-8.*line 1", program.log, re.MULTILINE)
        assert "7 pages" in program.said
    assert "embedded 0 in" in second.said


def test_a_second_ingest_at_the_same_time_says_so(command, tmp_path):
    with Generations(tmp_path / "data" / "index").building():
        program = command("ingest")

    assert program.process.returncode == 2
    assert re.fullmatch(r"can't ingest: another ingest .*\n", program.log)


@pytest.mark.parametrize("path", ["nowhere", "nowhere/page.md"])
def test_a_path_that_leads_nowhere_is_named(command, tmp_path, path):
    program = command("ingest", str(tmp_path / path))

    assert program.process.returncode == 2
    [line] = program.log.splitlines()
    assert line.startswith("can't ingest: ") and str(tmp_path / path) in line


def test_foreign_files_in_the_index_folder_are_named_and_stay(command, tmp_path):
    (tmp_path / "data" / "index").mkdir(parents=True)
    (tmp_path / "data" / "index" / "thesis.docx").write_text("years of work", encoding="utf-8")
    program = command("ingest")

    assert program.process.returncode == 2
    [line] = program.log.splitlines()
    assert "thesis.docx" in line and "DATA_DIR" in line
    assert (tmp_path / "data" / "index" / "thesis.docx").read_text(encoding="utf-8") == "years of work"


def test_a_data_folder_that_cannot_be_written_is_named(programs, book, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    program = programs.run("-m", "rag", "ingest", powerless=True, BOOK_DIR=str(book), DATA_DIR=str(locked))

    assert program.wait() == 2, program.log
    [line] = program.log.splitlines()
    assert line.startswith("can't ingest: ") and str(locked) in line and "DATA_DIR" in line


def test_a_setting_that_is_none_is_named(command):
    program = command("ingest", BOOK_LANGUAGE="klingon")

    assert program.process.returncode == 2
    assert re.fullmatch(r"can't ingest: BOOK_LANGUAGE='klingon' .*english.*\n", program.log)


def test_a_single_file_can_be_ingested(command, book):
    program = command("ingest", str(book / "04-people.md"))

    assert program.process.returncode == 0, program.log
    assert program.said.startswith("indexed 1 pages")


def test_two_folders_that_share_pages_can_be_ingested_together(command, tmp_path, book):
    """As the versions of a documentation do."""
    old = tmp_path / "version-1.0"
    old.mkdir()
    for name in ("index.md", "04-people.md"):
        (old / name).write_bytes((book / name).read_bytes())
    (old / "08-kites.md").write_text("# Kites\n\nA kite flies above the depot.\n", encoding="utf-8")

    program = command("ingest", str(book), str(old))

    assert program.process.returncode in (0, 1), program.log
    assert "Traceback" not in program.log
    assert "A kite flies" in command("ask", "Where does a kite fly?").said


def test_a_question_on_the_command_line_is_answered_with_its_sources(command):
    command("ingest")
    program = command("ask", "Who designed the lamp code?")

    assert program.process.returncode == 0
    answer, sources = program.said.rstrip().split("\n\n")
    assert "Odra Pell" in answer and "[1]" in answer
    assert re.fullmatch(r"\[1\] People  /docs/people", sources)
    assert re.fullmatch(r"\(answered, \d+ ms\)\n", program.log)


def test_a_question_on_the_command_line_may_be_asked_as_on_a_page(command):
    command("ingest")
    on_page, nowhere = (command("ask", *page, "Summarize this page") for page in (("--page", "/docs/people"), ()))

    assert "Odra Pell" in on_page.said and "People  /docs/people" in on_page.said
    assert nowhere.log.startswith("(not_in_book, ")


def test_what_the_book_does_not_say_has_no_sources_on_the_command_line(command):
    command("ingest")
    program = command("ask", "What is the capital of France?")

    assert program.said == "I could not find an answer to this in the book.\n"
    assert program.log.startswith("(not_in_book, ")


@pytest.mark.parametrize("question", ["", "  ", "x" * 501])
def test_a_question_that_is_none_is_refused_on_the_command_line(command, question):
    program = command("ask", question)

    assert program.process.returncode == 2
    assert re.fullmatch(r"can't ask: the message .*\n", program.log)


def test_a_question_before_the_first_ingest_says_what_to_do(command):
    program = command("ask", "Who designed the lamp code?")

    assert program.process.returncode == 2
    assert "python -m rag ingest" in program.log


def test_the_command_line_names_its_commands(command):
    program = command("--help")

    assert program.process.returncode == 0
    assert "ingest" in program.said and "ask" in program.said
    assert command("bake").process.returncode == 2


# ---------------------------------------------------------------- how progress looks


def on_a_terminal(book: Path, data: Path) -> tuple[int, str]:
    """Exit code, and all that a person at a terminal gets to see of an ingest."""
    master, slave = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm", "BOOK_DIR": str(book), "DATA_DIR": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "rag", "ingest"], stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=ROOT
    )
    os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):  # what Linux says when the other end is closed
        while piece := os.read(master, 65_536):
            shown += piece
    os.close(master)
    return process.wait(60), shown.decode()


def test_a_terminal_shows_a_bar_that_fills_and_then_goes(tmp_path):
    book = large_book(tmp_path / "book", 120)

    code, shown = on_a_terminal(book, tmp_path / "data")

    assert code == 0
    bars = re.findall(r"\r\[(#*)(\.*)\]\s+(\d+)% ", shown)
    assert len(bars) >= 2
    assert {len(done) + len(left) for done, left, _ in bars} == {30}
    shares = [int(share) for *_, share in bars]
    assert shares == sorted(shares) and shares[-1] == 100
    after_the_bar = shown.rsplit("\r\x1b[K", 1)[1]
    assert after_the_bar.startswith("indexed 120 pages")


def test_elsewhere_there_is_neither_bar_nor_colour(command, tmp_path):
    book = large_book(tmp_path / "large", 120)
    program = command("ingest", BOOK_DIR=str(book))

    assert program.process.returncode == 0
    assert not set("\r\x1b") & set(program.log + program.said)
    assert program.said.count("\n") == 1


# ---------------------------------------------------------------- interrupted


def test_an_ingest_that_is_stopped_says_that_nothing_was_lost(programs, command, tmp_path):
    command("ingest")
    book = large_book(
        tmp_path / "large", 4000
    )  # of 1000, a busy machine had made the index before this saw that it had begun
    program = programs.run("-m", "rag", "ingest", BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"))
    generations = tmp_path / "data" / "index"
    program._until(lambda: len(list(generations.glob("*/shard"))) > 1, 60)
    program.process.send_signal(signal.SIGINT)

    assert program.wait() == 130, program.log
    assert program.log == "stopped; what was there before is unchanged\n"
    assert "Odra Pell" in command("ask", "Who designed the lamp code?").said


class Reader(threading.Thread):
    """A server that had opened the index before all this, and searches it all the time."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._index = LocalIndex(settings.index_dir, "english")
        self._leaving = threading.Event()
        self.seen: list[tuple[int, int]] = []  # (chunks that the state promises, chunks that are found)
        self.trouble: list[BookError] = []

    def run(self) -> None:
        try:
            asyncio.run(self._keep_searching())
        except BookError as error:
            self.trouble.append(error)

    async def _keep_searching(self) -> None:
        while not self._leaving.is_set():
            state = await self._index.state()
            found = await self._index.search("stop tram lamp", None, 5_000)
            again = await self._index.state()
            if state == again:
                self.seen.append((state.chunks if state else 0, len(found)))
            await asyncio.sleep(0.02)

    def leave(self) -> None:
        self._leaving.set()
        self.join()


def test_an_ingest_that_is_killed_again_and_again_never_shows_and_loses_nothing(programs, tmp_path):
    book = large_book(tmp_path / "book", 300)
    settings = Settings.from_environment({"BOOK_DIR": str(book), "DATA_DIR": str(tmp_path / "data")})
    parts = build(settings)
    began = time.monotonic()
    old = run(settings, parts).state.chunks
    duration = 1.0 + time.monotonic() - began  # of a process of its own

    reader = Reader(settings)
    reader.start()
    large_book(book, 310, edition=2)
    moments = random.Random(1917)
    for attempt in range(8):
        begun = len(list(settings.index_dir.iterdir()))
        program = programs.run("-m", "rag", "ingest", BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"))
        if attempt % 2:  # at any moment, or certainly while it builds
            while program.process.poll() is None and len(list(settings.index_dir.iterdir())) == begun:
                time.sleep(0.01)
            time.sleep(moments.uniform(0, 0.5))
        else:
            time.sleep(moments.uniform(0.3, duration))
        program.kill()
    last = programs.run("-m", "rag", "ingest", BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"))
    assert last.wait(120) == 0, last.log
    new = len(texts_of(book))
    follows = time.monotonic() + 30
    while not (reader.seen and reader.seen[-1] == (new, new)) and not reader.trouble and time.monotonic() < follows:
        time.sleep(0.05)
    reader.leave()

    assert reader.trouble == []
    assert set(reader.seen) == {(old, old), (new, new)}
    assert indexed(parts) == texts_of(book)
    assert set(listed(settings)) == set(texts_of(book))
    whole = [each for each in settings.index_dir.iterdir() if (each / "manifest.json").exists()]
    assert len(list(settings.index_dir.glob("*/shard"))) == len(whole) <= 2

    undisturbed = Settings.from_environment({"BOOK_DIR": str(book), "DATA_DIR": str(tmp_path / "undisturbed")})
    others = build(undisturbed)
    run(undisturbed, others)
    for question in ("Stop 17 counts", "lamps of stop 205", "boiler river gate"):
        assert scores(parts, question) == scores(others, question)
    for each in (parts, others):
        asyncio.run(each.store.close())


def scores(parts: Parts, question: str) -> dict[str, tuple[float, float]]:
    """Chunk id -> how near it is to the question by meaning and by words, of every chunk."""

    async def both() -> dict[str, tuple[float, float]]:
        found = await parts.index.search(question, await parts.embedder.embed_query(question), 5_000)
        return {each.chunk.chunk_id: (round(each.dense, 3), round(each.lexical, 2)) for each in found}

    return asyncio.run(both())
