"""How many findings there are, by rule and by domain, beside a baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dto_handbook.baseline.file import Entries, Key
from dto_handbook.linter.config import Settings, is_inside
from dto_handbook.linter.project_files import module_name
from dto_handbook.rules.registry import rules


@dataclass(frozen=True)
class Row:
    """A number of findings; `before` is None if there is no baseline."""

    label: str
    name: str
    now: int
    before: int | None

    @property
    def change(self) -> str:
        """The difference, signed; empty without a baseline."""
        if self.before is None:
            return ""
        return f"{self.now - self.before:+d}" if self.now != self.before else "0"


@dataclass(frozen=True)
class Numbers:
    """The numbers in a report.

    Attributes:
        found: The current findings.
        before: The baseline, as far as the check covers it; None if there is none.
        suppressed: How many findings comments suppress.
        settings: The project's settings.
    """

    found: Entries
    before: Entries | None
    suppressed: int
    settings: Settings

    @property
    def total(self) -> Row:
        """All findings."""
        before = None if self.before is None else self.before.total()
        return Row("Total", "", self.found.total(), before)

    def by_rule(self) -> Sequence[Row]:
        """Return the findings of each rule that has some, in the order of the rules."""
        names = {rule.id: rule.name for rule in rules()}
        return list(self._rows(lambda entry: entry[1], names))

    def by_domain(self) -> Sequence[Row]:
        """Return the findings of each domain of internal DTOs, and of each other package."""
        return list(self._rows(lambda entry: self._domain(entry[0]), {}))

    def as_text(self) -> str:
        """Write two tables."""
        total = self.total
        tables = [
            _table(["Rule", "Name"], [*self.by_rule(), total]),
            _table(["Domain", ""], [*self.by_domain(), total]),
        ]
        if not total.now and not total.before:
            tables = ["No findings.\n"]
        if self.suppressed:
            tables.append(f"Suppressed by comments in the code: {self.suppressed}\n")
        return "\n".join(tables)

    def _rows(self, group: Callable[[Key], str], names: Mapping[str, str]) -> Iterator[Row]:
        now, before = Counter[str](), Counter[str]()
        for counter, entries in ((now, self.found), (before, self.before or Counter())):
            for entry, number in entries.items():
                counter[group(entry)] += number
        # Names in parentheses, which are not domains, come last.
        for label in sorted(now.keys() | before.keys(), key=lambda it: (it.startswith("("), it)):
            known = None if self.before is None else before[label]
            yield Row(label, names.get(label, ""), now[label], known)

    def _domain(self, path: str) -> str:
        module, is_package = module_name(path, self.settings)
        for package in (self.settings.internal, self.settings.component):
            if is_inside(module, package):
                parts = module.removeprefix(package).strip(".").split(".")
                is_below = bool(parts[0]) and (len(parts) > 1 or is_package)
                if package == self.settings.internal:
                    return parts[0] if is_below else "(no domain)"
                return f"({parts[0] or package.rpartition('.')[2]})"
        return "(elsewhere)"


def _table(heads: Sequence[str], rows: Sequence[Row]) -> str:
    heads = [*heads, "Now", *([] if rows[0].before is None else ["Baseline", "Change"])]
    cells = [
        [row.label, row.name, str(row.now)]
        + ([] if row.before is None else [str(row.before), row.change])
        for row in rows
    ]
    lines = [heads, *cells]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            if width
        ).rstrip()
        + "\n"
        for line in lines
    )
