"""Puts Material's search index aside until a reader searches: each page would fetch it.

Zensical's search shows what it finds from the index itself, so there it stays where it is.
"""

import json
from pathlib import Path

FETCHED = "search/search_index.json"
WHOLE = "search/index.json"  # assets/search.js fetches it
_WORKER = "assets/javascripts/workers/search."
_STAND_IN = "assets/search.js?"


def put_aside(site: Path) -> None:
    """Give Material an index without documents, and write the full one beside it.

    Args:
        site: The built site.
    """
    fetched = site / FETCHED
    index = json.loads(fetched.read_text("utf-8")) if fetched.is_file() else {}
    if index.get("docs"):
        fetched.replace(site / WHOLE)
        fetched.write_text(json.dumps(index | {"docs": []}), "utf-8")


def with_stand_in(html: str, site: Path) -> str:
    """Let a page start a worker that waits for the reader, where the index is put aside.

    Args:
        html: The page.
        site: The site.
    """
    return html.replace(_WORKER, _STAND_IN) if (site / WHOLE).is_file() else html
