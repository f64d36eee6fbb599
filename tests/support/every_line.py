"""A second revision for calls of all kinds, with lines that may be rung and lines that may not."""

from datetime import timedelta

from ivr.demo import NUMBER
from schedules import shipped
from tests.support.published import LINES, MONDAY

SECOND = MONDAY + timedelta(days=3)
"""When the second revision takes effect: lines of every kind that may not be rung, some that may; one line is gone."""
_NEARLY_ALWAYS = 'languages: [vi, zh, id, fil, en, th, km, my, ja, ko, es, pt, ne, mn], hours: "Mon-Sun 00:00-23:00"'
_ADDED = f"""lines:
  - {{id: mobile, tier: 3, agency: OTIT, number: 090-1111-2222, {_NEARLY_ALWAYS}}}
  - {{id: abroad, tier: 3, agency: OTIT, number: 0120-250-501, dial: "+1 415 555 2671", {_NEARLY_ALWAYS}}}
  - {{id: satellite, tier: 3, agency: OTIT, number: 0120-250-502, dial: "+870 773 111 632", {_NEARLY_ALWAYS}}}
  - {{id: ourselves, tier: 3, agency: OTIT, number: 0120-250-503, dial: "{NUMBER}", {_NEARLY_ALWAYS}}}
  - {{id: elsewhere, tier: 3, agency: OTIT, number: 0120-250-504, dial: "sip:line@evil.example", {_NEARLY_ALWAYS}}}
  - {{id: uncharged, tier: 3, agency: OTIT, number: 0570-000-111, {_NEARLY_ALWAYS}}}
  - {{id: premium, tier: 3, agency: OTIT, number: 0990-500-111, charged: true, {_NEARLY_ALWAYS}}}
  - {{id: charged, tier: 4, agency: OTIT, number: 0570-012-345, charged: true, {_NEARLY_ALWAYS}}}
  - {{id: trunk, tier: 5, agency: OTIT, number: 0120-250-505, dial: "sip:line@trunk.example", {_NEARLY_ALWAYS}}}
  - {{id: landline, tier: 6, agency: FRESC, number: 03-3456-7890, {_NEARLY_ALWAYS}}}
"""
MAY_BE_RUNG = {number for number, _, _ in LINES} | {
    "+81120250506",
    "+81570012345",
    "sip:line@trunk.example",
    "+81334567890",
}
LOOPS = (NUMBER, "+81120250168", "+81120762029")
"""Callers for whom no line is rung."""


def second_document() -> str:
    """Return the shipped schedule with more lines, and with another one in place of one that is gone."""
    document = shipped().replace("id: otit-zh, ", "id: otit-zh-2, ").replace("0120-250-169", "0120-250-506")
    return document.replace("lines:\n", _ADDED, 1)
