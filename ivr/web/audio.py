"""Recordings, for the carrier to play: `/audio/<hash>.mp3`.

The name is the content, so it may be kept for ever. The carrier says nothing of the call when it fetches
one, and nothing is asked of it.
"""

from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_file

from prompts import Book

FOR_EVER = 365 * 24 * 3600
"""Seconds; what caches take for ever."""


def audio_blueprint(book: Book) -> Blueprint:
    """The recordings that calls play, with the words that they say as the name to keep them by."""
    blueprint = Blueprint("audio", __name__)
    recordings = {each.name: each for language in book.recordings.values() for each in language.values()}

    @blueprint.get("/audio/<name>.mp3")
    def audio(name: str) -> Response:
        if (recording := recordings.get(name)) is None:
            abort(404)
        response = send_file(BytesIO(recording.audio), mimetype="audio/mpeg", etag=name, max_age=FOR_EVER)
        response.headers["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
        response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(recording.text, safe='')}.mp3"
        if recording.language:
            response.headers["Content-Language"] = recording.language
        return response

    return blueprint
