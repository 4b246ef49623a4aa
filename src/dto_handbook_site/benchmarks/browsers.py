"""What was tried in which browser, as `tests/try_browsers.py` has stored it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

STORED = Path(__file__).with_suffix(".json")


class Trial(TypedDict):
    """One run of the tests in browsers."""

    date: str
    system: str
    tried: dict[str, list[str]]  # By the browser with its version: the tests that passed


def table(trial: Trial | None = None) -> str:
    """Write what was tried as an aligned table, with a letter for each browser.

    Args:
        trial: The run to write; None: the stored one.

    Returns:
        Lines of plain text, one for each thing that was tried.
    """
    trial = trial or json.loads(STORED.read_text("utf-8"))
    tried = trial["tried"]
    names = dict.fromkeys(name for passed in tried.values() for name in passed)
    marks = {browser: browser[0] for browser in tried}  # Short and first, as a phone wraps lines
    lines = [f"{trial['date']}, {trial['system']}"]
    lines += [f"{mark}: {browser}" for browser, mark in marks.items()]
    lines += ["-: not tried", ""]
    for name in names:
        cells = (mark if name in tried[browser] else "-" for browser, mark in marks.items())
        lines.append(f"{' '.join(cells)}  {name}")
    return "\n".join(lines)
