"""The points of ours that are no chunks: what the collection holds, how rare its words are, and who is writing.

Knows their ids and payloads. They carry no vectors, so no search finds them. Every point of ours says so in its field ``kind``.
"""

import base64
import json
import time
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rag.errors import IndexUnusable
from rag.local.lexicon import Lexicon
from rag.ports import IndexState

FORMAT = 1  # of our points; a reader refuses any other
CHUNK, STATE, LEXICON, LEASE = (f"book-rag-space:{noun}" for noun in ("chunk", "state", "lexicon", "lease"))
KINDS_OF_OURS = (CHUNK, STATE, LEXICON, LEASE)
STAGE, NEXT, LIVE = "stage", "next", "live"  # a chunk of an ingest under way is "next" until its commit

LEASE_SECONDS = 180.0  # longer than any batch takes to embed and write
LONGEST_SECONDS = 2 * LEASE_SECONDS  # a lease that ends later was written by a clock that has been set back since

_NAMESPACE = uuid.UUID("5b0f7a52-6d0c-4a57-9a3e-0f4b9f6f1c1e")


def point_id(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\0".join(parts)))


STATE_ID, LEASE_ID = point_id(STATE), point_id(LEASE)


@dataclass(frozen=True, slots=True)
class Marker:
    """``adopted``: others' points are in the collection too, with their text under ``text``; ``state``: None before the first commit."""

    adopted: bool
    text: str = "text"
    state: IndexState | None = None

    @property
    def lexicon_id(self) -> str:
        return point_id(LEXICON, self.state.version if self.state else "")

    def payload(self) -> dict[str, Any]:
        return {"kind": STATE, "format": FORMAT, **asdict(self)}

    @classmethod
    def read(cls, collection: str, payload: Mapping[str, Any]) -> "Marker":
        """Raises IndexUnusable."""
        try:
            if payload["format"] != FORMAT:
                raise IndexUnusable(
                    f"the collection {collection} has format {payload['format']}, this program reads {FORMAT}; "
                    "set QDRANT_COLLECTION to a new name and ingest again"
                )
            state = IndexState(**payload["state"]) if payload["state"] else None
            return cls(payload["adopted"], payload["text"], state)
        except (KeyError, TypeError) as error:
            raise IndexUnusable(
                f"our marker in the collection {collection} can't be read; set QDRANT_COLLECTION to a new name and ingest again"
            ) from error


def lexicon_payload(lexicon: Lexicon, openings: Sequence[str], editions: Sequence[str]) -> dict[str, Any]:
    """Packed: a book of 1,000 chunks has some 50 KB. ``openings``: the points with which its pages begin, in the order of the book;
    ``editions``: of the site, that show them."""
    values = {"chunks": lexicon.chunks, "frequency": dict(lexicon.frequency), "words": dict(lexicon.words)}
    packed = base64.b85encode(zlib.compress(json.dumps(values).encode())).decode()
    return {"kind": LEXICON, "packed": packed, "openings": list(openings), "editions": list(editions)}


def read_lexicon(payload: Mapping[str, Any]) -> tuple[Lexicon, tuple[str, ...], tuple[str, ...]]:
    """With the openings and the editions, of which an earlier version wrote none. Raises ValueError, KeyError, zlib.error."""
    values = json.loads(zlib.decompress(base64.b85decode(payload["packed"])))
    frequency = {int(term): count for term, count in values["frequency"].items()}
    lexicon = Lexicon(values["chunks"], frequency, values["words"])
    return lexicon, tuple(payload.get("openings", ())), tuple(payload.get("editions", ()))


def lease_payload(holder: str) -> dict[str, Any]:
    return {"kind": LEASE, "holder": holder, "expires": time.time() + LEASE_SECONDS}


def holds_lease(payload: Mapping[str, Any]) -> str:
    """Who may write now; "" where nobody does. Clocks that differ by more than the lease make two of them."""
    left = float(payload.get("expires", 0)) - time.time()
    return str(payload["holder"]) if 0 < left <= LONGEST_SECONDS else ""
