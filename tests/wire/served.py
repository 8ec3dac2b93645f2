"""A small web app on a real socket, in a thread of its own, that records what it is asked and misbehaves as it is told."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Fault:
    """What happens instead of an answer, to the requests that ``only`` picks, ``times`` times (-1: until taken away)."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    only: Callable[[Asked], bool] = lambda asked: True
    times: int = -1
    met: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # a client did not wait for the end of it


class Served:
    """``with Served() as server``; then ``server.url``. Entered again after its end, it is back at the same address. A subclass answers."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.active = 0  # requests that have not been answered to their end
        self.url = ""
        self._port = 0

    def answer(self, asked: Asked) -> tuple[int, Any] | Response:
        """Status and JSON, or whatever else is to be sent."""
        raise NotImplementedError

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def __enter__(self) -> "Served":
        app = Starlette(routes=[Route("/{path:path}", self._handle, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])])
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self._port, log_level="critical", timeout_graceful_shutdown=1
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, daemon=True)
        self._thread.start()
        while not self._uvicorn.started:
            threading.Event().wait(0.005)
        self._port = self._uvicorn.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._uvicorn.should_exit = True
        self._uvicorn.force_exit = True
        self._thread.join()

    async def _handle(self, request: Request) -> Response:
        body = await request.body()
        asked = Asked(request.method, request.url.path, dict(request.headers), json.loads(body) if body else None)
        self.asked.append(asked)
        self.active += 1
        try:
            return await self._replied(request, asked)
        finally:
            self.active -= 1

    async def _replied(self, request: Request, asked: Asked) -> Response:
        for fault in self.faults:
            if fault.times and fault.only(asked):
                fault.times -= 1
                fault.met.set()
                if fault.hang:
                    while (await request.receive())["type"] != "http.disconnect":
                        pass
                    fault.left.set()
                return Response(fault.body, fault.status, {"content-type": "application/json", **fault.headers})
        answer = await run_in_threadpool(self.answer, asked)
        if isinstance(answer, Response):
            return answer
        status, reply = answer
        return Response(json.dumps(reply), status, media_type="application/json")
