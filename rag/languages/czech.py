"""Czech."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:tato|této|tuto|tento|tohoto|tomto)\s+)?(?:kni[hz][aeyu]|příručk[aeyu]|dokumentac[eií]|průvodce|manuál(?:u)?|kurz(?:u)?)"

CZECH = Language(
    name="czech",
    small_words=(
        "a i v ve z ze na do od o u po pod nad přes před při pro za s se si k ke nebo ale ne není to ten ta toho té tom této"
        " tento tato je jsou byl byla bylo být může mohu můžu lze musí mám má já ty on ona ono my vy oni mě mi můj moje jak jaký"
        " jaká jaké jakou jakým co čeho čím kdo koho který která které kterou kde kdy proč kolik odkud kam také už ještě velmi"
        " více že když pokud protože jako znamená vysvětli prosím slouží funguje"
    ),
    replies=Replies(
        the_book="této knize",
        who="Odpovídám na otázky větami z knihy a ukazuji, kde stojí. Co byste rádi věděli?",
        greeting="Dobrý den! Na co se chcete zeptat?",
        thanks="Rádo se stalo. Ptejte se dál.",
        farewell="Na shledanou!",
        no_answer="Odpověď na tuto otázku jsem v {book} nenašel.",
        no_more="Více k tomu jsem v {book} nenašel.",
    ),
    greeting=r"ahoj|čau|dobrý (?:den|večer)|dobré ráno|zdravím",
    thanks=r"(?:moc |mockrát )?děkuj[iu](?: moc)?|díky|dík|skvělé|v pořádku",
    farewell=r"na shledanou|nashle|sbohem|měj se",
    who=r"kdo jsi|co (?:umíš|dokážeš|můžeš)(?: udělat)?|pomoc",
    to_define=what_is(r"(?:co\s+(?:to\s+)?(?:je|jsou|znamená)(?:\s+to)?|kdo\s+(?:je|byl|byla)|(?:vysvětli|definuj))"),
    defines=r"\s+(?:je|jsou)\s+(?=\w)|\s+znamená\b",
    about=rf"o\s+čem\s+je\s+{_BOOK}|(?:shrň|shrnutí|souhrn)\s+{_BOOK}|co\s+obsahuje\s+{_BOOK}",
    parts=(
        rf"(?:jaké|kolik)\s+(?:má\s+|jsou\s+|je\s+)?(?:{_BOOK}\s+)?kapitol(?:y)?(?:\s+(?:má|jsou|je))?(?:\s+(?:v\s+)?{_BOOK})?"
        rf"|obsah\s+{_BOOK}"
    ),
    beginning=r"kde\s+(?:mám\s+|můžu\s+)?začít|čím\s+(?:mám\s+)?začít|jak\s+(?:mám\s+)?začít|první\s+kroky|začínáme",
    leans=(
        r"^\W*(?:a|i|ale|nebo|proč)(?:\W*$|\s+(?:v|z|bez|pro|jak|kolik|proč|když|pokud|co)\b)|\b(?:to|toho|tím|on|ona|ono|jeho"
        r"|její|jejich)\W*$"
    ),
    more=r"(?:řekni\s+(?:mi\s+)?|něco\s+)?(?:více|víc)(?:\s+o\s+tom)?|co\s+ještě|dál|pokračuj",
)
