"""What stands beside an answer, as HTML: why it is what it is, from its trace.

- `whole(trace)`: every view of one answer, by name
- `markup`: what is safe to show, and the small pictures that all pages of the UI share
"""

from rag.web.inspector.views import NAMES, Words, empty, request_of, waiting, whole

__all__ = ["NAMES", "Words", "empty", "request_of", "waiting", "whole"]
