"""Questions in Chinese, Japanese and Korean: what only asks in them, and what they want to be defined.

Knows a few dozen phrases; not where a book answers.
"""

import re

from rag.book.scripts import HIRAGANA

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
_BOOK = (
    "(?:(?:这|這|该|該)(?:本|部|份|个|個)?|本)(?:书|書|手册|手冊|文档|文檔|文件|指南|教程|网站|網站)"
    "|この(?:本|書籍?|マニュアル|ドキュメント|文書|ガイド|サイト)|이 ?(?:책|문서|매뉴얼|안내서|가이드|사이트)"
)
_ABOUT_BOOK = re.compile(
    rf"(?:{_BOOK})(?:主要)?(?:是|在)?(?:[讲講说說]|介[绍紹]|[关關]于|關於)(?:了|的是|些|的)*什[么麼](?:内容|內容|的)?"
    rf"|(?:{_BOOK})的?(?:主要)?[内內]容(?:是什[么麼])?|(?:[总總][结結]|概括|介[绍紹])(?:一下)?(?:{_BOOK})"
    rf"|(?:{_BOOK})は(?:何|なん|なに)(?:について|に関する|の).*|(?:{_BOOK})の(?:概要|内容|要約)(?:は|を)?.*"
    rf"|(?:{_BOOK})[은는의]? ?(?:무엇에 (?:관한|대한)|무슨 내용|내용|개요|요약).*"
)
_LISTING = re.compile(
    rf"(?:(?:{_BOOK})的?)?(?:有(?:哪些|几|幾)章[节節]?|目[录錄]|章[节節]目[录錄])(?:是什[么麼])?"
    rf"|(?:(?:{_BOOK})の)?(?:目次(?:は|を)?.*|どんな章が.*)|(?:(?:{_BOOK})의 ?)?목차.*"
)
_WHERE_TO_BEGIN = re.compile(
    "(?:我)?(?:[应應]?[该該])?从(?:哪里|哪裡|哪儿|何处|何處|哪一?章)(?:开始|開始|入手|[读讀看][起])(?:[读讀看学學]?)?"
    "|(?:怎[么麼]|如何|怎[样樣])(?:开始|開始|入[门門])(?:学习|使用)?"
    "|(?:まず)?どこから(?:始め|読め|読み始め)れ?(?:ば|たら)(?:いい|よい|良い)(?:ですか|でしょうか|の)?"
    "|어디(?:서|에서)?부터 (?:시작|읽).*"
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


def asks_for_all(question: str) -> str:
    """ "about" for who asks what the book is about, "parts" for who asks for its contents, "beginning" for where to begin; else ""."""
    if question.isascii():
        return ""
    asked = question.strip(_ENDS)
    kinds = (("about", _ABOUT_BOOK), ("parts", _LISTING), ("beginning", _WHERE_TO_BEGIN))
    return next((kind for kind, pattern in kinds if pattern.fullmatch(asked)), "")


def to_define(question: str) -> str:
    """What "什么是时区？" or "時区とは何ですか" ask for; "" where nothing is to be defined, or in another script."""
    found = None if question.isascii() else _TO_DEFINE.fullmatch(question.strip(_ENDS))
    term = next(filter(None, found.groups()), "").strip(_QUOTES) if found else ""
    return "" if _NOTHING.fullmatch(term) else term
