"""Spanish."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:este|esta|el|la|del|de\s+este|de\s+la|de\s+esta)\s+)?(?:libro|manual|gu[ií]a|documentaci[óo]n|curso|sitio(?:\s+web)?|texto)"
_ARTICLES = r"(?:una?|unos|unas|el|la|los|las)"
_IS = r"(?:es|son|era|fue)"

SPANISH = Language(
    name="spanish",
    small_words=(
        "el la los las un una unos unas y o u pero no ni es son era fue ser está están hay ha he han tiene tienen puede puedo"
        " pueden podemos debo debe deben yo tú él ella nosotros ellos me te se le lo nos mi mis tu su sus este esta esto estos"
        " estas ese esa eso aquí de del al a en con sin por para entre sobre desde hasta como cómo que qué quien quién quienes"
        " cual cuál cuales cuáles cuando cuándo donde dónde cuanto cuánto cuánta cuántos cuántas porqué más muy si sirve"
        " significa explica explícame dime"
    ),
    replies=Replies(
        the_book="este libro",
        who="Respondo preguntas sobre {book} con sus propias frases y muestro dónde están. ¿Qué le gustaría saber?",
        greeting="¡Hola! Pregunte lo que quiera sobre {book}.",
        thanks="De nada. Pregunte lo que quiera.",
        farewell="¡Hasta luego!",
        no_answer="No he encontrado una respuesta a esto en {book}.",
        no_more="No he encontrado nada más sobre esto en {book}.",
    ),
    greeting=r"hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|buenas",
    thanks=r"(?:muchas )?gracias|de acuerdo|vale|genial|perfecto|estupendo|muy bien",
    farewell=r"adi[óo]s|hasta (?:luego|pronto|ma[ñn]ana)|chao",
    who=r"qui[ée]n eres|qu[ée] (?:puedes|sabes) hacer|c[óo]mo (?:te llamas|puedes ayudar(?:me)?)|ayuda",
    to_define=what_is(
        rf"(?:qu[ée]|qui[ée]n(?:es)?|c[uú][aá]l(?:es)?)\s+{_IS}|qu[ée]\s+significan?|a\s+qu[ée]\s+se\s+llama|qu[ée]\s+se\s+entiende\s+por"
        r"|(?:expl[ií]ca(?:me)?|define)",
        _ARTICLES,
    ),
    defines=rf"\s+{_IS}\s+(?:una?|el|la|los|las|lo\s+que|cuando)\b|\s+(?:significa|se\s+refiere\s+a)\b",
    articles=_ARTICLES,
    about=(
        rf"de\s+qu[ée]\s+(?:trata|va|habla)\s+{_BOOK}|(?:haz(?:me)?\s+|dame\s+)?(?:un\s+)?res[uú]m(?:e|en|ir)(?:\s+de)?\s+{_BOOK}"
        rf"|sobre\s+qu[ée]\s+es\s+{_BOOK}|qu[ée]\s+(?:contiene|hay\s+en|incluye)\s+{_BOOK}"
    ),
    parts=(
        rf"(?:qu[ée]|cu[áa]ntos|cu[áa]les\s+son\s+los)\s+cap[ií]tulos(?:\s+(?:hay|tiene))?(?:\s+(?:en\s+)?{_BOOK})?"
        r"|(?:el\s+)?[ií]ndice|(?:la\s+)?tabla\s+de\s+contenidos?|lista\s+de\s+cap[ií]tulos"
    ),
    beginning=(
        r"(?:por\s+|desde\s+)?d[óo]nde\s+(?:debo\s+|puedo\s+|deber[ií]a\s+)?(?:empiezo|empezar|comienzo|comenzar)"
        r"|c[óo]mo\s+(?:debo\s+|puedo\s+)?(?:empiezo|empezar|comienzo|comenzar)|primeros\s+pasos"
    ),
    leans=(
        r"^\W*(?:y|pero|o|por\s+qu[ée]|cu[áa]nt[oa]s?)(?:\W*$|\s+(?:en|con|sin|para|si|c[óo]mo|cu[áa]nto|por\s+qu[ée]|el|la|los"
        r"|las|qu[ée])\b)"
        r"|\b(?:eso|esto|ello|[ée]l|ella|ellos|ellas)\W*$|\b(?:de|sobre|con|para)\s+(?:eso|esto|ello)\b"
    ),
    more=(
        r"(?:y\s+|algo\s+|dime\s+|cu[ée]ntame\s+)?m[áa]s(?:\s+(?:informaci[óo]n|detalles|ejemplos|sobre\s+es[ot]o))?"
        r"|qu[ée]\s+m[áa]s|contin[uú]a|sigue"
    ),
)
