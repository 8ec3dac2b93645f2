"""A server that lists chat models, as OpenAI's does; it writes no answer."""

from typing import Any

from wire.served import Asked, Served


class ModelServer(Served):
    """``with ModelServer("gpt-4o-mini") as server``; then ``server.url``."""

    def __init__(self, *models: str, key: str = "a-key") -> None:
        super().__init__()
        self._models = models
        self._key = key

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.headers.get("authorization") != f"Bearer {self._key}":
            sent = asked.headers.get("authorization")
            return 401, {"error": {"message": f"Incorrect API key provided: {sent}", "code": "invalid_api_key"}}
        if (asked.method, asked.path) == ("GET", "/v1/models"):
            return 200, {"object": "list", "data": [{"id": each, "object": "model"} for each in self._models]}
        return 404, {"error": {"message": "no such route"}}
