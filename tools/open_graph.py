"""The Open Graph image of the public pages, with the names of the fourteen languages.

    python -m tools.open_graph

Chromium renders it. The image is in the repository, because servers lack fonts for fourteen languages.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from prompts import LANGUAGES
from tools.browser import NoBrowserError, launch

FILE = Path(__file__).parent.parent / "ivr" / "web" / "static" / "open-graph.png"
WIDTH, HEIGHT = 1200, 630
"""Size in pixels, as usual for Open Graph images."""
COLOURS = 24
"""Colours of the palette; enough for two colours and anti-aliasing."""
STYLE = """
  * { margin: 0; box-sizing: border-box }
  body { padding: 48px 72px; background: #0b5c6b; color: #fff;
    font: 600 51px/1.5 "Noto Sans", "Noto Sans Thai", "Noto Sans Khmer", "Noto Sans Myanmar", "Noto Sans Devanagari",
      "Noto Sans CJK JP", sans-serif }
  :lang(zh) { font-family: "Noto Sans CJK SC" } :lang(ko) { font-family: "Noto Sans CJK KR" }
  h1 { font-size: 88px; line-height: 1.1; padding-bottom: 26px; margin-bottom: 26px; border-bottom: 4px solid #7fd0de }
  h1 span { color: #7fd0de }
  ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 8px 50px }
"""


def main() -> int:
    """Render the image and write it. Return 1 if there is no browser."""
    names = "".join(f'<li lang="{code}">{language.name}</li>' for code, language in LANGUAGES.items())
    html = f'<style>{STYLE}</style><h1>Tsunagu <span lang="ja">つなぐ</span></h1><ul>{names}</ul>'
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.set_content(html)
            drawn = page.screenshot()
            browser.close()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    FILE.parent.mkdir(exist_ok=True)
    Image.open(BytesIO(drawn)).convert("RGB").quantize(COLOURS).save(FILE, optimize=True)
    print(FILE.name, f"{FILE.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
