"""Nothing typed is lost: a form that is sent when its session has ended is filled in again after signing in."""

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pyotp
import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from ivr.clock import SystemClock
from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.service.people.second_factor import new_secret
from ivr.store.db import reading
from ivr.store.tables import kept
from tests.support.console import PASSWORD, Console, Page, signed_in

LINE = "/ops/hours/lines/otit-vi"
NOT_KEPT = {
    "ops.choose_language": "nothing is typed, and it needs no session",
    "ops.find_caller": "a caller's number is not stored",
    "ops.sign_out": "nothing is typed, and it needs no session",
}
SECRET = {"code"}
EXAMPLES = {"date": "2027-02-23", "datetime-local": "2027-02-23T10:00", "number": "7", "time": "10:00"}


class Forms(HTMLParser):
    """The forms of a page that change something, with the fields that somebody can type into; and its links."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.links: list[str] = []
        self._inside = self._text = self._select = ""
        self._here = urlsplit(page.url).path
        self.feed(page.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self._inside = given.get("method", "get")
            if self._inside == "post":
                self.forms.append((given.get("action", self._here), {}, {}))
        elif self._inside == "post" and tag == "select":
            self._select = name
        elif self._inside == "post" and tag == "option":
            self.forms[-1][1].setdefault(self._select, given.get("value", ""))
        elif self._inside == "post" and tag in ("input", "textarea", "button") and name:
            self._field(tag, name, kind, given.get("value", ""))

    def _field(self, tag: str, name: str, kind: str, value: str) -> None:
        _, sent, typed = self.forms[-1]
        if tag == "textarea":
            typed[name], self._text = "", name
        elif kind not in ("hidden", "checkbox", "radio", "file", "password", "submit") and tag == "input":
            typed[name] = value
        elif kind != "file" and name != "csrf_token":
            sent.setdefault(name, value)

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1][2][self._text] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "form":
            self._inside = ""


def of_the_same_origin(console: Console, path: str) -> Console:
    """Send forms as a browser does from a page."""
    console.browser.headers.update({"Origin": console.url, "Referer": f"{console.url}{path}"})
    return console


def endpoint(demo: Demo, path: str, method: str = "GET") -> str:
    try:
        return str(demo.service.flask.url_map.bind("x").match(urlsplit(path).path, method=method)[0])
    except HTTPException:
        return ""


def all_pages(demo: Demo, console: Console) -> dict[str, Page]:
    """Follow links until every kind of page has been seen, and return one page of each kind by its path."""
    found: dict[str, Page] = {}
    seen, paths = {""}, ["/ops/"]
    while paths:
        path = paths.pop()
        if path.startswith("/ops/") and (kind := endpoint(demo, path)) not in seen:
            seen.add(kind)
            if (page := console.get(path)).headers["Content-Type"].startswith("text/html"):
                found[path] = page
                paths += [urljoin(path, link) for link in Forms(page).links]
    return found


def test_every_form_is_filled_in_again(demo: Demo, aiko: Console) -> None:
    aiko.post("/ops/hours/lines/fresc", text="closed")
    done: set[tuple[str, ...]] = set()
    for path, page in all_pages(demo, aiko).items():
        for action, sent, fields in Forms(page).forms:
            what, typed = endpoint(demo, action, "POST"), {}
            for name in fields:
                typed[name] = EXAMPLES.get(_kind(page, name), f"typed: {name} <&> \"'")
            if (what, *sorted(fields)) in done:
                continue
            done.add((what, *sorted(fields)))
            answer = of_the_same_origin(aiko, path).post(action, **{**sent, **typed, "csrf": "of another session"})
            if what in NOT_KEPT:
                assert answer.status == 400, what
                continue
            assert answer.status == 200, (path, action, answer.text)
            assert "Nothing of it is saved yet." in answer.text, (path, action)
            shown = {name: "" if name in SECRET else value for name, value in typed.items()}
            assert shown in [found for there, _, found in Forms(answer).forms if there == action], (path, action)
    assert len(done) > 20


def _kind(page: Page, name: str) -> str:
    """Return the type of a field on a page."""
    for part in page.html.split("<input ")[1:]:
        if f'name="{name}"' in (tag := part.partition(">")[0]) and 'type="' in tag:
            return tag.split('type="')[1].split('"')[0]
    return "text"


def test_after_a_session_has_ended_by_way_of_the_second_factor(demo: Demo) -> None:
    ben, now, secret = signed_in(demo, Role.EDITOR), SystemClock().now(), new_secret()
    form = Forms(ben.get(LINE)).forms[-1]
    demo.service.accounts.turn_on("Ben", secret, pyotp.TOTP(secret).at(now), now)  # which ends other sessions
    page = of_the_same_origin(ben, LINE).post(LINE, **{**form[1], "text": "Mon 11:00-19:00"})
    (after,) = parse_qs(urlsplit(page.url).query)["next"]
    assert "Mon 11:00-19:00" not in page.html
    wrong = ben.post("/ops/sign-in", name="Ben", password="a guess", next=after)
    assert wrong.status == 403
    code = pyotp.TOTP(secret).at(now + timedelta(seconds=30))
    page = ben.post("/ops/sign-in", name="Ben", password=PASSWORD, code=code, next=after)
    assert page.url.startswith(f"{ben.url}{LINE}?kept=")
    assert ">\nMon 11:00-19:00</textarea>" in page.html
    assert "There is no draft." in ben.get("/ops/hours/draft").text
    page = ben.post(LINE, text="Mon 11:00-19:00")
    assert "OTIT Vietnamese loses Tue-Fri 11:00-19:00, Sun 09:00-17:00" in page.text


def test_for_the_same_person_only(demo: Demo, aiko: Console) -> None:
    ben = signed_in(demo, Role.EDITOR)
    form = Forms(ben.get(LINE)).forms[-1][1]
    ben.post("/ops/sign-out")
    page = of_the_same_origin(ben, LINE).post(LINE, **{**form, "text": "Mon 11:00-19:00"})
    (after,) = parse_qs(urlsplit(page.url).query)["next"]
    for page in (ben.post("/ops/sign-in", name="demo", password=demo.password, next=after), aiko.get(after)):
        assert page.status == 200
        assert "Mon 11:00-19:00" not in page.html
        assert "was not saved" not in page.text
    page = ben.post(LINE, **{**form, "text": "Tue 11:00-19:00", "csrf": "x"})  # Ben's page, still open
    assert page.status == 400
    ben.post("/ops/sign-out")
    page = ben.post("/ops/sign-in", name="Ben", password=PASSWORD)
    assert "A form that you sent was not saved. Show what you typed" in page.text
    (where,) = [link for link in Forms(page).links if "kept=" in link]
    assert ">\nTue 11:00-19:00</textarea>" in ben.get(where).html
    assert "was not saved" not in ben.get("/ops/").text


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null"])
def test_what_a_strange_page_sends_is_not_shown(demo: Demo, aiko: Console, origin: str | None) -> None:
    form = Forms(aiko.get(LINE)).forms[-1][1]
    if origin:
        aiko.browser.headers["Origin"] = origin
    assert aiko.post(LINE, **{**form, "text": "closed", "csrf": "x"}).status == 400
    with reading(demo.service.engine) as connection:
        assert connection.execute(select(kept)).all() == []


def test_it_is_kept_encrypted_and_not_for_ever(demo: Demo, aiko: Console) -> None:
    form = Forms(aiko.get(LINE)).forms[-1][1]
    for number in range(7):
        of_the_same_origin(aiko, LINE).post(LINE, **{**form, "text": f"number {number}", "csrf": "x"})
    with reading(demo.service.engine) as connection:
        rows = connection.execute(select(kept)).all()
    assert len(rows) == 5
    assert "number" not in str(rows)
    assert aiko.get(f"{LINE}?kept={'0' * 32}").status == 200


def test_a_form_that_is_gone_is_shown_as_a_list(aiko: Console) -> None:
    aiko.post("/ops/hours/lines/fresc", text="closed")
    sent = Forms(aiko.get("/ops/hours/draft")).forms[-3][1]
    page = of_the_same_origin(aiko, "/ops/hours").post(
        "/ops/hours/draft/publish", **{**sent, "reason": "flood", "csrf": "x"}
    )
    assert "You typed this too, but the form has no place for it now: " in page.text
    assert "<dd>flood</dd>" in page.html
