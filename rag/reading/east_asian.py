"""Questions in Chinese, Japanese and Korean: what only asks in them, and what they want to be defined.

Knows a few dozen phrases; not where a book answers.
"""

import re

from rag.reading.scripts import HIRAGANA

# What follows a name where a sentence says what that is.
SAYS_WHAT_IT_IS = r"\s*(?:[(（][^)）]*[)）])?\s*(?:是指|指的是|是(?![否不因由从在为])|とは|이란|란\s)"

# What only asks. A book may say it somewhere, and in a question it tells nothing. Longer phrases come first.
_CHINESE = (
    "该(?=怎|如何)|[里裡](?=有|面|$)|(?:用来)?[做干](?=什么|啥)|請問|请问|[请請]|什[么麼][样樣]?|怎[么麼](?:[样樣]|办|辦)?|怎[样樣]"
    "|如何|[为為]什[么麼]|[为為]何|为啥|有哪[些几]|有几|哪[些个里種种儿裡]?|[是有]?多少|多久|多长时间|是否|有[没沒]有|能否|能不能"
    "|可不可以|可以|[应應][该該当]|我想知道|告诉我|(?:解释|介绍)一下|我[们們想要该]?|[你您]"
    "|[吗嗎呢吧啊的]|是(?!非|否)|了(?!解)"
)
_JAPANESE = "何|誰|教え|下さい"  # its other words that ask are written in hiragana
_KOREAN = "무엇|어떻게|어디|누구|언제|얼마나?|어떤|무슨|왜|인가요|[입습]니까|[되하]?나요|까요|주세요|알려|대해"  # at the ends of words, too
_ASKS = re.compile("|".join((_CHINESE, _JAPANESE, _KOREAN)))
# What Japanese writes in hiragana joins its words, and hardly ever is one.
_HIRAGANA_RUN = re.compile(f"[{HIRAGANA}]+")
_WORD = re.compile(r"\w")

_TO_DEFINE = re.compile(
    r"(?:[请請][问問])?(?:什[么麼]是|何[谓謂为]|解[释釋](?:一?下)?)\s*(\S.{0,40}?)\s*(?:的(?:意思|定义|概念))?"
    r"|(\S.{0,40}?)\s*(?:指的)?是(?:什[么麼]|啥)(?:意思|[东東]西|概念)?"
    r"|(\S.{0,40}?)\s*とは(?:、?(?:一体)?(?:何|なん|(?:どういう|どんな|どのような)(?:意味|もの))(?:のこと)?(?:ですか|でしょうか|か)?)?"
    r"|(\S.{0,40}?)(?:이란|[란은는이가])?\s*(?:무엇|뭐)(?:인가요?|입니까|예요|야|죠)?"
)
_ENDS = " ?？。.!！"
_QUOTES = '“”"「」『』 '
_NOTHING = re.compile("[这那這它他她][个個些]?|[これそあ]れ|[이그저]것")  # that it names


def without_asking(question: str) -> str:
    """The question without what only asks, where anything is left then."""
    if question.isascii():
        return question
    telling = _HIRAGANA_RUN.sub(" ", _ASKS.sub(" ", question))
    return telling if _WORD.search(telling) else question


def to_define(question: str) -> str:
    """What "什么是时区？" or "時区とは何ですか" ask for; "" where nothing is to be defined, or in another script."""
    found = None if question.isascii() else _TO_DEFINE.fullmatch(question.strip(_ENDS))
    term = next(filter(None, found.groups()), "").strip(_QUOTES) if found else ""
    return "" if _NOTHING.fullmatch(term) else term
