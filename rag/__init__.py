"""Answers questions about a book."""

import os

# The arrays of one search are small: threads of the matrix library would take twice the CPU of a search for none of its time. It reads
# this when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
