"""From a question to judged hits.

Data flows `search` (what to look for) -> `retriever` (candidates) -> `signals` (what speaks for each) -> `ranking` (hits) with
`relevance` (how sure we are) -> `merging` (where several questions were asked).
"""

from rag.retrieval.merging import merged
from rag.retrieval.relevance import BIAS, EVIDENCE, WEIGHTS, relevance
from rag.retrieval.retriever import Retriever
from rag.retrieval.search import Search
from rag.retrieval.signals import usual_shares

__all__ = ["BIAS", "EVIDENCE", "WEIGHTS", "Retriever", "Search", "merged", "relevance", "usual_shares"]
