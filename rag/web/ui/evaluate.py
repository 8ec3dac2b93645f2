"""The question set asked through the flow, with its scores beside the committed baseline.

Knows components and where the questions are: those of the sample book, and those that a maintainer kept. How an answer is scored,
`rag.evaluation` knows.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import Any

import gradio as gr

from rag.book import chunk_page
from rag.errors import BookError
from rag.evaluation.baseline import compare
from rag.evaluation.cases import Case, draw, read_cases
from rag.evaluation.kept import NAME, kept
from rag.evaluation.marks import Marks
from rag.evaluation.outcome import Outcome
from rag.evaluation.record import read_marks
from rag.evaluation.runner import Asked, Evaluation, evaluate
from rag.evaluation.scores import scores as summed_up
from rag.settings import SAMPLE_BOOK
from rag.types import Chunk, Page
from rag.web.inspector import markup, scores
from rag.web.ui.desk import Desk, check_question, place
from rag.web.ui.doors import Room

SAMPLE_QUESTIONS = SAMPLE_BOOK.parent / "sample_questions.jsonl"
SAMPLE_BASELINE = SAMPLE_BOOK.parent / "sample_baseline.json"
GLANCE_SECONDS = 0.25
_ALL_KINDS = "all kinds"
_NOTHING_YET = markup.empty("No run yet", "Choose questions and run them; the scores stand here beside the baseline.")


class NoQuestions(BookError):
    """There is nothing to ask."""

    kind = "no_questions"


class EvaluateTab:
    def __init__(self, desk: Desk, pass_: gr.State) -> None:
        self._desk = desk
        self.stopping: gr.State = gr.State(None)  # an event that ends the run of this visitor
        self.outcomes: gr.State = gr.State(())
        sets = (["sample book"] if desk.startup.serves_sample else []) + ["kept cases"]
        gr.HTML(
            '<p class="lead">Each question goes through the flow that visitors get; nothing is remembered. Where answers are written by '
            "a paid model, each question costs its tokens.</p>",
            elem_classes="view",
        )
        with gr.Row(equal_height=True, elem_classes="filters"):
            self.sets = gr.CheckboxGroup(sets, value=sets, label="Questions", elem_id="sets", min_width=220)
            self.limit = gr.Slider(5, 500, value=100, step=5, label="at most, drawn at random", elem_id="at-most")
        with gr.Row(elem_classes="actions"):
            self.run = gr.Button("Run", variant="primary", size="sm", elem_id="run-evaluation", min_width=110)
            self.stop = gr.Button("Stop", variant="stop", size="sm", elem_id="stop-evaluation", min_width=110)
        self.progress = gr.HTML("", elem_id="evaluating", elem_classes="view")
        self.figures = gr.HTML(_NOTHING_YET, elem_id="figures", elem_classes="view")
        with gr.Tabs(elem_id="evaluation-views"):
            with gr.Tab("By kind"):
                self.kinds = gr.HTML(markup.quiet("After a run."), elem_id="by-kind", elem_classes="view")
            with gr.Tab("Latency"):
                self.latency = gr.HTML(markup.quiet("After a run."), elem_id="latency", elem_classes="view")
            with gr.Tab("Each question"):
                with gr.Row(elem_classes="filters"):
                    self.wrong = gr.Checkbox(True, label="only those that went wrong", elem_id="only-wrong")
                    self.kind = gr.Dropdown([_ALL_KINDS], value=_ALL_KINDS, label="Kind", elem_id="of-kind")
                self.each = gr.HTML(markup.quiet("After a run."), elem_id="each-question", elem_classes="view")
        self._wire(pass_)

    def _wire(self, pass_: gr.State) -> None:
        shown = [
            self.stopping,
            self.outcomes,
            self.progress,
            self.figures,
            self.kinds,
            self.latency,
            self.each,
            self.kind,
        ]
        quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

        def guarded(handler: Any) -> Any:
            return self._desk.guarded(Room.ADMIN, handler)

        self.run.click(
            guarded(self._ran),
            [pass_, self.sets, self.limit],
            shown,
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="once",
            concurrency_limit=1,
        )
        self.stop.click(guarded(self._stopped), [pass_, self.stopping], [self.progress], **quietly)
        for knob in (self.wrong.change, self.kind.change):
            knob(guarded(self._drilled), [pass_, self.outcomes, self.wrong, self.kind], [self.each], **quietly)

    async def _ran(
        self, pass_: str, sets: Any, limit: Any, request: gr.Request
    ) -> AsyncGenerator[dict[Any, Any], None]:
        """A run counts as one question, and takes the place of one answer while it lasts; there is never more than one."""
        check_question(request)
        async with place(request), aclosing(self._run_of(sets, limit)) as shown:
            async for each in shown:
                yield each

    async def _run_of(self, sets: Any, limit: Any) -> AsyncGenerator[dict[Any, Any], None]:
        cases, baseline = await asyncio.to_thread(self._questions, sets, limit)
        parts = await self._desk.parts()
        stop, seen = asyncio.Event(), list[Asked]()
        yield {self.stopping: stop, self.progress: scores.running(0, len(cases), 0)}
        chunks = await asyncio.to_thread(self._chunks)
        task = asyncio.create_task(evaluate(parts.assistant, cases, book=chunks, progress=seen.append, stop=stop))
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=GLANCE_SECONDS)
                faulty = sum(bool(asked.last.marks.faults) for asked in seen)
                yield {self.progress: scores.running(len(seen), len(cases), faulty)}
            evaluation = task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        yield await asyncio.to_thread(self._scored, evaluation, baseline)

    def _scored(self, evaluation: Evaluation, baseline: Sequence[Marks] | None) -> dict[Any, Any]:
        """Blocks: intervals are made from two thousand draws."""
        if not evaluation.outcomes:
            return {self.progress: markup.notice("It was stopped before the first answer."), self.stopping: None}
        summed = summed_up(evaluation.marks)
        compared = compare(baseline, evaluation.marks) if baseline else None
        names = [each.kind for each in summed.kinds]
        done = f"{len(evaluation.outcomes)} of {evaluation.of} questions in {evaluation.seconds:.1f} s, {summed.tokens} tokens."
        return {
            self.stopping: None,
            self.outcomes: evaluation.outcomes,
            self.progress: markup.quiet(done),
            self.figures: scores.figures(summed, compared, len(evaluation.outcomes) < evaluation.of),
            self.kinds: scores.kinds(summed.kinds),
            self.latency: scores.latency(summed),
            self.each: scores.questions(evaluation.outcomes, True, ""),
            self.kind: gr.Dropdown([_ALL_KINDS, *names], value=_ALL_KINDS),
        }

    def _stopped(self, pass_: str, stopping: asyncio.Event | None) -> str:
        if stopping is None:
            return markup.quiet("Nothing is running.")
        stopping.set()
        return markup.quiet("Stopping; what was asked is being scored…")

    def _drilled(self, pass_: str, outcomes: tuple[Outcome, ...], wrong: Any, kind: Any) -> str:
        if not outcomes:
            return markup.quiet("After a run.")
        return scores.questions(outcomes, bool(wrong), "" if kind == _ALL_KINDS else str(kind or ""))

    def _questions(self, sets: Any, limit: Any) -> tuple[list[Case], Sequence[Marks] | None]:
        """Raises NoQuestions, BadQuestionFile, BadBaseline."""
        wanted = sets if isinstance(sets, list) else []
        sample = "sample book" in wanted and self._desk.startup.serves_sample
        cases = read_cases(SAMPLE_QUESTIONS) if sample else []
        if "kept cases" in wanted:
            cases += kept(self._desk.settings.data_dir / NAME)
        if not cases:
            raise NoQuestions("there is no question to ask; open a question under Questions and save it as a case")
        most = int(limit) if isinstance(limit, int | float) and limit == limit else 100
        return draw(cases, min(max(1, most), 500), seed=0), read_marks(SAMPLE_BASELINE) if sample else None

    def _chunks(self) -> list[Chunk]:
        from rag.build import book_source

        source = book_source(self._desk.settings)
        return [chunk for page in source.pages() if isinstance(page, Page) for chunk in chunk_page(page)]
