"""Every address of the service is public on purpose, or needs the carrier's signature or a session of the console."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, NumberConverter
from werkzeug.test import Client

from ivr.app import Service
from ivr.web.sms import INBOUND, RECEIPT
from ivr.web.voice import STATUS, STEPS
from tests.flows.conftest import running

PUBLIC = {
    "audio.audio",
    "calendar.feed",
    "confirmations.answer",
    "confirmations.page",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "open_data.hours",
    "open_data.hsds",
    "poster.page",
    "public.languages",
    "public.of_language",
    "public.picture",
    "public.privacy",
    "security_txt.security_txt",
    "statistics.page",
    "statistics_document.document",
}
OPEN_OF_THE_CONSOLE = {
    "ops.choose_language",
    "ops.choose_password",
    "ops.enter",
    "ops.enter_by_passkey",
    "ops.link",
    "ops.passkey_challenge",
    "ops.sign_in",
    "ops.sign_out",
    "ops.static",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service") / "it.db", public_statistics=True) as started:
        yield started


def test_no_address_is_open_by_mistake(service: Service) -> None:
    app = service.flask
    client, seen = app.test_client(), set()
    for rule in app.url_map.iter_rules():
        seen.add(rule.endpoint)
        if rule.endpoint in PUBLIC | OPEN_OF_THE_CONSOLE:
            continue
        for method in (rule.methods or set()) - {"OPTIONS"}:
            with client.open(address(app, rule), method=method) as answer:
                assert answer.status_code == 303, (rule, method)
                assert urlsplit(answer.location).path == "/ops/sign-in", (rule, method)
    assert seen >= PUBLIC | OPEN_OF_THE_CONSOLE, "the lists name an address that is gone"


@pytest.mark.parametrize("path", [*STEPS, STATUS, INBOUND, RECEIPT, "/voice/x", "/voice/vi/menu", "/sms/x"])
def test_no_webhook_is_open(service: Service, path: str) -> None:
    client = Client(service.wsgi)
    assert {client.open(path, method=method).status_code for method in ("POST", "GET", "HEAD")} == {403}
    assert client.open(path, method="PUT").status_code == 405


def address(app: Flask, rule: Rule) -> str:
    """Return an address of a rule, with an example of each variable part."""
    fixed = dict(rule.defaults or {})
    values = {name: example(rule, name) for name in rule.arguments - set(fixed)} | fixed
    method = min(rule.methods or {"GET"})
    return app.url_map.bind("localhost").build(rule.endpoint, values, method)


def example(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, NumberConverter) else "x"
