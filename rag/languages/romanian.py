"""Romanian."""

from rag.languages.language import Language, Replies, what_is

_BOOK = (
    r"(?:(?:această|acest|acestei|acestui)\s+)?(?:carte(?:a)?|cărți(?:i)?|manual(?:ul(?:ui)?)?|ghid(?:ul)?|documentați(?:e"
    r"|a)|curs(?:ul)?)"
)
_ARTICLES = r"(?:un|o|niște)"

ROMANIAN = Language(
    name="romanian",
    small_words=(
        "un o și sau dar nu este e sunt era fi fost are am ai au poate pot poți putem trebuie eu tu el ea noi voi ei ele mă te"
        " se îmi îți își meu mea acest această aceste acesta aceasta asta de din la în pe cu fără pentru prin între despre până"
        " ca că dacă ce cine care cât câtă câți câte când unde cum mai mult foarte înseamnă explică spune"
    ),
    replies=Replies(
        the_book="această carte",
        who="Răspund la întrebări despre {book}, cu propriile ei propoziții, și arăt unde se află. Ce ați dori să știți?",
        greeting="Bună! Întrebați orice despre {book}.",
        thanks="Cu plăcere. Mai puteți întreba oricând.",
        farewell="La revedere!",
        no_answer="Nu am găsit un răspuns la aceasta în {book}.",
        no_more="Nu am găsit mai multe despre aceasta în {book}.",
    ),
    greeting=r"bun[ăa](?: (?:ziua|dimineața|seara))?|salut|alo",
    thanks=r"mul[țt]umesc(?: mult)?|mersi|perfect",
    farewell=r"la revedere|pa|pe curând",
    who=r"cine e[șs]ti|ce po[țt]i(?: face| s[ăa] faci)?|ajutor",
    to_define=what_is(
        r"(?:ce|cine)\s+(?:este|e|sunt|înseamn[ăa]|era)|ce-i|(?:explic[ăa](?:-mi)?|define[șs]te)", _ARTICLES
    ),
    defines=r"\s+(?:este|sunt)\s+(?:un|o|cel|cea|cei|cele)\b|\s+înseamn[ăa]\b",
    articles=_ARTICLES,
    about=(
        rf"despre\s+ce\s+(?:este|e|vorbe[șs]te)\s+{_BOOK}|(?:un\s+)?rezumat(?:ul)?(?:\s+al)?\s+{_BOOK}|rezum[ăa]\s+{_BOOK}"
        rf"|ce\s+con[țt]ine\s+{_BOOK}"
    ),
    parts=rf"(?:ce|care\s+sunt|câte)\s+capitole(?:le)?(?:\s+(?:are|sunt|există))?(?:\s+(?:în\s+)?{_BOOK})?|cuprins(?:ul)?",
    beginning=r"(?:de\s+)?unde\s+(?:să\s+|ar\s+trebui\s+să\s+)?încep|cum\s+(?:să\s+|pot\s+să\s+)?încep|primii\s+pași",
    leans=(
        r"^\W*(?:și|dar|sau|de\s+ce|cât)(?:\W*$|\s+(?:în|cu|fără|pentru|dacă|cum|cât|de\s+ce)\b)|\b(?:asta|acesta|aceasta"
        r"|acestea|el|ea)\W*$"
    ),
    more=r"(?:și\s+|spune-mi\s+)?mai\s+mult(?:e)?(?:\s+despre\s+asta)?|ce\s+altceva|continuă",
)
