"""What a question wants to be told of something."""

import pytest

from rag.facts.wanted import Listed, names_all, names_only, one_of_several, to_define, to_do, to_handle, to_list


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is a gear ratio?", "gear ratio"),
        ("whats a gear ratio", "gear ratio"),
        ("Could you tell me what the gear ratio is, please?", "gear ratio"),
        ("What is a gear ratio in robotics?", "gear ratio"),
        ("Define gear ratio.", "gear ratio"),
        ("explain to me gear ratios", "gear ratios"),
        ("“The ratio of two gears in a box”?", "The ratio of two gears in a box"),
        ("What does ZMP mean?", "ZMP"),
        ("What are gear ratios for?", "gear ratios"),
        ("gear ratio?", "gear ratio"),
        ("what is a gear ratio good for", "gear ratio"),
        ("What exactly is a gear ratio?", "gear ratio"),
        ("How does a gear ratio work?", "gear ratio"),
        ("Explain gear ratios like I'm five", "gear ratios"),
        ("Gear ratio - what is that?", "Gear ratio"),
        ("What is proof of work?", "proof of work"),
        ("What is a URDF file?", "URDF"),
        ("what does the PPO algorithm do", "PPO"),
        ("What is a log file?", "log file"),
        ("What does Odra's law say?", "Odra's law"),
        ("What does the gear box do in a knee?", "gear box"),
        ("What is a PID controller?", "PID controller"),
        ("What is meant by gear ratio?", "gear ratio"),
        ("what do they mean by a gear ratio", "gear ratio"),
        ("gear ratio meaning", "gear ratio"),
        ("what's meant by gear ratio", "gear ratio"),
        ("What does it mean that a drive is back-drivable?", "back-drivable"),
        ("what is a gear ratio anyway", "gear ratio"),
        ("What is the gear ratio formula?", "gear ratio"),
        ("what's the formula for the gear ratio", "gear ratio"),
        ("What is the formula?", "formula"),
        ("Meaning of 'gear ratio'?", "gear ratio"),
        ("What is ‘gear ratio’?", "gear ratio"),
        ('What is a "gear ratio" under this contract?', "gear ratio"),
        ("what's the definition of a gear ratio", "gear ratio"),
        ("What is a gear ratio, in the context of legs?", "gear ratio"),
        ("what's a fixed ratio as opposed to a normal one", "fixed ratio"),
        ("What is a definition file?", "definition file"),
        ("What can a gear box do?", "gear box"),
        ("what is a gear box capable of", "gear box"),
        ("What can I do with gear boxes?", "gear boxes"),
        ("What could a gear box be used for?", "gear box"),
        ("What can I do to make it faster?", ""),
        ("What can I do about the noise?", ""),
        ("What can it do?", ""),
        ("What does it mean?", ""),
        ("What do you mean?", ""),
        ("How do I choose a gear ratio?", ""),
        ("What is this?", ""),
        ("what's it for", ""),
        ("Who are you?", ""),
        ("What is your name?", ""),
        ("Why does the gear ratio of the knee matter so much?", ""),
    ],
)
def test_what_is_asked_to_be_defined(question: str, term: str):
    assert to_define(question) == ((term,) if term else ())


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between a gear and a belt?",
        "difference between gear and belt",
        "Explain the difference between a gear and a belt",
        "How does a gear differ from a belt?",
        "How is a gear different from a belt?",
        "How do gear and belt differ?",
        "Compare the gear with the belt.",
        "gear vs belt",
        "Why a gear instead of a belt?",
        "When should I use a gear rather than a belt?",
        "should I use a gear or a belt?",
    ],
)
def test_both_of_what_is_compared(question: str):
    assert to_define(question) == ("gear", "belt")


def test_a_noun_behind_both_is_said_of_both():
    assert to_define("What's the difference between unit and integration tests?") == ("unit tests", "integration tests")
    assert to_define("difference between front and rear lighting of trams") == ("front lighting", "rear lighting")
    assert to_define("difference between gears, belts, and chains") == ("gears", "belts", "chains")
    assert to_define("difference between a gear, a belt and a chain in a robot") == ("gear", "belt", "chain")


def test_an_article_is_a_word_and_not_the_end_of_one():
    assert to_define("difference between lambda functions and the schema types") == ("lambda functions", "schema types")
    assert to_list("What are the key challenges of VLA systems?") == Listed("key challenges", "VLA systems")


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("week 5 of the capstone", Listed("week 5", "capstone")),
        ("What happens in phase 2?", Listed("phase 2")),
        ("Tell me about option B for depots.", Listed("option B", "depots")),
        ("phase 2 motors", Listed()),
    ],
)
def test_one_of_those_that_are_counted(question: str, one: Listed):
    assert one_of_several(question) == one
    assert to_define(question)[:1] == ((one.all,) if one else (question,))
    assert to_define("Vell vs Ostrel Sim") == ("Vell", "Ostrel Sim")


@pytest.mark.parametrize(
    ("question", "handled"),
    [
        ("How do I change the gear ratio?", "gear ratio"),
        ("how to disable gear ratios in a test", "gear ratios"),
        ("Why do I change the gear ratio?", ""),
        ("How do I measure a gear ratio?", ""),
    ],
)
def test_what_something_is_to_be_done_with(question: str, handled: str):
    assert to_handle(question) == handled


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("How do I validate a form?", "validate a form"),
        ("Please show me how to validate forms.", "validate forms"),
        ("What are the steps to validate a form in the browser?", "validate a form in the browser"),
        ("How does a form validate?", ""),
        ("Who validates forms?", ""),
    ],
)
def test_what_is_to_be_done(question: str, task: str):
    assert to_do(question) == task


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("What joint types are there in a leg?", Listed("joint types", "leg")),
        ("Which kinds of gears exist?", Listed("gears", kinds=True)),
        ("what sensors does the robot support", Listed("sensors")),
        ("What lamps are supported?", Listed("lamps")),
        ("What are the types of gears?", Listed("gears", kinds=True)),
        ("What are the phases of the project?", Listed("phases", "project")),
        ("list the steps", Listed("steps")),
        ("types of resistors", Listed("resistors", kinds=True)),
        ("all the types of resistors there are", Listed("resistors", kinds=True)),
        ("List all internal systems", Listed("internal systems")),
        ("What benefits do I get?", Listed("benefits")),
        ("Which insurance is offered to trainees?", Listed("insurance", "trainees")),
        ("What is a lamp?", Listed()),
        ("Are there lamps?", Listed()),
    ],
)
def test_what_all_is_to_be_told_of(question: str, listed: Listed):
    assert to_list(question) == listed
    assert names_all(question) == question.startswith(("What are the", "list the", "List all"))


def test_what_is_done_by_means_of_something_is_done_to_the_thing():
    assert to_define("What is a gear via the API?") == ("gear",)
    assert to_do("undo the gear change") == "undo the gear change"
    assert to_define("steps to oil a gear") == ()


def test_a_message_may_only_name_what_it_is_about():
    assert names_only("gear ratio?") and names_only("prerequisites")
    assert (
        not names_only("gears vs belts")
        and not names_only("Who founded Vell?")
        and to_define("Who founded Vell?") == ()
    )
    assert not names_only("What is a gear ratio?") and not names_only("Which gear ratio has the knee of Wren?")


def test_what_is_asked_behind_a_comparison_is_asked_for_instead():
    assert len(to_define("gear vs belt: how many teeth does each have?")) < 2
