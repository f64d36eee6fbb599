"""Screenshots of the console, the public pages, the telephone and the poster, for the documentation.

    python -m tools.screenshots       # or: make screenshots

The tool starts a demo with made-up calls (docs/histories.md) at a fixed time. Pages of the console are taken in
English and Japanese, in the size of a desktop and of a telephone; public pages in three widths.
"""

import sys
from pathlib import Path

from flask import render_template_string
from playwright.sync_api import Browser, Page, sync_playwright
from pypdfium2 import PdfDocument

from ivr.clock import parse_moment
from ivr.demo import NUMBER, PERSON, Demo, start_demo
from ivr.web.poster import Size, poster
from prompts import load_collection
from tools.browser import NoBrowserError, launch

FOLDER = Path(__file__).parent.parent / "docs" / "images"
MOMENT = "2026-11-29 15:20"
"""A Sunday, when only the lines for Vietnamese and Chinese are open."""
EVENING = "2026-11-29 20:00"
SIZES = {"desktop": (1280, 800), "phone": (360, 720)}
LOCALES = {"en": "en-GB", "ja": "ja-JP"}
PAGES = {
    "today": "/ops/",
    "hours": "/ops/hours",
    "line": "/ops/hours/lines/otit-vi",
    "special-days": "/ops/hours/special-days?date=2027-02-23",
    "what-if": "/ops/what-if?language=vi&at=2026-11-29T16:00",
    "prompts": "/ops/prompts",
    "words": "/ops/prompts/vi",
    "sentence": "/ops/prompts/vi/connecting",
    "record": "/ops/prompts/km/clips/goodbye",
    "calls": "/ops/calls",
    "reports": "/ops/reports",
}
ON_PHONES = ("today", "hours", "what-if")
WIDTHS = {320: 640, 768: 1024, 1280: 900}
PUBLIC = {"languages": "/", "vi": "/vi", "my": "/my", "zh": "/zh", "km": "/km"}
PAPER = {Size.A4: 1.2, Size.CARD: 3}
"""Sizes of the poster, with pixels per point of the image."""
SITE = "https://hotline.example.org"


def main() -> int:
    """Take all screenshots. Return 1 if there is no browser."""
    until = parse_moment(MOMENT)
    demo = start_demo(at=until, days=56)
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for size in SIZES:
                for language in LOCALES:
                    _take_all(browser, demo, size, language)
            for width in WIDTHS:
                _take_public(browser, demo, width)
                _take_phone(browser, demo, width)
            _take_components(browser, demo)
            _take_poster(browser)
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
            _take(page, path, FOLDER / "console" / f"{name}-{size}.{language}.png")
    context.close()


def _take_public(browser: Browser, demo: Demo, width: int) -> None:
    demo.clock.set(parse_moment(MOMENT))
    page = browser.new_page(base_url=demo.url, viewport={"width": width, "height": WIDTHS[width]})
    for name, path in PUBLIC.items():
        _take(page, path, FOLDER / "public" / f"{name}-{width}.png")
    page.close()


def _take_phone(browser: Browser, demo: Demo, width: int) -> None:
    """Take the telephone page after a call on a Sunday evening, with a received text."""
    demo.clock.set(parse_moment(EVENING))
    page = browser.new_page(base_url=demo.url, viewport={"width": width, "height": WIDTHS[width]})
    page.goto("/phone/")
    page.get_by_label("Voices and tones").uncheck()
    page.get_by_role("button", name="Another mobile").click()
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_text("Tiếng Việt, phím 1.", exact=True).wait_for()
    page.get_by_role("button", name="1", exact=True).click()
    page.get_by_role("log", name="Text messages").get_by_text("OTIT").wait_for()
    page.get_by_text("Để chọn ngôn ngữ khác, xin bấm phím 0.", exact=True).wait_for()
    _save(page, FOLDER / "phone" / f"{width}.png")
    page.close()


def _take_components(browser: Browser, demo: Demo) -> None:
    """Take one of each component of the console, in light and dark, on a desktop and a telephone."""
    template = Path(__file__).with_name("components.html").read_text("utf-8")
    with demo.service.flask.test_request_context("/ops/"):
        shown = render_template_string(template)
    for width, scheme in ((1280, "light"), (1280, "dark"), (375, "light")):
        page = browser.new_page(base_url=demo.url, viewport={"width": width, "height": 2400}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto("/ops/sign-in")
        page.set_content(shown)
        page.wait_for_load_state()
        page.locator("main").screenshot(path=FOLDER / "console" / f"components-{width}-{scheme}.png")
        page.close()


def _take_poster(browser: Browser) -> None:
    """Render the printed poster, with a fixed address."""
    page = browser.new_page()
    for size, scale in PAPER.items():
        page.set_content(poster(load_collection().book, NUMBER, SITE, size))
        paper = PdfDocument(page.pdf(prefer_css_page_size=True))
        for number, side in enumerate(paper, start=1):
            file = FOLDER / "poster" / (f"{size}.png" if len(paper) == 1 else f"{size}-{number}.png")
            file.parent.mkdir(parents=True, exist_ok=True)
            side.render(scale=scale).to_pil().quantize(32).save(file, optimize=True)
            print(file.name, f"{file.stat().st_size // 1000} kB")
    page.close()


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
    _save(page, file)


def _save(page: Page, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, animations="disabled")
    print(file.name, f"{file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
