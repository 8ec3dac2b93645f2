"""Portuguese."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:est[ea]|[oa]|d[oa]|dest[ea]|nest[ea])\s+)?(?:livro|manual|guia|documenta[çc][ãa]o|curso|site|texto)"
_ARTICLES = r"(?:uma?|uns|umas|os?|as?)"
_IS = r"(?:é|s[ãa]o|era|foi)"

PORTUGUESE = Language(
    name="portuguese",
    small_words=(
        "o a os as um uma uns umas e ou mas não nem é são era foi ser está estão há tem têm ter pode posso podem podemos devo"
        " deve eu tu ele ela nós eles você vocês me te se lhe meu minha seu sua este esta isto isso esse essa aquele de do da"
        " dos das no na nos nas em ao à aos às com sem por pelo pela para pra entre sobre até como que quê quem qual quais"
        " quando onde quanto quanta quantos quantas porquê porque mais muito também serve significa explique explica diga"
    ),
    replies=Replies(
        the_book="este livro",
        who="Respondo a perguntas sobre {book} com as suas próprias frases e mostro onde estão. O que gostaria de saber?",
        greeting="Olá! Pergunte o que quiser sobre {book}.",
        thanks="De nada. Pergunte o que quiser.",
        farewell="Até logo!",
        no_answer="Não encontrei uma resposta para isto em todo {book}.",
        no_more="Não encontrei mais nada sobre isto em todo {book}.",
    ),
    greeting=r"ol[áa]|oi|bom dia|boa (?:tarde|noite)",
    thanks=r"(?:muito )?obrigad[oa]|valeu|perfeito|[óo]timo|est[áa] bem|beleza",
    farewell=r"tchau|adeus|at[ée] (?:logo|breve|amanh[ãa])",
    who=r"quem (?:[ée] voc[êe]|[ée]s tu)|o que (?:voc[êe] )?(?:pode|sabe|podes) fazer|como (?:se|te) chama|ajuda",
    to_define=what_is(
        rf"(?:o\s+)?que\s+{_IS}|quem\s+{_IS}|qual\s+[ée]|quais\s+s[ãa]o|(?:o\s+)?que\s+(?:significa|quer\s+dizer)"
        rf"|o\s+que\s+se\s+entende\s+por"
        r"|(?:expli(?:que|ca)(?:-me)?|defina)",
        _ARTICLES,
    ),
    defines=rf"\s+{_IS}\s+(?:uma?|os?|as?|quando)\b|\s+(?:significa|refere-se\s+a)\b",
    articles=_ARTICLES,
    about=(
        rf"(?:do|sobre\s+o)\s+que\s+(?:(?:se\s+)?trata|fala|[ée])\s+{_BOOK}|(?:fa[çc]a\s+"
        rf"|d[êe]-me\s+)?(?:um\s+)?resum[oa](?:\s+de)?\s+{_BOOK}"
        rf"|{_BOOK}\s+(?:[ée]\s+sobre|fala\s+(?:de|sobre))\s+o\s+qu[êe]|o\s+que\s+(?:cont[ée]m|h[áa])\s+{_BOOK}"
    ),
    parts=(
        rf"(?:quais|quantos)\s+(?:s[ãa]o\s+os\s+)?cap[ií]tulos(?:\s+(?:existem|tem|h[áa]))?(?:\s+(?:em\s+)?{_BOOK})?"
        r"|(?:o\s+)?[ií]ndice|(?:o\s+)?sum[áa]rio|lista\s+de\s+cap[ií]tulos"
    ),
    beginning=(
        r"(?:por\s+)?onde\s+(?:eu\s+)?(?:devo\s+|posso\s+)?(?:come[çc]o|come[çc]ar|in[ií]cio|iniciar)"
        r"|como\s+(?:eu\s+)?(?:devo\s+|posso\s+)?(?:come[çc]o|come[çc]ar)|primeiros\s+passos"
    ),
    leans=(
        r"^\W*(?:e|mas|ou|por\s?qu[êe]|quant[oa]s?)(?:\W*$|\s+(?:em|no|na|com|sem|para|se|como|quanto|por\s?que|os?|as?)\b)"
        r"|\b(?:isso|isto|ele|ela|eles|elas)\W*$|\b(?:disso|disto|nisso|dele|dela|deles|delas)\b"
    ),
    more=r"(?:e\s+|algo\s+|diga\s+|conte\s+)?mais(?:\s+(?:informa[çc][õo]es|detalhes|exemplos|sobre\s+iss?t?o))?|o\s+que\s+mais|continue?",
)
