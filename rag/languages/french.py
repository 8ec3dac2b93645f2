"""French."""

from rag.languages.language import Language, Replies, what_is

_BOOK = (
    r"(?:(?:ce|cette|cet|le|la|du|de\s+la|de\s+ce|de\s+cette)\s+)?(?:livre|manuel|guide|ouvrage|documentation|doc|cours"
    r"|site(?:\s+web)?)"
)
_ARTICLES = r"(?:une?|les?|la|l['’]|du|des|de\s+la)"
_IS = r"(?:est|sont|[ée]tait)"

FRENCH = Language(
    name="french",
    small_words=(
        "le la les l un une des du de d et ou mais ne pas non est sont était être ai as a ont avoir peut peux puis pouvez faut"
        " dois doit je tu il elle on nous vous ils elles me te se mon ma mes ton ta son sa ses ce cet cette ces ça cela c qu que"
        " qui quoi dont où quand comment pourquoi combien quel quelle quels quelles lequel laquelle à au aux en dans sur sous"
        " avec sans pour par entre chez vers plus y si j n s t m estce dit dire expliquez explique signifie veut"
    ),
    replies=Replies(
        the_book="ce livre",
        who="Je réponds aux questions sur {book}, avec ses propres phrases, et je montre où elles se trouvent. Que voulez-vous savoir ?",
        greeting="Bonjour ! Posez-moi vos questions sur {book}.",
        thanks="Je vous en prie. N’hésitez pas à poser d’autres questions.",
        farewell="Au revoir, et bonne lecture !",
        no_answer="Je n’ai pas trouvé de réponse à cette question dans {book}.",
        no_more="Je n’ai rien trouvé de plus à ce sujet dans {book}.",
    ),
    greeting=r"bonjour|bonsoir|salut|coucou",
    thanks=r"merci(?: beaucoup| bien)?|d['’]accord|parfait|g[ée]nial|tr[eè]s bien",
    farewell=r"au revoir|[àa] bient[ôo]t|bonne (?:nuit|journ[ée]e)",
    who=(
        r"qui (?:es[- ]tu|[êe]tes[- ]vous)|(?:que|qu['’]est[- ]ce que) (?:peux[- ]tu|pouvez[- ]vous|tu peux|vous pouvez) faire"
        r"|aide|[àa] l['’]aide"
    ),
    to_define=what_is(
        rf"qu['’]\s?{_IS}[- ]ce\s+qu(?:e|['’])|c['’]est\s+quoi|que\s+(?:signifie(?:nt)?|veut\s+dire)|qui\s+{_IS}"
        rf"|quelle\s+est\s+la\s+d[ée]finition\s+d(?:e|u|es|['’])|(?:explique[zr]?(?:[- ]moi)?|d[ée]fini[rs]?(?:sez)?)",
        _ARTICLES,
        r"c['’]est\s+quoi",
    ),
    defines=rf"\s+{_IS}\s+(?:une?|les?|la|l['’]|des|ce\s+qu)|\s+(?:d[ée]signe|signifie)\b",
    articles=_ARTICLES,
    about=(
        rf"de\s+quoi\s+(?:parle|traite)(?:[- ]t[- ](?:il|elle))?\s+{_BOOK}|(?:fais|faites"
        rf"|donne[zr]?)?(?:[- ]moi)?\s*(?:un\s+)?r[ée]sum[ée][zr]?\s+{_BOOK}"
        rf"|quel\s+est\s+le\s+sujet\s+{_BOOK}|que\s+contient\s+{_BOOK}|{_BOOK}\s+parle\s+de\s+quoi"
    ),
    parts=(
        rf"(?:quels\s+sont\s+les\s+chapitres|combien\s+de\s+chapitres(?:\s+y\s+a[- ]t[- ]il)?)(?:\s+(?:dans\s+)?{_BOOK})?"
        r"|(?:la\s+)?table\s+des\s+mati[eè]res|(?:le\s+)?sommaire|liste\s+des\s+chapitres"
    ),
    beginning=(
        r"(?:par\s+)?o[ùu]\s+(?:dois[- ]je\s+|puis[- ]je\s+|faut[- ]il\s+)?commencer|comment\s+(?:dois[- ]je\s+"
        r"|bien\s+)?(?:commencer|d[ée]buter)"
        r"|par\s+quoi\s+commencer|premiers\s+pas"
    ),
    leans=(
        r"^\W*(?:et|mais|ou|pourquoi|combien|depuis\s+quand)(?:\W*$|\s+(?:en|dans|avec|sans|pour|le|la|les|si|comment|combien|pourquoi)\b)"
        r"|\b(?:cela|celui-ci|celle-ci|ceux-ci)\b|\b[çc]a\W*$|\b(?:est|sont|fonctionne(?:nt)?|fait|p[eè]se|co[ûu]te"
        r"|sert)[- ](?:t[- ])?(?:ils?|elles?)\b"
    ),
    more=(
        r"(?:(?:et|quoi|dis[- ]m['’]en|dites[- ]m['’]en|en\s+savoir)\s+)?(?:un\s+peu\s+)?(?:plus"
        r"|encore)(?:\s+d['’](?:informations?|infos?|exemples?|d[ée]tails))?|quoi\s+d['’]autre|continuez?"
    ),
)
