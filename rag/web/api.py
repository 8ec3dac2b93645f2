"""The routes: validate, call the assistant, return.

Knows FastAPI and the contract's models. What an answer is, it asks the assistant; when there is one, the startup.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Path, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from fastapi_offline import FastAPIOffline
from starlette.types import Scope

from rag.services.breaker import Breaker
from rag.settings import Settings
from rag.startup import Startup
from rag.types import Question
from rag.web import refusals, site_files
from rag.web.admission import Admission
from rag.web.guard import BodyLimit, Guard
from rag.web.health import health as health_report
from rag.web.in_flight import InFlight, a_place
from rag.web.lazy_ui import LazyUI
from rag.web.leaving import unless_they_leave
from rag.web.limits import Gate, Limiter, check_conversation
from rag.web.limits.addresses import Addresses, salt_of
from rag.web.limits.gate import shared_counts
from rag.web.metrics import Metrics, MetricsRoute
from rag.web.models import (
    AnswerModel,
    ChatRequest,
    DeletedResponse,
    FeedbackRequest,
    HealthResponse,
    SearchRequest,
    SearchResponse,
    SessionResponse,
)
from rag.web.origins import Origins
from rag.web.request_log import RequestLog, heard, record_of
from rag.web.tracing import tracing

if TYPE_CHECKING:
    from rag.assistant import Assistant

log = logging.getLogger(__name__)

VERSION = "1.0.0"
PATIENCE_SECONDS = 8.0  # that a request waits for the start to end

_ABOUT = """Answers questions about one book, from the book alone, with each claim linked to the sentence it rests on.

Ask with `POST /chat`; send `Accept: text/event-stream` to get the answer as it is written, in the UI Message Stream v1 of the
Vercel AI SDK. Every error has the same shape: `error` for programs, `message` for people, `request_id` for the log."""

_STREAM = """data: {"type":"start","messageId":"892ybgqgF8z-VIF-"}

data: {"type":"data-session","data":{"session_id":"q3UVw1l8aXJb0m2kZtq7Yd5cR9oPfHsE"}}

data: {"type":"text-start","id":"answer"}

data: {"type":"source-url","sourceId":"1","url":"/docs/movement/balance#the-zero-moment-point","title":"Balance"}

data: {"type":"text-delta","id":"answer","delta":"The zero-moment point (ZMP) is the point on the ground at which … [1]"}

data: {"type":"text-end","id":"answer"}

data: {"type":"data-answer","data":{"session_id":"q3UVw1l8aXJb0m2kZtq7Yd5cR9oPfHsE","message":"The zero-moment point … [1]","sources":[]}}

data: {"type":"finish"}

data: [DONE]
"""

routes = APIRouter()


def create_app(startup: Startup, settings: Settings) -> Guard:
    """The whole web app; it answers as soon as its lifespan has begun, while the assistant is still being built."""
    origins = Origins(settings)
    log.info("pages that may ask: %s", origins.in_words() or "none but our own; set ALLOWED_ORIGINS")
    addresses = Addresses(salt_of(settings.database_url))
    limiter, in_flight = Limiter(settings, addresses), InFlight(settings.answers_in_flight)
    metrics = Metrics(in_flight, lambda: _breakers(startup), lambda: _processes(startup))
    request_log = RequestLog(addresses, lambda: _breakers(startup), questions=settings.log_questions)
    traces = tracing(settings.otlp_endpoint)

    api = create_api(startup, lambda: shared_counts(limiter, startup), [traces.close] if traces else [])
    api.add_route("/metrics", MetricsRoute(metrics, settings.metrics_token, addresses).read, include_in_schema=False)
    gate = Gate(BodyLimit(api), limiter, in_flight)

    def ended(scope: Scope, status: int, seconds: float) -> None:
        metrics.note(scope, status, seconds)
        if traces is not None:
            traces.note(scope, status, seconds)
        request_log.write(scope, status, seconds)

    return Guard(Admission(gate, origins, settings.api_key), ended)


def _processes(startup: Startup) -> int:
    return startup.parts.assistant.processes if startup.parts else 1


def _breakers(startup: Startup) -> Mapping[str, Breaker]:
    return startup.parts.breakers if startup.parts else {}


def create_api(
    startup: Startup,
    meanwhile: Callable[[], contextlib.AbstractAsyncContextManager[None]] = contextlib.nullcontext,
    closing: Sequence[Callable[[], Awaitable[None]]] = (),
) -> FastAPI:
    """``meanwhile``: what goes on as long as the app runs; ``closing``: what is closed at its end."""
    ui = LazyUI(startup)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        starting = asyncio.create_task(startup.run())
        try:
            async with meanwhile():
                yield
        finally:
            starting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await starting
            await ui.close()
            # All at once: each may have to wait for somebody who says nothing, and there are 10 s in all.
            await asyncio.gather(startup.close(), *(close() for close in closing))

    # FastAPI's own page at /docs loads its script from a CDN; this one brings it along.
    app = FastAPIOffline(
        "/docs",
        None,
        title="Book RAG Space",
        version=VERSION,
        description=_ABOUT,
        lifespan=lifespan,
        static_url="/docs-assets",
    )
    app.state.startup = startup
    refusals.install(app)
    app.include_router(routes)
    for name in site_files.NAMES:
        app.add_route(f"/{name}", site_files.endpoint(name), ["GET", "HEAD"], include_in_schema=False)
    app.add_route("/ui", ui.enter, include_in_schema=False)
    app.mount("/ui", ui)
    return app


async def _assistant(request: Request) -> "Assistant":
    startup: Startup = request.app.state.startup
    return await startup.assistant(PATIENCE_SECONDS)


Ready = Annotated["Assistant", Depends(_assistant)]
Place = Annotated[None, Depends(a_place)]


@routes.post(
    "/chat",
    response_model=AnswerModel,
    summary="Ask the book",
    responses={
        200: {
            "description": "The answer; streamed where `Accept` names `text/event-stream`.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _STREAM}},
        },
        **refusals.documented(408, 413, 422, 429, 502, 503),
    },
)
async def chat(
    request: Request,
    body: ChatRequest,
    assistant: Ready,
    _: Place,
    accept: Annotated[str, Header(description="`text/event-stream` for a stream, else JSON.")] = "application/json",
) -> Response | AnswerModel:
    """Answers from the book alone. `status` says what kind of answer it is: `answered`; `partial`, where the book only touches the
    question; `not_in_book`, without sources; `degraded`, where a part was down and a simpler one stood in."""
    page = body.page
    question = Question(
        body.message,
        body.session_id,
        body.context or "",
        page.path if page else "",
        (page.heading or "") if page else "",
    )
    check_conversation(request.scope, body.session_id)
    record = record_of(request.scope)
    record.question = body.message
    if "text/event-stream" in accept.lower():
        assistant.check(question)
        from rag.web import stream

        frames = stream.ui_message_stream(heard(assistant.stream(question), record))
        return StreamingResponse(frames, media_type="text/event-stream", headers=stream.HEADERS)
    record.answer = await unless_they_leave(request, assistant.ask(question))
    return AnswerModel.of(record.answer)


@routes.post("/search", summary="Search the book", responses=refusals.documented(408, 413, 422, 429, 502, 503))
async def search(request: Request, body: SearchRequest, assistant: Ready) -> SearchResponse:
    """The chunks that `/chat` would answer from, best first, without an answer."""
    return SearchResponse.of(body.query, await unless_they_leave(request, assistant.search(body.query, body.top_k)))


SessionId = Annotated[
    str, Path(description="The `session_id` of a reply.", examples=["q3UVw1l8aXJb0m2kZtq7Yd5cR9oPfHsE"])
]


@routes.get(
    "/chat/sessions/{session_id}", summary="Read a conversation", responses=refusals.documented(404, 429, 502, 503)
)
async def read_session(session_id: SessionId, assistant: Ready) -> SessionResponse:
    """Its turns, oldest first. Whoever knows the id may read it: ids are ours and can't be guessed."""
    return SessionResponse.of(session_id, list(await assistant.conversations.turns(session_id)))


@routes.delete(
    "/chat/sessions/{session_id}", summary="Forget a conversation", responses=refusals.documented(404, 429, 502, 503)
)
async def delete_session(session_id: SessionId, assistant: Ready) -> DeletedResponse:
    """Deletes the session and all its turns."""
    await assistant.conversations.forget(session_id)
    return DeletedResponse(session_id=session_id)


@routes.post(
    "/feedback",
    status_code=204,
    summary="Rate an answer",
    responses=refusals.documented(404, 408, 413, 422, 429, 502, 503),
)
async def feedback(body: FeedbackRequest, assistant: Ready) -> None:
    """A later rating of the same answer replaces the earlier one."""
    await assistant.conversations.feedback(body.message_id, body.rating, body.comment or "")


@routes.get(
    "/health",
    summary="Is it alive, and what serves?",
    responses={503: {"model": HealthResponse, "description": "`status` is `error`: no answers can be given."}},
)
async def health(request: Request, response: Response) -> HealthResponse:
    """Answers at once, also while the book is being indexed, and asks nothing of any service. 503 only for `error`."""
    startup: Startup = request.app.state.startup
    report = await health_report(startup, VERSION)
    response.headers["Cache-Control"] = "no-store"
    if report.status == "error":
        response.status_code = 503
    return report


@routes.get("/favicon.ico", include_in_schema=False)
async def favicon() -> Response:
    return Response(status_code=204, headers={"Cache-Control": "max-age=604800"})


@routes.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    return RedirectResponse("ui/", 307)
