"""The progress of a long check, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

_PATIENCE = 1.0  # Seconds after which a reader wonders; before that nothing is shown
_PAUSE = 0.1  # Seconds from one update to the next
_ERASE = "\r\x1b[K"


@contextmanager
def progress() -> Iterator[Callable[[float], None]]:
    """Show on standard error, if it is a terminal, how much of the work is done.

    Yields:
        A function that takes the part that is done, from 0 to 1. The line is erased at the end.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    next_at = monotonic() + _PATIENCE
    has_shown = False

    def show(done: float) -> None:
        nonlocal next_at, has_shown
        if (now := monotonic()) >= next_at:
            next_at, has_shown = now + _PAUSE, True
            print(f"{_ERASE}checking: {done:.0%}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if has_shown:
            print(_ERASE, end="", file=sys.stderr, flush=True)
