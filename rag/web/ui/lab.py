"""The retrieval lab: one question, two ways to search for it, and what that changes.

Knows components. It is the production path with settings passed in: they go with one search, are capped, and are kept nowhere.
"""

import asyncio
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.retrieval.tuning import MOST_CANDIDATES
from rag.types import MESSAGE_CHARACTERS, Hit, Retrieval
from rag.web.inspector import duel, markup
from rag.web.inspector.duel import Side
from rag.web.ui.desk import Desk, check_search
from rag.web.ui.doors import Room
from rag.web.ui.knobs import BLEND, BOTH, WORDS, Knobs, Wished

if TYPE_CHECKING:
    from rag.build import Parts

AT_ONCE = 4  # two searches each, over many candidates
_NOTHING_YET = markup.empty("No search yet", "Ask a question, and both sides search for it at the same time.")


class LabTab:
    def __init__(self, desk: Desk, pass_: gr.State) -> None:
        self._desk = desk
        gr.HTML(
            '<p class="lead">One question, two ways to search: what moves, what it costs, and where the chunk is that you expected. '
            "The settings go with this search alone; visitors get what they always get.</p>",
            elem_classes="view",
        )
        with gr.Row(equal_height=True, elem_classes="filters"):
            self.question = gr.Textbox(
                label="Question",
                placeholder="What a visitor would ask",
                max_length=MESSAGE_CHARACTERS,
                elem_id="lab-question",
                scale=3,
                min_width=260,
            )
            self.expected = gr.Textbox(
                label="Where is the chunk with these words? (or its id)",
                placeholder="a few words of it",
                max_length=300,
                elem_id="lab-expected",
                scale=2,
                min_width=220,
            )
        with gr.Row(equal_height=False, elem_classes="split"):
            with gr.Column(min_width=280):
                gr.Markdown("### A")
                self.left = Knobs("lab-a", desk.usual_shares, search=BOTH, fusion=BLEND)
            with gr.Column(min_width=280):
                gr.Markdown("### B")
                self.right = Knobs("lab-b", desk.usual_shares, search=WORDS, fusion=BLEND)
        self.compare = gr.Button("Compare", variant="primary", elem_id="lab-compare")
        self.picture = gr.HTML(_NOTHING_YET, elem_id="lab-picture", elem_classes="view")
        with gr.Row(equal_height=False, elem_classes="split"):
            with gr.Column(min_width=280):
                self.of_left = gr.HTML("", elem_id="lab-chunks-a", elem_classes="view")
            with gr.Column(min_width=280):
                self.of_right = gr.HTML("", elem_id="lab-chunks-b", elem_classes="view")
        for trigger in (self.compare.click, self.question.submit, self.expected.submit):
            trigger(
                desk.guarded(Room.UI, self._compared),
                [pass_, self.question, self.expected, *self.left.components, *self.right.components],
                [self.picture, self.of_left, self.of_right],
                api_visibility="private",
                show_progress="minimal",
                trigger_mode="once",
                concurrency_limit=AT_ONCE,
                concurrency_id="lab",
            )

    async def _compared(
        self, pass_: str, question: str, expected: str, request: gr.Request, *values: Any
    ) -> tuple[str, str, str]:
        check_search(request)
        parts = await self._desk.parts()
        question, expected = str(question or ""), str(expected or "").strip()[:300]
        half = self.left.count
        wishes = [self.left.read(values[:half]), self.right.read(values[half : 2 * half])]
        sides = [
            await _searched(parts, name, wish, question, expected) for name, wish in zip("AB", wishes, strict=True)
        ]
        left, right = sides
        matches = self._desk.words(question)
        made = await asyncio.to_thread(
            lambda: (
                duel.duel(left, right, bool(expected)),
                duel.side(left, right, matches),
                duel.side(right, left, matches),
            )
        )
        return made


async def _searched(parts: "Parts", name: str, wished: Wished, question: str, expected: str) -> Side:
    """Raises BadQuestion, ServiceFailed."""
    deep = MOST_CANDIDATES if expected else wished.limit
    retrieval = await parts.assistant.search(question, deep, wished.tuning)
    rank = _rank_of(retrieval, expected) if expected else None
    title = _title(retrieval.hits[rank - 1]) if rank else ""
    return Side(name, wished.words, retrieval, wished.limit, rank, title, len(retrieval.hits))


def _rank_of(retrieval: Retrieval, expected: str) -> int | None:
    """Of the first hit that has this id, or holds these words in any case and spacing."""
    wanted = " ".join(expected.lower().split())
    for rank, hit in enumerate(retrieval.hits, start=1):
        held = " ".join(f"{hit.chunk.title} {hit.chunk.section} {hit.chunk.text}".lower().split())
        if hit.chunk.chunk_id == expected or wanted in held:
            return rank
    return None


def _title(hit: Hit) -> str:
    return f"“{hit.chunk.name}”"
