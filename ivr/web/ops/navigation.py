"""The menu of the console."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flask import request, url_for

from ivr.core.roles import Role
from ivr.web.ops.console import console
from ivr.web.ops.guard import may
from ivr.web.ops.i18n import _

LONGEST_PATH = 2000
"""Characters of a path to return to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the menu; ``here``: the page that is shown is this one or belongs to it.

    ``key`` opens it after the key g; an empty one does not.
    """

    title: str
    url: str
    icon: str
    key: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one subject."""

    title: str
    icon: str
    entries: list[Entry]

    @property
    def here(self) -> bool:
        """Whether the page that is shown is one of them."""
        return any(entry.here for entry in self.entries)


def navigation() -> list[Group]:
    """Return the pages that the reader may see, in their groups."""
    groups = (
        Group(title(), icon, [_entry(page) for page in pages if may(page.role) and page.shown()])
        for title, icon, pages in _GROUPS
    )
    return [group for group in groups if group.entries]


def _entry(page: "_Page") -> Entry:
    url = url_for(f"ops.{page.endpoint}")
    return Entry(page.title(), url, page.icon, page.key, _is_here(url))


def own_path(path: str | None) -> str:
    """Return a path from a request if it is of the console, else the path of *Today*: no redirect leads elsewhere."""
    is_ours = path and (path == "/ops" or path.startswith("/ops/")) and "\\" not in path and path.isprintable()
    return path if path and is_ours and len(path) <= LONGEST_PATH else url_for("ops.today")


def _is_here(url: str) -> bool:
    return request.path == url or (url.count("/") > 1 and not url.endswith("/") and request.path.startswith(f"{url}/"))


class _Page(NamedTuple):
    """The view of a page, its title, its icon in ``static/icons.svg``, its shortcut after g, and who may see it.

    ``shown``: whether the page is of use to this service.
    """

    endpoint: str
    title: Callable[[], str]
    icon: str
    key: str = ""
    role: Role = Role.VIEWER
    shown: Callable[[], bool] = lambda: True


_GROUPS: tuple[tuple[Callable[[], str], str, tuple[_Page, ...]], ...] = (
    (lambda: _("Today"), "today", (_Page("today", lambda: _("Today"), "today", "t"),)),
    (
        lambda: _("Schedule"),
        "calendar",
        (
            _Page("hours", lambda: _("Hours"), "hours", "h"),
            _Page("confirmations", lambda: _("Agencies"), "done"),
            _Page("what_if", lambda: _("What would happen"), "route", "w"),
        ),
    ),
    (
        lambda: _("Wording"),
        "words",
        (_Page("prompts", lambda: _("Prompts"), "words", "p"), _Page("notices", lambda: _("Notices"), "notice", "n")),
    ),
    (
        lambda: _("Contacts"),
        "phone",
        (
            _Page("calls", lambda: _("Calls"), "phone", "c"),
            _Page("texts", lambda: _("Texts"), "text", "x"),
            _Page("call_backs", lambda: _("Call-backs"), "phone", "b", shown=lambda: console().calls_back),
            _Page("reports", lambda: _("Reports"), "chart", "r"),
        ),
    ),
    (
        lambda: _("Team"),
        "people",
        (
            _Page("people", lambda: _("People"), "people", "u", Role.ADMIN),
            _Page("audit", lambda: _("Audit log"), "log", "a"),
        ),
    ),
)
