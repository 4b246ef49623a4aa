"""The page that links each clause to its heading, samples, rules and tests."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from pathlib import Path

from dto_handbook.guideline.clauses import CLAUSES, Clause
from dto_handbook.rules.registry import rules_for
from dto_handbook_site.execute.execution import SOURCE_ROOT

_TESTS = SOURCE_ROOT.parent / "tests"
_PROOFS = "tests/conformance/test_rules.py"  # Runs every rule package, so it imports none by name
_LETTERS = {
    "P": "the purpose",
    "O": "the organisation",
    "A": "when to add a DTO",
    "N": "when not to",
    "L": "the note on the legacy package",
    "G": "the guidelines",
    "D": "the domains",
    "Y": "the layers",
    "E": "the examples",
    "S": "see also",
}
_PAGE = """\
---
description: Every clause of the guideline, with its place, samples, rules and tests.
hide: [toc]
---

# Traceability {{ #traceability }}

**Each clause of the guideline, with the samples, rules and tests that back it.**
{{ .rule }}

A clause links to the heading that states it. A sample is code that shows the clause. A rule
reports code that breaks it. A test is listed if it imports one of the clause's samples or checks
one of its rules. The pages run samples as well, but those runs are not listed. The table is
generated from the code, and a test compares the two.

A clause's letter names its part of the guideline:

{letters}

<div class="traced" markdown>

| Clause | Samples | Rules | Tests |
| --- | --- | --- | --- |
{rows}

</div>

## What no rule checks {{ #gaps }}

No rule checks {count} of the {all} clauses; the reason is given for each. A test fails if a clause
with a rule is on this list, or a clause without one is missing.

{gaps}
"""


def page(places: Mapping[str, str]) -> str:
    """Write the page.

    Args:
        places: The page and anchor of each clause.
    """
    tests = {
        f"tests/{file.relative_to(_TESTS).as_posix()}": _imports(file)
        for file in sorted(_TESTS.rglob("test_*.py"))
    }
    rows = [
        f"| [{clause.id}]({places[clause.id]}){{ #{clause.id} }} {clause.statement}"
        f" | {_samples(clause)}"
        f" | {_rules(clause)} | {_those_of(clause, tests)} |"
        for clause in CLAUSES
    ]
    gaps = [
        f"- [{clause.id}]({places[clause.id]}): {clause.statement} *{clause.gap}*"
        for clause in CLAUSES
        if clause.gap
    ]
    letters = [f"- {it}: {_LETTERS[it]}" for it in dict.fromkeys(it.id[0] for it in CLAUSES)]
    return _PAGE.format(
        rows="\n".join(rows),
        gaps="\n".join(gaps),
        count=len(gaps),
        all=len(CLAUSES),
        letters="\n".join(letters),
    )


def _samples(clause: Clause) -> str:
    return " ".join(_sample(sample) for sample in clause.samples) or "none"


def _sample(path: str) -> str:
    if path.startswith("dto_handbook.rules."):
        package = path.split(".")[2].upper()
        return f"[{package}: {path.rpartition('.')[2]}](rules/{package}.md#samples)"
    parts = path.split(".")
    name = parts[-1] if parts[-1][0].isupper() else "/".join(parts[-2:])
    return f"[{name}][{path}]"


def _rules(clause: Clause) -> str:
    found = [f"[{rule.id}](rules/{rule.id}.md)" for rule in rules_for([clause.id])]
    return " ".join(found) or "[none](#gaps)"


def _those_of(clause: Clause, tests: Mapping[str, Collection[str]]) -> str:
    packages = {f"dto_handbook.rules.{rule.id.lower()}" for rule in rules_for([clause.id])}
    wanted = {*clause.samples, *packages}
    found = [test for test, imported in tests.items() if wanted.intersection(imported)]
    found += [_PROOFS] if packages else []
    return " ".join(f"`{test}`" for test in found) or "none"


def _imports(file: Path) -> Collection[str]:
    """Return what a test imports: packages, modules, and names from them."""
    found = set[str]()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found
