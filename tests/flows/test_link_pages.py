"""The link by which somebody new, or somebody who has forgotten the password, chooses one."""

import html
import re

import pytest

from ivr.core.roles import Role
from ivr.demo import PERSON, Demo
from tests.support.console import PASSWORD, Console, Page, signed_in

OWN = "a password that nobody else knows"
INVALID = "this link is not valid: it was used or replaced, has ended, or is not complete"


@pytest.fixture
def boss(demo: Demo) -> Console:
    console = Console(demo.url)
    console.sign_in(PERSON, demo.password)
    return console


def link_in(demo: Demo, page: Page) -> str:
    """Return the path of the link that a page shows."""
    (shown,) = re.findall(r'<code id="link">([^<]+)</code>', page.html)
    assert shown.startswith(f"{demo.url}/ops/link/")
    return html.unescape(shown).removeprefix(demo.url)


def test_somebody_new_chooses_a_password(demo: Demo, boss: Console) -> None:
    link = link_in(demo, boss.post("/ops/people", name="Chika Abe", role="editor"))
    assert "Invited" in boss.get("/ops/people").text
    assert "not used yet; valid until" in boss.get("/ops/people/Chika Abe").text
    chika = Console(demo.url)
    for _ in range(2):
        assert "A password for Chika Abe" in chika.get(link).text
    differing = chika.post(link, password=OWN, again=PASSWORD)
    assert (differing.status, "The new passwords do not match." in differing.text) == (422, True)
    poor = chika.post(link, password="short", again="short")
    assert (poor.status, "a password has 12 to 200 characters" in poor.text) == (422, True)
    page = chika.post(link, password=OWN, again=OWN)
    assert page.url == f"{demo.url}/ops/sign-in"
    assert "Your password is set. Sign in with it." in page.text
    assert chika.sign_in("Chika Abe", OWN).url == f"{demo.url}/ops/"
    assert "Invited" not in boss.get("/ops/people").text
    for again in (chika.get(link), chika.post(link, password=PASSWORD, again=PASSWORD), chika.get("/ops/link/x")):
        assert (again.status, INVALID in again.text) == (404, True)


def test_a_link_is_made_by_an_administrator_who_types_the_password(demo: Demo, boss: Console) -> None:
    ben = signed_in(demo, Role.EDITOR)
    assert ben.post(f"/ops/people/{PERSON}/link", current=PASSWORD).status == 403
    assert "the current password is wrong" in boss.post("/ops/people/Ben/link", current="wrong").text
    link = link_in(demo, boss.post("/ops/people/Ben/link", current=demo.password))
    assert ben.get("/ops/hours").url.endswith("/ops/hours"), "nothing has changed yet"
    Console(demo.url).post(link, password=OWN, again=OWN)
    assert ben.get("/ops/hours").url.startswith(f"{demo.url}/ops/sign-in")


def test_a_form_without_its_token_uses_no_link_up(demo: Demo, boss: Console) -> None:
    link = link_in(demo, boss.post("/ops/people", name="Chika", role="viewer"))
    assert Console(demo.url).post(link, csrf="wrong", password=OWN, again=OWN).status == 400
    assert Console(demo.url).get(link).status == 200


def test_guesses_at_links_have_to_wait(demo: Demo, boss: Console) -> None:
    link = link_in(demo, boss.post("/ops/people", name="Chika", role="viewer"))
    stranger = Console(demo.url)
    assert {stranger.get("/ops/link/guess").status for _ in range(50)} == {404}
    page = stranger.get(link)
    assert (page.status, "too many attempts; try again in" in page.text) == (429, True)
