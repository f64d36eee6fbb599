"""JSON beyond the limits, and JSON within them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds import JSON_CHARACTERS, JSON_DEPTH, JSON_NODES, NUMBER, BoundsError
from bounds.json_text import read_json

data = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(data, st.booleans())
def test_what_is_written_as_json_is_read(written: object, ascii_only: bool) -> None:
    assert read_json(json.dumps(written, ensure_ascii=ascii_only)) == written


@pytest.mark.parametrize(
    "text", ["[" * JSON_DEPTH + "]" * JSON_DEPTH, "1" * NUMBER, json.dumps("[" * 100 + "9" * 100), r'"\"[[[\\"']
)
def test_what_is_just_within_is_read(text: str) -> None:
    assert read_json(text) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (" " * (JSON_CHARACTERS + 1), "the document is longer than 5,000,000 characters"),
        ("\n" + "[" * 100_000, "line 2: lists and objects are nested more than 30 deep"),
        ('{"a":' * 31, "line 1: lists and objects are nested more than 30 deep"),
        ("[\n1, " + "9" * 100_000 + "]", f"line 2: {'9' * 40}… is too long for a number"),
        ("1." + "9" * NUMBER, "is too long for a number"),
        ("[" + "1," * JSON_NODES, "there are more than 500,000 values"),
        ('"' + r"\"" * 1_000_000, "line 1: not JSON: Unterminated string"),
        ("[NaN]", "NaN is not JSON"),
        (r'["\ud800"]', "a text has one half of a character"),
        ("", "line 1: not JSON: Expecting value"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_beyond_is_refused_in_one_line(text: str, refusal: str) -> None:
    with pytest.raises(BoundsError, match=refusal) as refused:
        read_json(text)
    assert "\n" not in str(refused.value)
