"""Italian."""

from rag.languages.language import Language, Replies, what_is

_BOOK = (
    r"(?:(?:questo|questa|il|la|del|della|di\s+questo|di\s+questa|nel|nella)\s+)?(?:libro|manuale|guida|documentazione"
    r"|corso|sito(?:\s+web)?|testo)"
)
_ARTICLES = r"(?:un['’]|un[ao]?|il|lo|la|l['’]|i|gli|le)"
_IS = r"(?:è|sono|era)"

ITALIAN = Language(
    name="italian",
    small_words=(
        "il lo la i gli le l un uno una e ed o ma non né è sono era essere c cè ci ha ho hanno avere può posso possono devo"
        " deve si mi ti noi voi loro io tu lui lei mio mia suo sua questo questa questi queste quello quella di del dello della"
        " dei degli delle d a al allo alla ai alle da dal dalla in nel nella nei con su sul sulla per tra fra come che chi cosa"
        " cos quale quali qual quando dove quanto quanta quanti quante perché più altro ancora se anche spiega spiegami"
        " significa serve dimmi"
    ),
    replies=Replies(
        the_book="questo libro",
        who="Rispondo a domande su {book} con le sue stesse frasi e mostro dove si trovano. Che cosa vorrebbe sapere?",
        greeting="Buongiorno! Mi chieda quello che vuole su {book}.",
        thanks="Prego. Chieda pure altro quando vuole.",
        farewell="Arrivederci!",
        no_answer="Non ho trovato una risposta a questa domanda in {book}.",
        no_more="Non ho trovato altro su questo in {book}.",
    ),
    greeting=r"ciao|salve|buongiorno|buonasera|buon (?:giorno|pomeriggio)",
    thanks=r"(?:molte |mille |tante )?grazie(?: mille)?|va bene|perfetto|ottimo|d['’]accordo",
    farewell=r"arrivederci|a presto|buonanotte|addio",
    who=r"chi (?:sei|[èe] lei)|(?:che )?cosa (?:puoi|sai) fare|come (?:ti chiami|puoi aiutarmi)|aiuto",
    to_define=what_is(
        rf"(?:che\s+)?cos(?:a\s+{_IS}|['’]\s?[èe])|che\s+cos['’][èe]|chi\s+{_IS}|(?:che\s+)?cosa\s+(?:significa(?:no)?"
        rf"|vuol\s+dire|si\s+intende\s+per)"
        r"|qual\s+[èe]|quali\s+sono|(?:spiega(?:mi)?|definisci)",
        _ARTICLES,
    ),
    defines=rf"\s+{_IS}\s+(?:un[ao]?\b|un['’]|il\b|lo\b|la\b|i\b|gli\b|le\b|l['’]|quando\b|ci[òo]\b)|\s+(?:significa|indica)\b",
    articles=_ARTICLES,
    about=(
        rf"di\s+(?:che\s+)?cosa\s+(?:parla|tratta)\s+{_BOOK}|(?:fai\s+|dammi\s+)?(?:un\s+)?(?:riassunto"
        rf"|riassumi(?:mi)?)(?:\s+di)?\s+{_BOOK}"
        rf"|che\s+cosa\s+contiene\s+{_BOOK}|cosa\s+c['’][èe]\s+{_BOOK}"
    ),
    parts=(
        rf"(?:quali|quanti)\s+(?:sono\s+i\s+)?capitoli(?:\s+(?:ci\s+sono|ha|contiene))?(?:\s+(?:in\s+)?{_BOOK})?"
        r"|(?:l['’])?indice|(?:il\s+)?sommario|elenco\s+dei\s+capitoli"
    ),
    beginning=(
        r"da\s+(?:dove|cosa)\s+(?:devo\s+|posso\s+|dovrei\s+|si\s+)?(?:inizio|iniziare|comincio|cominciare|inizia|comincia)"
        r"|come\s+(?:posso\s+)?(?:inizio|iniziare|cominciare)|primi\s+passi"
    ),
    leans=(
        r"^\W*(?:e|ma|o|perch[ée]|quant[oaie])(?:\W*$|\s+(?:in|nel|con|senza|per|se|come|quanto|perch[ée]|il|la|gli|le|i)\b)"
        r"|\b(?:ci[òo]|esso|essa|essi|esse)\b|\b(?:questo|quello|lui|lei)\W*$"
    ),
    more=(
        r"(?:e\s+|di\s+|dimmi\s+(?:di\s+)?)?(?:altro|pi[ùu]|ancora)(?:\s+(?:dettagli|esempi|informazioni|su\s+questo))?"
        r"|(?:che\s+)?cos['’]?a?ltro|continua"
    ),
)
