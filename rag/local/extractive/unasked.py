"""What counts against a sentence because nobody asks for its kind: a program, its output, a drawing, a label, a list beside the text.

Knows what is asked for, and the form of sentences; not what they say.
"""

from collections.abc import Sequence

from rag.book import Sentence
from rag.local.extractive.expectation import Expectation
from rag.local.extractive.form import (
    goes_on_from_code,
    is_diagram,
    is_drawing,
    is_heading,
    is_label,
    is_long,
    is_output,
    leads_in,
    leads_nowhere,
)
from rag.local.extractive.formulas import runs_into
from rag.local.extractive.joints import Joints, Place
from rag.local.extractive.standing import Standing
from rag.local.extractive.worth import (
    ASIDE,
    CODE_DEFINES,
    CODE_UNASKED,
    FRAGMENT,
    HEADING,
    LEADS_NOWHERE,
    OUTPUT_UNASKED,
    PROGRAM_UNASKED,
    SHOWS_NO_REASON,
    worth,
)
from rag.reading.passages import Passage


def by_form(
    where: Place, passages: Sequence[Passage], joints: Joints, expected: Expectation, standing: Standing
) -> float:
    """What its form counts for the sentence there: 0 or less."""
    sentence = passages[where[0] - 1].sentences[where[1]]
    if _is_unasked_output(sentence, expected):
        return OUTPUT_UNASKED
    why = SHOWS_NO_REASON * (expected.reason and sentence.kind in ("row", "code"))
    if sentence.kind == "code":
        return why + _of_code(sentence, expected, done=where[0] in standing.done)
    if is_label(sentence) and not (expected.list or expected.short):
        return FRAGMENT
    if is_heading(sentence, passages[where[0] - 1].chunk.text):
        return HEADING
    if where in standing.beside and (sentence.kind in ("item", "row") or leads_in(sentence)):
        return worth(sentence) + ASIDE
    following = joints.sentence(joints.after(where))
    if runs_into(sentence, following):
        return why
    if goes_on_from_code(sentence, joints.sentence(joints.before(where))):
        return FRAGMENT
    to_unasked = leads_in(sentence) and following is not None and is_unasked(following, expected)
    return why + worth(sentence) + LEADS_NOWHERE * (to_unasked or leads_nowhere(sentence, following))


def _of_code(code: Sentence, expected: Expectation, *, done: bool) -> float:
    """``done``: whether it does what is to be done; however long it is then."""
    if is_diagram(code) or (is_drawing(code) and not expected.drawn):
        return PROGRAM_UNASKED
    if expected.code or done:
        return 0.0
    if expected.shown:
        return CODE_UNASKED
    return PROGRAM_UNASKED if is_long(code) else CODE_DEFINES if expected.terms else CODE_UNASKED


def is_unasked(sentence: Sentence, expected: Expectation) -> bool:
    """Whether it is what a program prints, or a program, and nothing asks for that."""
    asked = expected.code or expected.steps or expected.shown
    return _is_unasked_output(sentence, expected) or is_diagram(sentence) or (is_long(sentence) and not asked)


def _is_unasked_output(sentence: Sentence, expected: Expectation) -> bool:
    return is_output(sentence) and not expected.output
