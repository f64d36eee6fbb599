"""Japan's public holidays between two years, by the package holidays: {"2026-01-01": "元日", …}."""

import json
import sys

import holidays  # type: ignore[import-not-found]

given = json.load(sys.stdin)
found = holidays.country_holidays("JP", years=range(given["first"], given["last"] + 1), language="ja")
json.dump({str(day): name for day, name in sorted(found.items())}, sys.stdout)
