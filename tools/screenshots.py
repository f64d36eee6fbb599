"""Pictures of the console, for the guide and the README.

    python -m tools.screenshots       # or: make screenshots

A demo with a plausible week of calls is started at a fixed moment, and each page is looked at in English and
Japanese, at a desktop and on a telephone.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from ivr.clock import parse_moment
from ivr.demo import PERSON, Demo, start_demo
from tools.browser import NoBrowserError, launch
from tools.plausible import live_a_week

FOLDER = Path(__file__).parent.parent / "docs" / "images" / "console"
MOMENT = "2026-11-29 15:20"
"""A Sunday: the Vietnamese and the Chinese line are open, the others not."""
CALLS = 60
SIZES = {"desktop": (1280, 800), "phone": (360, 720)}
LOCALES = {"en": "en-GB", "ja": "ja-JP"}
PAGES = {
    "today": "/ops/",
    "hours": "/ops/hours",
    "line": "/ops/hours/lines/otit-vi",
    "special-days": "/ops/hours/special-days?date=2027-02-23",
    "what-if": "/ops/what-if?language=vi&at=2026-11-29T16:00",
    "prompts": "/ops/prompts",
    "sentence": "/ops/prompts/vi/connecting",
    "record": "/ops/prompts/km/clips/goodbye",
    "calls": "/ops/calls",
    "reports": "/ops/reports",
}
ON_PHONES = ("today", "hours", "what-if")


def main() -> int:
    """Take all pictures anew."""
    until = parse_moment(MOMENT)
    demo = start_demo(at=until)
    try:
        live_a_week(demo, until, CALLS)
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for size in SIZES:
                for language in LOCALES:
                    _take_all(browser, demo, size, language)
            browser.close()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        demo.close()
    return 0


def _take_all(browser: Browser, demo: Demo, size: str, language: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=demo.url,
        locale=LOCALES[language],
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        color_scheme="light",
    )
    page = context.new_page()
    _sign_in(page, demo)
    for name, path in PAGES.items():
        if size == "desktop" or name in ON_PHONES:
            demo.clock.set(parse_moment(MOMENT))
            _take(page, path, FOLDER / f"{name}-{size}.{language}.png")
    context.close()


def _sign_in(page: Page, demo: Demo) -> None:
    page.goto("/ops/sign-in")
    page.locator("input[name=name]").fill(PERSON)
    page.locator("input[name=password]").fill(demo.password)
    page.locator("main form button").click()


def _take(page: Page, path: str, file: Path) -> None:
    answer = page.goto(path)
    if answer is None or not answer.ok:
        print(f"{path}: no such page, no picture")
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, animations="disabled")
    print(file.name, f"{file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
