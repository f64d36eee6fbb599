"""A carrier's messages API on this machine: takes texts as Twilio's REST API does, and delivers them nowhere.

For the demo and the tests. What is sent stays in memory; receipts go back signed, as from a carrier.
"""

import secrets
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlencode

import requests
from flask import Flask, Response, abort, jsonify, request

from ivr.phone.signing import HEADER, sign

_MESSAGES = "/2010-04-01/Accounts/<account>/Messages.json"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that the carrier has accepted."""

    sid: str
    to: str
    sender: str
    body: str
    at: datetime

    def as_json(self, account: str) -> dict[str, object]:
        """The message resource, with the fields that Twilio documents."""
        return {
            "sid": self.sid,
            "account_sid": account,
            "to": self.to,
            "from": self.sender,
            "body": self.body,
            "status": "queued",
            "date_created": format_datetime(self.at),
            "date_sent": format_datetime(self.at),
            "num_segments": "1",
            "error_code": None,
        }


@dataclass
class DeskCarrier:
    """The carrier; ``token`` is the account's. ``fail_next`` are HTTP statuses to answer first.

    What differs from Twilio elsewhere: ``prefix``, a path before the API's; ``uuids`` for ids; ``filters``:
    whether the list goes by receiver; ``header`` and ``signing_key`` of receipts (default: the token).
    """

    token: str
    texts: list[Text] = field(default_factory=list)
    fail_next: list[int] = field(default_factory=list)
    prefix: str = ""
    uuids: bool = False
    filters: bool = True
    header: str = HEADER
    signing_key: str = ""

    def application(self) -> Flask:
        """The API as a WSGI application."""
        app = Flask("desk-carrier", static_folder=None)

        @app.post(self.prefix + _MESSAGES)
        def create(account: str) -> tuple[Response, int]:
            self._authenticate(account)
            if self.fail_next:
                status = self.fail_next.pop(0)
                return jsonify(code=status * 100, message="told to fail", status=status), status
            sender = request.form.get("From") or request.form.get("MessagingServiceSid", "")
            sid, now = str(uuid.uuid4()) if self.uuids else "SM" + secrets.token_hex(16), datetime.now(UTC)
            text = Text(sid, request.form["To"], sender, request.form["Body"], now)
            self.texts.append(text)
            if callback := request.form.get("StatusCallback"):
                threading.Timer(0.2, self._receipt, (callback, text)).start()
            return jsonify(text.as_json(account)), 201

        @app.get(self.prefix + _MESSAGES)
        def listing(account: str) -> Response:
            self._authenticate(account)
            to = request.args.get("To") if self.filters else None
            found = [text.as_json(account) for text in reversed(self.texts) if to in (None, text.to)]
            page, size = request.args.get("Page", 0, type=int), request.args.get("PageSize", len(found) or 1, type=int)
            more = f"{request.path}?{urlencode({**request.args, 'Page': page + 1})}"
            shown, rest = found[page * size : (page + 1) * size], found[(page + 1) * size :]
            return jsonify(messages=shown, next_page_uri=more if rest else None, page=page, page_size=size)

        return app

    def _authenticate(self, account: str) -> None:
        login = request.authorization
        if login is None or login.username != account or login.password != self.token:
            abort(401)

    def _receipt(self, url: str, text: Text) -> None:
        form = {"MessageSid": text.sid, "MessageStatus": "delivered", "To": text.to, "From": text.sender}
        headers = {self.header: sign(self.signing_key or self.token, url, form)}
        try:
            requests.post(url, data=form, headers=headers, timeout=5)
        except requests.RequestException:
            return  # as with a real carrier, a receipt may be lost
