"""Japanese. It has no spaces: what only asks is a pattern of its own."""

from rag.book.scripts import HIRAGANA, KATAKANA
from rag.languages.language import Language, Replies

_BOOK = "この(?:本|書籍?|マニュアル|ドキュメント|文書|ガイド|サイト)"

ASKS = "何|誰|教え|下さい"  # its other words that ask are written in hiragana

JAPANESE = Language(
    name="japanese",
    small_words="",
    replies=Replies(
        the_book="この本",
        who="{book}の文章を引用して質問にお答えし、その場所を示します。何をお知りになりたいですか。",
        greeting="こんにちは。{book}について何でも聞いてください。",
        thanks="どういたしまして。ほかにもご質問があればどうぞ。",
        farewell="さようなら。",
        no_answer="{book}の中に、この質問の答えは見つかりませんでした。",
        no_more="{book}の中に、これ以上の説明は見つかりませんでした。",
    ),
    greeting=r"こんにちは|こんばんは|おはよう(?:ございます)?",
    thanks=r"(?:どうも)?ありがとう(?:ございま(?:す|した))?",
    farewell=r"さようなら",
    who=r"あなたは(?:誰|だれ)ですか",
    to_define=(
        r"(\S.{0,40}?)\s*とは(?:、?(?:一体)?(?:何|なん|(?:どういう|どんな|どのような)(?:意味|もの))(?:のこと)?(?:ですか|でしょうか|か)?)?"
    ),
    defines=r"\s*(?:[(（][^)）]*[)）])?\s*とは",
    about=rf"(?:{_BOOK})は(?:何|なん|なに)(?:について|に関する|の).*|(?:{_BOOK})の(?:概要|内容|要約)(?:は|を)?.*",
    parts=rf"(?:(?:{_BOOK})の)?(?:目次(?:は|を)?.*|どんな章が.*)",
    beginning=r"(?:まず)?どこから(?:始め|読め|読み始め)れ?(?:ば|たら)(?:いい|よい|良い)(?:ですか|でしょうか|の)?",
    leans=r"^(?:それ|これ|その|なぜ|どうして|では|じゃあ)",
    more=r"(?:もっと|さらに)(?:詳しく|教えて).*|他には.*|ほかには.*|続けて.*",
    script=HIRAGANA + KATAKANA,
)
