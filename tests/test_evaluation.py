"""Questions with known answers, asked about the tram book through the flow that visitors get."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.build import Parts, book_source
from rag.errors import ServiceFailed
from rag.evaluation import Asked, Case, Evaluation, Exchange, Outcome, draw, evaluate
from rag.evaluation.command import chunks_of
from rag.evaluation.gold import Gold
from rag.evaluation.outcome import outcome_of
from rag.events import CitedSource, Finished, Retrieved
from rag.settings import Settings
from rag.types import Answer, AnswerStatus, Chunk, Hit, Metadata, Question, Retrieval, Source

NEEDLE = Case("How long is the tunnel called the Needle?", expects=("840 metres",))
VALVE = Case("At what pressure does the safety valve open?", expects=("11 bar",), kind="fact")
GIRAFFE = Case("Which giraffe won the parliamentary election?", status="not_in_book", kind="far")


@pytest.fixture
def whole_book(settings: Settings) -> list[Chunk]:
    return list(chunks_of(book_source(settings)))


def evaluated(parts: Parts, *cases: Case, **options) -> Evaluation:
    return asyncio.run(evaluate(parts.assistant, cases, **options))


def only(evaluation: Evaluation) -> Outcome:
    assert len(evaluation.outcomes) == 1
    return evaluation.outcomes[0]


# ---------------------------------------------------------------- what is told of a question


def test_a_right_answer_is_right_in_every_way(parts: Parts, whole_book: list[Chunk]):
    marks = only(evaluated(parts, NEEDLE, book=whole_book)).marks
    assert marks.ranks[0] == 1
    assert marks.right_chunks == 1
    assert marks.answered and marks.holds
    assert marks.quotes_valid == marks.cited > 0
    assert marks.cited_right > 0
    assert marks.faults == ()


def test_a_question_that_the_book_does_not_cover_is_right_when_refused(parts: Parts):
    marks = only(evaluated(parts, GIRAFFE)).marks
    assert marks.refused and marks.right_side
    assert marks.faults == ()


def test_a_question_said_to_be_covered_that_is_refused_names_its_faults(parts: Parts):
    outcome = only(evaluated(parts, replace(GIRAFFE, status="answered", expects=("spotted majority",))))
    assert "refused, though in the book" in outcome.marks.faults
    assert "right chunk not in the first five" in outcome.marks.faults


def test_of_a_whole_every_part_that_is_cited_is_right_where_the_expected_one_is_among_them(parts: Parts):
    whole = Case("What is this book about?", expects=("Two kinds of car",))
    missed = replace(whole, expects=("opens at 11 bar",))
    right, wrong = (outcome.marks for outcome in evaluated(parts, whole, missed).outcomes)

    assert right.cited_right == right.cited > 3 and right.holds
    assert (wrong.cited_right, wrong.holds) == (0, False) and wrong.cited == right.cited


def test_words_expected_of_a_question_outside_the_book_are_not_looked_for(parts: Parts):
    marks = only(evaluated(parts, replace(GIRAFFE, expects=("spotted majority",)))).marks
    assert not marks.sought
    assert marks.faults == ()


def test_where_nothing_is_known_nothing_can_be_wrong(parts: Parts):
    marks = only(evaluated(parts, Case("Who designed the lamp code?"))).marks
    assert marks.in_book is None
    assert marks.faults == ()
    assert set(marks.timings_ms) >= {"search", "answer"}


def test_words_that_stand_together_in_no_chunk_are_reported(parts: Parts, whole_book: list[Chunk]):
    torn = Case("How long is the Needle?", expects=("840 metres", "sand brake"))
    assert evaluated(parts, NEEDLE, torn, book=whole_book).nowhere == (torn,)


def test_without_the_book_the_number_of_right_chunks_is_not_known(parts: Parts):
    assert only(evaluated(parts, NEEDLE)).marks.right_chunks is None


def test_right_chunks_are_counted_in_the_book_that_was_indexed(parts: Parts, whole_book: list[Chunk]):
    state = asyncio.run(parts.index.state())
    found = asyncio.run(parts.assistant.search("steam trams along the river", 10)).hits
    assert state.chunks == len(whole_book)
    assert {hit.chunk.chunk_id for hit in found} <= {chunk.chunk_id for chunk in whole_book}


def hit(text: str, chunk_id: str = "c1") -> Hit:
    return Hit(Chunk(chunk_id, text, "a.md", "a", "A", "", "/docs/a", 0, 1), 0.9)


def source(quote: str, chunk_id: str = "c1") -> Source:
    return Source(1, chunk_id, "A", "a", "", 0.9, "/docs/a", quote)


@pytest.mark.parametrize(
    ("cited", "valid"),
    [
        (source("The valve opens at 11 bar."), True),
        (source("The valve  opens at 11 bar."), False),
        (source("The valve opens at 12 bar."), False),
        (source(" "), False),
        (source("The valve opens at 11 bar.", chunk_id="of no hit"), False),
    ],
    ids=["word for word", "another space", "another number", "empty", "a chunk that was not found"],
)
def test_a_quote_is_valid_when_it_stands_word_for_word_in_its_chunk(cited: Source, valid: bool):
    answer = Answer("", "", "11 bar [1]", (cited,), AnswerStatus.ANSWERED, Metadata(5.0, 0, 1, {}, "m", "v"))
    retrieval = Retrieval("valve", (hit("The valve opens at 11 bar."),), 0.9)
    events = [Retrieved(retrieval), CitedSource(cited), Finished(answer)]
    marks = outcome_of(VALVE, "key", events, Gold()).marks
    assert marks.quotes_valid == valid
    assert ("quote not in its chunk" in marks.faults) is not valid


# ---------------------------------------------------------------- conversations and selected text


def test_a_follow_up_is_searched_as_in_a_real_conversation(parts: Parts):
    asked = ["What is a Finch?", "and a Heron?", "How heavy is it?", "And its top speed?"]

    async def talk() -> tuple[list[Exchange], str]:
        session, history = None, []
        for question in asked:
            answer = await parts.assistant.ask(Question(question, session_id=session))
            session = answer.session_id
            history.append(Exchange(question, answer.message))
        return history[:-1], (await parts.store.turns(session))[-1].topic

    history, topic = asyncio.run(talk())
    outcome = only(evaluated(parts, Case(asked[-1], history=tuple(history))))
    assert outcome.searched == topic != asked[-1]
    assert outcome.marks.kind == "followup"


def test_selected_text_and_page_take_part(parts: Parts):
    case = Case("What is that for?", context="It whistles in two tones", page="/docs/boiler", expects=("gate bell",))
    assert only(evaluated(parts, case)).marks.hit(1)


def test_asking_remembers_nothing(parts: Parts, settings: Settings):
    before = settings.database_file.read_bytes()
    evaluated(parts, NEEDLE, VALVE)
    assert settings.database_file.read_bytes() == before


# ---------------------------------------------------------------- a run


def test_how_many_are_in_flight_changes_no_answer(parts: Parts):
    cases = [NEEDLE, VALVE, GIRAFFE] * 4

    def without_time(evaluation: Evaluation) -> list:
        return [(each.answer, replace(each.marks, total_ms=0, timings_ms={})) for each in evaluation.outcomes]

    assert without_time(evaluated(parts, *cases, workers=1)) == without_time(evaluated(parts, *cases, workers=5))


def test_a_question_that_comes_twice_keeps_two_keys(parts: Parts):
    keys = [marks.key for marks in evaluated(parts, NEEDLE, VALVE, NEEDLE).marks]
    assert len(set(keys)) == 3


def test_the_caller_is_told_after_every_question(parts: Parts):
    told: list[Asked] = []
    evaluated(parts, NEEDLE, VALVE, GIRAFFE, progress=told.append)
    assert [(each.done, each.of) for each in told] == [(1, 3), (2, 3), (3, 3)]
    assert {each.last.case for each in told} == {NEEDLE, VALVE, GIRAFFE}


@pytest.mark.parametrize("signal", [threading.Event, asyncio.Event], ids=["of a thread", "of the loop"])
def test_a_stop_leaves_what_was_done(parts: Parts, signal):
    stop = signal()

    def stop_at_two(asked: Asked) -> None:
        if asked.done == 2:
            stop.set()

    run = evaluated(parts, *[NEEDLE] * 20, workers=1, progress=stop_at_two, stop=stop)
    assert (len(run.outcomes), run.of) == (2, 20)


class Blackout:
    """The real assistant, whose service is away whenever it is asked about coke."""

    def __init__(self, parts: Parts) -> None:
        self._assistant = parts.assistant

    async def rehearse(self, question: Question, turns: Sequence = ()):
        if "coke" in question.message:
            raise ServiceFailed("OPENAI_API_KEY", "the answers' service is away")
        async for event in self._assistant.rehearse(question, turns):
            yield event


def test_a_question_whose_service_failed_is_wrong_and_the_others_go_on(parts: Parts):
    coke = Case("When does the first shovel of coke go in?", expects=("35 minutes",))
    run = asyncio.run(evaluate(Blackout(parts), [coke, NEEDLE]))
    assert [each.case for each in run.failed] == [coke]
    failed, other = run.outcomes
    assert failed.answer == "the answers' service is away"
    assert failed.marks.faults == ("failed",)
    assert not failed.marks.answered and not failed.marks.refused
    assert other.marks.faults == ()


def test_the_same_seed_draws_the_same_questions_in_the_order_of_the_file():
    cases = [Case(f"{n}?") for n in range(100)]
    drawn = draw(cases, 10, seed=3)
    assert drawn == draw(cases, 10, seed=3) != draw(cases, 10, seed=4)
    assert [int(case.question[:-1]) for case in drawn] == sorted(int(case.question[:-1]) for case in drawn)
    assert draw(cases, 1000, seed=3) == draw(cases, None, seed=3) == cases
