"""Puts the search index aside until a reader searches: Material fetches it with every page."""

import json
from pathlib import Path

FETCHED = "search/search_index.json"
WHOLE = "search/index.json"  # assets/search.js fetches it


def put_aside(site: Path) -> None:
    """Give Material an index without documents, and write the full one beside it.

    Args:
        site: The built site.
    """
    fetched = site / FETCHED
    index = json.loads(fetched.read_text("utf-8"))
    fetched.replace(site / WHOLE)
    fetched.write_text(json.dumps(index | {"docs": []}), "utf-8")
