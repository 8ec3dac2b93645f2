"""The index on a Qdrant server or Qdrant Cloud. `qdrant_client` is imported in this folder only, and only once a server is asked."""

from rag.qdrant.index import QdrantIndex

__all__ = ["QdrantIndex"]
