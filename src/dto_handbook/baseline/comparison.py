"""Compares findings with a baseline, and recognises code that has moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from dto_handbook.baseline.file import Baseline, Entries, Key, count, key
from dto_handbook.linter.diagnostics import SYNTAX, Finding

_Evidence: TypeAlias = Callable[[Key, bool], Iterable[Hashable]]
"""Returns the keys of an entry of the baseline (True) or of the check."""


@dataclass(frozen=True)
class Comparison:
    """A check's findings, compared with a baseline."""

    new: tuple[Finding, ...]
    old: tuple[Finding, ...]
    moved: int  # How many of its findings have another path or another name now
    recorded: Entries  # The baseline, with moved findings as they are today
    missing: Entries  # Entries of the baseline without a finding
    is_covered: Callable[[Key], bool]

    @cached_property
    def fixed(self) -> Entries:
        """The missing entries that the check covers: an editor never asks, as it takes time."""
        return Counter({it: number for it, number in self.missing.items() if self.is_covered(it)})

    @cached_property
    def entries(self) -> Entries:
        """The recorded entries without fixed ones."""
        return self.recorded - self.fixed


@dataclass
class Comparer:
    """Separates new findings from those in a baseline.

    A finding is old if the baseline has an entry of the same rule, and two of these are the same:
    the path, the symbol, and the shape of the code. So edited code is recognised by path and
    symbol, a moved class by symbol and shape, and a renamed class by path and shape. A path is also
    the same if git reports that the file was renamed.

    An entry matches elsewhere only if its code is no longer where the entry says: a finding in a
    copy of that code is new.

    Args:
        baseline: The baseline.
        is_covered: Returns whether the check covers an entry.
        is_gone: Returns whether the code of an entry is no longer where it was.
        shape: Returns the shape of a finding's code; empty if it has none.
        renames: Returns new paths by old ones; called only if a rename may explain a difference.
    """

    baseline: Baseline
    is_covered: Callable[[Key], bool]
    is_gone: Callable[[Key], bool]
    shape: Callable[[Key], str]
    renames: Callable[[], Mapping[str, str]]
    _new_paths: Mapping[str, str] = field(default_factory=dict)

    def compare(self, findings: Iterable[Finding]) -> Comparison:
        """Compare the baseline with all findings of a check.

        Args:
            findings: The findings.

        Returns:
            The new, old and fixed findings. If there are more findings of a kind than in the
            baseline, any of them may be the new one, so all of them count as new.
        """
        findings = list(findings)
        found, entries = count(findings), Counter(self.baseline.entries)
        missing, extra = entries - found, found - entries
        moved = 0
        if missing and extra:
            self._new_paths = self.renames()
            for evidence in (self._by_rename, self._by_symbol, self._by_path):
                for old, new, number in self._pairs(missing, extra, evidence):
                    missing[old] -= number
                    extra[new] -= number
                    entries[old] -= number
                    entries[new] += number
                    moved += number
        is_new = {entry for entry in found if found[entry] > entries[entry]}
        return Comparison(
            new=tuple(it for it in findings if it.rule == SYNTAX or key(it) in is_new),
            old=tuple(it for it in findings if it.rule != SYNTAX and key(it) not in is_new),
            moved=moved,
            recorded=entries,
            missing=+missing,
            is_covered=self.is_covered,
        )

    def _pairs(
        self, missing: Entries, extra: Entries, evidence: _Evidence
    ) -> Sequence[tuple[Key, Key, int]]:
        """Return the pairs of entries and findings that match, each with a count."""
        groups = defaultdict[Hashable, tuple[list[Key], list[Key]]](lambda: ([], []))
        for entries, is_old in ((missing, True), (extra, False)):
            for entry in sorted(entry for entry, number in entries.items() if number > 0):
                for mark in evidence(entry, is_old):
                    groups[mark][0 if is_old else 1].append(entry)
        found, left = list[tuple[Key, Key, int]](), Counter(missing)
        for olds, news in groups.values():
            usable = [it for it in olds if news and self.is_gone(it)]
            if sum(extra[it] for it in news) > sum(left[it] for it in usable):
                continue  # Any of them may be new
            for new in news:
                needed = extra[new]
                for old in usable:
                    if number := min(needed, left[old]):
                        found.append((old, new, number))
                        left[old] -= number
                        needed -= number
        return found

    def _by_rename(self, entry: Key, is_old: bool) -> Iterable[Hashable]:
        path, rule, symbol = entry
        if not is_old:
            return [entry]
        return [(self._new_paths[path], rule, symbol)] if path in self._new_paths else []

    def _by_symbol(self, entry: Key, is_old: bool) -> Iterable[Hashable]:
        _, rule, symbol = entry
        return [(rule, symbol, shape) for shape in self._shapes(entry, is_old)]

    def _by_path(self, entry: Key, is_old: bool) -> Iterable[Hashable]:
        path, rule, symbol = entry
        path = self._new_paths.get(path, path) if is_old else path
        _, _, member = symbol.partition(".")
        return [(path, rule, member, shape) for shape in self._shapes(entry, is_old)]

    def _shapes(self, entry: Key, is_old: bool) -> Iterable[str]:
        if is_old:
            return self.baseline.shapes.get(entry, ())
        return filter(None, [self.shape(entry)])
