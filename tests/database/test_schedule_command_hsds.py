"""`ivr schedule` with files of HSDS."""

import json
from pathlib import Path

import pytest

from tests.database.conftest import Ivr
from tests.support.documents import GOOD, put


def test_hsds_out_and_in(ivr: Ivr) -> None:
    ivr("export", "--as", "hsds", "-o", "hsds.json")
    assert len(json.loads(Path("hsds.json").read_text("utf-8"))) == 9
    assert "source" in ivr("import", "hsds.json").output
    changes = ivr("diff").output
    assert "loses" not in changes
    assert "removed" not in changes


def test_hsds_as_windows_programs_write_it(ivr: Ivr) -> None:
    services = ivr("export", "--as", "hsds").stdout
    Path("HSDS.JSON").write_bytes(services.replace("\n", "\r\n").encode("utf-8-sig"))
    assert "saved as the draft, made from revision 1" in ivr("import", "HSDS.JSON").output


def test_a_line_of_somebody_elses_hsds_is_added(ivr: Ivr) -> None:
    theirs = {
        "id": "48102e86-bb50-41c4-8f1e-e269368c41d1",
        "name": "Labour advice",
        "status": "active",
        "assured_date": "2026-10-01",
        "organization": {"name": "City Hall"},
        "phones": [{"number": "03-5551-2345", "languages": [{"code": "vi"}, {"code": "fr"}]}],
        "schedules": [
            {"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "17:00+09:00", "closes_at": "22:00+09:00"},
            {"freq": "MONTHLY", "byday": "1SA", "opens_at": "09:00+09:00", "closes_at": "12:00+09:00"},
        ],
    }
    put(json.dumps({"contents": [theirs]}), "theirs.json")
    ran = ivr("import", "theirs.json")
    assert "note: Labour advice: the language fr is left out" in ran.stderr
    assert "note: Labour advice: schedule 2 is left out: freq MONTHLY" in ran.stderr
    assert "is added: City Hall 03-5551-2345 (vi), Mon, Tue 17:00-22:00" in ran.stdout
    assert "removed" not in ran.stdout


def test_lines_from_hsds_that_do_not_fit_those_there_are_change_nothing(ivr: Ivr) -> None:
    ivr("import", put(GOOD))
    ivr("publish", "--reason", "with holidays")
    ivr("export", "--as", "hsds", "-o", "hsds.json")
    services = json.loads(Path("hsds.json").read_text("utf-8"))
    moved = [{**each, "alternate_name": "fresc, tier 1"} for each in services if "fresc" in each["alternate_name"]]
    ran = ivr("import", put(json.dumps(moved), "hsds.json"), fails=True)
    assert ran.stderr.splitlines()[-1] == "Error: holidays: there is no line in tier 2"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("[", "not HSDS"), ("[1]", "not HSDS: data[0]"), ("[]", "has no line that can be used"), ('"x"', "not HSDS")],
)
def test_what_is_not_hsds(ivr: Ivr, content: str, complaint: str) -> None:
    assert complaint in ivr("import", put(content, "x.json"), fails=True).stderr
