"""From a question to judged hits.

Data flows `search` (what to look for) -> `retriever` (candidates) -> `signals` (what speaks for each) -> `ranking` (hits) with
`relevance` (how sure we are).
"""

from rag.retrieval.relevance import BIAS, EVIDENCE, WEIGHTS, relevance
from rag.retrieval.retriever import Retriever
from rag.retrieval.search import Search
from rag.retrieval.signals import SHARES

__all__ = ["BIAS", "EVIDENCE", "SHARES", "WEIGHTS", "Retriever", "Search", "relevance"]
