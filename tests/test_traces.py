"""How an answer came about can be read afterwards, and nobody waits for its being written."""

import asyncio

from test_fallback import SAYS, VALVE, run
from wire.openai_server import CUT, OpenAIServer, Reply, chunk, says

from rag.build import Parts, book_source, build
from rag.ingest import ingest
from rag.remembered import Trace
from rag.settings import Settings
from rag.types import Answer, Question


async def traced(parts: Parts, question: Question) -> tuple[Answer, Trace]:
    answer = await parts.assistant.ask(question)
    for _ in range(500):
        if trace := await parts.store.trace(answer.message_id):
            return answer, trace
        await asyncio.sleep(0.01)
    raise AssertionError("no trace was written")


def test_a_trace_tells_what_was_asked_found_said_and_spent(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        question = Question(
            "At which pressure does the valve open?", context="It whistles in two tones.", page_path="/docs/boiler"
        )
        answer, trace = await traced(parts, question)
        assert trace.question == Question(question.message, answer.session_id, question.context, question.page_path)
        assert trace.query == "At which pressure does the valve open?"
        assert "11 bar" in trace.hits[0].chunk.text
        assert trace.relevance == trace.hits[0].score
        assert "It whistles in two tones." in trace.plan
        assert (trace.answer, trace.status, trace.model) == (answer.message, "answered", "gpt-4o-mini")
        assert (trace.tokens, trace.dropped_markers, trace.cached) == (42, 1, False)
        assert trace.sources == answer.sources
        assert trace.timings_ms["whole"] == answer.metadata.response_time_ms
        assert trace.index_version == answer.metadata.index_version

    run(settings, act, says("The safety valve opens at 11 bar [1] [9]."))


def test_a_shared_answer_has_a_trace_of_its_own(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await traced(parts, VALVE)
        _, trace = await traced(parts, VALVE)
        assert (trace.cached, trace.tokens) == (True, 0)
        assert trace.hits[0].chunk.text and trace.plan

    run(settings, act, SAYS)


def test_an_answer_that_broke_off_tells_why(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        _, trace = await traced(parts, VALVE)
        assert trace.status == "partial"
        assert any(note.startswith("the answer broke off: ") for note in trace.notes)

    run(settings, act, Reply([chunk("It opens ", role="assistant"), CUT]))


def test_an_unanswered_question_can_be_found(parts: Parts):
    async def whole() -> list[Trace]:
        await traced(parts, Question("How fast is a Finch?"))
        await traced(parts, Question("Who won the chess olympiad in Dresden?"))
        return await parts.store.traces(10, ["not_in_book"])

    assert [trace.question.message for trace in asyncio.run(whole())] == ["Who won the chess olympiad in Dresden?"]


def test_traces_are_there_after_the_program_has_ended_in_order(settings):
    async def first() -> str:
        parts = build(settings)
        await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        answer = await parts.assistant.ask(Question("How fast is a Finch?"))
        await parts.close()
        return answer.message_id

    async def second(message_id: str) -> Trace | None:
        parts = build(settings)
        try:
            return await parts.store.trace(message_id)
        finally:
            await parts.close()

    trace = asyncio.run(second(asyncio.run(first())))
    assert trace is not None
    assert trace.question.message == "How fast is a Finch?"


def test_no_trace_is_kept_where_the_settings_say_so(settings):
    async def whole() -> None:
        parts = build(Settings.from_environment(
            {"BOOK_DIR": str(settings.book_dir), "DATA_DIR": str(settings.data_dir), "TRACE_QUESTIONS": "off"}
        ))  # fmt: skip
        await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        await parts.assistant.ask(Question("How fast is a Finch?"))
        await parts.close()
        reopened = build(settings)
        assert await reopened.store.traces(10) == []
        await reopened.close()

    asyncio.run(whole())


def test_forgetting_a_conversation_takes_its_traces(parts: Parts):
    async def whole() -> None:
        answer, _ = await traced(parts, Question("How fast is a Finch?"))
        await parts.assistant.conversations.forget(answer.session_id)
        assert await parts.store.trace(answer.message_id) is None

    asyncio.run(whole())
