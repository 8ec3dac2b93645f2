"""Doors as the page shows them: a password before a room, or a word on how to turn it on.

Knows components. Whether a password is right, and who may call what, `doors` knows; hiding a room closes nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr

from rag.web.inspector import markup
from rag.web.ui.desk import Desk, address_of
from rag.web.ui.doors import Closed, Room

_VARIABLES = {Room.UI: "UI_PASSWORD", Room.ADMIN: "ADMIN_PASSWORD"}


class Gates:
    """All doors of one page; one password opens every room that it fits."""

    def __init__(self, desk: Desk, pass_: gr.State) -> None:
        self._desk = desk
        self._pass = pass_
        self._doors: list[tuple[Room, gr.Column, gr.Column]] = []
        self._keyholes: list[tuple[Room, gr.Textbox, gr.Button, gr.HTML]] = []
        self._after: list[Callable[[Any], None]] = []

    @contextmanager
    def room(self, room: Room, what: str, name: str) -> Iterator[bool]:
        """What is made inside stands behind the door. Gives False where there is no key, and nothing is to be made."""
        if room is Room.UI and not self._desk.doors.has_key(room):
            yield True
            return
        if not self._desk.doors.has_key(room):
            words = f"Set the secret {_VARIABLES[room]} and start again, and {what}"
            gr.HTML(markup.empty("This part is off", words), elem_classes="view")
            yield False
            return
        with gr.Column(elem_classes="door") as door:
            gr.HTML(markup.empty("This part needs its password", f"Behind it, {what}"), elem_classes="view")
            with gr.Row(elem_classes="keyhole"):
                password = gr.Textbox(
                    type="password",
                    show_label=False,
                    placeholder=_VARIABLES[room],
                    max_length=500,
                    elem_id=f"{name}-password",
                    min_width=160,
                    scale=3,
                )
                button = gr.Button("Open", variant="primary", elem_id=f"{name}-open", min_width=90, scale=1)
            said = gr.HTML("", elem_id=f"{name}-said", elem_classes="view")
        with gr.Column(visible=False) as inside:
            yield True
        self._doors.append((room, door, inside))
        self._keyholes.append((room, password, button, said))

    def when_entered(self, bind: Callable[[Any], None]) -> None:
        """``bind`` is given each event after which somebody may have entered."""
        self._after.append(bind)

    def wire(self) -> None:
        columns = [column for _, door, inside in self._doors for column in (door, inside)]
        for room, password, button, said in self._keyholes:
            enter = self._enter(room, password, said)
            for trigger in (password.submit, button.click):
                event = trigger(
                    enter,
                    [self._pass, password],
                    [self._pass, password, said, *columns],
                    api_visibility="private",
                    show_progress="hidden",
                )
                for bind in self._after:
                    bind(event)

    def _enter(self, room: Room, password: gr.Textbox, said: gr.HTML) -> Callable[..., dict[Any, Any]]:
        def enter(pass_: str, given: str, request: gr.Request) -> dict[Any, Any]:
            doors = self._desk.doors
            try:
                made = doors.enter(room, str(given or "")[:500], address_of(request))
            except Closed as error:
                return {password: "", said: markup.notice(str(error).capitalize() + ".", "bad")}
            return {self._pass: made, password: "", said: "", **self._shown(made)}

        return enter

    def _shown(self, pass_: str) -> dict[Any, Any]:
        shown: dict[Any, Any] = {}
        for room, door, inside in self._doors:
            is_open = self._desk.doors.opened(room, pass_)
            shown |= {door: gr.Column(visible=not is_open), inside: gr.Column(visible=is_open)}
        return shown
