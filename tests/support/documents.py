"""A valid document, and mistakes: each is an edit (old text, new text) with the row and words of the expected error."""

from pathlib import Path

import pytest

from schedules import DirectoryError, load_directory
from tests.support.published import FOURTEEN

GOOD = """\
zone: Asia/Tokyo
confirmed: 2021-06-28
source: the page
lines:
  - id: otit-vi
    tier: 1
    agency: OTIT
    languages: [vi]
    number: 0120-250-168
    hours: Mon-Fri 11:00-19:00, Sun 9:00-17:00
  - id: fresc
    tier: 2
    agency: FRESC
    languages: [ja, vi, en]
    number: 0120-76-2029
    hours:
      - hours: Mon-Fri 9:00-17:00
      - since: 2027-04-01
        hours: Mon-Fri 9:00-18:00
holidays:
  2: [public, new-year]
special_days:
  - name: Staff training
    date: 2026-12-10
    hours: closed
    scope: otit-vi
  - name: New Year
    every: 12-29
    to: 01-03
    hours: closed
    scope: all
  - name: Evening
    date: 2026-12-11
    extra: 19:00-21:00
    scope: tier 2
email:
  vi: https://www.support.otit.go.jp/soudan/vi/
notices:
  - id: flood
    as_of: 2026-11-01
    source: the town
    words:
      vi: {draft: true, title: Lũ lụt, spoken: [Một., Hai.], text: Lũ lụt.}
      en: {title: Flood, spoken: [One.], text: Flood.}
agencies:
  OTIT: {vi: OTIT là một tổ chức., en: OTIT is an organization.}
"""

MISTAKES: dict[str, tuple[str, str, int, str]] = {
    "reversed": ("Mon-Fri 11:00-19:00, Sun", "Mon-Fri 19:00-11:00, Sun", 10, "column 15, '11:00': closes at or before"),
    "overlapping": ("Sun 9:00-17:00", "Mon 18:00-20:00", 10, "overlaps or touches 11:00-19:00 on Mon"),
    "touching": ("Sun 9:00-17:00", "Mon 19:00-20:00", 10, "overlaps or touches 11:00-19:00 on Mon"),
    "unknown day": ("Sun 9:00", "Sum 9:00", 10, "'sum': not a day"),
    "25:00": ("Sun 9:00-17:00", "Sun 9:00-25:00", 10, "'25:00': not a time; times go from 0:00 to 24:00"),
    "no hours": ("    hours: Mon-Fri 11:00-19:00, Sun 9:00-17:00\n", "", 5, "otit-vi: hours: is missing"),
    "unpadded date": ("2026-12-10", "2026-12-1", 24, "'2026-12-1' is not a date such as 2026-01-05 (with zeros)"),
    "unpadded day of the year": ("01-03", "1-3", 29, "1-3 is not a day of the year such as 01-05 (with zeros)"),
    "a run that no year has": ("every: 12-29", "every: 02-29", 29, "can't begin on 29 February"),
    "an extension": ("0120-250-168", "0120-250-168 ext. 9", 9, "column 14, 'ext.'"),
    "a tier of many digits": ("  2: [public", "  02: [public", 21, "02 is not the number of a tier"),
    "a tag": ("agency: OTIT", "agency: !!bool OTIT", 7, "tags are not supported"),
    "a date that does not exist": ("2026-12-10", "2026-11-31", 24, "2026-11-31"),
    "the year 204": ("2026-12-10", "0204-12-10", 24, "is not in the years 2000 to 2100"),
    "a moment for a date": ("2026-12-10", "2026-12-10 10:00:00", 24, "is not a date such as"),
    "a time that YAML takes for a number": ("19:00-21:00", "19:00", 34, "1140 is not a text; put it in quotes"),
    "duplicate id": ("id: fresc", "id: otit-vi", 11, "otit-vi: the id is used twice"),
    "an id that is none": ("id: fresc", "id: FRESC help", 11, "'FRESC help' is not an id"),
    "unknown language": ("[vi]", "[vn]", 8, "vn is not one of the languages"),
    "a number that is none": ("0120-250-168", "0120-12", 9, "0120-12 is not a telephone number"),
    "missing timezone": ("zone: Asia/Tokyo\n", "", 4, "otit-vi: zone: is missing"),
    "unknown timezone": ("Asia/Tokyo", "Asia/Tokio", 1, "Asia/Tokio is not a time zone; an example is Asia/Tokyo"),
    "a tier that is none": ("tier: 2\n    agency", "tier: two\n    agency", 12, "'two' is not a whole number"),
    "unknown field": (
        "    agency: OTIT",
        "    agency: OTIT\n    langauges: [vi]",
        8,
        "unknown field langauges; did you mean languages",
    ),
    "a field given twice": ("    agency: OTIT", "    agency: OTIT\n    tier: 1", 8, "tier is given twice"),
    "two special days for one date": (
        "    date: 2026-12-11\n    extra: 19:00-21:00\n    scope: tier 2",
        "    date: 2026-12-30\n    hours: closed\n    scope: all",
        32,
        "every 12-29 to 01-03 (New Year) has the same date for all",
    ),
    "an unknown rule": ("[public, new-year]", "[pubic]", 21, "pubic is not a rule; rules are public, new-year"),
    "a tier without lines": ("  2: [public", "  3: [public", 21, "there is no line in tier 3"),
    "a scope without lines": ("scope: otit-vi", "scope: otit-vn", 23, "there is no line otit-vn"),
    "a special day for nobody in particular": ("    scope: otit-vi\n", "", 23, "scope: is missing"),
    "a run that ends before it begins": (
        "    hours: closed\n    scope",
        "    to: 2026-12-01\n    hours: closed\n    scope",
        25,
        "before",
    ),
    "extra hours that meet the usual": ("extra: 19:00", "extra: 17:00", 32, "overlaps or touches"),
    "two sets of hours from one date": (
        "      - hours: Mon",
        "      - since: 2027-04-01\n        hours: Mon",
        17,
        "two sets",
    ),
    "a page that is none": ("https://www", "www", 37, "is not a web address"),
    "a page without an address": (
        "https://www.support.otit.go.jp/soudan/vi/",
        "{confirmed: 2026-11-01}",
        37,
        "email: vi: None is not a web address",
    ),
    "a page that was checked on no date": (
        "https://www.support.otit.go.jp/soudan/vi/",
        "{address: 'https://a.example/', confirmed: never}",
        37,
        "email: vi: confirmed: 'never' is not a date",
    ),
    "a page with a field of a line": (
        "https://www.support.otit.go.jp/soudan/vi/",
        "{address: 'https://a.example/', number: 1}",
        37,
        "email: vi: unknown field number; fields are address",
    ),
    "a notice without a date": ("    as_of: 2026-11-01\n", "", 39, "notice flood: as_of: is missing"),
    "a notice in no language": (
        GOOD[GOOD.index("    words:") :],
        "    words: {}\n",
        42,
        "notice flood: words: is empty; a notice is in one language at least",
    ),
    "a notice in a language that is none": (
        "      vi: {draft",
        "      vn: {draft",
        43,
        "vn is not one of the languages",
    ),
    "a notice that is only said": (", text: Flood.}", "}", 44, "notice flood: en: text: is missing"),
    "a notice of one long part": ("[One.]", f"[{'a' * 251}]", 44, "spoken: 1 to 12 parts of one line and up to 250"),
    "a notice of no parts": ("[One.]", "[]", 44, "spoken: 1 to 12 parts of one line"),
    "a notice that is a sentence": (
        "en: {title: Flood, spoken: [One.], text: Flood.}",
        "en: Flood",
        44,
        "title, spoken",
    ),
    "a notice that is over before it begins": (
        "    source: the town",
        "    source: the town\n    last_day: 2026-10-01",
        39,
        "notice flood: last_day: 2026-10-01 is before as_of 2026-11-01",
    ),
    "two notices of one id": (
        "notices:\n",
        "notices:\n  - {id: flood, as_of: 2026-11-02, source: x, words: {en: {title: a, spoken: [b], text: c}}}\n",
        40,
        "notice flood: the id is used twice",
    ),
    "not YAML": ("lines:", "lines: [", 5, "not YAML"),
    "an alias": ("[ja, vi, en]", "&all [ja]\n    dial: *all", 15, "aliases are not supported"),
    "a control character": ("agency: FRESC", 'agency: "FR\\x07ESC"', 13, "one line of 1 to 200 characters"),
    "no lines": (GOOD[GOOD.index("lines:") : GOOD.index("holidays:")], "", 1, "no lines"),
    "not a directory": (GOOD, "hello", 1, "a directory is expected"),
}

SHORT = """\
lines:
  - id: vi
    tier: 1
    agency: OTIT
    languages: [vi]
    number: 0120-250-168
    hours: closed
    zone: Asia/Tokyo
    confirmed: 2021-06-28
    source: page
"""
"""A document with one line, in rows 2 to 10."""


def refusals(document: str) -> list[str]:
    """Return all problems of an invalid document."""
    with pytest.raises(DirectoryError) as refused:
        load_directory(document, FOURTEEN)
    return [str(problem) for problem in refused.value.problems]


def put(document: str, name: str = "hours.yaml") -> str:
    """Write a document into the folder of the test, and return its name."""
    Path(name).write_text(document, "utf-8")
    return name
