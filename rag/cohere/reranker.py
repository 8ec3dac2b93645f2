"""Passages judged against a question by Cohere."""

from collections.abc import Sequence

from rag.cohere.connection import CohereConnection
from rag.errors import ServiceFailed


class CohereReranker:
    """Judges texts against a query, closer than vectors can."""

    def __init__(self, connection: CohereConnection, model: str) -> None:
        self._connection = connection
        self.model = model

    async def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """0..1, in the order of the texts. Raises ServiceFailed."""
        if not texts:
            return []
        reply = await self._connection.call(
            "rerank", lambda client: client.rerank(model=self.model, query=query, documents=list(texts))
        )
        try:
            scores = {each.index: min(1.0, max(0.0, float(each.relevance_score))) for each in reply.results}
            return [scores[i] for i in range(len(texts))]
        except (AttributeError, TypeError, ValueError, KeyError) as error:
            raise ServiceFailed("cohere", "Cohere sent a ranking that can't be read") from error

    async def close(self) -> None:
        await self._connection.close()
