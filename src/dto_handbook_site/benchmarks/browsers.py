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
    """Write what was tried as an aligned table.

    Args:
        trial: The run to write; None: the stored one.

    Returns:
        Lines of plain text, one for each thing that was tried.
    """
    trial = trial or json.loads(STORED.read_text("utf-8"))
    tried = trial["tried"]
    names = dict.fromkeys(name for passed in tried.values() for name in passed)
    width = max(map(len, names))
    heads = [browser.partition(" ")[0] for browser in tried]
    lines = [f"{trial['date']}, {trial['system']}; - is not tried:", *tried, ""]
    lines.append(f"{'':{width}}  {'  '.join(heads)}")
    for name in names:
        cells = [
            f"{'works' if name in passed else '-':{len(head)}}"
            for head, passed in zip(heads, tried.values(), strict=True)
        ]
        lines.append(f"{name:{width}}  {'  '.join(cells)}".rstrip())
    return "\n".join(lines)
