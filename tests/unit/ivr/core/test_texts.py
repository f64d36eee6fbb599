"""Texts: what an inbound one is answered with, and what becomes of a promise when it is due."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from ivr.core.actions import Texted
from ivr.core.routing import Decision, decide
from ivr.core.texts import Due, Promise, Purpose, Reply, brought_forward, confirmation, reminder, reply, when_due
from prompts import Command, Word
from schedules import Timetable
from tests.support.calls import TIMETABLE, WITHOUT_NOTICES, WRITER, at, held

EN_CLOSED = """\
OTIT 0120-250-147: opens Tuesday 11:00
Tue, Sat 11:00-19:00
FRESC 0120-76-2029: opens tomorrow 09:00
Mon-Fri 09:00-17:00
Calls are free.
E-mail, 24 h: https://www.support.otit.go.jp/soudan/en/"""
EN_STATES = """\
OTIT 0120-250-147: opens Tuesday 11:00
FRESC 0120-76-2029: opens tomorrow 09:00
"""
VI_OPEN = """\
OTIT 0120-250-168: đang mở đến 19:00
T2-T6 11:00-19:00, CN 9:00-17:00
FRESC 0120-76-2029: đang mở đến 17:00
T2-T6 9:00-17:00
Gọi miễn phí
Email 24h: https://www.support.otit.go.jp/soudan/vi/"""
NEVER = """\
OTIT 0120-250-147: closed
FRESC 0120-76-2029: closed
Calls are free.
E-mail, 24 h: https://www.support.otit.go.jp/soudan/en/"""
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
HELP_EN = (
    "Tsunagu: tells you which free consultation line in your language is open now. Send the name of your language."
    " No more texts: STOP."
)
HELP_VI = (
    "Tsunagu: cho biết đường dây tư vấn miễn phí nào bằng tiếng của bạn đang mở. Gửi tên ngôn ngữ của bạn."
    " Ngừng nhận tin: STOP."
)
NOTICE_EN = """\
Trainees and specified skilled workers who lost their job: 1) consent form - trainees: to company or supervising \
organization; skilled workers: to Regional Immigration Bureau 2) help to find an employer 3) Designated Activities, \
up to 1 year
As of Jun 28, 2021. Ask what holds today:
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


# --- replies in which no reminder is asked for


@pytest.mark.parametrize(
    ("word", "remembered", "moment", "expected"),
    [
        pytest.param(Word("en"), None, "Sun 10:00", Reply(EN_CLOSED, WHY_CLOSED, "en"), id="a language: its hours"),
        pytest.param(Word("vi"), "en", "Mon 12:00", Reply(VI_OPEN, WHY_OPEN, "vi"), id="the one that is named now"),
        pytest.param(Word(), None, "Sun 10:00", Reply(LIST, "no language was recognised"), id="nothing: the list"),
        pytest.param(
            Word(), "vi", "Sun 10:00", Reply(LIST, "no language was recognised"), id="the list, whatever is remembered"
        ),
        pytest.param(
            Word(command=Command.HELP), None, "Sun 10:00", Reply(HELP_EN, "asked for help in en"), id="help in English"
        ),
        pytest.param(
            Word(command=Command.HELP),
            "vi",
            "Sun 10:00",
            Reply(HELP_VI, "asked for help in vi"),
            id="help as remembered",
        ),
        pytest.param(
            Word("vi", Command.HELP),
            "en",
            "Sun 10:00",
            Reply(HELP_VI, "asked for help in vi"),
            id="help in the language of the word, which is not remembered by it",
        ),
        pytest.param(
            Word("en", Command.INFO),
            "vi",
            "Sun 10:00",
            Reply(NOTICE_EN, "asked for the notices in en", "en"),
            id="the notices in the language of the word",
        ),
        pytest.param(
            Word(command=Command.INFO),
            "en",
            "Sun 10:00",
            Reply(NOTICE_EN, "asked for the notices in en"),
            id="the notices as remembered",
        ),
        pytest.param(
            Word(command=Command.INFO),
            None,
            "Sun 10:00",
            Reply(LIST, "no language was recognised"),
            id="the notices in no language: the list",
        ),
        pytest.param(
            Word(command=Command.REMIND),
            None,
            "Sun 10:00",
            Reply(LIST, "no language was recognised"),
            id="a reminder in no language: the list",
        ),
        pytest.param(
            Word(command=Command.REMIND),
            "vi",
            "Mon 12:00",
            Reply(VI_OPEN, WHY_OPEN),
            id="a reminder while a line is open: its hours",
        ),
    ],
)
def test_reply(word: Word, remembered: str | None, moment: str, expected: Reply) -> None:
    remind = Reminders(Texted.COMING)
    assert reply(word, remembered, at(moment), TIMETABLE, WRITER, remind) == expected
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
            Reply(REMINDED, f"a reminder: coming; {WHY_CLOSED}"),
            id="as remembered",
        ),
        pytest.param(
            Word("en", Command.REMIND),
            "vi",
            Texted.COMING,
            Reply(REMINDED, f"a reminder: coming; {WHY_CLOSED}", "en"),
            id="in the language of the word",
        ),
        pytest.param(
            Word(command=Command.REMIND),
            "en",
            Texted.ALREADY,
            Reply(REMINDED, f"a reminder: already; {WHY_CLOSED}"),
            id="one that stands already",
        ),
        pytest.param(
            Word("en", Command.REMIND),
            None,
            Texted.IMPOSSIBLE,
            Reply(TROUBLE_EN, "a reminder: impossible", "en"),
            id="one that can not be kept",
        ),
    ],
)
def test_a_reminder_is_asked_for(word: Word, remembered: str | None, kept: Texted, expected: Reply) -> None:
    remind = Reminders(kept)
    assert reply(word, remembered, at("Sun 10:00"), TIMETABLE, WRITER, remind) == expected
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
    assert confirmation(word, remembered, kept, WRITER) == Reply(body, because)


# --- the promise of a reminder

TO = "+819012345678"


@pytest.mark.parametrize(
    ("timetable", "language", "moment", "due"),
    [
        pytest.param(TIMETABLE, "en", "Sun 10:00", "Mon+1 09:00", id="the next opening of either line"),
        pytest.param(held("fresc", "open", since="Sun 03:00"), "ko", "Sat 22:00", "Sun 08:00", id="not in the night"),
        pytest.param(held("all", "closed"), "en", "Sun 10:00", None, id="none that never comes"),
    ],
)
def test_reminder(timetable: Timetable, language: str, moment: str, due: str | None) -> None:
    made = reminder(TO, language, decide(timetable, language, at(moment)))
    key = f"reminder:{TO}:{language}:{at(moment).isoformat()}"
    expected = Promise(key, Purpose.REMINDER, language, TO, None, at(due)) if due else None
    assert made == expected


# --- when it is due

ASKED = Promise("key", Purpose.INFORMATION, "en", TO, "what was promised", at("Sun 10:00"))
KEYED = replace(ASKED, purpose=Purpose.KEYED)
REMINDER = replace(ASKED, purpose=Purpose.REMINDER, body=None)
MOVED = replace(ASKED, purpose=Purpose.MOVED, body=None)
AS_PROMISED = Due(body="what was promised")
EN_OPEN_STATES = """\
OTIT 0120-250-147: open now, until 19:00
FRESC 0120-76-2029: open now, until 17:00"""
REMIND_NOW = Due(body=f"You asked to be told when it opens.\n{EN_OPEN_STATES}")
MOVED_NOW = Due(body=f"It is closed after all, sorry. We will text you when it opens.\n{EN_STATES}".removesuffix("\n"))
ANEW = Due(body=EN_CLOSED)
EN_OPEN = """\
OTIT 0120-250-147: open now, until 19:00
Tue, Sat 11:00-19:00
FRESC 0120-76-2029: open now, until 17:00
Mon-Fri 09:00-17:00
Calls are free.
E-mail, 24 h: https://www.support.otit.go.jp/soudan/en/"""
NIGHT = Due(later=at("Sun 08:00"))


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


@pytest.mark.parametrize(
    ("promise", "age", "moment", "expected"),
    [
        pytest.param(ASKED, seconds(0), "Sun 10:00", AS_PROMISED, id="at once: as promised"),
        pytest.param(ASKED, seconds(300), "Sun 10:00", AS_PROMISED, id="after five minutes, too"),
        pytest.param(ASKED, seconds(300.001), "Sun 10:00", ANEW, id="later: made anew"),
        pytest.param(ASKED, seconds(-0.001), "Sun 10:00", ANEW, id="by a clock that was set back: made anew"),
        pytest.param(ASKED, timedelta(days=1), "Tue 12:00", Due(body=EN_OPEN), id="a day later: as it is then"),
        pytest.param(ASKED, seconds(0), "Sun 03:00", AS_PROMISED, id="somebody who calls at night gets it at night"),
        pytest.param(ASKED, seconds(300), "Sun 07:59:59", AS_PROMISED, id="up to the morning"),
        pytest.param(KEYED, seconds(0), "Sun 03:00", AS_PROMISED, id="so does the other telephone"),
        pytest.param(ASKED, timedelta(minutes=30, seconds=0.001), "Sun 03:00", NIGHT, id="after half an hour it waits"),
        pytest.param(KEYED, timedelta(minutes=31), "Sun 03:00", NIGHT, id="also at the other telephone"),
        pytest.param(ASKED, seconds(-1), "Sun 03:00", NIGHT, id="as it does by a clock that was set back"),
        pytest.param(ASKED, timedelta(hours=3), "Sun 07:59:59", NIGHT, id="until eight"),
        pytest.param(ASKED, timedelta(hours=3), "Sun 08:00", Due(body=EN_CLOSED), id="and is made anew then"),
        pytest.param(ASKED, timedelta(hours=3), "Sat 21:00", Due(later=at("Sun 08:00")), id="from nine in the evening"),
        pytest.param(REMINDER, seconds(0), "Sun 03:00", NIGHT, id="a reminder waits however young it is"),
        pytest.param(MOVED, seconds(0), "Sun 03:00", NIGHT, id="so does the word that it was moved"),
        pytest.param(REMINDER, timedelta(days=1), "Tue 12:00", REMIND_NOW, id="a line is open: reminded"),
        pytest.param(
            REMINDER, timedelta(days=1), "Sun 10:00", Due(moved=at("Mon+1 09:00")), id="none is: moved to when one is"
        ),
        pytest.param(MOVED, timedelta(days=1), "Sun 10:00", MOVED_NOW, id="the word that it was moved"),
        pytest.param(MOVED, timedelta(days=1), "Tue 12:00", Due(body=EN_OPEN), id="is not said while a line is open"),
    ],
)
def test_when_due(promise: Promise, age: timedelta, moment: str, expected: Due) -> None:
    assert when_due(promise, age, at(moment), TIMETABLE, WRITER) == expected


def test_half_an_hour_at_night_is_still_awaited() -> None:
    due = when_due(ASKED, timedelta(minutes=30), at("Sun 03:00"), TIMETABLE, WRITER)
    assert due.later is None
    assert due.body is not None
    assert due.body.startswith("OTIT 0120-250-147: opens Tuesday 11:00")


@pytest.mark.parametrize(
    ("promise", "timetable", "moment", "expected"),
    [
        pytest.param(REMINDER, TIMETABLE, "Sun 10:00", ANEW, id="it is not moved twice: how things stand"),
        pytest.param(REMINDER, TIMETABLE, "Tue 12:00", REMIND_NOW, id="reminded if a line is open now"),
        pytest.param(REMINDER, held("all", "closed"), "Sun 10:00", Due(body=NEVER), id="what never opens"),
    ],
)
def test_a_reminder_that_was_moved_before(promise: Promise, timetable: Timetable, moment: str, expected: Due) -> None:
    assert when_due(promise, timedelta(days=1), at(moment), timetable, WRITER, moved=True) == expected


@pytest.mark.parametrize("promise", [REMINDER, MOVED])
def test_what_never_opens_is_said_as_it_is(promise: Promise) -> None:
    due = when_due(promise, timedelta(days=1), at("Sun 10:00"), held("all", "closed"), WRITER)
    assert due == Due(body=NEVER)


def test_a_reminder_is_moved_to_the_daytime() -> None:
    timetable = held("fresc", "open", since="Mon 03:00")
    due = when_due(
        replace(REMINDER, language="ko"), timedelta(), at("Sun 20:00") - timedelta(weeks=1), timetable, WRITER
    )
    assert due == Due(moved=at("Mon 08:00"))


def test_who_has_chosen_no_language_gets_all_numbers() -> None:
    unknown = replace(ASKED, language="und")
    due = when_due(unknown, timedelta(hours=1), at("Sun 10:00"), TIMETABLE, WRITER)
    assert due.body is not None
    assert due.body.splitlines()[0] == "Tiếng Việt 0120-250-168"


# --- brought forward


@pytest.mark.parametrize(
    ("timetable", "made", "due", "now", "expected"),
    [
        pytest.param(TIMETABLE, "Sat 12:00", "Mon+1 09:00", "Sun 10:00", None, id="nothing has changed"),
        pytest.param(
            held("fresc", "open", since="Sun 14:00"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sun 10:00",
            "Sun 14:00",
            id="a line opens sooner",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 09:59:59"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sun 10:00",
            "Sun 10:00",
            id="one is open now",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 03:00"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sat 22:00",
            "Sun 08:00",
            id="one opens in the night: in the morning",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 02:00"),
            "Sat 12:00",
            "Mon+1 09:00",
            "Sun 03:00",
            "Sun 08:00",
            id="one is open in the night: in the morning",
        ),
        pytest.param(
            held("fresc", "open", since="Sun 03:00"),
            "Sat 12:00",
            "Sun 08:00",
            "Sat 22:00",
            None,
            id="in the morning it comes anyway",
        ),
        pytest.param(
            held("all", "closed"), "Sat 12:00", "Mon+1 09:00", "Sun 10:00", None, id="no line will open any more"
        ),
        pytest.param(
            TIMETABLE, "Mon 12:00", "Wed 09:00", "Mon 12:01", None, id="the line was open, and has not answered"
        ),
        pytest.param(
            TIMETABLE, "Mon 17:00", "Wed 09:00", "Mon 17:01", "Tue 09:00", id="it had just closed when it was asked for"
        ),
    ],
)
def test_brought_forward(timetable: Timetable, made: str, due: str, now: str, expected: str | None) -> None:
    moment: datetime | None = brought_forward("ko", at(made), at(due), at(now), timetable)
    assert moment == (at(expected) if expected else None)
