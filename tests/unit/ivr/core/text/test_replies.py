"""Texts: what an inbound one is answered with, and what becomes of a promise when it is due."""

from dataclasses import dataclass, field

import pytest

from ivr.core.routing import Decision, decide
from ivr.core.text.promises import Texted
from ivr.core.text.replies import Reply, confirmation, reply
from prompts import Command, Word
from tests.support.calls import TIMETABLE, WITHOUT_NOTICES, WRITER, at, held

EN_CLOSED = """\
Free advice lines in English:
OTIT 0120-250-147: opens Tuesday 11:00
Tue, Sat 11-19
FRESC 0120-76-2029: opens tomorrow 09:00
Mon-Fri 9-17
Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"""
EN_STATES = """\
OTIT 0120-250-147: opens Tuesday 11:00
FRESC 0120-76-2029: opens tomorrow 09:00
"""
VI_OPEN = """\
Tư vấn miễn phí tiếng Việt:
OTIT 0120-250-168: đang mở đến 19:00
T2-T6 11-19, CN 9-17
FRESC 0120-76-2029: đang mở đến 17:00
T2-T6 9-17
Hỏi qua web 24h: https://www.support.otit.go.jp/soudan/vi/"""
NEVER = """\
Free advice lines in English:
OTIT 0120-250-147: closed
FRESC 0120-76-2029: closed
Ask online (24 hours): https://www.support.otit.go.jp/soudan/en/"""
LIST = """\
1 Tiếng Việt
2 中文
3 Bahasa Indonesia
4 Filipino
5 English
6 ภาษาไทย
7 ភាសាខ្មែរ
8 မြန်မာဘာသာ
ja にほんご
ko 한국어
es Español
pt Português
ne नेपाली
mn Монгол хэл
FRESC 0120-76-2029"""
EMERGENCY_EN = "Police: 110. Fire and ambulance: 119."
EMERGENCY_VI = "Cảnh sát: 110. Cứu hỏa và cấp cứu: 119."
HELP_EN = (
    f"{EMERGENCY_EN}\n"
    "Tsunagu: tells you which free consultation line in your language is open now. Send the name of your language."
    " No more texts: STOP."
)
HELP_VI = (
    f"{EMERGENCY_VI}\n"
    "Tsunagu: cho biết đường dây tư vấn miễn phí nào bằng tiếng của bạn đang mở. Gửi tên ngôn ngữ của bạn."
    " Ngừng nhận tin: STOP."
)
NOTICE_EN = """\
Trainees and specified skilled workers who lost their job: 1) consent form - trainees: to company or supervising \
organization; skilled workers: to Regional Immigration Bureau 2) help to find an employer 3) Designated Activities, \
up to 1 year
Information as of Jun 28, 2021. Ask what applies now:
OTIT 0120-250-147
FRESC 0120-76-2029"""
TROUBLE_EN, TROUBLE_VI = (
    "Sorry, that did not work. Please send it again later.",
    "Xin lỗi, chưa làm được. Xin gửi lại sau.",
)
REMINDED = f"{EN_STATES}We will text you when it opens."

OTIT_EN_CLOSED = "otit-en: closed until Tue 2026-12-01 11:00 JST, outside its weekly hours (Tue, Sat 11:00-19:00)"
FRESC_CLOSED = "fresc: closed until Mon 2026-11-30 09:00 JST, outside its weekly hours (Mon-Fri 09:00-17:00)"
WHY_CLOSED = f"{OTIT_EN_CLOSED}; {FRESC_CLOSED}"
WHY_OPEN = (
    "otit-vi: open until Mon 2026-11-23 19:00 JST, within its weekly hours (Mon-Fri 11:00-19:00, Sun 09:00-17:00)"
)


@dataclass
class Reminders:
    """Keeps reminders, or does not, and remembers what it was asked for."""

    end: Texted
    asked: list[tuple[str, Decision]] = field(default_factory=list)

    def __call__(self, language: str, decision: Decision) -> Texted:
        self.asked.append((language, decision))
        return self.end


def plain(got: Reply) -> tuple[str | None, str, str | None]:
    """The answer, why it was given, in English, and the language that is remembered."""
    return got.body, str(got.because), got.chose


# --- replies in which no reminder is asked for


@pytest.mark.parametrize(
    ("word", "remembered", "moment", "expected"),
    [
        pytest.param(Word("en"), None, "Sun 10:00", (EN_CLOSED, WHY_CLOSED, "en"), id="a language: its hours"),
        pytest.param(Word("vi"), "en", "Mon 12:00", (VI_OPEN, WHY_OPEN, "vi"), id="the one that is named now"),
        pytest.param(Word(), None, "Sun 10:00", (LIST, "no language was recognised", None), id="nothing: the list"),
        pytest.param(
            Word(), "vi", "Sun 10:00", (LIST, "no language was recognised", None), id="the list, whatever is remembered"
        ),
        pytest.param(
            Word(command=Command.HELP), None, "Sun 10:00", (HELP_EN, "asked for help in en", None), id="help in English"
        ),
        pytest.param(
            Word(command=Command.HELP),
            "vi",
            "Sun 10:00",
            (HELP_VI, "asked for help in vi", None),
            id="help as remembered",
        ),
        pytest.param(
            Word("vi", Command.HELP),
            "en",
            "Sun 10:00",
            (HELP_VI, "asked for help in vi", None),
            id="help in the language of the word, which is not remembered by it",
        ),
        pytest.param(
            Word(command=Command.EMERGENCY),
            None,
            "Sun 10:00",
            (f"{EMERGENCY_EN}\n{LIST}", "asked for the emergency numbers", None),
            id="the emergency numbers, then the list",
        ),
        pytest.param(
            Word(command=Command.EMERGENCY),
            "vi",
            "Mon 12:00",
            (f"{EMERGENCY_VI}\n{VI_OPEN}", f"asked for the emergency numbers; {WHY_OPEN}", None),
            id="the emergency numbers and hours, as remembered",
        ),
        pytest.param(
            Word("en", Command.EMERGENCY),
            "vi",
            "Sun 10:00",
            (f"{EMERGENCY_EN}\n{EN_CLOSED}", f"asked for the emergency numbers; {WHY_CLOSED}", "en"),
            id="the emergency numbers and hours, in the language of the word",
        ),
        pytest.param(
            Word("en", Command.INFO),
            "vi",
            "Sun 10:00",
            (NOTICE_EN, "asked for the notices in en", "en"),
            id="the notices in the language of the word",
        ),
        pytest.param(
            Word(command=Command.INFO),
            "en",
            "Sun 10:00",
            (NOTICE_EN, "asked for the notices in en", None),
            id="the notices as remembered",
        ),
        pytest.param(
            Word(command=Command.INFO),
            None,
            "Sun 10:00",
            (LIST, "no language was recognised", None),
            id="the notices in no language: the list",
        ),
        pytest.param(
            Word(command=Command.REMIND),
            None,
            "Sun 10:00",
            (LIST, "no language was recognised", None),
            id="a reminder in no language: the list",
        ),
        pytest.param(
            Word(command=Command.REMIND),
            "vi",
            "Mon 12:00",
            (VI_OPEN, WHY_OPEN, None),
            id="a reminder while a line is open: its hours",
        ),
    ],
)
def test_reply(word: Word, remembered: str | None, moment: str, expected: tuple[str, str, str | None]) -> None:
    remind = Reminders(Texted.COMING)
    assert plain(reply(word, remembered, at(moment), TIMETABLE, WRITER, remind)) == expected
    assert remind.asked == []


def test_there_may_be_no_notice() -> None:
    got = reply(Word("en", Command.INFO), None, at("Sun 10:00"), WITHOUT_NOTICES, WRITER, Reminders(Texted.COMING))
    assert got.body == "There is no such information at present."


# --- reminders asked for by text


@pytest.mark.parametrize(
    ("word", "remembered", "kept", "expected"),
    [
        pytest.param(
            Word(command=Command.REMIND),
            "en",
            Texted.COMING,
            (REMINDED, f"a reminder: coming; {WHY_CLOSED}", None),
            id="as remembered",
        ),
        pytest.param(
            Word("en", Command.REMIND),
            "vi",
            Texted.COMING,
            (REMINDED, f"a reminder: coming; {WHY_CLOSED}", "en"),
            id="in the language of the word",
        ),
        pytest.param(
            Word(command=Command.REMIND),
            "en",
            Texted.ALREADY,
            (REMINDED, f"a reminder: already; {WHY_CLOSED}", None),
            id="one that stands already",
        ),
        pytest.param(
            Word("en", Command.REMIND),
            None,
            Texted.IMPOSSIBLE,
            (TROUBLE_EN, "a reminder: impossible", "en"),
            id="one that can not be kept",
        ),
    ],
)
def test_a_reminder_is_asked_for(
    word: Word, remembered: str | None, kept: Texted, expected: tuple[str, str, str | None]
) -> None:
    remind = Reminders(kept)
    assert plain(reply(word, remembered, at("Sun 10:00"), TIMETABLE, WRITER, remind)) == expected
    ((language, decision),) = remind.asked
    assert (language, decision) == ("en", decide(TIMETABLE, "en", at("Sun 10:00")))


def test_no_reminder_is_kept_of_what_never_opens() -> None:
    remind = Reminders(Texted.COMING)
    got = reply(Word("en", Command.REMIND), None, at("Sun 10:00"), held("all", "closed"), WRITER, remind)
    assert (got.body, got.chose, remind.asked) == (NEVER, "en", [])


# --- STOP and START


@pytest.mark.parametrize(
    ("word", "remembered", "kept", "body", "because"),
    [
        pytest.param(
            Word(command=Command.STOP),
            None,
            True,
            "You will get no more texts from us. To get them again, send START.",
            "asked to stop texts",
            id="STOP in English",
        ),
        pytest.param(
            Word(command=Command.STOP),
            "vi",
            True,
            "Bạn sẽ không nhận tin nhắn từ chúng tôi nữa. Để nhận lại, gửi START.",
            "asked to stop texts",
            id="STOP as remembered",
        ),
        pytest.param(
            Word("vi", Command.STOP),
            "th",
            True,
            "Bạn sẽ không nhận tin nhắn từ chúng tôi nữa. Để nhận lại, gửi START.",
            "asked to stop texts",
            id="STOP in the language of the word",
        ),
        pytest.param(
            Word(command=Command.START),
            None,
            True,
            "You will get texts from us again. To stop them, send STOP.",
            "asked to start texts",
            id="START",
        ),
        pytest.param(Word(command=Command.STOP), None, False, TROUBLE_EN, "asked to stop texts", id="STOP is not kept"),
        pytest.param(Word(command=Command.START), "vi", False, TROUBLE_VI, "asked to start texts", id="START is not"),
    ],
)
def test_confirmation(word: Word, remembered: str | None, kept: bool, body: str, because: str) -> None:
    assert plain(confirmation(word, remembered, kept, WRITER)) == (body, because, None)
