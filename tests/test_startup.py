"""`python app.py` as an operator starts it, well and badly: what it says, what it serves meanwhile, and how it ends."""

import asyncio
import concurrent.futures
import contextlib
import http.client
import json
import logging
import re
import shutil
import signal
import socket
import sqlite3
from pathlib import Path

import httpx
import pytest

import app
from rag.build import Parts, build
from rag.errors import SettingsError
from rag.local.generations import Generations
from rag.startup import Phase, Startup
from rag.types import Answer, Question

QUESTION = {"message": "Who designed the lamp code?"}


def ask(program, **options) -> httpx.Response:
    return program.client.post("/chat", json=QUESTION, **options)


def health(program) -> dict:
    return program.client.get("/health").json()


def could_not_start(program, *words: str) -> str:
    """It ended at once with code 2 and one line that says the words."""
    assert program.wait() == 2, program.log
    [line] = program.log.splitlines()
    assert line.startswith("can't start: ")
    for word in words:
        assert word in line
    return line


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def ingested(parts: Parts, data: Path) -> Path:
    """A data folder whose index holds the tram book."""
    return data


# ---------------------------------------------------------------- a good start


def test_the_first_answers_come_before_gradio_is_imported(programs, book, ingested):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).answers()

    assert ask(program).json()["status"] == "answered"
    assert health(program)["status"] == "ok"
    assert not {"gradio", "pandas", "huggingface_hub"} & program.imported
    assert {"rag", "fastapi", "qdrant_edge"} <= program.imported


def test_a_start_over_an_index_that_is_up_to_date_reads_no_markdown_and_knows_no_service(programs, book, ingested):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).settled()

    assert ask(program).json()["status"] == "answered"
    assert not {"markdown_it", "yaml", "rag.book.library"} & program.imported
    assert not {"cohere", "qdrant_client", "openai", "psycopg2", "wordllama", "safetensors"} & program.imported


def test_what_serves_is_said_once_when_it_is_ready(programs, book, ingested):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).settled()

    [line] = [line for line in program.log.splitlines() if "what serves" in line]
    assert line.endswith(
        "what serves: embeddings wordllama:l2_supercat_256, index qdrant-edge, answers extractive, reranking off, memory sqlite"
    )


def test_nothing_outside_is_reached_for_and_the_guard_would_have_seen_it(programs, book, data):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).ready()
    ask(program)
    assert program.went_out == set()

    reaching = programs.run("-c", "import socket; socket.create_connection(('192.0.2.1', 80), 5)")
    assert reaching.wait() == 1
    assert reaching.went_out == {"socket.getaddrinfo 192.0.2.1"}
    programs.started.remove(reaching)  # it was meant to


def test_a_program_that_waits_for_its_first_question_holds_little(programs, book, ingested):
    """The weights (31 MB as whole floats) and the engine's files (32 MB laid out for the first vector) stay on disk."""
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).settled()

    status = Path(f"/proc/{program.process.pid}/status").read_text(encoding="utf-8")
    assert int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) < 135_000


def test_port_moves_it(programs, book, ingested):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        elsewhere = taken.getsockname()[1]
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested), PORT=str(elsewhere)).answers()

    assert program.url.endswith(f":{elsewhere}")
    assert health(program)["version"]


def test_answers_leave_at_once_and_do_not_wait_for_the_last_packet_to_be_confirmed():
    """asyncio turns Nagle's algorithm off only for sockets that say that they are TCP; with it each reply is 40 ms late."""
    with app.listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_two_programs_started_at_once_do_not_share_a_port():
    with app.listen("127.0.0.1", 0) as listener, pytest.raises(SettingsError, match="PORT"):
        app.listen("127.0.0.1", listener.getsockname()[1])


# ---------------------------------------------------------------- making the index meanwhile


def test_without_an_index_it_answers_health_makes_one_and_then_answers_questions(programs, book, data):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).answers()

    early = ask(program)
    program.ready()

    # On a slow machine the index may take longer than a visitor is made to wait.
    assert early.status_code in (200, 503)
    assert ask(program).json()["status"] == "answered"
    assert "index made" in program.log


def test_while_another_program_makes_the_index_health_says_so_and_questions_are_put_off_in_words(programs, book, data):
    with Generations(data / "index").building():
        program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).answers()

        report = program.client.get("/health")
        assert (report.status_code, report.json()["status"]) == (200, "degraded")
        assert report.json()["checks"]["index"]["ok"] is False
        assert "ask again" in report.json()["checks"]["index"]["detail"]

        with concurrent.futures.ThreadPoolExecutor(2) as visitors:
            plain = visitors.submit(ask, program)
            streamed = visitors.submit(ask, program, headers={"Accept": "text/event-stream"}).result(60)
            reply = plain.result(60)
        assert reply.status_code == streamed.status_code == 503
        assert streamed.json()["error"] == "not_ready"
        assert 1 <= int(reply.headers["retry-after"]) <= 60
        assert set(reply.json()) == {"error", "message", "detail", "request_id"}
        assert reply.json()["error"] == "not_ready"
        assert "ask again" in reply.json()["message"]

    program.ready()
    assert ask(program).json()["status"] == "answered"


def test_a_question_that_comes_too_early_waits_and_is_answered(programs, book, data):
    with concurrent.futures.ThreadPoolExecutor(1) as visitor:
        with Generations(data / "index").building():
            program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).answers()
            asked = visitor.submit(ask, program)
            program._until(lambda: "another ingest" in program.log, 30)
        assert asked.result(60).json()["status"] == "answered"


def test_a_start_over_an_index_that_is_up_to_date_embeds_nothing(programs, book, ingested):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).settled()

    assert "index is up to date" in program.log and "0 embedded" in program.log


def test_a_book_that_changed_since_is_indexed_anew_while_the_old_one_answers(programs, book, ingested):
    with (book / "04-people.md").open("a", encoding="utf-8") as page:
        page.write("\nMira Sand painted the first Finch yellow.\n")
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).settled()

    reply = program.client.post("/chat", json={"message": "Who painted the first Finch?"}).json()
    assert "Mira Sand" in reply["message"]


def test_a_page_that_cannot_be_read_is_named_and_the_rest_serves(programs, book, data):
    (book / "06-broken.md").write_bytes(b"# Caf\xe9\n")
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).ready().settled()

    assert "06-broken.md" in program.log and "UTF-8" in program.log
    assert ask(program).json()["status"] == "answered"


def test_an_index_ingested_by_hand_is_kept_where_no_book_is_named(programs, ingested):
    program = programs.serve(DATA_DIR=str(ingested)).ready().settled()

    assert "ingested by hand" in program.log and "BOOK_DIR is not set" in program.log
    assert "Odra Pell" in ask(program).json()["message"]


def test_the_index_of_another_book_gives_way_where_a_book_is_named(programs, tmp_path, ingested):
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.md").write_text("# Kites\n\nA Vell kite flies 90 metres high.\n", encoding="utf-8")
    program = programs.serve(BOOK_DIR=str(other), DATA_DIR=str(ingested)).settled()

    reply = program.client.post("/chat", json={"message": "How high does a Vell kite fly?"}).json()
    assert "90 metres" in reply["message"]
    assert ask(program).json()["status"] != "answered"


# ---------------------------------------------------------------- an index from the image


def test_an_index_from_the_image_is_copied_and_used_as_it_is(programs, book, ingested, tmp_path):
    version = json.loads(next((ingested / "index").glob("*/manifest.json")).read_text())["version"]
    (ingested / "book.sqlite3").unlink()  # an image brings no conversations
    before = sorted(ingested.rglob("*"))
    program = programs.serve(BOOK_DIR=str(book), BAKED_DIR=str(ingested), DATA_DIR=str(tmp_path / "new")).settled()

    assert version in health(program)["checks"]["index"]["detail"]
    assert "index is up to date" in program.log
    assert "Odra Pell" in ask(program).json()["message"]
    assert sorted(ingested.rglob("*")) == before


def test_the_documents_of_an_index_from_the_image_are_listed_too(programs, book, ingested, tmp_path):
    (ingested / "book.sqlite3").unlink()
    programs.serve(BOOK_DIR=str(book), BAKED_DIR=str(ingested), DATA_DIR=str(tmp_path / "new")).settled()

    with contextlib.closing(sqlite3.connect(tmp_path / "new" / "book.sqlite3")) as database:
        listed = database.execute("SELECT source_path FROM documents").fetchall()
    assert ("04-people.md",) in listed


def test_an_image_without_an_index_is_no_obstacle(programs, book, data, tmp_path):
    program = programs.serve(BOOK_DIR=str(book), BAKED_DIR=str(tmp_path / "nothing"), DATA_DIR=str(data)).ready()

    assert ask(program).json()["status"] == "answered"


def test_a_broken_index_in_the_image_is_made_anew(programs, book, ingested, tmp_path):
    for manifest in (ingested / "index").glob("*/manifest.json"):
        manifest.write_text("{", encoding="utf-8")
    program = programs.serve(BOOK_DIR=str(book), BAKED_DIR=str(ingested), DATA_DIR=str(tmp_path / "new")).ready()

    assert ask(program).json()["status"] == "answered"
    assert " WARNING " in program.log


# ---------------------------------------------------------------- a bad start


def test_a_port_in_use_is_named(programs, book, data):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data), PORT=str(port))
        could_not_start(program, f"PORT {port}", "in use", "set PORT")


def test_an_address_that_is_not_ours_is_named(programs, book, data):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data), HOST="192.0.2.1")

    could_not_start(program, "HOST 192.0.2.1")


def test_a_host_that_is_no_address_is_named(programs, book, data):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data), HOST="no address")
    programs.started.remove(program)  # it looks the name up, and should

    could_not_start(program, "HOST no address")


def test_all_that_is_wrong_is_said_in_one_line(programs, data):
    program = programs.serve(BOOK_DIRR="x", PORT="abc", SESSION_DAYS="never", DATA_DIR=str(data))

    could_not_start(program, "did you mean BOOK_DIR?", "PORT='abc'", "from 1 to 65535", "SESSION_DAYS='never'")


def test_a_name_that_others_give_to_a_setting_is_told_and_the_start_goes_on(programs, book, ingested):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested), OPENAI_KEY="turnix").ready()

    [line] = [line for line in program.log.splitlines() if " WARNING " in line or line.startswith("WARNING")]
    assert line.endswith("OPENAI_KEY is set, and nothing here reads it; did you mean OPENAI_API_KEY?")
    assert "turnix" not in program.log


def test_two_settings_that_contradict_each_other_are_both_named(programs, book, data):
    program = programs.serve(BOOK_DIR=str(book), BAKED_DIR=str(data), DATA_DIR=str(data))

    could_not_start(program, "BAKED_DIR", "DATA_DIR")


def test_data_inside_the_book_is_refused(programs, book):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(book / "data"))

    could_not_start(program, "DATA_DIR", "BOOK_DIR")
    assert not (book / "data").exists()


def test_a_book_that_is_not_there_is_named(programs, data, tmp_path):
    program = programs.serve(BOOK_DIR=str(tmp_path / "nowhere"), DATA_DIR=str(data))

    could_not_start(program, "BOOK_DIR", str(tmp_path / "nowhere"))


def test_a_file_as_book_is_named(programs, data, book):
    program = programs.serve(BOOK_DIR=str(book / "index.md"), DATA_DIR=str(data))

    could_not_start(program, "BOOK_DIR", "index.md")


def test_a_file_where_the_data_should_go_is_named(programs, book, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "taken"))

    could_not_start(program, "DATA_DIR", str(tmp_path / "taken"))


def test_a_data_folder_that_cannot_be_written_is_named(programs, book, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(locked), powerless=True)

    could_not_start(program, f"DATA_DIR {locked}", "Permission denied")


def test_an_index_folder_that_cannot_be_written_is_named(programs, book, data):
    (data / "index").mkdir(parents=True, mode=0o500)
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data), powerless=True).settled()

    assert health(program)["status"] == "error"
    [line] = [line for line in program.log.splitlines() if " ERROR " in line]
    assert str(data / "index") in line and "DATA_DIR" in line


def test_a_database_that_is_none_is_named(programs, book, data):
    data.mkdir()
    (data / "book.sqlite3").write_bytes(b"these are not the pages you are looking for" * 100)
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).answers()
    program._until(lambda: health(program)["status"] == "error", 30)

    [line] = [line for line in program.log.splitlines() if " ERROR " in line]
    assert str(data / "book.sqlite3") in line and "move it away" in line
    assert ask(program).status_code == 503


def test_an_empty_book_is_named_and_health_says_that_nothing_serves(programs, data, tmp_path):
    (tmp_path / "empty").mkdir()
    program = programs.serve(BOOK_DIR=str(tmp_path / "empty"), DATA_DIR=str(data)).settled()

    reply = program.client.get("/health")
    assert (reply.status_code, reply.json()["status"]) == (503, "error")
    [line] = [line for line in program.log.splitlines() if " ERROR " in line]
    assert str(tmp_path / "empty") in line and "BOOK_DIR" in line


# ---------------------------------------------------------------- foreign and broken indexes


def test_files_that_are_not_ours_stay_where_they_are_and_are_named(programs, book, data):
    (data / "index").mkdir(parents=True)
    (data / "index" / "thesis.docx").write_text("years of work", encoding="utf-8")
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).settled()

    reply = program.client.get("/health")
    assert (reply.status_code, reply.json()["status"]) == (503, "error")
    [line] = [line for line in program.log.splitlines() if " ERROR " in line]
    assert str(data / "index") in line and "thesis.docx" in line and "DATA_DIR" in line
    assert (data / "index" / "thesis.docx").read_text(encoding="utf-8") == "years of work"

    refused = ask(program)
    assert refused.status_code == 503
    assert str(data) not in refused.text and "thesis" not in refused.text and str(data) not in reply.text


def cut_manifest(index: Path) -> None:
    manifest = next(index.glob("*/manifest.json"))
    manifest.write_text(manifest.read_text(encoding="utf-8")[:40], encoding="utf-8")


def empty_manifest(index: Path) -> None:
    next(index.glob("*/manifest.json")).write_text("", encoding="utf-8")


def manifest_of_another_kind(index: Path) -> None:
    next(index.glob("*/manifest.json")).write_text('["format", 1]', encoding="utf-8")


def manifest_of_the_future(index: Path) -> None:
    manifest = next(index.glob("*/manifest.json"))
    manifest.write_text(
        json.dumps({**json.loads(manifest.read_text(encoding="utf-8")), "format": 99}), encoding="utf-8"
    )


def no_manifest(index: Path) -> None:
    next(index.glob("*/manifest.json")).unlink()


def garbage_in_every_shard_file(index: Path) -> None:
    for path in [path for path in index.rglob("shard/**/*") if path.is_file()]:
        path.write_bytes(b"\xde\xad\xbe\xef" * 64)


def shard_files_cut_short(index: Path) -> None:
    for path in [path for path in index.rglob("shard/**/*") if path.is_file()]:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def shard_without_segments(index: Path) -> None:
    for path in index.glob("*/shard/segments/*"):
        shutil.rmtree(path)


def no_shard(index: Path) -> None:
    shutil.rmtree(next(index.glob("*/shard")))


def cut_lexicon(index: Path) -> None:
    lexicon = next(index.glob("*/lexicon.json"))
    lexicon.write_text(lexicon.read_text(encoding="utf-8")[:-5], encoding="utf-8")


def lexicon_of_another_kind(index: Path) -> None:
    next(index.glob("*/lexicon.json")).write_text("[]", encoding="utf-8")


def pointer_to_nowhere(index: Path) -> None:
    (index / "current").write_text("20200101-000000-00000000", encoding="utf-8")


def pointer_out_of_the_folder(index: Path) -> None:
    (index / "current").write_text("../../book", encoding="utf-8")


def pointer_of_bytes(index: Path) -> None:
    (index / "current").write_bytes(b"\xff\x00\xfe")


def empty_pointer(index: Path) -> None:
    (index / "current").write_text("", encoding="utf-8")


BREAKAGES = [
    cut_manifest,
    empty_manifest,
    manifest_of_another_kind,
    manifest_of_the_future,
    no_manifest,
    garbage_in_every_shard_file,
    shard_files_cut_short,
    shard_without_segments,
    no_shard,
    cut_lexicon,
    lexicon_of_another_kind,
    pointer_to_nowhere,
    pointer_out_of_the_folder,
    pointer_of_bytes,
    empty_pointer,
]


@pytest.mark.parametrize("break_it", BREAKAGES, ids=lambda function: function.__name__.replace("_", " "))
def test_a_broken_index_of_ours_is_made_anew_with_a_warning(settings, parts, caplog, break_it):
    asyncio.run(parts.store.close())
    break_it(settings.index_dir)

    async def start_and_ask() -> Answer:
        startup = Startup(settings, build)
        await startup.run()
        assert startup.phase is Phase.READY
        answer = await startup.parts.assistant.ask(Question(QUESTION["message"]))
        await startup.close()
        return answer

    with caplog.at_level(logging.INFO):
        answer = asyncio.run(start_and_ask())

    assert "Odra Pell" in answer.message
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    [warning] = [warning for warning in warnings if str(settings.index_dir) in warning]
    assert "anew" in warning
    assert [record for record in caplog.records if record.levelno > logging.WARNING] == []


@pytest.mark.parametrize("break_it", [cut_manifest, garbage_in_every_shard_file, pointer_of_bytes])
def test_a_program_started_over_a_broken_index_answers_all_the_same(programs, book, ingested, break_it):
    break_it(ingested / "index")
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).ready()

    assert "Odra Pell" in ask(program).json()["message"]
    assert "Traceback" not in program.log and " ERROR " not in program.log


# ---------------------------------------------------------------- the end


def test_only_a_visit_of_the_page_imports_gradio_and_it_ends_within_ten_seconds_of_a_page_left_open(
    programs, book, ingested
):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).ready()
    waiting = program.client.get("/ui/")
    assert waiting.status_code == 200 and "refresh" in waiting.text
    assert waiting.headers["cache-control"] == "no-store"
    assert ask(program).json()["status"] == "answered"
    program._until(lambda: "gradio" in program.client.get("/ui/").text.lower(), 60)
    assert "gradio" in program.imported

    with httpx.stream("GET", f"{program.url}/ui/gradio_api/heartbeat/visitor", timeout=60) as heartbeat:
        beats = heartbeat.iter_bytes()
        assert next(beats)
        program.process.send_signal(signal.SIGTERM)
        assert program.wait(10) in (0, -signal.SIGTERM)
        with contextlib.suppress(httpx.TransportError):
            list(beats)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_it_ends_while_it_still_waits_for_the_index(programs, book, data, how):
    with Generations(data / "index").building():
        program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data)).answers()
        program._until(lambda: "another ingest" in program.log, 30)
        with contextlib.closing(http.client.HTTPConnection(program.url.removeprefix("http://"), timeout=30)) as visitor:
            visitor.request("POST", "/chat", json.dumps(QUESTION), {"Content-Type": "application/json"})
            assert health(program)["status"] == "degraded"  # so the question, which came before, is waiting too
            program.process.send_signal(how)

            assert program.wait(10) in (0, -how)
            reply = visitor.getresponse()
            told = json.loads(reply.read())
    assert "Traceback" not in program.log
    assert (reply.status, told["error"]) == (503, "not_ready") and int(reply.headers["Retry-After"]) >= 1
    assert "is being restarted" in told["message"]


def test_what_was_promised_survives_a_restart(programs, book, ingested):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).ready()
    session_id = ask(program).json()["session_id"]
    program.process.send_signal(signal.SIGTERM)
    program.wait(10)

    again = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).ready()
    [turn] = again.client.get(f"/chat/sessions/{session_id}").json()["turns"]
    assert turn["question"] == QUESTION["message"]


def test_what_was_promised_survives_a_kill(programs, book, ingested):
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).ready()
    session_id = ask(program).json()["session_id"]
    program.kill()

    again = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(ingested)).ready()
    assert len(again.client.get(f"/chat/sessions/{session_id}").json()["turns"]) == 1
