"""The hours that search engines read, by the types of schema.org's vocabulary in the npm package `schema-dts`."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from ivr.core.open_data import structured_data
from ivr.core.routing import decide
from prompts import LANGUAGES
from schedules import (
    HolidayRule,
    HolidayRules,
    Hours,
    SpecialDay,
    Timetable,
    load_directory,
    parse_hours,
    parse_windows,
)
from tests.support.judges import compile_typescript

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
SHIPPED = load_directory()
SPECIAL_DAYS = (
    SpecialDay("Short", date(2026, 12, 1), date(2026, 12, 3), parse_windows("10:00-12:00, 22:00-2:00 next day")),
    SpecialDay("Closed", date(2026, 12, 8), date(2026, 12, 9), ()),
)
CHANGED = replace(
    SHIPPED,
    lines=tuple(
        replace(line, hours=(*line.hours, Hours(parse_hours("24/7"), date(2027, 1, 1))), last_day=date(2027, 2, 1))
        for line in SHIPPED.lines
    ),
    special_days=SPECIAL_DAYS,
    holidays={1: HolidayRules.closed(*HolidayRule), 2: HolidayRules.closed(*HolidayRule)},
)


def test_each_page_is_a_government_service_with_hours(tmp_path: Path) -> None:
    services = [
        json.dumps(
            structured_data(
                decide(Timetable(directory), code, NOW),
                language.name,
                "https://h.example.org",
                lambda line: line.source,
            )
        )
        for directory in (SHIPPED, CHANGED)
        for code, language in LANGUAGES.items()
    ]
    source = [
        'import type { GovernmentService, WithContext } from "schema-dts";',
        *(f"export const _{place}: WithContext<GovernmentService> = {each};" for place, each in enumerate(services)),
    ]
    (tmp_path / "checked.ts").write_text("\n".join(source), "utf-8")
    assert all('"validThrough"' in each for each in services[len(LANGUAGES) :])
    assert compile_typescript(tmp_path) == ""
