"""`/confirm/<token>`: the page of a link on which an agency confirms its hours, without an account and a session.

Whoever has the link sees the lines that it is of, as callers meet them, and nothing else. The token in the address is
all that lets them in, so no form of another site can be sent here without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from ivr.clock import Clock
from ivr.core.confirmations.answers import Mistake, OfLine, Says, Typed
from ivr.core.confirmations.page import LineShown
from ivr.core.confirmations.readers import Reader, hours_in, language_in, reader_of, typed_in
from ivr.core.confirmations.words import GONE, LATER, PAGE, about, meant, not_understood, read_as
from ivr.service.confirmations.links import Asked, ConfirmationLinks
from ivr.service.confirmations.mailing import words_of
from ivr.service.people.credentials import LinkError, TooManyError
from ivr.store.db import StoreError
from ivr.web.headers import security_headers
from ivr.web.public import LOOK, STYLE, stylesheet
from schedules import DirectoryError, print_hours, suggest_hours
from sentences import Sentence, render
from sentences.values import date_text

_LARGEST = 64 * 1024
"""Bytes of a form: a few hundred for each line, and a remark."""
_STYLE = STYLE + stylesheet("confirmation.css")
_HEADERS = {
    "Content-Security-Policy": security_headers(_STYLE)["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}
_PARTS = ("says", "hours", "mark", "read")
"""The beginnings of the names of fields; the id of a line follows after a hyphen."""
_RETRY_AFTER = "900"


@dataclass(frozen=True)
class ConfirmationPages:
    """The page. ``hotline`` is the one number as it is printed; ``operator`` may be empty."""

    links: ConfirmationLinks
    clock: Clock
    hotline: str
    operator: str

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        made = Blueprint("confirmations", __name__, template_folder="templates")
        made.add_url_rule("/confirm/<token>", "page", self.show)
        made.add_url_rule("/confirm/<token>", "answer", self.answer, methods=["POST"])
        made.register_error_handler(LinkError, lambda _: _plain(GONE, 404))
        made.register_error_handler(TooManyError, lambda _: _plain(LATER, 429))
        for trouble in (SQLAlchemyError, StoreError, DirectoryError):
            made.register_error_handler(trouble, lambda _: _plain(LATER, 503))
        return made

    def show(self, token: str) -> ResponseReturnValue:
        """Show the lines. Nothing changes, since programs that look through mails open links as well."""
        asked = self.links.open(token, _address(), self.clock.now())
        return self._page(asked, _reader(asked)), 200

    def answer(self, token: str) -> ResponseReturnValue:
        """Take the answer, or show what is in doubt, with all that was typed."""
        request.max_content_length = _LARGEST
        asked = self.links.answer(token, _typed(request.form), _address(), self.clock.now())
        reader = _reader(asked)
        if asked.taken:
            return _response("confirmation_taken.html", reader), 200
        return self._page(asked, reader), 422

    def _page(self, asked: Asked, reader: Reader) -> Response:
        mistakes = asked.reading.mistakes if asked.reading else {}
        link = asked.link
        return _response(
            "confirmation.html",
            reader,
            about=[_say(each, reader) for each in about(link.agency, self.hotline, self.operator, link.ends_at)],
            agency=link.agency,
            lines=[_line(each, asked, reader) for each in asked.lines],
            typed=asked.typed,
            mistakes={name: _say(each.said, reader) for name, each in mistakes.items()},
            state="marked" if mistakes else "read_back" if asked.reading else "",
            readers=[(each, each.own_name, each.code) for each in Reader],
            choices=[(Says.RIGHT, "right"), (Says.HOURS, "differ"), (Says.OTHER, "other")],
        )


def _line(each: LineShown, asked: Asked, reader: Reader) -> dict[str, object]:
    """Return what the template shows of a line, in the words of its reader."""
    line_id, codes = each.line.id, each.codes
    one = len(codes) == 1
    read = asked.reading.weeks.get(line_id) if asked.reading else None
    mistake = asked.reading.mistakes.get(f"hours-{line_id}") if asked.reading else None
    sent = asked.typed.of(line_id)
    if asked.reading and sent.mark != each.mark:  # it was changed meanwhile, so it has to be looked at again
        sent = replace(sent, says="")
    return {
        "id": line_id,
        "name": language_in(codes[0], reader) if one else each.line.number,
        "number": each.line.number,
        "cost": _say(PAGE["charged" if each.line.charged else "free"], reader),
        "languages": "" if one else each.languages(reader),
        "hours": each.hours(reader),
        "holidays": [_say(told, reader) for told in each.holidays()],
        "other_days": [_say(told, reader) for told in each.hours_on_dates(reader)],
        "email": [("" if one else language_in(code, reader), page) for code, page in each.email.items()],
        "checked": date_text(each.line.confirmed, reader.code),
        "mark": each.mark,
        "sent": sent,
        "read": print_hours(read) if read is not None else "",
        "read_as": _say(read_as(hours_in(read, each.line, reader)), reader) if read is not None else "",
        "wrong": [*_wrong(mistake, reader)] if mistake else [],
        "meant": _say(meant(typed_in(mistake.meant, reader)), reader) if mistake and mistake.meant else "",
    }


def _wrong(mistake: Mistake, reader: Reader) -> list[str]:
    """Return what is wrong with typed hours. The parser has no words in Easy Japanese: the part is named instead."""
    if reader is not Reader.EASY:
        return [_say(mistake.said, reader)]
    part = [_say(not_understood(mistake.wrong), reader)] if mistake.wrong.strip() else []
    return [_say(PAGE["not_readable"], reader), *part]


def _typed(form: Mapping[str, str]) -> Typed:
    """Return what was sent. The button below a suggestion puts that into the field."""
    ids = dict.fromkeys(line_id for name in form for part, _, line_id in [name.partition("-")] if part in _PARTS)
    lines = {line_id: OfLine(*(form.get(f"{part}-{line_id}", "") for part in _PARTS)) for line_id in ids if line_id}
    chosen = lines.get(form.get("take", ""))
    if chosen and (suggested := suggest_hours(chosen.hours)) is not None:
        hours = typed_in(suggested, reader_of(form.get("in")))
        lines[form["take"]] = replace(chosen, says=Says.HOURS, hours=hours, read_back="")
    return Typed(form.get("name", ""), form.get("remark", "").replace("\r\n", "\n"), lines)


def _reader(asked: Asked) -> Reader:
    """Return how the page is read: as chosen on it, else as the link was made."""
    return reader_of(request.values.get("in"), asked.link.reader)


def _say(sentence: Sentence, reader: Reader) -> str:
    return render(sentence, words_of(reader))


def _address() -> str:
    return request.remote_addr or ""


def _plain(sentences: tuple[Sentence, ...], status: int) -> ResponseReturnValue:
    """Answer with a page in all three languages that is the same for everybody."""
    told = [(each, each.code, [_say(sentence, each) for sentence in sentences]) for each in Reader]
    response = _response("confirmation_plain.html", Reader.JAPANESE, told=told)
    if status in (429, 503):
        response.headers["Retry-After"] = _RETRY_AFTER
    return response, status


def _response(template: str, reader: Reader, **values: object) -> Response:
    say = {name: _say(sentence, reader) for name, sentence in PAGE.items()}
    look = LOOK | {"style": Markup(_STYLE)}  # noqa: S704  # ours
    page = render_template(template, say=say, reader=reader, lang=reader.code, **look, **values)
    return Response(page, content_type="text/html; charset=utf-8", headers=_HEADERS)
