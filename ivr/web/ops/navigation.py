"""The menu of the console."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for

from ivr.core.roles import Role
from ivr.web.ops.guard import may
from ivr.web.ops.i18n import _

LONGEST_PATH = 2000
"""Characters of a path to return to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the menu; ``here``: the page that is shown is this one or belongs to it."""

    title: str
    url: str
    here: bool


def navigation() -> list[Entry]:
    """Return the pages that the reader may see."""
    return [
        Entry(title(), url_for(f"ops.{endpoint}"), _is_here(url_for(f"ops.{endpoint}")))
        for endpoint, title, role in _PAGES
        if may(role)
    ]


def own_path(path: str | None) -> str:
    """Return a path from a request if it is of the console, else the path of *Today*: no redirect leads elsewhere."""
    is_ours = path and (path == "/ops" or path.startswith("/ops/")) and "\\" not in path and path.isprintable()
    return path if path and is_ours and len(path) <= LONGEST_PATH else url_for("ops.today")


def _is_here(url: str) -> bool:
    return request.path == url or (url.count("/") > 1 and not url.endswith("/") and request.path.startswith(f"{url}/"))


_PAGES: tuple[tuple[str, Callable[[], str], Role], ...] = (
    ("today", lambda: _("Today"), Role.VIEWER),
    ("hours", lambda: _("Hours"), Role.VIEWER),
    ("what_if", lambda: _("What would happen"), Role.VIEWER),
    ("prompts", lambda: _("Prompts"), Role.VIEWER),
    ("notices", lambda: _("Notices"), Role.VIEWER),
    ("calls", lambda: _("Calls"), Role.VIEWER),
    ("texts", lambda: _("Texts"), Role.VIEWER),
    ("reports", lambda: _("Reports"), Role.VIEWER),
    ("people", lambda: _("People"), Role.ADMIN),
    ("audit", lambda: _("Audit log"), Role.VIEWER),
)
