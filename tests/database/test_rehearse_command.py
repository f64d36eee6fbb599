"""`ivr rehearse`, and the example that is rehearsed: from a draft with blanks to a plan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from schedules import load_directory
from schedules.difference import difference
from schedules.report import words
from tests.database.conftest import Ivr

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "successor-2027-04-01.yaml"
AT = ["--at", "2027-04-01 00:00"]


def rehearse(*options: str) -> Result:
    return CliRunner().invoke(main, ["rehearse", *AT, *options])


def test_the_example_changes_what_is_known_and_leaves_blanks() -> None:
    changes = [str(words(each)) for each in difference(load_directory(), load_directory(EXAMPLE.read_text("utf-8")))]
    lines = [each for each in changes if each.startswith("otit-")]
    assert len(lines) == 16
    assert all(each.endswith("OTIT becomes NAME?") or "becomes SOURCE?" in each for each in lines)
    assert len([each for each in changes if each not in lines]) == 28


@pytest.mark.long
def test_from_a_draft_to_a_plan(ivr: Ivr, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TWILIO_PHONE_NUMBER", "+815012345678")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/test.db")
    ran = rehearse()
    assert "nothing changes at Thu 2027-04-01 00:00:00 JST" in ran.stderr, ran.output
    imported = ivr("import", str(EXAMPLE), "--changes-of", "shipped", "--author", "Aiko").output
    assert "otit-vi: agency: OTIT becomes NAME?" in imported
    assert (
        "fill in before it is published" in ivr("publish", "--reason", "x", *AT, "--author", "Aiko", fails=True).stderr
    )
    ran = rehearse("--document", "draft")
    assert ran.exit_code == 1
    assert "still to be filled in: agency of otit-vi, otit-zh" in ran.output
    filled = EXAMPLE.read_text("utf-8")
    for blank, becomes in (("NAME?", "ESDO"), ("SOURCE?", "the agency:"), ("WORDS?", "An agency:")):
        filled = filled.replace(blank, becomes)
    (tmp_path / "filled.yaml").write_text(filled.replace("An agency: ESDO (", "An agency: OTIT (", 1), "utf-8")
    ivr("import", str(tmp_path / "filled.yaml"), "--changes-of", "shipped", "--replace", "--author", "Aiko")
    ivr("publish", "--reason", "a successor", *AT, "--author", "Aiko")
    found = json.loads(rehearse("--json").output)
    assert (found["old"], found["new"]) == (["OTIT"], ["ESDO"])
    left = [each for each in found["findings"] if each["wrong"] == "an old one is left afterwards"]
    assert [(each["what"], each["where"], each["languages"]) for each in left] == [("OTIT", "public page", ["en"])]
    silent = {(each["what"], *each["languages"]) for each in found["findings"] if each not in left}
    assert silent == {("agency.ESDO", code) for code in ("ne", "my", "km", "mn")}
    assert any("`ivr fallback`" in each for each in found["by_hand"])
    ran = rehearse("--allow", "An agency: OTIT")
    assert "4 wrong" in ran.output
