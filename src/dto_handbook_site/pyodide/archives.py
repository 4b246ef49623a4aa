"""Repacks archives with bytecode in place of sources; runs in Pyodide, on Node."""

import gzip
import json
import sys
import zipfile
from collections.abc import Container
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined] # private
from importlib.util import source_hash
from pathlib import Path, PurePosixPath

WORK = Path("/work")
NEEDLESS = frozenset({".pyi", ".pyx", ".pxd", ".c", ".h", ".exe"})
# What Python has imported once it has started, and what this script has, which is little more.
STARTED = frozenset(name.partition(".")[0] for name in sys.modules)


def pack(
    source: Path, target: Path, compression: int, left_out: Container[str] = frozenset()
) -> list[str]:
    """Pack one archive.

    Args:
        source: A wheel or the standard library.
        target: Where to write the packed one.
        compression: The ZIP method.
        left_out: Names of modules and packages to leave out.

    Returns:
        The names of the modules and packages at its top.
    """
    tops = set()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in sorted(old.namelist()):
            path = PurePosixPath(name)
            top = path.parts[0].partition(".")[0]
            if name.endswith("/") or path.suffix in NEEDLESS or top in left_out:
                continue
            content = old.read(name)
            if path.suffix == ".py":
                code = compile(content, f"/lib/{target.name}/{name}", "exec", dont_inherit=True)
                content = bytes(_code_to_hash_pyc(code, source_hash(content), False))
                name = f"{name}c"
            # A fixed time, so that equal content makes equal archives.
            new.writestr(zipfile.ZipInfo(name), content, compression)
            if not path.parts[0].endswith((".dist-info", ".data")):
                tops.add(top)
    return sorted(tops)


def main() -> None:
    """Pack the standard library and every wheel of the work folder, and list their contents."""
    out = WORK / "site"
    library = WORK / "node_modules/pyodide/python_stdlib.zip"
    later = set(pack(library, out / "standard_library.zip", zipfile.ZIP_DEFLATED, STARTED))
    # Stored, Python reads it quicker; compressed as a whole, the browser unpacks it on the way.
    first = WORK / "stdlib.zip"
    pack(library, first, zipfile.ZIP_STORED, later)
    (out / "stdlib.gzip").write_bytes(gzip.compress(first.read_bytes(), mtime=0))
    modules = dict.fromkeys(sorted(later), "standard_library.zip")
    for wheel in sorted((WORK / "wheels").glob("*.whl")):
        archive = f"{wheel.name.partition('-')[0]}.zip"
        for name in pack(wheel, out / archive, zipfile.ZIP_DEFLATED):
            modules[name] = archive
    (out / "modules.json").write_text(json.dumps(modules))


main()
