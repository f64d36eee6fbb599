"""How many segments a text costs, by `split-sms` and by Twilio's own `sms-segments-calculator`."""

import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import pytest

from prompts import count_segments
from prompts.segments import cut
from tests.support.book import load_book
from tests.support.judges import ask_node

TEXTS = Path(__file__).resolve().parents[2] / "docs" / "generated" / "texts.md"
ALPHABETS = (
    "abc XYZ 019.,:-@£$é\n",
    "abc€[]{}^~|\\",
    "あいう漢字、。",
    "กำลังเปิดอยู่",
    "ភាសាខ្មែរ",
    "မြန်မာဘာသာ",
    "नेपाली कि",
    "e\u0301o\u0302u\u031b",
    "😀👍🏽👩\u200d👧🇯🇵",
    "’“”–…\u00a0",
)
HOW_MANY = 3000


def random_texts(random: Random) -> list[str]:
    """Most are about as long as one, two or three segments, where the counts differ if they ever do."""

    def text() -> str:
        alphabets = random.choices(ALPHABETS, k=random.choice((1, 1, 1, 2, 3)))
        length = random.choice((random.randint(0, 20), *(border + random.randint(-6, 6) for border in BORDERS)))
        return "".join(random.choices("".join(alphabets), k=length))

    return [text() for _ in range(HOW_MANY)]


BORDERS = (35, 67, 70, 80, 134, 153, 160, 201, 306, 459)


def our_texts() -> list[str]:
    """The longest text of each language and state, and each sentence of the catalogues."""
    longest = re.findall(r"```text\n(.*?)\n```", TEXTS.read_text("utf-8"), re.DOTALL)
    sentences = [sentence for catalogue in load_book().catalogues.values() for sentence in catalogue.values()]
    assert len(longest) > 100
    return [*longest, *sentences]


@pytest.fixture(scope="module")
def judged() -> list[tuple[str, Any]]:
    texts = [*our_texts(), *random_texts(Random(38))]
    return list(zip(texts, ask_node("segments.cjs", texts), strict=True))


def tears_a_letter(text: str, letters: Sequence[int]) -> bool:
    """Whether a border between segments stands within what Twilio takes for one letter."""
    between = set(accumulate(letters))
    return any(border not in between for border in accumulate(map(len, cut(text)[:-1])))


def test_split_sms_counts_the_same(judged: list[tuple[str, Any]]) -> None:
    named = {"GSM-7": "GSM", "UCS-2": "Unicode"}
    for text, found in judged:
        ours = count_segments(text)
        assert [named[ours.encoding], ours.count] == found["split"], text


def test_twilio_counts_the_same_but_where_a_border_would_tear_a_letter(judged: list[tuple[str, Any]]) -> None:
    """Twilio's calculator moves such a letter into the next segment, and may need one more for it."""
    torn = 0
    for text, found in judged:
        ours = count_segments(text)
        encoding, count = found["twilio"]
        assert encoding == ours.encoding, text
        if tears_a_letter(text, found["letters"]):
            torn += 1
            assert count in (ours.count, ours.count + 1), text
        else:
            assert count == ours.count, text
    assert torn > 50, "the case is looked at"


def test_none_of_our_texts_costs_more_by_twilios_calculator(judged: list[tuple[str, Any]]) -> None:
    for text, found in judged[: len(our_texts())]:
        assert found["twilio"][1] == count_segments(text).count, text
