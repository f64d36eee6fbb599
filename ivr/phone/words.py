"""The words of the telephone and of the demo's tour in the reader's language: English as in the code, or a translation.

Whoever starts the pages passes the translations, since the telephone reads nothing of the service.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request

Translations = Mapping[str, Mapping[str, str]]
"""Translations by their English text, for each language besides English."""
_COOKIE = "demo_language"
_ENGLISH = "en"
_NAMES = {_ENGLISH: "English", "ja": "日本語"}
_KEY = "translations"


def add_words(app: Flask, translations: Translations) -> None:
    """Give an application's templates ``_`` and the reader's language; ``?language=`` chooses it for the browser."""
    app.extensions[_KEY] = translations
    app.jinja_env.globals["_"] = _

    @app.context_processor
    def for_templates() -> dict[str, object]:
        others = {code: _NAMES[code] for code in (_ENGLISH, *translations) if code != language()}
        return {"language": language(), "others": others, "here": _here, "words": translations.get(language(), {})}

    @app.after_request
    def keep(response: Response) -> Response:
        if request.args.get("language") == language():
            response.set_cookie(_COOKIE, language(), samesite="Lax", httponly=True)
        return response


def _(sentence: str, /, **values: object) -> str:
    """Return a message in the reader's language, with its placeholders ``%(name)s`` filled in."""
    translations: Translations = current_app.extensions[_KEY]
    found = translations.get(language(), {}).get(sentence, sentence)
    return found % values if values else found


def _here(code: str) -> str:
    """Return the address of this page in another language."""
    return f"?{urlencode({**request.args, 'language': code})}"


def language() -> str:
    """Return the reader's language: the one just chosen, else the one chosen before, else the browser's."""
    if "language" not in g:
        asked = (tag.split("-")[0] for tag in request.accept_languages.values())
        known = (_ENGLISH, *current_app.extensions[_KEY])
        wanted = (request.args.get("language"), request.cookies.get(_COOKIE), *asked)
        g.language = next((code for code in wanted if code in known), _ENGLISH)
    return str(g.language)
