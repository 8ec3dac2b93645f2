"""The inspector on the page: a row of tabs with one view of an answer in each.

Knows components. What stands in them, `rag.web.inspector` knows.
"""

from typing import Any

import gradio as gr

from rag.remembered import Trace
from rag.types import Question
from rag.web import inspector
from rag.web.ui.desk import Desk

_TITLES = {"why": "Why", "sources": "Sources", "chunks": "Chunks", "plan": "Prompt", "timings": "Timings"}
_LANGUAGES = {"curl": ("curl", "shell"), "python": ("Python", "python"), "typescript": ("TypeScript", "typescript")}


class Panel:
    """``prefix``: of the ids of its components, where a page has several."""

    def __init__(self, desk: Desk, prefix: str = "") -> None:
        self._desk = desk
        nothing = inspector.empty()
        self.views: dict[str, gr.components.Component] = {}
        with gr.Tabs(elem_classes="inspector-tabs"):
            for name, title in _TITLES.items():
                with gr.Tab(title):
                    self.views[name] = gr.HTML(nothing[name], elem_id=prefix + name, elem_classes="view")
            with gr.Tab("Request"):
                self.views["session"] = gr.Textbox(
                    label="Session", interactive=False, buttons=["copy"], elem_id=prefix + "session"
                )
                for name, (title, language) in _LANGUAGES.items():
                    self.views[name] = gr.Code(
                        label=title,
                        language=language,  # type: ignore[arg-type]
                        interactive=False,
                        wrap_lines=True,
                        show_line_numbers=False,
                        elem_id=prefix + name,
                    )

    @property
    def components(self) -> list[gr.components.Component]:
        return list(self.views.values())

    def empty(self) -> dict[Any, Any]:
        return self._placed(inspector.empty())

    def waiting(self, question: Question, host: str) -> dict[Any, Any]:
        return self._placed({**inspector.waiting(), **inspector.request_of(question, host)})

    def of(self, trace: Trace | None, host: str) -> dict[Any, Any]:
        if trace is None:
            return self.empty()
        return self._placed(inspector.whole(trace, self._desk.words, host, self._desk.settings.token_price))

    def _placed(self, values: dict[str, str]) -> dict[Any, Any]:
        return {self.views[name]: value for name, value in values.items()}
