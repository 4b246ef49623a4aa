"""Repacks archives with bytecode in place of sources; runs in Pyodide, on Node."""

import gzip
import json
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined] # private
from importlib.util import source_hash
from pathlib import Path, PurePosixPath

WORK = Path("/work")
# What the standard library keeps for windows, other systems and its own development, and the text
# of `help` on Python's syntax. `help` and `pdb` import `_pyrepl`.
UNUSED = frozenset({"ensurepip", "idlelib", "pydoc_data", "tkinter", "turtle.py", "venv"})
NEEDLESS = frozenset({".pyi", ".pyx", ".pxd", ".c", ".h", ".exe"})
NATIVE = ".so"


def pack(source: Path, target: Path, compression: int) -> list[str]:
    """Pack one archive.

    Args:
        source: A wheel or the standard library.
        target: Where to write the packed one.
        compression: The ZIP method.

    Returns:
        The names of the modules and packages at its top.
    """
    tops = set()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in sorted(old.namelist()):
            path = PurePosixPath(name)
            if name.endswith("/") or path.suffix in NEEDLESS or path.parts[0] in UNUSED:
                continue
            content = old.read(name)
            if path.suffix == ".py":
                code = compile(content, f"/lib/{target.name}/{name}", "exec", dont_inherit=True)
                content = bytes(_code_to_hash_pyc(code, source_hash(content), False))
                name = f"{name}c"
            # A fixed time, so that equal content makes equal archives.
            new.writestr(zipfile.ZipInfo(name), content, compression)
            if not path.parts[0].endswith((".dist-info", ".data")):
                tops.add(path.parts[0].partition(".")[0])
    return sorted(tops)


def main() -> None:
    """Pack the standard library and every wheel of the work folder, and list their contents."""
    out = WORK / "site"
    # Stored, Python reads it quicker; compressed as a whole, the browser unpacks it on the way.
    library = WORK / "stdlib.zip"
    pack(WORK / "node_modules/pyodide/python_stdlib.zip", library, zipfile.ZIP_STORED)
    (out / "stdlib.gzip").write_bytes(gzip.compress(library.read_bytes(), mtime=0))
    modules = {}
    for wheel in sorted((WORK / "wheels").glob("*.whl")):
        archive = f"{wheel.name.partition('-')[0]}.zip"
        for name in pack(wheel, out / archive, zipfile.ZIP_DEFLATED):
            modules[name] = archive
    (out / "modules.json").write_text(json.dumps(modules))


main()
