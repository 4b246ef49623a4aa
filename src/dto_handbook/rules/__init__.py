"""The rules, with a package for each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path


@cache
def ids() -> Sequence[str]:
    """Return every rule's id, in order, without importing any rule."""
    return tuple(
        sorted(path.parent.name.upper() for path in Path(__file__).parent.glob("dto*/rule.py"))
    )
