"""Languages that visitors write in: their small words, how they ask what something is, and what the assistant says in them itself.

One file a language, each nothing but words and patterns; `known.py` tells which of them a text is in. What English asks beyond that is
told apart in `rag/message` and `rag/reading`.
"""
