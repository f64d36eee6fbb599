"""Checks of edited sentences, one by one and together."""

import pytest

from ivr.service.prompts.live import shipped
from ivr.service.prompts.mistakes import Checked, check
from ivr.service.prompts.recordings import lost_recordings
from ivr.store.prompts import Change
from schedules import load_directory
from tests.support.words import TIMETABLE

SHIPPED = shipped()
FREE = "Tư vấn miễn phí bằng tiếng Việt, xin cứ gọi điện nhé, xin cứ gọi điện nhé:"
TODAY = "{line}: mở cửa hôm nay {time}, xin gọi lại lúc đó nhé, xin gọi lại lúc đó nhé"


def change(prompt: str, sentence: str | None, source: str = "") -> Change:
    return Change(prompt, sentence, source or SHIPPED.english.get(prompt, ""), True, "Aiko", 0)


def checked(*changes: Change, others: tuple[Change, ...] = ()) -> Checked:
    return check("vi", changes, SHIPPED, TIMETABLE, others)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (change("connecting", "Xin chờ."), "connecting has other placeholders than 'Connecting you to {agency}.'"),
        (change("goodbye", "Goodbye."), "goodbye is not translated: 'Goodbye.'"),
        (change("goodbye", "ลาก่อน"), "goodbye has a letter of another language, 'ล'"),
        (change("goodbye", "x" * 1001), "it has 1001 characters, more than 1000"),
        (change("gone", "Chào."), "gone is not a prompt"),
        (change("goodbye", "Chào.", "Bye."), "goodbye is a translation of 'Bye.', but the English is now"),
    ],
)
def test_a_sentence_by_itself(wrong: Change, problem: str) -> None:
    (found,) = checked(wrong, change("nobody", "Không có ai.")).mistakes
    assert str(found).startswith(problem)


def test_sentences_that_fit_into_a_text_apart_but_not_together() -> None:
    free, today = change("sms_free", FREE), change("sms_opens_today", TODAY)
    assert [checked(each).mistakes for each in (free, today)] == [[], []]
    assert checked(free, today).problems.keys() == {"sms_free", "sms_opens_today"}
    assert checked(free, others=(today,)).problems.keys() == {"sms_free"}
    costs = checked(free).costs["sms_free"]
    assert (costs.before.segments, costs.after.segments, costs.after.characters) == (3, 4, 247)
    assert costs.after.text.startswith(FREE)


def test_a_broken_draft_beside_it_breaks_nothing() -> None:
    broken = (change("sms_opens_today", "{gone"), change("sms_open", "{agency}"), change("gone", "{line}"))
    assert checked(change("sms_free", FREE), others=broken).mistakes == []


def test_the_default_is_never_a_mistake() -> None:
    assert checked(change("sms_free", None)).mistakes == []


def test_a_prompt_that_no_text_of_the_week_has_is_measured_by_itself() -> None:
    costs = checked(change("sms_stopped", "Đã dừng. START: nhận lại.")).costs["sms_stopped"]
    assert (costs.after.segments, costs.after.text) == (1, "Đã dừng. START: nhận lại.")


def test_recordings_that_a_change_silences() -> None:
    directory = load_directory()
    lost = lost_recordings("ne", {"goodbye": "नमस्ते।"}, SHIPPED, directory)
    assert [each.text for each in lost] == [SHIPPED.sentences["ne"].by_id["goodbye"]]
    same = {"goodbye": SHIPPED.sentences["ne"].by_id["goodbye"]}
    assert lost_recordings("ne", same, SHIPPED, directory) == []
    assert lost_recordings("vi", {"goodbye": "Chào."}, SHIPPED, directory) == []
    assert lost_recordings("km", {"goodbye": "ជំរាបលា"}, SHIPPED, directory) == []  # nothing is recorded
