"""What is said to be polite, and needs no book.

Knows greetings, thanks, farewells, and the question who one is talking to. A message that says anything else beside them is a question.
"""

import re

_PHRASES = {
    "who": r"[你您]是[谁誰]|[你您](?:能|会|會)做什[么麼]|あなたは(?:誰|だれ)ですか|누구세요"
    r"|who are you|what are you|what can you do(?: for me)?|how can you help(?: me)?|what(?:'s| is) your name|how are you(?: doing)?"
    r"|help(?: me)?|what (?:can|could|should) i ask(?: you)?(?: about)?|what do you know(?: about)?|how do you work"
    r"|what (?:kinds? of |sorts? of )?(?:questions|things) (?:can|could|should) i ask(?: you)?"
    r"|what can you (?:tell me|answer|help(?: me)? with)|who (?:made|built|created) you"
    r"|(?:what is|what's|what can|who is|how does) this (?:chat ?bot|chat|assistant)(?: do| work| for)?"
    r"|are you (?:an? )?(?:real )?(?:person|bot|human|robot|ai|machine)(?: or (?:an? )?(?:real )?(?:person|bot|human|robot|ai|machine))?",
    "greeting": r"hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|hallo|hola|bonjour|salut|ciao|namaste|salaam"
    r"|[你您]们?好|嗨|こんにちは|こんばんは|おはよう(?:ございます)?|안녕(?:하세요)?",
    "thanks": r"(?:many )?thanks|thank you|thx|ty|cheers|danke|merci|gracias|grazie|got it|ok(?:ay)?|cool|great|perfect|nice|awesome"
    r"|wonderful|well done|good (?:job|answer|bot)"
    r"|(?:that|this|it)(?: was| is|'s)? (?:really |very |so )?(?:help(?:s|ed|ful)|great|good|nice)"
    r"|(?:非常|十分)?[谢謝][谢謝][你您]?|多[谢謝]|非常?感[谢謝]|感[谢謝][你您]?|(?:どうも)?ありがとう(?:ございま(?:す|した))?|감사합니다|고마워요?",
    "farewell": r"bye(?: bye)?|goodbye|see you(?: later)?|farewell|good ?night|tschüss|adi[oó]s|au revoir"
    r"|再[见見]|拜拜|さようなら|안녕히 (?:가세요|계세요)",
}
_FILLERS = (
    r"there|all|everyone|bot|assistant|friend|again|so much|very much|a lot|a bunch|today|lol|and|then"
    r"|for (?:that|(?:the|your) (?:help|answer))"
)
_TALK = re.compile(
    "|".join(rf"(?P<{kind}>{words})" for kind, words in _PHRASES.items()) + rf"|{_FILLERS}", re.IGNORECASE
)

_REPLIES = {
    "who": "I answer questions about {book}, from its own sentences, and show where they stand. What would you like to know?",
    "greeting": "Hello! Ask me anything about {book}.",
    "thanks": "You are welcome. Ask on whenever you like.",
    "farewell": "Goodbye, and enjoy {book}.",
}
_MARKS = " \t\n!?.,;:…！？。，、"


def small_talk(message: str, book: str) -> str:
    """A kind reply, "" where the message is more than small talk."""
    kinds, rest = set(), message.strip(f"{_MARKS}-~～")
    while rest:
        said = _TALK.match(rest)
        if said is None or rest[said.end() : said.end() + 1].isalnum():
            return ""
        kinds.add(said.lastgroup)
        rest = rest[said.end() :].lstrip(_MARKS)
    if kinds - {None} == {"thanks"} and message.rstrip().endswith("?"):
        return ""  # "ok, and then?" wants to hear more
    return next((reply.format(book=book) for kind, reply in _REPLIES.items() if kind in kinds), "")
