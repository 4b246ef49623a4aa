"""The decision on the page about placement, generated from its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.placement import (
    DOMAIN_QUESTION,
    DOMAINS,
    INTERNAL,
    QUESTIONS,
    SHARED,
    TEMPLATE_DOMAIN,
    Home,
    Question,
)
from dto_handbook.rules.registry import rules_for

_DECISION = re.compile(r'<section class="placement" markdown>\n.*?</section>\n', re.DOTALL)
_STATEMENTS = {clause.id: clause.statement for clause in CLAUSES}


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
    return f"""<section class="placement" markdown>
<!-- Written from dto_handbook.guideline.placement by dto_handbook_site generate -->

Ask in this order. The first yes decides.
{{ .placement__ask }}

{_table("Does it leave the Manager?", SHARED, places)}

{_table("What is it inside the Manager?", INTERNAL, places)}

{DOMAIN_QUESTION} {domains}, or another domain: {_links(["O1", "O2", "O3"], places)}
{{ .placement__domains data-domain="{TEMPLATE_DOMAIN}" }}

{"".join(_answer(question, places) for question in QUESTIONS)}</section>
"""


def _table(head: str, home: Home, places: Mapping[str, str]) -> str:
    rows = [
        f"| {question.text} {_links(question.clauses, places)}"
        f" | [`{home.path}`](#answer-{question.id}) |"
        for question in QUESTIONS
        if question.home is home
    ]
    return "\n".join([f"| {head} | Yes: it belongs in |", "| --- | --- |", *rows])


def _answer(question: Question, places: Mapping[str, str]) -> str:
    home = question.home
    why = "\n".join(
        f"- [{clause}]({places[clause]}): {_STATEMENTS[clause]}" for clause in question.clauses
    )
    checked = ", ".join(
        f"[{rule.id}](rules/{rule.id}.md)" for rule in rules_for(question.all_clauses)
    )
    moving = question.migration.rpartition("/")[2].removesuffix(".md").replace("-", " ")
    migration = f"\n- To move it there: [from {moving}]({question.migration})" if moving else ""
    return f"""<details class="answer" id="answer-{question.id}" markdown>
<summary markdown="span"><span class="answer__question">{question.text} Yes:</span>
**`{home.path}`**, {home.form}</summary>

{why}
- For every DTO there: {_links(home.clauses, places)}

::: {question.template}
    options: {{extra: {{view: source}}}}

- Example: [`{question.example}`][{question.example}]
- How to write [{home.form}]({home.page}){migration}
- Checked by {checked}

</details>

"""


def _links(clauses: Iterable[str], places: Mapping[str, str]) -> str:
    return " ".join(f"[{clause}]({places[clause]})" for clause in clauses)
