"""What is written into pages: rules, clauses, placement, configuration and links.

Run `python -m dto_handbook_site generate` after a rule, a clause, its tests, the table of
placement or a setting was changed, or a page names what the reference has; tests compare the
pages with all of these.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.review_comment import rule_comment
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import apply
from dto_handbook.reporters import report as report_of
from dto_handbook.reporters.context import Context
from dto_handbook.rules import ids
from dto_handbook.rules.registry import Room, Sample, facts, rooms, rules_for
from dto_handbook.rules.retired import RETIRED
from dto_handbook_site.build.addresses import REGISTRY, read
from dto_handbook_site.demos.samples import findings_in
from dto_handbook_site.execute.execution import SOURCE_ROOT
from dto_handbook_site.generate import configuration, traceability
from dto_handbook_site.generate.placement import with_decision
from dto_handbook_site.generate.retired import retired_page
from dto_handbook_site.generate.symbols import linked

_VERSION = "1.2.3"  # In examples: a page does not change with each release
_ROOT = SOURCE_ROOT.parent
_DOCS = _ROOT / "docs"
_HEADING = re.compile(
    r"^(#+ .*\{ #(\S+) data-clause=\"([^\"]+)\" \})\n\n(?:Checked by .*\n\{ \.checked \}\n\n)?",
    re.MULTILINE,
)
_SAMPLES = re.compile(
    r"(?<=<!-- samples, written by dto_handbook_site generate -->\n)\n(- \[DTO.*\n)*"
)
_NAV = re.compile(r"(?<=      # rules, written by dto_handbook_site generate\n)(      - DTO.*\n)*")


_FIX = {
    "safe": "fixed by `--fix`",
    "unsafe": "fixed by `--fix --unsafe`",
    "none": "not fixed by machine",
}
_SHOW_DIFF = """What the fix changes in the bad samples:

```python
from dto_handbook_site.generate.rules import diff

print(diff("{id}"))
```

"""


def pages() -> Mapping[Path, str]:
    """Write the rules' pages, what lists rules elsewhere, and links to the reference everywhere.

    Beside each rule goes what it finds in its bad samples, with every message.

    Returns:
        The texts of files by their paths.
    """
    places = _clause_places()
    found = {_DOCS / "rules" / f"{id}.md": _page(room, places) for id, room in rooms().items()}
    published = read(REGISTRY.read_text("utf-8"))
    # What the rule says is read by people and programs: a change of it is to be seen and meant.
    found |= {
        room.folder / "expected.txt": f"{report(id, 'concise')}\n" for id, room in rooms().items()
    }
    found |= {_DOCS / "rules" / f"{old.id}.md": retired_page(old, published) for old in RETIRED}
    found[_DOCS / "rules" / "index.md"] = _overview(places)
    config = _ROOT / "mkdocs.yml"
    names = {id: room.rule.name for id, room in rooms().items()}
    names |= {rule.id: f"{rule.name}, retired" for rule in RETIRED}
    entries = "".join(f"      - {id} {name}: rules/{id}.md\n" for id, name in names.items())
    found[config] = _NAV.sub(entries, config.read_text("utf-8"), count=1)
    playground = _DOCS / "playground.md"
    samples = "".join(
        f"- [{id}: {room.rule.name}](rules/{id}.md){{ #{id} }}\n" for id, room in rooms().items()
    )
    found[playground] = _SAMPLES.sub(f"\n{samples}", playground.read_text("utf-8"), count=1)
    for page in sorted({place.partition("#")[0] for place in places.values()}):
        path = _DOCS / page
        found[path] = _with_rules(path.read_text("utf-8"), up="../" * page.count("/"))
    decision = _DOCS / "placement.md"
    found[decision] = with_decision(found[decision], places)
    found[_DOCS / "use" / "configuration.md"] = configuration.page()
    found[_DOCS / "traceability.md"] = traceability.page(places)
    for path in sorted(_DOCS.rglob("*.md")):
        if path not in found and "templates" not in path.parts:
            found[path] = path.read_text("utf-8")
    return {path: linked(text) if path.suffix == ".md" else text for path, text in found.items()}


def report(rule_id: str, form: str = "full", address: str = "") -> str:
    """Check a rule's bad samples, standing in the Manager, and write what is found.

    Args:
        rule_id: The rule.
        form: One of the command line's output formats.
        address: The setting of where the handbook is published.

    Returns:
        What the command line prints of that rule's findings; of a format that tells of all rules,
        this one alone.
    """
    room = rooms()[rule_id]
    samples = {sample.file.path: sample.file for sample in room.bad}
    lines = {path: file.text.splitlines() for path, file in samples.items()}
    own = [fact for fact in facts() if fact.id == rule_id]
    context = Context(lines, address, ids(), lambda: own, version=lambda: _VERSION)
    return report_of(form)(_findings(room), context).strip()


def diff(rule_id: str) -> str:
    """Fix a rule's bad samples, and write what changes.

    Args:
        rule_id: The rule.

    Returns:
        A unified diff.
    """
    room, parts = rooms()[rule_id], list[str]()
    findings = _findings(room)
    for sample in room.bad:
        fixes = [found.fix for found in findings if found.path == sample.file.path and found.fix]
        fixed = apply(sample.file.text, fixes)
        parts += difflib.unified_diff(
            sample.file.text.splitlines(), fixed.splitlines(), "bad", "fixed", n=1, lineterm=""
        )
    return "\n".join(parts)


def _findings(room: Room) -> list[Finding]:
    return findings_in([sample.file for sample in room.bad], [room.rule])


def _clause_places() -> Mapping[str, str]:
    """Return where each clause stands: a page and its anchor, below `docs`."""
    # Where no page states a clause, which a test finds, the table of all clauses stands for it.
    return dict.fromkeys((it.id for it in CLAUSES), "traceability.md#traceability") | {
        clause: f"{page.relative_to(_DOCS).as_posix()}#{anchor}"
        for page in sorted(_DOCS.rglob("*.md"))
        for _, anchor, clauses in _HEADING.findall(page.read_text("utf-8"))
        for clause in clauses.split()
    }


def _with_rules(text: str, up: str) -> str:
    """Put below each clause's heading which rules check it."""

    def linked(heading: re.Match[str]) -> str:
        checking = rules_for(heading[3].split())
        links = ", ".join(f"[{rule.id}]({up}rules/{rule.id}.md)" for rule in checking)
        checked = f"Checked by {links}\n{{ .checked }}\n\n" if links else ""
        return f"{heading[1]}\n\n{checked}"

    return _HEADING.sub(linked, text)


def _page(room: Room, places: Mapping[str, str]) -> str:
    rule, package = room.rule, room.rule.__module__.rpartition(".")[0]
    sections = rule.sections()
    tabs = [_tab("Bad", sample.module) for sample in room.bad]
    tabs += [_tab("Good", _module(sample)) for sample in room.bad if _is_real(sample)]
    tabs += [_tab("Not flagged", sample.module) for sample in room.exceptions]
    statements = {clause.id: clause.statement for clause in CLAUSES}
    clauses = "".join(
        f"\n- [{clause}](../{places[clause]}): {statements[clause]}" for clause in rule.clauses
    )
    clauses = f" It enforces\n{clauses}" if clauses else ""
    state = "checked by default" if rule.is_default else "checked only where it is selected"
    fix = _FIX[rule.fixes]
    return f"""---
description: "{rule.summary().replace("`", "")}"
---

# {rule.id}: {rule.name} {{ #{rule.id} data-rule="{rule.id}" }}

**{rule.summary()}**
{{ .rule }}

Severity: {rule.severity}, {state}, {fix}.{clauses}

## Why {{ #why }}

{sections["Why"]}

## Samples {{ #samples }}

{"".join(tabs)}[Change what is bad in the playground](../playground.md#{rule.id}), or read here what
the checker says:

```python
from dto_handbook_site.generate.rules import report

print(report("{rule.id}"))
```

## What goes wrong {{ #harm }}

::: {package}.consequence
    options: {{extra: {{view: source}}}}

```python
import {package}.consequence
```

## How to fix {{ #fix }}

{sections["How to fix"]}

{_SHOW_DIFF.format(id=rule.id) if rule.fixes != "none" else ""}## When not {{ #when-not }}

{sections["When not"]}

## In review {{ #in-review data-rule="{rule.id}" }}

``{rule_comment(rule, f"rules/{rule.id}/")}``
{{ .review }}
"""


def _tab(title: str, module: str) -> str:
    _, _, variant = module.rpartition(".")[2].partition("_")
    return f"""=== "{title}{f": {variant}" if variant and title != "Good" else ""}"

    ::: {module}
        options: {{extra: {{view: source}}}}

"""


def _overview(places: Mapping[str, str]) -> str:
    rows = "\n".join(
        f"| [{id}]({id}.md) | {room.rule.summary()} | "
        + ", ".join(f"[{clause}](../{places[clause]})" for clause in room.rule.clauses)
        + f" | {room.rule.severity}{'' if room.rule.is_default else ', off'}"
        + f" | {room.rule.fixes} |"
        for id, room in rooms().items()
    )
    return f"""---
description: Every rule of the checker, with the clause of the guideline that it enforces.
---

# The rules {{ #rules }}

**Each guideline that a machine can check is a rule, with a number that stays.**
{{ .rule }}

`dto-handbook check` holds a project against them, and `dto-handbook explain` tells what one asks
for. A rule that is off is checked where a project selects it. The
[playground](../playground.md) runs them on what you write.

<div class="filtered" markdown>

| Rule | What it asks for | Clause | Severity | Fix |
| --- | --- | --- | --- | --- |
{rows}

</div>

A safe fix leaves the meaning alone, and `dto-handbook check --fix` applies it. With `--unsafe` it
applies the others as well: look at `--diff` first.
{_retired()}"""


def _retired() -> str:
    lines = [f"- [{rule.id}: {rule.name}]({rule.id}.md): {rule.reason}\n" for rule in RETIRED]
    return f"\n## Retired {{ #retired }}\n\n{''.join(lines)}" if lines else ""


def _is_real(sample: Sample) -> bool:
    return (_ROOT / sample.file.path).is_file()


def _module(sample: Sample) -> str:
    return sample.file.path.removeprefix("src/").removesuffix(".py").replace("/", ".")
