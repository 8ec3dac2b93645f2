"""Answers that a language model writes, streamed.

Knows what is held back of what a model says. What is said to it is `prompt.py`'s business, how it is reached the client's.
"""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from rag.openai.client import OpenAIClient, Request
from rag.openai.leaks import LeakScreen
from rag.openai.refusals import RefusalScreen
from rag.ports import Brief, Delta, Plan, Usage
from rag.prompt import Budgets, answer_messages, as_text

log = logging.getLogger(__name__)

TOGETHER = 0.25  # seconds between the words that are passed on where nobody reads along


class OpenAIAnswerer:
    """Fits ports.Answerer. ``book``: what the instructions call the book; ``answer_tokens``: about the most an answer may have."""

    judges = True

    def __init__(
        self,
        client: OpenAIClient,
        *,
        book: str = "the book",
        budgets: Budgets | None = None,
        answer_tokens: int = 700,
        temperature: float = 0.2,
    ) -> None:
        self._client, self._book, self._budgets = client, book, budgets
        self._answer_tokens, self._temperature = answer_tokens, temperature

    @property
    def model(self) -> str:
        return self._client.model

    async def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        messages = answer_messages(brief, book=self._book, budgets=self._budgets)
        yield Plan(as_text(messages))
        told = "\n".join((messages[0].content, messages[-1].content.rpartition("\n\n")[2]))
        screen, leaks = RefusalScreen(), LeakScreen(told)
        together = 0.0 if brief.followed else TOGETHER
        request = Request(messages, self._answer_tokens, self._temperature, together=together)
        async with aclosing(self._client.stream(request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    if shown := leaks.feed(screen.feed(piece)):
                        yield Delta(shown)
                    continue
                if rest := leaks.feed(screen.close()) + leaks.close():
                    yield Delta(rest)
                if leaks.leaked:
                    log.warning("a model began to read its instructions out, and its answer was cut there")
                yield replace(piece, complete=piece.complete and not (screen.partly or leaks.leaked))
