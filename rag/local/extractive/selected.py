"""The sentence that the visitor has selected and asks about.

Knows which sentences of the passages it is, and that the ones beside it say more than it does: the visitor has read it.
"""

from collections.abc import Sequence

from rag.local.extractive.joints import Joints, Place
from rag.reading.passages import Passage

SELECTED = -2.0  # for the sentence itself
BESIDE = 0.4  # for the one behind it, half of that for the one before: there it is explained, more often than not
WHOLE, MOST_OF = 0.7, 0.5  # shares of the sentence's and the selection's terms that both have, where one is the other


def selected(context: frozenset[int], passages: Sequence[Passage], joints: Joints) -> dict[Place, float]:
    """What it counts for a sentence that it is, or stands beside, the one that was selected. A selection of many sentences counts for none:
    the answer may well be one of them."""
    found: dict[Place, float] = {}
    if not context:
        return found
    for number, passage in enumerate(passages, start=1):
        for at, terms in enumerate(passage.terms):
            shared = len(terms & context)
            if shared >= WHOLE * len(terms) and shared >= MOST_OF * len(context):
                found[number, at] = SELECTED
    for place in list(found):
        for beside, value in ((joints.after(place), BESIDE), (joints.before(place), BESIDE / 2)):
            if beside and beside not in found:
                found[beside] = value
    return found
