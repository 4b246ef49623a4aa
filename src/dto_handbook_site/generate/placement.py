"""The decision on the page about placement, generated from its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.placement import (
    ADAPTER,
    CASES,
    DOMAIN_QUESTION,
    DOMAINS,
    INTERNAL,
    SHARED,
    TEMPLATE_DOMAIN,
    Case,
    Home,
)
from dto_handbook.rules.registry import rules_for

_DECISION = re.compile(r'<section class="placement" markdown>\n.*?</section>\n', re.DOTALL)
_STATEMENTS = {clause.id: clause.statement for clause in CLAUSES}
_HOMES = (SHARED, INTERNAL)


def with_decision(text: str, places: Mapping[str, str]) -> str:
    """Write the decision into the page about placement.

    Args:
        text: The page.
        places: The page and anchor of each clause.

    Returns:
        The page with the decision in its `section`, replacing any older content.
    """
    return _DECISION.sub(lambda _: _decision(places), text, count=1)


def _decision(places: Mapping[str, str]) -> str:
    domains = ", ".join(
        f'[{domain}](domains/{domain}.md){{ data-name="{name}" }}'
        for domain, name in DOMAINS.items()
    )
    answers = "".join(_answer(case, places) for case in (*CASES, ADAPTER))
    return f"""<section class="placement" markdown>
<!-- Written from dto_handbook.guideline.placement by dto_handbook_site generate -->

{_table(SHARED, places)}

{_table(INTERNAL, places)}

{_outcomes()}

{DOMAIN_QUESTION} {domains}, or another domain: {_links(["O1", "O2", "O3"], places)}
{{ .placement__domains data-domain="{TEMPLATE_DOMAIN}" }}

{answers}</section>
"""


def _table(home: Home, places: Mapping[str, str]) -> str:
    rows = [
        f"| {case.text} {_links(case.clauses, places)} | [`{home.path}`](#answer-{case.id}) |"
        for case in CASES
        if case.home is home
    ]
    return "\n".join([f"| {home.question} | Then it belongs in |", "| --- | --- |", *rows])


def _outcomes() -> str:
    """Return the outcomes of the answers to both questions."""
    shared, internal = (f"{home.form} in <code>{escape(home.path)}</code>" for home in _HOMES)
    adapter = f'<a href="#answer-adapter">{ADAPTER.home.form}</a>'
    outcomes = {
        "shared": ("Only the first", f"<strong>One DTO</strong>: {shared}."),
        "internal": ("Only the second", f"<strong>One DTO</strong>: {internal}."),
        "both": (
            "Both",
            f"<strong>Two DTOs and an adapter</strong>: {internal} with all that the Manager"
            f" knows, and {shared} with what others may see. The adapter is {adapter}.",
        ),
    }
    items = [
        f'<li data-outcome="{id}"><span>{when}:</span> {what}</li>'
        for id, (when, what) in outcomes.items()
    ]
    return "\n".join(['<ul class="placement__outcomes">', *items, "</ul>"])


def _answer(case: Case, places: Mapping[str, str]) -> str:
    home = case.home
    why = "\n".join(
        f"- [{clause}]({places[clause]}): {_STATEMENTS[clause]}" for clause in case.clauses
    )
    if home.clauses:
        why += f"\n- For every DTO there: {_links(home.clauses, places)}"
    checked = ", ".join(f"[{rule.id}](rules/{rule.id}.md)" for rule in rules_for(case.all_clauses))
    last = f"\n- Checked by {checked}" if checked else ""
    moving = case.migration.rpartition("/")[2].removesuffix(".md").replace("-", " ")
    migration = f"\n- To move it there: [from {moving}]({case.migration})" if moving else ""
    return f"""<details class="answer" id="answer-{case.id}" data-home="{_home_id(home)}" markdown>
<summary markdown="span"><span class="answer__case">{case.text}</span>
**`{home.path}`**, {home.form}</summary>

{why}

::: {case.template}
    options: {{extra: {{view: source}}}}

- Example: [`{case.example}`][{case.example}]
- How to write [{home.form}]({home.page}){migration}{last}

</details>

"""


def _home_id(home: Home) -> str:
    return dict(zip(_HOMES, ("shared", "internal"), strict=True)).get(home, "both")


def _links(clauses: Iterable[str], places: Mapping[str, str]) -> str:
    return " ".join(f"[{clause}]({places[clause]})" for clause in clauses)
