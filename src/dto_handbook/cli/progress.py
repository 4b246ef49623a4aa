"""How far a long check has come, told on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

_PATIENCE = 1.0  # Seconds after which a reader wonders; before that nothing is told
_PAUSE = 0.1  # Seconds from one telling to the next
_ERASE = "\r\x1b[K"


@contextmanager
def progress() -> Iterator[Callable[[float], None]]:
    """Tell on standard error, where that is a terminal, how much of a work is done.

    Yields:
        A function that takes the part that is done, from 0 to 1. What it wrote is gone at the end.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    next_at = monotonic() + _PATIENCE
    has_told = False

    def tell(done: float) -> None:
        nonlocal next_at, has_told
        if (now := monotonic()) >= next_at:
            next_at, has_told = now + _PAUSE, True
            print(f"{_ERASE}checking: {done:.0%}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if has_told:
            print(_ERASE, end="", file=sys.stderr, flush=True)
