"""The console over HTTP: who gets in, what is refused, and that nothing else does."""

import re

import pytest

from ivr.app import Service
from ivr.core.roles import Role
from ivr.demo import PERSON, Demo
from ivr.store.audit import latest
from ivr.store.db import read
from tests.support.console import EVERY_PAGE, PASSWORD, Console, signed_in
from tests.support.waiting import PATIENCE

PAGES = ("/ops/", "/ops/what-if", "/ops/account", "/ops/people", "/ops/people/demo", "/ops/audit", "/ops/audit/verify")
FOR_EDITORS = ("/ops/hours/new-line", "/ops/hold")


@pytest.fixture
def boss(demo: Demo) -> Console:
    console = Console(demo.url)
    assert console.sign_in(PERSON, demo.password).status == 200
    return console


def test_nothing_is_open_without_signing_in(demo: Demo) -> None:
    console = Console(demo.url)
    for path in (*PAGES, "/ops/nowhere"):
        page = console.get(path)
        assert page.url.startswith(f"{demo.url}/ops/sign-in?next="), path


def test_a_viewer_sees_nothing_that_would_be_refused(demo: Demo, boss: Console) -> None:
    viewer = signed_in(demo, Role.VIEWER)
    for path in EVERY_PAGE:
        if "people" not in path and path not in FOR_EDITORS:
            assert all('action="/ops/account' in form for form in forms_of(viewer, path)), path
    assert forms_of(boss, "/ops/hours")


def forms_of(console: Console, path: str) -> list[str]:
    """The tags of the forms of a page that change something."""
    page = console.get(path)
    assert page.status == 200, path
    main = page.html.partition("<main")[2].partition("</main>")[0]
    return [form for form in re.findall(r"<form\b[^>]*>", main) if 'method="post"' in form]


def test_after_signing_in_one_is_where_one_wanted(demo: Demo) -> None:
    console = Console(demo.url)
    page = console.get("/ops/what-if?language=km")
    assert page.url.endswith("next=/ops/what-if?language%3Dkm")
    page = console.post("/ops/sign-in", name=PERSON, password=demo.password, next="/ops/what-if?language=km")
    assert page.url == f"{demo.url}/ops/what-if?language=km"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/ops/", "//example.org", "/ops/\\example.org", "/opsx", "/vi", ""]
)
def test_nobody_is_sent_elsewhere(demo: Demo, elsewhere: str) -> None:
    page = Console(demo.url).post("/ops/sign-in", name=PERSON, password=demo.password, next=elsewhere)
    assert page.url == f"{demo.url}/ops/"


def test_every_answer_has_the_headers(boss: Console) -> None:
    for page in (
        boss.get("/ops/"),
        boss.get("/ops/nowhere"),
        boss.get("/ops/static/ops.css"),
        boss.post("/ops/people"),
    ):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert boss.get("/ops/").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_shown_to_nobody_but_the_console(demo: Demo) -> None:
    console = Console(demo.url)
    page = console.browser.post(f"{demo.url}/ops/language", data={}, timeout=PATIENCE)
    console.get("/ops/sign-in")
    cookie = next(iter(console.browser.cookies))
    assert cookie.path == "/ops"
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    assert page.status_code == 400
    assert "Set-Cookie" not in console.get("/vi").headers


def test_a_form_without_its_token_changes_nothing(boss: Console) -> None:
    for token in ("", "wrong"):
        page = boss.post("/ops/people", csrf=token, name="Mallory", role="admin")
        assert page.status == 400
    assert "Mallory" not in boss.get("/ops/people").text


def test_signing_in_changes_the_session(demo: Demo) -> None:
    """A cookie that somebody had put into the browser is worth nothing afterwards."""
    console = Console(demo.url)
    console.get("/ops/sign-in")
    planted = dict(console.browser.cookies)
    console.sign_in(PERSON, demo.password)
    thief = Console(demo.url)
    thief.browser.cookies.update(planted)
    assert "/ops/sign-in" in thief.get("/ops/").url


def test_signed_out_means_out_even_with_the_old_cookie(demo: Demo, boss: Console) -> None:
    kept = dict(boss.browser.cookies)
    boss.post("/ops/sign-out")
    boss.browser.cookies.update(kept)
    assert "/ops/sign-in" in boss.get("/ops/").url


def test_what_is_typed_comes_back_cut_to_the_length_of_a_name(demo: Demo) -> None:
    page = Console(demo.url).post("/ops/sign-in", name="\x00a" * 1000, password="wrong", next="/ops/" + "b" * 4000)
    assert page.status == 403
    assert f'value="{"a" * 40}"' in page.html
    assert "b" * 1995 in page.html
    assert "b" * 1996 not in page.html


def test_a_page_to_return_to_has_a_bounded_address(demo: Demo) -> None:
    for length, leads_to in ((1995, "/ops/" + "b" * 1995), (1996, "/ops/")):
        wanted = "/ops/" + "b" * length
        page = Console(demo.url).post("/ops/sign-in", name=PERSON, password=demo.password, next=wanted)
        assert page.url == demo.url + leads_to


def test_wrong_passwords_are_counted(demo: Demo) -> None:
    console = Console(demo.url)
    ends = [console.post("/ops/sign-in", name="demo", password="wrong").status for _ in range(6)]
    assert ends == [403] * 5 + [429]
    page = console.post("/ops/sign-in", name="demo", password=demo.password)
    assert page.status == 429
    assert "too many attempts; try again in" in page.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_people_are_for_administrators(demo: Demo, boss: Console, role: Role, caplog: pytest.LogCaptureFixture) -> None:
    ben = signed_in(demo, role)
    assert ben.get("/ops/people").status == 403
    assert f"refused to Ben ({role}): GET ops.people" in caplog.text
    assert "People" not in ben.get("/ops/").text
    for path in ("", "/demo/role", "/demo/disable", "/demo/link", "/demo/second-factor/off", "/demo/sessions/end"):
        assert ben.post(f"/ops/people{path}", name="x", role="admin").status == 403, path
    assert boss.get("/ops/").status == 200  # nobody was disabled or signed out


def test_a_role_is_changed_and_access_is_disabled(demo: Demo, boss: Console) -> None:
    chika, password = signed_in(demo, Role.EDITOR, "Chika"), PASSWORD
    boss.post("/ops/people/Chika/role", role="viewer")
    assert "/ops/sign-in" in chika.get("/ops/").url
    assert chika.sign_in("Chika", password).url.endswith("/ops/")
    boss.post("/ops/people/Chika/disable")
    assert chika.sign_in("Chika", password).status == 403
    assert "Disabled" in boss.get("/ops/people").text


@pytest.mark.parametrize(
    ("path", "fields", "status", "said"),
    [
        ("/ops/people", {"name": "x", "role": "viewer"}, 422, "a name has 2 to 40 characters"),
        ("/ops/people", {"name": "Chika", "role": "emperor"}, 422, "a role is viewer, editor or admin"),
        ("/ops/people/nobody/disable", {}, 404, "there is no account called nobody"),
        ("/ops/people/demo/disable", {}, 200, "last administrator"),
        ("/ops/account/password", {"current": "wrong"}, 422, "the current password is wrong"),
        ("/ops/account/second-factor", {"code": "1", "current": "wrong"}, 422, "the current password is wrong"),
        ("/ops/account/second-factor", {"code": "1"}, 422, "the code does not match the app"),
        ("/ops/account/second-factor", {"code": "é"}, 422, "the code does not match the app"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    demo: Demo, boss: Console, path: str, fields: dict[str, str], status: int, said: str
) -> None:
    boss.get("/ops/account")  # where the secret of a second factor is made
    page = boss.post(path, **{"current": demo.password, **fields})
    assert (page.status, said in page.text) == (status, True), page.text


def test_a_password_is_changed_and_other_browsers_are_out(demo: Demo, boss: Console) -> None:
    other = Console(demo.url)
    other.sign_in(PERSON, demo.password)
    page = boss.post("/ops/account/password", current=demo.password, password=PASSWORD, again=PASSWORD)
    assert "Password changed." in page.text
    assert "/ops/sign-in" in other.get("/ops/").url
    assert other.sign_in(PERSON, PASSWORD).status == 200


@pytest.mark.parametrize(
    ("language", "word"), [("ja,en;q=0.5", "ja"), ("en-GB,ja;q=0.5", "en"), ("vi", "en"), ("", "en")]
)
def test_the_browser_says_which_language(demo: Demo, language: str, word: str) -> None:
    assert f'<html lang="{word}">' in Console(demo.url, language).get("/ops/sign-in").html


def test_the_reader_may_choose_another(demo: Demo, boss: Console) -> None:
    page = boss.post("/ops/language", language="ja", next="/ops/what-if")
    assert page.url.endswith("/ops/what-if")
    assert '<html lang="ja">' in page.html
    assert '<html lang="ja">' in boss.post("/ops/language", language="xx").html


@pytest.mark.parametrize(
    "query", ["language=xx", "at=tomorrow", "at=1999-01-01", "at=2026-13-01T00:00", "phone=x", "language=&at=&phone="]
)
def test_any_question_is_answered(boss: Console, query: str) -> None:
    page = boss.get(f"/ops/what-if?{query}")
    assert page.status in (200, 422)
    assert "What the caller hears" in page.text
    assert (page.status == 422) == ("is not" in page.html.split("<section")[0])


def test_behind_a_proxy_that_does_tls(behind_a_proxy: Service) -> None:
    """The cookie goes over TLS only, and the proxy's word for the address is taken, since a setting says so."""
    client = behind_a_proxy.flask.test_client()
    proxied = {
        "X-Forwarded-For": "203.0.113.9, 192.0.2.5",
        "X-Forwarded-Proto": "https",
        "Referer": "https://localhost/ops/",
    }
    page = client.get("/ops/sign-in", headers=proxied)
    assert page.headers["Strict-Transport-Security"]
    assert "; Secure;" in page.headers["Set-Cookie"]
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "name": "nobody", "password": "x"}
    assert client.post("/ops/sign-in", data=form, headers=proxied).status_code == 403
    assert read(behind_a_proxy.engine, latest, 1)[0].detail == "192.0.2.5"
