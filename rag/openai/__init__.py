"""OpenAI, or any server that speaks its chat API: answers that stream, and follow-ups made to stand alone."""

from rag.openai.answerer import OpenAIAnswerer
from rag.openai.client import BASE_URL, OpenAIClient
from rag.openai.rewriter import OpenAIRewriter

__all__ = ["BASE_URL", "OpenAIAnswerer", "OpenAIClient", "OpenAIRewriter"]
