"""German."""

from rag.languages.language import Language, Replies, what_is

_BOOK = (
    r"(?:(?:diese[mrs]?|das|de[mr]|die)\s+)?(?:(?:hand|lehr)?buche?s?|doku(?:mentation)?|anleitung|leitfaden|kurs(?:es)?"
    r"|web(?:site|seite))"
)
_ARTICLES = r"(?:k?ein(?:e[nmrs]?)?|der|die|das|den|dem|des)"

GERMAN = Language(
    name="german",
    small_words=(
        "der die das den dem des ein eine einen einem einer eines kein keine und oder aber nicht auch nur ist sind war wird"
        " werden wurde hat habe haben kann können konnte soll sollte muss darf ich du er sie es wir man mir mich uns mein meine"
        " dein deine sich zu im in am an auf mit von vom für bei aus nach über unter um als wenn dass ob durch zwischen ohne"
        " gegen wie was wer wen wem wo wohin woher wann warum wieso weshalb welche welcher welches welchen welchem wofür womit"
        " wozu woran worüber wovon wodurch wieviel viel viele mehr weiter noch lange gibt gib bitte mal denn dazu davon dafür"
        " damit erkläre erklär bedeutet diese dieser dieses diesem"
    ),
    replies=Replies(
        the_book="diesem Buch",
        who="Ich beantworte Fragen aus {book}, mit dessen eigenen Sätzen, und zeige, wo sie stehen. Was möchten Sie wissen?",
        greeting="Hallo! Was möchten Sie wissen?",
        thanks="Gern geschehen. Fragen Sie jederzeit weiter.",
        farewell="Auf Wiedersehen!",
        no_answer="Dazu habe ich in {book} nichts gefunden.",
        no_more="Mehr dazu habe ich in {book} nicht gefunden.",
    ),
    greeting=r"hallo|moin|servus|gr(?:ü|ue)(?:ß|ss)(?: gott| dich| sie)?|guten (?:tag|morgen|abend)",
    thanks=r"(?:vielen |besten |herzlichen )?dank(?:e(?:sch(?:ö|oe)n| sehr| dir| ihnen)?)?|alles klar|prima|perfekt",
    farewell=r"tsch(?:ü|ue)ss?|auf wiedersehen|bis (?:bald|dann)|ciao",
    who=r"wer (?:bist du|sind sie)|was (?:kannst du|k(?:ö|oe)nnen sie)(?: f(?:ü|ue)r mich tun)?|hilfe",
    to_define=what_is(
        r"(?:was|wer)\s+(?:ist|sind|war|waren|bedeutet|bedeuten|hei(?:ß|ss)t)|was\s+versteht\s+man\s+unter|(?:erkl(?:ä|ae)re?"
        r"|definiere)(?:\s+mir)?",
        _ARTICLES,
    ),
    defines=r"\s+(?:ist|sind)\s+(?:eine?|der|die|das|jede[rs]?|wenn)\b|\s+(?:bedeutet|bezeichnet|hei(?:ß|ss)t)\b",
    articles=_ARTICLES,
    about=(
        rf"(?:worum|um\s+was)\s+geht\s+es\s+(?:in|bei)\s+{_BOOK}|wovon\s+handelt\s+{_BOOK}|was\s+steht\s+in\s+{_BOOK}"
        rf"|(?:fasse?\s+)?{_BOOK}\s+zusammen(?:fassen)?|(?:eine\s+)?zusammenfassung\s+(?:von\s+)?{_BOOK}|{_BOOK}\s+in\s+k(?:ü|ue)rze"
    ),
    parts=(
        rf"(?:welche|wie\s?viele)\s+kapitel\s+(?:gibt\s+es(?:\s+in\s+{_BOOK})?|hat\s+{_BOOK})"
        r"|(?:das\s+)?inhaltsverzeichnis(?:\s+zeigen)?|alle\s+kapitel"
    ),
    beginning=(
        r"wo(?:mit)?\s+(?:fange?|beginne?|soll(?:te)?|kann|muss)\s+(?:ich|man|wir)(?:\s+am\s+besten)?\s+(?:an|anfangen|beginnen|starten)"
        r"|wo(?:mit)?\s+(?:beginne|starte)\s+ich|wie\s+fange?\s+(?:ich|man)\s+an|wo\s+anfangen|erste\s+schritte"
    ),
    leans=(
        r"^\W*(?:und|aber|oder|warum|wieso|weshalb|wie\s+viele?|seit\s+wann)(?:\W*$|\s+(?:ist|sind|wie|was|in|im|mit|bei|f(?:ü"
        r"|ue)r|ohne|das|die|der)\b)"
        r"|\b(?:davon|dazu|daf(?:ü|ue)r|daran|dar(?:ü|ue)ber|dadurch|darin|dessen|deren)\b|\b(?:es|das|sie|er)\W*$"
    ),
    more=r"(?:und\s+|noch\s+|(?:erz(?:ä|ae)hl|sag)(?:\s+mir)?\s+)?mehr(?:\s+(?:dazu|dar(?:ü|ue)ber|davon))?|weiter|was\s+noch|noch\s+etwas",
)
