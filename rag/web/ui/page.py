"""One page, a tab for each thing a maintainer does, mounted so that only the page itself can be reached.

Knows Gradio's switches, the theme, and which tab is behind which door.
"""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from rag.settings import SAMPLE_BOOK, Settings
from rag.startup import Startup
from rag.web.ui.book import BookTab
from rag.web.ui.chat import ChatTab
from rag.web.ui.desk import Desk
from rag.web.ui.doors import Doors, Room
from rag.web.ui.evaluate import EvaluateTab
from rag.web.ui.gate import Gates
from rag.web.ui.health import HealthTab
from rag.web.ui.lab import LabTab
from rag.web.ui.questions import QuestionsTab

AT_ONCE = 48  # handlers of one kind: answers wait for services, not for this process
WAITING = 128

_STYLE = Path(__file__).parent.parent / "static" / "ui.css"

# Title, the room it is in, and what is behind its door.
_TABS: list[tuple[str, Room, str, Callable[[Desk, gr.State], Any]]] = [
    ("Chat", Room.UI, "you can ask the book and see why it answers as it does.", ChatTab),
    ("Retrieval lab", Room.UI, "you can search in two ways at once and see what moves.", LabTab),
    ("Questions", Room.ADMIN, "you can read what visitors asked, open any answer, and run it again.", QuestionsTab),
    ("Evaluate", Room.ADMIN, "you can ask a set of questions and see its scores beside the baseline.", EvaluateTab),
    ("Book", Room.ADMIN, "you can see what is indexed, what would change, and index it again.", BookTab),
    ("Health", Room.UI, "you can see how every part is.", HealthTab),
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
        theme=_theme(),
        css_paths=[_STYLE],
    )
    app.add_middleware(CORSMiddleware, allow_origins=[])
    return app


def _theme() -> gr.themes.Base:
    theme = gr.themes.Soft(
        primary_hue="indigo",
        secondary_hue="indigo",
        neutral_hue="slate",
        radius_size="md",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "monospace"],
    )
    return theme.set(
        block_title_background_fill="none",
        block_title_background_fill_dark="none",
        block_title_text_color="*body_text_color_subdued",
        block_title_text_color_dark="*body_text_color_subdued",
        block_title_text_weight="500",
        block_title_padding="0",
        block_label_background_fill="none",
        block_label_background_fill_dark="none",
        block_label_text_color="*body_text_color_subdued",
        block_label_text_color_dark="*body_text_color_subdued",
        block_shadow="none",
        block_shadow_dark="none",
        block_border_width="1px",
        input_shadow="none",
        input_border_width="1px",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_600",
        input_background_fill="white",
        body_text_color_subdued="#56657a",
        body_text_color_subdued_dark="#9fb0c6",
        button_secondary_shadow="none",
        checkbox_label_shadow="none",
    )


def _page(startup: Startup) -> gr.Blocks:
    settings = startup.settings
    desk = Desk(startup, Doors(settings.ui_password, settings.admin_password))
    page: gr.Blocks
    with gr.Blocks(title="Ask the book", analytics_enabled=False, fill_width=True) as page:
        pass_ = gr.State("")
        gates = Gates(desk, pass_)
        gr.HTML(_head(settings), elem_id="head", elem_classes="view")
        with gr.Tabs(elem_id="tabs"):
            for title, room, what, make in _TABS:
                name = title.lower().replace(" ", "-")
                with gr.Tab(title, elem_id=f"tab-{name}") as tab, gates.room(room, what, name) as is_open:
                    if is_open:
                        _refreshed(make(desk, pass_), tab, gates)
        gates.wire()
    page.queue(api_open=False, default_concurrency_limit=AT_ONCE, max_size=WAITING)
    return page


def _refreshed(made: Any, tab: gr.Tab, gates: Gates) -> None:
    """What a tab shows is read when it is opened, and when its door is."""
    if not hasattr(made, "refresh"):
        return
    handler, inputs, shown = made.refresh
    quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    tab.select(handler, inputs, shown, **quietly)
    gates.when_entered(lambda event: event.then(handler, inputs, shown, **quietly))


def _head(settings: Settings) -> str:
    of = "the sample book" if settings.book_dir == SAMPLE_BOOK else settings.book_name
    return (
        f'<div class="bar-top"><h1>Ask {escape(of)}</h1><p>The same assistant as <code>POST /chat</code>: what it answers, '
        f"what that rests on, and why.</p></div>"
    )
