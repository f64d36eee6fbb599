"""The list of places to go to, as a page that needs no script."""

import pytest

from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.service.people.accounts import Accounts
from tests.support.console import Console

PASSWORD = "a long enough password"


@pytest.fixture
def mai(demo: Demo) -> Console:
    accounts: Accounts = demo.service.accounts
    accounts.add("mai", Role.VIEWER, PASSWORD, "demo", demo.clock.now())
    console = Console(demo.url)
    assert console.sign_in("mai", PASSWORD).status == 200
    return console


def test_words_find_a_page_a_line_and_a_language(mai: Console) -> None:
    for asked, found in (
        ("audit", "/ops/audit"),
        ("hours khmer", "/ops/hours/lines/otit-km"),
        ("0120-250-366", "/ops/hours/lines/otit-km"),
        ("tiếng+việt", "/ops/what-if?language=vi"),
        ("KHMER", "/ops/what-if?language=km"),
    ):
        assert f'<li><a href="{found}"' in mai.get(f"/ops/go?q={asked}").html, asked
    assert "/ops/audit" not in mai.get("/ops/go?q=hours").html.partition('id="palette"')[2].partition("</section>")[0]
    assert "Nothing has these words" in mai.get("/ops/go?q=%00").text


def test_it_leads_nobody_where_they_may_not_go(mai: Console) -> None:
    assert "/ops/people" not in mai.get("/ops/go").html
