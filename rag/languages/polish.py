"""Polish."""

from rag.languages.language import Language, Replies, what_is

_BOOK = (
    r"(?:(?:ta|tej|tę|ten|tego|to|tym)\s+)?(?:książk[aięą]|podręcznik(?:a|u)?|dokumentacj[aięę]|przewodnik(?:a|u)?|kurs(?:u"
    r"|ie)?|poradnik(?:a|u)?)"
)

POLISH = Language(
    name="polish",
    small_words=(
        "i a w we z ze na do od o u po pod nad przez przed przy dla za oraz lub albo ale nie czy to ten ta te tego tej tym tych"
        " jest są był była było być może mogę można należy trzeba musi ja ty on ona ono my wy oni mnie mi mój moja się sobie jak"
        " jaki jaka jakie jakich jakiego co czego czym kto kogo który która które gdzie kiedy dlaczego czemu ile skąd dokąd"
        " także też już jeszcze bardzo więcej że gdy jeśli bo jako znaczy oznacza wyjaśnij proszę"
    ),
    replies=Replies(
        the_book="tej książce",
        who="Odpowiadam na pytania zdaniami z książki i pokazuję, gdzie się znajdują. O co chcesz zapytać?",
        greeting="Dzień dobry! O co chcesz zapytać?",
        thanks="Proszę bardzo. Pytaj śmiało dalej.",
        farewell="Do widzenia!",
        no_answer="Nie znalazłem odpowiedzi na to pytanie w {book}.",
        no_more="Nie znalazłem nic więcej na ten temat w {book}.",
    ),
    greeting=r"cześć|hej|witam|dzień dobry|dobry wieczór",
    thanks=r"(?:bardzo )?dzi[ęe]k(?:uj[ęe]|i)(?: bardzo)?|świetnie|w porządku",
    farewell=r"do widzenia|pa|na razie",
    who=r"kim jesteś|co (?:umiesz|potrafisz|możesz)(?: zrobić)?|pomoc|pomocy",
    to_define=what_is(
        r"(?:co\s+to\s+(?:jest|są|znaczy)|czym\s+(?:jest|są)|kim\s+(?:jest|był|była)|co\s+oznacza|co\s+to|(?:wyjaśnij|zdefiniuj))"
    ),
    defines=r"\s+(?:[-–—]\s+to|jest|są|oznacza)\b|\s+to\s+(?=[^.]{0,120}[ąęłńśźżć])",
    about=rf"o\s+czym\s+jest\s+{_BOOK}|(?:zrób\s+)?(?:podsumuj|streść|streszczenie|podsumowanie)\s+{_BOOK}|co\s+zawiera\s+{_BOOK}",
    parts=rf"(?:jakie|ile)\s+(?:są\s+|jest\s+|ma\s+)?rozdział(?:y|ów)(?:\s+(?:są|jest|ma|zawiera))?(?:\s+(?:w\s+)?{_BOOK})?|spis\s+treści",
    beginning=(
        r"od\s+czego\s+(?:mam\s+|powinienem\s+|powinnam\s+|najlepiej\s+)?zacząć|gdzie\s+zacząć|jak\s+(?:mam\s+)?zacząć"
        r"|pierwsze\s+kroki"
    ),
    leans=(
        r"^\W*(?:a|i|ale|lub|dlaczego|czemu)(?:\W*$|\s+(?:w|z|bez|dla|jak|ile|dlaczego|gdy|jeśli|co)\b)|\b(?:to|tego|tym|on|ona"
        r"|ono|jego|jej|ich)\W*$"
    ),
    more=r"(?:powiedz\s+|coś\s+)?więcej(?:\s+(?:o\s+tym|informacji|przykładów))?|co\s+jeszcze|dalej|kontynuuj",
)
