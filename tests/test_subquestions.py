"""A message that asks several things gets an answer to each."""

import asyncio
import re

import pytest
from conftest import with_its_book
from hypothesis import given
from hypothesis import strategies as st

from rag.build import Parts
from rag.events import Planned, Retrieved
from rag.message.followups import Reading
from rag.message.subquestions import MOST, decomposed, subquestions
from rag.retrieval import Search, merged
from rag.settings import Settings
from rag.types import Answer, Chunk, Hit, Question, Retrieval, Turn

VALVE = "At which pressure does the safety valve open"
LAMP = "who designed the lamp code?"


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (f"{VALVE}, and {LAMP}", [VALVE, LAMP]),
        (f"{VALVE} and {LAMP}", [VALVE, LAMP]),
        (f"{VALVE}? {LAMP}", [f"{VALVE}?", LAMP]),
        (f"{VALVE}? And {LAMP} Thank you!", [f"{VALVE}?", f"{LAMP} Thank you!"]),
        ("What is torque, and is it the same as force?", ["What is torque", "is it the same as force?"]),
        ("In which year was it built? By whom was it paid?", ["In which year was it built?", "By whom was it paid?"]),
        (
            "What is a Heron? What is a Finch? And what is the lamp code?",
            ["What is a Heron?", "What is a Finch?", "what is the lamp code?"],
        ),
    ],
)
def test_a_message_that_asks_several_things_is_read_in_its_parts(message: str, asked: list[str]):
    assert subquestions(message) == asked


@pytest.mark.parametrize(
    "message",
    [
        "At which pressure does the safety valve open?",
        "How far and how fast does a Finch roll?",
        "What is the difference between how a Heron and how a Finch brakes?",
        "What happens when the boiler is cold and when the lamp is lit?",
        "Who introduced the lamp code, and when?",
        "When was the Heron built and at which works?",
        "How long does the lesson take, and for how many people?",
        "Compare the seats and the brakes of both cars",
        "I stoke a Heron. How do I light it?",
        "Where do trams sleep? Thanks a lot in advance!",
        "What is a Heron? What is a Finch? What is the lamp code? Where is the depot?",
        "valves and pumps and lamps",
        "",
    ],
)
def test_a_message_that_asks_one_thing_or_too_many_stays_whole(message: str):
    assert subquestions(message) == [message]


WORDS = st.sampled_from(
    ["who", "what", "how", "when", "and", "or", "is", "the", "lamp", "?", ",", ".", "built", "it", "between", "in"]
)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
def test_of_any_message_nothing_is_lost_but_what_joins_its_questions(message: str):
    asked = subquestions(message)

    assert 1 <= len(asked) <= MOST
    rest = message
    for each in asked:
        before, _, rest = rest.partition(each) if each else ("", "", rest)
        assert JOINS.fullmatch(before), before
    assert not rest.strip()


JOINS = re.compile(r"[\s,;.]*(?:and|but|or|also|plus|then|\s)*", re.IGNORECASE)


def test_a_later_question_may_lean_on_the_first_and_the_first_on_the_conversation():
    [first], [second] = decomposed([Reading("Who built the Heron, and how heavy is it?")])
    assert (first, second) == (Reading("Who built the Heron"), Reading("how heavy is it?", "Who built the Heron"))

    [first], [second] = decomposed([Reading("Who built it, and how heavy is it?", "the Heron")])
    assert (first, second) == (
        Reading("Who built it", "the Heron"),
        Reading("how heavy is it?", "the Heron Who built it"),
    )


def hit(name: str, score: float) -> Hit:
    return Hit(Chunk(name, f"About {name}.", f"{name}.md", name, name, "", f"/{name}", 0, 2), score)


def found(query: str, *hits: Hit, **fields: object) -> tuple[Search, Retrieval]:
    relevance = hits[0].score if hits else 0.0
    return Search(Reading(query)), Retrieval(query, hits, relevance, timings_ms={"rank": 1.0}, **fields)


def test_each_question_keeps_its_best_hits_among_the_first():
    strong = found("strong", *(hit(f"strong{n}", 0.9 - n / 100) for n in range(8)))
    weak = found("weak?", *(hit(f"weak{n}", 0.4 - n / 100) for n in range(8)))

    together = merged([strong, weak], first=6, limit=10, enough=0.27)

    names = [each.chunk.chunk_id for each in together.hits]
    assert names[:6] == ["strong0", "strong1", "strong2", "weak0", "weak1", "weak2"] and len(names) == 10
    scores = [each.score for each in together.hits]
    assert scores == sorted(scores, reverse=True)
    assert (together.relevance, together.least) == (0.9, 0.4)
    assert together.query == "strong? weak?" and together.notes == ()


def test_a_question_that_the_book_does_not_cover_brings_no_hits_but_a_note():
    covered, other = found("covered?", hit("a", 0.9), hit("b", 0.5)), found("other?", hit("c", 0.1))

    together = merged([covered, other], first=6, limit=10, enough=0.27)

    assert [each.chunk.chunk_id for each in together.hits] == ["a", "b"]
    assert together.least == 0.1
    assert "too little on one of the questions: other?" in together.notes[0]


def test_what_both_questions_find_stands_once():
    one, two = found("one?", hit("a", 0.9), hit("b", 0.5)), found("two?", hit("a", 0.7), hit("c", 0.6))

    assert [each.chunk.chunk_id for each in merged([one, two], first=6, limit=10, enough=0.27).hits] == ["a", "c", "b"]


# ---------------------------------------------------------------- from the outside


def test_two_questions_of_the_tram_book_are_both_answered_and_cited(parts: Parts):
    answer = asyncio.run(
        parts.assistant.ask(Question("Who designed the lamp code, and at which pressure does the safety valve open?"))
    )

    assert "Odra Pell" in answer.message and "11 bar" in answer.message
    assert answer.status == "answered" and len({source.slug for source in answer.sources}) == 2


def test_where_the_book_covers_one_of_two_the_answer_is_partial_and_the_trace_says_which(parts: Parts):
    async def ask() -> tuple[Answer, Retrieval, str]:
        retrieval, plan = None, ""
        async for event in parts.assistant.rehearse(
            Question("At which pressure does the safety valve open, and who won the chess championship of Iceland?")
        ):
            if isinstance(event, Retrieved):
                retrieval = event.retrieval
            if isinstance(event, Planned):
                plan = event.text
        return event.answer, retrieval, plan

    answer, retrieval, plan = asyncio.run(ask())

    assert "11 bar" in answer.message and answer.status == "partial"
    assert [each.query for each in retrieval.subquestions] == [
        "At which pressure does the safety valve open",
        "who won the chess championship of Iceland?",
    ]
    assert "chess" in retrieval.notes[0] and "chess" not in plan


def test_two_questions_after_a_turn_lean_on_it(parts: Parts):
    turns = [Turn("m", "Tell me about the Heron", "A car.", "answered", 0.0, "Tell me about the Heron")]

    async def ask() -> Answer:
        async for event in parts.assistant.rehearse(
            Question("How many seats does it have, and how fast is a Finch?"), turns
        ):
            last = event
        return last.answer

    answer = asyncio.run(ask())
    assert "64" in answer.message and "Finch" in answer.message


SEVERAL = [
    ("How heavy is the battery, and how far can Wren walk on 80 % of it?", ["3.1 kg", "3.1 km"]),
    ("Who formulated impedance control and who introduced the zero-moment point?", ["Neville Hogan", "Vukobratović"]),
    (
        "What is gimbal lock? And in what order do ROS 2 messages store a quaternion?",
        ["loss of one degree", "x, y, z, w"],
    ),
    (
        "Where are the three emergency stop buttons and how much weight must the gantry rope hold?",
        ["on the remote control", "150 kg"],
    ),
    ("How far can the knee bend? What is the mass of one thigh?", ["135°", "4.2"]),
    ("what does the light look like in WALK mode, and what is damping mode?", ["green", "resists motion"]),
    ("Which ROS 2 release does Wren use, and how many CAN FD buses are there?", ["ROS 2 Jazzy", "four CAN FD buses"]),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_its_book(Settings.from_environment({"DATA_DIR": str(tmp_path_factory.mktemp("sample"))}))


@pytest.mark.parametrize(("message", "expects"), SEVERAL)
def test_of_the_sample_book_both_are_answered(sample: Parts, message: str, expects: list[str]):
    answer = asyncio.run(sample.assistant.ask(Question(message)))

    assert [words for words in expects if words not in answer.message] == []


def test_a_count_of_the_same_things_elsewhere_is_not_told_beside_the_one_that_is_asked_for(sample: Parts):
    message = "How many numbers of the observation are the gait clock and where do they come from?"
    answer = asyncio.run(sample.assistant.ask(Question(message)))

    assert "| Gait clock, sine and cosine | 2 | timer with a period of 1.0 s |" in answer.message
    assert "47 numbers" not in answer.message
