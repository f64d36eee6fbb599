"""A sentence is a value: rendered for its reader, stored and read back the same."""

from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentences import (
    Language,
    Rendered,
    Sentence,
    SentenceError,
    Value,
    from_data,
    from_text,
    joined,
    render,
    to_data,
    to_text,
    word,
)

TOKYO = ZoneInfo("Asia/Tokyo")
JAPANESE = Language("ja", {"{line}: {what}": "{line}：{what}", "closed": "休み", "open until {moment}": "{moment}まで"})


class State(StrEnum):
    CLOSED = word("closed")


@pytest.mark.parametrize(
    ("value", "english", "japanese"),
    [
        ("otit-vi", "otit-vi", "otit-vi"),
        ("closed", "closed", "closed"),  # somebody's name: never translated
        (8, "8", "8"),
        (date(2026, 1, 5), "2026-01-05", "2026年1月5日"),
        (datetime(2026, 11, 29, 9, 5, tzinfo=TOKYO), "Sun 2026-11-29 09:05 JST", "2026年11月29日(日) 09:05 JST"),
        (timedelta(hours=8), "8 h", "8時間"),
        (timedelta(hours=2, minutes=30), "2 h 30 min", "2時間30分"),
        (timedelta(minutes=5), "5 min", "5分"),
        (timedelta(), "0 min", "0分"),
        (Rendered("Mon 11:00-19:00", "月 11:00～19:00"), "Mon 11:00-19:00", "月 11:00～19:00"),
        (Sentence("closed"), "closed", "休み"),
        (State.CLOSED, "closed", "休み"),
        (("a", Sentence("closed")), "a, closed", "a、休み"),
        ((), "", ""),
    ],
)
def test_a_value_for_its_reader(value: Value, english: str, japanese: str) -> None:
    sentence = Sentence("{line}: {what}", line="x", what=value)
    assert str(sentence) == f"x: {english}"
    assert render(sentence, JAPANESE) == f"x：{japanese}"
    assert from_data(to_data(sentence)) == sentence == from_text(to_text(sentence))


def test_a_sentence_without_a_translation_stays_english() -> None:
    assert render(Sentence("not {what}", what=State.CLOSED), JAPANESE) == "not 休み"


def test_english_that_was_stored_stays_as_it_is() -> None:
    assert from_text("closed") == from_data("closed") == render("closed", JAPANESE) == "closed"


def test_values_are_those_of_the_template() -> None:
    with pytest.raises(ValueError, match="takes other values"):
        Sentence("no line speaks {language}", code="vi")
    with pytest.raises(ValueError, match="takes other values"):
        Sentence("closed", code="vi")
    with pytest.raises(TypeError, match="no value"):
        Sentence("{what}", what=1.5)  # type: ignore[arg-type]


def test_braces_may_stand_in_a_template_and_in_a_value() -> None:
    assert str(Sentence("{{name}} is not {what}", what="{other}")) == "{name} is not {other}"


def test_a_moment_keeps_its_zone() -> None:
    for zone in (TOKYO, ZoneInfo("UTC"), timezone(timedelta(hours=7))):
        sentence = Sentence("open until {moment}", moment=datetime(2026, 11, 29, 9, tzinfo=zone))
        assert str(from_text(to_text(sentence))) == str(sentence)


def test_an_error_is_told_in_a_sentence() -> None:
    error = SentenceError(Sentence("no line speaks {language}", language="vi"))
    assert str(error) == "no line speaks vi"
    assert error.sentence == Sentence("no line speaks {language}", language="vi")


@pytest.mark.parametrize("text", ['{"say": ', '{"say": "{x}"}', '{"say": "a", "with": {"x": 1.5}}', '{"say": 1}'])
def test_what_is_no_sentence_is_shown_as_it_is(text: str) -> None:
    assert from_text(text) == text


@pytest.mark.parametrize("text", ['{"say": "closed"}', '{"say": "{x.y}", "with": {"x.y": 1}}'])
def test_what_somebody_wrote_is_never_taken_for_a_sentence(text: str) -> None:
    kept = to_text(text)
    assert kept != text
    assert render(from_text(kept), JAPANESE) == text


@pytest.mark.parametrize("data", [1, None, {}, {"say": 1}, {"say": "{x}", "with": {"x": {"y": 1}}}])
def test_what_is_no_sentence_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"not a|takes other"):
        from_data(data)


def test_several_sentences_are_joined_in_order_and_without_deep_nesting() -> None:
    told = [Sentence("open until {moment}", moment=str(number)) for number in range(5000)]
    assert str(joined(told)) == "; ".join(map(str, told))
    assert from_text(to_text(joined(told))) == joined(told)
    assert joined(told[:1]) is told[0]
    with pytest.raises(ValueError, match="no sentence"):
        joined([])


values = st.recursive(
    st.text() | st.integers() | st.dates() | st.datetimes(timezones=st.just(TOKYO), allow_imaginary=False),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | inner.map(lambda each: Sentence("about {x}", x=each)),
)


@given(values)
def test_any_sentence_is_read_back_the_same(value: Value) -> None:
    sentence = Sentence("it is {value}", value=value)
    assert from_text(to_text(sentence)) == from_data(to_data(sentence)) == sentence
    assert "\n" not in to_text(sentence)
