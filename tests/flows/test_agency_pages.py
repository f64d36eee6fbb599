"""A line's page is read once a day, what differs is shown side by side, and the schedule is never changed by it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ivr.agency_pages import NOT_INSTALLED, installed
from ivr.cli import main
from ivr.core.agency_pages.state import State
from ivr.core.alerts import Alert, Kind
from ivr.core.findings import Ok, Warn
from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.service.agency_pages.watching import Watching
from ivr.service.alerts.facts import holding
from ivr.service.doctor.agency_pages import pages as pages_checked
from ivr.store import audit
from ivr.store.agency_pages import pages
from ivr.store.db import read
from schedules.confirmation import CONFIRMED_FOR
from tests.support.agency_site import HOST, AgencySite, Reply
from tests.support.console import Console, publish, signed_in
from tests.support.databases import sqlite_database
from tests.support.settings import GOOD

PAGE = f"https://{HOST}/hours"
FIL = "The page of OTIT says other hours for OTIT Filipino: Tue, Thu 11:00-19:00. Ours: Tue, Sat 11:00-19:00."
DAY = timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[AgencySite]:
    opened = AgencySite(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def ben(demo: Demo) -> Console:
    return signed_in(demo, Role.EDITOR)


def watching(demo: Demo, site: AgencySite) -> Watching:
    agent = "Tsunagu/1 (+https://hotline.example.org)"
    return Watching(demo.service.engine, demo.schedule.at, demo.clock.now, agent, site.command, chance=lambda: 0.5)


def give_page(console: Console, demo: Demo, *lines: str, page: str = PAGE) -> None:
    """Give lines a page in the form of each, and publish it."""
    for line in lines:
        path = f"/ops/hours/lines/{line}/details"
        fields = _fields(console.get(path).html)
        console.post(path, **{**fields, "page": page})
    publish(console)
    demo.schedule.refresh()


def _fields(html: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(re.findall(r'<input id="(\w+)" name="\w+" type="\w+" value="([^"]*)"', html))
    (token,) = re.findall(r'name="token" value="(\w*)"', html)
    return {**found, "token": token, "languages": re.findall(r'name="languages" value="(\w+)" checked', html)}


def alerts(demo: Demo) -> list[Alert]:
    now = demo.clock.now()
    found = holding(demo.service.engine, demo.schedule.at(now), now, CONFIRMED_FOR)
    return [each for each in found if each.kind is Kind.PAGE]


def test_what_differs_is_told_side_by_side_until_it_is_mended_or_ignored(
    demo: Demo, ben: Console, site: AgencySite
) -> None:
    site.serve("table.html")
    give_page(ben, demo, "otit-vi", "otit-fil", "otit-en")
    before = demo.schedule.at(demo.clock.now())
    watching(demo, site).watch()

    assert [str(each.said) for each in alerts(demo)] == [FIL, FIL.replace("Filipino", "English")]
    assert FIL in ben.get("/ops/").text
    page = ben.get("/ops/hours/agency-pages")
    assert "The page says Tue, Thu 11:00-19:00 Ours Tue, Sat 11:00-19:00" in page.text
    assert "Filipino | 0120-250-197 | Tue, Thu | 11:00-19:00" in page.text
    assert "Sure: it stands with the line's number." in page.text
    assert "OTIT Vietnamese as ours as ours" in page.text

    form = ben.get(re.findall(r'href="([^"]*otit-fil\?hours=[^"]*)"', page.html)[0].replace("&amp;", "&"))
    assert 'value="Tue, Thu 11:00-19:00"' in form.html or ">Tue, Thu 11:00-19:00<" in form.html
    assert "there is no draft" not in form.text
    demo.schedule.refresh()
    after = demo.schedule.at(demo.clock.now())
    assert (after.revision, after.directory) == (before.revision, before.directory), "it never writes the schedule"

    (mark, _) = re.findall(r'name="mark" value="(\w+)"', page.html)
    said = ben.post("/ops/hours/agency-pages/ignore", mark=mark, act="ignore").text
    assert "Ignored until the page says something else." in said
    assert "Ignored by Ben." in said
    assert [str(each.said) for each in alerts(demo)] == [FIL.replace("Filipino", "English")]
    (noted,) = read(demo.service.engine, audit.latest, 1)
    assert (noted.who, noted.act, str(noted.detail)) == (
        "Ben",
        audit.Act.DIFFERENCE_IGNORED,
        FIL.replace("OTIT Filipino", "otit-fil"),
    )

    site.replies["/hours"] = Reply(
        b"<p>Filipino 0120-250-197 Tue, Fri 11:00-19:00<p>English 0120-250-147 Tue, Sat 11-19<p>Vietnamese 0120-250-168"
    )
    demo.clock.set(demo.clock.now() + 2 * DAY)
    watching(demo, site).watch()
    assert [str(each.said) for each in alerts(demo)] == [FIL.replace("Thu", "Fri")]
    assert "Tell of it again" not in ben.get("/ops/hours/agency-pages").text


def test_an_ignored_difference_can_be_told_of_again(demo: Demo, ben: Console, site: AgencySite) -> None:
    site.serve("table.html")
    give_page(ben, demo, "otit-fil")
    watching(demo, site).watch()
    (mark,) = re.findall(r'name="mark" value="(\w+)"', ben.get("/ops/hours/agency-pages").html)
    ben.post("/ops/hours/agency-pages/ignore", mark=mark, act="ignore")
    assert "It is told of again." in ben.post("/ops/hours/agency-pages/ignore", mark=mark, act="heed").text
    assert len(alerts(demo)) == 1
    assert ben.post("/ops/hours/agency-pages/ignore", mark=mark, act="other").status == 400
    gone = ben.post("/ops/hours/agency-pages/ignore", mark="0" * 32, act="ignore")
    assert "This difference is no longer there" in gone.text
    viewer = signed_in(demo, Role.VIEWER, "Mai")
    assert viewer.post("/ops/hours/agency-pages/ignore", mark=mark, act="ignore").status == 403
    assert "ignore until the page changes" not in viewer.get("/ops/hours/agency-pages").text


def test_a_page_is_asked_for_once_a_day_and_sent_once(demo: Demo, ben: Console, site: AgencySite) -> None:
    site.serve("table.html")
    site.replies["/hours"] = Reply(site.replies["/hours"].body, headers={"ETag": '"7"'})
    give_page(ben, demo, "otit-vi", "otit-fil")
    look = watching(demo, site)
    look.watch()
    look.watch()
    assert site.paths() == ["/robots.txt", "/hours"]
    demo.clock.set(demo.clock.now() + DAY + timedelta(minutes=1))
    look.watch()
    assert site.asked[-1][2]["if-none-match"] == '"7"'
    assert len(alerts(demo)) == 1, "what an unchanged page has said still differs"


def test_one_page_of_a_site_at_a_time(demo: Demo, ben: Console, site: AgencySite) -> None:
    for path in ("/a", "/b"):
        site.serve("prose.html", path)
    give_page(ben, demo, "otit-vi", page=f"https://{HOST}/a")
    give_page(ben, demo, "otit-fil", page=f"https://{HOST}/b")
    look = watching(demo, site)
    look.watch()
    assert site.paths()[1:] == ["/a"]
    look.watch()
    assert site.paths()[3:] == ["/b"]


def test_a_page_that_is_gone_or_moved_is_told_of(demo: Demo, ben: Console, site: AgencySite) -> None:
    give_page(ben, demo, "otit-vi")
    look = watching(demo, site)
    look.watch()
    assert alerts(demo) == []
    assert "the site answers with 404" in ben.get("/ops/hours/agency-pages").text
    demo.clock.set(demo.clock.now() + timedelta(hours=2))
    look.watch()
    assert [str(each.said) for each in alerts(demo)] == [f"The page {PAGE} is gone. Give its lines their new page."]
    site.serve("other_owner.html", "/pizza")
    site.replies["/hours"] = Reply(status=301, headers={"Location": "https://elsewhere.example/pizza"})
    demo.clock.set(demo.clock.now() + timedelta(hours=3))
    look.watch()
    assert [str(each.said) for each in alerts(demo)] == [
        "The page of OTIT does not have the number of OTIT Vietnamese, 0120-250-168, but others.",
        f"The page {PAGE} leads to another site, https://elsewhere.example/pizza. "
        "Look whether it is still the agency's.",
    ]


def test_a_page_that_no_line_has_any_more_is_forgotten(demo: Demo, ben: Console, site: AgencySite) -> None:
    site.serve("table.html")
    give_page(ben, demo, "otit-fil")
    watching(demo, site).watch()
    give_page(ben, demo, "otit-fil", page="")
    watching(demo, site).watch()
    assert read(demo.service.engine, pages, [PAGE]) == {}
    assert alerts(demo) == []
    assert "No line has a page." in ben.get("/ops/hours/agency-pages").text


def test_a_site_that_fails_keeps_what_was_read(demo: Demo, ben: Console, site: AgencySite) -> None:
    site.serve("table.html")
    give_page(ben, demo, "otit-fil")
    watching(demo, site).watch()
    site.replies["/hours"] = Reply(status=503)
    demo.clock.set(demo.clock.now() + 2 * DAY)
    watching(demo, site).watch()
    stored = read(demo.service.engine, pages, [PAGE])[PAGE]
    assert (stored.state, stored.failures) == (State.FAILED, 1)
    assert len(alerts(demo)) == 1
    checked = list(pages_checked(demo.database_url, demo.clock.now()))
    assert [type(each) for each in checked] == [Warn, Warn]
    assert checked[0].found == f"{PAGE}: the site answers with 503"


def test_the_form_refuses_what_is_no_page(demo: Demo, ben: Console) -> None:
    path = "/ops/hours/lines/otit-vi/details"
    refused = ben.post(path, **{**_fields(ben.get(path).html), "page": "http://10.0.0.1/"})
    assert refused.status == 422
    assert "is not the address of a page, such as https://agency.example/hours" in refused.text


def test_the_command_and_the_doctor_without_pages(tmp_path: Path) -> None:
    url = sqlite_database(tmp_path / "ivr.db")
    env = {**GOOD, "DATABASE_URL": url}
    ran = CliRunner().invoke(main, ["watch"], env=env)
    assert (ran.exit_code, ran.output) == (0, "no line has a page\n")
    ran = CliRunner().invoke(main, ["watch", "--line", "otit-vi"], env=env)
    assert ran.output == ("Error: otit-vi has no page; give it one in the console, or with `page:` in the document\n")
    ran = CliRunner().invoke(main, ["watch", "--line", "nobody"], env=env)
    assert ran.output == "Error: there is no line nobody; `ivr schedule show` lists them\n"
    assert installed()
    assert "pip install '.[watch]'" in NOT_INSTALLED


def test_the_command_asks_no_private_address(demo: Demo, ben: Console, site: AgencySite) -> None:
    give_page(ben, demo, "otit-vi", page="https://localhost.localdomain/hours")
    ran = CliRunner().invoke(main, ["watch"], env={**GOOD, "DATABASE_URL": demo.database_url})
    assert ran.exit_code == 0
    assert "no answer: localhost.localdomain has no public address that answers" in ran.output
    (found,) = pages_checked(demo.database_url, demo.clock.now())
    assert not isinstance(found, Ok)
