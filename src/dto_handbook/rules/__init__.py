"""The rules, each in a package of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def ids() -> Sequence[str]:
    """Return every rule's id, in order; no rule is imported for that."""
    return sorted(path.parent.name.upper() for path in Path(__file__).parent.glob("dto*/rule.py"))
