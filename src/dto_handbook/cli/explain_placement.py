"""Where a DTO goes, as the command line prints it."""

from __future__ import annotations

from collections.abc import Mapping

from dto_handbook.guideline.placement import (
    ADAPTER,
    CASES,
    DOMAIN_QUESTION,
    DOMAINS,
    INTERNAL,
    SHARED,
    Case,
)
from dto_handbook.linter.config import Settings
from dto_handbook.rules.registry import rules_for


def placement_facts(settings: Settings) -> Mapping[str, object]:
    """Return the table for programs: the cases, the adapter between two DTOs, and the domains.

    Args:
        settings: The project's, which name its packages.
    """
    return {
        "cases": [{"question": case.home.question, **_facts(case, settings)} for case in CASES],
        "adapter": _facts(ADAPTER, settings),
        "domains": list(DOMAINS),
    }


def _facts(case: Case, settings: Settings) -> Mapping[str, object]:
    return {
        "id": case.id,
        "case": case.text,
        "belongs": case.home.place(settings),
        "as": case.home.form,
        "clauses": case.all_clauses,
        "rules": [rule.id for rule in rules_for(case.all_clauses)],
        "example": case.example,
        "template": case.template_text(),
    }


def placement_text(settings: Settings) -> str:
    """Return the table for people.

    Args:
        settings: The project's, which name its packages.
    """
    parts = ["Where a DTO goes: answer both questions. More than one answer may be true."]
    for number, home in enumerate((SHARED, INTERNAL), 1):
        place = home.place(settings)
        parts.append(f"{number}. {home.question} In each case, write {home.form} in {place}")
        parts += [_text(case) for case in CASES if case.home is home]
    parts.append(
        "3. If both have an answer, write both DTOs, and an adapter between them:\n"
        f"   {ADAPTER.home.form}, in {ADAPTER.home.place(settings)}\n{_reasons(ADAPTER)}"
    )
    parts.append(f"<domain>: {DOMAIN_QUESTION}\n   {', '.join(DOMAINS)}, or another one")
    return "\n\n".join(parts)


def _text(case: Case) -> str:
    return f"   {case.text}\n{_reasons(case)}"


def _reasons(case: Case) -> str:
    rules = ", ".join(rule.id for rule in rules_for(case.all_clauses))
    checked = f" Checked by {rules}." if rules else ""
    return f"     Such as {case.example}\n     Clauses: {', '.join(case.all_clauses)}.{checked}"
