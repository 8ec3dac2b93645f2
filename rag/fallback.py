"""A service that writes answers, and what answers while it is down or there is no budget for it.

Knows only that the first may fail before its first word, and that the second then does.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from rag.breaker import Breaker
from rag.budget import Budget
from rag.errors import ServiceFailed
from rag.ports import Answerer, Brief, Delta, Plan, Usage


class FallbackAnswerer:
    """Fits the port like the two it is made of. What the second writes is marked as degraded."""

    def __init__(self, first: Answerer, second: Answerer, breaker: Breaker, budget: Budget) -> None:
        self._first = first
        self._second = second
        self._breaker = breaker
        self._budget = budget

    @property
    def model(self) -> str:
        return self._first.model

    async def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        """Raises ServiceFailed where the first breaks off in mid-answer: what was said can't be taken back."""
        if await self._budget.allows() and self._breaker.lets_through():
            said = False
            try:
                async with aclosing(self._first.answer(brief)) as parts:
                    async for part in parts:
                        said = said or isinstance(part, Delta)
                        yield part
                self._breaker.succeeded()
                return
            except ServiceFailed as error:
                self._breaker.failed(error)
                if said:
                    raise
        self._breaker.fell_back()
        async with aclosing(self._second.answer(brief)) as parts:
            async for part in parts:
                yield replace(part, model=self._second.model, degraded=True) if isinstance(part, Plan) else part
