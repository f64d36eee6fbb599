"""The telephone in the browser: `/phone` in a demo, and `ivr phone` for any service.

It runs on the machine of the person who tries the service, and holds the signing token. So it accepts only JSON, which
a page of another site can't send without a CORS preflight, and only the host names ``127.0.0.1`` and ``localhost``.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import requests
from flask import Flask, Response, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from ivr.phone.asking import CallError
from ivr.phone.backstage import Backstage
from ivr.phone.events import FarEnd
from ivr.phone.handset import Handset, new_text_sid
from ivr.phone.incoming import add_incoming
from ivr.phone.kept import KeptCalls
from ivr.phone.live import LiveCall
from ivr.phone.words import Translations, add_words, language
from profiles import place, profile
from profiles.numbers import a_landline, a_mobile

FAR_ENDS: Mapping[str, FarEnd] = {
    "answers": FarEnd("completed", 180),
    "hangs up": FarEnd("completed", 180, caller_stays=False),
    "announcement": FarEnd("completed", 8),
    "busy": FarEnd("busy", 0),
    "no answer": FarEnd("no-answer", 0),
    "unreachable": FarEnd("failed", 0),
}
"""How a line can answer. ``hangs up`` is the caller, after three minutes; ``announcement`` ends after eight seconds."""
_NUMBER = re.compile(r"\+\d{7,15}|anonymous")
_KEYS = re.compile(r"[0-9*#]{0,32}")
_ABROAD = "+84912345678", "+819012345678"
"""Foreign mobiles; one of them is not of the country at home."""
_POLL = 20
"""Seconds that a poll waits for a new entry."""
_CALLS = "calls"
_POLICY = "default-src 'self'; img-src data:; media-src *; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy. Media may come from anywhere, because the called service serves the recordings."""


def phones() -> Mapping[str, str]:
    """Return numbers to call from, by kind of telephone."""
    abroad = next(each for each in _ABROAD if not each.startswith(a_mobile()[:3]))
    return {"mobile": a_mobile(), "landline": a_landline(), "withheld": "anonymous", "foreign mobile": abroad}


def phone_app(url: str, account: str, token: str, number: str, translations: Translations | None = None) -> Flask:
    """Return the page and its API as a WSGI application under ``/phone``.

    Args:
        url: the address of the service.
        account: the account at a demo's carrier.
        token: the key that signs webhooks, also the account's token.
        number: the number that is called, E.164.
        translations: of the page's words; by default it is in English.
    """
    app = Flask(__name__, static_url_path="/phone/static")
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    add_words(app, translations or {})
    backstage = Backstage(url, account, token)

    def handset() -> Handset:
        return Handset(url, token, _asked("number", _NUMBER), number)

    @app.get("/phone/")
    def page() -> ResponseReturnValue:
        tested = backstage.lines().get(f"+{request.args['line']}") if "line" in request.args else None
        keys = request.args.get("keys", "")
        return render_template(
            "phone.html",
            url=url,
            number=number,
            phones=phones(),
            home=profile(),
            place=place(language()),
            tour=profile().directory is None,  # it is a tour of the lines that ship
            far_ends=list(FAR_ENDS),
            tested=tested,
            keys=keys if _KEYS.fullmatch(keys) else "",
        )

    app.extensions[_CALLS] = calls = _calls(app, backstage, handset)
    add_incoming(app, backstage, calls, token, _json)
    _texts(app, backstage, handset)
    _clock(app, backstage)
    _say_what_is_wrong(app)
    return app


def hang_up_all(app: Flask) -> None:
    """End the running calls. Call it before the service is stopped."""
    app.extensions[_CALLS].close()


def _calls(app: Flask, backstage: Backstage, handset: Callable[[], Handset]) -> KeptCalls:
    calls = KeptCalls()

    def call_of(sid: str) -> LiveCall:
        return calls.get(sid) or abort(404, "There is no such call; it may be over long since.")

    @app.post("/phone/calls")
    def begin() -> ResponseReturnValue:
        call = LiveCall(handset(), backstage.moment(), backstage.lines(), len(backstage.texts() or ()))
        calls.begin(call)
        return jsonify(sid=call.sid, scenario=True), 201

    @app.get("/phone/calls/<sid>")
    def news(sid: str) -> ResponseReturnValue:
        entries, over = call_of(sid).entries(request.args.get("after", 0, type=int), _POLL)
        return jsonify(entries=entries, over=over)

    @app.post("/phone/calls/<sid>/keys")
    def keys(sid: str) -> ResponseReturnValue:
        return _taken(call_of(sid).give_keys(_asked("keys", _KEYS)))

    @app.post("/phone/calls/<sid>/far-end")
    def far_end(sid: str) -> ResponseReturnValue:
        chosen = FAR_ENDS.get(str(_json().get("far_end"))) or abort(400, f"far_end is one of {', '.join(FAR_ENDS)}")
        return _taken(call_of(sid).give_far_end(chosen))

    @app.post("/phone/calls/<sid>/hang-up")
    def hang_up(sid: str) -> ResponseReturnValue:
        _json()
        call_of(sid).hang_up()
        return "", 204

    @app.get("/phone/calls/<sid>/decisions")
    def decisions(sid: str) -> ResponseReturnValue:
        return jsonify(steps=backstage.decisions(call_of(sid).sid))

    @app.get("/phone/calls/<sid>/scenario.yaml")
    def scenario(sid: str) -> ResponseReturnValue:
        call = call_of(sid)
        written = calls.scenario(sid, [(each["to"], each["body"]) for each in backstage.texts() or []])
        if written is None:
            abort(404, "No call was made from this page before that one came.")
        return _download(written, f"call-{call.began[:10]}.yaml")

    return calls


def _texts(app: Flask, backstage: Backstage, handset: Callable[[], Handset]) -> None:
    @app.get("/phone/texts")
    def texts() -> ResponseReturnValue:
        found, to = backstage.texts(), request.args.get("number")
        return jsonify(texts=None if found is None else [each for each in found if each["to"] == to])

    @app.post("/phone/texts")
    def text() -> ResponseReturnValue:
        body = str(_json().get("body", ""))[:1600]
        sid = new_text_sid()
        answer = handset().text(body, sid)
        return jsonify(answer=answer, because="" if answer else backstage.why_answered(sid))


def _clock(app: Flask, backstage: Backstage) -> None:
    @app.get("/phone/clock")
    def clock() -> ResponseReturnValue:
        return jsonify(backstage.clock_state() or {"now": None, "note": "", "call_back": None})

    @app.post("/phone/clock")
    def set_clock() -> ResponseReturnValue:
        if wrong := backstage.set_clock(str(_json().get("at", ""))):
            abort(400, wrong)
        return clock()


def _json() -> dict[str, Any]:
    """Return the request's JSON object, or abort with 400."""
    data = request.get_json()
    return data if isinstance(data, dict) else abort(400, "a JSON object is expected")


def _asked(name: str, form: re.Pattern[str]) -> str:
    value = str(_json().get(name, ""))
    return value if form.fullmatch(value) else abort(400, f"{name}: {value[:40]!r} is none")


def _taken(given: bool) -> ResponseReturnValue:
    return ("", 204) if given else abort(409, "The call waits for something else.")


def _download(text: str, name: str) -> Response:
    response = make_response(text)
    response.content_type = "application/yaml; charset=utf-8"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _say_what_is_wrong(app: Flask) -> None:
    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        return jsonify(error=error.description), error.code or 500

    @app.errorhandler(CallError)
    @app.errorhandler(requests.RequestException)
    def unreachable(error: Exception) -> ResponseReturnValue:
        said = str(error) if isinstance(error, CallError) else f"the service does not answer: {type(error).__name__}"
        return jsonify(error=said), 502
