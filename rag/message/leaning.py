"""How far a message leans on what was said before it.

Knows the words of a conversation that goes on: pronouns, fragments, "why?", "in which year?". It does not know what was said.
"""

import re
from enum import Enum

from rag.languages import questions
from rag.message.ordinals import by_number
from rag.message.reactions import failed
from rag.message.wording import plain

# "that" mostly joins clauses; it points back at the end of a message, or where it is what the question is about. "There is", "one lap",
# "above 80 degrees" and "this book" point at nothing that was said.
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|these|those|he|she|him|his|her|hers|himself|herself|former|latter|same|you said|the above"
    r"|this(?!\s+(?:book|site|guide|course|handbook|manual)\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )there(?!\s+(?:is|are|was|were)\b)"
    r"|(?:which|another|(?:this|that|the)(?:\s+\w+)?) ones?"
    r"|(?:previous|earlier|last) (?:answer|question|one|example|point)"
    r"|(?:of|in|about|by|at|for|to|from|with|during|after|before|on|than) that"
    r"|(?:that|above|earlier|ones?)(?=\s*[?!.,]|\s*$))(?!\w)"
    r"|^\s*(?:(?:(?:since|until|in|at|for|by|on)\s+)?(?:why|how|what|when|where|which|who)(?:\s+\w+){0,2}\s+)?"
    r"(?:is|was|does|did|do|can|could|will|would|should)\s+that\b",
    re.IGNORECASE,
)
# What a pronoun of the same message may stand for: "How does a robot keep its balance?" needs no topic.
_NAMED_BEFORE = re.compile(
    r"\b(?:an?|the|each|every|my|our)\s+\w+\b.*?(?<!of )(?<!about )(?<!for )(?<!with )(?<!in )(?<!on )(?<!to )"
    r"\b(?:it|its|they|them|their)\b",
    re.IGNORECASE,
)
# "What did Napoleon put in place of the empire that he abolished?"
_PERSON_NAMED_BEFORE = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-Z]\w+.*\b(?:he|she|him|his|her|they|them|their)\b")
_CONTINUES = re.compile(
    r"^\s*(?:and|but|or|so|also|then|how so|how come|what about|how about|what else|anything else|in what way|more|tell me more"
    r"|go on|continue|ok(?:ay)?,? (?:and|then|so)"
    r"|another|an? examples?|examples?|any examples?|for example|for instance|such as|like what|which ones?|since when|versus|vs"
    r"|(?:as )?compared (?:to|with))\b",
    re.IGNORECASE,
)
_BEGINS_INSIDE = re.compile(
    r"^\s*(?:in|on|at|for|of|to|with|without|by|from|under|during|after|before|behind|per|as|using|via|like|except|according to)\b",
    re.IGNORECASE,
)
# "For how many people?" is no question of its own.
_ASKS_HOW_INSIDE = re.compile(rf"{_BEGINS_INSIDE.pattern}\s+how\s+\w+(?:\s+\w+)?\W*$", re.IGNORECASE)
# "Who else was in the crew?"
_ASKS_ELSE = re.compile(r"^\W*(?:who|what|where|how|when|which \w+) else\b", re.IGNORECASE)
# "Which is the strongest?", "which one has the lowest port?": of several that were told.
_ASKS_WHICH_OF = re.compile(
    r"^\W*(?:which(?:\s+one)?(?:\s+(?:is|are|was|were|has|have|had|weighs|costs))?\s+(?:the\s+)?"
    r"|what(?:['’]?s|\s+(?:is|are|was|were))\s+the\s+)"
    r"(?:\w{2,}(?:est|ier)|best|worst|better|worse|(?:most|least|more|less)\s+\w+)(?:\s+\w+)?\W*$",
    re.IGNORECASE,
)
# A form in which what was told can be told, too: "Show me the command", "What is the exact syntax?", "the code please".
_FORM = re.compile(
    r"\b(?:commands?|code|snippet|syntax|formula|equation|source|steps|instructions|numbers|exact|full|complete|whole|actual|see|have|need"
    r"|want|like|write|type|use|run)\b",
    re.IGNORECASE,
)
_NAMES_FORM = re.compile(
    r"\b(?:commands?|code|snippet|syntax|formula|equation|steps|instructions|numbers)\b", re.IGNORECASE
)
_SUPPOSES = re.compile(r"^\s*(?:what if|even if|if)\b", re.IGNORECASE)
_SPEAKS_OF_OTHERS = re.compile(r"\b(?<!each )(?:others?|another|else)\b", re.IGNORECASE)
_ASKS_FOR_MORE = re.compile(
    r"\b(some|more|other|another|any|an?|give|show)\b.{0,20}\b(examples?|details?|information|reasons?|kinds?|types?)\b"
    r"|\b(explain|elaborate|simpler|shorter|in detail|again|step by step)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\s*why\b", re.IGNORECASE)
# "What year?", "which two countries?", "what happened next?", "the second?"
_FRAGMENT = re.compile(
    r"^\s*(?:(?:what|which|how|whose|when|where)(?:\s+(?:many|much|few|other|two|three|\d+))?(?:\s+[\w-]+)?"
    r"|(?:what|who|where|when|which|how)(?:\s+\w+)?\s+(?:next|then|else|afterwards|exactly|specifically)"
    r"|(?:the|an?)\s+(?:first|second|third|fourth|last|next|others?)(?:\s+\w+)?"
    r"|(?:any|some|no|every)(?:one|body|thing|where) else)\s*[?.!]*\s*$",
    re.IGNORECASE,
)
# "What is the default?", "what are the possible values?": an attribute of what was spoken of.
_ATTRIBUTE = re.compile(
    r"^\W*(?:and\s+)?(?:what(?:['’]?s|\s+(?:is|are))\s+)?(?:the|its|their)\s+"
    r"(?:(?:default|possible|allowed|maximum|minimum|max|min)\s+)?(?:defaults?|values?|types?|options|arguments|parameters|limits?|syntax"
    r"|return\s+(?:value|type))\W*$",
    re.IGNORECASE,
)
# "Compared to what?", "of which state?": a question that begins in the middle of the sentence before.
_ASKS_INSIDE = re.compile(r"\S\s+(?:what|whom|who|where|which)(?:\s+\w+)?\s*[?.!]*\s*$", re.IGNORECASE)
# Who asks for "another" or "who else" may get what was said along the way; who asks for more knows it.
_MORE = re.compile(
    r"(?<!how much )\b(?:more(?! than\b)|(?:what|anything|something) else|elaborate|go on|continue|keep going|in detail"
    r"|(?:other|another|further|additional)(?= (?:examples?|details?|information|facts?|things?|reasons?|kinds?|types?)\b))\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:(?:make|say|put|tell) (?:me )?(?:it|that|this) )?(?:(?:much |a bit |a little |even )?(?:shorter|briefer)|in short|briefly"
    r"|in (?:a nutshell|fewer words|a few words|(?:one|a single) sentence))"
    r"|(?:(?:that|it)(?:['’]?s| is| was) )?(?:way )?too long|tl;?dr"
    r"|(?:(?:give|show) me )?(?:the |a )?short(?:er)? (?:version|answer|summary)"
    r"|(?:summari[sz]e|sum up|shorten)(?: (?:it|that|this))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
# Words that name no topic: "explain the difference between a joint and a link" names its own, "explain that in other words" does not.
_NAMELESS = re.compile(
    r"(?:an?|the|of|to|in|on|at|by|for|with|from|as|and|or|but|so|if|then|than|is|are|was|were|be|been|do|does|did|can|could|will|would"
    r"|should|what|which|who|whom|whose|how|why|when|where|often|long|much|many|me|you|i|we|it|its|this|that|these|those|they|them|their|he"
    r"|she|him|his|hers?|ones?|there|here|please|more|some|any|another|others?|(?:any|some|no|every)(?:thing|one|body)|things?|facts?"
    r"|examples?|details?|information|reasons?|kinds?|types?|give|show|tell|explain|elaborate|describe|simpler|shorter|again|step|words?"
    r"|about|else|ok|okay|also|just|really|happen(?:s|ed)?|first|second|third|next|last|two|three|\d+)\Z",
    re.IGNORECASE,
)
# "What is swizzling?" leans on nothing; "What are the downsides?" may.
_ASKS_WHAT_IS = re.compile(r"^\s*(?:what|who)\s+(?:is|are|was|were)\s+(?!the\b)", re.IGNORECASE)
MANY = 5  # names: a message with as many hardly needs a topic, whatever its pronouns stand for
SHORT = 5  # words: below this a message may be a fragment ("the battery?")


def wants_more(message: str) -> bool:
    """Whether it asks for all that was not said yet: "tell me more", "what else?", "any other reasons?", "another example", "that didn't
    work"."""
    asked = plain(message)
    more = bool(_MORE.search(message)) and not names(_MORE.sub(" ", asked)) and not by_number(message)
    return more or failed(asked) or questions.wants_more(message)


def wants_less(message: str) -> bool:
    """Whether it asks for the same in fewer words: "shorter please", "tl;dr"."""
    return bool(_LESS.fullmatch(plain(message)))


class Leaning(Enum):
    """What a message is searched with."""

    SURELY = "only with what was spoken of"
    MOSTLY = "with it, and alone where that finds little"
    PERHAPS = "alone, and with it where that finds little"
    NOT = "only alone"


def leaning(message: str) -> Leaning:
    """Of a message after others."""
    words, named = len(_WORD.findall(message)), names(message)
    if questions.leans(message) or questions.wants_more(message):
        return Leaning.SURELY if words <= 2 * SHORT else Leaning.PERHAPS
    if words <= 2 * SHORT and (_CONTINUES.search(message) or (_WHY.search(message) and named <= 1)):
        return Leaning.SURELY
    if _ATTRIBUTE.search(message) or (named <= 1 and _ASKS_WHICH_OF.search(message)):
        return Leaning.SURELY
    if words <= 2 * SHORT and _ASKS_ELSE.search(message):
        return Leaning.MOSTLY
    if words <= 2 * SHORT and _NAMES_FORM.search(message) and not names(_FORM.sub(" ", message)):
        return Leaning.SURELY
    if words <= SHORT and _is_fragment(message):
        return Leaning.MOSTLY if named > 1 else Leaning.SURELY
    if words <= 2 * SHORT and _SUPPOSES.search(message):
        return Leaning.MOSTLY
    if begins_inside(message) or (words <= SHORT and _SPEAKS_OF_OTHERS.search(message)):
        return Leaning.MOSTLY
    if _POINTS_BACK.search(message):
        return Leaning.PERHAPS if named >= MANY or _names_it_before(message) else Leaning.SURELY
    if words <= 2 * SHORT and _ASKS_FOR_MORE.search(message):
        return Leaning.PERHAPS if named > 1 else Leaning.SURELY
    alone = words > SHORT or (_ASKS_WHAT_IS.search(message) and named)
    return Leaning.NOT if alone else Leaning.PERHAPS


def _is_fragment(message: str) -> bool:
    return any(kind.search(message) for kind in (_FRAGMENT, _ASKS_INSIDE, _ASKS_HOW_INSIDE))


def begins_inside(message: str) -> bool:
    """Whether it is the end of a sentence: "with yarn?"."""
    return len(_WORD.findall(message)) <= SHORT and bool(_BEGINS_INSIDE.search(message))


def _names_it_before(message: str) -> bool:
    """Whether a pronoun may stand for what the message itself says before it."""
    return bool(_NAMED_BEFORE.search(message) or _PERSON_NAMED_BEFORE.search(message))


def names(message: str) -> int:
    """How many of its words name something."""
    return sum(not _NAMELESS.match(word) for word in _WORD.findall(message))
