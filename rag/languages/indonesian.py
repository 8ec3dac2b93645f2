"""Indonesian, which Malay is near to."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:buku|dokumentasi|panduan|manual|kursus|situs)(?:\s+ini)?"

INDONESIAN = Language(
    name="indonesian",
    small_words=(
        "dan atau tetapi tapi tidak bukan adalah ialah ada yang di ke dari pada untuk dengan tanpa oleh dalam antara seperti"
        " jika kalau maka saya aku kamu anda dia mereka kami kita ini itu sini situ apa apakah siapa mana kapan mengapa kenapa"
        " bagaimana berapa banyak lama bisa dapat harus boleh akan sudah telah juga lebih sangat cara jelaskan arti artinya"
        " maksud tolong"
    ),
    replies=Replies(
        the_book="buku ini",
        who="Saya menjawab pertanyaan dengan kalimat dari {book} dan menunjukkan letaknya. Apa yang ingin Anda ketahui?",
        greeting="Halo! Silakan bertanya tentang {book}.",
        thanks="Sama-sama. Silakan bertanya lagi.",
        farewell="Sampai jumpa!",
        no_answer="Saya tidak menemukan jawaban untuk ini di {book}.",
        no_more="Saya tidak menemukan lebih banyak tentang ini di {book}.",
    ),
    greeting=r"halo|hai|selamat (?:pagi|siang|sore|malam)",
    thanks=r"terima ?kasih(?: banyak)?|makasih|bagus|mantap",
    farewell=r"sampai jumpa|dadah|selamat tinggal",
    who=r"(?:kamu|anda) siapa|siapa (?:kamu|anda)|apa yang (?:bisa|dapat) (?:kamu|anda) lakukan|tolong|bantuan",
    to_define=what_is(
        r"(?:apa(?:kah)?\s+(?:itu|yang\s+dimaksud\s+(?:dengan)?|arti(?:nya)?)|siapa(?:kah)?(?:\s+itu)?|jelaskan)",
        "",
        r"(?:itu\s+apa|adalah\s+apa|artinya\s+apa)",
    ),
    defines=r"\s+(?:adalah|ialah|merupakan|berarti)\b",
    about=(
        rf"{_BOOK}\s+(?:membahas|tentang|berisi|menceritakan)\s+(?:tentang\s+)?apa|apa\s+isi\s+{_BOOK}|(?:ringkasan"
        rf"|rangkum(?:an)?)\s+{_BOOK}|tentang\s+apa\s+{_BOOK}"
    ),
    parts=(
        rf"(?:apa\s+saja\s+)?bab(?:\s+apa\s+saja)?(?:\s+(?:yang\s+)?ada)?\s+(?:di|dalam)\s+{_BOOK}|berapa\s+bab(?:\s+(?:di"
        rf"|dalam)\s+{_BOOK})?|daftar\s+isi"
    ),
    beginning=(
        r"(?:dari\s+|di\s+)?mana\s+(?:saya\s+)?(?:harus\s+|sebaiknya\s+)?(?:mulai|memulai)|bagaimana\s+(?:cara\s+"
        r"|saya\s+)?(?:mulai|memulai(?:nya)?)"
    ),
    leans=r"^\W*(?:dan|tetapi|tapi|atau|mengapa|kenapa|bagaimana\s+dengan)(?:\W*$|\s)|\b(?:itu|ini)\W*$|nya\W*$",
    more=r"(?:ceritakan\s+)?lebih\s+(?:lanjut|banyak)|lagi|apa\s+lagi|lanjutkan",
)
