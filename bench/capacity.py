"""What a number of calls a second needs, computed from what a call and a text were measured to take.

Everything here is arithmetic. What is measured comes from `bench.load`; what is assumed is in :class:`Habits`, and
what others limit or charge is in :data:`LIMITS` and :data:`PRICES` with its source.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

RATES = (1, 10, 1000)
"""Calls that begin in a second."""
_BUSY = 0.5
"""The share of a core that is used at most, so that a burst finds room."""
_DAY = 86_400
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What `bench.load` has measured, as means.

    Attributes:
        web: microseconds of processor time of the web processes for a call; with a worker inside also for its text.
        text: microseconds of processor time of a delivery worker for a text; None if the worker is inside.
        database: microseconds of processor time of PostgreSQL for a call with its text; None on SQLite.
        commits: transactions of the database for a call with its text; None on SQLite.
        kilobytes: what a call with its text adds to the database, in kibibytes.
        megabytes: the most memory of a web process, in mebibytes, shared parts included.
        requests: webhooks of a call with its text.
    """

    web: float
    text: float | None
    database: float | None
    commits: float | None
    kilobytes: float
    megabytes: float
    requests: int


@dataclass(frozen=True, slots=True)
class Habits:
    """What is assumed of callers, as nobody has measured it.

    Attributes:
        through: the share of calls that are put through to a person.
        texts: texts for each call.
        segments: segments of a text.
        told: seconds of a call that ends without a person.
        talked: seconds that a person talks, after the menu.
    """

    through: float = 0.5
    texts: float = 0.7
    segments: int = 3
    told: float = 90
    talked: float = 300

    @property
    def seconds(self) -> float:
        """The mean length of a call."""
        return self.told + self.through * self.talked

    @property
    def legs(self) -> float:
        """The mean seconds of a call and of the calls that it dials."""
        return self.seconds + self.through * self.talked


@dataclass(frozen=True, slots=True)
class Needs:
    """What a rate of calls needs. Cores and processes are whole; a web process has a core of its own."""

    rate: float
    requests: float
    web: int
    workers: int
    database: int
    commits: float
    megabytes: float
    gigabytes: float
    legs: float
    segments: float


def needs(rate: float, of: Measured, habits: Habits) -> Needs:
    """Return what a rate of calls a second needs, on PostgreSQL.

    Raises:
        ValueError: the figures are those of SQLite, whose processes can't be added up.
    """
    if of.text is None or of.database is None or of.commits is None:
        raise ValueError("the figures of a run on PostgreSQL are needed")
    web = max(2, _cores(rate * of.web))  # one may stop
    return Needs(
        rate=rate,
        requests=rate * of.requests,
        web=web,
        workers=max(2, _cores(rate * habits.texts * of.text)),
        database=_cores(rate * of.database),
        commits=rate * of.commits,
        megabytes=web * of.megabytes,
        gigabytes=rate * _DAY * of.kilobytes / 1024**2,
        legs=rate * habits.legs,
        segments=rate * habits.texts * habits.segments,
    )


def _cores(microseconds: float) -> int:
    return math.ceil(microseconds / (_MICROSECONDS * _BUSY))


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that ends at ``rate`` calls a second; None: nobody has published it."""

    what: str
    rate: float | None
    source: str


def limits(large: Measured, small: Measured, habits: Habits) -> list[Limit]:
    """Return what ends at which rate, the lowest first; what is unknown comes before that."""
    a_day, segments = 1 / _DAY, 1 / (habits.texts * habits.segments)
    found = [
        Limit(
            "the desks: one person for each call at a time",
            None,
            "FRESC's had some 20 calls a day in 2020",
        ),
        Limit("`DIALS_PER_DAY` as shipped, all day", 1000 * a_day / habits.through, "README; raise it"),
        Limit("`SMS_PER_DAY` as shipped, all day", 2000 * a_day / habits.texts, "README; raise it"),
        Limit("a Twilio account without an approved business profile: 2 calls at a time", 2 / habits.legs, _TWILIO),
        Limit("`SMS_RATE` as shipped, 1 segment a second", segments, "README; raise it to what the carrier allows"),
        Limit("a sender at Twilio to countries outside the US: 10 segments a second", 10 * segments, _SENDERS),
        Limit("dialled calls at Telnyx: 30 a second", 30 / habits.through, _TELNYX),
        Limit("one web process on one core, with its worker, on SQLite", _MICROSECONDS / small.web, "measured"),
        Limit("one web process on one core, on PostgreSQL", _MICROSECONDS / large.web, "measured"),
        Limit("calls that come in or are dialled at Twilio", math.inf, _TWILIO),
    ]
    if large.text and large.database:
        found.append(Limit("one delivery worker on one core", _MICROSECONDS / large.text / habits.texts, "measured"))
        found.append(Limit("PostgreSQL on one core", _MICROSECONDS / large.database, "measured"))
    return sorted(found, key=lambda limit: -1 if limit.rate is None else limit.rate)


_TWILIO = "[Twilio](https://support.twilio.com/hc/en-us/articles/223180028)"
_SENDERS = "[a copy of Twilio's table](https://anttone.paidot.net/help/voice/a9.htm)"
_TELNYX = "[Telnyx](https://developers.telnyx.com/docs/voice/programmable-voice/dials-per-second-limit)"


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs in yen, without tax; None: no public page says it."""

    what: str
    yen: float | None
    source: str


def prices(habits: Habits) -> list[Price]:
    """Return what 1,000 calls cost."""
    minutes = 1000 * habits.seconds / 60
    return [
        Price("calls from mobiles to a 0120 number, at NTT's ¥10 for 20 s", 30 * minutes, _NTT),
        Price("texts by a Japanese seller, from ¥6 a segment", 6 * 1000 * habits.texts * habits.segments, _SELLER),
        Price("calls in and out, texts and numbers at Twilio in Japan", None, "its price API asks for credentials"),
        Price(
            "calls dialled to the lines (0120)",
            None,
            "the agency pays for its line; the carrier's part is not public",
        ),
        Price("machines", None, "depends on where; the cores are in the table above"),
    ]


_NTT = "[NTT Com, quoted](https://www.mnavi.net/0120-from-mobile-phone/)"
_SELLER = "[Cuenote, 2024](https://www.cuenote.jp/library/marketing/sms_sender.html)"


def order(number: float) -> str:
    """Return the order of magnitude of a number above 0, such as ``10,000``."""
    return f"{10 ** round(math.log10(number)):,}"


def section(large: Measured, small: Measured, habits: Habits = Habits()) -> str:
    """Return the model as Markdown: what each rate needs, what ends where, and what 1,000 calls cost."""
    columns = [needs(rate, large, habits) for rate in RATES]
    rows: Sequence[tuple[str, Sequence[str]]] = (
        ("webhooks a second", [f"{each.requests:,.0f}" for each in columns]),
        ("web processes, each on its core", [f"{each.web:,}" for each in columns]),
        ("their memory, GB", [f"{each.megabytes / 1024:,.1f}" for each in columns]),
        ("delivery workers", [f"{each.workers:,}" for each in columns]),
        ("cores of PostgreSQL", [f"{each.database:,}" for each in columns]),
        ("transactions a second", [f"{each.commits:,.0f}" for each in columns]),
        ("growth of the database, GB a day at this rate", [f"{each.gigabytes:,.1f}" for each in columns]),
        ("calls at a time at the carrier, both legs", [f"{each.legs:,.0f}" for each in columns]),
        ("segments of texts a second", [f"{each.segments:,.1f}" for each in columns]),
    )
    lines = [
        "Computed by `bench/capacity.py` from the run above. Linear: it knows neither of locks nor of anything else "
        f"that gets slower with size. Assumed, not measured: {habits.through:.0%} of calls reach a person and talk "
        f"{habits.talked:.0f} s, a call takes {habits.told:.0f} s besides, {habits.texts:g} texts a call, {habits.segments} segments a text; a core "
        f"is used by {_BUSY:.0%} at most. At least two processes of each kind, since one may stop.",
        "",
        "| calls that begin in a second | " + " | ".join(f"{rate:,}" for rate in RATES) + " |",
        "|---" + "|---:" * len(RATES) + "|",
        *(f"| {name} | " + " | ".join(values) + " |" for name, values in rows),
        "",
        "What ends first, in calls that begin in a second:",
        "",
        "| what | ends at | source |",
        "|---|---:|---|",
        *(f"| {each.what} | {_rate(each.rate)} | {each.source} |" for each in limits(large, small, habits)),
        "",
        "What 1,000 calls cost, as an order of magnitude:",
        "",
        "| what | yen | source |",
        "|---|---:|---|",
        *(
            f"| {each.what} | {'unknown' if each.yen is None else order(each.yen)} | {each.source} |"
            for each in prices(habits)
        ),
    ]
    return "\n".join(lines)


def _rate(rate: float | None) -> str:
    if rate is None:
        return "unknown"
    return "no limit" if math.isinf(rate) else f"{rate:.2g}" if rate < 10 else f"{rate:,.0f}"
