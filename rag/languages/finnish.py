"""Finnish."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:tämä|tämän|tässä|tästä)\s+)?(?:käsi)?(?:kirja(?:n|ssa|sta)?|opas|oppaan|ohje(?:en)?|dokumentaatio(?:n)?|kurssi(?:n)?)"

FINNISH = Language(
    name="finnish",
    small_words=(
        "ja tai mutta ei eivät on ovat oli olla ole voi voin voiko voidaan pitää täytyy minä sinä hän me te he minun sinun sen"
        " sitä se ne tämä tätä nämä mikä mitä mitkä kuka ketkä missä mistä mihin milloin miksi miten kuinka paljonko monta"
        " paljon kauan millainen minkä jos kun että kuin joka jotka kanssa ilman varten niin myös onko saa tarkoittaa selitä"
    ),
    replies=Replies(
        the_book="tästä kirjasta",
        who="Vastaan kysymyksiin kirjan omilla lauseilla ja näytän, missä ne ovat. Mitä haluaisit tietää?",
        greeting="Hei! Kysy mitä vain.",
        thanks="Ole hyvä. Kysy vain lisää.",
        farewell="Näkemiin!",
        no_answer="En löytänyt tähän vastausta: etsin sitä {book}.",
        no_more="En löytänyt tästä enempää: etsin sitä {book}.",
    ),
    greeting=r"hei|moi|terve|hyvää (?:huomenta|päivää|iltaa)|päivää",
    thanks=r"kiitos(?: paljon)?|kiitti|hienoa|selvä",
    farewell=r"näkemiin|hei ?hei|moi ?moi",
    who=r"kuka (?:sinä )?olet|mitä (?:sinä )?osaat(?: tehdä)?|apua",
    to_define=what_is(
        r"(?:mikä|mitä|kuka)\s+(?:on|ovat|oli|tarkoittaa)|(?:selitä|määrittele)", "", r"tarkoittaa\s+mitä"
    ),
    defines=r"\s+(?:tarkoittaa|tarkoitetaan)\b",
    about=(
        rf"mistä\s+{_BOOK}\s+(?:kertoo|on\s+kyse)|mitä\s+{_BOOK}\s+(?:sisältää|käsittelee|kerrotaan)|(?:tee\s+)?(?:tiivistelmä"
        rf"|yhteenveto)\s+{_BOOK}|tiivistä\s+{_BOOK}"
    ),
    parts=rf"(?:mitkä|mitä|montako|kuinka\s+monta)\s+luku(?:a|ja)\s+(?:{_BOOK}\s+on|on\s+{_BOOK}|siinä\s+on)|sisällysluettelo",
    beginning=(
        r"mistä\s+(?:minun\s+)?(?:pitäisi\s+|kannattaa\s+|voin\s+)?(?:aloitan|aloittaa)|miten\s+(?:pääsen\s+alkuun|aloitan)"
        r"|näin\s+pääset\s+alkuun"
    ),
    leans=r"^\W*(?:ja|mutta|tai|entä|miksi)(?:\W*$|\s)|\b(?:se|ne|sitä|siitä|tuo|tämä)\W*$",
    more=r"(?:kerro\s+)?(?:lisää|enemmän)(?:\s+siitä)?|mitä\s+muuta|jatka",
)
