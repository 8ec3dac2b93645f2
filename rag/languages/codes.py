"""The codes that sites name languages by: "fr", "pt-BR", "zh-Hans"."""

import re

from rag.languages.known import BY_NAME
from rag.languages.language import Language

_NAMES = {
    "ar": "arabic", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "ja": "japanese", "ko": "korean", "nb": "norwegian",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "tr": "turkish", "uk": "ukrainian", "ur": "urdu", "vi": "vietnamese", "zh": "chinese",
}  # fmt: skip
_CODE = re.compile(r"([a-z]{2})(?:[-_]\w+)?")


def is_code(name: str) -> bool:
    """Whether it is written like one, of whatever language."""
    return bool(_CODE.fullmatch(name))


def language_of(code: str) -> Language | None:
    """None where it is no code, or of a language that is not known."""
    found = _CODE.fullmatch(code)
    return BY_NAME.get(_NAMES.get(found[1], "")) if found else None
