"""A disk that is full, or too small, under the data folder: what goes on, what is said, and that it mends itself when there is room."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest
from conftest import Program

MB = 1 << 20
NEW_PAGE = "# Kites\n\nA Vell kite flies 90 metres high.\n"

pytestmark = pytest.mark.skipif(
    os.getuid() != 0, reason="only root may mount a small disk; the tests run as root in CI"
)


class Disk:
    """A small one, in memory."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True)

    def fill(self, but: int = 0) -> None:
        """All but so many bytes."""
        file = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        with suppress(OSError):
            while True:
                os.write(file, bytes(64 * 1024))
        os.close(file)
        os.truncate(self._ballast, self._ballast.stat().st_size - but)

    def empty(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "disk", 160)
    yield made
    subprocess.run(["umount", "--lazy", str(made.folder)], check=True)


def ask(program: Program, message: str, session_id: str | None = None) -> dict:
    reply = httpx.post(f"{program.url}/chat", json={"message": message, "session_id": session_id}, timeout=60)
    assert reply.status_code == 200, reply.text
    return reply.json()


def health(program: Program) -> dict:
    return httpx.get(f"{program.url}/health", timeout=10).json()


def questions(program: Program, session_id: str) -> list[str]:
    reply = httpx.get(f"{program.url}/chat/sessions/{session_id}", timeout=10).json()
    return [turn["question"] for turn in reply["turns"]]


def test_on_a_disk_that_has_filled_up_answers_go_on_and_what_is_said_after_it_is_kept(programs, book, disk):
    settings = {"BOOK_DIR": str(book), "DATA_DIR": str(disk.folder / "data")}
    program = programs.serve(**settings).settled().ready()
    session = ask(program, "Who designed the lamp code?")["session_id"]
    disk.fill()

    answer = ask(program, "How long is the Needle?", session)
    assert ("840 metres" in answer["message"], answer["status"]) == (True, "degraded")
    assert "this turn is not remembered: the database did not answer" in program.log and "disk is full" in program.log
    assert questions(program, session) == ["Who designed the lamp code?"]
    # It can be read all the time, and is not well for that.
    assert (health(program)["status"], health(program)["checks"]["memory"]["ok"]) == ("degraded", False)

    disk.empty()
    assert ask(program, "And what does a ticket cost?", session)["status"] != "degraded"
    assert health(program)["status"] == "ok"
    program.kill()
    with closing(sqlite3.connect(disk.folder / "data" / "book.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    again = programs.serve(**settings).ready()
    assert questions(again, session) == ["Who designed the lamp code?", "And what does a ticket cost?"]


def test_where_there_is_no_room_for_a_new_index_the_old_one_serves_until_there_is(programs, book, disk):
    settings = {"BOOK_DIR": str(book), "DATA_DIR": str(disk.folder / "data")}
    programs.serve(**settings).settled().kill()
    (book / "06-kites.md").write_text(NEW_PAGE, encoding="utf-8")
    disk.fill(but=8 * MB)

    program = programs.serve(**settings).answers()
    program._until(lambda: "update" in health(program)["checks"], 30)
    assert "waits for the disk, which is full" in health(program)["checks"]["update"]["detail"]
    assert (health(program)["status"], ask(program, "How long is the Needle?")["status"]) == ("degraded", "answered")
    assert program.log.count("the disk of ") == 1 and "make room" in program.log and " ERROR " not in program.log

    disk.empty()
    program.ready()
    assert "90 metres" in ask(program, "How high does a Vell kite fly?")["message"]


def test_a_first_start_on_a_full_disk_waits_in_words_and_goes_on_by_itself(programs, book, disk):
    disk.fill()
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(disk.folder / "data")).answers()
    program._until(lambda: health(program)["status"] == "error", 30)

    refused = httpx.post(f"{program.url}/chat", json={"message": "How long is the Needle?"}, timeout=60)
    assert refused.status_code == 503 and int(refused.headers["retry-after"]) >= 1
    assert str(disk.folder) in program.log and str(disk.folder) not in refused.text + str(health(program))

    disk.empty()
    program.ready()
    session = ask(program, "How long is the Needle?")["session_id"]
    assert questions(program, session) == ["How long is the Needle?"]


def test_an_ingest_without_room_says_so_and_leaves_what_was_there(programs, book, disk):
    settings = {"BOOK_DIR": str(book), "DATA_DIR": str(disk.folder / "data")}
    assert programs.run("-m", "rag", "ingest", **settings).wait() == 0
    asked(
        programs, settings, "How long is the Needle?"
    )  # a disk in memory takes room for holes too, once they are read
    (book / "06-kites.md").write_text(NEW_PAGE, encoding="utf-8")
    disk.fill(but=20 * MB)

    refused = programs.run("-m", "rag", "ingest", **settings)
    assert refused.wait() == 2
    assert "the disk of " in refused.log and "is full" in refused.log and "DATA_DIR" in refused.log
    assert "840 metres" in asked(programs, settings, "How long is the Needle?")

    disk.empty()
    assert programs.run("-m", "rag", "ingest", **settings).wait() == 0
    assert "90 metres" in asked(programs, settings, "How high does a Vell kite fly?")


def asked(programs, settings: dict, question: str) -> str:
    program = programs.run("-m", "rag", "ask", question, **settings)
    assert program.wait() == 0, program.log
    return program.said
