"""A local simulation of Twilio's APIs, for the demo and the tests.

Texts stay in memory and are not delivered. Signed receipts are posted as by a carrier.
"""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import ClassVar

import requests
from flask import Flask, Response, abort, jsonify, request

from ivr.phone.account import Account
from ivr.phone.answers import API, page, refusal
from ivr.phone.events import Event, Person
from ivr.phone.handset import Handset
from ivr.phone.placed import Placed
from ivr.phone.signing import HEADER, sign

_CALLS = f"/{API}/Accounts/<account>/Calls.json"
_MESSAGES = f"/{API}/Accounts/<account>/Messages.json"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that the simulated carrier has accepted."""

    sid: str
    to: str
    sender: str
    body: str
    at: datetime

    def as_json(self, account: str) -> dict[str, object]:
        """Return the message resource with the fields that Twilio documents, in the state ``queued``."""
        resource = f"/{API}/Accounts/{account}/Messages/{self.sid}"
        by_service, at = self.sender.startswith("MG"), format_datetime(self.at)
        return {
            "sid": self.sid,
            "account_sid": account,
            "messaging_service_sid": self.sender if by_service else None,
            "to": self.to,
            "from": None if by_service else self.sender,
            "body": self.body,
            "status": "queued",
            "direction": "outbound-api",
            "date_created": at,
            "date_updated": at,
            "date_sent": None,
            "num_segments": "1",
            "num_media": "0",
            "price": None,
            "price_unit": "USD",
            "error_code": None,
            "error_message": None,
            "api_version": API,
            "uri": f"{resource}.json",
            "subresource_uris": {"media": f"{resource}/Media.json"},
        }


@dataclass
class DeskCarrier:
    """The simulated carrier.

    Attributes:
        prefix: a path before the API's, which some carriers have.
        token: the account's token.
        texts: the accepted texts, oldest first.
        calls: the calls that it was asked to make, each as the fields of the request.
        placed: those of them to telephones that ask what to do when they are answered, oldest first.
        fail_next: HTTP statuses with which the next requests fail.
        account: its numbers, and what it may do.
    """

    prefix: ClassVar = ""

    token: str
    texts: list[Text] = field(default_factory=list)
    calls: list[dict[str, str]] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    fail_next: list[int] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def application(self) -> Flask:
        """Return the API as a WSGI application."""
        app = Flask("desk-carrier", static_folder=None)

        @app.post(self.prefix + _MESSAGES)
        def create(account: str) -> Response | tuple[Response, int]:
            self._authenticate(account)
            if self.fail_next:
                status = self.fail_next.pop(0)
                return refusal(status, status * 100, "told to fail")
            sender = request.form.get("From") or request.form.get("MessagingServiceSid", "")
            text = Text(self.new_sid(), request.form["To"], sender, request.form["Body"], datetime.now(UTC))
            self.texts.append(text)
            if callback := request.form.get("StatusCallback"):
                threading.Timer(0.2, self._receipt, (callback, text)).start()
            return jsonify(text.as_json(account)), 201

        @app.get(self.prefix + _MESSAGES)
        def listing(account: str) -> Response:
            self._authenticate(account)
            to = self.listed_to()
            found = [text.as_json(account) for text in reversed(self.texts) if to in (None, text.to)]
            size = request.args.get("PageSize", len(found) or 1, type=int)
            return page("messages", found, request.args.get("Page", 0, type=int), size)

        @app.post(self.prefix + _CALLS)
        def place(account: str) -> Response | tuple[Response, int]:
            self._authenticate(account)
            if self.fail_next:
                status = self.fail_next.pop(0)
                return refusal(status, status * 100, f"told to fail for {request.form['To']}")
            form = request.form
            self.calls.append(form.to_dict())
            made = Placed(form["To"], form["From"], form.get("Url", ""), form.get("StatusCallback", ""))
            made.seconds = form.get("Timeout", made.seconds, type=float)
            if made.answered:
                with self._changed:
                    self.placed.append(made)
                    self._changed.notify_all()
            return jsonify(made.as_json(account)), 201

        @app.get(self.prefix + _CALLS)
        def calls(account: str) -> Response:
            self._authenticate(account)
            to, sender = request.args.get("To"), request.args.get("From")
            found = [each for each in reversed(self.placed) if to in (None, each.to) and sender in (None, each.sender)]
            size = request.args.get("PageSize", len(found) or 1, type=int)
            return page("calls", [each.as_json(account) for each in found], request.args.get("Page", 0, type=int), size)

        @app.get(self.prefix + f"/{API}/Accounts/<account>/Calls/<sid>.json")
        def call(account: str, sid: str) -> Response:
            self._authenticate(account)
            found = next((each for each in self.placed if each.sid == sid), None)
            if found is None:
                abort(refusal(404, 20404, "not found"))
            found.give_up()
            return jsonify(found.as_json(account))

        self.account.serve(app, self.prefix, self._authenticate)
        return app

    def ringing(self, to: str, known: str = "", seconds: float = 0) -> Placed | None:
        """Let the call that was asked for ring at a telephone, and return it; None if there is none.

        An empty ``to`` is a telephone whose number is withheld: it may be any that was keyed in.

        Wait up to ``seconds`` until that changes from ``known``: its id, or an empty text for none.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._rings(to) != known, timeout=seconds)
            call = next((each for each in self.placed if each.sid == self._rings(to)), None)
            if call:
                call.ring()
            return call

    def becomes(self, sid: str, status: str) -> bool:
        """Let a telephone take a call, decline it or end it: set its ``CallStatus``. Return False if that is too late.

        The service is told of an end.
        """
        with self._changed:
            before = "in-progress" if status == "completed" else "ringing"
            call = next((each for each in self.placed if each.sid == sid and each.status == before), None)
            if call is None:
                return False
            call.status = status
            self._changed.notify_all()
        if status != "in-progress":
            self.end(call, status)
        return True

    def pick_up(
        self,
        call: Placed,
        person: Person,
        watch: Callable[[Event], None] = lambda event: None,
        *,
        repeat: bool = False,
    ) -> list[Event]:
        """Let a person answer a call that was asked for, and return its events. ``repeat`` as of a handset.

        Raises:
            CallError: a response of the service would have ended a real call.
        """
        call.status = "in-progress"
        telephone = Handset("", self.token, call.to, call.sender, repeat)
        try:
            return telephone.receive(call, person, watch)
        finally:
            self.end(call, "completed", repeat=repeat)

    def end(self, call: Placed, status: str, *, repeat: bool = False) -> None:
        """End a call that was asked for, and tell the service: ``completed``, ``busy``, ``no-answer`` or ``failed``."""
        call.status = status
        for _ in range(2 if repeat else 1):
            Handset("", self.token, call.to, call.sender).tell_end(call)

    def _rings(self, to: str) -> str:
        """Return the id of the call that rings at a telephone, or an empty text."""
        return next((each.sid for each in self.placed if to in ("", each.to) and each.rings), "")

    def new_sid(self) -> str:
        """Make an id for a text."""
        return "SM" + secrets.token_hex(16)

    def listed_to(self) -> str | None:
        """Return the receiver by which the current request filters the list; None if it does not filter."""
        return request.args.get("To")

    def signed(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        """Return the headers that sign a receipt."""
        return {HEADER: sign(self.token, url, form)}

    def _authenticate(self, account: str) -> None:
        login = request.authorization
        if login is None or login.username != account or login.password != self.token:
            abort(refusal(401, 20003, "Authenticate"))

    def _receipt(self, url: str, text: Text) -> None:
        form = {"MessageSid": text.sid, "MessageStatus": "delivered", "To": text.to, "From": text.sender}
        try:
            requests.post(url, data=form, headers=self.signed(url, form), timeout=5)
        except requests.RequestException:
            return  # a lost receipt is not repeated, as with a real carrier
