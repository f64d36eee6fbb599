"""After a busy hour nobody's number, and nothing that anybody wrote, can be read: not in files, logs or pages."""

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from sqlalchemy import Select, select

from ivr.core.roles import Role
from ivr.phone.events import FarEnd
from ivr.phone.handset import Handset
from ivr.phone.signing import HEADER, sign
from ivr.privacy import Privacy
from ivr.service.people.accounts import Accounts
from ivr.store.backup import copy_in_use
from ivr.store.db import open_store
from ivr.store.tables import calls as call_rows
from ivr.store.tables import outbox
from tests.support.collector import Collector
from tests.support.console import PASSWORD, Console
from tests.support.databases import sqlite_database
from tests.support.fleet import NUMBER, SECRET_KEY, TOKEN, Fleet
from tests.support.people import Person
from tests.support.rough_carrier import Manner, RoughCarrier
from tests.support.settings import QUICK
from tests.support.traces import traces_of
from tests.support.waiting import LONG, PATIENCE, eventually

MOBILES = ("+819087301946", "+818062547193", "+817048815926")
LANDLINE, IP_PHONE, ABROAD, KEYED, KEYED_BY_NOBODY = (
    "+81334619275",
    "+815098437162",
    "+14155559368",
    "+819073158264",
    "+819094620375",
)
CALLERS = (*MOBILES[:2], f"sip:{MOBILES[2]}@203.0.113.5", LANDLINE, IP_PHONE, ABROAD, "anonymous")
WRITTEN = ("Sakuragawa", "Rosalinda", "Dimakatarungan")
BODIES = (
    "Tiếng Việt",
    f"help, my boss at {WRITTEN[0]} Foods hits me, I am {WRITTEN[1]}",
    f"{WRITTEN[2]}? call me at 090-9462-0375",
    "remind",
)
PRIVATE = (*MOBILES, LANDLINE, IP_PHONE, ABROAD, KEYED, KEYED_BY_NOBODY, *WRITTEN)
METRICS = {"Authorization": "Bearer whoever watches"}
PAGES = (
    *("/ops/", "/ops/calls.csv", "/ops/texts.csv", "/ops/texts/received", "/ops/texts/refused", "/ops/reports"),
    *("/ops/what-if", "/ops/hours", "/ops/hours/history", "/ops/account", "/ops/calls", "/ops/texts"),
    *("/", "/en", "/vi", "/ja", "/vi.ics", "/hours.json", "/hsds.json", "/healthz", "/readyz", "/nowhere"),
)
DELIVERED = 180
"""Seconds until the last text has to be there: attempts of unknown result wait before they are repeated."""


@pytest.mark.waits(20)
def test_nobody_s_number_can_be_read(tmp_path: Path) -> None:
    """The carrier fails at first, so that what is looked at is the service with texts that wait, and then without."""
    address = sqlite_database(tmp_path / "busy.db")
    manner = Manner(1, accepts=False, status=500)
    with closing(Collector()) as collector, RoughCarrier(TOKEN, Random(1), _manners=(manner,)) as carrier:
        more = {"METRICS_TOKEN": "whoever watches", "LOG_FORMAT": "json"}  # which has all that the text has, and fields
        more |= {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        fleet = Fleet(address, carrier.url, tmp_path, workers=1, more=more, talkative=True)
        fleet.start()
        try:
            console = signed_in(fleet)
            use(fleet)
            encrypted = select(outbox.c.id).where(outbox.c.sealed_number.is_not(None))
            eventually(lambda: len(stored(fleet, encrypted)) > len(MOBILES))
            found = looked_at(fleet, console)
            carrier.calm()
            missing = carrier.wait_for((*MOBILES, KEYED), DELIVERED)
            carrier.wait_for_silence(2)
            found |= {f"later {name}": content for name, content in looked_at(fleet, console).items()}
            copy_in_use(tmp_path / "busy.db", tmp_path / "backup.db")
            eventually(
                lambda: {"text", "rest", "sms", "GET /ops/calls/<sid>"} <= {span.name for span in collector.spans}
            )
        finally:
            fleet.kill()
        log = fleet.log()
    assert not missing, "numbers that could not be read because nobody used them would prove nothing"
    assert '"level": "DEBUG"' in log
    assert re.search('"text": [0-9]+', log), "lines about a text have its id as a field"
    assert "INSERT INTO outbox" in log
    found |= files(tmp_path) | {"the spans": b"".join(body for _, body in collector.taken)}
    traces = {secret: traces_of(secret) for secret in PRIVATE}
    read = [
        f"{secret} in {name}" for name, content in found.items() for secret in PRIVATE if traces[secret].search(content)
    ]
    assert not read


def signed_in(fleet: Fleet) -> Console:
    engine = open_store(fleet.database_url, LONG)
    Accounts(engine, Privacy(SECRET_KEY), QUICK).add("Ben", Role.EDITOR, PASSWORD, "Ben", datetime.now(UTC))
    engine.dispose()
    console = Console(fleet.url)
    assert console.sign_in("Ben", PASSWORD).url.endswith("/ops/")
    return console


def use(fleet: Fleet) -> None:
    """Calls and texts of all kinds, some of them with faults."""
    nobody = FarEnd("no-answer", 0)
    for caller in CALLERS:
        telephone = Handset(fleet.url, TOKEN, caller, NUMBER)
        telephone.call(Person(["5", "2", "3", local(KEYED), "1", "3", "0312345678", "3", local(LANDLINE)], [nobody]))
        telephone.call(Person(["1", local(KEYED_BY_NOBODY)], [nobody, FarEnd("on fire", 0)]))
        for body in BODIES:
            telephone.text(body)
    Handset(fleet.url, TOKEN, KEYED_BY_NOBODY, NUMBER).text("STOP")
    form = {"CallSid": "CA1", "From": MOBILES[0], "CallStatus": "in-progress", "Digits": local(KEYED)}
    in_the_address = f"{fleet.url}/voice?{urlencode(form)}"
    for url in (in_the_address, in_the_address.replace("/voice", f"/voice/{quote(MOBILES[0])}/rest")):
        for signature in ("A" * 27 + "=", sign(TOKEN, url, {})):
            requests.get(url, headers={HEADER: signature}, timeout=PATIENCE)
        for signature in ("A" * 27 + "=", sign(TOKEN, url, form)):
            requests.post(url, data=form, headers={HEADER: signature}, timeout=PATIENCE)


def local(number: str) -> str:
    return number.replace("+81", "0")


def stored(fleet: Fleet, query: Select[tuple[Any]]) -> Sequence[Any]:
    engine = open_store(fleet.database_url, LONG)
    with engine.connect() as connection:
        found = connection.scalars(query).all()
    engine.dispose()
    return found


def looked_at(fleet: Fleet, console: Console) -> dict[str, bytes]:
    """What can be seen of the service: its files, its pages, and each of its calls and texts."""
    calls = [f"/ops/calls/{sid}" for sid in stored(fleet, select(call_rows.c.sid))]
    texts = [f"/ops/texts/{number}" for number in stored(fleet, select(outbox.c.id))]
    pages = {path: console.get(path).html for path in (*PAGES, *calls, *texts)}
    metrics = requests.get(f"{fleet.url}/metrics", headers=METRICS, timeout=PATIENCE).text
    assert "tsunagu_opt_outs 1.0" in metrics
    seen = {**pages, "/metrics": metrics}
    return {**{name: text.encode() for name, text in seen.items()}, **files(fleet.folder)}


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("secret", "written"),
    [
        *[(MOBILES[0], form) for form in ("+819087301946", "819087301946", "09087301946", "%2B819087301946")],
        *[(MOBILES[0], form) for form in ("090-8730-1946", "090 8730 1946", "(090)8730-1946", "+81 90-8730-1946")],
        *[
            (MOBILES[0], form)
            for form in ("9 0 8 7, 3 0 1 9 4 6", "090%208730%201946", "090\u20118730\u20111946", "87301946")
        ],
        *[(MOBILES[0], b64encode(f"{before}09087301946".encode()).decode()) for before in ("", "1", "+8", "To=")],
        *[
            (MOBILES[0], urlsafe_b64encode(f"{before}+819087301946\u00ff".encode()).decode())
            for before in ("", "1", "12")
        ],
        (MOBILES[0], b"From=09087301946".hex()),
        *[(WRITTEN[0], form) for form in ("at Sakuragawa Foods", "SAKURAGAWA", "at+Sakuragawa", b"Sakuragawa".hex())],
        *[(WRITTEN[0], b64encode(f"{before}Sakuragawa".encode()).decode()) for before in ("", "1", "12")],
    ],
)
def test_what_would_be_found(secret: str, written: str) -> None:
    assert traces_of(secret).search(b"..." + written.encode() + b"...")


def test_what_would_not_be_found() -> None:
    others = "+819087301947 0120-250-168 2026-11-30T08:73:01.946Z Sakuragaoka"
    assert not any(traces_of(secret).search(others.encode()) for secret in PRIVATE)
