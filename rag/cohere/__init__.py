"""Embeddings and reranking by Cohere's API. Its SDK is imported in this folder only, and only once something is asked."""

from rag.cohere.connection import CohereConnection
from rag.cohere.embedder import CohereEmbedder
from rag.cohere.reranker import CohereReranker

__all__ = ["CohereConnection", "CohereEmbedder", "CohereReranker"]
