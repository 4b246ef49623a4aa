"""The picture that a link to the handbook shows elsewhere: `python tests/preview.py` makes it."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

from browser_setup import chromium
from project_code import ROOT

DRAWING = ROOT / "docs/templates/preview.svg"
PICTURE = ROOT / "docs/assets/preview.png"
WIDTH, HEIGHT = 1200, 630
_START = 33  # Of a PNG's second chunk: the first has a fixed size


def mark(drawing: bytes) -> bytes:
    """Return the chunk that says of which drawing a picture was made."""
    chunk = b"tEXtSource\0" + hashlib.sha256(drawing).hexdigest().encode()
    return struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))


def is_current(picture: bytes) -> bool:
    """Return whether a picture was made of the drawing as it is now."""
    return picture[_START:].startswith(mark(DRAWING.read_bytes()))


def make(picture: Path) -> None:
    """Draw the picture in a browser."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(f"<style>body {{ margin: 0 }}</style>{DRAWING.read_text()}")
        drawn = page.screenshot()
    picture.write_bytes(drawn[:_START] + mark(DRAWING.read_bytes()) + drawn[_START:])


if __name__ == "__main__":
    make(PICTURE)
