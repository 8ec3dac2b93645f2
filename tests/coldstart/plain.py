"""The plain version: one FastAPI app over the vendors' own async clients, all imported at once, with Gradio mounted at its start.

It does less than this app: no conversation, no checked citation, no limits.
"""

import os

import cohere
import gradio
import uvicorn
from fastapi import FastAPI
from openai import AsyncOpenAI
from pydantic import BaseModel
from qdrant_client import AsyncQdrantClient

api = FastAPI()
embedder = cohere.AsyncClientV2(os.environ["COHERE_API_KEY"], base_url=os.environ["CO_API_URL"])
index = AsyncQdrantClient(url=os.environ["QDRANT_URL"], check_compatibility=False)
model = AsyncOpenAI(api_key=os.environ["OPENAI_API_KEY"], base_url=os.environ["OPENAI_BASE_URL"])


class Asked(BaseModel):
    message: str


@api.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@api.post("/chat")
async def chat(body: Asked) -> dict[str, str]:
    return {"message": await answer(body.message)}


async def answer(message: str, history: list | None = None) -> str:
    embedded = await embedder.embed(
        model="embed-english-v3.0", input_type="search_query", texts=[message], embedding_types=["float"]
    )
    found = await index.query_points("book_chunks", query=embedded.embeddings.float_[0], using="dense", limit=6)
    passages = "\n".join(f"[{at}] {point.payload['text']}" for at, point in enumerate(found.points, start=1))
    coming = await model.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": f"{passages}\n\n{message}"}], stream=True
    )
    return "".join([chunk.choices[0].delta.content or "" async for chunk in coming if chunk.choices])


with gradio.Blocks() as page:
    gradio.ChatInterface(answer)
app = gradio.mount_gradio_app(api, page, path="/ui")

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
