"""The OpenAI adapter through the real SDK, over real sockets, against a server that does as it is told."""

import asyncio
import base64
import gc
import json
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from conftest import free_port
from hypothesis import given, settings
from hypothesis import strategies as st
from wire.openai_server import CUT, DONE, HANG, OpenAIServer, Reply, Step, chunk, event, fails, says, usage

from rag.errors import ServiceFailed, SettingsError
from rag.openai import OpenAIAnswerer, OpenAIClient, OpenAIRewriter
from rag.ports import Brief, Delta, Plan, Usage
from rag.prompt import REFUSAL
from rag.types import Chunk, Hit, Question, Turn

KEY = "sentinel-key-5b1f"
FINCH = Chunk(
    "c1", "The rail magnet stops a Finch within 21 metres.", "cars.md", "cars", "Cars", "Brakes", "/docs/cars", 0, 1
)
BRIEF = Brief(Question("How far does a Finch roll?"), "How far does a Finch roll?", [Hit(FINCH, 0.9)])
UNFOLLOWED = replace(BRIEF, followed=False)
TURN = Turn("m", "How fast is a Finch?", "38 km/h [1].", "answered", 0.0)


@dataclass
class Heard:
    """What came out of one answer, and what the server saw of it."""

    server: OpenAIServer
    parts: list = field(default_factory=list)
    spent: list[int] = field(default_factory=list)
    error: ServiceFailed | None = None

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, Delta))

    @property
    def used(self) -> list[int]:
        return [part.tokens for part in self.parts if isinstance(part, Usage)]

    @property
    def bodies(self) -> list[dict]:
        return [request.body for request in self.server.requests]


def heard(*replies: Reply, brief: Brief = BRIEF, times: int = 1, **arguments) -> Heard:
    """Ask ``times`` times, with one client."""

    async def ask() -> Heard:
        async with OpenAIServer(*replies) as server:
            result = Heard(server)
            client = OpenAIClient(**{"api_key": KEY, "base_url": server.url, "spent": result.spent.append, **arguments})
            await client.open()  # what it takes to load the SDK is not what these tests are about
            try:
                for _ in range(times):
                    async with aclosing(OpenAIAnswerer(client).answer(brief)) as parts:
                        async for part in parts:
                            result.parts.append(part)
            except ServiceFailed as error:
                result.error = error
            await server.idle() if server.requests else None
            await client.close()
            return result

    return asyncio.run(asyncio.wait_for(ask(), 20))


def rewritten(*replies: Reply, turns: Sequence[Turn] = (TURN,), **arguments) -> tuple[str, OpenAIServer]:
    async def ask() -> tuple[str, OpenAIServer]:
        async with OpenAIServer(*replies) as server:
            client = OpenAIClient(api_key=KEY, base_url=server.url)
            try:
                return await OpenAIRewriter(client, **arguments).rewrite("And its mass?", turns), server
            finally:
                await client.close()

    return asyncio.run(asyncio.wait_for(ask(), 20))


# ---------------------------------------------------------------- an answer


def test_plan_then_the_answer_in_pieces_then_what_it_cost():
    answer = heard(says("It rolls ", "21 metres", " [1]."))
    plan, *deltas, usage_ = [type(part) for part in answer.parts]
    assert (plan, usage_) == (Plan, Usage) and set(deltas) == {Delta}
    assert answer.text == "It rolls 21 metres [1]."
    assert answer.used == answer.spent == [42]


@pytest.mark.parametrize(
    ("brief", "gap"), [(BRIEF, 0.005), (UNFOLLOWED, 0.04)], ids=["sooner than an eye follows", "not read along"]
)
def test_words_come_together_and_the_first_one_by_itself(brief, gap):
    words = [f"word{n} " for n in range(20)]
    answer = heard(
        Reply([step for word in words for step in (chunk(word), gap)] + [chunk(finish="stop"), DONE]), brief=brief
    )
    deltas = [part.text for part in answer.parts if isinstance(part, Delta)]
    assert deltas[0] == words[0]
    assert len(deltas) < len(words)
    assert answer.text == "".join(words)


def test_words_that_are_read_along_come_one_by_one_where_they_are_far_apart():
    answer = heard(Reply([step for word in "xyz" for step in (chunk(word), 0.06)] + [chunk(finish="stop"), DONE]))
    assert [part.text for part in answer.parts if isinstance(part, Delta)] == ["x", "y", "z"]


def test_the_plan_is_the_prompt_that_was_sent():
    answer = heard(says("Yes [1]."))
    for message in answer.bodies[0]["messages"]:
        assert message["content"] in answer.parts[0].text
    assert FINCH.text in answer.parts[0].text


def test_a_request_carries_key_model_and_the_wish_for_a_stream_with_usage():
    request = heard(says("Yes [1].")).server.requests[0]
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    asked = {name: value for name, value in request.body.items() if name != "messages"}
    assert asked == {
        "model": "gpt-4o-mini",
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.2,
        "max_tokens": 700,
    }


def test_a_local_server_needs_no_key():
    answer = heard(says("Yes [1]."), api_key="", model="llama3.2:3b")
    assert answer.text == "Yes [1]."
    assert answer.server.requests[0].headers["authorization"] == "Bearer none"


def test_a_refusal_is_an_answer_without_a_delta():
    answer = heard(says("NOT", "_IN_", "BOOK"))
    assert [type(part) for part in answer.parts] == [Plan, Usage]
    assert answer.error is None


def test_a_server_that_counts_nothing_has_its_tokens_estimated():
    answer = heard(says("It rolls 21 metres [1].", total=None))
    assert answer.used == answer.spent and 300 < answer.used[0] < 1000


@pytest.mark.parametrize(
    ("counted", "tokens"),
    [
        ({"prompt_tokens": 30, "completion_tokens": 5}, [35]),
        ({"total_tokens": 40, "prompt_tokens": None}, [40]),
    ],
)
def test_a_count_is_read_as_other_servers_write_it(counted, tokens):
    reply = Reply([event({"choices": [], "usage": counted}), chunk("Yes [1]."), chunk(finish="stop"), DONE])
    assert heard(reply).used == tokens


@pytest.mark.parametrize("counted", [{}, {"prompt_tokens": None}, {"total_tokens": "many"}, "none", [3]])
def test_a_count_that_is_none_spoils_no_answer(counted):
    answer = heard(Reply([chunk("Yes [1]."), event({"choices": [], "usage": counted}), chunk(finish="stop"), DONE]))
    assert answer.text == "Yes [1]." and answer.used[0] > 300


def test_an_answer_cut_by_its_limit_shows_that_it_goes_on():
    assert heard(says("It rolls", finish="length")).text == "It rolls …"


def test_a_stream_without_a_done_at_its_end_is_whole():
    assert heard(Reply([chunk("Yes [1]."), chunk(finish="stop")])).text == "Yes [1]."


def test_a_connection_that_breaks_after_the_last_word_breaks_nothing():
    answer = heard(Reply([chunk("Yes [1]."), chunk(finish="stop"), usage(42), CUT]))
    assert (answer.text, answer.used, answer.error) == ("Yes [1].", [42], None)


def test_comments_other_events_and_chunks_without_choices_are_passed_over():
    noise = [b": keep-alive\n\n", b"event: ping\ndata: {}\n\n", event({"choices": [], "prompt_filter_results": [{}]})]
    assert heard(Reply([*noise, chunk("Yes"), *noise, chunk(" [1]."), chunk(finish="stop"), DONE])).text == "Yes [1]."


@pytest.mark.parametrize(
    "pieces",
    [
        ["<think>Passage [1] has it.</think>It rolls 21 metres [1]."],
        ["\n<thi", "nk>\nPass", "age [1].\n</thi", "nk>\n\nIt rolls", " 21 metres [1]."],
        ["<reasoning>", "<think> is not the tag", "</reasoning>", "It rolls 21 metres [1]."],
    ],
)
@pytest.mark.parametrize("brief", [BRIEF, UNFOLLOWED], ids=["read along", "not read along"])
def test_what_a_model_thinks_aloud_is_not_shown(pieces: list[str], brief: Brief):
    assert heard(says(*pieces), brief=brief).text == "It rolls 21 metres [1]."


def test_what_is_thought_is_paid_for():
    def uncounted(*texts: str) -> int:
        return heard(Reply([*map(chunk, texts), DONE])).used[0]

    assert uncounted("<think>", "word " * 400, "</think>", "Yes [1].") - uncounted("Yes [1].") == 500


@pytest.mark.parametrize("text", ["<thin", "<thinner> tag", "a <think>b</think> c"])
def test_what_only_looks_like_a_thought_is_shown(text: str):
    assert heard(says(*text)).text == text


def test_a_model_that_only_thinks_says_nothing():
    assert "without a word" in str(heard(says("<think>Hm.")).error)


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_a_model_may_think_for_longer_than_it_may_be_silent(name: str):
    thought = event({"choices": [{"delta": {name: "Hm."}}]})
    slow = [step for _ in range(8) for step in (thought, 0.1)]

    assert heard(Reply([*slow, chunk("Yes [1]."), DONE]), first_seconds=0.3).text == "Yes [1]."
    assert "did not begin" in str(heard(Reply([0.8, chunk("Yes [1]."), DONE]), first_seconds=0.3).error)


def test_a_model_that_may_take_longer_may_be_silent_for_longer():
    slow = Reply([0.5, chunk("It rolls "), 0.5, chunk("21 [1]."), DONE])
    patient = heard(slow, first_seconds=0.3, silence_seconds=0.3, answer_seconds=165)

    assert patient.text == "It rolls 21 [1]."
    assert "did not begin" in str(heard(slow, first_seconds=0.3, silence_seconds=0.3, answer_seconds=5).error)


@pytest.mark.parametrize("mark", ["<|im_end|>", "</s>\n", "<|eot_id|>"])
def test_what_ends_a_turn_is_no_word_of_it_and_what_follows_is_not_said(mark: str):
    more = [chunk("user\nAnd how heavy is it?"), chunk(finish="length"), HANG]

    assert heard(Reply([chunk("It rolls "), chunk("21 [1]."), chunk(mark), *more])).text == "It rolls 21 [1]."
    rambling = [step for _ in range(100) for step in (chunk("And "), 0.3)]
    assert heard(Reply([chunk("It rolls 21 [1]."), chunk(mark), *rambling])).text == "It rolls 21 [1]."
    counted = heard(Reply([chunk(f"It rolls 21 [1].{mark}"), usage(42), DONE]))
    assert (counted.text, counted.used) == ("It rolls 21 [1].", [42])
    assert heard(says(f"`{mark}` ends it [1].")).text == f"`{mark}` ends it [1]."


def test_content_in_parts_is_put_together():
    parts = [{"type": "text", "text": "It rolls"}, {"type": "reference"}, {"type": "text", "text": " 21"}]

    assert heard(Reply([event({"choices": [{"delta": {"content": parts}}]}), b"data:\n\n", DONE])).text == "It rolls 21"


def test_a_server_that_knows_no_streams_is_heard_all_the_same():
    whole = json.dumps(
        {"choices": [{"message": {"content": "Yes [1]."}, "finish_reason": "stop"}], "usage": {"total_tokens": 42}},
        indent=2,
    )
    answer = heard(Reply([whole.encode()]))

    assert (answer.text, answer.used, answer.error) == ("Yes [1].", [42], None)


def test_a_server_that_keeps_to_no_limit_is_left():
    answer = heard(Reply([step for _ in range(400) for step in (chunk("word " * 40), 0.001)]), silence_seconds=5)

    assert answer.text.endswith(" …") and 11_000 < len(answer.text) < 11_300
    assert answer.server.active == 0


def test_what_no_database_or_encoding_takes_is_mended():
    halves = [
        b'data: {"choices":[{"delta":{"content":"%s"}}]}\n\n' % half
        for half in (rb"\ud83d", rb"\ude8b \u0000tram [1] \udc00")
    ]
    assert heard(Reply([*halves, chunk(finish="stop"), DONE])).text == "🚋 tram [1] \ufffd"


def test_answers_one_after_another_share_a_connection():
    assert heard(says("Yes [1]."), times=5).server.connections == 1


@settings(max_examples=10, deadline=None)
@given(
    pieces=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1, max_size=8
    ),
    cuttings=st.lists(st.lists(st.integers(1, 2000), max_size=12), min_size=1, max_size=8),
    line_end=st.sampled_from([b"\n", b"\r\n"]),
)
def test_however_the_bytes_are_cut_the_answer_is_the_same(pieces, cuttings, line_end):
    pieces = ["It rolls \u2028\x85", *pieces]
    whole = b"".join(says(*pieces).steps).replace(b"\n", line_end)
    answer = heard(*(Reply(in_parts(whole, cuts)) for cuts in cuttings), times=len(cuttings))
    assert answer.text == "".join(pieces) * len(cuttings)


def in_parts(whole: bytes, cuts: list[int]) -> list[Step]:
    edges = [0, *sorted({cut for cut in cuts if cut < len(whole)}), len(whole)]
    return [step for start, end in zip(edges, edges[1:], strict=False) for step in (whole[start:end], 0.0)]


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize("model", ["o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5", "gpt-5.1-mini", "openai/gpt-5-nano"])
def test_a_reasoning_model_gets_the_newer_names_and_no_temperature(model):
    body = heard(says("Yes [1]."), model=model).bodies[0]
    assert body["max_completion_tokens"] > 700 and body["reasoning_effort"] == "low"
    assert not {"max_tokens", "temperature"} & body.keys()


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4.1-mini", "gpt-5-chat-latest", "qwen2.5:7b", "gpt-oss-20b"])
def test_any_other_model_gets_the_older_names(model):
    body = heard(says("Yes [1]."), model=model).bodies[0]
    assert body["max_tokens"] == 700 and body["temperature"] == 0.2
    assert not {"max_completion_tokens", "reasoning_effort"} & body.keys()


@pytest.mark.parametrize(
    "message",
    ["Unsupported value: 'temperature' does not support 0.2 with this model.", "temperature must be 1 for this model"],
)
def test_a_parameter_that_the_server_refuses_is_dropped_and_remembered(message: str):
    answer = heard(fails(400, message, code="unsupported_value", param="temperature"), says("Yes [1]."), times=2)
    assert answer.text == "Yes [1].Yes [1]."
    assert ["temperature" in body for body in answer.bodies] == [True, False, False]


def test_a_model_that_wants_the_newer_name_of_the_limit_gets_it():
    message = (
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    )
    answer = heard(fails(400, message, code="unsupported_parameter", param="max_tokens"), says("Yes [1]."))
    assert "max_completion_tokens" in answer.bodies[1] and "max_tokens" not in answer.bodies[1]


def test_a_server_that_refuses_both_names_gets_neither():
    refusals = [
        fails(400, f"Unrecognized request argument supplied: {name}")
        for name in ("max_tokens", "max_completion_tokens")
    ]
    answer = heard(*refusals, says("Yes [1]."))
    assert answer.text == "Yes [1]." and not {"max_tokens", "max_completion_tokens"} & answer.bodies[2].keys()


def test_a_server_that_knows_no_stream_options_answers_all_the_same():
    detail = json.dumps(
        {"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]}
    ).encode()
    answer = heard(Reply([detail], 422), says("Yes [1].", total=None))
    assert answer.text == "Yes [1]." and "stream_options" not in answer.bodies[1] and answer.used


def test_a_bad_request_for_another_reason_is_not_repeated():
    answer = heard(
        fails(
            400, "This model's maximum context length is 4096 tokens.", code="context_length_exceeded", param="messages"
        )
    )
    assert len(answer.bodies) == 1
    assert "400 context_length_exceeded" in str(answer.error)


# ---------------------------------------------------------------- faults before the first word


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (
            fails(401, f"Incorrect API key provided: {KEY}", code="invalid_api_key"),
            "401 invalid_api_key); check OPENAI_API_KEY",
        ),
        (fails(403), "403); check OPENAI_API_KEY"),
        (fails(404, code="model_not_found"), "no model 'gpt-4o-mini' at this address (404 model_not_found)"),
        (fails(429, code="insufficient_quota"), "429 insufficient_quota"),
        (fails(429, headers=[("retry-after", "30")]), "takes no more requests for now (429)"),
        (fails(429, headers=[("retry-after", format_datetime(datetime.now(UTC) + timedelta(hours=5)))]), "(429)"),
        (Reply([event("{not json")]), "not part of the chat API"),
        (Reply([event("[1, 2]")]), "not part of the chat API"),
        (Reply([event({"choices": "none"})]), "not part of the chat API"),
        (Reply([b"data: \xff\xfe\n\n"]), "not part of the chat API"),
        (Reply([event({"choices": []}), usage(9), DONE]), "without a word"),
        (Reply([chunk(finish="length"), DONE]), "without a word (finish_reason length)"),
        (Reply([chunk("", finish="content_filter"), DONE]), "withheld the answer"),
        (
            Reply([event({"error": {"message": f"bad {KEY}", "code": "server_error"}})]),
            "broke off with an error server_error",
        ),
        (Reply([event({"object": "error", "message": "out of memory", "code": 507})]), "broke off with an error 507"),
        (Reply([event({"error": "out of memory"})]), "broke off with an error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_second_try_would_not_mend_fails_at_once(reply, words):
    answer = heard(reply)
    assert words in str(answer.error)
    assert answer.error.service == "openai" and answer.error.__cause__ is not None
    assert len(answer.bodies) == 1 and [type(part) for part in answer.parts] == [Plan]


@pytest.mark.parametrize(
    "fault",
    [
        fails(429, headers=[("retry-after", "0")]),
        fails(429, headers=[("retry-after", format_datetime(datetime.now(UTC), usegmt=True))]),
        fails(429),
        fails(500),
        fails(502),
        fails(503, headers=[("retry-after", "soon")]),
        fails(504),
        Reply([CUT], status=0),
        Reply([chunk("", role="assistant"), CUT]),
        Reply([chunk("", role="assistant")]),
    ],
    ids=[
        "429 wait 0",
        "429 wait until now",
        "429",
        "500",
        "502",
        "503",
        "504",
        "cut before the head",
        "cut before a word",
        "ended before a word",
    ],
)
def test_what_may_pass_is_tried_a_second_time(fault):
    answer = heard(fault, says("Yes [1]."))
    assert answer.text == "Yes [1]." and answer.error is None
    assert len(answer.bodies) == 2


@pytest.mark.parametrize(
    ("fault", "words"), [(fails(503), "failed (503)"), (Reply([CUT], status=0), "can't be reached")]
)
def test_there_is_no_third_try(fault, words):
    answer = heard(fault)
    assert len(answer.bodies) == 2 and words in str(answer.error)


def test_a_refused_connection():
    answer = heard(says("never heard"), base_url=f"http://127.0.0.1:{free_port()}/v1")
    assert "can't be reached" in str(answer.error) and "OPENAI_BASE_URL" in str(answer.error)


@pytest.mark.parametrize(
    "fault",
    [Reply([HANG], status=0), Reply([HANG]), Reply([chunk("", role="assistant"), HANG]), Reply([0.5, chunk("late")])],
    ids=["no head", "no event", "no word", "a late word"],
)
def test_a_server_that_is_too_slow_for_the_first_word_is_left_and_not_asked_again(fault):
    answer = heard(fault, first_seconds=0.3)
    assert "did not begin an answer in time" in str(answer.error)
    assert len(answer.bodies) == 1 and answer.server.active == 0


def test_the_time_to_the_first_word_holds_for_both_tries():
    assert "did not begin an answer in time" in str(
        heard(fails(429, headers=[("retry-after", "0")]), Reply([HANG], status=0), first_seconds=0.6).error
    )


# ---------------------------------------------------------------- faults in the middle


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ([CUT], "broke off the connection"),
        ([], "broke off the connection"),
        ([b'data: {"choices": [{"del', CUT], "broke off the connection"),
        ([event("{not json")], "not part of the chat API"),
        (
            [event({"error": {"message": "overloaded", "type": "server_error", "code": None}})],
            "broke off with an error server_error",
        ),
        ([chunk(finish="content_filter"), DONE], "withheld the answer"),
        ([HANG], "did not finish its answer in time"),
    ],
    ids=["cut", "ended", "cut in a line", "garbled", "error chunk", "content filter", "hanging"],
)
@pytest.mark.parametrize("brief", [BRIEF, UNFOLLOWED], ids=["read along", "not read along"])
def test_an_answer_that_breaks_off_keeps_what_was_said_is_paid_for_and_fails(brief, rest, words):
    answer = heard(Reply([chunk("It rolls "), 0.01, chunk("21"), *rest]), brief=brief, silence_seconds=0.2)
    assert answer.text == "It rolls 21"
    assert words in str(answer.error)
    assert len(answer.bodies) == 1 and answer.used == answer.spent != []
    assert answer.server.active == 0


def test_what_arrives_together_with_a_fault_is_still_said():
    assert heard(Reply([chunk("It rolls ") + chunk("21") + event("{not json")])).text == "It rolls 21"


def test_an_answer_that_never_ends_is_ended_by_the_deadline():
    answer = heard(Reply([step for _ in range(200) for step in (chunk("on "), 0.02)]), answer_seconds=0.3)
    assert answer.text.startswith("on on ") and "did not finish its answer in time" in str(answer.error)


# ---------------------------------------------------------------- a visitor who leaves


@pytest.mark.parametrize("way", ["closed", "cancelled", "cancelled before the head"])
def test_a_visitor_who_leaves_ends_the_request_and_it_is_counted(way):
    spent: list[int] = []
    reply = Reply([HANG], status=0) if way == "cancelled before the head" else Reply([chunk("It rolls "), HANG])

    async def listen(parts, heard_one: asyncio.Event) -> None:
        async for part in parts:
            if isinstance(part, Delta):
                heard_one.set()

    async def leave() -> None:
        async with OpenAIServer(reply) as server:
            client = OpenAIClient(api_key=KEY, base_url=server.url, spent=spent.append)
            parts = OpenAIAnswerer(client).answer(BRIEF)
            if way == "closed":
                while not isinstance(await anext(parts), Delta):
                    pass
                await parts.aclose()
            else:
                heard_one = asyncio.Event()
                task = asyncio.create_task(listen(parts, heard_one))
                await (server.asked.wait() if way == "cancelled before the head" else heard_one.wait())
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            await server.idle()
            await client.close()

    asyncio.run(asyncio.wait_for(leave(), 20))
    assert len(spent) == (0 if way == "cancelled before the head" else 1)


# ---------------------------------------------------------------- follow-ups


def test_a_follow_up_is_rewritten_with_what_was_said_before():
    question, server = rewritten(says("What is the mass ", "of a Finch?"))
    assert question == "What is the mass of a Finch?"
    body = server.requests[0].body
    assert "38 km/h" in body["messages"][1]["content"] and body["temperature"] == 0 and body["max_tokens"] == 150


def test_a_first_question_is_not_rewritten():
    question, server = rewritten(says("never asked"), turns=())
    assert question == "And its mass?" and server.requests == []


def test_a_rewriter_that_takes_too_long_fails():
    with pytest.raises(ServiceFailed, match="did not begin an answer in time"):
        rewritten(Reply([HANG], status=0), seconds=0.2)


# ---------------------------------------------------------------- secrets, and what is loaded when


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, "chunk", "value"])
def test_no_secret_in_an_error_in_what_it_came_from_or_in_a_crash(status, caplog):
    caplog.set_level("DEBUG")
    echo = f"Incorrect API key provided: {KEY}. Authorization: Bearer {KEY}, sk-proj-abcdefgh****wxyz"
    replies = {
        "chunk": Reply([event({"error": {"message": echo, "code": KEY, "type": echo}})]),
        "value": Reply([event(f"{{{echo}")]),
    }
    answer = heard(replies.get(status) or fails(status, echo, code=KEY, headers=[("retry-after", "0")]))
    said = "".join(traceback.format_exception(answer.error)) + caplog.text + repr(answer.parts)
    link = answer.error
    while link is not None:
        said += repr(link) + str(link) + str(vars(link))
        link = link.__cause__ or link.__context__
    assert "openai" in said
    assert KEY not in said and "wxyz" not in said


def test_a_password_in_the_address_is_in_no_error():
    address = f"http://user:pass-8841@127.0.0.1:{free_port()}/v1?token=tok-7712"
    answer = heard(says("never"), api_key="", base_url=address)
    said = "".join(traceback.format_exception(answer.error))
    assert "pass-8841" not in said and "tok-7712" not in said


def test_no_secret_in_what_the_parts_look_like():
    with_key = OpenAIClient(api_key=KEY, base_url="http://localhost:1/v1")
    with_login = OpenAIClient(base_url="http://user:pass-8841@localhost:1/v1")
    for client in (with_key, with_login):
        for part in (client, OpenAIAnswerer(client), OpenAIRewriter(client)):
            assert KEY not in repr(part) and "pass-8841" not in repr(part)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"api_key": "sk-1\nsk-2"}, "OPENAI_API_KEY"),
        ({"api_key": "schlüssel"}, "OPENAI_API_KEY"),
        ({"base_url": "localhost:11434/v1"}, "OPENAI_BASE_URL"),
        ({"api_key": KEY, "base_url": "http://user:pass-8841@localhost:1/v1"}, "OPENAI_BASE_URL holds a login"),
    ],
)
def test_what_can_not_be_sent_is_refused_at_start_without_being_shown(arguments, name):
    with pytest.raises(SettingsError, match=name) as refused:
        OpenAIClient(**arguments)
    assert not set(arguments.values()) & {str(refused.value)} and "sk-1" not in str(refused.value)


def test_the_sdk_is_not_imported_before_it_is_used():
    script = "import sys, rag.openai as o; o.OpenAIAnswerer(o.OpenAIClient()); print({'openai', 'httpx2', 'aiohttp'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
        == "set()"
    )


def test_a_client_serves_one_loop_after_another():
    client = OpenAIClient(api_key=KEY, base_url="http://127.0.0.1:1/v1")

    async def begun_and_closed() -> None:
        await client.open()
        await client.close()

    asyncio.run(begun_and_closed())
    asyncio.run(begun_and_closed())


def test_many_visitors_at_once_each_get_their_own_answer():
    async def ask() -> list[str]:
        async with OpenAIServer(*(says(f"answer {n} ", "[1].") for n in range(30))) as server:
            client = OpenAIClient(api_key=KEY, base_url=server.url)

            async def one() -> str:
                return "".join(
                    [part.text async for part in OpenAIAnswerer(client).answer(BRIEF) if isinstance(part, Delta)]
                )

            answers = await asyncio.gather(*(one() for _ in range(30)))
            await client.close()
            return answers

    assert sorted(asyncio.run(asyncio.wait_for(ask(), 20))) == sorted(f"answer {n} [1]." for n in range(30))
    gc.collect()


def test_the_refusal_is_the_word_that_the_prompt_asks_for():
    assert REFUSAL in heard(says(REFUSAL)).bodies[0]["messages"][0]["content"]


def test_a_login_in_the_address_is_sent_as_one_and_its_query_with_every_request():
    async def act() -> tuple[dict[str, str], str]:
        async with OpenAIServer(says("Yes.")) as server:
            address = server.url.replace("//", "//someone:a%40b@") + "?version=3"
            client = OpenAIClient(base_url=address)
            async with aclosing(OpenAIAnswerer(client).answer(BRIEF)) as parts:
                assert [part.text async for part in parts if isinstance(part, Delta)] == ["Yes."]
            await client.close()
            return server.requests[0].headers, server.requests[0].path

    headers, path = asyncio.run(act())

    assert headers["authorization"] == "Basic " + base64.b64encode(b"someone:a@b").decode()
    assert path == "/v1/chat/completions?version=3"


def test_a_crowd_that_streams_at_once_hears_every_word():
    words = [step for n in range(12) for step in (chunk(f"word {n} "), 0.01)]

    async def crowd(size: int) -> set[str]:
        async with OpenAIServer(Reply([*words, chunk(finish="stop"), DONE])) as server:
            client = OpenAIClient(api_key=KEY, base_url=server.url)

            async def visitor() -> str:
                async with aclosing(OpenAIAnswerer(client).answer(BRIEF)) as parts:
                    return "".join([part.text async for part in parts if isinstance(part, Delta)])

            told = await asyncio.gather(*(visitor() for _ in range(size)))
            await client.close()
            return set(told)

    assert asyncio.run(crowd(140)) == {"".join(f"word {n} " for n in range(12))}
