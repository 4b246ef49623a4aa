"""Where a DTO goes, as the command line prints it."""

from __future__ import annotations

from collections.abc import Mapping

from dto_handbook.guideline.placement import DOMAIN_QUESTION, DOMAINS, QUESTIONS
from dto_handbook.rules.registry import rules_for


def placement_facts() -> Mapping[str, object]:
    """Return the table for programs: the questions in order, and the domains."""
    questions = [
        {
            "id": question.id,
            "question": question.text,
            "belongs": question.home.path,
            "as": question.home.form,
            "clauses": question.all_clauses,
            "rules": [rule.id for rule in rules_for(question.all_clauses)],
            "example": question.example,
            "template": question.template_text(),
        }
        for question in QUESTIONS
    ]
    return {"questions": questions, "domains": list(DOMAINS)}


def placement_text() -> str:
    """Return the table for people."""
    parts = ["Where a DTO goes: ask in this order. The first yes decides."]
    for number, question in enumerate(QUESTIONS, 1):
        rules = ", ".join(rule.id for rule in rules_for(question.all_clauses))
        parts.append(
            f"{number}. {question.text}\n"
            f"   Yes: {question.home.path}, {question.home.form}\n"
            f"   Such as {question.example}\n"
            f"   Clauses: {', '.join(question.all_clauses)}. Checked by {rules}."
        )
    parts.append(f"<domain>: {DOMAIN_QUESTION}\n   {', '.join(DOMAINS)}, or another one alike")
    return "\n\n".join(parts)
