"""The only numbered list of a page, told as it stands there, or one point of it: "(1)(f)".

Knows where it begins and ends, what stands between its items, and by what numbers and letters these go; not who asks for it. What follows
the last item is no part of it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from rag.book import Sentence, fenced
from rag.book.sentences import CLAUSE
from rag.local.extractive.form import begins_clause, bullet_of, language_of
from rag.local.extractive.joints import Joints, Place
from rag.local.extractive.layout import as_name
from rag.reading.passages import Passage
from rag.sections.references import without_references

_INSIDE = "    "  # what belongs to an item stands so far in

_Step = list[tuple[Place, Sentence, str]]  # its sentences, each with the mark before it


def numbered_steps(passages: Sequence[Passage]) -> list[str]:
    """One piece an item, with its number in the book and the markers of the passages that it stands in."""
    steps: list[_Step] = []
    for place, sentence, mark in _from_the_first(passages, _is_number):
        if _is_number(mark):
            steps.append([])
        steps[-1].append((place, sentence, mark))
    if steps:
        steps[-1] = list(takewhile(lambda each: each[1].kind != "prose", steps[-1]))
    return [_told(step, passages) for step in steps]


def named_point(passages: Sequence[Passage], points: Sequence[str]) -> list[str]:
    """The point that goes by ``points``, ("1", "f") for "(f)" below "1.", with what leads in to it; [] where there is none."""
    inside = list(_from_the_first(passages, bool))
    leading: _Step = []
    for point in points:
        inside = _below(inside, point)
        begins = inside[:1] + list(takewhile(lambda each: each[1].kind == "item" and not each[2], inside[1:]))
        leading += begins
    return [_told([*leading, *inside[len(begins) :]], passages)] if inside else []


def _below(inside: _Step, point: str) -> _Step:
    """What goes by that name, up to the next that goes by one of the same form: "(g)" behind "(f)"."""
    names = [_name(sentence, mark) for _, sentence, mark in inside]
    first = next((at for at, name in enumerate(names) if name.strip("().") == point), len(names))
    alike = (
        at for at in range(first + 1, len(names)) if names[at] and _is_number(names[at]) == _is_number(names[first])
    )
    found = inside[first : next(alike, len(names))]
    return (
        found if not found or _is_number(names[first]) else list(takewhile(lambda each: each[1].kind == "item", found))
    )


def _name(sentence: Sentence, mark: str) -> str:
    """ "1." or "(f)", by which an item goes; "" for any other sentence."""
    clause = CLAUSE.match(sentence.text) if mark == "-" else None
    return clause[0].strip() if clause else mark if _is_number(mark) else ""


def _from_the_first(
    passages: Sequence[Passage], begins: Callable[[str], bool]
) -> Iterator[tuple[Place, Sentence, str]]:
    """All that stands behind the first such mark in its section."""
    joints = Joints(passages)
    places = ((number, at) for number, each in enumerate(passages, 1) for at in range(len(each.sentences)))
    place = next((each for each in places if begins(_mark(each, passages))), None)
    while place:
        yield place, passages[place[0] - 1].sentences[place[1]], _mark(place, passages)
        place = joints.after(place)


def _mark(place: Place, passages: Sequence[Passage]) -> str:
    """ "2." of an item that has a number at the margin, "-" of any other, "" where none begins."""
    passage = passages[place[0] - 1]
    sentence, text = passage.sentences[place[1]], passage.chunk.text
    if begins_clause(sentence, text):
        return "-"
    begins = bullet_of(sentence, text)
    if begins is None:
        return ""
    return begins["mark"] if begins["mark"][0].isdigit() and not begins["indent"] else "-"


def _is_number(mark: str) -> bool:
    return mark[:1].isdigit()


def _told(step: _Step, passages: Sequence[Passage]) -> str:
    told = ""
    for (number, _), sentence, mark in step:
        if sentence.kind == "code":
            code = fenced(sentence.text, language_of(sentence, passages[number - 1].chunk.text))
            told += "\n" + "".join(f"\n{_INSIDE}{line}" for line in code.splitlines()) + "\n\n"
            continue
        if sentence.kind == "tab":
            told += f"\n\n{_INSIDE}**{as_name(sentence.text)}**\n"
            continue
        text = without_references(sentence.text)
        told += f" {text}" if not mark else f"\n{_INSIDE}{mark} {text}" if told else f"{mark} {text}"
    marker = "".join(f"[{number}]" for number in dict.fromkeys(place[0] for place, *_ in step))
    ends_in_code = step[-1][1].kind == "code"
    return f"{told.rstrip()}\n\n{_INSIDE}{marker}\n" if ends_in_code else f"{told.rstrip()} {marker}\n"
