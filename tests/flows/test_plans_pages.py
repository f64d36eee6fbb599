"""The console while something is planned: urgent edits, undo, reverting one revision; drafts of several people."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from ivr.core.roles import Role
from ivr.demo import Demo
from tests.support.console import Console, Page, publish, signed_in, token_of
from tests.support.published import OTIT_VI

Calls = Callable[[], list[str]]
VI, ZH = "/ops/hours/lines/otit-vi", "/ops/hours/lines/otit-zh"
IN_A_WEEK = timedelta(days=7, hours=9)  # on Japan's clock


@pytest.fixture
def ben(demo: Demo) -> Console:
    return signed_in(demo, Role.EDITOR)


def plan(demo: Demo, console: Console, line: str, text: str) -> None:
    console.post(line, text=text)
    at = (demo.clock.now() + IN_A_WEEK).strftime("%Y-%m-%dT%H:%M")
    assert "Published. It takes effect on" in publish(console, when="at", at=at).text


def question(page: Page) -> str:
    """Return the name of the choice on a page."""
    (name,) = set(re.findall(r'name="(side-[\w.]+)"', page.html))
    return str(name)


def undo(console: Console, page: Page) -> Page:
    """Press the button of the message."""
    found = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*?Undo', page.html, re.DOTALL)
    assert found, page.text
    return console.post(found[1], at_once="yes")


def test_an_urgent_edit_while_something_is_planned_and_undone_with_one_click(
    demo: Demo, aiko: Console, ben: Console, vietnamese: Calls
) -> None:
    plan(demo, aiko, ZH, "Mon 11:00-19:00")
    page = ben.post(VI, text="closed")
    assert "OTIT Vietnamese loses Mon-Fri 11:00-19:00, Sun 09:00-17:00" in page.text
    assert "by demo: asked" in page.text
    assert "It stays planned. It will then change:" in page.text
    assert "OTIT Chinese loses Wed, Fri 11:00-19:00, Sun 09:00-17:00" in page.text
    page = publish(ben)
    assert "Published. It is live for callers now. What is planned for" in page.text
    assert vietnamese() == []
    page = undo(ben, page)
    assert "Undone: revision 3. It is live for callers now." in page.text
    assert vietnamese() == [OTIT_VI]
    history = ben.get("/ops/hours/history").text
    assert "carries over revision 4" in history
    assert "carried over: now revision 4" in history
    assert undo(ben, page).status == 200  # what was undone is done again
    assert vietnamese() == []


@pytest.mark.parametrize(("side", "stays"), [("ours", True), ("theirs", False)])
def test_who_changes_what_a_plan_changes_is_asked_in_the_same_form(
    demo: Demo, aiko: Console, side: str, stays: bool
) -> None:
    plan(demo, aiko, VI, "Mon 11:00-19:00")
    page = aiko.post(VI, text="closed")
    name = question(page)
    assert page.html.count(f'name="{name}"') == 2
    assert "As planned: OTIT Vietnamese loses Tue-Fri 11:00-19:00, Sun 09:00-17:00" in page.text
    assert "As in this draft: OTIT Vietnamese loses Mon-Fri 11:00-19:00, Sun 09:00-17:00" in page.text
    page = publish(aiko)
    assert page.status == 422
    assert "change the same part; say which holds from then on" in page.text
    page = publish(aiko, **{name: side})
    assert ("stays planned" in page.text) is stays
    then = demo.schedule.at(demo.clock.now() + IN_A_WEEK).directory.line("otit-vi")
    assert then is not None
    assert bool(then.hours[0].week[0]) is stays


def test_undoing_a_planned_revision_withdraws_it(demo: Demo, aiko: Console) -> None:
    aiko.post(VI, text="closed")
    at = (demo.clock.now() + IN_A_WEEK).strftime("%Y-%m-%dT%H:%M")
    page = publish(aiko, when="at", at=at)
    assert "OTIT Vietnamese loses Mon-Fri 11:00-19:00" in aiko.get("/ops/hours/history/2/undo").text
    page = undo(aiko, page)
    assert "Withdrawn: revision 2." in page.text
    assert demo.schedule.at(demo.clock.now()).then is None
    assert "Planned again: what revision 2 changes." in undo(aiko, page).text
    assert demo.schedule.at(demo.clock.now()).then is not None
    page = aiko.post("/ops/hours/history/2/again")
    assert "revision 2 can't be planned again" in page.text


def test_one_revision_is_reverted_after_a_look(demo: Demo, aiko: Console, vietnamese: Calls) -> None:
    for line in (VI, ZH):
        aiko.post(line, text="closed")
        publish(aiko)
    assert vietnamese() == []
    page = aiko.get("/ops/hours/history/2/undo")
    assert "OTIT Vietnamese gains Mon-Fri 11:00-19:00, Sun 09:00-17:00" in page.text
    assert "OTIT Chinese" not in page.text
    assert aiko.post("/ops/hours/history/2/undo").status == 200
    assert vietnamese() == [OTIT_VI]
    page = aiko.post("/ops/hours/history/2/undo")
    assert page.status == 422
    assert "all of revision 2 has been changed again since" in page.text
    assert aiko.post("/ops/hours/history/1/undo").status == 422
    assert aiko.get("/ops/hours/history/9/undo").status == 404


def test_undo_looks_first_if_later_changes_touch_the_same(aiko: Console) -> None:
    aiko.post(VI, text="closed")
    aiko.post(ZH, text="closed")
    first = publish(aiko)
    aiko.post(ZH, text="Mon 11:00-19:00")
    publish(aiko)
    page = undo(aiko, first)
    assert page.url.endswith("/ops/hours/history/2/undo")
    assert "were changed again since, and stay as they are: OTIT Chinese gains Mon 11:00-19:00" in page.text
    page = aiko.post("/ops/hours/history/2/undo")
    assert "Undone: revision 2." in page.text


def test_a_moment_is_needed_and_said_in_plain_words(aiko: Console) -> None:
    aiko.post(VI, text="closed")
    page = publish(aiko, when="at", at="")
    assert page.status == 422
    assert "Choose the date and time at which it takes effect, or “Publish now”." in page.text
    assert "the start time is in the past" in publish(aiko, when="at", at="2020-01-01T10:00").text


# --- drafts of several people


def test_a_draft_is_shared_worked_on_and_published_by_its_name(aiko: Console, ben: Console, vietnamese: Calls) -> None:
    aiko.post(ZH, text="closed")
    assert "There is no draft." in ben.get("/ops/hours/draft?of=demo").text
    assert ben.post("/ops/hours/draft/work", of="demo").status == 422
    assert "Your colleagues can now see" in aiko.post("/ops/hours/draft/share", shared="yes").text
    page = ben.get("/ops/hours/draft?of=demo")
    assert "Publish the draft of demo now" in page.text
    assert "Drafts that colleagues share" not in page.text
    assert "Work on this draft" in page.text
    assert "Drafts that colleagues share" in ben.get("/ops/hours/draft").text
    ben.post("/ops/hours/draft/work", of="demo")
    assert "You are working on the draft of demo." in ben.get("/ops/hours").text
    page = ben.post(VI, text="closed")
    assert "Saved by Ben" in page.text
    page = publish(ben, of="demo")
    assert "It is live for callers now." in page.text
    assert "There is no draft." in aiko.get("/ops/hours/draft").text
    assert vietnamese() == []
    assert "You are working on" not in ben.get("/ops/hours").text


def test_a_draft_that_is_no_longer_shared_is_left(aiko: Console, ben: Console) -> None:
    aiko.post(ZH, text="closed")
    aiko.post("/ops/hours/draft/share", shared="yes")
    ben.post("/ops/hours/draft/work", of="demo")
    aiko.post("/ops/hours/draft/share", shared="no")
    page = ben.post(VI, text="closed")
    assert "The draft of demo is published, discarded or no longer shared. You work on your own." in page.text
    assert "Only you can see it." in page.text
    assert "OTIT Chinese" not in page.text
    assert "OTIT Vietnamese" not in aiko.get("/ops/hours/draft").text


def test_what_a_colleague_publishes_meanwhile_is_taken_into_the_draft(aiko: Console, ben: Console) -> None:
    aiko.post(VI, text="closed")
    ben.post(ZH, text="closed")
    publish(ben)
    page = aiko.get("/ops/hours/draft")
    assert "Ben has published revision 2 since this draft was started: asked The draft now starts from it." in page.text
    assert "OTIT Chinese" not in page.text.split("Changes")[1]
    assert "It is live for callers now." in publish(aiko).text


def test_where_both_changed_the_same_the_draft_asks(demo: Demo, aiko: Console, ben: Console) -> None:
    aiko.post(VI, text="closed")
    ben.post(VI, text="Mon 11:00-19:00")
    publish(ben)
    page = aiko.post(ZH, text="closed")
    assert page.status == 422
    assert "revision 2 by Ben and the draft change the same part" in page.text
    assert "On the page of the draft, say which of the two holds." in page.text
    page = aiko.get("/ops/hours/draft")
    assert publish(aiko).status == 422
    page = aiko.post("/ops/hours/draft/rebase", **{question(page): "ours"})
    assert "OTIT Vietnamese loses Mon 11:00-19:00, 8 h a week" in page.text
    assert "It is live for callers now." in publish(aiko).text


def test_two_windows_of_one_person(aiko: Console) -> None:
    first = aiko.post(VI, text="closed")
    aiko.post(ZH, text="closed")
    stale = aiko.post("/ops/hours/draft/publish", token=token_of(first), reason="mine", when="now")
    assert stale.status == 422
    assert "The draft was changed meanwhile." in stale.text
