"""How far the DTOs of a code base follow the guideline, and what a preset reports in it.

Run `python -m dto_handbook_site.benchmarks.code_base FOLDER` on a checkout to print both. Use
the Python version that the checkout's code needs. `--write` stores the counts in `code_base.json`,
from which the page shows them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from dto_handbook.linter.config import PRESETS
from dto_handbook.rules.registry import rules
from dto_handbook.workspace import Workspace

STORED = Path(__file__).with_suffix(".json")
_RULES = {"frozen": "DTO201", "tuples": "DTO202", "docstrings": "DTO401"}
_COLUMNS = ("classes", *_RULES)
_PRESET = "backend.ai-2026"
_BAR = 10  # Characters for all classes of a domain


class Counts(TypedDict):
    """A code base at one commit.

    Attributes:
        date: When it was checked.
        commit: The commit.
        domains: Of each domain, how many classes there are and how many comply.
        findings: Of each rule that the preset adds, how many findings there are.
    """

    date: str
    commit: str
    domains: Mapping[str, Mapping[str, int]]
    findings: Mapping[str, int]


def measure(folder: Path) -> Counts:
    """Count the internal DTOs of a checkout, and the findings in it.

    Args:
        folder: A git checkout with `src/ai/backend/manager` and `src/ai/backend/common`.

    Returns:
        The counts; a class directly below `manager/data` is in the domain "none".
    """
    source = folder / "src" / "ai" / "backend"
    project = Workspace.around([source / "manager"])
    workspace = Workspace(project.root, PRESETS[_PRESET], rules())
    files = workspace.select([source / "manager", source / "common"]).files
    outcome = workspace.check(files)
    broken = {(it.path, it.symbol.partition(".")[0], it.rule) for it in outcome.findings}
    domains: dict[str, Counter[str]] = {}
    for path in files:
        module = workspace.module(path)
        inside = module.name.removeprefix(f"{workspace.settings.internal}.").split(".")
        for dto in module.dtos:
            counts = domains.setdefault(inside[0] if len(inside) > 1 else "none", Counter())
            counts["classes"] += 1
            for name, rule in _RULES.items():
                counts[name] += (path, dto.name, rule) not in broken
    git = ["git", "-C", str(folder), "log", "-1", "--format=%H"]
    commit = subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit[:10],
        "domains": {name: dict(counts) for name, counts in sorted(domains.items())},
        "findings": {
            rule: sum(finding.rule == rule for finding in outcome.findings)
            for rule in PRESETS[_PRESET].extend_select
        },
    }


def render(counted: Counts) -> str:
    """Write a table, with a bar for the frozen share of each domain, the largest domain first."""
    total = Counter[str]()
    for counts in counted["domains"].values():
        total.update(counts)
    rows = sorted(counted["domains"].items(), key=lambda row: (-row[1]["classes"], row[0]))
    width = max(map(len, counted["domains"]))
    lines = [
        f"{counted['date']}, commit {counted['commit']}",
        "",
        f"{'domain':{width}}{''.join(f'  {it}' for it in _COLUMNS)}  share frozen",
    ]
    for name, counts in [("all", total), *rows]:
        numbers = "".join(f"{counts[it]:{len(it) + 2}}" for it in _COLUMNS)
        bar = "█" * round(_BAR * counts["frozen"] / counts["classes"])
        lines.append(f"{name:{width}}{numbers}  {bar:·<{_BAR}}")
    return "\n".join(lines)


def render_findings(counted: Counts) -> str:
    """Write a line for each rule that the preset adds, with the number of its findings."""
    names = {rule.id: rule.name for rule in rules()}
    return "\n".join(f"{count:5} {id} {names[id]}" for id, count in counted["findings"].items())


def table() -> str:
    """Write the stored counts of domains as a table."""
    return render(_stored())


def findings() -> str:
    """Write the stored counts of findings, a line for each rule that the preset adds."""
    return render_findings(_stored())


def _stored() -> Counts:
    counted: Counts = json.loads(STORED.read_text("utf-8"))
    return counted


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Count the DTOs of a code base that follow the guideline."
    )
    parser.add_argument("folder", type=Path, help="a git checkout")
    parser.add_argument("--write", action="store_true", help=f"store the counts in {STORED.name}")
    arguments = parser.parse_args()
    measured = measure(arguments.folder.resolve())
    if arguments.write:
        STORED.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    print(f"{render(measured)}\n\n{render_findings(measured)}")
