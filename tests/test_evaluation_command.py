"""`python -m rag eval`: what a maintainer types, and what comes of it."""

import asyncio
import io
import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from wire.openai_server import OpenAIServer, says

from rag.__main__ import main
from rag.errors import BookError, FolderError
from rag.evaluation.cases import BadQuestionFile
from rag.evaluation.command import SAMPLE_QUESTIONS, Wanted, run
from rag.evaluation.record import BadBaseline
from rag.settings import SAMPLE_BOOK, Settings

LINES = [
    {"question": "How long is the Needle?", "expects": ["840 metres"], "kind": "fact"},
    {"question": "At what pressure does the safety valve open?", "expects": ["11 bar"], "kind": "fact"},
    {
        "question": "How heavy is it?",
        "expects": ["16.9 t"],
        "history": [{"question": "What is a Heron?", "answer": "A car."}],
    },
    {"question": "Who won the giraffe election?", "status": "not_in_book", "kind": "far"},
    {"question": "What does <b>the Needle</b> cost?", "expects": ["<i>nine</i> zlotys"], "kind": "lost & gone"},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", LINES)


def write(path: Path, lines: list) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def evaluate(settings: Settings, *, err: io.StringIO | None = None, **wanted) -> tuple[int, str]:
    """(exit code, stdout) of an evaluation of the tram book."""
    out = io.StringIO()
    asked = Wanted(**{"book": settings.book_dir, **wanted})
    return asyncio.run(run(asked, settings, out, err or io.StringIO())), out.getvalue()


# ---------------------------------------------------------------- a run


def test_the_table_tells_the_figures_in_a_hundred_columns(settings: Settings, questions: Path):
    code, said = evaluate(settings, questions=questions)
    assert code == 0
    lines = said.splitlines()
    assert max(map(len, lines)) <= 100
    assert "5 questions over" in lines[0]
    values = {line[:20].strip(): line[20:].split()[:1] for line in lines}
    assert values["hit@1"] == ["0.750"]
    assert values["quote validity"] == ["1.000"]
    assert "1 questions expect words that stand together in no chunk" in said
    assert "questions.jsonl:5" in said


def test_the_configured_parts_are_measured_where_they_are_asked_for(
    settings: Settings, questions: Path, tmp_path: Path
):
    out = io.StringIO()

    async def ask() -> int:
        async with OpenAIServer(says("The Needle is 840 metres long [1].", total=50)) as server:
            configured = replace(
                settings,
                openai_base_url=server.url,
                openai_model="stand-in",
                token_price=2.0,
                qdrant_url="http://127.0.0.1:9",
                database_url="postgresql://nobody@127.0.0.1:9/none",
            )
            asked = Wanted(settings.book_dir, questions, parts="configured", json=str(tmp_path / "now.json"))
            return await run(asked, configured, out, io.StringIO())

    assert asyncio.run(ask()) == 0
    told = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))
    answered = [each for each in told["outcomes"] if each["tokens"]]
    assert {each["answer"] for each in answered} == {"The Needle is 840 metres long [1]."}
    assert (told["parts"], told["model"]) == ("configured", "stand-in")
    assert told["dollars"] == pytest.approx(sum(each["tokens"] for each in answered) * 2 / 1e6)
    assert "configured parts: embedded by wordllama" in out.getvalue()
    assert f"{50 * len(answered)} tokens" in out.getvalue()
    assert max(map(len, out.getvalue().splitlines())) <= 100


def test_the_embedded_parts_spend_nothing_whatever_is_configured(settings: Settings, questions: Path):
    configured = replace(settings, openai_base_url="http://127.0.0.1:9/v1", cohere_api_key="paid", token_price=2.0)
    code, said = evaluate(configured, questions=questions)
    assert code == 0
    assert "embedded parts: embedded by wordllama:l2_supercat_256, answered by extractive" in said
    assert ", 0 tokens" in said


def test_nothing_of_the_users_data_is_touched_nor_left_behind(
    settings: Settings, questions: Path, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    evaluate(settings, questions=questions)
    assert not settings.data_dir.exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_data_folder_is_kept_and_used_again(settings: Settings, questions: Path, tmp_path: Path):
    data = tmp_path / "kept"
    evaluate(settings, questions=questions, data=data)
    generation = (data / "index" / "current").read_text(encoding="utf-8")
    evaluate(settings, questions=questions, data=data)
    assert (data / "index" / "current").read_text(encoding="utf-8") == generation


@pytest.mark.parametrize("folder", ["data", "book/data"], ids=["the app's", "inside the book"])
def test_a_data_folder_that_belongs_to_something_else_is_refused(
    settings: Settings, questions: Path, tmp_path: Path, folder: str
):
    with pytest.raises(FolderError, match="name another folder"):
        evaluate(settings, questions=questions, data=tmp_path / folder)


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        ({"book": Path("nowhere")}, FolderError, "nowhere"),
        ({"html": Path("no/such/folder/a.html")}, FolderError, "a.html"),
        ({"json": "no/such/folder/a.json"}, FolderError, "a.json"),
        ({"baseline": Path("nobody.json")}, BadBaseline, "nobody.json"),
        ({"questions": SAMPLE_QUESTIONS}, BadQuestionFile, "--questions"),
    ],
    ids=["no book", "no folder for the page", "no folder for the JSON", "no baseline", "the sample's questions"],
)
def test_what_can_not_end_well_is_said_before_the_work(
    settings: Settings, questions: Path, wanted: dict, error: type[BookError], words: str
):
    with pytest.raises(error, match=words):
        evaluate(settings, **{"questions": questions, **wanted})


@pytest.mark.parametrize("content", ["[]", "{}", "not json", '{"format": 1, "outcomes": [{}]}', '{"format": 99}'])
def test_a_baseline_that_is_none_is_named(settings: Settings, questions: Path, tmp_path: Path, content: str):
    baseline = write(tmp_path / "old.json", [content])
    with pytest.raises(BadBaseline, match=r"old\.json"):
        evaluate(settings, questions=questions, baseline=baseline)


def test_a_fall_below_the_baseline_is_told_and_ends_with_one(settings: Settings, tmp_path: Path):
    asked = [{"question": f"How long is the tunnel, the Needle? ({n})", "expects": ["840 metres"]} for n in range(12)]
    questions, now, old = write(tmp_path / "q.jsonl", asked), tmp_path / "now.json", tmp_path / "old.json"
    assert evaluate(settings, questions=questions, json=str(old))[0] == 0
    assert evaluate(settings, questions=questions, baseline=old)[0] == 0

    page = settings.book_dir / "index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("840 metres", "rather"), encoding="utf-8")
    code, said = evaluate(settings, questions=questions, baseline=old, json=str(now), html=tmp_path / "now.html")
    assert code == 1
    assert next(line for line in said.splitlines() if "hit@1" in line and "FELL" in line).split()[1:3] == [
        "1.000",
        "0.000",
    ]
    assert max(map(len, said.splitlines())) <= 100
    assert "12 questions went wrong that did not before" in said
    assert "went wrong that did not before" in (tmp_path / "now.html").read_text(encoding="utf-8")
    assert evaluate(settings, questions=questions, baseline=now)[0] == 0


def test_a_terminal_sees_a_bar_that_goes_away(settings: Settings, questions: Path):
    err = Terminal()
    evaluate(settings, questions=questions, err=err)
    assert "5/5 questions, 1 went wrong" in err.getvalue()
    assert err.getvalue().endswith("\r\x1b[K")


def test_an_interrupt_ends_the_asking_and_what_was_asked_is_reported(settings: Settings, tmp_path: Path):
    class Impatient(Terminal):
        def write(self, text: str) -> int:
            if "3/50 questions" in text:
                os.kill(os.getpid(), signal.SIGINT)
            return super().write(text)

    questions = write(tmp_path / "q.jsonl", LINES * 10)
    code, said = evaluate(settings, questions=questions, workers=1, err=Impatient())
    assert code == 130
    assert re.search(r"Stopped after \d of 50 questions", said)


def test_the_sample_is_what_is_asked_without_arguments(programs):
    program = programs.run("-m", "rag", "eval", "--limit", "20", "--json", "-", DATA_DIR="/nowhere/that/can/be/written")
    assert program.wait() == 0, program.log
    told = json.loads(program.said)
    assert (told["book"], told["of"], len(told["outcomes"])) == (SAMPLE_BOOK.name, 20, 20)
    assert told["scores"]["figures"]["quote validity"]["value"] == 1.0
    assert "hit@5" in program.log


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--limit", "0"], "'0' is no whole number from 1"),
        (["--workers", "many"], "'many' is no whole number from 1"),
        (["--seed", "-1"], "'-1' is no whole number from 0"),
        (["--questions", "nowhere.jsonl"], "can't eval: nowhere.jsonl"),
        (["--book", "elsewhere"], "--questions"),
    ],
)
def test_what_can_not_be_run_ends_with_two(capsys, arguments: list[str], words: str):
    try:
        code = main(["eval", *arguments])
    except SystemExit as exit:
        code = exit.code
    assert code == 2
    assert words in capsys.readouterr().err


# ---------------------------------------------------------------- the page


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def page(settings: Settings, questions: Path, tmp_path: Path) -> Path:
    path = tmp_path / "run.html"
    evaluate(settings, questions=questions, html=path)
    return path


def test_the_page_loads_nothing_and_what_it_shows_is_text(page: Path):
    text = page.read_text(encoding="utf-8")
    elements = Elements(text).found
    policy = next(values for tag, values in elements if tag == "meta" and "http-equiv" in values)
    assert not [each for each in elements if each[1].keys() & {"src", "href", "srcset", "data", "action"}]
    assert not {"link", "img", "iframe", "object", "i"} & {tag for tag, _ in elements}
    assert "url(" not in text and "@import" not in text
    assert "default-src 'none'" in policy["content"]


def test_the_page_names_a_failure_with_all_that_explains_it(page: Path):
    text = page.read_text(encoding="utf-8")
    assert "What does &lt;b&gt;the Needle&lt;/b&gt; cost?" in text
    assert "&lt;i&gt;nine&lt;/i&gt; zlotys" in text
    assert "right chunk not in the first five" in text
    assert text.count("<details data-kind=") == 1
    assert text.count('<svg class="plot"') == 4


def test_a_reader_opens_a_failure_and_filters_by_fault(page: Path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        reader = browser.new_page()
        troubles: list[str] = []
        reader.on("console", lambda message: troubles.append(message.text))
        reader.on("pageerror", lambda error: troubles.append(str(error)))
        reader.goto(page.as_uri())
        failure = reader.locator("details[data-faults]")
        failure.locator("summary").click()
        assert failure.get_by_text("Expected", exact=True).is_visible()
        assert reader.locator("#shown").inner_text() == "1 of 1"
        reader.locator("#words").fill("no such words")
        assert failure.is_hidden()
        assert reader.locator("#shown").inner_text() == "0 of 1"
        reader.locator("#words").fill("")
        reader.locator("#kind").select_option("lost & gone")
        assert failure.is_visible()
        assert troubles == []
        browser.close()


def test_the_sample_book_is_answered_no_worse_than_the_committed_baseline():
    baseline = Path(__file__).parent.parent / "rag" / "sample_baseline.json"
    told = subprocess.run(
        [sys.executable, "-m", "rag", "eval", "--baseline", str(baseline)], capture_output=True, text=True, timeout=110
    )
    assert told.returncode == 0, told.stdout + told.stderr
