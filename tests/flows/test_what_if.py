"""*What would happen*: what callers hear by the published hours, and by the draft."""

from pathlib import Path

from ivr.clock import parse_moment
from ivr.demo import PERSON, Demo
from tests.support.console import Console
from tests.support.demo import start

ASKED = "/ops/what-if?language=mn&at=2026-12-01T10:00"


def test_with_the_draft(demo: Demo, aiko: Console) -> None:
    assert "With the draft" not in aiko.get(f"{ASKED}&draft=1").text
    aiko.post("/ops/hours/lines/fresc", text="Mon-Fri 11:00-17:00", token="")
    published, drafted = aiko.get(ASKED), aiko.get(f"{ASKED}&draft=1")
    assert "Put through FRESC" in published.text
    assert "with the published hours" in published.text
    assert "No line is open The next line opens Tue 2026-12-01 11:00 JST." in drafted.text
    assert "with the hours of the draft" in drafted.text
    assert "FRESC 0120-76-2029" in drafted.text
    assert 'name="draft" value="1" checked' in drafted.html
    assert drafted.html.count("draft=1") > 10, "the week's links stay with the draft"


def test_what_is_held_by_hand_holds_in_the_draft_too(demo: Demo, aiko: Console) -> None:
    demo.clock.set(parse_moment("2026-12-01 10:00"))
    aiko.post("/ops/hours/lines/otit-vi", text="Mon-Fri 09:00-19:00", token="")
    aiko.post("/ops/hold", scope="all", state="closed", life="reset", reason="flood", next="/ops/")
    page = aiko.get("/ops/what-if?language=vi&at=2026-12-01T10:30&draft=1")
    assert "No line is open" in page.text
    assert "closed manually: flood" in page.text


def test_callers_are_offered_a_call_back_if_the_service_makes_them(demo: Demo, aiko: Console, tmp_path: Path) -> None:
    asked = "/ops/what-if?language=en&at=2026-11-29T20:00"
    offer = "press 5"
    assert offer not in aiko.get(asked).text
    (tmp_path / "calling-back").mkdir()
    calling_back = start(tmp_path / "calling-back", call_backs=True)
    try:
        ben = Console(calling_back.url)
        ben.sign_in(PERSON, calling_back.password)
        assert offer in ben.get(asked).text
    finally:
        calling_back.close()
