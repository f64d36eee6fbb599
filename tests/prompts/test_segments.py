import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import count_segments, straighten


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
