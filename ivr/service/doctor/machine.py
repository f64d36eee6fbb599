"""Checks of what is on this machine: settings, files, zone data, the number of proxies."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from importlib.metadata import version as version_of
from itertools import chain
from pathlib import Path
from stat import S_IRGRP, S_IROTH, S_IWGRP, S_IWOTH
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

import pytz

from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.service.backup.taking import own_folder, taken
from ivr.settings import Partial, Settings
from ivr.store.db import sqlite_file
from schedules import home_date, home_zone

_HALF_A_YEAR = timedelta(days=182)
"""Summer time begins or ends within it."""
_OLDEST_ZONES = 2
"""Years after which zone data should be updated."""
_GROUP, _OTHERS = S_IRGRP | S_IWGRP, S_IROTH | S_IWOTH
_CLOSE = "chmod 600"
_STALE = timedelta(days=8)
"""How old the newest backup may be: a week and a day."""


def settings(partial: Partial) -> Iterator[Finding]:
    """Yield each problem of the settings."""
    for problem in partial.problems:
        found, _, todo = problem.partition(". ")
        yield Fail("settings", found, todo)
    if not partial.problems:
        yield Ok("settings", f"all {len(Settings.model_fields)} can be used, none is misspelt")


def files(partial: Partial) -> Iterator[Finding]:
    """Yield the files with secrets that others may read."""
    secrets = [(file, file.name == ".env") for file in partial.files]
    database = sqlite_file(partial.settings.database_url)
    if database and database.is_file():
        secrets.append((database, True))
    wrong = list(chain.from_iterable(_open_file(file, ours) for file, ours in secrets))
    yield from wrong
    if not wrong:
        names = ", ".join(str(file) for file, _ in secrets) or "there is none with secrets"
        yield Ok("files", f"only this account and root can read them: {names}" if secrets else names)


def _open_file(file: Path, ours: bool) -> Iterator[Finding]:
    """Yield what is wrong with the rights of a file. One that is not ours may be a container's secret, open to all."""
    mode = file.stat().st_mode
    if mode & _OTHERS:
        kind = Fail if ours else Warn
        yield kind("files", f"{file} can be read or written by all accounts ({mode & 0o777:o})", f"Run {_CLOSE} {file}")
    elif mode & _GROUP and ours:
        yield Warn("files", f"{file} can be read or written by its group ({mode & 0o777:o})", f"Run {_CLOSE} {file}")


def zones(
    names: Iterable[str], version: str, now: datetime, load: Callable[[str], tzinfo] = ZoneInfo
) -> Iterator[Finding]:
    """Yield the zones that are missing, or about which two sources of zone data differ; and whether it is old.

    ``version`` is that of the zone data, such as ``2026b``.
    """
    wrong = False
    for name in sorted(set(names)):
        try:
            zone, other = load(name), pytz.timezone(name)
        except (ZoneInfoNotFoundError, pytz.UnknownTimeZoneError):
            wrong = True
            yield Fail("zones", f"there is no zone data for {name}", _UPDATE)
            continue
        moments = (now, now + _HALF_A_YEAR)
        if any(each.astimezone(zone).utcoffset() != each.astimezone(other).utcoffset() for each in moments):
            wrong = True
            yield Fail("zones", f"the zone data of Python and of pytz differ about {name}", _UPDATE)
    year = version[:4]
    if year.isdigit() and int(year) < home_date(now).year - _OLDEST_ZONES:
        wrong = True
        yield Warn("zones", f"the zone data is of {version}", _UPDATE)
    if not wrong:
        yield Ok("zones", f"zone data {version or 'of an unknown version'} has {', '.join(sorted(set(names)))}")


_UPDATE = "Update the package tzdata of the system, if it has one, and run pip install --upgrade tzdata pytz"


def zone_version(folders: Sequence[str] = TZPATH) -> str:
    """Return the version of the zone data that Python uses: the system's, else that of the package tzdata."""
    for folder in map(Path, folders):
        if (folder / home_zone().key).exists():
            file = folder / "tzdata.zi"
            return file.read_text("utf-8").splitlines()[0].split()[-1] if file.exists() else ""
    return version_of("tzdata")


def backup(database_url: str, now: datetime) -> Iterator[Finding]:
    """Yield how old the newest backup of a SQLite database is. A server's are not known here."""
    if sqlite_file(database_url) is None:
        return
    folder = own_folder(database_url)
    newest = taken(folder)[-1:]
    if not newest:
        yield Warn("backup", f"there is none in {folder}", _BACK_UP)
        return
    ((at, file),) = newest
    found = f"the newest, {file}, is of {at:%Y-%m-%d %H:%M} UTC"
    yield Warn("backup", found, _BACK_UP) if now - at > _STALE else Ok("backup", found)


_BACK_UP = "Let a timer run `ivr backup`, and keep copies on another machine"


def proxies(settings: Settings) -> Iterator[Finding]:
    """Yield whether the number of proxies fits the address: the service itself speaks no TLS."""
    count, https = settings.trusted_proxies, settings.public_url.startswith("https:")
    if https and not count:
        yield Warn(
            "proxies",
            "PUBLIC_URL is https, so a proxy stands before the service, but TRUSTED_PROXIES is 0: all visitors "
            "count as one",
            "Set TRUSTED_PROXIES to the number of proxies that add X-Forwarded-For, usually 1",
        )
    elif count and not https:
        yield Warn(
            "proxies",
            f"TRUSTED_PROXIES is {count}, but PUBLIC_URL is not https: without a proxy anybody can invent an address",
            "Set TRUSTED_PROXIES to 0 if nothing stands before the service",
        )
    else:
        yield Ok("proxies", f"TRUSTED_PROXIES is {count}")
