"""What tests do with the playground: links that they follow, and parts of it that they look at."""

import base64
import json
import zlib
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

QUOTA = "src/ai/backend/manager/data/session/quota.py"
MARKUP = "<img src=x onerror=alert(1)>"
UNFROZEN = '''"""Quotas."""

from dataclasses import dataclass


@dataclass
class Quota:
    """A quota (internal)."""

    limit: int
'''


def fragment(files: Mapping[str, str], **more: object) -> str:
    """Make a link's fragment as the page does."""
    state = {"files": [{"path": path, "text": text} for path, text in files.items()], **more}
    return pack(json.dumps(state).encode())


def pack(content: bytes) -> str:
    packed = zlib.compress(content, 9, -15)
    return f"v1.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def open_link(page: Page, fragment: str) -> None:
    """Follow a link while the playground is open."""
    page.evaluate("location.hash = 'playground'")
    expect(status(page)).to_be_empty()
    expect(alert(page)).to_be_empty()
    page.evaluate("hash => location.hash = hash", fragment)
    if fragment.startswith("v"):
        expect(status(page).or_(alert(page)).filter(has_text="link")).to_be_visible()
    else:
        expect(page.get_by_label("Sample")).to_have_value(fragment)


def status(page: Page) -> Locator:
    return page.locator(".playground__status")


def alert(page: Page) -> Locator:
    return page.locator(".playground__alert")


def panel(page: Page) -> Locator:
    return page.get_by_role("tabpanel")


def editor(page: Page) -> Locator:
    return panel(page).get_by_role("textbox", name="Python code")
