"""Real calls: baresip, a switch on PJSIP with our handset in it, `ivr serve`, and baresip again at the far end.

What one side sends is looked for in what the other side has heard, by correlation. Two calls run always; `make sip`
runs them all.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import soundfile
from sqlalchemy import select

from ivr.store.tables import outbox
from tests.support.demo import MOBILE
from tests.support.paths import ROOT
from tests.support.sip import missing, possible
from tests.support.sip.hotline import Hotline, hotline
from tests.support.sip.sound import RATE, Sound, at_line_rate, likeness, speak
from tests.support.sip.telephone import OTHER, SAME, WAITS, Telephone
from tests.support.waiting import texts_taken
from tools.installing import required

OTIT, FRESC = "+81120250168", "+81120762029"
SCHEDULE = """
zone: Asia/Tokyo
confirmed: 2026-11-01
source: a test
lines:
  - {id: otit-vi, tier: 1, agency: OTIT, languages: [vi], number: 0120-250-168, hours: HOURS}
  - {id: fresc, tier: 2, agency: FRESC, languages: [vi, en, ja, ne], number: 0120-76-2029, hours: HOURS}
"""
ALWAYS = SCHEDULE.replace("HOURS", "24/7")
RECORDINGS = ROOT / "prompts/audio"

IS_BUSY = {"CALL_INCOMING": "hangup"}
HANGS_UP_AT_ONCE = {"CALL_ESTABLISHED": "hangup"}


def vietnamese(words: str) -> Sound:
    return speak("vi", words)


def nepali(*clips: str) -> list[Sound]:
    """Recordings of the repository, as they sound on a line."""
    return [at_line_rate(*soundfile.read(RECORDINGS / "ne" / f"{clip}.mp3")) for clip in clips]


TROUBLE = vietnamese("Tôi cần giúp đỡ, tôi bị mất việc.")
OTIT_SPEAKS = vietnamese("Xin chào, trung tâm tư vấn nghe đây.")
FRESC_SPEAKS = vietnamese("Chào bạn, tôi có thể giúp gì cho bạn?")

FIRST_OPTION = vietnamese("Tiếng Việt, phím 1.")
LAST_OPTION = speak("en", "Mongolian, press 9.")
TO_OTIT = vietnamese("Đang nối máy đến OTIT.")
TO_FRESC = vietnamese("Đang nối máy đến FRESC.")
OTIT_SILENT = vietnamese("OTIT không có người nghe máy.")
FRESC_SILENT = vietnamese("FRESC không có người nghe máy.")
TEXT_COMING = vietnamese("Chúng tôi đang gửi đến điện thoại của bạn một tin nhắn có số điện thoại và giờ làm việc.")
NOBODY = vietnamese("Hiện giờ chưa có ai nghe máy được.")


@pytest.fixture(scope="module")
def machine() -> None:
    """Without what the calls need they are skipped; in CI they fail, where it can be had."""
    if lacks := missing():
        if required() and possible():
            pytest.fail(lacks)
        pytest.skip(lacks)


@pytest.fixture
def always_open(machine: None, tmp_path: Path) -> Iterator[Hotline]:
    with hotline(tmp_path, ALWAYS) as running:
        yield running


def test_a_sentence_is_told_from_one_that_differs_in_a_word() -> None:
    noise = np.random.default_rng(15).normal(0, 0.01, 10 * RATE)
    line = noise.copy()
    line[3 * RATE : 3 * RATE + len(TO_OTIT)] += TO_OTIT
    assert likeness(line, TO_OTIT) > SAME
    assert likeness(line, TO_FRESC) < OTHER
    assert likeness(noise, TO_OTIT) < OTHER
    cut = line[: 3 * RATE + len(TO_OTIT) // 2]
    assert likeness(cut, TO_OTIT) < OTHER


@pytest.mark.waits(9)
def test_a_caller_is_put_through(always_open: Hotline) -> None:
    """A key is pressed into the menu, and both sides hear each other."""
    line = always_open.line(OTIT, OTIT_SPEAKS)
    caller = always_open.call(TROUBLE)
    choose_vietnamese(caller)
    caller.hears(TO_OTIT)
    line.hears(TROUBLE)
    caller.hears(OTIT_SPEAKS)
    caller.hang_up()
    always_open.wait_for("over")
    assert not caller.heard(LAST_OPTION)
    assert not caller.heard(TO_FRESC)
    assert not line.heard(FIRST_OPTION)
    assert_heard_whole(caller, always_open)
    assert always_open.all_told("talks") == [OTIT]
    assert always_open.record(4) == [
        ("ring", "", "", "", None),
        ("menu", "1", "", "", None),
        ("connect", "", "", "", None),
        ("dialed", "", "otit-vi", *talked(always_open)),
    ]


@pytest.mark.waits(12)
def test_a_busy_line_leads_to_the_next_tier(always_open: Hotline) -> None:
    otit = always_open.line(OTIT, OTIT_SPEAKS, WAITS, IS_BUSY)
    fresc = always_open.line(FRESC, FRESC_SPEAKS)
    caller = always_open.call(TROUBLE)
    choose_vietnamese(caller)
    caller.hears(OTIT_SILENT)
    caller.hears(TO_FRESC)
    fresc.hears(TROUBLE)
    caller.hears(FRESC_SPEAKS)
    caller.hang_up()
    always_open.wait_for("over")
    assert not caller.heard(OTIT_SPEAKS)
    assert_heard_whole(caller, always_open)
    assert otit.rang()
    assert not otit.talked()
    assert always_open.all_told("rings") == [OTIT, FRESC]
    assert always_open.all_told("talks") == [FRESC]
    assert always_open.record(5) == [
        ("ring", "", "", "", None),
        ("menu", "1", "", "", None),
        ("connect", "", "", "", None),
        ("dialed", "", "otit-vi", "busy", None),
        ("dialed", "", "fresc", *talked(always_open)),
    ]


@pytest.mark.sip
def test_when_all_lines_are_busy_a_text_arrives(always_open: Hotline) -> None:
    otit = always_open.line(OTIT, OTIT_SPEAKS, WAITS, IS_BUSY)
    fresc = always_open.line(FRESC, FRESC_SPEAKS, WAITS, IS_BUSY)
    caller = always_open.call(TROUBLE)
    choose_vietnamese(caller)
    caller.hears(OTIT_SILENT)
    caller.hears(FRESC_SILENT)
    caller.hears(TEXT_COMING)
    caller.hang_up()
    always_open.wait_for("over")
    assert not caller.heard(NOBODY)
    assert otit.rang()
    assert fresc.rang()
    (text,) = texts_taken(always_open.carrier, 1)
    assert text.to == MOBILE
    assert "0120-250-168" in text.body
    assert "0120-76-2029" in text.body


@pytest.mark.sip
def test_a_caller_to_closed_lines_asks_for_a_reminder(machine: None, tmp_path: Path) -> None:
    opens = (datetime.now(ZoneInfo("Asia/Tokyo")) + timedelta(days=3)).replace(
        hour=11, minute=0, second=0, microsecond=0
    )
    hours = f"{opens:%a} 11:00-12:00"
    with hotline(tmp_path, SCHEDULE.replace("HOURS", hours)) as closed:
        caller = closed.call(TROUBLE)
        choose_vietnamese(caller)
        caller.hears(NOBODY)
        caller.press("1")
        caller.hears(vietnamese("Chúng tôi sẽ nhắn tin cho bạn khi đường dây mở lần tới."))
        caller.hang_up()
        closed.wait_for("over")
        assert not closed.all_told("rings")
        with closed.engine.connect() as connection:
            due = connection.scalars(select(outbox.c.due_at).where(outbox.c.purpose == "reminder")).all()
        assert due == [opens]


@pytest.mark.sip
def test_a_language_without_a_voice_is_heard_in_recordings(always_open: Hotline) -> None:
    fresc = always_open.line(FRESC, FRESC_SPEAKS)
    caller = always_open.call(TROUBLE)
    caller.hears(FIRST_OPTION)
    caller.press("9")
    caller.hears(speak("ko", "한국어, 2번."))
    (option,) = nepali("menu_option.5")
    caller.hears(option)
    caller.press("5")
    for clip in nepali("agency.FRESC", "connecting"):
        caller.hears(clip)
    fresc.hears(TROUBLE)
    caller.hears(FRESC_SPEAKS)
    caller.hang_up()
    always_open.wait_for("over")
    (nobody,) = nepali("nobody")
    assert not caller.heard(nobody)
    assert always_open.record(5)[-1] == ("dialed", "", "fresc", *talked(always_open))


@pytest.mark.sip
def test_an_announcement_that_hangs_up_leads_to_the_next_tier(always_open: Hotline) -> None:
    otit = always_open.line(OTIT, OTIT_SPEAKS, reacts=HANGS_UP_AT_ONCE)
    fresc = always_open.line(FRESC, FRESC_SPEAKS)
    caller = always_open.call(TROUBLE)
    choose_vietnamese(caller)
    caller.hears(vietnamese("Cuộc gọi đến OTIT đã kết thúc. Nếu cần giúp đỡ thêm, xin vui lòng giữ máy."))
    caller.hears(TO_FRESC)
    fresc.hears(TROUBLE)
    caller.hang_up()
    always_open.wait_for("over")
    assert otit.talked()
    assert always_open.all_told("talks") == [OTIT, FRESC]


@pytest.mark.sip
def test_a_caller_who_presses_nothing_is_put_through_in_the_end(always_open: Hotline) -> None:
    """They hear the number of the line. No text is sent, unless ``TEXT_AFTER_SILENCE`` says so."""
    fresc = always_open.line(FRESC, FRESC_SPEAKS)
    caller = always_open.call(TROUBLE)
    caller.hears(LAST_OPTION)
    caller.hears(speak("ja", "どの ことばか わかりませんでした。"), seconds=240)
    caller.hears(speak("en", "Connecting you to FRESC."))
    fresc.hears(TROUBLE)
    caller.hears(FRESC_SPEAKS)
    caller.hang_up()
    always_open.wait_for("over")
    told = [each["heard"] for each in always_open.told if "heard" in each]
    assert told.count("Tiếng Việt, phím 1.") == 3
    assert any("0 1 2 0, 7 6, 2 0 2 9" in each for each in told)
    with always_open.engine.connect() as connection:
        assert connection.execute(select(outbox)).all() == []


def choose_vietnamese(caller: Telephone) -> None:
    caller.hears(FIRST_OPTION)
    caller.press("1")


def talked(called: Hotline) -> tuple[str, int]:
    """How the service should record a talk that the caller has ended, by the switch's watch: it goes by 15 seconds."""
    (seconds,) = [each["seconds"] for each in called.told if each.get("ended") == "completed"]
    return ("answered" if seconds >= 15 else "caller hung up"), seconds


def assert_heard_whole(caller: Telephone, called: Hotline) -> None:
    """What the switch has played to its end is in the caller's ear, sentence by sentence."""
    played = [speak(each["voice"], each["heard"]) for each in called.told if "heard" in each]
    assert played
    assert all(caller.heard(sound) for sound in played)
