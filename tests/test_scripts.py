"""Scripts of which the encoder of sentences hardly knows a word: there all texts look alike to it."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from conftest import with_its_book, write_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.scripts import beyond_typical, means_itself
from rag.settings import Settings
from rag.types import Answer, Question

RUSSIAN = {
    "cars.md": "# Вагоны\n\nНа линии ходят вагоны двух видов. Скорость зяблика не больше тридцати восьми километров в час.\n\n"
    "## Песочный тормоз\n\nПесочный тормоз бросает песок на рельсы. Он останавливает вагон и в дождь.",
    "boiler.md": "# Котёл\n\nВ котёл входит шестьсот десять литров воды. Давление в котле равно девяти барам.",
    "signals.md": "# Сигналы\n\nЗелёный фонарь значит, что путь свободен. Фонари придумала Одра Пелл.",
}


def asked(folder: Path, message: str) -> Answer:
    book = write_pages(folder / "book", RUSSIAN)
    parts = with_its_book(Settings(book_dir=book, data_dir=folder / "data", book_language="russian"))

    async def ask() -> Answer:
        answer = await parts.assistant.ask(Question(message))
        await parts.close()
        return answer

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Сколько воды входит в котёл?", "В котёл входит шестьсот десять литров воды."),
        ("Что делает песочный тормоз?", "Песочный тормоз бросает песок на рельсы."),
    ],
)
def test_a_book_in_russian_answers(tmp_path: Path, question: str, said: str):
    answer = asked(tmp_path, question)

    assert answer.status in ("answered", "partial")
    assert said in answer.message


@pytest.mark.parametrize(
    "question", ["Какая столица Франции?", "Как испечь торт?", "Сколько спит кошка?", "Что такое фондовый рынок?"]
)
def test_and_does_not_answer_what_it_does_not_say(tmp_path: Path, question: str):
    assert asked(tmp_path, question).status == "not_in_book"


def test_cosines_count_from_what_any_two_texts_of_a_script_have():
    cosines = np.array([0.2, 0.45, 0.9], dtype=np.float32)

    assert beyond_typical(cosines, "Как сажать помидоры?").tolist() == pytest.approx([-0.45, 0, 0.82], abs=0.01)
    assert beyond_typical(cosines, "How do I plant tomatoes?") is cosines
    assert beyond_typical(0.45, "Как сажать помидоры?") == pytest.approx(0)


@pytest.mark.parametrize(
    "text", ["Why is τ = r × F the torque of a force at the arm?", "Où est la gare ?", "naïve café"]
)
def test_a_formula_and_the_accents_of_the_west_are_no_other_script(text: str):
    assert beyond_typical(0.5, text) == 0.5


@given(st.text(max_size=40), st.floats(-1, 1))
def test_what_is_nearest_stays_nearest(text: str, cosine: float):
    assert -1.0 - 1e-9 <= beyond_typical(1.0, text) <= 1.0 + 1e-9
    assert beyond_typical(cosine, text) <= cosine + 1e-9


def test_words_that_the_encoder_takes_to_pieces_mean_themselves():
    assert [word for word in ("brake", "1998", "тормоз", "zählen", "v2") if means_itself(word)] == [
        "1998",
        "тормоз",
        "zählen",
        "v2",
    ]
