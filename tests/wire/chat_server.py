"""A model behind OpenAI's chat API that reads what it is given: it answers with a sentence of a passage, and rewrites a follow-up.

Knows our prompts as far as their fences. It has the time it is told to have, and may stop in the middle of an answer.
"""

import asyncio
import re
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse
from wire.openai_server import DONE, chunk, usage
from wire.served import Asked, Served

_FENCED = re.compile(r"BEGIN (\w+) ([^\n]+)\n(.*?)\nEND \1", re.DOTALL)
_SENTENCE = re.compile(r"[A-Z][^.|\n]{20,}\.")


class ChatServer(Served):
    """``with ChatServer() as model``. ``first``, ``between``: seconds before the first piece and before each other; ``tokens``: that
    each reply costs."""

    def __init__(self, *, first: float = 0.0, between: float = 0.0, tokens: int = 100) -> None:
        super().__init__()
        self._first, self._between, self._tokens = first, between, tokens
        self.stops = False  # each reply, in its middle, until this is false again

    def answer(self, asked: Asked) -> StreamingResponse:
        messages = asked.body["messages"]
        parts = [(name, text) for _, name, text in _FENCED.findall(messages[-1]["content"])]
        text = _rewritten(dict(parts)) if "turn the last message" in messages[0]["content"] else _answered(parts)
        return StreamingResponse(self._told(text), media_type="text/event-stream")

    async def _told(self, text: str) -> AsyncIterator[bytes]:
        pieces = re.findall(r"\S+\s*", text)
        self.active += 1
        try:
            await asyncio.sleep(self._first)
            yield chunk("", role="assistant")
            for number, piece in enumerate(pieces):
                while self.stops and number == len(pieces) // 2:
                    await asyncio.sleep(0.01)
                yield chunk(piece)
                await asyncio.sleep(self._between)
            yield chunk(finish="stop") + usage(self._tokens) + DONE
        finally:
            self.active -= 1


def _answered(parts: list[tuple[str, str]]) -> str:
    """The sentence of the passages that shares most words with the question."""
    asked = " ".join(text for name, text in parts if name.startswith("question"))
    words = set(re.findall(r"\w{4,}", asked.lower()))
    sentences = [
        (len(words & set(re.findall(r"\w+", sentence.lower()))), sentence, name.partition(" ")[2])
        for name, text in parts
        if name.startswith("passage")
        for sentence in _SENTENCE.findall(text)
    ]
    if not sentences:
        return "NOT_IN_BOOK"
    _, best, marker = max(sentences, key=lambda each: each[0])
    return f"{best} {marker}"


def _rewritten(parts: dict[str, str]) -> str:
    before = re.findall(r"^Visitor: (.+)", parts["conversation"], re.MULTILINE)
    return f"{parts['last message'].rstrip('?')}, asked after: {before[-1]}"
