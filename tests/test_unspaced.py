"""Books in scripts that put no spaces between words: Chinese, Japanese, Korean."""

from pathlib import Path

import pytest
from conftest import conversation, with_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.book import Sentence, sentences
from rag.citations.support import support
from rag.local.embedder import LocalEmbedder
from rag.local.extractive.form import is_whole
from rag.local.extractive.worth import POINTS_ELSEWHERE, worth
from rag.local.lexicon import Lexicon, LexiconCount, Terms
from rag.reading.passages import Passages
from rag.reading.unspaced import apart, in_pieces
from rag.types import Answer, Chunk, Hit

PAGES = {
    "chinese": {
        "cars.md": "# 车辆\n\n线路上有两种车辆。苍鹭车用蒸汽驱动，最高时速为二十二公里。雀车用电池驱动，最高时速为三十八公里。\n\n"
        "## 沙箱制动器\n\n沙箱制动器是一种把沙子撒在轨道上的装置。它让车辆在雨天也能在二十一米内停下。",
        "boiler.md": "# 锅炉\n\n锅炉装有六百一十升水，工作压力为九巴。\n\n"
        "## 点燃锅炉\n\n1. 把水加到铜线标记处。\n2. 打开风门。\n3. 点燃木柴。",
        "signals.md": "# 信号\n\n绿灯长亮表示前方区间空闲。红灯闪烁表示必须停车。奥德拉·佩尔在 1911 年设计了灯号。",
    },
    "japanese": {
        "cars.md": "# 車両\n\n路線には二種類の車両があります。サギは蒸気で走り、最高速度は時速二十二キロです。\n\n"
        "## サンドブレーキ\n\nサンドブレーキとは、レールに砂をまく装置です。雨の日でも車両を二十一メートル以内で止めます。",
        "boiler.md": "# ボイラー\n\nボイラーには六百十リットルの水が入り、圧力は九バールです。",
        "signals.md": "# 信号\n\n緑のランプは前方の区間が空いていることを示します。オドラ・ペルが一九一一年に設計しました。",
    },
    "korean": {
        "cars.md": "# 차량\n\n노선에는 두 종류의 차량이 있습니다. 왜가리는 증기로 달립니다.\n\n"
        "## 모래 제동기\n\n모래 제동기란 레일에 모래를 뿌리는 장치입니다. 비가 오는 날에도 차량을 멈춥니다.",
        "boiler.md": "# 보일러\n\n보일러에는 물 육백십 리터가 들어갑니다. 압력은 구 바입니다.",
        "signals.md": "# 신호\n\n초록 등은 앞 구간이 비어 있음을 뜻합니다.",
    },
}
CHARACTERS = st.text(alphabet="时区设置文件カタなは。、！ab 1한글-\n")
TERMS = Terms("english")
PASSAGES = Passages(LocalEmbedder(), TERMS)


def asked(folder: Path, language: str, *messages: str) -> list[Answer]:
    return conversation(with_pages(folder, PAGES[language]), *messages)


@pytest.mark.parametrize(
    ("language", "question", "said"),
    [
        ("chinese", "什么是沙箱制动器？", "沙箱制动器是一种把沙子撒在轨道上的装置。"),
        ("chinese", "锅炉里有多少水？", "锅炉装有六百一十升水，工作压力为九巴。"),
        ("chinese", "雀车的最高时速是多少？", "雀车用电池驱动，最高时速为三十八公里。"),
        ("chinese", "红灯闪烁是什么意思？", "红灯闪烁表示必须停车。"),
        ("chinese", "谁设计了灯号？", "奥德拉·佩尔在 1911 年设计了灯号。"),
        ("japanese", "サンドブレーキとは何ですか？", "サンドブレーキとは、レールに砂をまく装置です。"),
        ("japanese", "ボイラーの圧力はいくらですか？", "圧力は九バールです。"),
        ("korean", "모래 제동기란 무엇인가요?", "모래 제동기란 레일에 모래를 뿌리는 장치입니다."),
        ("korean", "초록 등은 무엇을 뜻합니까?", "초록 등은 앞 구간이 비어 있음을 뜻합니다."),
    ],
)
def test_a_question_is_answered_with_the_sentence_that_says_it(tmp_path: Path, language: str, question: str, said: str):
    [answer] = asked(tmp_path, language, question)

    assert answer.status in ("answered", "partial")
    assert said in answer.message
    assert any(said in source.quote or source.quote in said for source in answer.sources)


def test_sentences_follow_each_other_as_the_page_has_them(tmp_path: Path):
    [answer] = asked(tmp_path, "chinese", "什么是沙箱制动器？")

    assert "沙箱制动器是一种把沙子撒在轨道上的装置。它让车辆在雨天也能在二十一米内停下。" in answer.message


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("chinese", "法国的首都是哪里？"),
        ("chinese", "红楼梦是谁写的？"),
        ("chinese", "股票市场是什么？"),
        ("japanese", "フランスの首都はどこですか？"),
        ("japanese", "トマトの育て方を教えてください"),
        ("korean", "프랑스의 수도는 어디입니까?"),
    ],
)
def test_what_the_book_does_not_say_is_not_answered(tmp_path: Path, language: str, question: str):
    [answer] = asked(tmp_path, language, question)

    assert answer.status == "not_in_book" and not answer.sources


def test_a_conversation_goes_on_and_what_is_asked_next_is_in_the_books_language(tmp_path: Path):
    first, second, thanks = asked(tmp_path, "chinese", "锅炉里有多少水？", "那沙箱制动器呢？", "谢谢！")

    assert "六百一十升" in first.message
    assert "沙箱制动器是一种把沙子撒在轨道上的装置。" in second.message
    assert thanks.message == "不客气，欢迎继续提问。"
    assert first.suggestions and not any(letter.isascii() and letter.isalpha() for letter in "".join(first.suggestions))


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("chinese", "这本书讲什么？", ["**车辆**", "**锅炉**", "**信号**"]),
        ("chinese", "有哪些章节？", ["车辆", "锅炉", "信号"]),
        ("chinese", "我应该从哪里开始？", ["车辆"]),
        ("japanese", "この本は何についての本ですか？", ["**車両**", "**ボイラー**", "**信号**"]),
        ("korean", "이 책은 무엇에 관한 것인가요?", ["**차량**", "**보일러**", "**신호**"]),
    ],
)
def test_the_book_as_a_whole_is_told(tmp_path: Path, language: str, question: str, told: list[str]):
    [answer] = asked(tmp_path, language, question)

    assert answer.status == "answered"
    assert all(each in answer.message for each in told)


def test_text_is_read_in_pieces_and_words_of_other_scripts_stay_what_they_are():
    assert in_pieces("apt 时区设置").split() == ["apt", "时区", "区设", "设置"]
    assert in_pieces("リンク先").split() == ["リンク", "先"]
    assert in_pieces("The time zone is set.") == "The time zone is set."


@given(CHARACTERS)
def test_every_character_is_in_a_piece_or_beside_them(text: str):
    rest, runs = apart(text)

    assert set(text) - {" "} == (set(rest) | {c for pieces in runs for piece in pieces for c in piece}) - {" "}
    assert sorted(" ".join([rest, *(piece for pieces in runs for piece in pieces)]).split()) == sorted(
        in_pieces(text).split()
    )


@given(CHARACTERS, CHARACTERS)
def test_whoever_asks_with_a_piece_of_the_text_shares_terms_with_it(before: str, behind: str):
    assert TERMS.asked("时区设置") <= TERMS.of(f"{before} 时区设置 {behind}")


def test_no_sentence_without_spaces_is_a_label_because_of_that():
    [short, whole] = sentences("锅炉。沙箱制动器是一种把沙子撒在轨道上的装置。")

    assert is_whole(whole) and not is_whole(short)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("(参见 第 9.4.12 节 “杀死一个进程”)", POINTS_ELSEWHERE),
        ("详见沙箱制动器一节的说明和图表。", POINTS_ELSEWHERE),
        ("「サンドブレーキ」を参照してください。", POINTS_ELSEWHERE),
        ("沙箱制动器是一种把沙子撒在轨道上的装置。", 0.0),
    ],
)
def test_what_only_says_where_to_read_on_tells_nothing(text: str, counts: float):
    assert worth(Sentence(text, 0, "prose")) == counts


def test_a_run_of_characters_is_no_slip_for_another():
    count = LexiconCount()
    count.add(["沙箱制动器在轨道上"], [TERMS.bm25.embed_document("沙箱制动器在轨道上")])

    assert not count.lexicon().words
    assert Lexicon(1, {}, {"沙箱制动器在轨道上": 3}).corrected("沙箱制动器在车道上", TERMS) == "沙箱制动器在车道上"


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("沙箱制动器是一种把沙子撒在轨道上的装置。", 1),
        ("The sand brake throws sand on the rails in front of the wheels.", 0),
    ],
    ids=["a book in that language", "a book in another"],
)
def test_what_no_passage_supports_is_counted_where_the_book_is_in_that_language(text: str, checked: int):
    hit = Hit(Chunk("c", text, "a.md", "a", "A", "", "/docs/a", 0, 1), 0.9)

    made_up = support("国王在宫殿里举行了盛大的音乐会 [1]。", [hit], PASSAGES, "讲一下")

    assert (made_up.checked, made_up.unsupported) == (checked, checked)
