"""The comment that a reviewer leaves on code that breaks a rule or a clause."""

from __future__ import annotations

import re

from dto_handbook.guideline.clauses import Clause
from dto_handbook.linter.rule import Rule

_SENTENCE = re.compile(r".+?[.](?=\s|$)")


def rule_comment(rule: type[Rule], link: str | None = None) -> str:
    """Write the comment on a broken rule, a line of Markdown.

    Args:
        rule: The rule.
        link: The address of its page; None to name the rule without a link.

    Returns:
        Its id, what it requires, and the first sentence on how to fix it.
    """
    fix = " ".join(rule.sections()["How to fix"].split())
    sentence = _SENTENCE.match(fix)
    return _comment(rule.id, rule.summary(), sentence[0] if sentence else fix, link)


def clause_comment(clause: Clause, link: str | None = None) -> str:
    """Write the comment on a broken clause, a line of Markdown.

    Args:
        clause: The clause.
        link: The address of its heading; None to name the clause without a link.

    Returns:
        Its id, its statement, and how to fix it.
    """
    return _comment(clause.id, clause.statement, clause.fix, link)


def _comment(id: str, statement: str, fix: str, link: str | None) -> str:
    return f"{f'[{id}]({link})' if link else id}: {statement} {fix}"
