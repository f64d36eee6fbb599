"""The way to anywhere: a list of all pages, lines and languages. With a script, Ctrl-K opens it as a dialog."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.web.ops.console import console, ops
from ivr.web.ops.i18n import _, language_name, line_name
from ivr.web.ops.navigation import navigation
from prompts import LANGUAGES

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go; ``words`` are further words by which it is found."""

    title: str
    kind: str
    icon: str
    url: str
    words: str = ""

    def fits(self, asked: str) -> bool:
        """Whether each word that is asked for is in its words."""
        said = f"{self.title} {self.kind} {self.words}".casefold()
        return all(word in said for word in asked.casefold().split())


@ops.get("/go")
def go() -> ResponseReturnValue:
    """List where one can go, or what of it fits the words in the query; and the shortcuts."""
    asked = request.args.get("q", "").strip()[:_LONGEST]
    places = [each for each in _places() if each.fits(asked)]
    keys = [(entry.key, entry.title) for group in navigation() for entry in group.entries if entry.key]
    return render_template("ops/go.html", asked=asked, places=places, keys=keys)


def _places() -> Iterator[Place]:
    for group in navigation():
        yield from (Place(each.title, group.title, each.icon, each.url) for each in group.entries)
    yield Place(_("Special days"), _("Schedule"), "calendar", url_for("ops.special_days"))
    yield Place(_("Holiday rules"), _("Schedule"), "calendar", url_for("ops.holidays"))
    yield Place(_("Last confirmed"), _("Schedule"), "calendar", url_for("ops.last_confirmed"))
    yield Place(_("Draft"), _("Schedule"), "edit", url_for("ops.draft"))
    yield Place(_("History of the hours"), _("Schedule"), "history", url_for("ops.history"))
    yield Place(_("Alerts"), _("Today"), "log", url_for("ops.alerts"))
    yield Place(_("Agencies' pages"), _("Hours"), "hours", url_for("ops.agency_pages"))
    yield Place(_("Your account"), _("Team"), "person", url_for("ops.account"))
    for line in console().timetable(console().clock.now()).directory.lines:
        words = f"{line.id} {line.number} {' '.join(line.languages)}"
        yield Place(line_name(line), _("Hours of a line"), "hours", url_for("ops.line", line_id=line.id), words)
    for code, language in LANGUAGES.items():
        words = f"{code} {language.english} {language.name}"
        name = language_name(code)
        yield Place(name, _("What would happen"), "route", url_for("ops.what_if", language=code), words)
        yield Place(name, _("Calls"), "phone", url_for("ops.calls", language=code), words)
