"""How often one address, and one conversation, may ask.

Knows rates, who asks, and which routes they are for; not what a question is. Health and files are never limited, and a limit that can't
be shared with the other replicas holds in this process alone.

- `counters`: how often, in windows that slide, bounded in memory
- `addresses`: who asks, without a clear address anywhere
- `limiter`: rates over both; `TooMany` where they are spent
- `gate`: the layer around the app that asks the limiter by route
- `sharing`: what other replicas counted, and what they must know of us
"""

from rag.web.limits.gate import Gate
from rag.web.limits.limiter import Limiter, TooMany, check_conversation, check_question

__all__ = ["Gate", "Limiter", "TooMany", "check_conversation", "check_question"]
