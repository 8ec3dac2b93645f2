"""What a monitor draws: requests, answers, tokens, how busy it is, how the services are.

Knows plain counters, which cost next to nothing, and how Prometheus reads them: its client library is imported when somebody first
does. Who may read them is decided here too: whoever has METRICS_TOKEN, or this machine alone where none is set.
"""

import bisect
import hmac
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from rag.services.breaker import Breaker
from rag.types import Answer
from rag.web import refusals
from rag.web.in_flight import InFlight
from rag.web.limits.addresses import THIS_MACHINE, Addresses
from rag.web.request_log import method_of, record_of, route_of

if TYPE_CHECKING:
    from prometheus_client import Metric

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # bounds of the histogram
Breakers = Callable[[], Mapping[str, Breaker]]


class Metrics:
    """Since the start. Use it from the event loop only."""

    def __init__(self, in_flight: InFlight, breakers: Breakers, processes: Callable[[], int]) -> None:
        self._in_flight = in_flight
        self._breakers = breakers
        self._processes = processes
        self.requests: Counter[tuple[str, str, str]] = Counter()  # route, method, status
        self.answers: Counter[tuple[str, str]] = Counter()  # status, model
        self.tokens = 0
        self.cached = 0
        self._times: dict[str, list[int]] = {}  # route -> requests a bucket
        self._seconds: dict[str, float] = {}

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """A request that has ended."""
        route = route_of(scope["path"])
        self.requests[route, method_of(scope["method"]), str(status)] += 1
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = [0] * (len(SECONDS) + 1)
        times[bisect.bisect_left(SECONDS, seconds)] += 1
        self._seconds[route] = self._seconds.get(route, 0.0) + seconds
        if answer := record_of(scope).answer:
            self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        self.answers[str(answer.status), answer.metadata.model] += 1
        self.tokens += answer.metadata.tokens_used
        self.cached += answer.metadata.cached

    def collect(self) -> "Iterator[Metric]":
        """What `prometheus_client` asks of a collector."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        yield _labelled(CounterMetricFamily, "book_requests", "Requests.", ("route", "method", "status"), self.requests)
        yield from self._durations()
        yield _labelled(CounterMetricFamily, "book_answers", "Answers given.", ("status", "model"), self.answers)
        yield CounterMetricFamily("book_tokens", "Tokens of language models that were paid for.", self.tokens)
        yield CounterMetricFamily("book_answers_cached", "Answers that were made for another visitor.", self.cached)
        yield GaugeMetricFamily("book_answers_in_flight", "Answers that are being made.", self._in_flight.busy)
        yield GaugeMetricFamily("book_answers_waiting", "Questions that wait for a place.", self._in_flight.waiting)
        yield GaugeMetricFamily("book_processes", "Processes that make answers.", self._processes())
        breakers = self._breakers()
        well = {(name,): int(not breaker.failing) for name, breaker in breakers.items()}
        yield _labelled(
            GaugeMetricFamily, "book_service_up", "1 where the last use of it went well.", ("service",), well
        )
        fell_back = {(name,): breaker.fallbacks for name, breaker in breakers.items()}
        yield _labelled(CounterMetricFamily, "book_fallbacks", "Answers without a service.", ("service",), fell_back)

    def _durations(self) -> "Iterator[Metric]":
        from prometheus_client.core import HistogramMetricFamily

        family = HistogramMetricFamily("book_request_seconds", "Until the end of the reply.", labels=["route"])
        for route, times in list(self._times.items()):
            total, buckets = 0, []
            for bound, count in zip((*map(str, SECONDS), "+Inf"), times, strict=True):
                total += count
                buckets.append((bound, total))
            family.add_metric([route], buckets, self._seconds[route])
        yield family


class MetricsRoute:
    """``GET /metrics``. ``token``: what a reader must send; "" for none, then only this machine may read."""

    def __init__(self, metrics: Metrics, token: str, addresses: Addresses) -> None:
        self._metrics = metrics
        self._token = token.encode()
        self._addresses = addresses
        self._registry: Any = None

    async def read(self, request: Request) -> Response:
        if self._token:
            if not self._has_token(request):
                return refusals.refusal(request, 401, "token_missing", _TOKEN, {"WWW-Authenticate": "Bearer"})
        elif self._addresses.who(request.scope) != THIS_MACHINE:
            return refusals.refusal(request, 403, "not_allowed", _NO_TOKEN)
        if self._registry is None:
            self._registry = await run_in_threadpool(_registry, self._metrics)
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return Response(generate_latest(self._registry), headers=headers)

    def _has_token(self, request: Request) -> bool:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode("latin-1"), self._token)


_TOKEN = 'send the token that the operator set in METRICS_TOKEN, as "Authorization: Bearer <token>"'
_NO_TOKEN = "metrics are for this machine alone; to read them from elsewhere, the operator sets METRICS_TOKEN"


def _registry(metrics: Metrics) -> Any:
    from prometheus_client import CollectorRegistry, ProcessCollector

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)  # memory, CPU, open files
    registry.register(metrics)
    return registry


def _labelled(family: Any, name: str, words: str, labels: tuple[str, ...], values: Mapping[Any, float]) -> "Metric":
    made: Metric = family(name, words, labels=labels)
    for each, value in list(values.items()):
        made.add_metric(each, value)  # type: ignore[attr-defined]
    return made
