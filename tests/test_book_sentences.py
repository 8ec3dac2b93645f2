"""A passage in, its sentences out, each word for word and in its place."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.book.sentences import sentences


def said(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(sentence.kind, sentence.text) for sentence in sentences(text)]


def test_prose_is_split_into_sentences() -> None:
    assert said("It walks. Does it fall? No! It has 2.5 kg of feet, i.e. big ones.\n\nNew paragraph") == [
        "It walks.",
        "Does it fall?",
        "No!",
        "It has 2.5 kg of feet, i.e. big ones.",
        "New paragraph",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "See Eq. (2) for the torque.",
        "It weighs approx. 5 kg today.",
        "Sec. 3 and Sec. 4.1 show it.",
        "Fig. 7 is small.",
        "No. 5 is alive.",
        "Take cf. `x`, pp. 3 and Figs. 1 to 4.",
        "The force $f. G$ is code `a. B` here.",
        "It ran v. 2 of it, approx. half.",
        "See the Why Hatch? page for more.",
        "“Are you there?” he asked.",
        "The Config.RecorderType of MUL.APIN is self.lamp or Edge.Cuts here.",
        "A packaging.version.Version is compared with another one.",
        "See Arts. 13 and 14 there.",
        "Art. 5 paras. 2 and 3 say so.",
        "Add 2 tbsp. of oil and 1 tsp. (heaped) of salt.",
        "Heat it to 350 deg. F first.",
        "Stir it 5 min. later.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert said(f"Before. {sentence} After.") == ["Before.", sentence, "After."]


def test_a_missing_space_makes_no_name_of_two_words() -> None:
    assert said("It is of the lamp.This one is red.") == ["It is of the lamp.", "This one is red."]


def test_a_heading_with_a_roman_number_is_one_piece() -> None:
    assert said("Chapter III. Rights of riders") == ["Chapter III. Rights of riders"]
    assert said("It is told in Part II. The horse sleeps.") == ["It is told in Part II.", "The horse sleeps."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            'He saw "no rails." [Williams, Op. Cit., p. 236] Horses came.',
            ['He saw "no rails." [Williams, Op. Cit., p. 236]', "Horses came."],
        ),
        (
            '"Rails." [Ann Vell, "Horses," Trams! A Reader, p. 6] They came.',
            ['"Rails." [Ann Vell, "Horses," Trams! A Reader, p. 6]', "They came."],
        ),
        ("He said so. [Op. Cit., p. 270] Thus both.", ["He said so. [Op. Cit., p. 270]", "Thus both."]),
        ('"It ended." [The last tram]', ['"It ended." [The last tram]']),
        ("Stop there. [Horses] pull.", ["Stop there.", "[Horses] pull."]),
    ],
)
def test_a_source_in_brackets_belongs_to_the_sentence_before(text: str, found: list[str]) -> None:
    assert said(text) == found


def test_no_sentence_begins_with_the_end_of_a_bracket() -> None:
    assert said("Stop. (See §4.1(3).) Then go on.") == ["Stop.", "(See §4.1(3).)", "Then go on."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "**The tram stops.** It waits for *you.* Then it goes.",
            ["**The tram stops.**", "It waits for *you.*", "Then it goes."],
        ),
        ("Begin with **What is a tram?**, which tells it.", ["Begin with **What is a tram?**, which tells it."]),
        ("Read __Who?__ and *What?* first.", ["Read __Who?__ and *What?* first."]),
        ("It stops. *Then* it goes. **Really.**", ["It stops.", "*Then* it goes.", "**Really.**"]),
    ],
    ids=["a label and a word", "a title that goes on", "titles", "what begins with one"],
)
def test_the_marks_of_emphasis_stay_with_what_they_close(text: str, found: list[str]) -> None:
    assert said(text) == found


def test_each_list_item_is_a_sentence_without_its_bullet() -> None:
    found = kinds("Do:\n\n- one. Two.\n  - [x] three\n10. four")
    assert found == [("prose", "Do:"), ("item", "one. Two."), ("item", "three"), ("item", "four")]


def test_a_clause_is_an_item_that_keeps_its_letter() -> None:
    text = "Trams stop where:\n\n(a) it snows;\n\n(ii) a horse asks. It may ask twice.\n\n(3) nobody looks.\n\n1. x"
    assert kinds(text) == [
        ("prose", "Trams stop where:"),
        ("item", "(a) it snows;"),
        ("item", "(ii) a horse asks. It may ask twice."),
        ("item", "(3) nobody looks."),
        ("item", "x"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "(a) and (b) hold.",
        "(c) is true.",
        "(so) it goes.",
        "A tram (a) stops, (b) goes.",
        "Seen in\n(a) the left picture.",
        "(A)way.",
    ],
)
def test_a_letter_in_brackets_is_none_in_prose(text: str) -> None:
    assert kinds(text) == [("prose", text)]


@pytest.mark.parametrize("space", [chr(code) for code in range(0x3001) if chr(code).isspace() and code > 0x7F])
def test_any_space_may_stand_before_a_full_stop(space: str) -> None:
    assert said(f"It is of class A{space}. It walks.") == [f"It is of class A{space}.", "It walks."]


def test_ticks_are_bullets_and_crosses_are_words() -> None:
    found = kinds("✅ It walks. ✔️ It stops\n❌ It swims\n\n- ✅ runs\n- ❌ flies\n\nAs 2 • 3 ✅ is six.")
    assert found == [
        ("item", "It walks."),
        ("item", "It stops"),
        ("item", "❌ It swims"),
        ("item", "runs"),
        ("item", "❌ flies"),
        ("prose", "As 2 • 3 ✅ is six."),
    ]


def test_a_long_item_is_split() -> None:
    first = "word " * 39 + "end."
    assert kinds(f"- {first} Second one.") == [("item", first), ("item", "Second one.")]


def test_a_table_row_knows_the_header_of_its_columns() -> None:
    found = sentences("Sizes:\n\n| part | mass |\n|---|---|\n| leg | 5. kg |\n| arm | 2 kg |")
    assert [(s.kind, s.text, s.header) for s in found[1:]] == [
        ("row", "| part | mass |", ""),
        ("row", "| leg | 5. kg |", "| part | mass |"),
        ("row", "| arm | 2 kg |", "| part | mass |"),
    ]


def test_code_and_math_are_one_piece_whatever_stands_in_them() -> None:
    assert kinds("Run. It:\n\n````py\na. B\n\n- c\n```\n| d\n````\n\n$$\nx. Y\n$$") == [
        ("prose", "Run."),
        ("prose", "It:"),
        ("code", "a. B\n\n- c\n```\n| d"),
        ("math", "$$\nx. Y\n$$"),
    ]


def test_code_keeps_what_its_first_line_is_moved_in_by() -> None:
    assert kinds("```rust\n\n    let v = 1;\nrun(v);\n\n```") == [("code", "    let v = 1;\nrun(v);")]
    assert kinds("```\n  \n```") == []


def test_no_sentence_ends_in_a_mark_that_stands_there_as_code() -> None:
    assert said("The `?` operator is short. End it with a `.` as others do.") == [
        "The `?` operator is short.",
        "End it with a `.` as others do.",
    ]


def test_the_label_of_an_admonition_is_not_a_part_of_its_first_sentence() -> None:
    assert said("Note: It is hot. Wait.") == ["Note:", "It is hot.", "Wait."]


def test_wrapped_lines_of_an_older_index_are_read_as_one_paragraph() -> None:
    assert said("It walks\nslowly. It\nstops.") == ["It walks\nslowly.", "It\nstops."]


def test_nothing_gives_nothing() -> None:
    assert sentences("") == [] and sentences(" \n\n") == [] and sentences("```\n```") == []


MARKS = ["✅ ", "❌", "- ", "1. ", "| a | b |\n", "|---|\n", "```", "```py\n", "$$\n", "$", "`x. Y` ", "\n", "\n\n"]
WORDS = ["A\xa0. ", "Eq. ", "(2) ", "A b. ", "c? ", "。", "é", "Note: ", "..."]
TEXTS = st.lists(st.sampled_from(MARKS + WORDS) | st.text(max_size=4), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("```\n  a\n```")
@example("```| a | b |\n\r0")
def test_sentences_stand_word_for_word_in_order_and_leave_only_marks_outside(text: str) -> None:
    outside, last = "", 0
    for sentence in sentences(text):
        # Code keeps what its first line is moved in by.
        bare = sentence.text.rstrip().lstrip("\r\n") if sentence.kind == "code" else sentence.text.strip()
        assert sentence.text == text[sentence.start : sentence.start + len(sentence.text)] == bare != ""
        assert sentence.start >= last
        outside += text[last : sentence.start] + "\n"
        last = sentence.start + len(sentence.text)
    outside += text[last:]
    for line in outside.split("\n"):
        word = line.strip()
        is_fence = word.startswith(("```", "~~~"))
        assert is_fence or not any(c.isalnum() for c in word.rstrip(".) ]x[X").strip("0123456789"))


def test_a_page_of_chunks_takes_milliseconds() -> None:
    import time

    chunk = "It walks on 2.5 kg of feet, see Fig. 3. Does it fall? " * 12
    sentences(chunk)
    start = time.process_time()
    for _ in range(20):
        sentences(chunk)
    assert time.process_time() - start < 0.2


def test_a_paragraph_of_nothing_but_marks_is_split_in_a_moment() -> None:
    assert "".join(said("<!" * 50_000)) == "<!" * 50_000
