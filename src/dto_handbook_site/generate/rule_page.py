"""Generates the page of a rule."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.review_comment import rule_comment
from dto_handbook.linter.config import Settings
from dto_handbook.linter.rule import Rule
from dto_handbook.rules.registry import RulePackage
from dto_handbook_site.execute.execution import SOURCE_ROOT

_ROOT = SOURCE_ROOT.parent
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


def page(package: RulePackage, places: Mapping[str, str]) -> str:
    """Write the page of a rule.

    Args:
        package: The rule, with its samples.
        places: The page and anchor of each clause, and of each rule that has its own heading.
    """
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


def _clauses(rule: type[Rule], places: Mapping[str, str]) -> Mapping[str, str]:
    """Return a rule's clauses, each linked to where a page says what the rule requires."""
    return {it: f"[{it}](../{places.get(rule.id, places[it])})" for it in rule.clauses}
