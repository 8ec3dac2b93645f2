"""Dutch."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:dit|deze|het|de)\s+)?(?:(?:hand|leer)?boek|documentatie|gids|handleiding|cursus|(?:web)?site)"
_ARTICLES = r"(?:een|de|het)"

DUTCH = Language(
    name="dutch",
    small_words=(
        "de het een en of maar niet geen is zijn was waren wordt worden heeft heb hebben kan kunnen moet moeten mag zal zou ik"
        " je jij u hij zij ze wij we men mij mijn jouw uw haar ons onze dit dat deze die er hier van in op aan met voor bij uit"
        " naar over onder tussen zonder door om te als dan wat wie waar waarom waarvoor waarmee wanneer hoe hoeveel welke welk"
        " wiens veel meer ook nog betekent leg"
    ),
    replies=Replies(
        the_book="dit boek",
        who="Ik beantwoord vragen over {book}, met de eigen zinnen ervan, en laat zien waar die staan. Wat wilt u weten?",
        greeting="Hallo! Vraag gerust iets over {book}.",
        thanks="Graag gedaan. Vraag gerust verder.",
        farewell="Tot ziens!",
        no_answer="Hierover heb ik niets gevonden in {book}.",
        no_more="Meer hierover heb ik niet gevonden in {book}.",
    ),
    greeting=r"hallo|hoi|goede(?:morgen|middag|navond|ndag)|goedendag",
    thanks=r"(?:hartelijk |heel erg )?(?:bedankt|dank (?:je|u)(?: wel)?|dankjewel)|prima|perfect|top",
    farewell=r"tot ziens|doei|dag",
    who=r"wie (?:ben je|bent u)|wat (?:kun je|kan je|kunt u)(?: doen)?|help|hulp",
    to_define=what_is(
        r"(?:wat|wie)\s+(?:is|zijn|was|waren|betekent|betekenen)|wat\s+(?:wordt\s+)?(?:verstaat\s+men\s+onder|bedoeld\s+met)"
        r"|(?:definieer|verklaar)",
        _ARTICLES,
    ),
    defines=r"\s+(?:is|zijn|was)\s+(?:een|het|de(?!\s+facto))\b|\s+betekent\b",
    articles=_ARTICLES,
    about=(
        rf"waar\s+(?:gaat|handelt)\s+{_BOOK}\s+over|wat\s+staat\s+er\s+in\s+{_BOOK}|(?:geef\s+)?(?:een\s+)?samenvatting\s+van\s+{_BOOK}"
        rf"|vat\s+{_BOOK}\s+samen"
    ),
    parts=rf"(?:welke|hoeveel)\s+hoofdstukken\s+(?:zijn\s+er(?:\s+in\s+{_BOOK})?|heeft\s+{_BOOK})|(?:de\s+)?inhoudsopgave",
    beginning=(
        r"waar(?:mee)?\s+(?:moet|kan|begin|zal)\s+(?:ik|men|je)(?:\s+(?:het\s+beste\s+)?(?:beginnen|starten|mee\s+beginnen))?"
        r"|hoe\s+begin\s+ik|eerste\s+stappen|aan\s+de\s+slag"
    ),
    leans=(
        r"^\W*(?:en|maar|of|waarom|hoeveel)(?:\W*$|\s+(?:in|met|zonder|voor|als|hoe|hoeveel|waarom|de|het|bij|op)\b)"
        r"|\b(?:ervan|daarvan|hiervan|daarmee|daarvoor|hierover|daarover)\b|\b(?:het|dat|dit|ze)\W*$"
    ),
    more=(
        r"(?:en\s+|vertel\s+(?:me\s+)?|nog\s+)?meer(?:\s+(?:hierover|daarover|voorbeelden|details))?|wat\s+nog(?:\s+meer)?"
        r"|ga\s+(?:door|verder)"
    ),
)
