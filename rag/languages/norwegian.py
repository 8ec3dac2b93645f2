"""Norwegian (Bokmål)."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:denne|dette|den|det)\s+)?(?:(?:hånd)?bok(?:en|a)?|dokumentasjon(?:en)?|guide(?:n)?|manual(?:en)?|kurs(?:et)?)"
_ARTICLES = r"(?:en|ei|et|den|det|de)"

NORWEGIAN = Language(
    name="norwegian",
    small_words=(
        "en ei et den det de og eller men ikke er var være blir har hadde kan kunne skal skulle må får jeg du han hun vi dere"
        " man meg deg min mitt mine din seg i på av for med til fra om ut under over mellom uten gjennom som at når hva hvem"
        " hvilken hvilket hvilke hvor hvorfor hvordan mange mye lenge her der denne dette disse finnes betyr forklar også"
    ),
    replies=Replies(
        the_book="denne boken",
        who="Jeg svarer på spørsmål om {book} med dens egne setninger og viser hvor de står. Hva vil du vite?",
        greeting="Hei! Spør om hva du vil i {book}.",
        thanks="Bare hyggelig. Spør gjerne om mer.",
        farewell="Ha det bra!",
        no_answer="Jeg fant ikke noe svar på det i {book}.",
        no_more="Jeg fant ikke mer om det i {book}.",
    ),
    greeting=r"hei(?:san)?|god (?:morgen|dag|kveld)",
    thanks=r"(?:tusen |mange )?takk(?: skal du ha)?|flott|perfekt",
    farewell=r"ha det(?: bra)?|adjø|vi sees",
    who=r"hvem er du|hva kan du(?: gjøre)?|hjelp",
    to_define=what_is(r"(?:hva|hvem)\s+(?:er|var|betyr)|hva\s+menes\s+med|(?:forklar|definer)", _ARTICLES),
    defines=r"\s+er\s+(?:en|ei|et|den|det|de)\b|\s+betyr\b",
    articles=_ARTICLES,
    about=rf"hva\s+handler\s+{_BOOK}\s+om|(?:et\s+)?sammendrag\s+av\s+{_BOOK}|oppsummer\s+{_BOOK}|hva\s+står\s+(?:det\s+)?i\s+{_BOOK}",
    parts=(
        rf"(?:hvilke|hvor\s+mange)\s+kapitler\s+(?:finnes(?:\s+det)?(?:\s+i\s+{_BOOK})?|er\s+det(?:\s+i\s+{_BOOK})?"
        rf"|har\s+{_BOOK})|innholdsfortegnelse(?:n)?"
    ),
    beginning=(
        r"hvor\s+(?:skal|kan|bør)\s+(?:jeg|man)\s+(?:begynne|starte)|hvor\s+begynner\s+(?:jeg|man)"
        r"|hvordan\s+(?:kommer\s+jeg\s+i\s+gang|begynner\s+jeg)|kom\s+i\s+gang"
    ),
    leans=(
        r"^\W*(?:og|men|eller|hvorfor)(?:\W*$|\s+(?:i|på|med|uten|for|om|hvordan|hvorfor|den|det)\b)|\b(?:det|den|dem"
        r"|dette)\W*$|\b(?:dens|dets)\b"
    ),
    more=r"(?:og\s+|fortell\s+|noe\s+)?mer(?:\s+om\s+det)?|hva\s+mer|fortsett",
)
