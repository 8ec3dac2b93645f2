"""Swedish."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:den\s+här|det\s+här|denna|detta)\s+)?(?:(?:hand)?bok(?:en)?|dokumentation(?:en)?|guide(?:n)?|manual(?:en)?|kurs(?:en)?)"
_ARTICLES = r"(?:en|ett|den|det|de)"

SWEDISH = Language(
    name="swedish",
    small_words=(
        "en ett den det de och eller men inte är var vara blir har hade kan kunde ska skulle måste får jag du han hon vi ni man"
        " mig dig min mitt mina din sig i på av för med till från om ur under över mellan utan genom som att när vad vem vilken"
        " vilket vilka vart varför hur många mycket länge här där denna detta dessa finns betyder förklara också"
    ),
    replies=Replies(
        the_book="den här boken",
        who="Jag svarar på frågor om {book} med dess egna meningar och visar var de står. Vad vill du veta?",
        greeting="Hej! Fråga vad du vill om {book}.",
        thanks="Varsågod. Fråga gärna mer.",
        farewell="Hej då!",
        no_answer="Jag hittade inget svar på det i {book}.",
        no_more="Jag hittade inget mer om det i {book}.",
    ),
    greeting=r"hej(?:san)?|god (?:morgon|dag|kväll)|tjena",
    thanks=r"tack(?: så mycket)?|tusen tack|toppen|perfekt",
    farewell=r"hej ?då|adjö|vi ses",
    who=r"vem är du|vad kan du(?: göra)?|hjälp",
    to_define=what_is(r"(?:vad|vem)\s+(?:är|var|betyder)|vad\s+menas\s+med|(?:förklara|definiera)", _ARTICLES),
    defines=r"\s+är\s+(?:en|ett|den|det|de)\b|\s+betyder\b",
    articles=_ARTICLES,
    about=rf"vad\s+handlar\s+{_BOOK}\s+om|(?:en\s+)?sammanfattning\s+av\s+{_BOOK}|sammanfatta\s+{_BOOK}|vad\s+står\s+i\s+{_BOOK}",
    parts=(
        rf"(?:vilka|hur\s+många)\s+kapitel\s+(?:finns\s+(?:det|i\s+{_BOOK})(?:\s+i\s+{_BOOK})?|har\s+{_BOOK})"
        rf"|innehållsförteckning(?:en)?"
    ),
    beginning=(
        r"var\s+(?:ska|kan|bör)\s+(?:jag|man)\s+börja|var\s+börjar\s+(?:jag|man)|hur\s+(?:kommer\s+jag\s+igång|börjar\s+jag)"
        r"|kom\s+igång"
    ),
    leans=(
        r"^\W*(?:och|men|eller|varför)(?:\W*$|\s+(?:i|på|med|utan|för|om|hur|varför|den|det)\b)|\b(?:det|den|dem|detta)\W*$"
        r"|\b(?:dess|därav|därför)\b"
    ),
    more=r"(?:och\s+|berätta\s+|något\s+)?mer(?:a)?(?:\s+om\s+det)?|vad\s+mer|fortsätt",
)
