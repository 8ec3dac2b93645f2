"""What `/health` says: whether answers can be given, what serves right now, and how each service has been since the start.

Knows how to put the state of the parts into the contract's words. It asks nothing of any service: a monitor that comes each minute
must neither wait nor wake a database. Anybody may read it, so it names no address, and of a failure only what holds none.
"""

import math
from typing import TYPE_CHECKING

from rag.errors import IndexUnusable, ServiceFailed
from rag.remembered import StoreState
from rag.services.breaker import Breaker
from rag.startup import Phase, Startup
from rag.web.models import CheckModel, HealthResponse

if TYPE_CHECKING:
    from rag.build import Parts

EMBEDDED_INDEX = "qdrant-edge"
SERVICES = ("qdrant", "openai", "cohere")  # that the contract has a field for, beside Postgres


async def health(startup: Startup, version: str) -> HealthResponse:
    parts = startup.parts if startup.phase is Phase.READY else None
    if parts is None:
        checks = {"index": CheckModel(ok=False, part=EMBEDDED_INDEX, detail=_not_ready(startup))}
        status = "error" if startup.phase in (Phase.FAILED, Phase.WAITING) else "degraded"
    else:
        checks = {**await _parts(parts), **_update(startup)}
        status = _status(checks)
    breakers = startup.parts.breakers if startup.parts else {}
    checks |= {name: _service(breaker) for name, breaker in breakers.items()}
    answering = {name: name in breakers and parts is not None and not breakers[name].failing for name in SERVICES}
    return HealthResponse.model_validate(
        {
            "status": "degraded" if status == "ok" and any(each.failing for each in breakers.values()) else status,
            **answering,
            "postgres": parts is not None and startup.has_postgres and parts.store.state() is StoreState.OK,
            "version": version,
            "checks": checks,
        }
    )


def _status(checks: dict[str, CheckModel]) -> str:
    if not checks["index"].ok:
        return "error"
    return "ok" if all(check.ok for check in checks.values()) else "degraded"


async def _parts(parts: "Parts") -> dict[str, CheckModel]:
    """By what each does for an answer."""
    memory, answering = parts.store.state(), parts.answering()
    return {
        "index": await _index(parts),
        "embeddings": _embeddings(parts),
        "answers": CheckModel(ok=answering == parts.answerer.model, part=answering, detail=_why_simpler(parts)),
        "memory": CheckModel(ok=memory is not StoreState.DOWN, part=parts.store.name, detail=memory),
    }


async def _index(parts: "Parts") -> CheckModel:
    served = parts.breakers.get("qdrant")
    part = EMBEDDED_INDEX if served is None or served.failing else "qdrant"
    try:
        state = await parts.seen()
    except (IndexUnusable, ServiceFailed):
        return CheckModel(ok=False, part=part, detail="can't be opened: see the log")
    if state is None:
        return CheckModel(ok=False, part=part, detail="no copy to stand in" if served and served.failing else "empty")
    held = f"{state.pages} pages, {state.chunks} chunks, version {state.version}"
    return CheckModel(ok=True, part=part, detail=held)


def _embeddings(parts: "Parts") -> CheckModel:
    served = parts.breakers.get("cohere")
    if served is not None and served.failing:
        return CheckModel(ok=False, part="none", detail=f"{parts.embedder.name} is down, the search is by words")
    return CheckModel(ok=True, part=parts.embedder.name)


def _why_simpler(parts: "Parts") -> str:
    if parts.answering() == parts.answerer.model:
        return ""
    served = parts.breakers.get("openai")
    why = "is down" if served is not None and served.failing else "has no tokens left today"
    return f"{parts.answerer.model} {why}, answers are quoted from the book"


def _update(startup: Startup) -> dict[str, CheckModel]:
    """Where an older index serves, and the book could not be compared with it."""
    if startup.waits_for is None:
        return {}
    return {"update": CheckModel(ok=False, part="ingest", detail=_waiting(startup))}


def _service(breaker: Breaker) -> CheckModel:
    wait = math.ceil(breaker.seconds_left)
    again = f"asked again in {wait} s" if wait else "asked again by the next question"
    return CheckModel(
        ok=not breaker.failing,
        part=breaker.name,
        detail=f"{breaker.last_failure}; {again}" if breaker.failing else "",
        failing_since=breaker.failing_since,
        fallbacks=breaker.fallbacks,
        last_failure=breaker.last_failure,
        asked_again_in=wait if breaker.failing else None,
    )


def _not_ready(startup: Startup) -> str:
    """A failure's own words, which name our folders, stay in the log."""
    if startup.phase is Phase.FAILED and startup.failure:
        return f"{startup.failure.kind}: see the log"
    return _waiting(startup) if startup.phase is Phase.WAITING else startup.words()


def _waiting(startup: Startup) -> str:
    assert startup.waits_for is not None
    failure = startup.waits_for
    return f"waits for {failure.service}, which {failure.in_short}; tried again in {startup.tried_again_in} s"
