"""How every part is, as its last use showed it, and the last hour; and the doctor, who asks them all now.

Knows where each number comes from. Looking asks no service anything but the database; only the doctor does, and only for a maintainer.
"""

import asyncio
import time
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.doctor import examine
from rag.errors import ServiceFailed
from rag.remembered import AskedFilter
from rag.web.api import VERSION
from rag.web.health import health
from rag.web.inspector import markup, vitals
from rag.web.inspector.vitals import MINUTES, Vitals
from rag.web.ui.desk import Desk, busy_answers
from rag.web.ui.doors import Room

if TYPE_CHECKING:
    from rag.build import Parts

SECONDS = 15.0  # between two looks, while the tab is open
SHOWN = 2_000
LOOKS = 40  # in a row: a page that somebody forgot must not keep a database awake


class HealthTab:
    def __init__(self, desk: Desk, pass_: gr.State) -> None:
        self._desk = desk
        self.seen = gr.HTML(markup.quiet("Looking…"), elem_id="vitals", elem_classes="view")
        gr.HTML("<h3>The last hour</h3>", elem_classes="view")
        self.hour = gr.HTML(markup.quiet("Looking…"), elem_id="last-hour", elem_classes="view")
        gr.HTML("<h3>The doctor</h3>", elem_classes="view")
        self._doctor(pass_)
        self.timer = gr.Timer(SECONDS, active=False)
        self.looks = gr.State(0)
        shown = [self.seen, self.hour, self.timer, self.looks]
        again = desk.quietly(Room.UI, self._looked_again, shown)
        self.timer.tick(again, [pass_, self.looks], shown, api_visibility="private", show_progress="hidden")
        self.refresh = desk.quietly(Room.UI, self._opened, shown), [pass_], shown

    def _doctor(self, pass_: gr.State) -> None:
        if not self._desk.doors.has_key(Room.ADMIN):
            words = "Set the secret ADMIN_PASSWORD, and every part can be asked from here; `python -m rag doctor` does the same."
            gr.HTML(markup.empty("This part is off", words), elem_id="examined", elem_classes="view")
            return
        gr.HTML(
            markup.quiet(
                "Asks every part that is set up, now, past caches and breakers. It spends one embedding where those are paid for."
            ),
            elem_classes="view",
        )
        button = gr.Button("Ask every part now", size="sm", elem_id="examine")
        found = gr.HTML("", elem_id="examined", elem_classes="view")
        button.click(
            self._desk.guarded(Room.ADMIN, self._examined),
            [pass_],
            [found],
            api_visibility="private",
            show_progress="minimal",
            trigger_mode="once",
            concurrency_limit=1,
        )

    async def _opened(self, pass_: str, request: gr.Request) -> dict[Any, Any]:
        return {**await self._looked(request), self.timer: gr.Timer(active=True), self.looks: 0}

    async def _looked_again(self, pass_: str, looks: int, request: gr.Request) -> dict[Any, Any]:
        return {**await self._looked(request), self.timer: gr.Timer(active=looks < LOOKS), self.looks: looks + 1}

    async def _looked(self, request: gr.Request) -> dict[Any, Any]:
        startup, settings = self._desk.startup, self._desk.settings
        told = await health(startup, VERSION)
        parts = startup.parts
        state = await parts.seen() if parts else None
        now = time.time()
        seen = Vitals(
            told,
            startup.seconds_up,
            await _tokens(parts) if parts else None,
            settings.daily_token_budget,
            settings.token_price,
            parts.assistant.cached_answers if parts else 0,
            state.version if state else "",
            markup.ago(state.built_at) if state else "none yet",
            busy_answers(request),
            getattr(parts.store, "waiting", 0) if parts else 0,
        )
        asked = await parts.store.asked(AskedFilter(since=now - MINUTES * 60), SHOWN) if parts else []
        questions = await asyncio.to_thread(self._desk.questions, asked)
        return {
            self.seen: vitals.vitals(seen),
            self.hour: vitals.last_hour(questions, now, settings.trace_questions),
        }

    async def _examined(self, pass_: str) -> str:
        return vitals.examined(await examine(self._desk.settings))


async def _tokens(parts: "Parts") -> int | None:
    try:
        return await parts.store.tokens_today()
    except ServiceFailed:
        return None
