"""Danish."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:denne|dette|den|det)\s+)?(?:(?:hånd)?bog(?:en)?|dokumentation(?:en)?|guide(?:n)?|manual(?:en)?|kursus(?:set)?)"
_ARTICLES = r"(?:en|et|den|det|de)"

DANISH = Language(
    name="danish",
    small_words=(
        "en et den det de og eller men ikke er var være bliver har havde kan kunne skal skulle må får jeg du han hun vi i man"
        " mig dig min mit mine din sig på af for med til fra om ud under over mellem uden gennem som at når hvad hvem hvilken"
        " hvilket hvilke hvor hvorfor hvordan mange meget længe her der denne dette disse findes betyder forklar også"
    ),
    replies=Replies(
        the_book="denne bog",
        who="Jeg svarer på spørgsmål om {book} med dens egne sætninger og viser, hvor de står. Hvad vil du vide?",
        greeting="Hej! Spørg om hvad du vil i {book}.",
        thanks="Selv tak. Spørg endelig videre.",
        farewell="Farvel!",
        no_answer="Jeg fandt ikke noget svar på det i {book}.",
        no_more="Jeg fandt ikke mere om det i {book}.",
    ),
    greeting=r"hej|god (?:morgen|dag|aften)|goddag",
    thanks=r"(?:tusind |mange )?tak(?: skal du have)?|fint|perfekt",
    farewell=r"farvel|hej ?hej|vi ses",
    who=r"hvem er du|hvad kan du(?: gøre)?|hjælp",
    to_define=what_is(r"(?:hvad|hvem)\s+(?:er|var|betyder)|hvad\s+menes\s+med|(?:forklar|definer)", _ARTICLES),
    defines=r"\s+er\s+(?:en|et|den|det|de)\b|\s+betyder\b",
    articles=_ARTICLES,
    about=(
        rf"hvad\s+handler\s+{_BOOK}\s+om|(?:et\s+)?(?:resumé|sammendrag)\s+af\s+{_BOOK}|opsummer\s+{_BOOK}"
        rf"|hvad\s+står\s+der\s+i\s+{_BOOK}"
    ),
    parts=(
        rf"(?:hvilke|hvor\s+mange)\s+kapitler\s+(?:findes\s+der(?:\s+i\s+{_BOOK})?|er\s+der(?:\s+i\s+{_BOOK})?|har\s+{_BOOK})"
        rf"|indholdsfortegnelse(?:n)?"
    ),
    beginning=(
        r"hvor\s+(?:skal|kan|bør)\s+(?:jeg|man)\s+(?:begynde|starte)|hvor\s+begynder\s+(?:jeg|man)"
        r"|hvordan\s+(?:kommer\s+jeg\s+i\s+gang|begynder\s+jeg)|kom\s+i\s+gang"
    ),
    leans=(
        r"^\W*(?:og|men|eller|hvorfor)(?:\W*$|\s+(?:i|på|med|uden|for|om|hvordan|hvorfor|den|det)\b)|\b(?:det|den|dem"
        r"|dette)\W*$|\b(?:dens|dets)\b"
    ),
    more=r"(?:og\s+|fortæl\s+|noget\s+)?mere(?:\s+om\s+det)?|hvad\s+mere|fortsæt",
)
