"""With a language model configured: what visitors get while it works, fails, breaks off, or costs too much."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from wire.openai_server import CUT, HANG, OpenAIServer, Reply, chunk, fails, says

from rag.build import Parts, book_source, build
from rag.events import BrokeOff, Event, Finished, Planned
from rag.ingest import ingest
from rag.settings import Settings
from rag.types import Answer, Question

VALVE = Question("At which pressure does the safety valve open?")
BOILER = Question("How many litres of water does the boiler of a Heron hold?")
SAYS = says("The safety valve opens at 11 bar", " [1].")


@asynccontextmanager
async def world(settings: Settings, *replies: Reply, **more: str) -> AsyncIterator[tuple[OpenAIServer, Parts]]:
    """The tram book, answered by a model that replies like this."""
    async with OpenAIServer(*replies) as server:
        environment = {
            "BOOK_DIR": str(settings.book_dir), "DATA_DIR": str(settings.data_dir), "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": "sk-test", **more,
        }  # fmt: skip
        chosen = Settings.from_environment(environment)
        parts = build(chosen)
        await ingest(book_source(chosen), parts.embedder, parts.index, parts.store, lambda _: None)
        try:
            yield server, parts
        finally:
            await parts.close()


def run(
    settings: Settings, act: Callable[[OpenAIServer, Parts], Awaitable[None]], *replies: Reply, **more: str
) -> None:
    async def whole() -> None:
        async with world(settings, *replies, **more) as (server, parts):
            await act(server, parts)

    asyncio.run(whole())


async def events_of(parts: Parts, question: Question) -> tuple[list[Event], Answer]:
    events = [event async for event in parts.assistant.stream(question)]
    last = events[-1]
    assert isinstance(last, Finished)
    return events, last.answer


def test_the_model_writes_and_its_citations_are_checked(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        answer = await parts.assistant.ask(VALVE)
        assert answer.message == "The safety valve opens at 11 bar [1]."
        assert (answer.status, answer.metadata.model, answer.metadata.tokens_used) == ("answered", "gpt-4o-mini", 42)
        assert "11 bar" in answer.sources[0].quote

    run(settings, act, SAYS)


@pytest.mark.parametrize(
    "reply",
    [fails(401), fails(500), fails(429), Reply([CUT], status=0), Reply([b"data: nonsense\n\n"])],
    ids=["refused key", "server error", "too many", "cut before the first word", "malformed"],
)
def test_when_the_model_fails_the_book_answers_itself_and_says_so(settings, reply):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        events, answer = await events_of(parts, VALVE)
        assert "11 bar" in answer.message and answer.sources
        assert (answer.status, answer.metadata.model) == ("degraded", "extractive")
        assert [event for event in events if isinstance(event, Planned)]
        assert parts.breakers["openai"].failing and parts.breakers["openai"].fallbacks == 1

    run(settings, act, reply)


def test_a_model_that_failed_is_left_alone_for_a_while(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await parts.assistant.ask(VALVE)
        asked = len(server.requests)
        answer = await parts.assistant.ask(VALVE)
        assert answer.status == "degraded"
        assert len(server.requests) == asked

    run(settings, act, fails(401))


@pytest.mark.parametrize(
    "reply",
    [Reply([chunk("", finish="content_filter")]), fails(400, code="context_length_exceeded")],
    ids=["content filter", "bad request"],
)
def test_one_question_that_the_model_does_not_take_leaves_it_to_the_others(settings, reply):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        server.replies = [reply, SAYS]
        assert (await parts.assistant.ask(VALVE)).status == "degraded"
        assert not parts.breakers["openai"].failing and parts.breakers["openai"].fallbacks == 1
        assert (await parts.assistant.ask(BOILER)).metadata.model == "gpt-4o-mini"

    run(settings, act, SAYS)


def test_a_visitor_whose_questions_the_model_refuses_keeps_it_from_nobody(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        server.replies = [*[Reply([chunk("", finish="content_filter")])] * 8, SAYS]
        for number in range(8):
            refused = Question(f"{VALVE.message} {number}")
            assert (await parts.assistant.ask(refused)).status == "degraded"
        assert (await parts.assistant.ask(BOILER)).metadata.model == "gpt-4o-mini"

    run(settings, act, SAYS)


def test_a_model_that_says_how_long_it_wants_to_rest_is_left_alone_for_so_long(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await parts.assistant.ask(VALVE)
        breaker = parts.breakers["openai"]
        assert 35 < breaker.seconds_left <= 40
        assert breaker.last_failure.startswith("takes no more requests for now (429")
        assert (parts.answering(), len(server.requests)) == ("extractive", 1)

    run(settings, act, fails(429, headers=[("retry-after", "40")]))


def test_a_follow_up_is_not_rewritten_by_a_model_that_is_down(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        first = await parts.assistant.ask(VALVE)
        asked = len(server.requests)
        second = await parts.assistant.ask(Question("and how does it whistle?", first.session_id))
        assert second.status == "degraded" and "two tones" in second.message
        assert len(server.requests) == asked

    run(settings, act, fails(401))


def test_a_visitor_who_leaves_while_the_model_is_silent_is_no_failure_of_the_model(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        visitor = asyncio.create_task(parts.assistant.ask(VALVE))
        await server.asked.wait()
        visitor.cancel()
        await asyncio.gather(visitor, return_exceptions=True)
        await server.idle()
        assert not parts.breakers["openai"].failing
        server.replies = [SAYS]
        assert (await parts.assistant.ask(BOILER)).metadata.model == "gpt-4o-mini"

    run(settings, act, Reply([HANG]))


def test_an_answer_that_breaks_off_keeps_what_was_said_and_shows_that_it_does(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        events, answer = await events_of(parts, VALVE)
        assert answer.message == "The safety valve opens at 11 bar [1] and …"
        assert answer.status == "partial"
        assert [event for event in events if isinstance(event, BrokeOff)]

    run(settings, act, Reply([chunk("The safety valve opens at 11 bar [1] and"), CUT]))


def test_a_refusal_of_the_model_carries_no_sources(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        answer = await parts.assistant.ask(VALVE)
        assert (answer.status, answer.sources) == ("not_in_book", ())
        assert answer.message == "I could not find an answer to this in the book."

    run(settings, act, says("NOT_IN_BOOK"))


def test_what_the_book_does_not_cover_costs_nothing(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        answer = await parts.assistant.ask(Question("What is the best recipe for banana pancakes?"))
        assert answer.status == "not_in_book"
        assert server.requests == []

    run(settings, act, SAYS)


def test_beyond_the_days_budget_the_book_answers_itself(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        assert (await parts.assistant.ask(VALVE)).status == "answered"
        while not await parts.store.tokens_today():
            await asyncio.sleep(0.01)
        answer = await parts.assistant.ask(BOILER)
        assert (answer.status, answer.metadata.tokens_used, len(server.requests)) == ("degraded", 0, 1)
        assert "610 litres" in answer.message
        assert (parts.breakers["openai"].failing, parts.answering()) == (False, "extractive")

    run(settings, act, SAYS, DAILY_TOKEN_BUDGET="40")


def test_a_follow_up_is_rewritten_before_it_is_searched(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        first = await parts.assistant.ask(VALVE)
        server.replies = [
            says("Which two tones does the safety valve whistle in?"),
            says("It whistles in two tones [1]."),
        ]
        second = await parts.assistant.ask(Question("and how does it whistle?", first.session_id))
        assert second.message == "It whistles in two tones [1]."
        assert len(server.requests) == 3

    run(settings, act, SAYS)


def test_a_question_that_stands_alone_is_not_rewritten(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        first = await parts.assistant.ask(VALVE)
        await parts.assistant.ask(
            Question("How many litres of water does the boiler of a Heron hold?", first.session_id)
        )
        assert len(server.requests) == 2

    run(settings, act, SAYS)


def test_the_key_is_in_no_repr_and_no_message(settings):
    secret = "sk-SENTINEL-0123456789"
    chosen = Settings.from_environment(
        {"OPENAI_API_KEY": secret, "DATABASE_URL": f"postgresql://u:{secret}@127.0.0.1:1/db"}
    )
    assert secret not in repr(chosen)
    with pytest.raises(Exception, match="PORT") as raised:
        Settings.from_environment({"OPENAI_API_KEY": secret, "PORT": "none"})
    assert secret not in str(raised.value)
