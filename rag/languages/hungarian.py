"""Hungarian."""

from rag.languages.language import Language, Replies, what_is

_BOOK = (
    r"(?:(?:ez|ebben|ennek|a|az)\s+)?(?:az?\s+)?(?:kézi)?(?:könyv(?:nek|ben|ről)?|útmutató(?:nak|ban)?|dokumentáció(?:nak"
    r"|ban)?|kézikönyv)"
)

HUNGARIAN = Language(
    name="hungarian",
    small_words=(
        "a az egy és vagy de nem is van vannak volt lesz lehet kell tud tudok tudom én te ő mi ti ők ez ezt ezek azt azok ebben"
        " abban itt ott ha hogy mint mert ki kik mit mely melyik milyen hol hova honnan mikor miért hogyan mennyi hány hányan"
        " meddig mire való szól jelent kérem magyarázd el fel be meg csak még már sem nincs"
    ),
    replies=Replies(
        the_book="ebben a könyvben",
        who="A könyv saját mondataival válaszolok, és megmutatom, hol állnak. Mit szeretne tudni?",
        greeting="Üdvözlöm! Kérdezzen bátran.",
        thanks="Szívesen. Kérdezzen bátran tovább.",
        farewell="Viszontlátásra!",
        no_answer="Erre nem találtam választ {book}.",
        no_more="Erről nem találtam többet {book}.",
    ),
    greeting=r"szia|sziasztok|üdv(?:özlöm)?|helló|jó (?:reggelt|napot|estét)",
    thanks=r"köszönöm(?: szépen)?|köszi|kösz|rendben|tökéletes",
    farewell=r"viszlát|viszontlátásra|szia",
    who=r"ki vagy|mit tudsz(?: csinálni)?|segítség",
    to_define=what_is(
        r"(?:mi|ki)\s+az?(?:\s+az?)?|(?:mik|kik)\s+(?:azok\s+)?az?|mit\s+jelent(?:\s+az?)?|magyarázd\s+el(?:\s+az?)?",
        "",
        r"(?:mit\s+jelent|micsoda)",
    ),
    defines=r"\s+(?:egy\b|azt\s+jelenti)|\s+olyan\b",
    articles="az?|egy",
    about=rf"mir[őo]l\s+szól\s+{_BOOK}|(?:foglald\s+össze|összefoglaló)\s+{_BOOK}|mi\s+van\s+{_BOOK}",
    parts=rf"(?:milyen|hány)\s+fejezete?(?:i)?\s+(?:van|vannak)(?:\s+{_BOOK})?|tartalomjegyzék",
    beginning=(
        r"hol\s+(?:kezdjem|kezdjek|kell\s+kezdeni)(?:\s+el)?|hogyan\s+(?:kezdjem|kezdjek|kezdhetek)(?:\s+(?:el|neki|hozzá))?"
        r"|első\s+lépések"
    ),
    leans=r"^\W*(?:és|de|vagy|miért)(?:\W*$|\s)|\b(?:ez|az|ezt|azt|erről|arról|ennek|annak)\W*$",
    more=r"(?:mondj\s+|mesélj\s+|és\s+)?(?:még|többet|tovább)(?:\s+(?:erről|többet))?|mi\s+még|folytasd",
)
