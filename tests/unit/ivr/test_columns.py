"""Columns of sentences: what they keep, and what they make of rows that another version has written."""

import pytest
from sqlalchemy.dialects import sqlite

from ivr.store.columns import Reasons
from sentences import Sentence

DIALECT = sqlite.dialect()


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (None, None),
        (["closed"], ("closed",)),  # English of the first version
        ([{"say": "closed"}], (Sentence("closed"),)),
        ([{"say": "until {x}", "with": {"x": {"hue": 1}}}], ('{"say": "until {x}", "with": {"x": {"hue": 1}}}',)),
        ([{"other": 1}], ('{"other": 1}',)),
    ],
)
def test_reasons_that_can_not_be_read_are_shown_as_they_are(stored: object, read: object) -> None:
    assert Reasons().process_result_value(stored, DIALECT) == read
