"""The debug page at `/ui/`: a chat, and beside it why the answer is what it is.

Knows Gradio Blocks and the assistant's events. It calls the same assistant as the routes do. What belongs to one visitor lives in
`gr.State` and in the page, never here.
"""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

# Before the import: Gradio reports to its makers, and fetches from them, unless told not to.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from rag.errors import BookError
from rag.events import BrokeOff, CitedSource, Finished, Planned, Retrieved, Said, Started
from rag.startup import Startup
from rag.types import MESSAGE_CHARACTERS, Question
from rag.web import inspector
from rag.web.refusals import for_visitors

PATIENCE_SECONDS = 60.0
CONCURRENT_ANSWERS = 8

_STYLE = Path(__file__).with_name("static") / "ui.css"
_SAMPLE_QUESTIONS = [
    "What is the zero-moment point?",
    "What are the three parts of Raibert's hopper control?",
    "Which gear is hard to backdrive, and why?",
]


def create_ui(startup: Startup) -> FastAPI:
    """The page as an app of its own, mounted at `/ui`."""
    app = FastAPI(openapi_url=None)
    # With this in place Gradio does not add its own, which reflects every origin.
    gr.mount_gradio_app(
        app,
        _page(startup),
        "/ui",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        pwa=False,
        app_kwargs={"openapi_url": None},
        theme=gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        css_paths=[_STYLE],
    )
    app.add_middleware(CORSMiddleware, allow_origins=[])
    return app


def _page(startup: Startup) -> gr.Blocks:
    with gr.Blocks(title="Ask the book", analytics_enabled=False, fill_width=True) as page:
        session = gr.State("")
        gr.Markdown(
            "# Ask the book\nThe same assistant as `POST /chat`. Beside each answer: what it rests on, and why.",
            elem_id="head",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=5, min_width=340):
                chat = gr.Chatbot(
                    show_label=False,
                    height="62vh",
                    buttons=["copy"],
                    feedback_options=None,
                    allow_tags=False,
                    elem_id="chat",
                    placeholder="Ask something that the book explains.",
                )
                message = gr.Textbox(
                    placeholder="Your question",
                    show_label=False,
                    max_length=MESSAGE_CHARACTERS,
                    submit_btn=True,
                    autofocus=True,
                    elem_id="question",
                )
                if startup.serves_sample:
                    _sample_questions(message)
                with gr.Accordion("Ask as a visitor of a page", open=False):
                    context = gr.Textbox(label="Selected text", lines=3, elem_id="context")
                    path = gr.Textbox(label="Path of the page", placeholder="/docs/…", elem_id="path")
                clear = gr.Button("New conversation", variant="secondary", elem_id="clear")
            with gr.Column(scale=6, min_width=340, elem_id="inspector"), gr.Tabs():
                with gr.Tab("Sources"):
                    sources = gr.HTML(inspector.NOTHING_YET, elem_id="sources")
                with gr.Tab("Chunks"):
                    chunks = gr.HTML(inspector.NOTHING_YET, elem_id="chunks")
                with gr.Tab("Plan"):
                    plan = gr.Code(
                        label="The prompt, or how sentences were chosen",
                        language=None,
                        interactive=False,
                        wrap_lines=True,
                        elem_id="plan",
                    )
                with gr.Tab("Timings"):
                    timings = gr.HTML(inspector.NOTHING_YET, elem_id="timings")
                with gr.Tab("Request"):
                    session_shown = gr.Textbox(label="Session", interactive=False, buttons=["copy"], elem_id="session")
                    curl = gr.Code(
                        label="The same question to the API",
                        language="shell",
                        interactive=False,
                        wrap_lines=True,
                        elem_id="curl",
                    )

        shown = [chat, message, session, sources, chunks, plan, timings, session_shown, curl]

        async def answer(
            asked: str, history: list[Any], session_id: str, context: str | None, path: str | None, request: gr.Request
        ) -> AsyncIterator[dict[Any, Any]]:
            question = Question(asked or "", session_id or None, context or "", path or "")
            said = ""
            turn = [*history, {"role": "user", "content": inspector.plain(asked)}]
            yield {
                chat: turn,
                message: "",
                curl: inspector.curl(str(request.headers.get("host", "localhost:7860")), question),
            }
            try:
                assistant = await startup.assistant(PATIENCE_SECONDS)
                async for event in assistant.stream(question):
                    match event:
                        case Started(session_id, _):
                            yield {session: session_id, session_shown: session_id}
                        case Retrieved(retrieval):
                            yield {chunks: inspector.chunks(retrieval), sources: inspector.WAITING}
                        case Planned(text):
                            yield {plan: text}
                        case Said(text):
                            said += text
                            yield {chat: [*turn, {"role": "assistant", "content": inspector.harmless(said)}]}
                        case Finished(answer):
                            final = {"role": "assistant", "content": inspector.linked(answer)}
                            yield {
                                chat: [*turn, final],
                                sources: inspector.sources(answer),
                                timings: inspector.timings(answer),
                            }
                        case BrokeOff():
                            gr.Warning("The answer broke off: a service failed in the middle.")
                        case CitedSource():
                            pass
            except BookError as error:
                yield {
                    chat: [*turn, {"role": "assistant", "content": for_visitors(error)}],
                    sources: inspector.NOTHING_YET,
                }

        asking = message.submit(
            answer,
            [message, chat, session, context, path],
            shown,
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="once",
        )

        def forget() -> list[Any]:
            return [[], "", "", inspector.NOTHING_YET, inspector.NOTHING_YET, "", inspector.NOTHING_YET, "", ""]

        clear.click(forget, None, shown, cancels=[asking], api_visibility="private")
    page.queue(api_open=False, default_concurrency_limit=CONCURRENT_ANSWERS, max_size=64)
    return page


def _sample_questions(message: gr.Textbox) -> None:
    """Buttons that fill the question in, in the browser: `gr.Examples` asks an endpoint that we keep closed."""
    with gr.Row(elem_id="samples"):
        for question in _SAMPLE_QUESTIONS:
            button = gr.Button(question, size="sm", min_width=0)
            button.click(None, None, message, js=f"() => {json.dumps(question)}", api_visibility="private")
