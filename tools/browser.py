"""A Chromium for the browser tests and the screenshots: found on this machine, or installed. Or a Firefox.

    python -m tools.browser       # `make setup` runs it, and `make test` at its end on a fresh machine

Playwright's own Chromium is installed in Playwright's cache of the current user.
"""

import os
import shutil
import sys
from collections.abc import Callable

from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tools.installing import install_packages, is_root, may_install_packages, required, run

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first one has no window to draw: the browser tests take 60 % of the processor time with it."""
FONTS = ("fonts-noto-core", "fonts-noto-cjk")
"""Debian's packages with fonts for all supported languages."""
ARGUMENTS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
"""Use a fake microphone that beeps, and grant access to it without a prompt."""
HOW = (
    "No Chromium is found, so the browser tests can't run. Install one (Debian: apt-get install"
    " chromium-headless-shell; elsewhere: .venv/bin/playwright install --with-deps chromium), or name its file in"
    " CHROMIUM."
)
_IMPATIENT = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
"""Time limit of Playwright's download connections, in milliseconds."""


class NoBrowserError(Exception):
    """No usable browser. The message is one line that says what to do."""


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium with a fake microphone.

    Raises:
        NoBrowserError: there is no Chromium, or it does not start.
    """
    arguments = [*ARGUMENTS, "--no-sandbox"] if is_root() else ARGUMENTS  # Chromium's sandbox does not work for root
    try:
        return playwright.chromium.launch(executable_path=_named(), args=arguments)
    except PlaywrightError as error:
        said = " ".join(str(error).split())
        if _setting():
            raise NoBrowserError(f"CHROMIUM: {_setting()} does not start: {said[:300]}") from None
        if "Executable doesn't exist" in said:
            raise NoBrowserError(HOW) from None
        raise NoBrowserError(f"Chromium does not start: {said[:300]}") from None


FIREFOXES = ("firefox-esr", "firefox")
NO_FIREFOX = (
    "No Firefox is found. Install one (Debian: apt-get install firefox-esr), or name its file in FIREFOX. "
    "Playwright 1.63 speaks WebDriver BiDi as Firefox ESR 153 does."
)


def launch_firefox(playwright: Playwright) -> Browser:
    """Start a headless Firefox of this machine, by WebDriver BiDi: Playwright's own build is not needed.

    Raises:
        NoBrowserError: there is none, or it does not start, or it does not know what this Playwright asks of it.
    """
    file = os.environ.get("FIREFOX", "").strip() or next(filter(None, map(shutil.which, FIREFOXES)), None)
    if file is None:
        raise NoBrowserError(NO_FIREFOX)
    try:
        browser = playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=file,
            firefox_user_prefs={"media.navigator.streams.fake": True, "media.navigator.permission.disabled": True},
        )
        browser.new_context().close()
    except PlaywrightError as error:
        raise NoBrowserError(f"{NO_FIREFOX} It says: {' '.join(str(error).split())[:200]}") from None
    return browser


def _setting() -> str:
    return os.environ.get("CHROMIUM", "").strip()


def _named() -> str | None:
    """Return the file from the setting ``CHROMIUM`` or on PATH; None for Playwright's own."""
    return _setting() or next((found for found in map(shutil.which, NAMES) if found), None)


def _problem() -> str:
    """Return why no browser starts; empty if one does."""
    try:
        with sync_playwright() as playwright:
            launch(playwright).close()
    except NoBrowserError as error:
        return str(error)
    return ""


def _download() -> None:
    """Install Playwright's own Chromium in the user's cache."""
    run([sys.executable, "-m", "playwright", "install", "chromium"], more=_IMPATIENT)


def _install() -> None:
    """Install Debian's Chromium and fonts. Ubuntu's package needs snap, which containers lack."""
    install_packages([NAMES[0], *FONTS])


def _install_libraries() -> None:
    """Install the system libraries that Playwright's Chromium needs."""
    run([sys.executable, "-m", "playwright", "install-deps", "chromium"])


def _ways() -> list[Callable[[], None]]:
    if _setting():
        return []  # the setting names a browser: use no other
    return [_install, _download, _install_libraries] if may_install_packages() else [_download]


def main() -> int:
    """Find or install a browser. If that fails, print one line, and return 1 in CI."""
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
