"""Why a call went where it did, and why a text was answered as it was, in the Japanese of those who run the service."""

from dataclasses import replace
from datetime import date

import pytest

from ivr.core.call.step import Dialed, DialEnd
from ivr.core.routing import decide
from ivr.core.text.promises import Texted
from ivr.core.text.replies import reply
from ivr.core.text.writer import TextWriter
from prompts import Command, Word
from prompts.load import load_language
from schedules import SpecialDay, Timetable
from sentences import Sentence, render
from tests.support.book import load_book
from tests.support.calls import DIRECTORY, TIMETABLE, answer, at, call, ended, held

JA = load_language("ja")


def japanese(because: tuple[Sentence, ...]) -> list[str]:
    return [render(reason, JA) for reason in because]


def test_each_line_that_is_considered_and_the_revision() -> None:
    decision = decide(Timetable(DIRECTORY, revision=7), "vi", at("Mon 12:00"), ("otit-vi",))
    assert japanese(decision.because) == [
        "otit-vi：この通話で呼び出し済み。2026年11月23日(月) 19:00 JSTまで受付中、通常の受付時間内"
        "（月～金 11:00～19:00、日 09:00～17:00）",
        "fresc：2026年11月23日(月) 17:00 JSTまで受付中、通常の受付時間内（月～金 09:00～17:00）",
        "受付時間 第7版",
    ]


def test_the_name_of_a_special_day_or_an_override_stays_as_it_was_written() -> None:
    day = date(2026, 11, 23)
    special = Timetable(replace(DIRECTORY, special_days=(SpecialDay("Staff training", day, day, ()),)))
    assert japanese(decide(special, "ko", at("Mon 12:00")).because) == [
        "fresc：2026年11月24日(火) 09:00 JSTまで受付時間外、特別日のため休み：Staff training（月～金 09:00～17:00）"
    ]
    assert japanese(decide(held("fresc", "open"), "ko", at("Sun 12:00")).because) == [
        "fresc：終了予定なく受付中、手動で受付中：by a test（月～金 09:00～17:00）"
    ]
    assert japanese(decide(held("fresc", "closed"), "ko", at("Mon 12:00")).because) == [
        "fresc：受付再開の予定なし、手動で受付停止：by a test（月～金 09:00～17:00）"
    ]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (ended("no-answer"), "otit-vi：応答なし"),
        (ended("busy", gone=True), "otit-vi：話し中（相談者が切断）"),
        (ended("completed", 14), "otit-vi：14秒で終了。短すぎるため、人の応答ではないと判断"),
        (Dialed(DialEnd.COMPLETED, 15, caller_present=True), "otit-vi：通話終了"),
    ],
)
def test_how_a_dialled_line_ended(result: Dialed, expected: str) -> None:
    given = call("Sun 10:00", "vi", tried=("otit-vi",))
    assert japanese(answer("dialed", given, ended=result).because)[0] == expected


def test_what_became_of_a_text() -> None:
    assert japanese(answer("rest", call("Sun 10:00", "ko"), kept=Texted.COMING).because)[0] == "案内のSMS：送信予定"
    never = call("Sun 10:00", "ko", "2")
    assert japanese(answer("rest", never, kept=Texted.COMING).because)[0] == "案内のSMS：送信不可"


def test_a_text_that_asks_for_a_reminder() -> None:
    writer = TextWriter(load_book())
    word = Word("ko", Command.REMIND)
    got = reply(word, None, at("Sun 10:00"), TIMETABLE, writer, lambda language, decision: Texted.COMING)
    assert render(got.because, JA) == (
        "受付開始のお知らせ予約：送信予定。"
        "fresc：2026年11月30日(月) 09:00 JSTまで受付時間外、通常の受付時間外（月～金 09:00～17:00）"
    )
