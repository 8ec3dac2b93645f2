"""Qdrant over the real engine, as the tests have it, after a set time.

What it answers, `wire.qdrant_server` knows; here it is only read and written faster.
"""

import sys
import tempfile
from pathlib import Path

import orjson
from wire.qdrant_server import QdrantServer
from wire.served import Asked

from bench.stand_ins.listener import Reply, Request, serve

SECONDS = 0.030


class Qdrant:
    def __init__(self, folder: Path) -> None:
        self._server = QdrantServer(folder)

    def answer(self, request: Request) -> Reply:
        path = request.path.partition("?")[0]
        body = orjson.loads(request.body) if request.body else None
        status, said = self._server.answer(Asked(request.method, path, {}, body))
        return Reply(orjson.dumps(said), SECONDS, status)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        serve(int(sys.argv[1]), Qdrant(Path(folder)).answer)
