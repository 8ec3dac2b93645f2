"""Books and visitors in other languages than English."""

import re
from pathlib import Path

import pytest
from conftest import conversation, with_its_book, write_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.languages.known import BY_NAME, KNOWN, spoken
from rag.languages.questions import asks_for_all, leans, to_define, wants_more, without_asking
from rag.local.lexicon import Terms
from rag.message.leaning import Leaning, leaning
from rag.message.own_words import OwnWords
from rag.settings import Settings
from rag.types import Answer

# A language's pages, what is asked of them, and the sentence that answers; then what no page tells, and what the book is about.
BOOKS = {
    "german": (
        {
            "p.md": "# Pumpen\n\nPumpen stehen im Keller. Eine Pumpe ist eine Maschine, die Wasser hebt. Sie läuft mit Strom.",
            "l.md": "# Lampen\n\nDie rote Lampe zeigt, dass der Tank leer ist. Sie wird jeden Montag geprüft.",
        },
        ("Was ist eine Pumpe?", "Eine Pumpe ist eine Maschine, die Wasser hebt."),
        ("Wer hat den Faust geschrieben?", "Dazu habe ich in diesem Buch nichts gefunden."),
        "Worum geht es in diesem Buch?",
    ),
    "french": (
        {
            "p.md": "# Pompes\n\nLes pompes sont au sous-sol. Une pompe est une machine qui élève l’eau. Elle marche au courant.",
            "l.md": "# Lampes\n\nLa lampe rouge indique que le réservoir est vide. On la contrôle chaque lundi.",
        },
        ("Qu’est-ce qu’une pompe ?", "Une pompe est une machine qui élève l’eau."),
        ("Qui a écrit Les Misérables ?", "Je n’ai pas trouvé de réponse à cette question dans ce livre."),
        "De quoi parle ce livre ?",
    ),
    "spanish": (
        {
            "p.md": "# Bombas\n\nLas bombas están en el sótano. Una bomba es una máquina que eleva el agua. Funciona con corriente.",
            "l.md": "# Lámparas\n\nLa lámpara roja indica que el depósito está vacío. Se revisa cada lunes.",
        },
        ("¿Qué es una bomba?", "Una bomba es una máquina que eleva el agua."),
        ("¿Quién escribió Don Quijote?", "No he encontrado una respuesta a esto en este libro."),
        "¿De qué trata este libro?",
    ),
    "italian": (
        {
            "p.md": "# Pompe\n\nLe pompe sono in cantina. Una pompa è una macchina che solleva l’acqua. Funziona a corrente.",
            "l.md": "# Lampade\n\nLa lampada rossa indica che il serbatoio è vuoto. Si controlla ogni lunedì.",
        },
        ("Che cos’è una pompa?", "Una pompa è una macchina che solleva l’acqua."),
        ("Chi ha scritto la Divina Commedia?", "Non ho trovato una risposta a questa domanda in questo libro."),
        "Di che cosa parla questo libro?",
    ),
    "portuguese": (
        {
            "p.md": "# Bombas\n\nAs bombas ficam na cave. Uma bomba é uma máquina que eleva a água. Funciona com corrente.",
            "l.md": "# Lâmpadas\n\nA lâmpada vermelha indica que o tanque está vazio. É verificada todas as segundas-feiras.",
        },
        ("O que é uma bomba?", "Uma bomba é uma máquina que eleva a água."),
        ("Quem escreveu Os Lusíadas?", "Não encontrei uma resposta para isto em todo este livro."),
        "Do que trata este livro?",
    ),
    "dutch": (
        {
            "p.md": "# Pompen\n\nDe pompen staan in de kelder. Een pomp is een machine die water omhoog brengt. Ze loopt op stroom.",
            "l.md": "# Lampen\n\nDe rode lamp geeft aan dat de tank leeg is. Ze wordt elke maandag nagekeken.",
        },
        ("Wat is een pomp?", "Een pomp is een machine die water omhoog brengt."),
        ("Wie schreef Max Havelaar?", "Hierover heb ik niets gevonden in dit boek."),
        "Waar gaat dit boek over?",
    ),
    "swedish": (
        {
            "p.md": "# Pumpar\n\nPumparna står i källaren. En pump är en maskin som lyfter vatten. Den går på ström.",
            "l.md": "# Lampor\n\nDen röda lampan visar att tanken är tom. Den kontrolleras varje måndag.",
        },
        ("Vad är en pump?", "En pump är en maskin som lyfter vatten."),
        ("Vem skrev Pippi Långstrump?", "Jag hittade inget svar på det i den här boken."),
        "Vad handlar den här boken om?",
    ),
    "norwegian": (
        {
            "p.md": "# Pumper\n\nPumpene står i kjelleren. En pumpe er en maskin som løfter vann. Den går på strøm.",
            "l.md": "# Lamper\n\nDen røde lampen viser at tanken er tom. Den kontrolleres hver mandag.",
        },
        ("Hva er en pumpe?", "En pumpe er en maskin som løfter vann."),
        ("Hvem skrev Peer Gynt?", "Jeg fant ikke noe svar på det i denne boken."),
        "Hva handler denne boken om?",
    ),
    "danish": (
        {
            "p.md": "# Pumper\n\nPumperne står i kælderen. En pumpe er en maskine, der løfter vand. Den går på strøm.",
            "l.md": "# Lamper\n\nDen røde lampe viser, at tanken er tom. Den efterses hver mandag.",
        },
        ("Hvad er en pumpe?", "En pumpe er en maskine, der løfter vand."),
        ("Hvem skrev Den lille havfrue?", "Jeg fandt ikke noget svar på det i denne bog."),
        "Hvad handler denne bog om?",
    ),
    "finnish": (
        {
            "p.md": "# Pumppu\n\nPumppu on kone, joka nostaa vettä. Pumppu on kellarissa ja käy sähköllä.",
            "l.md": "# Lamppu\n\nPunainen lamppu kertoo, että säiliö on tyhjä. Lamppu tarkastetaan joka maanantai.",
        },
        ("Mikä on pumppu?", "Pumppu on kone, joka nostaa vettä."),
        ("Kuka kirjoitti Kalevalan?", "En löytänyt tähän vastausta: etsin sitä tästä kirjasta."),
        "Mistä tämä kirja kertoo?",
    ),
    "hungarian": (
        {
            "p.md": "# Szivattyúk\n\nA szivattyúk a pincében vannak. A szivattyú egy gép, amely vizet emel. Árammal működik.",
            "l.md": "# Lámpák\n\nA piros lámpa azt mutatja, hogy a tartály üres. Minden hétfőn ellenőrzik.",
        },
        ("Mi az a szivattyú?", "A szivattyú egy gép, amely vizet emel."),
        ("Ki írta az Egri csillagokat?", "Erre nem találtam választ ebben a könyvben."),
        "Miről szól ez a könyv?",
    ),
    "romanian": (
        {
            "p.md": "# Pompe\n\nPompele sunt în pivniță. O pompă este o mașină care ridică apa. Merge cu curent.",
            "l.md": "# Lămpi\n\nLampa roșie arată că rezervorul e gol. Se verifică în fiecare luni.",
        },
        ("Ce este o pompă?", "O pompă este o mașină care ridică apa."),
        ("Cine a scris Luceafărul?", "Nu am găsit un răspuns la aceasta în această carte."),
        "Despre ce este această carte?",
    ),
    "polish": (
        {
            "p.md": "# Pompa\n\nPompa jest w piwnicy. Pompa to maszyna, która podnosi wodę. Działa na prąd.",
            "l.md": "# Lampa\n\nCzerwona lampa pokazuje, że zbiornik jest pusty. Lampę sprawdza się w każdy poniedziałek.",
        },
        ("Co to jest pompa?", "Pompa to maszyna, która podnosi wodę."),
        ("Kto napisał Pana Tadeusza?", "Nie znalazłem odpowiedzi na to pytanie w tej książce."),
        "O czym jest ta książka?",
    ),
    "czech": (
        {
            "p.md": "# Čerpadlo\n\nČerpadlo je stroj, který zvedá vodu. Stojí ve sklepě a běží na proud.",
            "l.md": "# Lampa\n\nČervená lampa ukazuje, že nádrž je prázdná. Lampa se kontroluje každé pondělí.",
        },
        ("Co je to čerpadlo?", "Čerpadlo je stroj, který zvedá vodu."),
        ("Kdo napsal Osudy dobrého vojáka Švejka?", "Odpověď na tuto otázku jsem v této knize nenašel."),
        "O čem je tato kniha?",
    ),
    "turkish": (
        {
            "p.md": "# Pompa\n\nPompa, suyu yükselten bir makinedir. Pompa bodrumda durur ve elektrikle çalışır.",
            "l.md": "# Lamba\n\nKırmızı lamba deponun boş olduğunu gösterir. Lamba her pazartesi denetlenir.",
        },
        ("Pompa nedir?", "Pompa, suyu yükselten bir makinedir."),
        ("Çalıkuşu romanını kim yazdı?", "Bunun cevabını bu kitapta bulamadım."),
        "Bu kitap ne hakkında?",
    ),
    "vietnamese": (
        {
            "p.md": "# Máy bơm\n\nMáy bơm là một thiết bị đưa nước lên cao. Máy bơm đặt ở tầng hầm và chạy bằng điện.",
            "l.md": "# Đèn\n\nĐèn đỏ báo rằng bể đã cạn. Đèn được kiểm tra vào mỗi thứ hai.",
        },
        ("Máy bơm là gì?", "Máy bơm là một thiết bị đưa nước lên cao."),
        ("Ai viết Truyện Kiều?", "Tôi không tìm thấy câu trả lời cho điều này trong cuốn sách này."),
        "Cuốn sách này nói về gì?",
    ),
    "indonesian": (
        {
            "p.md": "# Pompa\n\nPompa adalah mesin yang menaikkan air. Pompa berdiri di ruang bawah tanah.",
            "l.md": "# Lampu\n\nLampu merah menunjukkan bahwa tangki kosong. Lampu diperiksa setiap Senin.",
        },
        ("Apa itu pompa?", "Pompa adalah mesin yang menaikkan air."),
        ("Siapa penulis Laskar Pelangi?", "Saya tidak menemukan jawaban untuk ini di buku ini."),
        "Buku ini membahas tentang apa?",
    ),
    "russian": (
        {
            "p.md": "# Насосы\n\nНасосы стоят в подвале. Насос — это машина, которая поднимает воду. Он работает от тока.",
            "l.md": "# Лампы\n\nКрасная лампа показывает, что бак пуст. Её проверяют каждый понедельник.",
        },
        ("Что такое насос?", "Насос — это машина, которая поднимает воду."),
        ("Кто написал «Войну и мир»?", "В этой книге я не нашёл ответа на этот вопрос."),
        "О чём эта книга?",
    ),
    "ukrainian": (
        {
            "p.md": "# Насос\n\nНасос — це машина, яка піднімає воду. Насос стоїть у підвалі.",
            "l.md": "# Лампа\n\nЧервона лампа показує, що бак порожній. Її перевіряють щопонеділка.",
        },
        ("Що таке насос?", "Насос — це машина, яка піднімає воду."),
        ("Хто написав Кобзар?", "У цій книзі я не знайшов відповіді на це запитання."),
        "Про що ця книга?",
    ),
    "greek": (
        {
            "p.md": "# Αντλίες\n\nΟι αντλίες είναι στο υπόγειο. Μια αντλία είναι μια μηχανή που ανεβάζει νερό. Δουλεύει με ρεύμα.",
            "l.md": "# Λάμπες\n\nΗ κόκκινη λάμπα δείχνει ότι η δεξαμενή είναι άδεια. Ελέγχεται κάθε Δευτέρα.",
        },
        ("Τι είναι μια αντλία;", "Μια αντλία είναι μια μηχανή που ανεβάζει νερό."),
        ("Ποιος έγραψε την Οδύσσεια;", "Δεν βρήκα απάντηση σε αυτό, αν και έψαξα σε αυτό το βιβλίο."),
        "Για τι μιλάει αυτό το βιβλίο;",
    ),
    "arabic": (
        {
            "p.md": "# المضخة\n\nالمضخة هي آلة ترفع الماء. توجد المضخة في القبو.",
            "l.md": "# المصباح\n\nالمصباح الأحمر يدل على أن الخزان فارغ. يفحص المصباح كل يوم اثنين.",
        },
        ("ما هي المضخة؟", "المضخة هي آلة ترفع الماء."),
        ("من كتب ألف ليلة وليلة؟", "لم أجد إجابة عن هذا في هذا الكتاب."),
        "عن ماذا يتحدث هذا الكتاب؟",
    ),
    "urdu": (
        {
            "p.md": "# پمپ\n\nپمپ ایک مشین ہے جو پانی اوپر لے جاتی ہے۔ پمپ تہہ خانے میں رکھا ہے۔",
            "l.md": "# لیمپ\n\nسرخ لیمپ بتاتا ہے کہ ٹینکی خالی ہے۔ لیمپ ہر پیر کو دیکھا جاتا ہے۔",
        },
        ("پمپ کیا ہے؟", "پمپ ایک مشین ہے جو پانی اوپر لے جاتی ہے"),
        ("دیوان غالب کس نے لکھا؟", "مجھے اس کتاب میں اس کا جواب نہیں ملا۔"),
        "اس کتاب میں کیا ہے؟",
    ),
}  # fmt: skip


def asked(folder: Path, language: str, *messages: str) -> list[Answer]:
    pages = write_pages(folder / "book", BOOKS[language][0])
    parts = with_its_book(Settings(book_dir=pages, data_dir=folder / "data", book_language=language))
    return conversation(parts, *messages)


@pytest.mark.parametrize("language", BOOKS)
def test_a_book_answers_refuses_and_tells_of_itself_in_its_language(tmp_path: Path, language: str):
    _, (question, said), (stranger, refusal), about = BOOKS[language]

    answer, refused, whole = asked(tmp_path, language, question, stranger, about)

    assert answer.status == "answered"
    assert said in answer.message
    assert (refused.status, refused.message) == ("not_in_book", refusal)
    assert whole.message.count("- **") == 2 and len(whole.sources) == 2
    assert not any("What does" in each for each in (*answer.suggestions, *whole.suggestions))


def test_who_asks_an_english_question_of_a_german_book_is_answered_in_english(tmp_path: Path):
    [answer] = asked(tmp_path, "german", "Who wrote the first novel about the moon?")

    assert answer.message == "I could not find an answer to this in the book."


def test_a_conversation_goes_on_in_its_language(tmp_path: Path):
    _, lamp, more = asked(tmp_path, "german", "Was ist eine Pumpe?", "Und die rote Lampe?", "Und womit läuft sie?")

    assert "Die rote Lampe zeigt, dass der Tank leer ist." in lamp.message
    assert leaning("Und womit läuft sie?") is Leaning.SURELY
    assert more.status in ("answered", "partial", "not_in_book")


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("What is a pump?", "english"),
        ("Was ist eine Pumpe?", "german"),
        ("Hvad er en pumpe?", "danish"),
        ("Hva er en pumpe?", "norwegian"),
        ("¿Cómo funciona?", "spanish"),
        ("Como é que funciona?", "portuguese"),
        ("Що таке насос?", "ukrainian"),
        ("Что такое насос?", "russian"),
        ("Docusaurus 是什么？", "chinese"),
        ("ポンプとは", "japanese"),
        ("پمپ کیا ہے؟", "urdu"),
        ("ما هي المضخة؟", "arabic"),
        ("pump", None),
        ("What does 空 mean?", "english"),
        ("how do i upgrade k3s", "english"),  # "do", "i", "k" and "s" are Czech
        ("2 + 2", None),
        ("", None),
    ],
)
def test_a_language_is_known_by_its_script_and_its_small_words(message: str, language: str | None):
    found = spoken(message)

    assert (found.name if found else None) == language


@pytest.mark.parametrize(
    "text", ["best laptop for students under 800 dollars", "good gift for men", "kids over ten met for fun"]
)
def test_words_that_english_has_too_tell_of_no_other_language(text: str):
    assert spoken(text, BY_NAME["english"]) is BY_NAME["english"]
    assert spoken(text, BY_NAME["danish"]) is not BY_NAME["norwegian"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Was hat die Bahn", "german"),
        ("min tur over fjorden", "norwegian"),
    ],
)
def test_they_tell_of_it_where_nothing_else_is_english(text: str, language: str):
    assert spoken(text, BY_NAME["english"]) is BY_NAME[language]


@given(st.text(max_size=60), st.sampled_from(KNOWN))
def test_what_tells_of_no_language_is_in_the_usual_one(text: str, usual):
    assert spoken(text, usual) in KNOWN
    assert spoken("", usual) is usual
    assert (
        spoken("die casting", BY_NAME["english"]) is BY_NAME["english"]
    )  # one small word of German, and none of English


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("C'est quoi l'API ?", "API"),
        ("Erkläre mir die Pumpe", "Pumpe"),
        ("Qu'est-ce que SLAM ?", "SLAM"),
        ("A qué se llama «cebado»?", "cebado"),
        ("Hvad betyder spædning?", "spædning"),
        ("Mit jelent a tartály?", "tartály"),
        ("Насос — это что?", "Насос"),
        ("Wo steht die Pumpe?", ""),
        ("Comment marche la pompe ?", ""),
        ("What is a pump?", ""),  # which is told apart elsewhere
        ("什么是时区？", "时区"),
        ("请问什么是时区", "时区"),
        ("时区是什么？", "时区"),
        ("umask 是什么意思？", "umask"),
        ("解释一下时区", "时区"),
        ("時区とは何ですか？", "時区"),
        ("時区とは", "時区"),
        ("시간대란 무엇인가요?", "시간대"),
        ("怎样设置时区？", ""),
        ("这是什么？", ""),
        ("これは何ですか？", ""),
        ("法国的首都是哪里？", ""),
        ("What is a time zone?", ""),
    ],
)
def test_what_is_to_be_defined(question: str, term: str):
    assert to_define(question) == term


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Wie viele Kapitel hat dieses Buch?", "parts"),
        ("Table des matières", ""),  # three words, none of which tells that they are French
        ("Quels sont les chapitres ?", "parts"),
        ("¿Por dónde empiezo?", "beginning"),
        ("Par où commencer ?", "beginning"),
        ("С чего начать?", "beginning"),
        ("Сколько глав в этой книге?", "parts"),
        ("Wo steht die Pumpe?", ""),
        ("这本书主要介绍了什么内容？", "about"),
        ("本手册的内容是什么", "about"),
        ("このマニュアルの概要を教えてください", "about"),
        ("目录", "parts"),
        ("この本の目次", "parts"),
        ("목차를 보여 주세요", "parts"),
        ("如何入门？", "beginning"),
        ("どこから読めばいいですか？", "beginning"),
        ("어디서부터 시작해야 하나요?", "beginning"),
        ("锅炉里有多少水？", ""),
        ("What is this book about?", ""),
    ],
)
def test_what_is_asked_of_the_book_as_a_whole(question: str, kind: str):
    assert asks_for_all(question) == kind


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        ("怎样设置时区？", "设置时区"),
        ("锅炉里有多少水？", "锅炉 水"),
        ("ボイラーの圧力はいくらですか？", "ボイラー 圧力"),
        ("什么是 umask", "umask"),
        ("谁设计了灯号？", "设计 灯号"),
        ("什么时候点燃锅炉？", "点燃锅炉"),
        ("何时点燃锅炉？", "点燃锅炉"),
        ("누가 보일러를 만들었나요?", "보일러를 만들었"),
        ("몇 대의 차량?", "대의 차량"),
        ("どうですか？", "どうですか"),
        ("How do I set the time zone?", "How do I set the time zone"),
    ],
)
def test_what_only_asks_is_left_out_where_something_is_left(question: str, telling: str):
    assert " ".join(without_asking(question).split()).rstrip(" ？?") == telling


@pytest.mark.parametrize(
    "message",
    ["Und im Keller?", "Et dans la cave ?", "¿Y en el sótano?", "E in cantina?", "А в подвале?", "那雀车呢？"],
)
def test_what_begins_in_the_middle_goes_on_from_what_was_said(message: str):
    assert leans(message) and leaning(message) is not Leaning.NOT


@pytest.mark.parametrize(
    "message", ["Was ist eine Pumpe?", "Où est la pompe ?", "And in the cellar?", "Que es la bomba?"]
)
def test_what_stands_alone_leans_on_nothing(message: str):
    assert not leans(message)


@pytest.mark.parametrize("message", ["Mehr dazu", "En savoir plus", "¿Qué más?", "Расскажи подробнее", "もっと詳しく"])
def test_who_wants_more_says_so(message: str):
    assert wants_more(message) or spoken(message) is None


@pytest.mark.parametrize(
    ("message", "usual", "reply"),
    [
        ("Merci beaucoup !", "english", "Je vous en prie."),
        ("grazie", "english", "Prego."),
        ("Guten Tag!", "english", "Hallo!"),
        ("danke", "english", "Gern geschehen."),
        ("谢谢！", "english", "不客气"),
        ("hallo", "dutch", "Hallo! Vraag gerust iets over dit boek."),
        ("tak", "danish", "Selv tak."),
        ("tak", "english", ""),  # might be anything
        ("DAG", "english", ""),
        ("hello", "german", "Hello!"),
        ("Wer bist du?", "german", "Ich beantworte Fragen aus diesem Buch"),
    ],
)
def test_small_talk_is_answered_in_its_language(message: str, usual: str, reply: str):
    said = OwnWords(usual, "the book").small_talk(message)

    assert said.startswith(reply) and bool(said) == bool(reply)


def test_a_book_that_has_a_name_is_called_by_it():
    assert OwnWords("german", "„Tram“").nothing_found("Wo?", more=False) == "Dazu habe ich in „Tram“ nichts gefunden."
    assert (
        OwnWords("english", "Trams").nothing_found("tell me more", more=True)
        == "I could not find more on this in Trams."
    )


@pytest.mark.parametrize("language", KNOWN, ids=lambda language: language.name)
def test_every_language_is_whole(language):
    replies = language.replies
    said = [replies.who, replies.greeting, replies.thanks, replies.farewell, replies.no_answer, replies.no_more]

    assert all(each.strip() and each.format(book="B") for each in said)
    assert "{book}" in replies.no_answer and "{book}" in replies.no_more
    for kind in (
        "greeting",
        "thanks",
        "farewell",
        "who",
        "to_define",
        "defines",
        "articles",
        "about",
        "parts",
        "beginning",
        "leans",
        "more",
    ):
        pattern = re.compile(getattr(language, kind), re.IGNORECASE)
        assert not pattern.pattern or not pattern.fullmatch(""), kind


@pytest.mark.parametrize(
    "language", [name for name in BY_NAME if name != "english"]
)  # whose stop words are the engine's
def test_words_that_ask_weigh_nothing_and_others_do(language: str):
    terms = Terms(language)

    assert not any(terms.asked(word) for word in BY_NAME[language].small_words.split())
    assert terms.asked("Debian")
