"""Any callers, keys, far ends, moments, texts in between, requests that come again or go astray: what must always hold.

The promises of a call are checked here, and with every request in :mod:`tests.support.hotline`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.call.flow import MOST_STEPS
from ivr.demo import NUMBER
from ivr.phone.events import Event, FarEnd, Heard, HungUp, Rang, Wait
from tests.support.every_line import LOOPS, SECOND
from tests.support.examples import examples
from tests.support.hotline import ANNOUNCED, Hotline, Telephone
from tests.support.inside import SITE
from tests.support.people import Person, heard, rang
from tests.support.published import FOURTEEN, MONDAY

MOBILES = ("+819087301946", "+818062547193", "+817048815926")
KEYED = ("+819073158264", "+818094620375")
PRIVATE = (*MOBILES, *KEYED, "+81334619275", "+815098437162", "+14155559368")
"""The numbers of persons: none is written down in clear."""
CALLERS = {
    **{number: number for number in PRIVATE},
    f"sip:{MOBILES[2]}@203.0.113.5": MOBILES[2],
    **dict.fromkeys(["anonymous", "", "+266696687", "sip:me@example.org", "\u0000😀", "+" + "0" * 70]),
    **{number: number for number in LOOPS},
}
"""The number of each caller, as the carrier says it; None if it is withheld or makes no sense."""
NUMBER_SPOKEN = re.compile("0 1 2 0, |ne ०\nne १\nne २\nne ०|my ၀\nmy ၁\nmy ၂\nmy ၀")
WORDS = {
    **dict.fromkeys(["stop", "やめて", "dừng lại", "unsubscribe"], "STOP"),
    **dict.fromkeys(["START", "start"], "START"),
    **dict.fromkeys(
        ["forget", "vn", "한국어", "5", "remind", "info", "help", "110", "???", "", "\u0000", "x" * 2000], ""
    ),
}
"""What is texted, and the wish in it."""


@dataclass(frozen=True)
class Later:
    seconds: int


@dataclass(frozen=True)
class Texts:
    caller: str
    body: str


@dataclass(frozen=True)
class Again:
    which: int


@dataclass(frozen=True)
class Astray:
    """The next request goes to another address, as if the carrier mixed up its steps."""

    path: str
    query: dict[str, str]


@dataclass(frozen=True)
class Reported:
    status: str


@dataclass(frozen=True)
class Held:
    scope: str
    opened: bool


Meanwhile = Later | Texts | Again | Astray | Reported | Held
Turns = list[tuple[list[Meanwhile], str | None]]


@dataclass
class Visit:
    """A call: who calls, and for each time the service waits, what happens meanwhile and which key is pressed.

    None hangs up. After the last turn the caller is silent. ``number`` is what is keyed in where a number is asked
    for. ``repeat``: the carrier sends each request twice.
    """

    caller: str
    number: str
    turns: Turns
    ends: list[FarEnd]
    repeat: bool


@dataclass
class Somebody(Person):
    """The person of a visit."""

    hotline: Hotline
    visit: Visit
    telephone: Telephone
    sid: str
    _turn: Iterator[tuple[list[Meanwhile], str | None]] = field(init=False)

    def __post_init__(self) -> None:
        super().__init__(ends=self.visit.ends)
        self._turn = iter(self.visit.turns)

    def press(self, wait: Wait) -> str | None:
        meanwhile, keys = next(self._turn, ([], ""))
        for each in meanwhile:
            self._happen(each)
        return self.visit.number if keys and wait.digits is None else keys

    def _happen(self, what: Meanwhile) -> None:
        match what:
            case Later(seconds):
                self.hotline.clock.at += timedelta(seconds=seconds)
            case Texts(caller, body):
                sender = self.hotline.telephone(caller, CALLERS[caller], repeat=False)
                sid = f"SM{len(self.hotline.sent)}"
                self.hotline.text(sender, CALLERS[caller], body, sid, WORDS[body])
            case Again(which):
                self.hotline.again(which)
            case Astray(path, query):
                self.telephone.detour = f"{SITE}{path}?{urlencode(query)}"
            case Reported(status):
                self.hotline.report(self.telephone, self.sid, status)
            case Held(scope, opened):
                self.hotline.hold(scope, opened=opened)


SOMEBODY = st.sampled_from([*MOBILES, *MOBILES, *CALLERS])
PLACES = [
    *("/voice", "/voice/menu", "/voice/elsewhere", "/voice/xx/rest"),
    *(f"/voice/{code}/{place}" for code, place in product(("und", *FOURTEEN), ("connect", "dialed", "rest", "number"))),
]
QUERY = st.fixed_dictionaries(
    {"step": st.sampled_from(["1", "7", "190", f"{MOST_STEPS - 1}", f"{MOST_STEPS}", "9999"])},
    optional={
        "round": st.sampled_from(["2", "3", "4", "99"]),
        "menu": st.sampled_from(["more", "less"]),
        "tried": st.sampled_from(["fresc", "otit-vi.fresc", "gone", ".", "otit-zh.trunk"]),
        "texted": st.sampled_from(["coming", "already", "impossible", "lost"]),
        "number": st.sampled_from(["", "+819012345678", "gAAAAA"]),
        "part": st.sampled_from(["1", "99"]),
        "others": st.sampled_from(["3", "99"]),
        "held": st.just("1"),
        "reminded": st.just("1"),
    },
)
MEANWHILE = st.lists(
    st.one_of(
        st.builds(Later, st.sampled_from([1, 59, 61, 599, 601, 3600, 5 * 3600, 24 * 3600, 2 * 24 * 3600])),
        st.builds(Texts, SOMEBODY, st.sampled_from([*WORDS])),
        st.builds(Again, st.integers(0, 60)),
        st.builds(Astray, st.sampled_from(PLACES), QUERY),
        st.builds(Reported, st.sampled_from(["completed", "busy", "ringing", "canceled", "", "no word of theirs"])),
        st.builds(Held, st.sampled_from(["all", "tier 1", "tier 2", "fresc", "otit-vi"]), st.booleans()),
    ),
    max_size=2,
)
NATIONAL = [number.replace("+81", "0") for number in KEYED]
NUMBERS = st.sampled_from([*NATIONAL, *NATIONAL, "0312345678", "9" * 40, "1", "*"])
KEYS = st.sampled_from([*"01233123451233456789", "", "", "", "#", "*", "09087654321", None])
WORDS_OF_CARRIERS = ["completed", "completed", "busy", "no-answer", "failed", "canceled", "answered", "on fire", ""]
ENDS = st.lists(
    st.builds(
        FarEnd,
        st.sampled_from(WORDS_OF_CARRIERS),
        st.sampled_from([0, 3, 14, 15, 60]),
        st.sampled_from([True] * 5 + [False]),
    ),
    max_size=5,
)
VISITS = st.lists(
    st.builds(Visit, SOMEBODY, NUMBERS, st.lists(st.tuples(MEANWHILE, KEYS), max_size=12), ENDS, st.booleans()),
    min_size=1,
    max_size=3,
)
MOMENTS = st.integers(0, 7 * 24 * 60 - 1).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    opened = Hotline(tmp_path_factory.mktemp("any-call"), (*MOBILES, *KEYED))
    yield opened
    opened.close()


@pytest.mark.long
@examples(60)
@given(visits=VISITS, moment=MOMENTS)
def test_no_call_is_a_dead_end(hotline: Hotline, visits: list[Visit], moment: datetime) -> None:
    hotline.anew(moment)
    for count, visit in enumerate(visits):
        telephone = hotline.telephone(visit.caller, CALLERS[visit.caller], repeat=visit.repeat)
        person = Somebody(hotline, visit, telephone, f"CA{count}")
        events = telephone.call(person, sid=person.sid)
        assert isinstance(events[-1], HungUp)
        useful = heard(events) if telephone.strayed else served(events)
        assert events[-1].by == "caller" or useful, "no transfer, no text, no number spoken"
        assert telephone.strayed or len({*rang(events)}) == len(rang(events)), "a line was rung twice"
    hotline.check_texts()
    written = hotline.files()
    found = [number for number in PRIVATE if number[-8:].encode() in written]
    assert not found, "numbers are written down in clear"


def served(events: Sequence[Event]) -> bool:
    """Whether a call that the service has ended was of use: somebody answered, or a text or a number was told of."""
    said = "\n".join(heard(events))
    answered = any(
        each.far_end.status == "answered" or (each.far_end.status == "completed" and each.far_end.seconds >= 15)
        for each in events
        if isinstance(each, Rang)
    )
    announced = any(each.text in ANNOUNCED for each in events if isinstance(each, Heard))
    return answered or announced or NUMBER_SPOKEN.search(said) is not None


def test_a_caller_who_goes_round_in_circles_hears_a_number_in_the_end(hotline: Hotline) -> None:
    hotline.anew(MONDAY)
    telephone = hotline.telephone("anonymous", None, repeat=False)
    events = telephone.call(Person(["5", "0"] * MOST_STEPS))
    assert len(hotline.sent) == MOST_STEPS + 2  # with the first one, and the one that reports the end
    assert NUMBER_SPOKEN.search("\n".join(heard(events[-4:])))


def test_the_lines_that_may_not_be_rung_are_among_those_that_are_open(hotline: Hotline) -> None:
    """Else the calls above would prove nothing of them."""
    hotline.anew(SECOND + timedelta(hours=3))
    telephone = hotline.telephone("anonymous", None, repeat=False)
    events = telephone.call(Person(["5"], otherwise=FarEnd("no-answer", 0)))
    assert rang(events) == ["+81570012345", "sip:line@trunk.example", "+81334567890"]
    assert NUMBER not in rang(events)
