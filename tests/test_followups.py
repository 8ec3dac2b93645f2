"""What a message is taken to mean after the turns before it."""

from dataclasses import replace

import pytest

from rag.message.followups import TOPIC_CHARACTERS, Reading, readings, unwrapped
from rag.message.leaning import wants_more
from rag.types import Turn


def spoken(*messages: str) -> list[Turn]:
    """A conversation in which each message was searched as it is read likeliest."""
    turns: list[Turn] = []
    for message in messages:
        topic = readings(message, turns)[0].text[-TOPIC_CHARACTERS:]
        turns.append(Turn("m", message, "An answer.", "answered", 0.0, topic))
    return turns


def after(*topics: str) -> list[Turn]:
    return [Turn(f"m{n}", topic, "An answer.", "answered", 0.0, topic) for n, topic in enumerate(topics)]


def test_the_first_message_stands_alone():
    assert readings("What are some examples?", []) == [Reading("What are some examples?")]


def test_before_anything_was_said_this_is_the_book():
    assert readings("Who wrote this?", []) == [Reading("Who wrote this book?")]
    assert readings("who is it meant for?", []) == [Reading("who is this book meant for?")]
    for question in ("Who wrote this poem?", "Who is this book for?", "Who is this?"):
        assert readings(question, []) == [Reading(question)]
    assert readings("Who wrote it?", after("What is the tram act?"))[0].query != "Who wrote this book?"


@pytest.mark.parametrize(
    "message",
    [
        "And then?",
        "and what colour is the light then?",
        "Why?",
        "Could you give me another example of it?",
        "Which one is the fastest?",
        "What does that mean?",
        "Which of these is faster?",
        "Can you explain that again?",
        "What happened to him?",
        "In which year?",
        "What year?",
        "Which two countries?",
        "What happened next?",
        "Compared to what?",
        "Anyone else?",
        "The second?",
        "What is the weight of that car?",
        "For how many people?",
        "Show me the command",
        "What is the exact formula?",
        "Which is the strongest?",
        "Since which year is that allowed?",
    ],
)
def test_a_message_that_leans_takes_the_last_topic_along(message):
    [only] = readings(message, after("How do boilers work?", "What is a Finch car?"))
    assert only == Reading(message, "What is a Finch car?")
    assert only.text == f"What is a Finch car? {message}"


@pytest.mark.parametrize(
    "message",
    [
        "How does the safety valve of a Heron boiler open at eleven bar?",
        "What is the rule that says how long a stoker waits before the first shovel?",
        "How many stops does the Vell Tramway have along the river?",
        "What happens above 80 degrees in the boiler?",
        "What is shunting?",
        "How many trams are there on the whole Vell line?",
        "How long does one lap of the line take in winter?",
        "In which year was the depot of Vell built?",
        "Which command of the tram opens the doors?",
        "What is this book about, in one or two sentences?",
        "Why was the winter timetable of the line given up?",
    ],
)
def test_a_new_topic_does_not_drag_the_old_one_along(message):
    assert readings(message, after("What is a Finch car?")) == [Reading(message)]


def test_a_short_message_is_offered_both_ways_and_alone_first():
    assert readings("Safety valve pressure?", after("What is a Finch car?")) == [
        Reading("Safety valve pressure?"),
        Reading("Safety valve pressure?", "What is a Finch car?"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        "How does a boiler lose its pressure?",
        "Explain the difference between a valve and a tap",
        "Give an example of a safety valve",
        "When do worn boiler tubes of old cars leak so badly that they burst?",
        "What did the first trams of Vell bring to Odra Pell before she wrote her timetable?",
    ],
)
def test_a_message_that_names_what_it_speaks_of_is_searched_alone_first(message):
    assert readings(message, after("What is a Finch car?"))[0] == Reading(message)


@pytest.mark.parametrize(
    "message",
    [
        "Tell me more",
        "more",
        "And what else?",
        "anything else?",
        "Any other reasons?",
        "please go on",
        "Can you elaborate on that?",
        "more details please",
        "I'd like to know more about it",
    ],
)
def test_who_wants_more_gets_what_the_topic_alone_finds(message):
    assert wants_more(message)
    assert readings(message, after("What is a Finch car?")) == [Reading("", "What is a Finch car?")]


def test_another_example_is_sought_as_an_example():
    assert wants_more("Another example?")
    assert readings("Another example?", after("What is a Finch car?")) == [
        Reading("Another example?", "What is a Finch car?")
    ]


@pytest.mark.parametrize(
    "message",
    [
        "Tell me more about brakes",
        "Are there more than two?",
        "How much more?",
        "Is there more sand in winter?",
        "Who else?",
        "Another one?",
        "Why?",
    ],
)
def test_what_is_asked_for_is_not_only_more(message):
    assert not wants_more(message)


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("And the battery?", "the battery?"),
        ("in winter?", "in winter?"),
        ("What others are there?", "What others are there?"),
        ("who else was on board then?", "who else was on board then?"),
    ],
)
def test_a_fragment_goes_with_the_topic_and_alone_where_that_finds_little(message, rest):
    assert readings(message, after("What is a Finch car?")) == [Reading(message, "What is a Finch car?"), Reading(rest)]


def test_a_long_conversation_carries_its_first_question_and_the_last_thing_named():
    turns = spoken("What is a Finch car?", "And the boiler?", "And the brakes?", "why?", "Tell me more")
    assert readings("An example?", turns)[0].carried == "What is a Finch car? And the brakes?"


@pytest.mark.parametrize(
    ("topic", "message", "meant"),
    [
        ("What is a Finch car?", "How heavy is it?", "How heavy is Finch car?"),
        ("What is a Finch car?", "What about its brakes?", "What about Finch car's brakes?"),
        ("How heavy is the Finch?", "Can it climb?", "Can Finch climb?"),
        ("How heavy is the Finch?", "And how old is that?", "how old is Finch?"),
        ("How heavy is the Finch?", "And how tall?", "how tall is Finch"),
        ("What are brakes? How heavy are they?", "And how big?", "how big is brakes"),
    ],
)
def test_what_a_pronoun_stands_for_is_put_in_its_place(topic, message, meant):
    assert readings(message, after(topic)) == [Reading(meant), Reading(message, topic)]


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("Who built the Heron?", "How long did it take?"),
        ("What is a Finch car?", "Which of them is the fastest?"),
        ("What is a Finch car?", "What happened to him?"),
        ("What is a Finch car?", "Is it true that it leaks?"),
        ("What does a Finch car burn?", "How heavy is it?"),
        ("What is a Finch car?", "Why is it so, and who built it?"),
        ("What is a Finch car? What does a Heron burn?", "How heavy is it?"),
    ],
)
def test_where_it_is_not_plain_what_a_pronoun_stands_for_it_stays(topic, message):
    assert readings(message, after(topic))[0] == Reading(message, topic)


@pytest.mark.parametrize(
    ("before", "message", "meant"),
    [
        ("How do I create a publisher in Python?", "and a subscriber?", "How do I create a subscriber in Python?"),
        ("How do I set up the boiler?", "What about valves?", "How do I set up the valves?"),
        ("What is a Heron?", "and Finch?", "What is a Finch?"),
        ("What is a Heron?", "What are the types?", "What are the types of Heron"),
        ("What is a Heron?", "which advantages are there?", "which advantages are there of Heron"),
        ("What are the types of brakes?", "the magnetic one", "magnetic brakes"),
        ("What are brakes?", "the magnetic one", "magnetic brakes"),
        ("What are brakes?", "tell me more about the magnetic ones", "magnetic brakes"),
    ],
)
def test_the_question_before_is_asked_of_something_else_or_this_of_what_it_asked_about(before, message, meant):
    read = readings(message, after(before))
    assert read[0] == Reading(meant) and read[1] == Reading(message.removeprefix("tell me more about "), before)


@pytest.mark.parametrize(
    "message", ["and the weight?", "and in winter?", "and why?", "the other one", "What are the prices?", "and then?"]
)
@pytest.mark.parametrize("before", ["What is a Heron?", "How do I create a publisher?", "What is the boiler made of?"])
def test_a_part_of_what_was_spoken_of_is_no_other_thing(before, message):
    assert readings(message, after(before))[0].query == message


@pytest.mark.parametrize(
    "before", ["What is the boiler made of?", "Who built the Heron?", "Where is the depot of Vell?"]
)
def test_where_it_is_not_plain_what_is_asked_about_nothing_is_put_in_its_place(before):
    assert readings("and wheels?", after(before))[0] == Reading("and wheels?", before)


@pytest.mark.parametrize("message", ["What are some examples?", "an example?", "show me an example"])
def test_an_example_is_sought_with_the_topic_and_else_taken_from_what_that_finds(message):
    assert readings(message, after("What is a Finch car?")) == [
        Reading(message, "What is a Finch car?"),
        Reading("", "What is a Finch car?"),
    ]


def test_thanks_and_a_missing_mark_leave_the_topic_as_it_was():
    topic = "what is a finch car"
    turns = spoken(topic, "what about its brakes")
    turns.append(replace(turns[-1], question="thanks", answer="You are welcome."))
    assert readings("why?", turns) == [Reading("why?", turns[1].topic)]
    assert readings("why?", after(topic, f"{topic} in winter?"))[0].carried == f"{topic}? {topic} in winter?"


def test_what_ends_a_sentence_begins_no_topic_though_it_was_found_alone():
    turns = after("how do I brake a finch car", "on ice")
    assert readings("why?", turns)[0].carried == "how do I brake a finch car? on ice"


def test_a_new_question_begins_a_new_topic():
    turns = spoken("What is a Finch car?", "How heavy is it?", "What is a boiler?", "more")
    assert readings("An example?", turns)[0].carried == "What is a boiler?"


def test_an_old_topic_is_carried_only_so_far():
    [only] = readings("Why?", after("tram " * 200))
    assert len(only.carried) <= TOPIC_CHARACTERS


@pytest.mark.parametrize(
    ("message", "sought"),
    [
        ("What does the book say about brakes?", "brakes?"),
        ("What does the book say about “The Brakes of Trams”?", "“The Brakes of Trams”?"),
        ("Could you please tell me how a boiler is lit?", "how a boiler is lit?"),
        ("Hi, tell me about the Needle tunnel", "the Needle tunnel"),
        ("What is meant by a sand brake?", "a sand brake?"),
        ("What does the valve do?", "What does the valve do?"),
        ("Can you explain that?", "Can you explain that?"),
        ("torque????", "torque?"),
        ("How does a boiler work, in simple terms?", "How does a boiler work?"),
        ("Explain boilers like I'm five", "Explain boilers"),
        ("Give me 3 interesting facts about the Needle tunnel in at most 50 words", "the Needle tunnel"),
        ("In two sentences, what is a boiler?", "what is a boiler?"),
        ("Briefly: how is it lit?", "how is it lit?"),
        ("In short trams, which brakes work?", "In short trams, which brakes work?"),
        ("Give me the point of a valve", "Give me the point of a valve"),
        ("please", "please"),
        ("Is the boiler safe for a child?", "Is the boiler safe for a child?"),
        ("How do I stop a tram quickly?", "How do I stop a tram quickly?"),
        ("What?! Is it ! ! !", "What! Is it !"),
        ("Is a != b?", "Is a != b?"),
    ],
)
def test_asking_to_be_told_is_not_what_is_sought(message, sought):
    assert unwrapped(message) == sought


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("waht is a boiler?", "what is a boiler?"),
        ("And hwo is it lit?", "And how is it lit?"),
        ("how mcuh coal wiht teh new boiler", "how much coal with the new boiler"),
        ("Diffrence betwen brass and steel", "difference between brass and steel"),
        ("what dose the valve do", "what does the valve do"),
        ("how dose it open", "how does it open"),
        ("what dose is deadly", "what dose is deadly"),
        ("Wherever it is lit", "Wherever it is lit"),
        ("how do I set hte-mode", "how do I set hte-mode"),
    ],
)
def test_slips_in_the_words_that_ask_are_mended(message, meant):
    assert unwrapped(message) == meant


def test_what_if_goes_on_from_what_was_spoken_of():
    first, second = readings("what if I live outside Vell?", after("How do season tickets work?"))
    assert (first.text, second.text) == (
        "How do season tickets work? what if I live outside Vell?",
        "what if I live outside Vell?",
    )
