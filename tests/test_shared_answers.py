"""One answer for all who ask the same: while it is made, and for a while afterwards."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

import pytest
from test_fallback import SAYS, VALVE, run
from wire.openai_server import CUT, HANG, OpenAIServer, Reply, chunk, fails, usage

from rag.build import Parts
from rag.errors import ServiceFailed
from rag.events import Event, Finished, Said
from rag.shared_answers import SharedAnswers
from rag.types import Answer, AnswerStatus, Metadata

SLOW = Reply(
    [chunk("", role="assistant"), chunk("It opens "), 0.3, chunk("at 11 bar [1]."), usage(42), chunk(finish="stop")]
)
STUCK = Reply([chunk("", role="assistant"), chunk("It opens "), HANG])


async def ask(parts: Parts, **more: str) -> Answer:
    return await parts.assistant.ask(replace(VALVE, **more))


def test_many_who_ask_the_same_at_once_share_one_call(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        answers = await asyncio.gather(*(ask(parts) for _ in range(20)))
        assert {answer.message for answer in answers} == {"It opens at 11 bar [1]."}
        assert len(server.requests) == 1
        assert len({answer.session_id for answer in answers}) == len({answer.message_id for answer in answers}) == 20
        assert sorted(answer.metadata.tokens_used for answer in answers) == [0] * 19 + [42]
        for answer in answers:
            assert (await parts.assistant.conversations.turns(answer.session_id))[0].answer == "It opens at 11 bar [1]."

    run(settings, act, SLOW)


def test_who_asks_later_gets_the_answer_that_was_made(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        first, second = await ask(parts), await ask(parts)
        assert (first.metadata.cached, second.metadata.cached) == (False, True)
        assert (second.message, second.sources, second.suggestions) == (first.message, first.sources, first.suggestions)
        assert second.message_id != first.message_id
        assert len(server.requests) == 1
        assert await parts.store.tokens_today() == 42

    run(settings, act, SAYS)


def test_a_streamed_answer_from_the_cache_has_all_its_parts(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        events = [[event async for event in parts.assistant.stream(VALVE)] for _ in range(2)]
        made, again = [[type(event).__name__ for event in each] for each in events]
        assert again == made
        assert (
            "".join(event.text for event in events[1] if isinstance(event, Said))
            == "The safety valve opens at 11 bar [1]."
        )

    run(settings, act, SAYS)


@pytest.mark.parametrize(
    "other",
    [
        {"message": "When does the safety valve open?"},
        {"context": "It whistles in two tones."},
        {"page_path": "/docs/cars"},
    ],
    ids=["message", "selected text", "page"],
)
def test_another_question_is_answered_anew(settings, other: dict[str, str]):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await ask(parts)
        await ask(parts, **other)
        assert len(server.requests) == 2

    run(settings, act, SAYS)


def test_a_question_within_a_conversation_is_answered_anew(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        first = await ask(parts)
        second = await ask(parts, session_id=first.session_id)
        third = await ask(parts, session_id=first.session_id)
        assert [second.metadata.cached, third.metadata.cached] == [False, False]
        assert len(server.requests) == 3

    run(settings, act, SAYS)


def test_an_answer_is_made_anew_when_the_book_has_changed(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        from rag.build import book_source
        from rag.ingest import ingest

        first = await ask(parts)
        (settings.book_dir / "02-boiler/index.md").write_text(
            "# The boiler\n\nThe safety valve opens at 12 bar of pressure.\n"
        )
        await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        second = await ask(parts)
        assert not second.metadata.cached
        assert second.metadata.index_version != first.metadata.index_version
        assert "12 bar" in second.sources[0].quote

    run(settings, act, SAYS)


@pytest.mark.parametrize(
    "poor",
    [fails(401), Reply([chunk("It opens ", role="assistant"), CUT])],
    ids=["degraded", "broken off"],
)
def test_an_answer_that_could_have_been_better_is_not_kept(settings, poor: Reply):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        first = await ask(parts)
        second = await ask(parts)
        assert first.status in ("degraded", "partial")
        assert not second.metadata.cached

    run(settings, act, poor, poor, SAYS)


def test_nothing_is_kept_where_the_settings_say_so(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await ask(parts)
        assert not (await ask(parts)).metadata.cached
        assert len(server.requests) == 2

    run(settings, act, SAYS, ANSWER_CACHE_MINUTES="0")


def test_one_who_leaves_takes_nothing_from_the_others(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        leaving, staying = asyncio.create_task(ask(parts)), asyncio.create_task(ask(parts))
        await until(lambda: server.active)
        leaving.cancel()
        assert (await staying).message == "It opens at 11 bar [1]."
        assert (await ask(parts)).metadata.cached

    run(settings, act, SLOW)


def test_when_the_last_one_leaves_the_call_ends(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        asking = [asyncio.create_task(ask(parts)) for _ in range(3)]
        await until(lambda: server.active)
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await until(lambda: not server.active)

    run(settings, act, STUCK)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


# ---------------------------------------------------------------- without any service


def finished(text: str = "done") -> Finished:
    return Finished(Answer("", "", text, (), AnswerStatus.ANSWERED, Metadata(1, 0, 0, {}, "m", "v")))


class Making:
    """Answers that count how often they are made."""

    def __init__(self, *events: Event) -> None:
        self.events = events
        self.made = 0

    async def __call__(self) -> AsyncGenerator[Event, None]:
        self.made += 1
        for event in self.events:
            await asyncio.sleep(0)
            yield event


async def heard(
    shared: SharedAnswers, key: str, make: Callable[[], AsyncGenerator[Event, None]]
) -> list[tuple[Event, bool]]:
    return [each async for each in shared.events(key, make, lambda _: True)]


def in_a_loop(act: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await act()

    asyncio.run(whole())


def test_whoever_wants_it_whole_shares_it_with_whoever_hears_it_as_it_comes():
    async def act() -> None:
        making, shared = Making(Said("It "), Said("opens."), finished()), SharedAnswers(seconds=0)
        as_it_comes = asyncio.ensure_future(heard(shared, "a", making))
        whole = [each async for each in shared.events("a", making, lambda _: True, whole=True)]
        assert [event for event, _ in whole] == [event for event, _ in await as_it_comes] == list(making.events)
        assert making.made == 1

    in_a_loop(act)


@pytest.mark.parametrize(("whole", "heard_meanwhile"), [(False, [1, 2]), (True, [0, 0])])
def test_whoever_wants_it_whole_hears_nothing_before_its_end(whole, heard_meanwhile):
    async def act() -> None:
        so_far: list[Event] = []
        counts: list[int] = []

        async def making() -> AsyncGenerator[Event, None]:
            for word in ("It ", "opens."):
                yield Said(word)
                await asyncio.sleep(0.01)
                counts.append(len(so_far))
            yield finished()

        async for event, _ in SharedAnswers(seconds=0).events("a", making, lambda _: True, whole=whole):
            so_far.append(event)
        assert (counts, len(so_far)) == (heard_meanwhile, 3)

    in_a_loop(act)


def test_an_answer_serves_for_so_long_and_no_longer():
    async def act() -> None:
        now = 0.0
        making = Making(finished())
        shared = SharedAnswers(seconds=60, clock=lambda: now)
        await heard(shared, "a", making)
        now = 59.9
        assert [cached for _, cached in await heard(shared, "a", making)] == [True]
        now = 60.0
        assert [cached for _, cached in await heard(shared, "a", making)] == [False]
        assert making.made == 2

    in_a_loop(act)


def test_only_so_many_answers_are_kept_and_the_oldest_goes_first():
    async def act() -> None:
        making = Making(finished())
        shared = SharedAnswers(seconds=60, kept=2)
        for key in "abc":
            await heard(shared, key, making)
        assert shared.kept == 2
        assert [(await heard(shared, key, making))[0][1] for key in "cba"] == [True, True, False]

    in_a_loop(act)


def test_a_failure_reaches_all_who_wait_and_is_forgotten():
    async def failing() -> AsyncGenerator[Event, None]:
        yield Said("It ")
        await asyncio.sleep(0)
        raise ServiceFailed("openai", "gone")

    async def act() -> None:
        shared = SharedAnswers(seconds=60)
        outcomes = await asyncio.gather(*(heard(shared, "a", failing) for _ in range(3)), return_exceptions=True)
        assert [str(each) for each in outcomes] == ["gone"] * 3
        assert [cached for _, cached in await heard(shared, "a", Making(finished()))] == [False]

    in_a_loop(act)


def test_one_who_comes_late_hears_it_from_the_beginning():
    gate = asyncio.Event()

    async def slow() -> AsyncGenerator[Event, None]:
        yield Said("one ")
        await gate.wait()
        yield Said("two")
        yield finished()

    async def act() -> None:
        shared = SharedAnswers(seconds=60)
        early = asyncio.create_task(heard(shared, "a", slow))
        await asyncio.sleep(0.01)
        late = asyncio.create_task(heard(shared, "a", slow))
        await asyncio.sleep(0.01)
        gate.set()
        assert [event for event, _ in await early] == [event for event, _ in await late]
        assert {joined for _, joined in await late} == {True}

    in_a_loop(act)
