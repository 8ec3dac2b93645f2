"""The words that everybody writes.

Knows where the embedding weights keep their tokens: what the tokenizer has whole is common, in the texts that the model learned from, and
nobody's slip. Hardly a misspelt word is among them.
"""

from functools import lru_cache

import orjson

from rag.local.embedder import TOKENIZER, wheel_folder

_BEGINS = "▁"  # a token that begins a word


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """In lower case, some thousands, mostly English; 16 ms the first time."""
    told = orjson.loads((wheel_folder() / TOKENIZER).read_bytes())
    return frozenset(token[1:] for token in told["model"]["vocab"] if token.startswith(_BEGINS) and token.islower())
