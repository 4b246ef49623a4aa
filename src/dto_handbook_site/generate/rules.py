"""Generates parts of pages: rules, clauses, placement, configuration and links.

Run `python -m dto_handbook_site generate` after you change a rule, a clause, its tests, the
placement table or a setting, or name an entry of the reference on a page. Tests compare the pages
with all of these.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.review_comment import rule_comment
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import apply
from dto_handbook.linter.rule import Rule
from dto_handbook.reporters import report as report_of
from dto_handbook.reporters.context import Context, facts
from dto_handbook.rules import ids
from dto_handbook.rules.registry import RulePackage, rule_packages, rules_for
from dto_handbook_site.demos.samples import findings_in
from dto_handbook_site.execute.execution import SOURCE_ROOT
from dto_handbook_site.generate import commands, configuration, traceability
from dto_handbook_site.generate.placement import with_decision
from dto_handbook_site.generate.symbols import linked

VERSION = "1.2.3"  # For examples, so that pages do not change with each release
_ROOT = SOURCE_ROOT.parent
_DOCS = _ROOT / "docs"
_HEADING = re.compile(
    r"^(#+ .*\{ #(\S+) data-(?:clause|rule)=\"([^\"]+)\" \})\n\n"
    r"(?:Checked by .*\n\{ \.checked \}\n\n)?",
    re.MULTILINE,
)
_SAMPLES = re.compile(
    r"(?<=<!-- samples, written by dto_handbook_site generate -->\n)\n(- \[DTO.*\n)*"
)
_NAV = re.compile(r"(?<=      # rules, written by dto_handbook_site generate\n)(      - DTO.*\n)*")
_GROUPS = {
    "0": ("Placement", "placement.md"),
    "1": ("Dataclasses", "guidelines/dataclasses.md"),
    "2": ("Immutability", "guidelines/immutability.md"),
    "3": ("Postel's law", "guidelines/postels-law.md"),
    "4": ("Documentation", "guidelines/documentation.md"),
    "5": ("Type hints", "guidelines/type-hints.md"),
    "6": ("None checks", "guidelines/none-checks.md"),
    "9": ("Suppressions", "use/old-code.md#suppression"),
}
"""What the rules of each hundred are about, and its page; of others, their first clause's page."""
_FIX = """### What `--fix` does {{ #automatic-fix }}

{text} The bad samples change like this:

```python
from dto_handbook_site.generate.console import fix

fix("{id}")
```

"""
_SUPPRESSION = """Write this comment on the line that is reported, with your reason:

`# dto: ignore[{id}] the reason`

Without a reason, the comment suppresses nothing. The page on old code says
[where the comment goes](../use/old-code.md#suppression). A repository may forbid such comments, as
[Backend.AI](../backend-ai.md#rules-today) does: record the finding in a
[baseline](../use/old-code.md#baseline) instead."""
_NO_SUPPRESSION = """This rule cannot be suppressed. To switch it off, add it to
[`ignore`](../use/configuration.md#ignore)."""


def pages() -> Mapping[Path, str]:
    """Write the rules' pages, lists of rules on other pages, and links to the reference.

    Returns:
        The contents of files by their paths.
    """
    places = _places()
    found = {
        _DOCS / "rules" / f"{id}.md": _page(package, places)
        for id, package in rule_packages().items()
    }
    found[_DOCS / "rules" / "index.md"] = _overview(places)
    config = _ROOT / "mkdocs.yml"
    entries = "".join(
        f"      - {id} {package.rule.name}: rules/{id}.md\n"
        for id, package in rule_packages().items()
    )
    found[config] = _NAV.sub(entries, config.read_text("utf-8"), count=1)
    playground = _DOCS / "playground.md"
    samples = "".join(
        f"- [{id}: {package.rule.name}](rules/{id}.md){{ #{id} }}\n"
        for id, package in rule_packages().items()
    )
    found[playground] = _SAMPLES.sub(f"\n{samples}", playground.read_text("utf-8"), count=1)
    for page in sorted({place.partition("#")[0] for place in places.values()}):
        path = _DOCS / page
        found[path] = _with_rules(path.read_text("utf-8"), "../" * page.count("/"), places)
    decision = _DOCS / "placement.md"
    found[decision] = with_decision(found[decision], places)
    found[_DOCS / "use" / "configuration.md"] = configuration.page()
    found[_DOCS / "use" / "commands.md"] = commands.page()
    found[_DOCS / "traceability.md"] = traceability.page(places)
    for path in sorted(_DOCS.rglob("*.md")):
        if path not in found and "templates" not in path.parts:
            found[path] = path.read_text("utf-8")
    return {path: linked(text) if path.suffix == ".md" else text for path, text in found.items()}


def report(rule_id: str, form: str = "full", address: str = "") -> str:
    """Check a rule's bad samples as part of the Manager, and write the findings.

    Args:
        rule_id: The rule.
        form: One of the command line's output formats.
        address: The address at which the handbook is published.

    Returns:
        What the command line prints for that rule's findings; a format that lists all rules
        lists only this one.
    """
    package = rule_packages()[rule_id]
    samples = {sample.path: sample for sample in package.invalid_samples}
    lines = {path: file.text.splitlines() for path, file in samples.items()}
    own = [fact for fact in facts() if fact.id == rule_id]
    context = Context(lines, address, ids(), lambda: own, version=lambda: VERSION)
    return report_of(form)(_findings(package), context).strip()


def diff(rule_id: str) -> tuple[bool, str]:
    """Fix a rule's bad samples, and write the changes.

    Args:
        rule_id: The rule.

    Returns:
        Whether all of the fixes are safe, and a unified diff.
    """
    package, parts = rule_packages()[rule_id], list[str]()
    findings = _findings(package)
    is_safe = all(found.fix.is_safe for found in findings if found.fix)
    for sample in package.invalid_samples:
        fixes = [found.fix for found in findings if found.path == sample.path and found.fix]
        fixed = apply(sample.text, fixes)
        parts += difflib.unified_diff(
            sample.text.splitlines(),
            fixed.splitlines(),
            f"a/{sample.path}",
            f"b/{sample.path}",
            n=1,
            lineterm="",
        )
    return is_safe, "\n".join(parts)


def _findings(package: RulePackage) -> Sequence[Finding]:
    return findings_in(package.invalid_samples, [package.rule])


def _places() -> Mapping[str, str]:
    """Return the page and anchor of each clause, and of each rule that has its own heading."""
    # A clause that no page states links to the table of all clauses; a test reports it.
    return dict.fromkeys((it.id for it in CLAUSES), "traceability.md#traceability") | {
        id: f"{page.relative_to(_DOCS).as_posix()}#{anchor}"
        for page in sorted(_DOCS.rglob("*.md"))
        if page.parent.name != "rules"
        for _, anchor, ids in _HEADING.findall(page.read_text("utf-8"))
        for id in ids.split()
    }


def _clauses(rule: type[Rule], places: Mapping[str, str]) -> Mapping[str, str]:
    """Return a rule's clauses, each linked to where a page says what the rule requires."""
    return {it: f"[{it}](../{places.get(rule.id, places[it])})" for it in rule.clauses}


def _with_rules(text: str, up: str, places: Mapping[str, str]) -> str:
    """List the rules that check a clause below its heading, but for those with their own."""

    def linked(heading: re.Match[str]) -> str:
        ids = heading[3].split()
        checking = [rule.id for rule in rules_for(ids) if rule.id not in places]
        checking += [id for id in ids if id in rule_packages()]
        links = ", ".join(f"[{id}]({up}rules/{id}.md)" for id in checking)
        checked = f"Checked by {links}\n{{ .checked }}\n\n" if links else ""
        return f"{heading[1]}\n\n{checked}"

    return _HEADING.sub(linked, text)


def _page(package: RulePackage, places: Mapping[str, str]) -> str:
    rule, name = package.rule, package.rule.__module__.rpartition(".")[0]
    sections = rule.sections()
    statements = {clause.id: clause.statement for clause in CLAUSES}
    clauses = "".join(
        f"\n- {link}: {statements[clause]}" for clause, link in _clauses(rule, places).items()
    )
    clauses = f"The rule enforces:\n{clauses}\n\n" if clauses else ""
    fix = _FIX.format(text=sections.get("Automatic fix"), id=rule.id)
    suppress = _NO_SUPPRESSION if rule.id.startswith("DTO9") else _SUPPRESSION
    not_seen = f"## What the rule does not see {{ #not-seen }}\n\n{sections.get('Not seen')}\n\n"
    return f"""---
description: "{rule.summary().replace("`", "")}"
hide: [toc]
rule: {rule.id}
---

# {rule.id}: {rule.name} {{ #{rule.id} data-rule="{rule.id}" }}

**{rule.summary()}**
{{ .rule }}

<div class="instead" markdown>
<div id="samples-bad" markdown>

::: {name}.invalid
    options: {{extra: {{view: source}}}}

</div>
<div id="samples-good" markdown>

::: {package.good}
    options: {{extra: {{view: source}}}}

## How to fix {{ #fix }}

{sections["How to fix"]}

[Fix the bad sample in the playground](../playground.md#{rule.id}).

</div>
</div>

{fix if rule.fixes != "none" else ""}## How to suppress {{ #suppress }}

{suppress.format(id=rule.id)}

## Settings {{ #settings }}

{rule.status()}{_settings(rule)}

## Exceptions {{ #when-not }}

{sections["Exceptions"]}

{not_seen if "Not seen" in sections else ""}## Why {{ #why }}

{sections["Why"]}

{clauses}## What goes wrong {{ #harm }}

::: {name}.consequence
    options: {{extra: {{view: source}}}}

```python
import {name}.consequence
```

## More samples {{ #samples }}

{"".join(_more(package))}## In review {{ #in-review data-rule="{rule.id}" }}

``{rule_comment(rule, f"rules/{rule.id}/")}``
{{ .review }}
"""


def _settings(rule: type[Rule]) -> str:
    """Name the settings that a rule's source reads, each a link."""
    source = inspect.getsource(inspect.getmodule(rule) or rule)
    keys = [field.name for field in fields(Settings) if f"settings.{field.name}" in source]
    links = [f"[`{key}`](../use/configuration.md#{key})" for key in keys]
    links = [link.replace("_", "-") for link in links]
    return f" The rule reads {', '.join(links)}." if links else ""


def _more(package: RulePackage) -> Iterator[str]:
    _, *bad = package.invalid_samples
    own = [_ROOT / sample.path for sample in bad if (_ROOT / sample.path).is_file()]
    for sample in bad:
        yield _sample("Bad", sample.module, sample.text)
    for number, file in enumerate(own, 1):
        module = ".".join(file.relative_to(SOURCE_ROOT).with_suffix("").parts)
        yield _sample("Good", module, file.read_text("utf-8"), f"_{number}")
    for sample in package.valid_samples:
        if sample.module != package.good:
            yield _sample("Not flagged", sample.module, sample.text)


def _sample(kind: str, module: str, text: str, end: str = "") -> str:
    about = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0].rstrip(".")
    _, _, variant = module.rpartition(".")[2].partition("_")
    anchor = f"samples-{kind} {variant}".strip().replace(" ", "-").lower() + end
    return f"""<details class="source" id="{anchor}" markdown>
<summary>{kind}: {about}</summary>

::: {module}
    options: {{extra: {{view: source}}}}

</details>

"""


def _group(rule: type[Rule], places: Mapping[str, str]) -> tuple[str, str]:
    if found := _GROUPS.get(rule.id[3]):
        return found
    page = places[rule.clauses[0]].partition("#")[0] if rule.clauses else "rules/index.md"
    title = re.search(r"^# (.*?) \{ #", (_DOCS / page).read_text("utf-8"), re.MULTILINE)
    return title[1] if title else page, page


def _overview(places: Mapping[str, str]) -> str:
    rows = "\n".join(
        f"| [{id}]({id}.md) {package.rule.name} | {package.rule.summary()}"
        " | [{}](../{})".format(*_group(package.rule, places))
        + f" | {package.rule.severity}{'' if package.rule.is_default else ', off'}"
        f" | {package.rule.fixes} |"
        for id, package in rule_packages().items()
    )
    return f"""---
description: Every rule of the checker, with its group, its severity and whether it has a fix.
hide: [toc]
---

# The rules {{ #rules }}

**Each guideline that a machine can check is a rule with a permanent number.**
{{ .rule }}

`dto-handbook check` checks a project against the rules, and `dto-handbook explain` explains a rule.
A rule that is off is checked only if a project selects it. The [playground](../playground.md)
checks the code that you write there.

<div class="filtered" markdown>

| Rule | Requirement | Group | Severity | Fix |
| --- | --- | --- | --- | --- |
{rows}

</div>

A safe fix does not change what the code means, and `dto-handbook check --fix` applies it. Add
`--unsafe-fixes` to apply the other fixes as well; look at the output of `--diff` first.
"""
