"""All benchmarks in one run, written to docs/generated/performance.md with a chart.

    python -m bench                    # SQLite and PostgreSQL, some twenty minutes
    python -m bench steps              # only these parts; prints, writes nothing
    python -m bench --write steps idle # only these parts; the page keeps the figures of the others

It prints figures and fails nothing. Give it a machine that does nothing else.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bench.capacity import Measured, section
from bench.chart import chart, courses

if TYPE_CHECKING:
    from tests.support.databases import PostgreSQL

_GENERATED = Path("docs/generated/performance.md")
_IMAGES = Path("docs/images")
_SQLITE, _POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True)
class Part:
    """A benchmark: a module of this package.

    ``on_both``: it takes ``--database``, and runs on PostgreSQL as well. ``pictured``: it takes ``--json`` for a file
    with its figures, from which :data:`PICTURES` makes what stands below them on the page.
    """

    title: str
    goal: str
    arguments: Sequence[str] = ()
    on_both: bool = False
    pictured: bool = False


PARTS: Mapping[str, Part] = {
    "steps": Part(
        "Steps of a call",
        "connect, menu and dialed at least 0.5 of a bare Flask route on the same server and twice Twilio's sample; "
        "/voice at least 0.4",
        on_both=True,
        pictured=True,
    ),
    "pythons": Part("Steps of a call by version of Python", "none"),
    "tails": Part("The slowest calls", "99 of 100 within 25 ms at 200 requests a second, the console in use", (), True),
    "promises": Part(
        "Promised texts",
        "300 a second on PostgreSQL with two processes, 100 on SQLite; a text leaves within 150 ms",
        ("--seconds", "4", "--texts", "10"),
    ),
    "throughput": Part(
        "Texts a second by workers", "1.7 times as many with twice the workers, up to the cores", (), True
    ),
    "load": Part("Whole calls for minutes", "no error, and no growth of memory", on_both=True, pictured=True),
    "idle": Part(
        "Start and idle", "/healthz within 1.5 s, `ivr --help` within 0.3 s, 5 wakes a second, 120 MB a process"
    ),
    "schedules": Part("Status of a line", "1 µs, and 3 times as fast as opening-hours-py"),
    "growth": Part("Growth", "the median within 10 % with 1,000 lines and 5,000 special days"),
    "menu": Part("A caller's time", "a menu of 30 s, a returning caller's line rings within 8 s"),
    "switchover": Part(
        "Sites that do not answer",
        "the next caller hears words of a second site within 15 s, or of the page within 15 s more",
    ),
    "recognition": Part("Recognition of texts", "none"),
    "reports": Part("Reports of a year", "300 ms each, with 8.8 million calls", on_both=True),
    "console": Part("Pages of the console", "200 ms each, a year of reports 300 ms"),
    "deploy": Part("Calls while servers are restarted in turn", "no call gets an error", (), on_both=True),
    "delivery": Part("Texts while everything is killed", "0 lost, 0 doubled", ("--texts", "300", "--rounds", "6")),
}


@dataclass(frozen=True)
class Ran:
    """What a part has printed, and the figures that it has written, by the name of the database, if it has one."""

    printed: Mapping[str, str]
    figures: Mapping[str, Any]


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--write", is_flag=True, help="Write the page even if only some parts are run.")
def main(names: tuple[str, ...], write: bool) -> None:
    """Run the benchmarks, or only those NAMES."""
    written = write or not names
    with tempfile.TemporaryDirectory() as folder, _postgresql() as server:
        for name in names or PARTS:
            load = os.getloadavg()[0]
            ran = _run(name, Path(folder), server)
            if written:
                _GENERATED.write_text(page(_GENERATED.read_text("utf-8"), name, _section(name, ran, load)), "utf-8")


def _run(name: str, folder: Path, server: "PostgreSQL") -> Ran:
    """Run a part on each database that it is for."""
    part, printed, figures = PARTS[name], {}, {}
    for on in (_SQLITE, _POSTGRESQL) if part.on_both else ("",):
        file = folder / f"{name} {on}.json"
        command = [sys.executable, "-m", f"bench.{name}", *part.arguments]
        command += ["--json", str(file)] if part.pictured else []
        print(f"== {part.title} {on}", flush=True)
        with server.database(empty=True) if on == _POSTGRESQL else nullcontext() as database:
            command += ["--database", database] if database else []
            told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.rstrip()
        print(told, flush=True)
        printed[on] = told
        if file.exists():
            figures[on] = json.loads(file.read_text("utf-8"))
    return Ran(printed, figures)


@contextmanager
def _postgresql() -> Iterator["PostgreSQL"]:
    """Run a server that flushes to the disk."""
    from tests.support.databases import PostgreSQL  # noqa: PLC0415 - it starts a server

    server = PostgreSQL(flushes=True)
    try:
        yield server
    finally:
        server.close()


def _ratios(figures: Mapping[str, Any]) -> str:
    """Draw the median rates of each step as ratios to the bare route's, on SQLite."""
    rates: Mapping[str, Mapping[str, Sequence[float]]] = figures[_SQLITE]
    middle = {step: {name: statistics.median(each) for name, each in of.items()} for step, of in rates.items()}
    ratios = {step: {name: each / of["bare"] for name, each in of.items()} for step, of in middle.items()}
    (_IMAGES / "performance.svg").write_text(chart(ratios), "utf-8")
    return "![Steps of a call, as a ratio to a bare Flask route](../images/performance.svg)"


def _courses(figures: Mapping[str, Any]) -> str:
    """Draw how a run with whole calls went on, and add the capacity model."""
    panels = ("99 of 100 webhooks within, ms", "memory of the largest web process, MB", "the service, % of a core")
    drawn = {
        panel: {on: [(row[0], row[place]) for row in each["course"]] for on, each in figures.items()}
        for place, panel in enumerate(panels, 1)
    }
    (_IMAGES / "load.svg").write_text(courses("Whole calls over time", drawn), "utf-8")
    large, small = (Measured(**figures[on]["measured"]) for on in (_POSTGRESQL, _SQLITE))
    return f"![Whole calls over time](../images/load.svg)\n\n### Capacity\n\n{section(large, small)}"


PICTURES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"steps": _ratios, "load": _courses}


def _section(name: str, ran: Ran, load: float) -> str:
    """Return what the page says of a part that has been run."""
    part = PARTS[name]
    lines = [
        f"Goal: {part.goal}. `python -m bench.{name}`",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {os.cpu_count()} processors, "
        f"load before the run {load:.1f} (mean of a minute).",
    ]
    for on, told in ran.printed.items():
        lines += ["", *([f"{on}:", ""] if on else []), "```", told, "```"]
    if ran.figures:
        lines += ["", PICTURES[name](ran.figures)]
    return "\n".join(lines)


def page(before: str, name: str, text: str) -> str:
    """Return the page with a section for a part, and with the sections of the others that it has had ``before``."""
    had = dict(each.split("\n\n", 1) for each in before.split("\n## ")[1:])
    had[PARTS[name].title] = text
    missing = [each for each, part in PARTS.items() if part.title not in had]
    lines = [
        "# Performance, measured",
        "",
        "Written by `python -m bench`. What the figures mean, and what limits next: [performance](../performance.md). "
        f"Parts that were not run: {', '.join(missing) or 'none'}.",
    ]
    for part in PARTS.values():
        if part.title in had:
            lines += ["", f"## {part.title}", "", had[part.title].rstrip()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
