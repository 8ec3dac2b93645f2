"""From a question to judged hits.

Data flows `search` (what to look for) -> `retriever` (candidates) -> `signals` (what speaks for each) and `defining` -> `ranking`
(hits) with `relevance` (how sure we are; `contextual` knows what an embedder's cosines are worth for that) -> `merging` (where several
questions were asked) -> `ingredients`, `options` and `listings` (all there is of something) and `procedures` (all steps of what is done
step by step), each told by `sections`, or `remedies` (what helps against what was found). What is asked about the book as a whole is
looked up by `overviews` instead. `editions` tells which version and language of a site all of that is kept to.
"""

from rag.retrieval.editions import Editions
from rag.retrieval.ingredients import Ingredients
from rag.retrieval.listings import Listings
from rag.retrieval.merging import merged
from rag.retrieval.options import Options
from rag.retrieval.overviews import Overviews
from rag.retrieval.procedures import Procedures
from rag.retrieval.relevance import BIAS, EVIDENCE, WEIGHTS, near_by_meaning, relevance
from rag.retrieval.remedies import Remedies
from rag.retrieval.retriever import Retriever
from rag.retrieval.search import Search
from rag.retrieval.signals import usual_shares

__all__ = [
    "BIAS",
    "EVIDENCE",
    "WEIGHTS",
    "Editions",
    "Ingredients",
    "Listings",
    "Options",
    "Overviews",
    "Procedures",
    "Remedies",
    "Retriever",
    "Search",
    "merged",
    "near_by_meaning",
    "relevance",
    "usual_shares",
]
