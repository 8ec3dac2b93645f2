"""The sentence of a chunk that backs a claim best."""

from collections import Counter
from math import sqrt

from rag.citations.support import Claim
from rag.reading.passages import Passages
from rag.types import Hit


def best_quote(claim: Claim, hit: Hit, passages: Passages, question: str = "") -> str:
    """The sentence of the chunk that backs the claim best, half by shared terms, of which one that few of its sentences have tells more,
    half by cosine. Of several that the claim repeats
    word for word it is the one that is nearest to the question; a claim that only names the chunk is backed by how it begins."""
    passage = passages.read([hit.chunk])[0]
    heads = {sentence.header for sentence in passage.sentences if sentence.kind == "row"}
    places = [place for place, sentence in enumerate(passage.sentences) if sentence.text not in heads]
    if not places:
        return hit.chunk.text
    repeated = [place for place in places if passage.sentences[place].text in claim.text]
    if len(repeated) == 1:
        return passage.sentences[repeated[0]].text
    if claim.names(passage) and not repeated:
        return passage.sentences[places[0]].text
    wanted = Claim(question, passages) if repeated and question else claim
    cosines = passage.cosines(wanted.vector)
    said = Counter(term for place in places for term in passage.terms[place] & wanted.terms)
    telling = {term: 1 / sqrt(count) for term, count in said.items()}
    most = sum(telling.values()) + len(wanted.terms - telling.keys()) or 1.0

    def backing(place: int) -> float:
        told = sum(telling[term] for term in wanted.terms & passage.terms[place])
        return told / most + float(cosines[place])

    return passage.sentences[max(repeated or places, key=backing)].text
