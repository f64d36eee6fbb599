"""What processes take: memory and processor time, as Linux tells it in /proc."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM, _REAPED_USER, _REAPED_SYSTEM = 1, 11, 12, 13, 14
"""Places in /proc/PID/stat after the name of the program, which may have spaces."""


def processes(group: int) -> list[Path]:
    """Return the folders in /proc of the processes of a group; the first process of the server comes first."""
    return _those(lambda folder: os.getpgid(int(folder.name)) == group)


def children(parent: int) -> list[Path]:
    """Return the folders in /proc of a process and of those that it has started."""
    return _those(lambda folder: int(folder.name) == parent or int(_numbers(folder)[_PARENT]) == parent)


def parent(process: int) -> int:
    """Return the id of the process that has started a process."""
    return int(_numbers(Path(f"/proc/{process}"))[_PARENT])


def worked(process: Path) -> float:
    """Return the seconds of processor time that all threads of a process have taken, also those that have ended."""
    numbers = _numbers(process)
    return (int(numbers[_USER]) + int(numbers[_SYSTEM])) / _TICKS


def worked_by_ended(process: Path) -> float:
    """Return the seconds of processor time of the processes that a process has started and that have ended."""
    numbers = _numbers(process)
    return (int(numbers[_REAPED_USER]) + int(numbers[_REAPED_SYSTEM])) / _TICKS


def busy() -> float:
    """Return the seconds that the processors of this machine have worked since it started, whoever they worked for."""
    _, user, nice, system, _, _, interrupts, soft, *_ = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return sum(map(int, (user, nice, system, interrupts, soft))) / _TICKS


def megabytes(process: Path) -> tuple[float, float]:
    """Return the resident memory of a process, and what of it no other process shares."""
    sizes = dict(line.split(":") for line in (process / "smaps_rollup").read_text().splitlines()[1:])
    found = {name: int(size.split()[0]) / 1024 for name, size in sizes.items()}
    return found["Rss"], found["Private_Clean"] + found["Private_Dirty"]


def _numbers(process: Path) -> list[str]:
    return (process / "stat").read_text().rpartition(")")[2].split()


def _those(wanted: Callable[[Path], bool]) -> list[Path]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError, FileNotFoundError):
            if wanted(folder):
                found.append(folder)
    return sorted(found, key=lambda folder: int(folder.name))


@dataclass(frozen=True, slots=True)
class Sample:
    """The processes of a service at a moment.

    ``megabytes`` is the resident memory of the largest process that answers requests; ``works`` are the seconds of
    processor time of the web processes, of the delivery worker, and of the database's server.
    """

    at: float
    megabytes: float
    works: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Watched:
    """The groups of the web processes and of a delivery worker apart, and what tells the work of the database."""

    web: int
    worker: int | None
    database: Callable[[], float]

    def sample(self) -> Sample:
        """Look at them now."""
        web, worker = processes(self.web), processes(self.worker) if self.worker else []
        works = sum(map(worked, web)), sum(map(worked, worker)), self.database()
        answering = web[1:] or web  # the first one only starts and watches the others
        return Sample(time.perf_counter(), max(megabytes(each)[0] for each in answering), works)
