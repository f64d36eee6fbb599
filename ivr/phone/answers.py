"""Answers in the form of Twilio's API: errors, and pages of lists."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import Response, jsonify, request

API = "2010-04-01"


def refusal(status: int, code: int, message: str) -> Response:
    """Return an error response."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    response = jsonify(code=code, message=message, more_info=more, status=status)
    response.status_code = status
    return response


def page(name: str, rows: Sequence[Mapping[str, object]], number: int, size: int) -> Response:
    """Return one page of a list of ``name``, such as ``messages``. Needs the context of the request."""
    shown = rows[number * size : (number + 1) * size]

    def at(other: int) -> str:
        return f"{request.path}?{urlencode({**request.args, 'Page': other, 'PageSize': size})}"

    return jsonify(
        {
            name: shown,
            "page": number,
            "page_size": size,
            "start": number * size,
            "end": number * size + len(shown) - 1 if shown else number * size,
            "uri": at(number),
            "first_page_uri": at(0),
            "previous_page_uri": at(number - 1) if number else None,
            "next_page_uri": at(number + 1) if len(rows) > (number + 1) * size else None,
        }
    )
