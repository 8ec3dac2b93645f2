"""The chat, and beside it why the answer on show is what it is.

Knows the assistant's events and the chat component's. The conversation of one visitor, and the traces of its answers, are in
`gr.State`; the assistant remembers the turns, as it does for every visitor.
"""

import json
import logging
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.exceptions import HTTPException

from rag.errors import BookError
from rag.events import BrokeOff, Finished, Planned, Retrieved, Said, Started
from rag.traces import TraceNotes
from rag.types import MESSAGE_CHARACTERS, Answer, AnswerStatus, Metadata, Question
from rag.web.inspector import markup
from rag.web.refusals import UNFORESEEN, for_visitors
from rag.web.ui.desk import Desk, busy_answers, check_question, host_of, place, sentence
from rag.web.ui.doors import Room
from rag.web.ui.messages import Talk, aligned, as_messages, held, place_of, spoken, text_of, trace_at
from rag.web.ui.panel import Panel

if TYPE_CHECKING:
    from rag.build import Parts

log = logging.getLogger(__name__)

REDRAWN_AT_ONCE = 4  # answers; where more stream, each is redrawn less often, so that the page stays quick for all
REDRAWN_SECONDS = 0.06  # while an answer streams; each redraw costs more than a token

_SAMPLE_QUESTIONS = [
    "What is the zero-moment point?",
    "What are the three parts of Raibert's hopper control?",
    "Which gear is hard to backdrive, and why?",
]
_BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": True}
# In the browser, since only there is it known that an answer has been let go of: until then a question that is sent is dropped.
_READY = "() => ({__type__: 'update', submit_btn: true, stop_btn: false})"


class ChatTab:
    def __init__(self, desk: Desk, pass_: gr.State) -> None:
        self._desk = desk
        self.session = gr.State("")
        self.talk = gr.State(())
        with gr.Row(equal_height=False, elem_classes="split"):
            with gr.Column(scale=5, min_width=320):
                self._conversation()
            with gr.Column(scale=6, min_width=320, elem_id="inspector"):
                self.panel = Panel(desk)
        self._wire(pass_)

    def _conversation(self) -> None:
        self.chat = gr.Chatbot(
            show_label=False,
            height="60vh",
            buttons=["copy"],
            editable="user",
            feedback_options=("Like", "Dislike"),
            allow_tags=False,
            elem_id="chat",
            placeholder="### Ask something that the book explains\nEvery claim will be linked to the sentence it rests on.",
        )
        self.message = gr.Textbox(
            placeholder="Your question",
            show_label=False,
            max_length=MESSAGE_CHARACTERS,
            submit_btn=True,
            autofocus=True,
            elem_id="question",
        )
        if self._desk.startup.serves_sample:
            _sample_questions(self.message)
        with gr.Accordion("Ask as a visitor of a page", open=False):
            self.context = gr.Textbox(label="Selected text", lines=3, elem_id="context")
            self.path = gr.Textbox(label="Path of the page", placeholder="/docs/…", elem_id="path")
        self.clear = gr.Button("New conversation", variant="secondary", size="sm", elem_id="clear")

    # ---------------------------------------------------------------- what happens

    def _wire(self, pass_: gr.State) -> None:
        about = [self.chat, self.session, self.talk, self.context, self.path]
        shown = [self.chat, self.message, self.session, self.talk, *self.panel.components]
        quietly: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

        def guarded(handler: Any, *, streams: bool = False) -> Any:
            return self._desk.guarded(Room.UI, handler, streams=streams)

        asked, suggested, retried, edited = (
            guarded(each, streams=True) for each in (self._asked, self._suggested, self._retried, self._edited)
        )
        running: list[Any] = [
            self.message.submit(asked, [pass_, self.message, *about], shown, trigger_mode="once", **quietly),
            self.chat.option_select(suggested, [pass_, *about], shown, **quietly),
            self.chat.retry(retried, [pass_, *about], shown, **quietly),
            self.chat.edit(edited, [pass_, *about], shown, **quietly),
        ]
        for each in running:
            each.then(None, None, self.message, js=_READY, **quietly)
        self.message.stop(guarded(self._stopped), [pass_, self.chat, self.talk], self.talk, cancels=running, **quietly)
        for leaving in (self.clear.click, self.chat.clear):
            leaving(guarded(self._cleared), [pass_], shown, cancels=running, **quietly)
        self.chat.like(guarded(self._rated), [pass_, self.chat, self.talk], None, **quietly)
        self.chat.select(guarded(self._inspected), [pass_, self.chat, self.talk], self.panel.components, **quietly)

    def _asked(
        self,
        pass_: str,
        asked: str,
        history: Any,
        session: str,
        talk: Talk,
        context: str,
        path: str,
        request: gr.Request,
    ) -> AsyncGenerator[dict[Any, Any], None]:
        question = Question(asked or "", session or None, context or "", path or "")
        return self._answer(question, as_messages(history), talk, request)

    def _suggested(
        self,
        pass_: str,
        history: Any,
        session: str,
        talk: Talk,
        context: str,
        path: str,
        request: gr.Request,
        data: gr.SelectData,
    ) -> AsyncGenerator[dict[Any, Any], None]:
        return self._asked(pass_, str(data.value), history, session, talk, context, path, request)

    def _retried(
        self,
        pass_: str,
        history: Any,
        session: str,
        talk: Talk,
        context: str,
        path: str,
        request: gr.Request,
        data: gr.RetryData,
    ) -> AsyncGenerator[dict[Any, Any], None]:
        messages = as_messages(history)
        at = place_of(data.index)
        asked = markup.unescaped(text_of(messages[at])) if at < len(messages) else ""
        return self._again(asked, messages[:at], session, talk, context, path, request)

    def _edited(
        self,
        pass_: str,
        history: Any,
        session: str,
        talk: Talk,
        context: str,
        path: str,
        request: gr.Request,
        data: gr.EditData,
    ) -> AsyncGenerator[dict[Any, Any], None]:
        messages = as_messages(history)[: place_of(data.index)]
        asked = markup.unescaped(str(data.value))
        return self._again(asked, messages, session, talk, context, path, request)

    async def _again(
        self,
        asked: str,
        before: list[Any],
        session: str,
        talk: Talk,
        context: str,
        path: str,
        request: gr.Request,
    ) -> AsyncGenerator[dict[Any, Any], None]:
        """From an earlier point of the conversation, as if what came after had not been said."""
        kept = sum(trace is not None for trace in aligned(talk, before))
        session = await _forked(await self._desk.parts(), session, kept)
        question = Question(asked, session or None, context or "", path or "")
        async with aclosing(self._answer(question, before, talk, request)) as shown:
            async for each in shown:
                yield each

    async def _answer(
        self, question: Question, before: list[Any], talk: Talk, request: gr.Request
    ) -> AsyncGenerator[dict[Any, Any], None]:
        host = host_of(request)
        talk = aligned(talk, before)
        turn = [*before, {"role": "user", "content": markup.plain(question.message)}]
        yield {self.chat: turn, self.message: gr.Textbox(value="", **_BUSY), **self.panel.waiting(question, host)}
        try:
            check_question(request)
            async with place(request), aclosing(self._told(question, turn, talk, request)) as told:
                async for each in told:
                    yield each
        except HTTPException as error:
            yield self._failed(turn, talk, sentence(str(error)))
        except BookError as error:
            yield self._failed(turn, talk, sentence(for_visitors(error)))
        except Exception as error:  # noqa: BLE001 the page must go on; the log has what it was
            log.error(
                "unforeseen %s while answering in the UI, its trace follows", type(error).__name__, exc_info=error
            )
            yield self._failed(turn, talk, sentence(UNFORESEEN))

    async def _told(
        self, question: Question, turn: list[Any], talk: Talk, request: gr.Request
    ) -> AsyncGenerator[dict[Any, Any], None]:
        host = host_of(request)
        parts = await self._desk.parts()
        notes, said, drawn = TraceNotes(), "", 0.0
        async with aclosing(parts.assistant.stream(question)) as events:
            async for event in events:
                notes.hear(event)
                match event:
                    case Started(session_id, _):
                        yield {self.session: session_id, self.panel.views["session"]: session_id}
                    case Retrieved() | Planned():
                        so_far = self.panel.of(notes.trace(question, _NOT_YET), host)
                        name = "chunks" if isinstance(event, Retrieved) else "plan"
                        yield {self.panel.views[name]: so_far[self.panel.views[name]]}
                    case Said(text):
                        said += text
                        pause = REDRAWN_SECONDS * max(1.0, busy_answers(request) / REDRAWN_AT_ONCE)
                        if time.monotonic() - drawn >= pause:
                            drawn = time.monotonic()
                            yield {self.chat: [*turn, spoken(markup.harmless(said))]}
                    case BrokeOff():
                        gr.Warning("The answer broke off: a service failed in the middle.")
                    case Finished(answer):
                        trace = notes.trace(question, answer)
                        yield {
                            self.chat: [*turn, spoken(markup.linked(answer), answer.suggestions)],
                            self.talk: held((*talk, trace)),
                            **self.panel.of(trace, host),
                        }

    def _failed(self, turn: list[Any], talk: Talk, words: str) -> dict[Any, Any]:
        return {
            self.chat: [*turn, spoken(markup.plain(words))],
            self.talk: held((*talk, None)),
            **self.panel.empty(),
        }

    def _stopped(self, pass_: str, history: Any, talk: Talk) -> Talk:
        return aligned(talk, as_messages(history))

    def _cleared(self, pass_: str) -> dict[Any, Any]:
        emptied = {self.chat: [], self.session: "", self.talk: ()}
        return {**emptied, self.message: "", **self.panel.empty()}

    async def _rated(self, pass_: str, history: Any, talk: Talk, data: gr.LikeData) -> None:
        trace = trace_at(history, talk, data.index)
        if trace is None:
            gr.Warning("There is no answer here that could be rated.")
        elif data.liked in (True, False, "Like", "Dislike"):
            rating = "up" if data.liked in (True, "Like") else "down"
            await (await self._desk.parts()).assistant.conversations.feedback(trace.message_id, rating, "")
            gr.Info(f"Noted as {'good' if rating == 'up' else 'bad'}; Questions can be filtered by it.")

    def _inspected(
        self, pass_: str, history: Any, talk: Talk, request: gr.Request, data: gr.SelectData
    ) -> dict[Any, Any]:
        trace = trace_at(history, talk, data.index)
        if trace is None:
            return dict.fromkeys(self.panel.components, gr.skip())
        return self.panel.of(trace, host_of(request))


_NOT_YET = Answer("", "", "", (), AnswerStatus.PARTIAL, Metadata(0.0, 0, 0, {}, "", ""))


async def _forked(parts: "Parts", session: str, kept: int) -> str:
    """A new session that holds the first ``kept`` turns of another; "" where none are to be kept, or the other is gone."""
    turns = await parts.store.turns(session) if session and kept else None
    if not turns:
        return ""
    fork = secrets.token_urlsafe(24)
    for turn in turns[:kept]:
        await parts.store.remember(fork, replace(turn, message_id=secrets.token_urlsafe(12)))
    return fork


def _sample_questions(message: gr.Textbox) -> None:
    """Buttons that fill the question in, in the browser: `gr.Examples` asks an endpoint that we keep closed."""
    with gr.Row(elem_id="samples"):
        for question in _SAMPLE_QUESTIONS:
            button = gr.Button(question, size="sm", min_width=0)
            button.click(None, None, message, js=f"() => {json.dumps(question)}", api_visibility="private")
