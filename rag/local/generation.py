"""One generation of the embedded index, opened.

Knows what it is made of: the engine's shard holds vectors only, what they stand for is in the chunk table beside it, and how rare words are
in the lexicon. It does not know the engine.
"""

from dataclasses import dataclass
from pathlib import Path

from rag.errors import IndexUnusable
from rag.local.chunk_table import ChunkTable
from rag.local.generations import read_manifest
from rag.local.lexicon import Lexicon
from rag.local.shard import Shard
from rag.ports import IndexState
from rag.reading.vocabulary import Meanings, NoMeanings, StoredVocabulary


@dataclass(frozen=True, slots=True)
class Generation:
    path: Path
    state: IndexState
    shard: Shard
    table: ChunkTable
    lexicon: Lexicon
    meanings: Meanings


def opened(path: Path) -> Generation:
    """Raises IndexUnusable."""
    state = read_manifest(path)
    shard = Shard(path)
    found = shard.count()
    try:
        table = ChunkTable(path)
        lexicon = Lexicon.read(path / "lexicon.json")
        # An index of an earlier version has no meanings; the next ingest makes them.
        meanings = StoredVocabulary(path) if (path / "terms.npy").exists() else NoMeanings()
        generation = Generation(path, state, shard, table, lexicon, meanings)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise IndexUnusable(
            f"the index in {path} can't be read ({error}); remove {path.parent} and ingest again"
        ) from error
    if not found == state.chunks == len(table):
        raise IndexUnusable(
            f"the index in {path} holds {found} chunks of {state.chunks}; remove {path.parent} and ingest again"
        )
    return generation
