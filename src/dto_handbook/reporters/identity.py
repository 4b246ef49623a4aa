"""How programs identify findings and files."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding


def fingerprinted(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Yield findings, each with a fingerprint that stays when the lines around it move.

    Args:
        findings: The findings of one check. Several of one symbol get different fingerprints.
    """
    seen = Counter[tuple[str, str, str]]()
    for finding in findings:
        key = (finding.rule, finding.path, finding.symbol)
        text = "\0".join([*key, str(seen[key])])
        seen[key] += 1
        yield finding, hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def uri(path: str) -> str:
    """Return a path, as messages show it, as a URI: relative, or absolute with `file:`."""
    quoted = quote(os.fsencode(path))
    if re.match(r"[A-Za-z]:/", path):
        return f"file:///{path[0]}:{quote(os.fsencode(path[2:]))}"
    return f"file://{quoted}" if path.startswith("/") else quoted
