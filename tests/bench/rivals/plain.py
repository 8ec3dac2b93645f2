"""The plain version: one FastAPI route over the vendors' own async clients, as their documentation shows it.

It keeps no conversation, checks no citation and limits nobody: less than this app does.
"""

import json
import os
import sys
from collections.abc import AsyncIterator
from typing import Annotated

import cohere
import uvicorn
from fastapi import FastAPI, Header, Response
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI
from pydantic import BaseModel, Field
from qdrant_client import AsyncQdrantClient

COLLECTION, VECTOR = "book_chunks", "dense"
PASSAGES = 6
INSTRUCTIONS = "Answer from the passages alone, and mark each claim with the number of its passage, as [1]."

app = FastAPI()
embedder = cohere.AsyncClientV2(os.environ["COHERE_API_KEY"], base_url=os.environ["CO_API_URL"])
index = AsyncQdrantClient(url=os.environ["QDRANT_URL"], check_compatibility=False)
model = AsyncOpenAI(api_key=os.environ["OPENAI_API_KEY"], base_url=os.environ["OPENAI_BASE_URL"])


class ChatRequest(BaseModel):
    message: Annotated[str, Field(min_length=1, max_length=500)]
    session_id: str | None = None
    context: str | None = None


class Source(BaseModel):
    chunk_id: str
    title: str
    slug: str
    score: float


class ChatResponse(BaseModel):
    message: str
    sources: list[Source]


@app.post("/chat", response_model=ChatResponse)
async def chat(body: ChatRequest, accept: Annotated[str, Header()] = "") -> Response | ChatResponse:
    embedded = await embedder.embed(
        model="embed-english-v3.0", input_type="search_query", texts=[body.message], embedding_types=["float"]
    )
    found = await index.query_points(
        COLLECTION, query=embedded.embeddings.float_[0], using=VECTOR, limit=PASSAGES, with_payload=True
    )
    messages = [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": prompt(found.points, body)}]
    sources = [Source(score=min(1.0, max(0.0, point.score)), **point.payload) for point in found.points]
    if "text/event-stream" in accept:
        return StreamingResponse(stream(messages, sources), media_type="text/event-stream")
    reply = await model.chat.completions.create(model="gpt-4o-mini", messages=messages, temperature=0.2)
    return ChatResponse(message=reply.choices[0].message.content or "", sources=sources)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


def prompt(points: list, body: ChatRequest) -> str:
    passages = "\n".join(f"[{at}] {point.payload['text']}" for at, point in enumerate(points, start=1))
    return f"{passages}\n\nQuestion: {body.message}"


async def stream(messages: list, sources: list[Source]) -> AsyncIterator[str]:
    coming = await model.chat.completions.create(
        model="gpt-4o-mini",
        messages=messages,
        temperature=0.2,
        stream=True,
        stream_options={"include_usage": True},
    )
    async for chunk in coming:
        if chunk.choices and chunk.choices[0].delta.content:
            yield part("text-delta", id="answer", delta=chunk.choices[0].delta.content)
    yield part("data-answer", data={"sources": [source.model_dump() for source in sources]})
    yield "data: [DONE]\n\n"


def part(kind: str, **fields: object) -> str:
    return f"data: {json.dumps({'type': kind, **fields})}\n\n"


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
