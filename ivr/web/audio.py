"""Recordings, for the carrier to play: `/audio/<hash>.mp3`.

The name is the content, so it may be kept for ever. The carrier sends nothing about the call when it fetches
one, and nothing is asked of it.
"""

from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_file
from sqlalchemy import Engine

from ivr.service.prompts.live import LiveBook, former_recording
from ivr.store.deadline import Deadline
from prompts import Recording

FOR_EVER = 365 * 24 * 3600
"""Seconds; the longest that caches support."""


def audio_blueprint(book: LiveBook, engine: Engine, deadline: Deadline) -> Blueprint:
    """The recordings that calls play, with the words that they say as the name to keep them by.

    What the book in force has comes from memory. The database is asked for the others: those that were replaced
    while a call goes on, or made a moment ago.
    """
    blueprint = Blueprint("audio", __name__)

    def asked(name: str) -> Recording | None:
        answer: list[Recording | None] = deadline.ask(lambda: [former_recording(engine, name)], [])
        if not answer:
            abort(503)
        return answer[0]

    @blueprint.get("/audio/<name>.mp3")
    def audio(name: str) -> Response:
        recording = book.recording(name)
        if recording is None and _is_name(name):
            recording = asked(name)
        if recording is None:
            abort(404)
        return _sent(name, recording)

    return blueprint


def _sent(name: str, recording: Recording) -> Response:
    response = send_file(BytesIO(recording.audio), mimetype="audio/mpeg", etag=name, max_age=FOR_EVER)
    response.headers["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(recording.text, safe='')}.mp3"
    if recording.language:
        response.headers["Content-Language"] = recording.language
    return response


def _is_name(text: str) -> bool:
    return len(text) == 24 and not set(text) - set("0123456789abcdef")
