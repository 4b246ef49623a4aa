"""Runs code of a page as Python runs a file: as the module `__main__`."""

from __future__ import annotations

import io
import linecache
import sys
from types import ModuleType
from typing import NoReturn

FILE = "<page>"
"""The file's name in tracebacks."""


class _NoInput(io.TextIOBase):
    """Replaces standard input, which a page does not have."""

    def readline(self, size: int = -1, /) -> NoReturn:  # type: ignore[override] # it never returns
        # No EOFError: a debugger would quit without a reason.
        raise RuntimeError("this code waits for input, which a page cannot give")


def run_as_main(code: str) -> None:
    """Run code in a module of its own, which is `__main__` until the code ends.

    Dataclasses, type hints, pickles and doctests look a class's module up by its name.

    Args:
        code: The code, as the page shows it.

    Raises:
        BaseException: What the code raises, except a `SystemExit` that reports success.
    """
    module = ModuleType("__main__")
    module.__file__ = FILE
    linecache.cache[FILE] = (len(code), None, code.splitlines(keepends=True), FILE)
    before = sys.modules["__main__"], sys.stdin
    sys.modules["__main__"], sys.stdin = module, _NoInput()
    try:
        exec(compile(code, FILE, "exec", dont_inherit=True), module.__dict__)
    except SystemExit as end:
        if end.code:
            raise
    finally:
        sys.modules["__main__"], sys.stdin = before
