"""Any keys, any far ends, any moment, any telephone: what must hold for every call there is."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.demo import NUMBER, TOKEN, Demo
from ivr.phone.events import FarEnd, HungUp
from ivr.phone.handset import Handset
from tests.support.demo import start
from tests.support.examples import examples
from tests.support.people import Person, heard, promised, rang
from tests.support.published import MONDAY

KEYS = st.lists(st.sampled_from([*"0123456789", "", "", "", "#", "09087654321", "0312345678"]), max_size=14)
ENDS = st.lists(
    st.builds(FarEnd, st.sampled_from(["completed", "busy", "no-answer", "failed", "canceled"]), st.integers(0, 30)),
    max_size=4,
)
MOMENTS = st.integers(0, 7 * 24 * 60 - 1).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
FRESH_MOBILES = (f"+81908{number:07}" for number in count(1_000_000))


NUMBER_SPOKEN = re.compile("0 1 2 0, |ne ०\nne १\nne २\nne ०|my ၀\nmy ၁\nmy ၂\nmy ၀")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = start(tmp_path_factory.mktemp("any-call"))
    yield running
    running.close()


@pytest.mark.long
@examples(150)
@given(keys=KEYS, ends=ENDS, moment=MOMENTS, mobile=st.booleans())
def test_no_call_is_a_dead_end(
    service: Demo, keys: list[str], ends: list[FarEnd], moment: datetime, mobile: bool
) -> None:
    service.clock.set(moment)
    before = promised(service.service.engine)
    caller = next(FRESH_MOBILES) if mobile else "anonymous"
    events = Handset(service.url, TOKEN, caller, NUMBER).call(Person(keys, ends))
    said, texts = "\n".join(heard(events)), promised(service.service.engine) - before

    assert isinstance(events[-1], HungUp)
    assert len(set(rang(events))) == len(rang(events)), "a line was rung twice"
    assert rang(events) or texts or NUMBER_SPOKEN.search(said), "no transfer, no text, no number spoken"
    announced = ("is coming to your phone", "numbers for all languages")
    if any(words in said for words in announced):
        assert texts, "a text was announced that was not promised"
    if not mobile:
        assert "is coming to your phone" not in said
