"""Generates parts of pages: rules, clauses, placement, configuration and links.

Run `python -m dto_handbook_site generate` after you change a rule, a clause, its tests, the
placement table or a setting, or name an entry of the reference on a page. Tests compare the pages
with all of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.linter.rule import Rule
from dto_handbook.rules.registry import rule_packages, rules_for
from dto_handbook_site.execute.execution import SOURCE_ROOT
from dto_handbook_site.generate import commands, configuration, rule_page, traceability
from dto_handbook_site.generate.placement import with_decision
from dto_handbook_site.generate.symbols import linked

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


def pages() -> Mapping[Path, str]:
    """Write the rules' pages, lists of rules on other pages, and links to the reference.

    Returns:
        The contents of files by their paths.
    """
    places = _places()
    found = {
        _DOCS / "rules" / f"{id}.md": rule_page.page(package, places)
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

A safe fix does not change what the code means, and `dto-handbook check --fix` applies it. A rule
with a safe fix may have an unsafe one for some findings: the rule's page says when. Add
`--unsafe-fixes` to apply unsafe fixes as well; look at the output of `--diff` first.
"""
