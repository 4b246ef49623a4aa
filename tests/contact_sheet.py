"""How the site looks, in one picture: `python tests/contact_sheet.py SITE OUT.png` makes it.

Names of pages after that leave out the others. The README's picture is made of one, so:
`python tests/contact_sheet.py SITE docs/assets/screenshot.png "A guideline"`.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Literal

from browsing import CHROMIUM, DESKTOP, PHONE, served
from lighthouse import PAGES
from playwright.sync_api import Browser, sync_playwright

SCREENS = {"desktop": DESKTOP, "phone": PHONE}
SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
WIDTH = 1400
STYLE = f"""
body {{ background: #cfd6d5; font: 13px system-ui, sans-serif; margin: 0; padding: 12px; width: {WIDTH}px }}
section {{ align-items: end; display: flex; gap: 12px; justify-content: space-between; margin: 0 0 16px }}
figure {{ margin: 0 }}
figcaption {{ padding: 0 0 4px }}
img {{ display: block; height: 329px }}
"""


def figures(browser: Browser, address: str, names: Sequence[str]) -> Iterator[str]:
    """Show pages as they are on each screen, in each scheme.

    Args:
        browser: What shows them.
        address: Where the site is served.
        names: The pages.

    Yields:
        HTML: a section for each page.
    """
    for name in names:
        yield "<section>"
        for (screen, size), scheme in product(SCREENS.items(), SCHEMES):
            with browser.new_page(viewport=size, color_scheme=scheme) as page:
                page.goto(address + PAGES[name], wait_until="networkidle")
                shot = base64.b64encode(page.screenshot()).decode()
            caption = f"<figcaption>{name}, {screen}, {scheme}</figcaption>"
            yield f'<figure>{caption}<img src="data:image/png;base64,{shot}"></figure>'
        yield "</section>"


def make(site: Path, picture: Path, names: Sequence[str]) -> None:
    """Make the picture.

    Args:
        site: The folder of a built site.
        picture: Where to put it.
        names: The pages to show, as the table of Lighthouse names them.
    """
    with sync_playwright() as playwright, served(site) as address:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = "".join(figures(browser, address, names))
        page = browser.new_page(viewport={"width": WIDTH + 24, "height": 100})
        page.set_content(f"<style>{STYLE}</style>{sheet}")
        page.screenshot(path=picture, full_page=True)
        browser.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:] or list(PAGES))
