"""Reads a page: HTML to headings, paragraphs and rows of tables (lxml). It runs in ``python -m ivr.agency_pages`` only.

lxml repairs what authors leave open, and limits how deep elements may be nested; this module limits the rest.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree, html

from ivr.core.agency_pages.facts import Section, languages_in, numbers_in
from schedules import HoursError
from schedules.parsing import parse_hours

MOST_TEXT = 100_000
"""Most characters of a page's text that are read. The longest page of our tests has 3,000."""
_MOST_ELEMENTS, _MOST_CELLS = 100_000, 20_000
_WIDEST, _TALLEST = 50, 200
"""Most columns and rows that a cell may span."""
_LONGEST_HEADER = 60
_HEADINGS, _SILENT, _INLINE = (
    frozenset(tags.split())
    for tags in (
        "h1 h2 h3 h4 h5 h6 caption summary legend",
        "script style noscript template svg math head iframe object select textarea",
        "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small span "
        "strike strong sub sup time tt u var wbr",
    )
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AS_BROWSERS_DO = {"shift_jis": "cp932", "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}
"""What pages call by these names is more than that (https://encoding.spec.whatwg.org/#names-and-labels)."""


def sections(content: bytes, charset: str = "") -> list[Section]:
    """Return the parts of a page; ``charset`` is what its server says. None with text: the page has none."""
    text = decoded(content, charset)
    # As text in UTF-8: a declaration within the page would otherwise be believed once more.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing is in it
        return []
    return _Reader().read(root)


def decoded(content: bytes, charset: str) -> str:
    """Return the text of a page. What it declares itself counts if its server says nothing."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    found = _CHARSET.search(content[:4096])
    for name in (charset, found[1].decode("ascii", "replace") if found else "", "utf-8"):
        try:
            known = codecs.lookup(name).name if name else ""
        except LookupError:
            continue
        if known:
            return content.decode(_AS_BROWSERS_DO.get(known, known), "replace")
    return content.decode("utf-8", "replace")


class _Reader:
    def __init__(self) -> None:
        self._found = [Section("", ())]
        self._blocks: list[str] = []
        self._words: list[str] = []
        self._left = MOST_TEXT

    def read(self, root: html.HtmlElement) -> list[Section]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in islice(walk, 2 * _MOST_ELEMENTS):
            if not self._left:
                break
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start" and (tag in _SILENT or element.get("hidden") is not None):
                walk.skip_subtree()
            elif event == "start" and tag == "table" and not _has_tables(element):
                self._end_block()
                self._table(element)
                walk.skip_subtree()
            elif event == "start":
                self._begins(tag, element)
            else:
                self._ends(tag, element)
        self._end_block()
        self._end_section("")
        return [each for each in self._found if each.blocks or each.heading]

    def _begins(self, tag: str, element: html.HtmlElement) -> None:
        if tag not in _INLINE and tag != "br":
            self._end_block()
        if tag == "br":
            self._say("\n")
        self._say((element.get("alt") if tag == "img" else element.text) or "")

    def _ends(self, tag: str, element: html.HtmlElement) -> None:
        if tag in _HEADINGS:
            self._end_section(_line("".join(self._words)))
            self._words.clear()
        elif tag not in _INLINE and tag != "br":
            self._end_block()
        self._say(element.tail or "")

    def _say(self, text: str) -> None:
        text = text[: self._left]
        # A line's end in the source is a space; one that is shown comes as "\n" of its own.
        self._words.append(text if text == "\n" else re.sub(r"\s+", " ", text))
        self._left -= len(text)

    def _end_block(self) -> None:
        text = "\n".join(filter(None, map(_line, "".join(self._words).split("\n"))))
        self._words.clear()
        if text:
            self._blocks.append(text)

    def _end_section(self, heading: str) -> None:
        last = self._found.pop()
        self._found += [Section(last.heading, tuple(self._blocks)), Section(heading, ())]
        self._blocks = []

    def _table(self, table: html.HtmlElement) -> None:
        """Make a section of its own of a table: a heading above it is its heading."""
        captions = [_line(_text(each)) for each in table.iterchildren("caption")]
        heading = " ".join([self._found[-1].heading, *captions]).strip()
        above = self._found[-1].heading
        self._end_section(heading)
        for row in _rows(_grid(table)):
            self._say(row)
            self._end_block()
        self._end_section(above)


def _has_tables(table: html.HtmlElement) -> bool:
    return next((True for each in table.iterdescendants("table") if each is not table), False)


def _grid(table: html.HtmlElement) -> list[list[str]]:
    """Return the cells of a table by row; a cell that spans several is repeated."""
    grid: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}
    left = _MOST_CELLS
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while len(cells) in spans:
                cells.append(_down(spans, len(cells)))
            text = _line(_text(cell))
            for _ in range(_span(cell, "colspan", _WIDEST)):
                if (tall := _span(cell, "rowspan", _TALLEST)) > 1:
                    spans[len(cells)] = tall, text
                    cells.append(_down(spans, len(cells)))
                else:
                    cells.append(text)
            if len(cells) > left:
                return grid
        while len(cells) in spans:
            cells.append(_down(spans, len(cells)))
        grid.append(cells)
        left -= len(cells)
    return grid


def _down(spans: dict[int, tuple[int, str]], column: int) -> str:
    left, text = spans.pop(column)
    if left > 1:
        spans[column] = left - 1, text
    return text


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _rows(grid: list[list[str]]) -> Iterator[str]:
    """Yield each row as a text, or each column if languages or numbers stand side by side."""
    if grid and _names_lines(grid[0][1:]) >= 2 > _names_lines([row[0] for row in grid if row][1:]):
        width = max(map(len, grid))
        grid = [[row[at] if at < len(row) else "" for row in grid] for at in range(width)]
    header = grid[0] if grid else []
    days = {at for at, text in enumerate(header) if _parses(f"{text} 9:00-17:00") and len(text) <= _LONGEST_HEADER}
    for row in grid:
        cells = [
            f"{header[at]} {text}" if at in days and _parses(f"Mon {text}") else text for at, text in enumerate(row)
        ]
        yield " | ".join(dict.fromkeys(filter(None, cells)))


def _names_lines(cells: list[str]) -> int:
    """Return how many cells name one line each."""
    return len({cell for cell in cells if len(languages_in(cell)) == 1 or len(numbers_in(cell)) == 1})


def _parses(text: str) -> bool:
    try:
        parse_hours(text)
    except HoursError:
        return False
    return True


def _text(element: html.HtmlElement) -> str:
    """Return the text of a cell or a caption."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            if each is not element:
                parts.append(each.tail or "")
        elif each.tag in _SILENT:
            walk.skip_subtree()
        else:
            parts.append("" if each.tag in _INLINE else " ")
            parts.append(each.get("alt") or "" if each.tag == "img" else each.text or "")
    return "".join(parts)


def _line(text: str) -> str:
    return " ".join(text.split())
