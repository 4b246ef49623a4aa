"""Writes into a built site what its pages fetch once a reader runs something."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from hatchling.builders.wheel import WheelBuilder

from dto_handbook_site.execute.execution import SOURCE_ROOT
from dto_handbook_site.playground.checker import samples
from dto_handbook_site.pyodide.runtime import bring, libraries

_FOLDER = "assets/python"
_EDITOR = SOURCE_ROOT / "dto_handbook_site/pyodide/editor.js"
_TABLE = '<tbody class="libraries"></tbody>'


def write(site: Path) -> int:
    """Write the files into a site.

    Args:
        site: The site's folder.

    Returns:
        How many bytes a first run fetches, at most; a library comes when it is imported.

    Raises:
        RuntimeMissingError: They are not in the cache, and cannot be brought.
    """
    runtime = bring()
    folder = site / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for path in runtime.files:
        shutil.copyfile(path, folder / path.name)
    files = (
        path for path in SOURCE_ROOT.rglob("*") if path.suffix in (".js", ".json", ".py", ".toml")
    )
    state = tuple((path, path.stat().st_mtime_ns) for path in sorted(files))
    made = _made(state)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    fetched = (path for path in runtime.files if path.suffix in (".js", ".gzip"))
    own = len(made["python.gzip"]) + len(made["snapshot.gzip"])
    return own + sum(path.stat().st_size for path in fetched)


def with_libraries(html: str) -> str:
    """Fill the table of what runs in the pages, where a page has it.

    Args:
        html: The page.
    """
    if _TABLE not in html:
        return html
    rows = "".join(
        f"<tr><td>{escape(it.name)}</td><td>{escape(it.version)}</td></tr>" for it in libraries()
    )
    return html.replace(_TABLE, f"<tbody>{rows}</tbody>")


@lru_cache(maxsize=1)
def _made(state: Sequence[tuple[Path, int]]) -> Mapping[str, bytes]:
    """Return the contents of what is made of the project's own files, by the names in the site."""
    runtime = bring()
    facts = {
        "info": runtime.lock,
        "modules": runtime.modules,
        "sizes": {path.name: path.stat().st_size for path in runtime.files},
        "sources": _sources(),
    }
    return {
        "python.gzip": gzip.compress(json.dumps(facts).encode(), mtime=0),
        "snapshot.gzip": runtime.snapshot(),
        "samples.json": json.dumps(samples()).encode(),
        "editor.js": runtime.bundle(_EDITOR),
    }


def _sources() -> Mapping[str, str]:
    """Return the contents of the project's own wheel, and of the samples, which no wheel holds."""
    contents = {
        path.relative_to(SOURCE_ROOT).as_posix(): path.read_text("utf-8")
        for folder in ("ai", "dto_handbook_site")
        for path in sorted((SOURCE_ROOT / folder).rglob("*"))
        if path.suffix in (".json", ".py")
        and path.name not in ("archives.py", "package.json", "package-lock.json")
    }
    with TemporaryDirectory() as folder:
        builder = WheelBuilder(str(SOURCE_ROOT.parent))
        [built] = builder.build(directory=folder, versions=["standard"])
        with zipfile.ZipFile(built) as wheel:
            contents |= {name: wheel.read(name).decode("utf-8") for name in wheel.namelist()}
    return contents
