"""Fills a form of a finished page with what somebody has typed before, whatever page it is.

The page stays as it is, byte for byte, apart from the fields of that form, a note in it, and the details that hide it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote

Fields = Sequence[tuple[str, str]]
"""Names and values of a form, in their order. A name may come several times."""
_Attributes = list[tuple[str, str | None]]
_NOT_TYPED = ("submit", "button", "image", "reset", "password", "file")
_OURS = ("", "csrf_token", "form_of")
"""Names of fields that a page has for itself, and not to be filled in."""


@dataclass
class _Form:
    """A form of a page: where it may go, its fields with the values of hidden ones, the details that it is in."""

    actions: set[str]
    details: list[int]
    hidden: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def fill(page: str, here: str, action: str, typed: Fields, note: Callable[[Fields], str]) -> str | None:
    """Return a page with its form for the address ``action`` filled in; None if it has no such form.

    ``here`` is the address of the page, to which a form goes that names none.

    Of several forms for the address, the one whose hidden fields are most like those typed is filled in. ``note``
    returns the HTML to put at its beginning; it is given the values for which the form has no field.
    """
    survey = _Survey()
    survey.feed(page)
    goals = {unquote(action), ""} if unquote(here) == unquote(action) else {unquote(action)}
    meant = [at for at, form in enumerate(survey.forms) if not goals.isdisjoint(form.actions)]
    if not meant:
        return None
    given = set(typed)

    def likeness(at: int) -> tuple[int, int]:
        form = survey.forms[at]
        return len(form.hidden & given), -len(form.names - {name for name, _ in typed})

    best = max(meant, key=likeness)
    form = survey.forms[best]
    lost = [(name, value) for name, value in typed if value.strip() and name not in form.names]
    filler = _Filler(best, form.details, typed, note(lost))
    filler.feed(page)
    return "".join(filler.written)


def _goal(address: str | None) -> str:
    """Return the address of a form without its fragment, which no server is told."""
    return unquote((address or "").partition("#")[0])


class _Survey(HTMLParser):
    """Lists the forms of a page that change something."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._details: list[int] = []
        self._count = 0
        self._inside = False

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        given = dict(attrs)
        if tag == "details":
            self._details.append(self._count)
            self._count += 1
        elif tag == "form" and (given.get("method") or "").lower() == "post":
            self._inside = True
            self.forms.append(_Form({_goal(given.get("action"))}, list(self._details)))
        elif self._inside:
            name = given.get("name") or ""
            self.forms[-1].names.add(name)
            if goal := given.get("formaction"):
                self.forms[-1].actions.add(_goal(goal))
            if given.get("type") == "hidden" and name not in _OURS:
                self.forms[-1].hidden.add((name, given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._details:
            self._details.pop()
        elif tag == "form":
            self._inside = False


class _Filler(HTMLParser):
    """Writes a page again, with one form filled in."""

    def __init__(self, form: int, details: Iterable[int], typed: Fields, note: str) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._form, self._details, self._note = form, set(details), note
        self._left: dict[str, list[str]] = {}
        for name, value in typed:
            self._left.setdefault(name, []).append(value)
        self._forms = self._all_details = -1
        self._inside = self._in_text = False
        self._select: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        raw = self.get_starttag_text() or ""
        if tag == "details":
            self._all_details += 1
            if self._all_details in self._details and "open" not in dict(attrs):
                raw = _tag(tag, [*attrs, ("open", None)])
        elif tag == "form" and (dict(attrs).get("method") or "").lower() == "post":
            self._forms += 1
            self._inside = self._forms == self._form
            raw += self._note if self._inside else ""
        elif self._inside:
            raw = self._filled(tag, attrs, raw)
        self.written.append(raw)

    def _filled(self, tag: str, attrs: _Attributes, raw: str) -> str:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type") or "text"
        if tag == "input" and kind not in _NOT_TYPED and name not in _OURS:
            if kind in ("checkbox", "radio"):
                return _tag(tag, _marked(attrs, "checked", (given.get("value") or "on") in self._left.get(name, [])))
            if value := self._next(name):
                return _tag(tag, [*(each for each in attrs if each[0] != "value"), ("value", value[0])])
        elif tag == "textarea" and (value := self._next(name)):
            self._in_text = True
            return raw + "\n" + escape(value[0])  # a line break after the tag is not part of the text
        elif tag == "select":
            self._select = self._left.get(name)
        elif tag == "option" and self._select is not None:
            return _tag(tag, _marked(attrs, "selected", (given.get("value") or "") in self._select))
        return raw

    def _next(self, name: str) -> list[str]:
        """Return the next value of a name in a list, which is empty if there is none."""
        values = self._left.get(name, [])
        return [values.pop(0)] if values else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._in_text = False
        elif tag == "select":
            self._select = None
        self.written.append(f"</{tag}>")

    def _write(self, text: str) -> None:
        if not self._in_text:
            self.written.append(text)

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._write(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")


def _marked(attrs: _Attributes, name: str, on: bool) -> _Attributes:
    kept: _Attributes = [each for each in attrs if each[0] != name]
    return [*kept, (name, None)] if on else kept


def _tag(tag: str, attrs: _Attributes) -> str:
    told = (f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
    return f"<{tag}{''.join(told)}>"
