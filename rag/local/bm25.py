"""Texts as the sparse vectors of the index engine's BM25.

Knows which languages the engine has a stemmer and stop words for; beside its own, the small words of each language that is known are left
out: the engine takes "comment", "cómo" and "сколько" for words as telling as any other.
"""

from qdrant_edge import Bm25, Bm25Config, DisabledStemmer, SnowballLanguage, SparseVector, StopwordsSet
from qdrant_edge import Language as StopWords

from rag.languages.known import BY_NAME
from rag.reading.identifiers import of_a_book
from rag.reading.unspaced import in_pieces

# The average length of our chunks in terms: what BM25 measures a chunk's length against.
AVERAGE_TERMS = 90


class Bm25Vectors:
    """Documents of programs are found by the words of their names as well."""

    def __init__(self, language: str) -> None:
        self._engine = Bm25(_config(language))

    def embed_document(self, text: str) -> SparseVector:
        return self._engine.embed_document(in_pieces(of_a_book(text)))

    def embed_query(self, text: str) -> SparseVector:
        """As it is written: who asks for `bodyLimit` means that, and no other limit."""
        return self._engine.embed_query(in_pieces(text))


def _config(language: str) -> Bm25Config:
    small = BY_NAME[language].small_words.split()
    if language == "english" or not small:  # a book whose own words have no spaces has English ones amid them
        return Bm25Config(language="english", avg_len=AVERAGE_TERMS)
    engines = getattr(StopWords, language.capitalize(), None)
    stopwords = StopwordsSet(languages={engines} if engines else set(), custom=set(small))
    if not hasattr(SnowballLanguage, language.capitalize()):
        return Bm25Config(stemmer=DisabledStemmer(), stopwords=stopwords, avg_len=AVERAGE_TERMS)
    return Bm25Config(language=language, stopwords=stopwords, avg_len=AVERAGE_TERMS)
