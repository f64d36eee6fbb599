"""A Chromium for the browser tests and the pictures: found on this machine, else installed.

    python -m tools.browser       # `make setup` does it; the end of `make test` on a fresh machine, too

A browser of the tests' own goes beside other caches of the person who runs this, where Playwright puts it.
"""

import os
import shutil
import sys
from collections.abc import Callable

from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tools.installing import install_packages, is_root, may_install_packages, required, run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = ("fonts-noto-core", "fonts-noto-cjk")
"""Debian's packages that write all our languages."""
ARGUMENTS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
"""A microphone that beeps, and nobody who must allow it."""
HOW = (
    "No Chromium is found, so the browser tests can't run. Install one (Debian: apt-get install chromium;"
    " elsewhere: .venv/bin/playwright install --with-deps chromium), or name its file in CHROMIUM."
)
_IMPATIENT = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
"""Milliseconds."""


class NoBrowserError(Exception):
    """None is found; one line says what to do."""


def launch(playwright: Playwright) -> Browser:
    """A running Chromium, headless, with a microphone that beeps.

    Raises:
        NoBrowserError: there is none, or it does not start.
    """
    arguments = [*ARGUMENTS, "--no-sandbox"] if is_root() else ARGUMENTS  # root has no sandbox
    try:
        return playwright.chromium.launch(executable_path=_named(), args=arguments)
    except PlaywrightError as error:
        said = " ".join(str(error).split())
        if _setting():
            raise NoBrowserError(f"CHROMIUM: {_setting()} does not start: {said[:300]}") from None
        if "Executable doesn't exist" in said:
            raise NoBrowserError(HOW) from None
        raise NoBrowserError(f"Chromium does not start: {said[:300]}") from None


def _setting() -> str:
    return os.environ.get("CHROMIUM", "").strip()


def _named() -> str | None:
    """The file that the setting names, or one on the path; None: Playwright's own."""
    return _setting() or next((found for found in map(shutil.which, NAMES) if found), None)


def _problem() -> str:
    """Why no browser starts; empty: one does."""
    try:
        with sync_playwright() as playwright:
            launch(playwright).close()
    except NoBrowserError as error:
        return str(error)
    return ""


def _download() -> None:
    """Playwright's own Chromium, into the cache of whoever runs this."""
    run([sys.executable, "-m", "playwright", "install", "chromium"], more=_IMPATIENT)


def _install() -> None:
    """Debian's Chromium, and fonts for all our scripts. Ubuntu's package leads to a store that containers lack."""
    install_packages(["chromium", *FONTS])


def _install_libraries() -> None:
    """What Playwright's own Chromium needs of the system."""
    run([sys.executable, "-m", "playwright", "install-deps", "chromium"])


def _ways() -> list[Callable[[], None]]:
    if _setting():
        return []  # the setting names a browser: use no other
    return [_install, _download, _install_libraries] if may_install_packages() else [_download]


def main() -> int:
    """Find one or install one; one line if neither works, and an error of it in CI."""
    problem = _problem()
    for way in _ways():
        if not problem:
            return 0
        way()
        problem = _problem()
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem and required() else 0


if __name__ == "__main__":
    sys.exit(main())
