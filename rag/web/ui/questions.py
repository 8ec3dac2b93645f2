"""What visitors asked, and what to do about it: find the bad answers, open their traces, run them again, keep them as cases.

Knows components and the store's list. How a trace is shown, the inspector knows; what is asked again is not remembered.
"""

import asyncio
import calendar
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
import numpy as np

from rag.errors import BookError
from rag.evaluation.cases import Case
from rag.evaluation.kept import NAME, keep, line_of
from rag.events import Finished
from rag.remembered import Asked, AskedFilter, Trace
from rag.traces import TraceNotes
from rag.types import AnswerStatus, Turn
from rag.web.inspector import lists, markup
from rag.web.inspector.likeness import alike
from rag.web.ui.desk import Desk, check_question, host_of, place
from rag.web.ui.doors import Room
from rag.web.ui.knobs import Knobs
from rag.web.ui.panel import Panel
from rag.web.ui.spreadsheet import as_csv

if TYPE_CHECKING:
    from rag.build import Parts

LISTED = 300
GROUPED = 2_000
EXPORTED = 10_000
_STATUSES = [(words, status) for status, words in markup.STATUS_WORDS.items()]
_RATINGS = [("any rating", ""), ("rated down", "down"), ("rated up", "up"), ("not rated", "none")]
UNANSWERED = (AnswerStatus.NOT_IN_BOOK, AnswerStatus.PARTIAL)

# A row is a button; the page tells which one was clicked.
_ROWS = """element.addEventListener('click', (event) => {
  const row = event.target.closest('[data-message]');
  if (row) trigger('click', {message: row.dataset.message});
});"""
_INTO_VIEW = "() => document.getElementById('opened')?.scrollIntoView({behavior: 'smooth'})"
_SAVE = """(text) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/csv;charset=utf-8'}));
  link.download = 'questions.csv'; link.click(); setTimeout(() => URL.revokeObjectURL(link.href), 1000); return '';
}"""


class QuestionsTab:
    def __init__(self, desk: Desk, pass_: gr.State) -> None:
        self._desk = desk
        self._pass = pass_
        self.opened = gr.State(None)  # the trace on show
        self._filters()
        with gr.Tabs(elem_id="question-lists"):
            with gr.Tab("All questions"):
                self.rows = gr.HTML(markup.quiet("Reading…"), elem_id="asked", elem_classes="view", js_on_load=_ROWS)
            with gr.Tab("Unanswered, grouped"):
                self.groups = gr.HTML(
                    markup.quiet("Reading…"), elem_id="unanswered", elem_classes="view", js_on_load=_ROWS
                )
        with gr.Column(visible=False, elem_id="opened") as self.detail:
            self._detail()
        self._wire()

    def _filters(self) -> None:
        with gr.Row(elem_classes="filters"):
            self.status = gr.Dropdown(_STATUSES, multiselect=True, label="Status", elem_id="by-status", min_width=180)
            self.rating = gr.Dropdown(_RATINGS, value="", label="Rating", elem_id="by-rating", min_width=120)
            self.page = gr.Textbox(label="Page", placeholder="/docs/…", elem_id="by-page", min_width=120)
            self.words = gr.Textbox(label="Words", placeholder="in the question", elem_id="by-words", min_width=120)
            self.since = gr.Textbox(label="From", placeholder="YYYY-MM-DD", elem_id="by-since", min_width=110)
            self.until = gr.Textbox(label="To", placeholder="YYYY-MM-DD", elem_id="by-until", min_width=110)
        with gr.Row(elem_classes="actions"):
            self.show = gr.Button("Show", variant="primary", size="sm", elem_id="show-questions", min_width=90)
            self.export = gr.Button("Export CSV", size="sm", elem_id="export-questions", min_width=110)
        self.csv = gr.Textbox(visible="hidden", elem_id="csv")

    def _detail(self) -> None:
        self.head = gr.HTML("", elem_id="opened-head", elem_classes="view")
        with gr.Row(equal_height=False, elem_classes="split"):
            with gr.Column(min_width=320):
                gr.Markdown("### As it was stored")
                self.panel = Panel(self._desk, "stored-")
            with gr.Column(min_width=320):
                gr.Markdown("### Run again")
                with gr.Accordion("With other settings", open=False):
                    self.knobs = Knobs("rerun", self._desk.usual_shares, limits=False)
                self.rerun = gr.Button("Run it again", size="sm", variant="primary", elem_id="rerun")
                self.again = gr.HTML("", elem_id="again-head", elem_classes="view")
                self.other = Panel(self._desk, "again-")
        with gr.Accordion("Keep it as an evaluation case", open=True, elem_id="keep"):
            with gr.Row(equal_height=False):
                self.expects = gr.Textbox(
                    label="Words that a right answer holds, one or more a line",
                    lines=2,
                    elem_id="expects",
                    min_width=260,
                    scale=3,
                )
                self.verdict = gr.Radio(
                    [("the book answers it", "answered"), ("the book does not cover it", "not_in_book")],
                    value="answered",
                    label="What is right",
                    elem_id="verdict",
                    min_width=200,
                    scale=2,
                )
                self.kind = gr.Textbox(label="Kind", value="asked", max_length=40, min_width=100, scale=1)
            self.keep = gr.Button("Save as a case", size="sm", elem_id="save-case")
            self.kept = gr.HTML("", elem_id="kept", elem_classes="view")

    # ---------------------------------------------------------------- what happens

    def _wire(self) -> None:
        filters = [self.status, self.rating, self.page, self.words, self.since, self.until]
        shown = [self.rows, self.groups]
        quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}

        def guarded(handler: Any) -> Any:
            return self._desk.guarded(Room.ADMIN, handler)

        self.show.click(guarded(self._listed), [self._pass, *filters], shown, **quietly)
        for field in (self.page, self.words, self.since, self.until):
            field.submit(guarded(self._listed), [self._pass, *filters], shown, **quietly)
        self.refresh = self._desk.quietly(Room.ADMIN, self._listed, shown), [self._pass, *filters], shown
        self.export.click(guarded(self._exported), [self._pass, *filters], self.csv, **quietly).success(
            None, self.csv, self.csv, js=_SAVE, api_visibility="private"
        )
        detail = [self.opened, self.detail, self.head, *self.panel.components, self.again, *self.other.components]
        detail += [self.expects, self.verdict, self.kept]
        for rows in (self.rows, self.groups):
            rows.click(guarded(self._open), [self._pass], detail, **quietly).success(
                None, None, None, js=_INTO_VIEW, api_visibility="private"
            )
        self.rerun.click(
            guarded(self._rerun),
            [self._pass, self.opened, *self.knobs.components],
            [self.again, *self.other.components],
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="once",
        )
        self.keep.click(
            guarded(self._keep), [self._pass, self.opened, self.expects, self.verdict, self.kind], self.kept, **quietly
        )

    async def _listed(
        self, pass_: str, status: Any, rating: Any, page: Any, words: Any, since: Any, until: Any
    ) -> dict[Any, Any]:
        parts = await self._desk.parts()
        wanted = _filter(status, rating, page, words, since, until)
        listed = await parts.store.asked(wanted, LISTED)
        open_ = replace(wanted, statuses=tuple(s for s in UNANSWERED if not wanted.statuses or s in wanted.statuses))
        unanswered = await parts.store.asked(open_, GROUPED) if open_.statuses else []
        unanswered = await asyncio.to_thread(self._desk.questions, unanswered)
        groups = await asyncio.to_thread(_grouped, unanswered, parts)
        keeps = self._desk.settings.trace_questions
        return {
            self.rows: lists.questions(listed, LISTED, keeps),
            self.groups: lists.groups(groups, keeps),
        }

    async def _exported(
        self, pass_: str, status: Any, rating: Any, page: Any, words: Any, since: Any, until: Any
    ) -> str:
        wanted = _filter(status, rating, page, words, since, until)
        listed = await (await self._desk.parts()).store.asked(wanted, EXPORTED)
        gr.Info(f"{len(listed)} questions are being saved as questions.csv.")
        return as_csv(listed)

    async def _open(self, pass_: str, request: gr.Request, data: gr.EventData) -> dict[Any, Any]:
        message_id = str(getattr(data, "message", ""))[:64]
        parts = await self._desk.parts()
        trace = await parts.store.trace(message_id)
        if trace is None:
            gr.Warning("This one is not kept any more; show the list again.")
            return {self.kept: ""}
        near = AskedFilter(since=trace.at - 1, until=trace.at + 1)
        line = next((each for each in await parts.store.asked(near, LISTED) if each.message_id == message_id), None)
        expected = "\n".join(source.quote for source in trace.sources[:1])
        unanswered = trace.status == AnswerStatus.NOT_IN_BOOK
        return {
            self.opened: trace,
            self.detail: gr.Column(visible=True),
            self.head: lists.opened(trace, line),
            **self.panel.of(trace, host_of(request)),
            self.again: "",
            **self.other.empty(),
            self.expects: "" if unanswered else expected,
            self.verdict: "not_in_book" if unanswered else "answered",
            self.kept: "",
        }

    async def _rerun(
        self, pass_: str, opened: Trace | None, request: gr.Request, *values: Any
    ) -> AsyncGenerator[dict[Any, Any], None]:
        if opened is None:
            raise _NothingOpen("open a question first")
        check_question(request)
        host = host_of(request)
        wished = self.knobs.read(values)
        yield {self.again: markup.quiet("Asking…"), **self.other.waiting(opened.question, host)}
        async with place(request):
            trace = await _asked_again(await self._desk.parts(), opened, wished.tuning)
        yield {self.again: lists.again(opened, trace, wished.words), **self.other.of(trace, host)}

    async def _keep(self, pass_: str, opened: Trace | None, expects: str, verdict: str, kind: str) -> str:
        if opened is None:
            raise _NothingOpen("open a question first")
        case = _case(opened, expects, verdict, kind)
        if case.status == "answered" and not case.expects:
            return markup.notice("Say which words a right answer holds, so that it can be checked.", "warn")
        path = self._desk.settings.data_dir / NAME
        new = await asyncio.to_thread(keep, path, case)
        said = f"Kept in {NAME} of the data folder; Evaluate asks it from now on." if new else "It was kept before."
        return markup.notice(said, "good" if new else "info") + markup.raw(
            line_of(case), "The line, for your repository"
        )


class _NothingOpen(BookError):
    """There is no question on show."""

    kind = "nothing_open"


async def _asked_again(parts: "Parts", trace: Trace, tuning: Any) -> Trace:
    """After the same conversation as then, where it is still remembered."""
    turns = await _turns_before(parts, trace)
    notes = TraceNotes()
    async with aclosing(parts.assistant.rehearse(trace.question, turns, tuning)) as events:
        async for event in events:
            notes.hear(event)
            last = event
    assert isinstance(last, Finished)
    return notes.trace(trace.question, last.answer)


async def _turns_before(parts: "Parts", trace: Trace) -> Sequence[Turn]:
    turns = await parts.store.turns(trace.session_id) or []
    ids = [turn.message_id for turn in turns]
    return turns[: ids.index(trace.message_id)] if trace.message_id in ids else []


def _grouped(unanswered: Sequence[Asked], parts: "Parts") -> list[list[Asked]]:
    """Of those who asked the same in other words. Blocks: it makes vectors, in this process."""
    if not unanswered:
        return []
    vectors = {each.question: parts.passages.vector(each.question) for each in unanswered}
    return alike(unanswered, np.stack([vectors[each.question] for each in unanswered]))


def _filter(status: Any, rating: Any, page: Any, words: Any, since: Any, until: Any) -> AskedFilter:
    known = [each for each in status or [] if each in markup.STATUS_WORDS] if isinstance(status, list) else []
    return AskedFilter(
        statuses=tuple(known),
        rating=rating if rating in ("up", "down", "none") else "",
        page=str(page or "").strip()[:300],
        words=str(words or "").strip()[:300],
        since=_day(since),
        until=_day(until, 86_400.0),
    )


class _NoDay(BookError):
    """A date that is none."""

    kind = "no_day"


def _day(words: Any, later: float = 0.0) -> float:
    """Seconds since the epoch at which the day begins (UTC); 0 where none is named."""
    words = str(words or "").strip()
    if not words:
        return 0.0
    try:
        return calendar.timegm(time.strptime(words, "%Y-%m-%d")) + later
    except ValueError:
        raise _NoDay(f"{words[:20]} is no day; write it as 2031-05-07") from None


def _case(trace: Trace, expects: str, verdict: str, kind: str) -> Case:
    is_outside = verdict == "not_in_book"
    lines = [] if is_outside else [line.strip() for line in str(expects or "").splitlines()]
    return Case(
        question=trace.question.message,
        page=trace.question.page_path,
        context=trace.question.context,
        expects=tuple(line for line in lines if line),
        status="not_in_book" if is_outside else "answered",
        kind=str(kind or "").strip()[:40],
    )
