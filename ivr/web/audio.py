"""The recordings that the carrier plays: `/audio/<hash>.mp3`.

The name is a hash of the content, so a response may be cached for ever. The carrier does not sign these requests,
and they have no data of a call.
"""

from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_file
from sqlalchemy import Engine

from ivr.service.prompts.live import LiveBook, former_recording
from ivr.store.deadline import Deadline
from ivr.web.headers import ANY_SITE
from prompts import Recording

FOR_EVER = 365 * 24 * 3600
"""Seconds; one year."""


def audio_blueprint(book: LiveBook, engine: Engine, deadline: Deadline) -> Blueprint:
    """Return the blueprint of the recordings. The file name of a download is the words that are spoken.

    Recordings of the book in force come from memory. Others come from the database: those that were replaced during a
    call, or that this process has not loaded yet.
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
    response.headers.update(ANY_SITE)  # `ivr phone` plays them on a page of its own
    if recording.language:
        response.headers["Content-Language"] = recording.language
    return response


def _is_name(text: str) -> bool:
    return len(text) == 24 and not set(text) - set("0123456789abcdef")
