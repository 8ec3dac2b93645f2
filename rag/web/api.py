"""The routes: validate, call the assistant, return.

Knows FastAPI and the contract's models. What an answer is, it asks the assistant; when there is one, the startup.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Path, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from fastapi_offline import FastAPIOffline

from rag.startup import Phase, Startup
from rag.types import Question, StoreState
from rag.web import refusals
from rag.web.guard import Guard
from rag.web.lazy_ui import LazyUI
from rag.web.models import (
    AnswerModel,
    ChatRequest,
    CheckModel,
    DeletedResponse,
    FeedbackRequest,
    HealthResponse,
    SearchRequest,
    SearchResponse,
    SessionResponse,
)

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.build import Parts

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


def create_app(startup: Startup) -> Guard:
    """The whole web app; it answers as soon as its lifespan has begun, while the assistant is still being built."""
    return Guard(_create_api(startup))


def _create_api(startup: Startup) -> FastAPI:
    ui = LazyUI(startup)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        starting = asyncio.create_task(startup.run())
        try:
            yield
        finally:
            starting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await starting
            await ui.close()
            await startup.close()

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
    app.add_route("/ui", ui.enter, include_in_schema=False)
    app.mount("/ui", ui)
    return app


async def _assistant(request: Request) -> "Assistant":
    startup: Startup = request.app.state.startup
    return await startup.assistant(PATIENCE_SECONDS)


Ready = Annotated["Assistant", Depends(_assistant)]


@routes.post(
    "/chat",
    response_model=AnswerModel,
    summary="Ask the book",
    responses={
        200: {
            "description": "The answer; streamed where `Accept` names `text/event-stream`.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _STREAM}},
        },
        **refusals.documented(413, 422, 502, 503),
    },
)
async def chat(
    body: ChatRequest,
    assistant: Ready,
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
    if "text/event-stream" in accept.lower():
        assistant.check(question)
        from rag.web import stream

        return StreamingResponse(
            stream.ui_message_stream(assistant.stream(question)), media_type="text/event-stream", headers=stream.HEADERS
        )
    return AnswerModel.of(await assistant.ask(question))


@routes.post("/search", summary="Search the book", responses=refusals.documented(413, 422, 502, 503))
async def search(body: SearchRequest, assistant: Ready) -> SearchResponse:
    """The chunks that `/chat` would answer from, best first, without an answer."""
    return SearchResponse.of(body.query, await assistant.search(body.query, body.top_k))


SessionId = Annotated[
    str, Path(description="The `session_id` of a reply.", examples=["q3UVw1l8aXJb0m2kZtq7Yd5cR9oPfHsE"])
]


@routes.get("/chat/sessions/{session_id}", summary="Read a conversation", responses=refusals.documented(404, 502, 503))
async def read_session(session_id: SessionId, assistant: Ready) -> SessionResponse:
    """Its turns, oldest first. Whoever knows the id may read it: ids are ours and can't be guessed."""
    return SessionResponse.of(session_id, list(await assistant.turns(session_id)))


@routes.delete(
    "/chat/sessions/{session_id}", summary="Forget a conversation", responses=refusals.documented(404, 502, 503)
)
async def delete_session(session_id: SessionId, assistant: Ready) -> DeletedResponse:
    """Deletes the session and all its turns."""
    await assistant.forget(session_id)
    return DeletedResponse(session_id=session_id)


@routes.post(
    "/feedback", status_code=204, summary="Rate an answer", responses=refusals.documented(404, 413, 422, 502, 503)
)
async def feedback(body: FeedbackRequest, assistant: Ready) -> None:
    """A later rating of the same answer replaces the earlier one."""
    await assistant.feedback(body.message_id, body.rating, body.comment or "")


@routes.get(
    "/health",
    summary="Is it alive, and what serves?",
    responses={503: {"model": HealthResponse, "description": "`status` is `error`: no answers can be given."}},
)
async def health(request: Request, response: Response) -> HealthResponse:
    """Answers at once, also while the book is being indexed, and asks no database. 503 only for `error`."""
    startup: Startup = request.app.state.startup
    report = await health_of(startup)
    response.headers["Cache-Control"] = "no-store"
    if report.status == "error":
        response.status_code = 503
    return report


async def health_of(startup: Startup) -> HealthResponse:
    parts = startup.parts if startup.phase is Phase.READY else None
    if parts is None:
        checks = {"index": CheckModel(ok=False, part="qdrant-edge", detail=_why_not(startup))}
        status = "error" if startup.phase is Phase.FAILED else "degraded"
    else:
        checks = await _checks(parts)
        status = "ok" if all(check.ok for check in checks.values()) else "degraded"
    answering = {
        name: parts is not None and not breaker.failing for name, breaker in (parts.breakers if parts else {}).items()
    }
    return HealthResponse.model_validate(
        {
            "status": status,
            "qdrant": answering.get("qdrant", False),
            "postgres": parts is not None and startup.has_postgres and parts.store.state() is StoreState.OK,
            "openai": answering.get("openai", False),
            "cohere": answering.get("cohere", False),
            "version": VERSION,
            "checks": checks,
        }
    )


async def _checks(parts: "Parts") -> dict[str, CheckModel]:
    """As the last real use of each part showed it; nothing is asked."""
    state = await parts.index.state()
    held = f"{state.pages} pages, {state.chunks} chunks, version {state.version}" if state else "empty"
    memory = parts.store.state()
    checks = {
        "index": CheckModel(ok=state is not None, part="qdrant-edge", detail=held),
        "embeddings": CheckModel(ok=True, part=parts.embedder.name),
        "answers": CheckModel(ok=True, part=parts.answerer.model),
        "memory": CheckModel(ok=memory is not StoreState.DOWN, part=parts.store.name, detail=memory),
    }
    for name, breaker in parts.breakers.items():
        detail = f"{breaker.fallbacks} answers without it since the start"
        checks[name] = CheckModel(ok=not breaker.failing, part=name, detail=detail)
    return checks


def _why_not(startup: Startup) -> str:
    """Anybody may read this, so a failure's words, which name our folders, stay in the log."""
    return f"{startup.failure.kind}: see the log" if startup.failure else startup.words()


@routes.get("/favicon.ico", include_in_schema=False)
async def favicon() -> Response:
    return Response(status_code=204, headers={"Cache-Control": "max-age=604800"})


@routes.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    return RedirectResponse("ui/", 307)
