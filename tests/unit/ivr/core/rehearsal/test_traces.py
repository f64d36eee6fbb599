"""Old and new names and numbers are found in whichever way they are written."""

from dataclasses import replace

import pytest

from ivr.core.rehearsal.traces import Traces, gone_and_come
from prompts import Digits
from prompts.book import aloud
from schedules import Directory, load_directory

SHIPPED = load_directory()
OLD = Traces(frozenset({"OTIT"}), frozenset({"0120-250-168"}), frozenset({"https://old.example/vi/"}))


def renamed(name: str = "ESDO", number: str = "0120-999-168") -> Directory:
    """The shipped directory, whose Vietnamese line of OTIT has another name and number."""
    lines = [
        replace(line, agency=name, number=number, dial=f"+81{number[1:].replace('-', '')}")
        if line.id == "otit-vi"
        else replace(line, agency=name)
        if line.agency == "OTIT"
        else line
        for line in SHIPPED.lines
    ]
    return replace(SHIPPED, lines=tuple(lines))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Calling OTIT.", ["OTIT"]),
        ("กำลังต่อสายไปยังOTITค่ะ", ["OTIT"]),
        ("ＯＴＩＴに つなぎます", ["OTIT"]),
        ("https://www.support.otit.go.jp/", []),
        ("NOTIT and OTITS", []),
        ("OTIT II", []),
        ("0120-250-168", ["0120-250-168"]),
        ("０１２０－２５０－１６８", ["0120-250-168"]),
        ("+81120250168", ["0120-250-168"]),
        ("tel:+81-120-250-168", ["0120-250-168"]),
        ('"telephone": "+81 120 250 168"', ["0120-250-168"]),
        ("(0120) 250 168", ["0120-250-168"]),
        ("0120-250-169, 11:00-19:00", []),
        ("since 2025-01-68", []),
        ("see https://old.example/vi/", ["https://old.example/vi/"]),
        *((aloud(code, Digits("0120-250-168")), ["0120-250-168"]) for code in ("vi", "my", "ne", "km", "ja", "en")),
    ],
)
def test_within(text: str, found: list[str]) -> None:
    traces = replace(OLD, known=frozenset({"OTIT", "OTIT II"}))
    assert [what for what, _ in traces.within(text)] == found


def test_a_phrase_may_have_the_old_name() -> None:
    traces = replace(OLD, allowed=("formerly OTIT",))
    assert not [*traces.within("ESDO (formerly OTIT) advises you.")]
    assert [*traces.within("ESDO (formerly OTIT). OTIT advises you.")] == [("OTIT", "ESDO (…). OTIT advises you.")]


def test_what_goes_and_what_comes() -> None:
    gone, come = gone_and_come(SHIPPED, renamed(), old=["外国人技能実習機構", "0120-111-111"], new=["a new word"])
    assert gone.names == {"OTIT", "外国人技能実習機構"}
    assert gone.numbers == {"0120-250-168", "0120-111-111"}
    assert come.names == {"ESDO", "a new word"}
    assert come.numbers == {"0120-999-168"}
    assert not gone.links


def test_a_name_that_another_line_keeps_is_not_gone() -> None:
    kept = tuple(replace(line, agency="ESDO") if line.id == "otit-vi" else line for line in SHIPPED.lines)
    gone, come = gone_and_come(SHIPPED, replace(SHIPPED, lines=kept))
    assert not gone
    assert come.names == {"ESDO"}
