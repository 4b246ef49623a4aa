"""What a page can call in its Python: run, check, fix. Everything is passed as JSON."""

from __future__ import annotations

import asyncio
import io
import json
import linecache
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, PathFinder
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType, TracebackType

from dto_handbook_site.execute import main_module
from dto_handbook_site.execute.execution import SOURCE_ROOT, fresh_samples, relative
from dto_handbook_site.pyodide import single_thread_loop

_MOST_LINES, _MOST_CHARACTERS = 5_000, 400_000


class Archives(MetaPathFinder):
    """Fetches an archive when a module in it is imported for the first time.

    Args:
        modules: Which archive holds a module.
        fetch: Stores an archive as a file, and returns its path.
    """

    def __init__(self, modules: Mapping[str, str], fetch: Callable[[str], str]) -> None:
        self._modules = modules
        self._fetch = fetch
        self._fetched = set[str]()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that no other finder found."""
        archive = self._modules.get(fullname)
        if archive is None or archive in self._fetched:
            return None
        file = self._fetch(archive)
        self._fetched.add(archive)
        with zipfile.ZipFile(file) as packed:
            if any(name.endswith(".so") for name in packed.namelist()):
                # Native code is loaded from a file of its own.
                file = file.removesuffix(".zip")
                packed.extractall(file)
        sys.path.append(file)
        spec = PathFinder.find_spec(fullname)
        if spec and spec.loader:
            spec.loader = _Adapting(spec.loader)
        return spec


class _Adapting(Loader):
    """Loads a module as another loader does, and replaces its threads."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        single_thread_loop.adapt(module.__name__)

    def __getattr__(self, name: str) -> object:
        return getattr(self._loader, name)  # Its sources, resources and the like


class _Stream(io.TextIOBase):
    """Passes output on, line by line, up to the limit of what a page can show."""

    def __init__(self, emit: Callable[[str], object]) -> None:
        self._emit = emit
        self._pending = ""
        self._lines, self._characters = _MOST_LINES, _MOST_CHARACTERS

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._pending += text
        whole, end, rest = self._pending.rpartition("\n")
        if end:
            self._pending = rest
            self._hand_on(whole + end)
        elif len(self._pending) > _MOST_CHARACTERS:
            self.flush()
        return len(text)

    def flush(self) -> None:
        pending, self._pending = self._pending, ""
        self._hand_on(pending)

    def _hand_on(self, text: str) -> None:
        if not text or self._lines <= 0 or self._characters <= 0:
            return
        self._lines -= text.count("\n")
        self._characters -= len(text)
        if self._lines <= 0 or self._characters <= 0:
            text += "… The page shows no more than this.\n"
        self._emit(relative(text))


class Session:
    """A Python for one reader.

    Args:
        modules: JSON; which archive holds a module.
        fetch: Stores an archive as a file, and returns its path.
        emit: Takes the name of a stream and a string that was printed there.
    """

    def __init__(
        self, modules: str, fetch: Callable[[str], str], emit: Callable[[str, str], object]
    ) -> None:
        self._emit = emit
        single_thread_loop.install()
        sys.meta_path.append(Archives(json.loads(modules), fetch))
        sys.dont_write_bytecode = False  # The second import of a module is quicker

    def call(self, name: str, request: str) -> str:
        """Respond to a page's request.

        Args:
            name: `run`, or a function of `dto_handbook_site.playground.checker`.
            request: Its arguments, as a JSON object.

        Returns:
            What it returns, as JSON.
        """
        arguments = json.loads(request)
        if name == "run":
            return json.dumps(self.run(**arguments))
        from dto_handbook_site.playground import checker  # Brings the checker, which no run needs

        return json.dumps(getattr(checker, name)(**arguments))

    def run(
        self, code: str | None = None, module: str = "", files: Mapping[str, str] | None = None
    ) -> dict[str, object]:
        """Run code as the build of the site does, or import a module, on newly imported samples.

        Args:
            code: The code of a fence.
            module: The name of a module to import; code, if given, replaces its content once.
            files: Edited files: sources by their paths, below `src/ai/backend/`.

        Returns:
            `ok`; and if it is false, `traceback`, its `error` in one line, and the reader's `line`,
            or None.
        """
        out, err = (_Stream(partial(self._emit, name)) for name in ("out", "err"))
        file, sources = main_module.FILE, dict(files or {})
        if module:
            file = str(_path_of(module))
            sources |= {relative(file): code} if code is not None else {}
        answer: dict[str, object] = {"ok": True}
        with _put(sources), fresh_samples(), redirect_stdout(out), redirect_stderr(err):
            try:
                with _own_loop():
                    if module:
                        import_module(module)
                    else:
                        main_module.run_as_main(code or "")
            except BaseException as error:
                answer = _trace(error, file)
            out.flush()
            err.flush()
        return answer


def _path_of(module: str) -> Path:
    path = SOURCE_ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@contextmanager
def _put(files: Mapping[str, str]) -> Iterator[None]:
    """Replace the contents of files inside the block."""
    before: dict[Path, bytes | None] = {}
    made = list[Path]()
    try:
        for name, text in files.items():
            path = SOURCE_ROOT.parent / name
            before[path] = path.read_bytes() if path.is_file() else None
            for folder in reversed(path.parents):
                if not folder.exists():
                    folder.mkdir()
                    made.append(folder)
            _store(path, text.encode())
        yield
    finally:
        for path, content in before.items():
            _store(path, content)
        for folder in reversed(made):
            for cached in folder.glob("__pycache__/*"):
                cached.unlink()
            (folder / "__pycache__").rmdir() if (folder / "__pycache__").is_dir() else None
            folder.rmdir()
        linecache.checkcache()


def _store(path: Path, content: bytes | None) -> None:
    # Python would take the bytecode of an older text for the new one's, were they of equal length.
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)
    # As importlib.invalidate_caches does, which also imports much that a page fetches on demand.
    for finder in sys.path_importer_cache.values():
        if isinstance(finder, FileFinder):
            finder.invalidate_caches()


@contextmanager
def _own_loop() -> Iterator[None]:
    """Let `asyncio.run` run immediately, while the page's own loop is paused."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)


def _trace(error: BaseException, file: str) -> dict[str, object]:
    """Write a traceback that begins with the reader's code, and find the reader's line."""
    own = error.__traceback__
    while own and _is_machinery(own.tb_frame.f_code.co_filename):
        own = own.tb_next
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == file else None
    for number in _lines(own, file):
        line = number
    # Before it come lines of code, which are indented, and after it further lines of its text.
    said = "".join(traceback.format_exception_only(error)).splitlines()
    return {
        "ok": False,
        "traceback": relative("".join(traceback.format_exception(type(error), error, own))),
        "error": next(line for line in said if not line.startswith(" ")),
        "line": line,
    }


def _is_machinery(file: str) -> bool:
    is_ours = file in (__file__, main_module.__file__)
    return is_ours or file.startswith("<frozen importlib") or "/importlib/" in file


def _lines(frames: TracebackType | None, file: str) -> Iterator[int]:
    while frames:
        if frames.tb_frame.f_code.co_filename == file:
            yield frames.tb_lineno
        frames = frames.tb_next
