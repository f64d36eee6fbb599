"""Benchmark of growth: steps of a call, decision and answer, with many lines and special days. It prints medians."""

import statistics
import time
from dataclasses import replace
from datetime import date, timedelta

from ivr.clock import parse_moment
from ivr.core.call import flow
from ivr.core.call.actions import Place, Trail
from ivr.core.call.step import Call
from ivr.core.caller import identify
from ivr.core.text.writer import TextWriter
from prompts import Book, load_collection
from schedules import Directory, Timetable, load_directory
from schedules.model import SpecialDay

NOW = parse_moment("2026-11-23 12:00")
LINES, DAYS, TIMES = 1000, 5000, 2000
STEPS = ((Place.RING, "vi"), (Place.CONNECT, "vi"), (Place.REST, "km"))


def grown(directory: Directory) -> Directory:
    """Return a directory with many more lines, and special days on dates that are not today's."""
    pattern = directory.lines[0]
    lines = [replace(pattern, id=f"line-{n}", languages=frozenset({"mn"}), tier=2) for n in range(LINES)]
    dates = [date(2027, 1, 1) + timedelta(days=n) for n in range(DAYS)]
    days = tuple(SpecialDay(f"day {day}", day, day, ()) for day in dates)
    return replace(directory, lines=(*directory.lines, *lines), special_days=days)


def microseconds(timetable: Timetable, book: Book, place: Place, language: str) -> float:
    """Return the median time of a step."""
    writer, caller, taken = TextWriter(book), identify("+819012345678"), []
    for number in range(TIMES):
        call = Call(f"CA{number}", caller, Trail(step=2), NOW, place, language, remembered="vi")
        began = time.perf_counter()
        flow.take(call, timetable, writer)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e6


def main() -> None:
    """Print the medians of each step, with the shipped directory and with the grown one, and their ratio."""
    book = load_collection().book
    small, large = Timetable(load_directory()), Timetable(grown(load_directory()))
    for timetable in (small, large):
        timetable.warm(NOW)
        _ = timetable.numbers
    print(f"{'':10} {len(small.directory.lines)} lines, µs   {len(large.directory.lines)} lines, µs   ratio")
    for place, language in STEPS:
        before, after = (microseconds(each, book, place, language) for each in (small, large))
        print(f"{place:10} {before:11.0f} {after:16.0f} {after / before:7.2f}")


if __name__ == "__main__":
    main()
