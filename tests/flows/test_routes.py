"""Every address of the service is public on purpose, or signed by the carrier, or of the console."""

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, NumberConverter

from ivr.app import Service

PUBLIC = {
    "audio.audio",
    "calendar.feed",
    "health.healthz",
    "health.metrics",
    "health.readyz",
    "open_data.hours",
    "open_data.hsds",
    "poster.page",
    "public.languages",
    "public.of_language",
    "public.picture",
    "security_txt.security_txt",
}
OPEN_OF_THE_CONSOLE = {"ops.choose_language", "ops.enter", "ops.sign_in", "ops.sign_out", "ops.static"}
SIGNED = ("voice", "sms")


def test_no_address_is_open_by_mistake(behind_a_proxy: Service) -> None:
    app = behind_a_proxy.flask
    client, seen = app.test_client(), set()
    for rule in app.url_map.iter_rules():
        seen.add(rule.endpoint)
        if rule.endpoint in PUBLIC | OPEN_OF_THE_CONSOLE:
            continue
        for method in (rule.methods or set()) - {"OPTIONS"}:
            with client.open(address(app, rule), method=method) as answer:
                if rule.endpoint.split(".")[0] in SIGNED:
                    assert answer.status_code == 403, (rule, method)
                else:
                    assert answer.status_code == 303, (rule, method)
                    assert urlsplit(answer.location).path == "/ops/sign-in", (rule, method)
    assert seen >= PUBLIC | OPEN_OF_THE_CONSOLE, "the lists name an address that is gone"


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
