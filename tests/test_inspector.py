"""What stands beside an answer: from its trace alone, live or stored."""

import asyncio
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import with_pages

from rag.events import Retrieved
from rag.remembered import Trace
from rag.survey import PageChange, Survey
from rag.types import Answer, AnswerStatus, Chunk, Cut, Hit, Metadata, Question, Source
from rag.web import inspector
from rag.web.inspector import book, markup, requests
from rag.web.inspector.plan import plan
from rag.web.inspector.timeline import timeline
from rag.web.inspector.why import reason

EVIL = '<img src=x onerror="window.executed=1">'
CHUNK = Chunk("c1", "A Heron seats 64 & more.", "01-cars.md", "cars", "Cars", "Seats", "/docs/cars#seats", 0, 3)
HIT = Hit(CHUNK, 0.9, 0.8, 4.5, 1.0, 0.7, 1.2, (1.0, 0.9, 0.8, 0.7, 0.6, 1.1))
SOURCE = Source(1, "c1", "Cars", "cars", "Seats", 0.9, "/docs/cars#seats", "A Heron seats 64 & more.")
TRACE = Trace(
    message_id="m1",
    session_id="s1",
    question=Question("How many seats does it have?", "s1", "", "/docs/cars"),
    query="How many seats does a Heron have?",
    hits=(HIT, replace(HIT, chunk=replace(CHUNK, chunk_id="c2", title="Bells"), score=0.3, fused=0.1)),
    plan="",
    answer="A Heron seats 64 & more. [1]",
    status="answered",
    relevance=0.9,
    model="gpt-x",
    index_version="v1",
    tokens=2_000_000,
    at=0.0,
    timings_ms={"search": 10.0, "answer": 30.0, "whole": 40.0},
    sources=(SOURCE,),
)


def shown(trace: Trace, price: float = 0.0) -> dict[str, str]:
    return inspector.whole(trace, lambda question: lambda word: word.lower() in question.lower(), "h:1", price)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    "changed, told",
    [
        ({}, "Relevance 0.90 reaches 0.5, and every claim has a checked source."),
        ({"status": "partial", "relevance": 0.4}, "Relevance 0.40 lies between 0.28 and 0.5."),
        ({"status": "partial", "unsupported_sentences": 2}, "2 of its sentences are supported by no passage."),
        ({"status": "partial", "notes": ("the answer broke off: x",)}, "The answer broke off in the middle."),
        (
            {"status": "not_in_book", "relevance": 0.1},
            "Relevance 0.10 lies below 0.28: the passages were not even read.",
        ),
        (
            {"status": "not_in_book", "relevance": 0.1, "plan": "a prompt"},
            "Relevance 0.10 lies below 0.28; one is near by meaning, so the model read them, and found no answer.",
        ),
        (
            {"status": "partial", "relevance": 0.1, "plan": "a prompt"},
            "Relevance 0.10 lies below 0.28; one is near by meaning, so the model read them, and found an answer.",
        ),
        (
            {"notes": ("7 pages as a whole: nothing was searched, its parts were looked up",)},
            "All of something was asked about: its parts were looked up, and every claim has a checked source.",
        ),
        (
            {"notes": ("“phases” told section by section",)},
            "The book has a section for each, which are told in their order; every claim has a checked source.",
        ),
        ({"status": "not_in_book", "relevance": 0.6}, "The passages were read, and no sentence of them was cited."),
        (
            {"status": "not_in_book", "relevance": 0.6, "question": Question("Tell me more")},
            "More was asked for, and what is as relevant in the passages had all been said.",
        ),
        ({"status": "not_in_book", "hits": ()}, "Nothing was searched, or nothing in the index comes near."),
        ({"status": "degraded"}, "A part was down, and a simpler one stood in; the notes say which."),
    ],
)
def test_the_reason_names_the_signal_that_decided_the_status(changed, told):
    assert reason(replace(TRACE, **changed)) == told


def test_why_shows_citations_rewriting_cost_cache_and_notes():
    trace = replace(TRACE, dropped_markers=2, unsupported_sentences=1, cached=True, notes=("cohere is down",))

    why = words(shown(trace, 0.5)["why"])

    for part in (
        "2 markers dropped",
        "1 sentence that no passage supports",
        "cohere is down",
        "From the cache",
        "$1.00000",
    ):
        assert part in why
    assert "asked “" not in why and "How many seats does it have?" in why and "How many seats does a Heron have?" in why
    assert "2,000,000" in why


YARD = {
    "couple-a-wagon.md": "# Wagon Coupling\n\nOnly a shunter does it.\n\n## 1. Roll it\n\nRoll it near.\n\n"
    "## 2. Hang the link\n\nLift it.\n\n## 3. Connect the brake\n\nPush the pipe on.\n",
    "chapter-1.md": "# Wagons\n\nWagons roll.\n\n## Parts of a wagon\n\n"
    "### Floor\n\nThe floor is of oak.\n\n### Roof\n\nThe roof is of tin.\n",
    "chapter-2.md": "# Bells\n\nBells ring.\n",
}


@pytest.mark.parametrize("message", ["List the chapters", "How do I couple a wagon?", "What are the parts of a wagon?"])
def test_that_it_was_told_as_was_wished_is_no_warning(tmp_path: Path, message: str):
    """The flow's own notes, since they are known by their words."""
    parts = with_pages(tmp_path, YARD)

    async def noted() -> tuple[str, ...]:
        found = [each async for each in parts.assistant.rehearse(Question(message), [])]
        return next(each.retrieval.notes for each in found if isinstance(each, Retrieved))

    (note,) = asyncio.run(noted())
    assert markup.notice(note, "info") in shown(replace(TRACE, notes=(note,)))["why"]


def test_the_push_of_each_signal_is_shown_and_what_a_definition_raised():
    hit = replace(HIT, evidence=(0.7, 0.4, 0.3, 0.0, 0.7, 1.0, 1.0, 1.0), score=0.06)
    told, raised = (words(shown(replace(TRACE, hits=(each,)))["why"]) for each in (hit, replace(hit, score=0.8)))
    assert "What made the relevance of the first passage" in told and "names 1.00" in told
    assert "raised, for it says what the question wants defined, or" in raised and "raised" not in told


def test_an_embedder_that_reads_in_context_pushes_in_place_of_the_words_and_may_be_enough_alone():
    near = replace(HIT, evidence=(0.0, 0.1, 0.0, 1.0, 0.7, 0.0, 0.0, 1.0), score=0.5)
    told = words(shown(replace(TRACE, hits=(near,)))["why"])
    assert "meaning 1.00" in told and "centroid" not in told
    assert "so near by meaning that it needs none of the words" in told

    plain = replace(near, evidence=(0.7, 0.4, 0.3, 0.0, 0.7, 1.0, 1.0, 1.0))
    told = words(shown(replace(TRACE, hits=(plain,)))["why"]).split("The whole trace")[0]
    assert "centroid 0.30" in told and "meaning 0" not in told and "so near by meaning" not in told


def test_no_price_is_shown_where_none_is_set():
    assert "$" not in words(shown(TRACE)["why"]).split("The whole trace")[0]


def test_chunks_mark_the_words_that_matched_and_say_what_was_cut_and_why():
    trace = replace(TRACE, cut=(Cut("Boiler", "Valve", "/docs/boiler", 0.05, "says what hit 1 says"),))

    html = shown(trace)["chunks"]

    assert re.findall(r"<mark>(\w+)</mark>", html.split('<div class="text">')[1]) == ["A", "Heron", "seats"]
    assert "cited" in html and "64 &amp; more" in html
    assert "says what hit 1 says" in words(html)


def test_a_reranked_hit_has_its_bar():
    html = shown(replace(TRACE, hits=(replace(HIT, rerank=0.77),)))["chunks"]

    assert "rerank 0.77" in words(html)
    assert "rerank" not in words(shown(TRACE)["chunks"])


def test_whatever_was_asked_answered_or_stored_is_shown_as_text():
    evil = Chunk("c1", EVIL, EVIL, "x", EVIL, EVIL, "javascript:alert(1)", 0, 1)
    trace = replace(
        TRACE,
        question=Question(EVIL, EVIL, EVIL, EVIL),
        query=EVIL,
        hits=(replace(HIT, chunk=evil),),
        plan=f"--- system, about 3 tokens\n{EVIL}",
        model=EVIL,
        notes=(EVIL,),
        cut=(Cut(EVIL, EVIL, "javascript:alert(1)", 0.0, EVIL),),
        sources=(replace(SOURCE, title=EVIL, section=EVIL, quote=EVIL, url="javascript:alert(1)"),),
        timings_ms={EVIL: 5.0, "whole": 5.0},
    )

    views = shown(trace)

    for name in ("why", "sources", "chunks", "plan", "timings"):
        assert "<img" not in views[name], name
        assert 'href="javascript' not in views[name], name


def test_the_timeline_puts_each_stage_where_the_last_one_ended():
    svg = timeline({"search": 10.0, "answer": 30.0, "whole": 40.0})
    bars = [tuple(map(float, found)) for found in re.findall(r'<rect x="([\d.]+)" y="\d+" width="([\d.]+)"', svg)]

    assert len(bars) == 2 and bars[0][0] + bars[0][1] == pytest.approx(bars[1][0], abs=0.2)
    assert bars[1][1] == pytest.approx(3 * bars[0][1], rel=0.01)
    assert 'class="stage slowest"><title>answer: 30.0 ms' in svg
    assert "0 ms in 0 stages" in timeline({})


def test_a_prompt_is_shown_message_by_message_with_its_weights():
    text = "A prompt of about 30 tokens\n\n--- system, about 10 tokens\nObey.\n\n--- user, about 20 tokens\nWhy?"

    html = plan(text)

    assert [float(width) for width in re.findall(r'style="width:([\d.]+)%"', html)] == [33.3, 66.7]
    assert "Obey." in html and "~20 tokens" in html
    assert "Nothing was planned" in plan("")
    assert "something else" in plan("something else")


def test_the_curl_line_asks_the_same_whatever_a_shell_would_make_of_it(tmp_path):
    question = Question('It\'s $HOME & `id` "quoted" \\n', "s1", "selected", "/docs/x")
    (tmp_path / "curl").write_text('#!/bin/sh\nprintf %s "$6"\n')
    (tmp_path / "curl").chmod(0o755)

    line = requests.curl("book.hf.space", question)
    sent = subprocess.run(["sh", "-c", line], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True)

    assert json.loads(sent.stdout) == requests.body_of(question)
    assert "https://book.hf.space/chat" in line


@pytest.mark.parametrize(
    "text, as_it_is",
    [
        ("How fast is a Heron?", True),
        ("What's the ZMP (in brief), please?", True),
        ("1. one", False),
        ("see www.example.com", False),
        ("*bold* [x](y) <b> $$ ![x](http://t/x.png)", False),
        ("- item", False),
        ("two\nlines", False),
    ],
)
def test_a_question_is_escaped_only_where_markdown_would_read_it(text, as_it_is):
    assert (markup.plain(text) == text) == as_it_is
    assert markup.unescaped(markup.plain(text)) == text


def test_markers_become_links_except_in_code():
    metadata = Metadata(0, 0, 0, {}, "", "")
    answer = Answer("", "", "64 [1] `x[1]` [7]", (SOURCE,), AnswerStatus.ANSWERED, metadata)

    assert markup.linked(answer) == "64 [[1]](/docs/cars#seats) `x[1]` [7]"


def test_a_chunk_that_only_goes_on_from_another_says_so():
    html = shown(replace(TRACE, hits=(HIT, Hit(replace(CHUNK, chunk_id="c3"), 0.9))))["chunks"]

    assert html.count('<div class="bars">') == 1
    assert "read along, since another hit goes on here" in html


def test_pages_of_one_title_are_told_apart_by_their_files():
    listed = [
        ("Cars", "docs/cars.md"),
        ("Bells", "docs/bells.md"),
        ("Cars", "versioned_docs/version-1.0/cars.md"),
        ("Cars", "gone.md"),
    ]
    pages = tuple(PageChange(file, title, "/", 1, 0, 0) for title, file in listed)
    found = Survey(pages, {file: () for _, file in listed[:3]}, (), ())

    assert [name for name, _ in book.page_choices(found)] == [
        "Cars · docs/cars.md", "Bells", "Cars · versioned_docs/version-1.0/cars.md",
    ]  # fmt: skip
