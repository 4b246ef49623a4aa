"""Puts the search index aside until a reader searches: Material asks for it with every page."""

import json
from pathlib import Path

ASKED = "search/search_index.json"
KEPT = "search/index.json"  # assets/search.js fetches it


def put_aside(site: Path) -> None:
    """Leave Material an index without documents, and keep the whole one beside it.

    Args:
        site: The built site.
    """
    asked = site / ASKED
    index = json.loads(asked.read_text("utf-8"))
    asked.replace(site / KEPT)
    asked.write_text(json.dumps(index | {"docs": []}), "utf-8")
