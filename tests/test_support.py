"""Which sentences of an answer stand on nothing."""

import pytest

from rag.citations.support import Support, support
from rag.local.embedder import LocalEmbedder
from rag.local.lexicon import Terms
from rag.reading.passages import Passages
from rag.types import Chunk, Hit

PASSAGES = Passages(LocalEmbedder(), Terms("english"))
TEXT = "A copper kettle boils a litre of water in four minutes. An iron kettle needs seven minutes for it."
HITS = [Hit(Chunk("k", TEXT, "k.md", "k", "Kettles", "Old kettles in brief", "/docs/k", 0, 1), score=0.9)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (TEXT + " [1]", Support(checked=2, unsupported=0)),
        ("Copper boils a litre in four minutes. [1]", Support(1, 0)),
        ("Elephants migrate across the savannah every winter. [1]", Support(1, 1)),
        (
            "A copper kettle boils a litre of water in four minutes. [1] Elephants migrate across the savannah.",
            Support(2, 1),
        ),
        ("Yes.", Support(0, 0)),
        ("- **Old kettles in brief** [1]", Support(1, 0)),
        ("```python\nelephants.migrate(across=savannah)\n```", Support(0, 0)),
    ],
    ids=[
        "the book's words",
        "other words for it",
        "another world",
        "half and half",
        "too short to claim",
        "its heading",
        "code",
    ],
)
def test_sentences_are_counted(answer, expected):
    assert support(answer, HITS, PASSAGES) == expected


def test_most_is_more_than_half():
    assert [Support(2, 1).mostly_missing, Support(3, 2).mostly_missing, Support(0, 0).mostly_missing] == [
        False,
        True,
        False,
    ]
