"""The debug page at `/ui/`: the place where a maintainer learns why an answer is what it is, and makes the next one better.

- `create_ui(startup)`: the page as an app of its own, mounted at `/ui`

Everything of one visitor lives in `gr.State` and in the page; `doors` says who may.
"""

import os

# Before the import: Gradio reports to its makers, and fetches from them, unless told not to.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from rag.web.ui.page import create_ui  # noqa: E402

__all__ = ["create_ui"]
