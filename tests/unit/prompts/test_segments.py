import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import count_segments, straighten
from prompts.segments import cut, settle


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),  # the escape would straddle: 306 septets, yet three
        ("é" * 160, "GSM-7", 1),
        ("ё" * 70, "UCS-2", 1),
        ("ё" * 71, "UCS-2", 2),
        ("ё" * 134, "UCS-2", 2),
        ("ё" * 135, "UCS-2", 3),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
        ("😀" * 67, "UCS-2", 3),  # 33 of them in a segment of 67 units, never half a one
        ("’", "UCS-2", 1),
        ("あ" * 66 + "कि" + "あ" * 66, "UCS-2", 2),  # 134 units; Twilio's calculator keeps कि whole and counts 3
    ],
)
def test_segments(text: str, encoding: str, count: int) -> None:
    counted = count_segments(text)
    assert (counted.encoding, counted.count) == (encoding, count)


def test_straightening_keeps_a_text_in_gsm_7() -> None:
    assert straighten("“It’s” 9:00\u202f–\u00a017:00…") == '"It\'s" 9:00 - 17:00...'


@given(st.text())
def test_straightening_never_costs_a_segment_more_than_its_ellipses(text: str) -> None:
    assert count_segments(straighten(text)).count <= count_segments(text.replace("…", "...")).count


def torn(text: str) -> int:
    """How many borders of segments stand before a mark of the letter before them."""
    parts = cut(text)
    return sum(unicodedata.category(part[0]).startswith("M") for part in parts[1:])


KHMER = "OTIT 0120-250-366\n" + "កា" * 45


def test_the_parts_make_up_the_text_and_none_has_half_a_character() -> None:
    text = "€" * 153 + "😀" * 100 + "ក្កា" * 40
    assert "".join(cut(text)) == text
    assert all(len(part.encode("utf-16-le")) <= 134 for part in cut(text))


def test_marks_stay_with_their_letter_where_that_costs_nothing() -> None:
    assert torn(KHMER) == 1
    settled = settle(KHMER)
    assert torn(settled) == 0
    assert count_segments(settled).count == count_segments(KHMER).count
    assert [line.rstrip() for line in settled.splitlines()] == KHMER.splitlines()


def test_where_it_would_cost_a_segment_they_do_not() -> None:
    full = "a\n" + "កា" * 66
    assert count_segments(full).units == 134
    assert settle(full) == full


def test_a_text_of_one_line_stays_as_it_is() -> None:
    assert settle("ា" + "កា" * 60) == "ា" + "កា" * 60


@given(st.lists(st.text(st.sampled_from("abកា្ចំ😀€ \n"), max_size=60), max_size=8))
def test_settling_adds_only_spaces_and_costs_nothing(parts: list[str]) -> None:
    text = "\n".join(parts)
    settled = settle(text)
    assert settled.replace(" ", "") == text.replace(" ", "")
    assert count_segments(settled).count == count_segments(text).count
