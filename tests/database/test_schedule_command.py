"""`ivr schedule`, from outside."""

import json
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from ivr.cli import main
from schedules import shipped
from tests.database.conftest import Ivr
from tests.support.documents import GOOD, MISTAKES, put

NO_FRIDAYS = shipped().replace("Mon, Wed, Fri 11:00-19:00", "Mon, Wed 11:00-19:00")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_check_names_the_file_the_row_and_the_reason(ivr: Ivr, mistake: str) -> None:
    was, becomes, row, reason = MISTAKES[mistake]
    ran = ivr("check", put(GOOD.replace(was, becomes, 1)), fails=True)
    first = ran.stderr.splitlines()[0]
    assert first.startswith(f"hours.yaml:{row}: ")
    assert reason in first
    assert ran.stderr.splitlines()[-1].endswith(" in hours.yaml")
    assert ivr("import", "hours.yaml", fails=True).stderr.startswith(f"hours.yaml:{row}: ")
    assert ivr("history").stdout == "nothing has been published yet; the hours that ship are in force\n"


def test_there_are_more_than_twenty_kinds_of_mistakes() -> None:
    assert len(MISTAKES) > 20


def test_what_is_in_force_is_checked_by_default(ivr: Ivr) -> None:
    ran = ivr("check", "--at", "2026-11-23 12:00")
    assert ran.output.splitlines()[0] == "no mistakes: 9 lines, 0 special days"
    assert "look at this (unconfirmed): hours last confirmed on 2021-06-28: otit-vi" in ran.output


def test_from_a_file_to_callers_and_back(ivr: Ivr) -> None:
    ivr("export", "-o", "hours.yaml")
    text = Path("hours.yaml").read_text("utf-8")
    assert text == "# made from revision 1\n" + shipped()
    put(text.replace("Mon, Wed, Fri 11:00", "Mon, Wed 11:00"))
    imported = ivr("import", "hours.yaml", "--author", "Aiko").output
    assert "otit-zh loses Fri 11:00-19:00, 8 h a week" in imported
    assert ivr("diff").output == "".join(line + "\n" for line in imported.splitlines()[:-1])
    ivr("publish", "--reason", "fewer people", "--author", "Aiko")
    assert "Mon, Wed 11:00-19:00" in ivr("export").output
    rolled = ivr("rollback", "1", "--reason", "they are back").output
    assert rolled == "revision 3 is in force: the document of revision 1, byte for byte\n"
    assert ivr("export", "3").output == ivr("export", "1").output.replace("revision 1", "revision 3")
    lines = ivr("history").output.splitlines()
    assert [line.split()[0] for line in lines] == ["*", "2", "1"]
    assert "they are back, restores 1" in lines[0]
    data = json.loads(ivr("history", "--json").stdout)
    assert [each["restores"] for each in data] == [1, None, None]


def test_a_file_made_from_an_older_revision_is_not_taken(ivr: Ivr) -> None:
    ivr("export", "-o", "old.yaml")
    ivr("import", put(NO_FRIDAYS), "--author", "Aiko")
    ivr("publish", "--reason", "fewer people", "--author", "Aiko")
    ran = ivr("import", "old.yaml", fails=True)
    assert "Error: Aiko has published revision 2; this was based on revision 1; export again, " in ran.stderr
    assert "they changed: otit-zh loses Fri 11:00-19:00, 8 h a week" in ran.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_nor_is_it_taken_after_a_windows_program_has_saved_it(ivr: Ivr, encoding: str) -> None:
    old = ivr("export").stdout
    ivr("import", put(NO_FRIDAYS), "--author", "Aiko")
    ivr("publish", "--reason", "fewer people", "--author", "Aiko")
    Path("OLD.YAML").write_bytes(old.replace("\n", "\r\n").encode(encoding))
    assert "this was based on revision 1; export again" in ivr("import", "OLD.YAML", fails=True).stderr
    assert ivr("check", "OLD.YAML").output.startswith("no mistakes: 9 lines")
    assert ivr("diff", "1", "OLD.YAML").output == "nothing changes\n"


def test_each_has_a_draft_which_is_not_overwritten(ivr: Ivr) -> None:
    ivr("import", put(NO_FRIDAYS), "--author", "Aiko")
    ran = ivr("import", put(shipped()), "--author", "Aiko", fails=True)
    assert "there is a draft by Aiko, saved " in ran.stderr
    assert "JST; `ivr schedule discard` or `import --replace` drops it\n  they changed: " in ran.stderr
    assert "they changed: otit-zh loses Fri 11:00-19:00, 8 h a week" in ran.stderr
    assert "the draft by Aiko, saved" in ivr("import", "hours.yaml", "--author", "Aiko", "--replace").output
    assert "there is no draft" in ivr("publish", "--reason", "mine", "--author", "Ben", fails=True).stderr
    ivr("import", put(NO_FRIDAYS), "--author", "Ben")
    assert "there are drafts of Aiko, Ben; say which with --draft-by" in ivr("diff", fails=True).stderr
    assert "otit-zh loses Fri" in ivr("diff", "--draft-by", "Ben").output
    assert ivr("discard", "--author", "Ben", "--draft-by", "Aiko").output == "Aiko has no draft that you may see\n"
    assert ivr("discard", "--author", "Ben").output == "the draft was discarded\n"
    assert ivr("discard", "--author", "Aiko").output == "the draft was discarded\n"
    assert "there is no draft" in ivr("diff", fails=True).stderr


def test_publishing_for_later_and_taking_it_back(ivr: Ivr) -> None:
    ivr("import", put(NO_FRIDAYS))
    published = ivr("publish", "--reason", "from the new year on", "--at", "2099-01-01 00:00").output
    assert "as shipped" in ivr("history").output
    assert json.loads(ivr("show", "--at", "2098-12-31 23:59", "--json").stdout)["revision"] == 1
    assert json.loads(ivr("show", "--at", "2099-01-01 00:00", "--json").stdout)["revision"] == 2
    assert "will be in force from Thu 2099-01-01 00:00:00 JST; until then 1 is" in published
    assert ivr("history").output.splitlines()[0].startswith(" +   2")
    assert "revision 2 takes effect on Thu 2099-01-01 00:00:00 JST" in ivr("show").output
    assert "this is revision 2, which takes effect only at Thu 2099" in ivr("export", "latest").stderr
    assert "revision 1" in ivr("export").stdout
    assert ivr("withdraw").output == "revision 2 is withdrawn; its document: `ivr schedule export 2`\n"
    assert json.loads(ivr("show", "--at", "2099-01-01 00:00", "--json").stdout)["revision"] == 1


def test_what_is_planned_is_carried_over_or_asked_about(ivr: Ivr) -> None:
    ivr("import", put(NO_FRIDAYS))
    ivr("publish", "--reason", "planned", "--at", "2099-01-01 00:00")
    ivr("import", put(shipped().replace("Thu 11:00-19:00", "Thu 11:00-18:00")))
    carried = "revision 2, planned from Thu 2099-01-01 00:00:00 JST, is carried over as revision 4\n"
    assert ivr("publish", "--reason", "urgent").output.startswith(carried)
    lines = ivr("history").output.splitlines()
    assert [line[:6] for line in lines] == [" +   4", " *   3", "     2", "     1"]
    assert lines[0].endswith("planned, carries over 2")
    assert lines[2].endswith("planned, carried over as 4")
    assert [each["carries"] for each in json.loads(ivr("history", "--json").stdout)] == [2, None, None, None]
    assert "without what revision 3 changed" in ivr("revert", "3").output
    ivr("import", put(shipped().replace("Mon, Wed, Fri 11:00-19:00", "Mon 11:00-19:00")))
    asked = ivr("publish", "--reason", "urgent", fails=True).stderr
    assert "  revision 6: otit-zh loses Fri 11:00-19:00, 8 h a week\n  this: otit-zh loses Wed, Fri" in asked
    assert "say which holds from then on; for plans, with --plans" in asked
    assert "is carried over as revision 8" in ivr("publish", "--reason", "urgent", "--plans", "keep").output
    assert ivr("withdraw", "8").output.startswith("revision 8 is withdrawn")


def test_closing_by_hand_and_opening_again(ivr: Ivr) -> None:
    closed = ivr("close", "otit-vi", "--reason", "moved", "--until-reset").stdout
    assert closed == "otit-vi: closed without end, closed manually: moved\n"
    assert "closed manually: otit-vi (moved)" in ivr("show").output
    opened = ivr("open", "all", "--reason", "open day", "--until-reset").output
    assert "fresc: open without end, opened manually: open day" in opened
    assert "otit-vi: closed without end, closed manually: moved" in opened
    assert "otit-vi: open without end, opened manually: open day" in ivr("reset", "otit-vi").output
    assert "fresc: " in ivr("reset", "all").output
    assert "held" not in ivr("show").output


def test_what_can_not_be_held(ivr: Ivr) -> None:
    assert "use all, tier 1, or one of otit-vi" in ivr("close", "otit-vn", "--reason", "x", fails=True).stderr
    far = ivr("close", "all", "--reason", "x", "--until", "2099-01-01", fails=True)
    assert "that is more than a year ahead; say until when, with --until or --until-reset" in far.stderr
    both = ("--until", "2099-01-01", "--until-reset")
    assert "not both" in ivr("open", "all", "--reason", "x", *both, fails=True).stderr
    never = GOOD.replace("hours: Mon-Fri 11:00-19:00, Sun 9:00-17:00", "hours: closed")
    ivr("import", put(never))
    ivr("publish", "--reason", "never open")
    ran = ivr("close", "otit-vi", "--reason", "x", fails=True)
    assert "otit-vi is already closed; say until when, with --until or --until-reset" in ran.stderr


def test_calls_and_texts_without_a_service_use_what_is_published(ivr: Ivr, tmp_path: Path) -> None:
    ivr("import", put(shipped().replace("Thu 11:00-19:00", "Thu 11:00-19:00, Sun 9:00-12:00")))
    ivr("publish", "--reason", "Sundays in Khmer")
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/test.db"}
    sunday = ("--at", "2026-11-29 10:00")
    called = CliRunner().invoke(main, ["call", "--keys", "7", *sunday], env=environment).output
    assert "ringing OTIT 0120-250-366" in called
    assert "12:00" in CliRunner().invoke(main, ["text", "km", *sunday], env=environment).output


def test_a_new_database_is_said(ivr: Ivr, tmp_path: Path) -> None:
    (tmp_path / "test.db").unlink()
    assert "a new database is made" in ivr("history").stderr
    assert ivr("history").stderr == ""


def test_fourteen_days_of_a_line(ivr: Ivr) -> None:
    days = ivr("show", "otit-zh", "--at", "2026-11-23 12:00").output.splitlines()
    assert len(days) == 15
    assert days[1] == "  Mon 2026-11-23  11:00-19:00    within its weekly hours"
    assert "lines are otit-vi" in ivr("show", "otit-xx", fails=True).stderr


def test_holidays_are_listed_and_confirmed_one_by_one(ivr: Ivr) -> None:
    listed = ivr("holidays", "2026").output.splitlines()
    assert "Sun 2026-05-03  憲法記念日: otit-vi, otit-zh open" in listed
    assert "Tue 2026-09-22  国民の休日: otit-vi, otit-id, otit-fil, otit-en, fresc open" in listed
    assert "Mon 2028-03-20  春分の日 (forecast): otit-vi, otit-zh, fresc open" in ivr("holidays", "2028").output
    ivr("holidays", "--close", "2027-01-11", "--scope", "tier 1")
    ivr("holidays", "--close", "2027-01-11", "--scope", "fresc")
    assert "special day added for tier 1: 2027-01-11 (成人の日): closed" in ivr("diff").output
    assert (
        "has the same date for tier 1"
        in ivr("holidays", "--close", "2027-01-11", "--scope", "tier 1", fails=True).stderr
    )
    assert (
        "is not a public holiday; `ivr schedule holidays YEAR` lists them"
        in ivr("holidays", "--close", "2027-01-12", fails=True).stderr
    )
    assert "is not a date" in ivr("holidays", "--close", "tomorrow", fails=True).stderr


@pytest.mark.parametrize(
    ("name", "text", "refusal"),
    [
        ("a.json", '{"a":' * 50_000, "a.json: not HSDS: line 1: lists and objects are nested more than 30 deep"),
        ("a.yaml", "[" * 50_000, "1 mistake in a.yaml"),
        ("a.yaml", " " * 20_000_001, "a.yaml is larger than 20000000 bytes; nothing was changed"),
    ],
    ids=["nested objects", "nested lists", "large"],
)
def test_a_file_beyond_the_limits_is_refused_in_one_line(ivr: Ivr, name: str, text: str, refusal: str) -> None:
    Path(name).write_text(text, "utf-8")
    refused = ivr("import", name, fails=True)
    assert refused.stderr.splitlines()[-1].endswith(refusal)


def test_a_calendar(ivr: Ivr) -> None:
    feed = icalendar.Calendar.from_ical(ivr("export", "--as", "ics", "--language", "km").stdout)
    assert {str(event["SUMMARY"]) for event in feed.walk("VEVENT")} == {"OTIT 0120-250-366", "FRESC 0120-76-2029"}
    assert "--language goes with" in ivr("export", "--as", "ics", fails=True).stderr


def test_hours_as_people_write_them(ivr: Ivr) -> None:
    expected = "Mon-Fri 09:00-17:00\n月～金 09:00～17:00\nMo-Fr 09:00-17:00"
    assert ivr("hours", "平日 9時～17時").output == expected + "\n"
    assert ivr("hours", "Mo-Fr 9:00-17:00; PH off").output == expected + "; PH off\n"
    assert "write the minutes too: 9:00" in ivr("hours", "Mon 9-17", fails=True).stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["rollback", "7", "--reason", "x"], "there is no revision 7"),
        (["publish", "--reason", "x"], "there is no draft; make one with `ivr schedule import`"),
        (["publish"], "Missing option '--reason'"),
        (["reset", "all"], "there is no override for all"),
        (["diff", "nowhere.yaml", "1"], "is not a revision's number"),
        (["export", "8"], "there is no revision 8"),
        (["export", "-o", "no/such/folder.yaml"], "can't be written"),
    ],
)
def test_a_mistake_is_one_line(ivr: Ivr, arguments: list[str], complaint: str) -> None:
    assert complaint in ivr(*arguments, fails=True).stderr


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing"}
    for command in (["schedule", "show"], ["schedule", "history"], ["route", "vi"]):
        ran = CliRunner().invoke(main, command, env=environment)
        assert ran.exit_code == 1
        assert ran.output.startswith("Error: the database does not answer")
        assert len(ran.output.splitlines()) == 1


def test_a_published_document_that_this_version_refuses_can_be_corrected(ivr: Ivr, tmp_path: Path) -> None:
    ivr("import", put(shipped()), fails=False)
    ivr("discard")
    with create_engine(f"sqlite:///{tmp_path}/test.db").begin() as connection:  # as an older version published it
        old = shipped().replace("zone: Asia/Tokyo", "zone: Etc/GMT-9", 1)
        connection.execute(text("UPDATE revisions SET document = :document"), {"document": old})
    assert "Asia/Tokyo (UTC+9)" in ivr("check", fails=True).stderr
    ivr("export", "--output", "old.yaml")
    corrected = Path("old.yaml").read_text("utf-8").replace("Etc/GMT-9", "Asia/Tokyo")
    said = ivr("import", put(corrected)).output
    assert "revision 1 can't be read, so the changes can't be shown: line " in said
    assert "revision 2 is in force" in ivr("publish", "--reason", "zone").output
    assert ivr("check").output.startswith("no mistakes: 9 lines")
