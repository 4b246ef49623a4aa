"""The processes of a browser, as Linux lists them."""

from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path


def descendants(process: int) -> AbstractSet[str]:
    """Return the number of a process, and those of all that it and they have started."""
    parents = dict[str, str]()
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # It has ended meanwhile
            _, parent, *_ = file.read_text().rpartition(")")[2].split()
            parents[file.parts[2]] = parent
    own = {str(process)}
    while more := {it for it, parent in parents.items() if parent in own} - own:
        own |= more
    return own


def memory(process: int) -> int:
    """Return how many kilobytes a process and its descendants have; what they share counts once."""
    used = 0
    for it in descendants(process):
        with suppress(OSError):
            text = Path("/proc", it, "smaps_rollup").read_text()
            used += int(text.partition("\nPss:")[2].split()[0])
    return used
