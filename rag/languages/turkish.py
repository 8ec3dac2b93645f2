"""Turkish."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:bu\s+)?(?:el\s+)?(?:kitab[ıi]?n?|kitap(?:ta)?|k[ıi]lavuz(?:un|da)?|belge(?:nin|de)?|dok[üu]mantasyon(?:un|da)?|kurs(?:un|ta)?)"

TURKISH = Language(
    name="turkish",
    small_words=(
        "bir ve veya ya da de ama değil mi mı mu mü var yok olan olarak olur için ile gibi kadar göre ben sen o biz siz onlar"
        " bu şu bunlar bunu şunu benim senin onun ne nedir nelerdir neden niçin niye nasıl kim kimdir kaç hangi hangisi nerede"
        " nereye nereden zaman çok daha en her ise eğer ki demek demektir anlat açıkla lütfen gerekir miyim mıyım"
    ),
    replies=Replies(
        the_book="bu kitapta",
        who="Sorulara kitabın kendi cümleleriyle cevap verir ve bunların nerede olduğunu gösteririm. Ne öğrenmek istersiniz?",
        greeting="Merhaba! İstediğinizi sorabilirsiniz.",
        thanks="Rica ederim. Sormaya devam edebilirsiniz.",
        farewell="Hoşça kalın!",
        no_answer="Bunun cevabını {book} bulamadım.",
        no_more="Bununla ilgili {book} başka bir şey bulamadım.",
    ),
    greeting=r"merhaba|selam|günaydın|iyi (?:günler|akşamlar)",
    thanks=r"teşekkür(?:ler| ederim)?(?: çok)?|çok teşekkürler|sağ ?ol(?:un)?|tamam|harika",
    farewell=r"hoşça ?kal(?:ın)?|görüşürüz|güle güle",
    who=r"sen kimsin|(?:sen )?ne yapabilirsin|yardım",
    to_define=what_is(
        r"(?:açıkla|tanımla)", "", r"(?:ne(?:dir|lerdir)?|kimdir|ne\s+demek(?:tir)?|ne\s+anlama\s+gelir)"
    ),
    about=rf"{_BOOK}\s+(?:ne\s+(?:hakkında|anlatıyor)(?:dır)?|konusu\s+ne(?:dir)?|özeti?)|{_BOOK}\s*(?:özetle|neler\s+var)",
    parts=rf"(?:{_BOOK}\s+)?(?:hangi|kaç)\s+bölüm(?:ler)?(?:\s+var)?|içindekiler",
    beginning=r"nereden\s+başla(?:malıyım|mam\s+gerekir|yabilirim|yayım|rım)|nasıl\s+başla(?:rım|malıyım|yabilirim)|başlarken",
    leans=r"^\W*(?:ve|ama|peki|ya|neden|niye)(?:\W*$|\s)|^\W*(?:bu|bunun|bunu|o|onun|onu|bunlar)\b|\b(?:bu|o)\W*$",
    more=r"daha\s+(?:fazla(?:sı)?|çok)(?:\s+(?:bilgi|anlat))?|başka\s+ne(?:ler)?(?:\s+var)?|devam(?:\s+et)?",
)
