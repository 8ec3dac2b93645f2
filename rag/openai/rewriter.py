"""Follow-ups that a language model makes to stand alone.

Knows how long a visitor may wait for that, before the search has even begun.
"""

from collections.abc import Sequence
from contextlib import aclosing

from rag.openai.client import OpenAIClient, Request
from rag.prompt import Budgets, rewrite_messages, standalone
from rag.types import Turn


class OpenAIRewriter:
    """Makes a follow-up a question that stands alone. ``seconds``: the most it may take, since the visitor still waits for the search."""

    def __init__(
        self, client: OpenAIClient, *, budgets: Budgets | None = None, limit: int = 150, seconds: float = 4
    ) -> None:
        self._client, self._budgets, self._limit, self._seconds = client, budgets, limit, seconds

    async def rewrite(self, message: str, turns: Sequence[Turn]) -> str:
        """The message itself where nothing came before it, or where the reply is no question. Raises ServiceFailed."""
        if not turns:
            return message
        messages = rewrite_messages(message, turns, budgets=self._budgets)
        request = Request(messages, self._limit, 0, self._seconds, together=self._seconds)
        async with aclosing(self._client.stream(request)) as pieces:
            return standalone("".join([piece async for piece in pieces if isinstance(piece, str)]), message)
