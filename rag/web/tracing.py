"""Each request as a trace of OpenTelemetry, with the stages of its answer, for whoever has a place to send them.

Knows how what the request log learns becomes spans, after the fact, so that a visitor waits for none of it. Its packages come with
requirements-otel.txt and are imported only where an endpoint is set; headers and the rest they read from their own variables.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from starlette.types import Scope

from rag.web.request_log import method_of, record_of, route_of

log = logging.getLogger(__name__)

SERVICE = "book-rag-space"
CLOSE_SECONDS = 2.0  # at the end, for what waits


class Tracing:
    """``provider``: of the SDK's."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE)

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """A request that has ended. The stages of its answer are laid end to end: most wait for the one before."""
        from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

        method, route = method_of(scope["method"]), route_of(scope["path"])
        end = time.time_ns()
        began = end - int(seconds * 1e9)
        record = record_of(scope)
        span = self._tracer.start_span(f"{method} {route}", _parent(scope), SpanKind.SERVER, start_time=began)
        span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
        span.set_attribute("book.request_id", record.request_id)
        if status >= 500 or not status:
            span.set_status(Status(StatusCode.ERROR))
        if record.answer is not None:
            metadata = record.answer.metadata
            span.set_attributes(
                {
                    "book.answer.status": str(record.answer.status),
                    "book.answer.sources": len(record.answer.sources),
                    "book.answer.cached": metadata.cached,
                    "gen_ai.request.model": metadata.model,
                    "book.answer.tokens": metadata.tokens_used,
                }
            )
            inside, at = set_span_in_context(span), began
            for stage, ms in metadata.timings_ms.items():
                stage_span = self._tracer.start_span(stage, inside, start_time=at)
                at = min(end, at + int(ms * 1e6))
                stage_span.end(at)
        span.end(end)

    async def close(self) -> None:
        """Sends what waits, as far as that goes in time. In a thread that the end of the program does not wait for: nothing stops the SDK
        where a collector takes a connection and says nothing."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def end() -> None:
            self._provider.shutdown()
            with suppress(RuntimeError):  # the loop has ended before
                loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=end, name="tracing", daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), CLOSE_SECONDS)


def tracing(endpoint: str) -> Tracing | None:
    """None where there is no endpoint, or the packages are not there, which the log says."""
    if not endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        log.warning(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set and %s is not installed: pip install -r requirements-otel.txt",
            error.name,
        )
        return None
    logging.getLogger("opentelemetry").setLevel(
        logging.CRITICAL
    )  # its errors hold the address, and come with each batch
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}), shutdown_on_exit=False)
    address, question, query = endpoint.partition("?")
    exporter: Any = _Watched(OTLPSpanExporter(f"{address.rstrip('/')}/v1/traces{question}{query}"))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)


class _Watched:
    """An exporter that says once that it fails, and once that it works again."""

    def __init__(self, exporter: Any) -> None:
        self._exporter = exporter
        self._fails = False

    def export(self, spans: Sequence[Any]) -> Any:
        result = self._exporter.export(spans)
        fails = result.name != "SUCCESS"
        if fails and not self._fails:
            log.warning("traces don't arrive at OTEL_EXPORTER_OTLP_ENDPOINT; they are dropped until they do")
        if self._fails and not fails:
            log.info("traces arrive again")
        self._fails = fails
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return bool(self._exporter.force_flush(timeout_millis))


def _parent(scope: Scope) -> Any:
    """The trace that the caller is in, where it says so: https://www.w3.org/TR/trace-context/"""
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier = {
        name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name.startswith(b"trace")
    }
    return TraceContextTextMapPropagator().extract(carrier)
