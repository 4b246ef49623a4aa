"""How the site looks, in one picture: `python tests/contact_sheet.py SITE OUT.png` makes it.

With a page's name after that, it shows that page only, larger, in two ways of the four. So the
README's picture is made: `python tests/contact_sheet.py SITE docs/assets/screenshot.png Home`.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from browser_setup import DESKTOP, PHONE, chromium, open_page, served
from lighthouse import PAGES
from playwright.sync_api import Browser, ViewportSize

Way = tuple[str, ViewportSize, Literal["light", "dark"]]

WAYS: Sequence[Way] = (
    ("desktop", DESKTOP, "light"),
    ("phone", PHONE, "dark"),
    ("phone", PHONE, "light"),
    ("desktop", DESKTOP, "dark"),
)
STYLE = """
body { background: #cfd6d5; font: 20px/1.8 system-ui, sans-serif; margin: 0; width: max-content }
section { display: flex; gap: 24px; padding: 24px }
figure { margin: 0 }
"""


def figures(browser: Browser, address: str, name: str, ways: Iterable[Way]) -> Iterator[str]:
    """Show a page, each way with its label.

    Args:
        browser: What shows it.
        address: Where the site is served.
        name: The page.
        ways: How to show it.

    Yields:
        HTML for each way.
    """
    for screen, size, scheme in ways:
        page = browser.new_page(viewport=size, color_scheme=scheme)
        open_page(page, address + PAGES[name])
        shot = base64.b64encode(page.screenshot()).decode()
        page.close()
        label = f"<figcaption>{name}, {screen}, {scheme}</figcaption>"
        yield f'<figure>{label}<img src="data:image/png;base64,{shot}"></figure>'


def make(site: Path, picture: Path, name: str | None = None) -> None:
    """Make the picture.

    Args:
        site: The folder of a built site.
        picture: Where to put it.
        name: The page to show; all of them by default.
    """
    names, ways, scale = ([name], WAYS[:2], 0.625) if name else (list(PAGES), WAYS, 0.5)
    with chromium() as browser, served(site) as address:
        rows = ["".join(figures(browser, address, name, ways)) for name in names]
        sheet = browser.new_page(device_scale_factor=scale)
        sheet.set_content(f"<style>{STYLE}</style><section>{'</section><section>'.join(rows)}")
        sheet.locator("body").screenshot(path=picture)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
