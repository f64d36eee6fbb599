"""What the tables of a month say, in words, each with how sure it is.

A difference is named only if chance hardly explains it: if its interval excludes none, at 95 % divided by the number of
differences of its table (Bonferroni). So where nothing has changed, at most about one table in twenty names a change.
The interval that is printed is that of 95 %.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivr.core.figures import Times
from ivr.core.intervals import CONFIDENCE, change_interval, count_interval, median_ranks, share_interval
from ivr.core.monthly.figures import Figures
from ivr.core.monthly.tables import Row, Share, Table, percent
from ivr.core.reports import PEAK_HOURS, Demand, Peak, peak
from ivr.core.suppression import FEWEST
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, how sure it is, and the row that it is about; None is all of the table."""

    said: Sentence
    sure: Sentence
    row: Row | None = None


def of_languages(table: Table, days: tuple[int, int]) -> Iterator[Finding]:
    """Yield what the calls by language say. ``days`` are those of the month and of the month before."""
    share = table.share(None)
    if share is None:
        yield Finding(Sentence("There are too few calls to say anything."), _WITHHELD)
        return
    said = Sentence(
        "{percent} % of the calls in the languages whose counts are all shown reached a person: {part} of {whole}.",
        percent=share.percent,
        part=share.part,
        whole=share.whole,
    )
    yield Finding(said, _interval(share))
    differences = 2 + len(table.rows)
    yield from _number_of_calls(table, days, differences)
    both = table.shares_in_both()
    if both and _differ(*both, differences):
        said = Sentence("The share that reached a person was {percent} % in the month before.", percent=both[0].percent)
        yield Finding(said, _change(*both))
    for index, row in enumerate(table.rows):
        if changed := _changed(table, index, differences):
            said = Sentence(
                "In {language} {percent} % of the calls reached a person. In the month before it was {percent2} %.",
                language=row.id,
                percent=changed[1].percent,
                percent2=changed[0].percent,
            )
            yield Finding(said, _change(*changed), row)


def _number_of_calls(table: Table, days: tuple[int, int], differences: int) -> Iterator[Finding]:
    """Yield that there were more or fewer calls a day, if chance hardly explains it."""
    was = table.before.rows if table.before else (None,) * len(table.rows)
    known = [(now, before) for now, before in zip(table.now.rows, was, strict=True) if now and before]
    now, before = (sum(counts) for counts in zip(*known, strict=True)) if known else (0, 0)
    if known and share_interval(now, now + before, certain(differences)).excludes(days[0] / sum(days)):
        interval = share_interval(now, now + before)
        low, high = (percent(each / (1 - each) * days[1] / days[0]) for each in (interval.low, interval.high))
        said = Sentence(
            "{number} calls came. In the month before it was {number2}, in {days} days instead of {days2}.",
            number=now,
            number2=before,
            days=days[1],
            days2=days[0],
        )
        sure = Sentence(
            "Calls a day are {low} to {high} % of those in the month before (95 % interval).",
            low=low,
            high=high,
        )
        yield Finding(said, sure)


def of_closed(table: Table) -> Iterator[Finding]:
    """Yield which share of those who reached nobody called while no line was open."""
    if share := table.share(None):
        said = Sentence(
            "{percent} % of the calls that reached nobody came when no line for their language is open: {part} of"
            " {whole}.",
            percent=share.percent,
            part=share.part,
            whole=share.whole,
        )
        yield Finding(said, _interval(share))


def of_call_backs(table: Table) -> Iterator[Finding]:
    """Yield which share of those who asked to be called back reached a person."""
    if share := table.share(None):
        said = Sentence(
            "{percent} % of those who asked to be called back, in the languages whose counts are all shown, reached a"
            " person: {part} of {whole}.",
            percent=share.percent,
            part=share.part,
            whole=share.whole,
        )
        yield Finding(said, _interval(share))


def of_lines(table: Table) -> Iterator[Finding]:
    """Yield what the dials of the lines say: lines that differ from the others, and lines that have changed."""
    share = table.share(None)
    if share is None:
        return
    said = Sentence(
        "The lines answered {percent} % of their dials: {part} of {whole}.",
        percent=share.percent,
        part=share.part,
        whole=share.whole,
    )
    yield Finding(said, _interval(share))
    differences = 2 * len(table.rows)
    for index, row in enumerate(table.rows):
        mine = table.share(index)
        if mine is None:
            continue
        others = Share(share.part - mine.part, share.whole - mine.whole) if share.whole > mine.whole else None
        if others and _differ(others, mine, differences) and mine.percent < others.percent:
            said = Sentence(
                "{line} answered {percent} % of its dials, the other lines {percent2} %.",
                line=row.id,
                percent=mine.percent,
                percent2=others.percent,
            )
            sure = Sentence(
                "95 % interval: {low} to {high} %; the others {low2} to {high2} %.",
                low=mine.low,
                high=mine.high,
                low2=others.low,
                high2=others.high,
            )
            yield Finding(said, sure, row)
        if changed := _changed(table, index, differences):
            said = Sentence(
                "{line} answered {percent} % of its dials. In the month before it was {percent2} %.",
                line=row.id,
                percent=changed[1].percent,
                percent2=changed[0].percent,
            )
            yield Finding(said, _change(*changed), row)


def of_hours(agency: str, figures: Figures, languages: Table, answered: Share | None) -> Iterator[Finding]:
    """Yield the hours in which many call while nobody is there, and what one more open hour would do.

    Only languages are named whose counts ``languages`` shows. ``answered`` is the share of the dials of the agency's
    lines that they answered; None: it is withheld.
    """
    weeks = {code: week for code, week in figures.weeks.items() if code in languages.shown}
    found = [peak(code, week, figures.weeks[""]) for code, week in weeks.items()]
    peaks = [each for each in found if each and _is_large(each, figures.weeks[""])]
    peaks.sort(key=lambda each: -each.calls)
    if not peaks:
        yield Finding(
            Sentence("No hours stand out in which many call in one language while no line for it is open."),
            Sentence("Hours are named only if chance would name any in fewer than one of twenty reports."),
        )
    for each in peaks:
        share = Share(each.calls, each.of)
        said = Sentence(
            "{language}: {percent} % of the calls come on {weekday} from {begin} to {end}, when nobody is there: {part}"
            " of {whole}.",
            language=each.language,
            percent=share.percent,
            weekday=each.weekday,
            begin=each.begins,
            end=each.ends,
            part=share.part,
            whole=share.whole,
        )
        yield Finding(said, _interval(share), Row("language", each.language))
        if answered:
            yield from _one_more_hour(agency, figures, each, answered)


def _one_more_hour(agency: str, figures: Figures, there: Peak, answered: Share) -> Iterator[Finding]:
    """Yield what the fullest hour of a peak would bring if a line were open in it.

    The number of calls has the interval of the largest of :data:`PEAK_HOURS` counts, each taken as Poisson; the
    interval of the answered ones is that of the calls times that of the share.
    """
    begin = there.weekday * 24 + there.begins
    hour = max(figures.weeks[there.language][begin : begin + there.ends - there.begins], key=lambda each: each.calls)
    if not _may_be_told(hour.calls, there.calls):
        return
    calls = count_interval(hour.calls, certain(PEAK_HOURS))
    said = Sentence(
        "One more hour for {language}, on {weekday} from {begin} to {end}, would have met {calls} calls in these days."
        " As often as the lines of {agency} answer now, {answered} of them would have reached a person.",
        language=there.language,
        weekday=hour.weekday,
        begin=hour.clock,
        end=hour.clock + 1,
        calls=hour.calls,
        agency=agency,
        answered=round(hour.calls * answered.part / answered.whole),
    )
    sure = Sentence(
        "Expect {low} to {high} calls in as many days, and {low2} to {high2} of them answered (95 % intervals), if as"
        " many call as now.",
        low=round(calls.low),
        high=round(calls.high),
        low2=round(calls.low * answered.interval.low),
        high2=round(calls.high * answered.interval.high),
    )
    yield Finding(said, sure, Row("language", there.language))


def of_waiting(figures: Figures, languages: Table) -> Iterator[Finding]:
    """Yield the median time until a person answered, of calls in the languages that ``languages`` shows."""
    times = sum((figures.waited.get(code, Times()) for code in languages.shown), Times())
    half = times.quantile(0.5)
    if half is None or times.calls < 2 * FEWEST:
        return
    bounds = [upper for upper, count in sorted(times.counts.items()) for _ in range(count)]
    low, high = median_ranks(len(bounds))
    said = Sentence(
        "Half of those who reached a person did so within {seconds} seconds after the first ring.", seconds=half[1]
    )
    sure = Sentence("95 % interval: within {low} to {high} seconds.", low=bounds[low], high=bounds[high])
    yield Finding(said, sure)


def of_places(table: Table) -> Iterator[Finding]:
    """Yield where most callers gave up."""
    counts = {row.id: count for row, count in zip(table.rows, table.now.rows, strict=True) if count}
    if len(counts) > 1 and table.now.total:
        place = max(counts, key=lambda each: counts[each])
        share = Share(counts[place], table.now.total)
        said = Sentence(
            "Most of those who reached nobody gave up {ending}: {percent} %, {part} of {whole}.",
            ending=place,
            percent=share.percent,
            part=share.part,
            whole=share.whole,
        )
        if share.interval.low > 0.5:
            yield Finding(said, _interval(share))


def of_texts(figures: Figures) -> Iterator[Finding]:
    """Yield what texts cost, and how many reminders led to a call."""
    sent, reminders = figures.texts, figures.reminders
    if sent.texts >= FEWEST:
        said = Sentence(
            "{number} texts of {segments} segments were sent to people of these languages.",
            number=sent.texts,
            segments=sent.segments,
        )
        yield Finding(said, Sentence("Counted, not estimated."))
    if _may_be_told(reminders.called, reminders.texts):
        share = Share(reminders.called, reminders.texts)
        said = Sentence(
            "{percent} % of the reminders led to a call: {part} of {whole}.",
            percent=share.percent,
            part=share.part,
            whole=share.whole,
        )
        yield Finding(said, _interval(share))


def certain(looked_at: int) -> float:
    """Return the confidence at which one of several differences is tested (Bonferroni)."""
    return 1 - (1 - CONFIDENCE) / max(1, looked_at)


def _changed(table: Table, row: int, looked_at: int) -> tuple[Share, Share] | None:
    """Return the shares of a row in the month before and in this one, if chance hardly explains their difference."""
    was, becomes = table.share(row, before=True), table.share(row)
    return (was, becomes) if was and becomes and _differ(was, becomes, looked_at) else None


def _differ(one: Share, other: Share, looked_at: int) -> bool:
    return change_interval(one.counts, other.counts, certain(looked_at)).excludes(0)


def _is_large(there: Peak, everybody: Sequence[Demand]) -> bool:
    """Whether the calls of a peak may be told: they, those outside of it, and those of others in it are not few."""
    begin = there.weekday * 24 + there.begins
    inside = sum(each.calls for each in everybody[begin : begin + there.ends - there.begins])
    return _may_be_told(there.calls, there.of) and _may_be_told(there.calls, inside)


def _may_be_told(part: int, whole: int) -> bool:
    """Whether neither a part nor the rest of a whole that is shown is a small count."""
    return part >= FEWEST and (whole == part or whole - part >= FEWEST)


def _interval(share: Share) -> Sentence:
    return Sentence("95 % interval: {low} to {high} %.", low=share.low, high=share.high)


def _change(was: Share, becomes: Share) -> Sentence:
    interval = change_interval(was.counts, becomes.counts)
    return Sentence(
        "More than chance: a change of {low} to {high} points (95 % interval).",
        low=f"{percent(interval.low):+}",
        high=f"{percent(interval.high):+}",
    )


_WITHHELD = Sentence("Counts below {number} are withheld.", number=FEWEST)
