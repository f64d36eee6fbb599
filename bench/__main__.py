"""All benchmarks in one run, written to docs/generated/performance.md with a chart.

    python -m bench                    # SQLite and PostgreSQL, some twenty minutes
    python -m bench steps              # only these parts; prints, writes nothing
    python -m bench --write steps idle # only these parts, and the page of them

It prints figures and fails nothing. Give it a machine that does nothing else.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.chart import chart

_GENERATED = Path("docs/generated/performance.md")
_CHART = Path("docs/images/performance.svg")


@dataclass(frozen=True)
class Part:
    """A benchmark: a module of this package. ``on_both``: it takes ``--database``, and runs on PostgreSQL as well."""

    title: str
    goal: str
    arguments: Sequence[str] = ()
    on_both: bool = False


PARTS: Mapping[str, Part] = {
    "steps": Part(
        "Steps of a call",
        "connect, menu and dialed at least 0.5 of a bare Flask route on the same server and twice Twilio's sample; "
        "/voice at least 0.4",
        on_both=True,
    ),
    "tails": Part("The slowest calls", "99 of 100 within 25 ms at 200 requests a second, the console in use", (), True),
    "promises": Part(
        "Promised texts",
        "300 a second on PostgreSQL with two processes, 100 on SQLite; a text leaves within 150 ms",
        ("--seconds", "4", "--texts", "10"),
    ),
    "throughput": Part(
        "Texts a second by workers", "1.7 times as many with twice the workers, up to the cores", (), True
    ),
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
    "console": Part("Pages of the console", "200 ms each"),
    "deploy": Part("Calls while servers are restarted in turn", "no call gets an error", (), on_both=True),
    "delivery": Part("Texts while everything is killed", "0 lost, 0 doubled", ("--texts", "300", "--rounds", "6")),
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--write", is_flag=True, help="Write the page even if only some parts are run.")
def main(names: tuple[str, ...], write: bool) -> None:
    """Run the benchmarks, or only those NAMES."""
    load = os.getloadavg()[2]
    with tempfile.TemporaryDirectory() as folder, _postgresql() as database:
        found = {name: _run(name, Path(folder), database) for name in names or PARTS}
        rates = Path(folder) / "steps.json"
        if rates.exists() and (write or not names):
            _CHART.write_text(chart(_ratios(json.loads(rates.read_text("utf-8")))), "utf-8")
        if write or not names:
            _GENERATED.write_text(_page(found, load), "utf-8")


def _run(name: str, folder: Path, database: str) -> list[tuple[str, str]]:
    """Run a part, and return what it has printed, by the name of the database."""
    part, command = PARTS[name], [sys.executable, "-m", f"bench.{name}"]
    runs = [("", [*command, *part.arguments])]
    if part.on_both:
        written = ["--json", f"{folder}/steps.json"] if name == "steps" else []
        runs = [("SQLite", [*command, *written]), ("PostgreSQL", [*command, "--database", database])]
    printed = []
    for on, each in runs:
        print(f"== {part.title} {on}", flush=True)
        told = subprocess.run(each, stdout=subprocess.PIPE, text=True, check=False).stdout.rstrip()
        print(told, flush=True)
        printed.append((on, told))
    return printed


@contextmanager
def _postgresql() -> Iterator[str]:
    """Run a server that flushes to the disk, and yield the address of an empty database."""
    from tests.support.databases import PostgreSQL  # noqa: PLC0415 - it starts a server

    server = PostgreSQL(flushes=True)
    try:
        with server.database(empty=True) as url:
            yield url
    finally:
        server.close()


def _ratios(rates: Mapping[str, Mapping[str, Sequence[float]]]) -> dict[str, dict[str, float]]:
    """Return the median rates of each step as ratios to the bare route's."""
    middle = {step: {name: statistics.median(each) for name, each in of.items()} for step, of in rates.items()}
    return {step: {name: each / of["bare"] for name, each in of.items()} for step, of in middle.items()}


def _page(found: Mapping[str, list[tuple[str, str]]], load: float) -> str:
    lines = [
        "# Performance, measured",
        "",
        "Written by `python -m bench`. What the figures mean, and what limits next: [performance](../performance.md).",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {os.cpu_count()} processors, "
        f"load before the run {load:.1f} (mean of 15 minutes). Parts that were not run: "
        f"{', '.join(name for name in PARTS if name not in found) or 'none'}.",
        "",
        "![Steps of a call, as a ratio to a bare Flask route](../images/performance.svg)",
    ]
    for name, printed in found.items():
        part = PARTS[name]
        lines += ["", f"## {part.title}", "", f"Goal: {part.goal}. `python -m bench.{name}`", ""]
        for on, told in printed:
            lines += ([f"{on}:", ""] if on else []) + ["```", told, "```", ""]
        lines.pop()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
