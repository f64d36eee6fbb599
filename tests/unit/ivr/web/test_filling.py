"""A form of a finished page is filled in with what was typed, and nothing else of the page changes."""

import re

import pytest

from ivr.web.ops.filling import Fields, fill

PAGE = """<!doctype html>
<!-- a remark --><h1>Caf&eacute; &amp; bar &#233;</h1>
<form method="get" action="/ops/x"><input name="a" value="search"></form>
<details><summary>One</summary>
<form method="post" action="/ops/x"><input type="hidden" name="csrf_token" value="new">
<input type="hidden" name="of" value="1">
<input name="a" value="one"></form></details>
<details class="d"><summary>Two</summary>
<form method="post" action="/ops/x">
<input type="hidden" name="csrf_token" value="new">
<input type="hidden" name="of" value="2"><input type="hidden" name="seen" value="9">
<input name="a" value="two" required><input name="a"><input type="password" name="p">
<textarea name="t" rows="2">old &lt;text&gt;</textarea>
<input type="checkbox" name="c" value="x" checked><input type="checkbox" name="c" value="y">
<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">
<select name="s"><option value="k" selected>K</option><option value="l">L</option></select>
<button name="do" value="save">Save</button><button formaction="/ops/%E5%90%8D">Other</button>
</form></details>
"""
TYPED = [
    ("of", "2"),
    ("seen", "8"),
    ("a", 'q"<'),
    ("a", "second"),
    ("t", "\n<new>"),
    ("c", "y"),
    ("r", "2"),
    ("s", "l"),
]


def note(lost: Fields) -> str:
    return f"[lost: {lost}]"


def test_the_form_that_was_meant_is_filled_in() -> None:
    page = fill(PAGE, "/ops/page", "/ops/x", [*TYPED, ("p", "secret"), ("do", "save")], note)
    assert page is not None
    before, _, after = page.partition('<details class="d" open>')
    assert before == PAGE.partition('<details class="d">')[0]
    assert '<form method="post" action="/ops/x">[lost: []]' in after
    assert 'name="csrf_token" value="new"' in after
    assert 'name="seen" value="8"' in after
    assert re.findall(r'name="a"[^>]*value="([^"]*)"', after) == ["q&quot;&lt;", "second"]
    assert '<textarea name="t" rows="2">\n\n&lt;new&gt;</textarea>' in after
    assert re.findall(r'name="[cr]" value="(\w)" checked', after) == ["y", "2"]
    assert '<option value="k">K</option><option value="l" selected>' in after
    assert '<input type="password" name="p">' in after
    assert '<button name="do" value="save">' in after


@pytest.mark.parametrize("of", ["1", "3"])
def test_of_several_forms_the_likest_is_taken(of: str) -> None:
    page = fill(PAGE, "/ops/page", "/ops/x", [("of", of), ("a", "typed")], note)
    assert page is not None
    assert ('name="a" value="typed"></form>' in page) is True
    assert 'value="two" required' in page


def test_what_has_no_place_is_named() -> None:
    page = fill(PAGE, "/ops/page", "/ops/x", [("of", "2"), ("seen", "9"), ("gone", "words"), ("empty", " ")], note)
    assert page is not None
    assert "[lost: [('gone', 'words')]]" in page


def test_a_button_may_send_a_form_elsewhere() -> None:
    assert fill(PAGE, "/ops/page", "/ops/名", TYPED, note) is not None
    assert fill(PAGE, "/ops/page", "/ops/y", TYPED, note) is None


def test_a_form_may_name_no_address() -> None:
    page = '<form method="post"><input name="a"></form>'
    assert fill(page, "/ops/x", "/ops/x", [("a", "1")], note) == (
        '<form method="post">[lost: []]<input name="a" value="1"></form>'
    )
    assert fill(page, "/ops/y", "/ops/x", [("a", "1")], note) is None
