"""Lets the pages fetch the search's index only once a reader searches."""

from __future__ import annotations

import logging
import re
from pathlib import Path

# Material waits for the reader where pages are files; and it highlights what was searched for.
_PATCHES = {
    r'location\.protocol!=="file:"': "false",
    r'\w+\("search\.highlight"\)': r"/[?&]h=/.test(location.search)&&\g<0>",
}

_logger = logging.getLogger("mkdocs.plugins.dto_handbook")


def wait_for_reader(site: Path) -> None:
    """Let Material's script fetch the index where it is needed, and not on every page.

    Args:
        site: The folder of the built site.
    """
    for script in site.glob("assets/javascripts/bundle.*.min.js"):
        text = script.read_text("utf-8")
        for pattern, replacement in _PATCHES.items():
            text, number = re.subn(pattern, replacement, text)
            if number != 1:
                _logger.warning("%s has changed: pages fetch the search's index", script.name)
        script.write_text(text, "utf-8")
