"""A bar chart as SVG, readable on light and dark pages."""

from collections.abc import Mapping
from html import escape

_WIDTH, _LEFT, _BAR, _GAP = 720, 190, 16, 14
_COLOURS = {"bare": "#8a8f98", "sample": "#c98a1b", "ours": "#1f7a5c"}


def chart(ratios: Mapping[str, Mapping[str, float]]) -> str:
    """Return the ratios of each step by application as horizontal bars."""
    longest = max(each for of in ratios.values() for each in of.values())
    scale, shapes, top = (_WIDTH - _LEFT - 60) / longest, list[str](), 40
    for place, name in enumerate(_COLOURS):
        shapes.append(f'<rect x="{_LEFT + place * 110}" y="12" width="12" height="12" fill="{_COLOURS[name]}"/>')
        shapes.append(f'<text x="{_LEFT + 18 + place * 110}" y="22">{name}</text>')
    for step, of in ratios.items():
        shapes.append(f'<text x="{_LEFT - 10}" y="{top + 30}" text-anchor="end">{escape(step)}</text>')
        for name, ratio in of.items():
            shapes.append(
                f'<rect x="{_LEFT}" y="{top}" width="{ratio * scale:.0f}" height="{_BAR}" fill="{_COLOURS[name]}"/>'
            )
            shapes.append(f'<text x="{_LEFT + ratio * scale + 6:.0f}" y="{top + 13}">{ratio:.2f}</text>')
            top += _BAR + 2
        top += _GAP
    style = "text{font:13px sans-serif;fill:#222}@media(prefers-color-scheme:dark){text{fill:#ddd}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" role="img">'
        f"<title>Requests a second as a ratio to a bare Flask route</title><style>{style}</style>"
        f"{''.join(shapes)}</svg>\n"
    )
