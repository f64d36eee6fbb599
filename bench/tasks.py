"""How many clicks and how long the five tasks of the console take, in a browser.

    python -m bench.tasks [--firefox] [--rounds 3]

Each round has a service of its own, and does each task in both languages at both widths. The time is that of the
machine: from *Today* until the page says that it is done, without a person who reads. It prints a table.
"""

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import click
from playwright.sync_api import Browser, sync_playwright

from ivr.demo import NUMBER, TOKEN, Demo
from ivr.phone.handset import Handset
from ivr.service.schedule.editor import ScheduleEditor
from schedules.edits import set_hours
from tests.browser.tasks import MOST, WAYS, Hand, Way, close_tomorrow, edit_at_once, find_call, hold_two_hours, undo
from tests.browser.visit import Visitors, sign_in
from tests.support.demo import MOBILE, end, start
from tests.support.people import Person
from tools.browser import launch, launch_firefox

TASKS: dict[str, Callable[[Hand], None]] = dict(
    zip(MOST, (hold_two_hours, close_tomorrow, edit_at_once, undo, partial(find_call, number=MOBILE)), strict=True)
)
Measured = dict[tuple[str, Way], list[tuple[int, float]]]


@click.command
@click.option("--firefox", is_flag=True)
@click.option("--rounds", default=3)
def main(firefox: bool, rounds: int) -> None:
    """Measure, and print a table."""
    measured: Measured = defaultdict(list)
    with sync_playwright() as playwright:
        browser = (launch_firefox if firefox else launch)(playwright)
        for _ in range(rounds):
            for way in WAYS:
                _round(browser, way, measured)
        browser.close()
    print(table(measured))


def _round(browser: Browser, way: Way, measured: Measured) -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo = start(Path(folder))
        _prepare(demo)
        visitors = Visitors(browser, demo.url)
        page = sign_in(visitors(*way), demo.password)
        for name, task in TASKS.items():
            if task is not undo:
                page.goto("/ops/")
            hand, begin = Hand(page), time.perf_counter()
            task(hand)
            measured[name, way].append((hand.clicks, time.perf_counter() - begin))
        visitors.close()
        end(demo)


def _prepare(demo: Demo) -> None:
    """Plan something, and call once."""
    editor, now = ScheduleEditor(demo.service.engine, "Ben"), demo.clock.now()
    editor.edit(partial(set_hours, line_id="otit-zh", text="Mon 11:00-19:00"), now)
    editor.publish_draft("fewer people", now, now + timedelta(days=7))
    Handset(demo.url, TOKEN, MOBILE, NUMBER).call(Person(["7"]))
    demo.service.recorder.flush()


def table(measured: Measured) -> str:
    """Return the clicks and the median seconds of each task in each way."""
    head = ["task", "clicks", *(f"{locale[:2]}, {width} px" for locale, width in WAYS)]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name in TASKS:
        clicks = {each[0] for way in WAYS for each in measured[name, way]}
        seconds = (statistics.median(each[1] for each in measured[name, way]) for way in WAYS)
        rows.append([name, "–".join(map(str, sorted(clicks))), *(f"{each:.1f} s" for each in seconds)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
