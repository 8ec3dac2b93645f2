"""Which optional parameters a chat model takes: OpenAI renamed some, and reasoning models refuse others.

Knows model names and the words in which servers refuse a parameter. It remembers for one client.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openai import APIStatusError

REASONING_TOKENS = 2000  # on top of the answer's, where the model's thoughts are counted too

_REASONS = re.compile(r"(?:^|/)(?:o\d|gpt-(?:[5-9]|\d\d)(?!.*chat))", re.IGNORECASE)
_REFUSES = re.compile(
    r"support|unrecogni|unknown|unexpected|extra|permitted|allowed|deprecated|must be|at most", re.IGNORECASE
)


class Dialect:
    """The optional parameters that a model takes: by its name at first, then by what its server refuses."""

    def __init__(self, model: str) -> None:
        self._refused: set[str] = set()
        reasons = _REASONS.search(model)
        self._left_out = {"temperature", "max_tokens"} if reasons else {"max_completion_tokens", "reasoning_effort"}

    def parameters(self, limit: int, temperature: float) -> dict[str, Any]:
        every: dict[str, Any] = {
            "temperature": temperature,
            "max_tokens": limit,
            "max_completion_tokens": limit + REASONING_TOKENS,
            "reasoning_effort": "low",
            "stream_options": {"include_usage": True},
        }
        return {name: value for name, value in every.items() if name not in self._refused | self._left_out}

    def learns(self, exc: "APIStatusError", asked: Mapping[str, Any]) -> bool:
        """Whether it was one of the parameters that the server minded: then it is not sent again."""
        told = str(exc.body)[:2000]  # not every server writes where OpenAI does
        if exc.status_code not in (400, 422) or not _REFUSES.search(told):
            return False
        named = [exc.param] if exc.param else re.findall(r"\w+", told)
        name = next((each for each in named if each in asked), "")
        if name:
            self._refused.add(name)
        if name.startswith("max_"):
            self._left_out -= {"max_tokens", "max_completion_tokens"}  # the other one, if it was not refused too
        return bool(name)
