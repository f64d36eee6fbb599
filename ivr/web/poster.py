"""The poster for the wall and the card for the pocket: the number of the service, each language with its key, QR codes.

They name no agency and no kind of problem, since other people may see them.
"""

import re
from enum import StrEnum
from importlib.resources import files

import segno
from flask import Blueprint, Response, abort, request
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from ivr.clock import Clock
from ivr.core.caller import spoken_form
from ivr.service.prompts.live import LiveBook
from ivr.web.caching import AnswerCache, fresh_for, public_answer
from ivr.web.headers import protect
from profiles import profile
from prompts import LANGUAGES, Book, Prompt

_FRESH = 60
"""Seconds for which a page may be cached."""
_STYLE = files(__package__).joinpath("templates", "poster.css").read_text("utf-8")
FONTS = frozenset(re.findall(r'"([^"]+)"', _STYLE))
"""The font families of the stylesheet. Another font with the letters was not checked, and may be a bitmap font."""


class Size(StrEnum):
    """The format: a sheet, or a Japanese business card (91 x 55 mm, two sides)."""

    A4 = "a4"
    LETTER = "letter"
    CARD = "card"

    @classmethod
    def sheet(cls) -> "Size":
        """Return the sheet that is used at home."""
        return cls(profile().paper.lower())


def poster(book: Book, hotline: str, site: str, size: Size) -> str:
    """Return the poster as one HTML document without other resources. ``hotline`` is E.164, ``site`` a web address."""
    return _TEMPLATES.get_template("poster.html").render(
        lang=profile().languages[0],
        size=size,
        sizes=(Size.sheet(), Size.CARD),
        hotline=hotline,
        printed=spoken_form(hotline),
        site=site,
        languages=[(language, book.text(code, Prompt("page_title"))) for code, language in LANGUAGES.items()],
        call=_qr(f"tel:{hotline}"),
        visit=_qr(f"{site}/"),
        style=Markup(_STYLE),  # noqa: S704  # ours
    )


def poster_blueprint(live: LiveBook, clock: Clock, hotline: str, site: str) -> Blueprint:
    """Return the blueprint of `/poster`, and `/poster?size=card` for the card."""
    blueprint = Blueprint("poster", __name__)
    cache = AnswerCache()
    protect(blueprint, _STYLE)

    @blueprint.get("/poster")
    def page() -> Response:
        asked = request.args.get("size", Size.sheet())
        size = Size(asked) if asked in list(Size) else abort(404)
        now = clock.now()
        book = live.at(now)
        made = cache.get(size, book, lambda: poster(book, hotline, site, size))
        return public_answer(made, "text/html; charset=utf-8", fresh_for(_FRESH, now, live.changes(now)))

    return blueprint


_TEMPLATES = Environment(loader=PackageLoader("ivr.web"), autoescape=select_autoescape(), trim_blocks=True)


def _qr(content: str) -> Markup:
    """Return a QR code as SVG that fills its container, with a margin of four modules (ISO/IEC 18004)."""
    code = segno.make(content, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff"))  # noqa: S704  # segno's
