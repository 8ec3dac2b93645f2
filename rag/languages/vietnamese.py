"""Vietnamese. Its words are written syllable by syllable, each between spaces."""

from rag.languages.language import Language, Replies, what_is

_BOOK = r"(?:(?:cuốn|quyển|bộ)\s+)?(?:sách|tài\s+liệu|hướng\s+dẫn|khóa\s+học|giáo\s+trình)(?:\s+(?:này|đó))?"

VIETNAMESE = Language(
    name="vietnamese",
    small_words=(
        "là và hoặc hay nhưng không có được bị cho của các những một với trong ngoài trên dưới từ đến để khi nếu thì mà này đó"
        " kia ấy tôi bạn mình chúng ta họ nó ai gì nào sao đâu bao nhiêu mấy thế như tại vì do bởi cần phải nên hãy xin ở về ra"
        " vào đã đang sẽ cũng rất nhất giải thích nghĩa lâu"
    ),
    replies=Replies(
        the_book="cuốn sách này",
        who="Tôi trả lời các câu hỏi về {book} bằng chính những câu trong đó và chỉ ra chúng nằm ở đâu. Bạn muốn biết điều gì?",
        greeting="Xin chào! Bạn cứ hỏi về {book}.",
        thanks="Không có gì. Bạn cứ hỏi tiếp nhé.",
        farewell="Tạm biệt!",
        no_answer="Tôi không tìm thấy câu trả lời cho điều này trong {book}.",
        no_more="Tôi không tìm thấy thêm gì về điều này trong {book}.",
    ),
    greeting=r"(?:xin )?chào(?: bạn)?",
    thanks=r"(?:xin )?cảm ơn(?: bạn)?(?: nhiều)?|cám ơn|tuyệt(?: vời)?",
    farewell=r"tạm biệt|hẹn gặp lại",
    who=r"bạn là ai|bạn (?:có thể )?làm (?:được )?gì|giúp(?: tôi)?",
    to_define=what_is(r"(?:giải\s+thích|định\s+nghĩa)", "", r"(?:là\s+(?:gì|ai)|nghĩa\s+là\s+gì|có\s+nghĩa\s+là\s+gì)"),
    defines=r"\s+(?:là\s+(?:một|các|những|cách|loại)|nghĩa\s+là|được\s+gọi\s+là)\b",
    about=rf"{_BOOK}\s+(?:nói|viết)\s+về\s+(?:cái\s+)?gì|tóm\s+tắt\s+{_BOOK}|nội\s+dung\s+(?:của\s+)?{_BOOK}(?:\s+là\s+gì)?",
    parts=rf"{_BOOK}\s+có\s+(?:những|bao\s+nhiêu|mấy)\s+chương(?:\s+nào)?|có\s+những\s+chương\s+nào|mục\s+lục",
    beginning=r"(?:tôi\s+)?(?:nên\s+|phải\s+|cần\s+)?bắt\s+đầu\s+(?:từ\s+đâu|như\s+thế\s+nào)",
    leans=r"^\W*(?:và|còn|nhưng|tại\s+sao|vì\s+sao)(?:\W*$|\s)|\b(?:nó|đó|điều\s+này|điều\s+đó|cái\s+đó|cái\s+này)\b",
    more=r"(?:nói\s+|kể\s+)?thêm(?:\s+(?:nữa|về\s+điều\s+đó|chi\s+tiết))?|còn\s+gì(?:\s+nữa)?|tiếp(?:\s+tục)?",
)
