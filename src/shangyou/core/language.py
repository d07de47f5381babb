"""In which language a request is answered."""

from typing import Any, Literal

from django.http import HttpRequest

from shangyou.science.messages import Sentence

Language = Literal["zh", "en"]


def language_of(request: HttpRequest) -> Language:
    """Give the language of the screen, else of the user, else of the browser, else Chinese.

    The screens send exactly `zh` or `en`; a plain link carries the browser's own list.
    """
    header = request.headers.get("Accept-Language", "").strip().lower()
    if header in ("zh", "en"):
        return "en" if header == "en" else "zh"
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return "en" if user.language == "en" else "zh"
    return "en" if header.startswith("en") else "zh"


def text(sentence: Sentence, language: Language) -> str:
    """Choose one of the two."""
    return sentence.en if language == "en" else sentence.zh
