"""Puts the search index aside until a reader searches: the theme fetches it with every page."""

import json
from pathlib import Path

_FETCHED = {"search/search_index.json": "docs", "search.json": "items"}
"""Where each theme fetches its index, and under which name that has the documents."""

WHOLE = "search/index.json"  # assets/search.js fetches it


def put_aside(site: Path) -> None:
    """Leave the theme an index without documents, and write the whole one beside it.

    Args:
        site: The built site.
    """
    for name, documents in _FETCHED.items():
        fetched, whole = site / name, site / WHOLE
        if fetched.is_file():
            index = json.loads(fetched.read_text("utf-8"))
            if index[documents]:
                whole.parent.mkdir(exist_ok=True)
                fetched.replace(whole)
                fetched.write_text(json.dumps(index | {documents: []}), "utf-8")
