"""Charts as SVG, readable on light and dark pages: bars of ratios, and lines over time."""

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _LEFT, _BAR, _GAP = 720, 190, 16, 14
_COLOURS = {"bare": "#8a8f98", "sample": "#c98a1b", "ours": "#1f7a5c"}
_LINES = ("#1f7a5c", "#c98a1b", "#4a6fa5")
_PANEL, _PLOT_LEFT, _PLOT_TOP = 170, 60, 34
_STYLE = "text{font:13px sans-serif;fill:#222}@media(prefers-color-scheme:dark){text{fill:#ddd}}"


def chart(ratios: Mapping[str, Mapping[str, float]]) -> str:
    """Return the ratios of each step by application as horizontal bars."""
    longest = max(each for of in ratios.values() for each in of.values())
    scale, shapes, top = (_WIDTH - _LEFT - 60) / longest, _legend(_COLOURS, _LEFT, 12), 40
    for step, of in ratios.items():
        shapes.append(f'<text x="{_LEFT - 10}" y="{top + 30}" text-anchor="end">{escape(step)}</text>')
        for name, ratio in of.items():
            shapes.append(
                f'<rect x="{_LEFT}" y="{top}" width="{ratio * scale:.0f}" height="{_BAR}" fill="{_COLOURS[name]}"/>'
            )
            shapes.append(f'<text x="{_LEFT + ratio * scale + 6:.0f}" y="{top + 13}">{ratio:.2f}</text>')
            top += _BAR + 2
        top += _GAP
    return _svg("Requests a second as a ratio to a bare Flask route", top, shapes)


def courses(title: str, panels: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]]) -> str:
    """Return a panel for each figure, with a line for each series: (seconds, value) by its name."""
    names = list(dict.fromkeys(name for series in panels.values() for name in series))
    colours = dict(zip(names, _LINES, strict=False))
    shapes = _legend(colours, _PLOT_LEFT, 12)
    for place, (figure, series) in enumerate(panels.items()):
        shapes += _panel(figure, series, colours, _PLOT_TOP + place * _PANEL)
    return _svg(title, _PLOT_TOP + len(panels) * _PANEL, shapes)


def _panel(
    figure: str, series: Mapping[str, Sequence[tuple[float, float]]], colours: Mapping[str, str], top: int
) -> list[str]:
    points = [point for each in series.values() for point in each]
    longest, highest = max(at for at, _ in points) or 1, max(value for _, value in points) or 1
    across, up, foot = (_WIDTH - _PLOT_LEFT - 20) / longest, (_PANEL - 60) / highest, top + _PANEL - 30
    shapes = [
        f'<text x="{_PLOT_LEFT}" y="{top + 16}">{escape(figure)}</text>',
        f'<path d="M{_PLOT_LEFT} {top + 24}V{foot}H{_WIDTH - 20}" fill="none" stroke="#8a8f98"/>',
        f'<text x="{_PLOT_LEFT - 6}" y="{top + 34}" text-anchor="end">{highest:.0f}</text>',
        f'<text x="{_PLOT_LEFT - 6}" y="{foot}" text-anchor="end">0</text>',
        f'<text x="{_WIDTH - 20}" y="{foot + 16}" text-anchor="end">{longest:.0f} s</text>',
    ]
    for name, each in series.items():
        line = " ".join(f"{_PLOT_LEFT + at * across:.0f},{foot - value * up:.0f}" for at, value in each)
        shapes.append(f'<polyline points="{line}" fill="none" stroke-width="2" stroke="{colours[name]}"/>')
    return shapes


def _legend(colours: Mapping[str, str], left: int, top: int) -> list[str]:
    shapes = []
    for place, (name, colour) in enumerate(colours.items()):
        shapes.append(f'<rect x="{left + place * 110}" y="{top}" width="12" height="12" fill="{colour}"/>')
        shapes.append(f'<text x="{left + 18 + place * 110}" y="{top + 10}">{escape(name)}</text>')
    return shapes


def _svg(title: str, height: int, shapes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{''.join(shapes)}</svg>\n"
    )
