"""The bare limit: Starlette and one HTTP client that waits for the same three services, reads as little of them as it can, and checks
nothing. It is no program to run; it shows what waiting alone costs."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

KEYS = {"content-type": "application/json"}
EMBED = orjson.dumps(
    {"model": "embed-english-v3.0", "input_type": "search_query", "texts": ["?"], "embedding_types": ["base64"]}
)
QUERY = orjson.dumps(
    {"query": [0.03125] * 1024, "using": "dense", "limit": 6, "with_payload": ["text", "title", "chunk_id"]}
)
PROMPT = [{"role": "user", "content": "[1] " + "The book says something about it, in so many words. " * 60}]
CHAT = orjson.dumps({"model": "gpt-4o-mini", "messages": PROMPT})
STREAMED = orjson.dumps({"model": "gpt-4o-mini", "messages": PROMPT, "stream": True})


@asynccontextmanager
async def one_client(app: Starlette) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=KEYS) as client:
        app.state.client = client
        yield


async def chat(request: Request) -> Response:
    question = await request.json()
    assert question["message"]
    client = request.app.state.client
    for address, body in (
        (f"{os.environ['CO_API_URL']}/v2/embed", EMBED),
        (f"{os.environ['QDRANT_URL']}/collections/book_chunks/points/query", QUERY),
    ):
        async with client.post(address, data=body) as reply:
            await reply.read()
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(stream(client), media_type="text/event-stream")
    async with client.post(f"{os.environ['OPENAI_BASE_URL']}/chat/completions", data=CHAT) as reply:
        return Response(await reply.read(), media_type="application/json")


async def stream(client: aiohttp.ClientSession) -> AsyncIterator[bytes]:
    async with client.post(f"{os.environ['OPENAI_BASE_URL']}/chat/completions", data=STREAMED) as reply:
        async for data in reply.content.iter_any():
            for line in data.split(b"\n"):
                if text := said(line):
                    yield b"data: " + orjson.dumps({"type": "text-delta", "id": "answer", "delta": text}) + b"\n\n"
    yield b"data: [DONE]\n\n"


def said(line: bytes) -> str:
    choices = orjson.loads(line[6:])["choices"] if line.startswith(b"data: {") else []
    return choices[0]["delta"].get("content", "") if choices else ""


async def health(request: Request) -> Response:
    return Response(b'{"status": "ok"}', media_type="application/json")


app = Starlette(
    routes=[Route("/chat", chat, methods=["POST"]), Route("/health", health)],
    lifespan=one_client,
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
