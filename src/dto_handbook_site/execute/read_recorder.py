"""Records which of the project's files a run of code depends on."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

_READS = {"open", "os.listdir", "os.scandir"}
_LEAVES = ("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen")
_NAMES_TOOLS = re.compile(
    r"\bdto_handbook\.(?!rules\.)|\bdto_handbook_site\.|\bfrom dto_handbook import\b"
)


class ReadRecorder:
    """Records what this process reads from now on, through Python's audit events.

    Args:
        source_root: The project's folder of code.
    """

    def __init__(self, source_root: Path) -> None:
        self._source_root = source_root
        self._opened = set[str]()
        self.is_complete = True
        """Whether nothing was done that cannot be recorded, such as another program started."""
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in _READS:
            if isinstance(arguments[0], str | os.PathLike):
                self._opened.add(os.path.abspath(arguments[0]))  # noqa: PTH100 - resolves no link
        elif event.startswith(_LEAVES) and not self._is_git_elsewhere(event, arguments):
            self.is_complete = False

    def _is_git_elsewhere(self, event: str, arguments: tuple[object, ...]) -> bool:
        if event != "subprocess.Popen":
            return False
        program, _, folder, _ = arguments
        where = Path(str(folder)) if folder is not None else Path.cwd()
        return program == "git" and not where.is_relative_to(self._source_root.parent)

    def reads(self, code: str) -> Sequence[str]:
        """Return the paths of the project's files and folders that were read, sorted.

        The handbook's own tools are imported before a run: code that names one depends on all.

        Args:
            code: The code that ran.
        """
        places = {place for opened in list(self._opened) if (place := self._place(opened))}
        sources = (place.read_text("utf-8") for place in places if place.suffix == ".py")
        if any(map(_NAMES_TOOLS.search, chain([code], sources))):
            places |= set(self._source_root.glob("dto_handbook*/**/*.py"))
        return sorted(place.relative_to(self._source_root.parent).as_posix() for place in places)

    def _place(self, opened: str) -> Path | None:
        """Return the file or folder of the project; for compiled code, its source."""
        place = Path(opened)
        if place.suffix == ".pyc":
            place = Path(importlib.util.source_from_cache(opened))
        is_inside = place.is_relative_to(self._source_root.parent) and place.exists()
        is_installed = "site-packages" in place.parts or "__pycache__" in place.parts
        return place if is_inside and not is_installed else None
