"""Names in place of ids, as a page wants them."""

from dataclasses import replace

import pytest

from sentences import ENGLISH, Language, Sentence, render

NAMED = Language("en", {}, lambda placeholder, text: f"<{placeholder}:{text}>" if placeholder == "line" else text)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (Sentence("{line} opens", line="otit-vi"), "<line:otit-vi> opens"),
        (Sentence("{line} before {line2}", line="a", line2="b"), "<line:a> before <line:b>"),
        (Sentence("{line} open", line=("a", "b")), "<line:a>, <line:b> open"),
        (Sentence("{line} open", line=Sentence("all")), "all open"),
        (Sentence("{line} is the number", line=7), "<line:7> is the number"),
        (Sentence("{what} of {text}", what=Sentence("{line}", line="a"), text="a"), "<line:a> of a"),
    ],
)
def test_a_placeholder_decides_what_has_a_name(said: Sentence, shown: str) -> None:
    assert render(said, NAMED) == shown
    assert render(said, replace(ENGLISH)) == str(said)
