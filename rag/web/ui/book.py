"""The book as it is indexed, and as it is: pages, chunks, what an ingest would change, what is broken, and indexing it again.

Knows components. What is found in the book, `rag.survey` knows; what is written, `rag.ingest`.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import gradio as gr

from rag.ingest import BookSource, Progress, embedded_text, ingest
from rag.survey import Survey, survey
from rag.types import Chunk
from rag.web.inspector import book, markup
from rag.web.ui.desk import Desk
from rag.web.ui.doors import Room

NEAR = 6
GLANCE_SECONDS = 0.2
_ROWS = """element.addEventListener('click', (event) => {
  const row = event.target.closest('[data-chunk]');
  if (row) trigger('click', {chunk: row.dataset.chunk});
});"""


class BookTab:
    def __init__(self, desk: Desk, pass_: gr.State) -> None:
        self._desk = desk
        self.found: gr.State = gr.State(None)  # the survey that the page shows
        self.state = gr.HTML(markup.quiet("Reading…"), elem_id="book-state", elem_classes="view")
        with gr.Row(elem_classes="actions"):
            self.again = gr.Button("Index it again", variant="primary", size="sm", elem_id="reindex", min_width=140)
        self.progress = gr.HTML("", elem_id="reindexing", elem_classes="view")
        with gr.Tabs(elem_id="book-views"):
            with gr.Tab("What would change"):
                self.changes = gr.HTML(markup.quiet("Reading…"), elem_id="changes", elem_classes="view")
            with gr.Tab("Broken links"):
                self.troubles = gr.HTML(markup.quiet("Reading…"), elem_id="troubles", elem_classes="view")
            with gr.Tab("Pages"):
                self.pages = gr.HTML(markup.quiet("Reading…"), elem_id="pages", elem_classes="view")
            with gr.Tab("Chunks"), gr.Row(equal_height=False, elem_classes="split"):
                with gr.Column(min_width=280):
                    self.page = gr.Dropdown([], label="Page", elem_id="chunks-of", interactive=True)
                    self.chunks = gr.HTML(
                        book.chunk_list([]), elem_id="chunk-list", elem_classes="view", js_on_load=_ROWS
                    )
                with gr.Column(min_width=280):
                    self.chunk = gr.HTML(
                        markup.empty("No chunk chosen", "Its text, its vector and its neighbours stand here."),
                        elem_id="chunk",
                        elem_classes="view",
                    )
        self._wire(pass_)

    def _wire(self, pass_: gr.State) -> None:
        shown = [self.found, self.state, self.changes, self.troubles, self.pages, self.page]
        quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}

        def guarded(handler: Any) -> Any:
            return self._desk.guarded(Room.ADMIN, handler)

        self.refresh = self._desk.quietly(Room.ADMIN, self._read, shown), [pass_], shown
        self.page.change(guarded(self._listed), [pass_, self.found, self.page], [self.chunks], **quietly)
        self.chunks.click(guarded(self._chosen), [pass_, self.found], [self.chunk], **quietly)
        self.again.click(
            guarded(self._reindexed),
            [pass_],
            [self.progress, *shown],
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="once",
            concurrency_limit=1,
        )

    async def _read(self, pass_: str) -> dict[Any, Any]:
        parts = await self._desk.parts()
        found = await asyncio.to_thread(survey, self._source(), await parts.store.documents())
        held, recorded = await parts.seen(), await parts.store.last_ingest()
        return {
            self.found: found,
            self.state: book.state(held, recorded, parts.embedder.name),
            self.changes: book.changes(found),
            self.troubles: book.troubles(found),
            self.pages: book.pages(found),
            self.page: gr.Dropdown(book.page_choices(found)),
        }

    def _listed(self, pass_: str, found: Survey | None, page: Any) -> str:
        return book.chunk_list(found.chunks.get(str(page), ()) if found else [])

    async def _chosen(self, pass_: str, found: Survey | None, data: gr.EventData) -> str:
        chosen = found.chunk(str(getattr(data, "chunk", ""))) if found else None
        if chosen is None:
            return markup.empty("This chunk is gone", "Choose the page again.")
        parts = await self._desk.parts()
        [vector] = await parts.embedder.embed_documents([embedded_text(chosen)])
        near = [each for each in await parts.index.search("", vector, NEAR + 1) if _is_another(each.chunk, chosen)]
        [beside] = await parts.index.neighbours([chosen])
        near.sort(key=lambda each: -(each.dense or 0.0))
        return book.chunk(chosen, vector, beside, near[:NEAR], parts.embedder.name)

    async def _reindexed(self, pass_: str) -> AsyncGenerator[dict[Any, Any], None]:
        parts = await self._desk.parts()
        seen: list[Progress] = []
        task = asyncio.create_task(ingest(self._source(), parts.embedder, parts.written, parts.store, seen.append))
        try:
            yield {self.progress: markup.quiet("Reading the book…")}
            while not task.done():
                await asyncio.wait({task}, timeout=GLANCE_SECONDS)
                if seen:
                    yield {self.progress: _told(seen[-1])}
            report = task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        done = (
            "Nothing had changed, so nothing was done."
            if report.up_to_date
            else f"Done: {report.state.pages} pages, {report.state.chunks} chunks, {report.embedded} embedded anew."
        )
        yield {self.progress: markup.notice(done, "good"), **await self._read(pass_)}

    def _source(self) -> BookSource:
        from rag.build import book_source

        return book_source(self._desk.settings)


def _told(at: Progress) -> str:
    return book.progress(
        at.pages, at.of, f"{at.pages} of {at.of} pages, {at.chunks} chunks, {at.embedded} embedded anew"
    )


def _is_another(chunk: Chunk, than: Chunk) -> bool:
    return chunk.chunk_id != than.chunk_id
