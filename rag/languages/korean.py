"""Korean. It puts its particles at its words: what only asks is a pattern of its own."""

from rag.book.scripts import HANGUL
from rag.languages.language import Language, Replies

_BOOK = "이 ?(?:책|문서|매뉴얼|안내서|가이드|사이트)"

# At the ends of words, too.
ASKS = "무엇|누가|몇|어떻게|어디|누구|언제|얼마나?|어떤|무슨|왜|인가요|[입습]니까|[되하]?나요|까요|주세요|알려|대해"

KOREAN = Language(
    name="korean",
    small_words="",
    replies=Replies(
        the_book="이 책",
        who="{book}의 문장으로 질문에 답하고 그 위치를 보여 드립니다. 무엇이 궁금하신가요?",
        greeting="안녕하세요! {book}에 대해 무엇이든 물어보세요.",
        thanks="천만에요. 언제든지 더 물어보세요.",
        farewell="안녕히 가세요!",
        no_answer="{book}에서 이 질문에 대한 답을 찾지 못했습니다.",
        no_more="{book}에서 이에 대한 다른 내용을 찾지 못했습니다.",
    ),
    greeting=r"안녕(?:하세요)?",
    thanks=r"감사합니다|고마워요?",
    farewell=r"안녕히 (?:가세요|계세요)",
    who=r"누구세요",
    to_define=r"(\S.{0,40}?)(?:이란|[란은는이가])?\s*(?:무엇|뭐)(?:인가요?|입니까|예요|야|죠)?",
    defines=r"\s*(?:[(（][^)）]*[)）])?\s*(?:이란|란\s)",
    about=rf"(?:{_BOOK})[은는의]? ?(?:무엇에 (?:관한|대한)|무슨 내용|내용|개요|요약).*",
    parts=rf"(?:(?:{_BOOK})의 ?)?목차.*",
    beginning="어디(?:서|에서)?부터 (?:시작|읽).*",
    leans=r"^(?:그럼|그리고|그런데|왜|그것|이것|그)(?:\W*$|[은는이가을를의]?\s)",
    more=r"더 ?(?:알려|자세히|설명).*|그 ?밖에.*|또 ?(?:뭐|무엇).*|계속.*",
    script=HANGUL,
)
