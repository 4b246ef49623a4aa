"""DTO901: a suppression that names no rule, gives no reason, or is not needed."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.diagnostics import SUPPRESSION, Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.suppression import Suppression, may_suppress, suppressions
from dto_handbook.rules import ids


class BadSuppression(Rule):
    """A suppression names rules, gives a reason, and is needed.

    Why: A suppression is a decision that another developer reads later. Without a reason, that
    developer cannot decide whether to remove it. A suppression that is no longer needed hides the
    next mistake on its line.

    How to fix: Write `# dto: ignore[DTO201] why this class must change`, with the ids of the rules
    between the brackets, separated by commas. Without a reason, the comment suppresses nothing; an
    issue's number is a reason. A comment in any other form suppresses nothing, and is reported.
    Remove the comment once the rule finds nothing there. If a project forbids suppressions, fix the
    code or record the finding in the baseline.

    Exceptions: This rule cannot be suppressed. It is checked whichever rules a project selects,
    unless the project ignores it. A suppression of a rule that is not checked is never reported as
    unused.
    """

    id = SUPPRESSION
    name = "Bad suppression"
    clauses = ()
    since = "0.1.0"
    follows_names = False

    def applies_to(self, module: Module) -> bool:
        """Select modules that may contain a suppression."""
        return may_suppress(module.text)

    def check(self, module: Module) -> Iterator[Finding]:
        """Check each suppression; the linter reports unused ones after all rules have run."""
        known = frozenset(ids())
        for suppression in suppressions(module.text):
            if not module.settings.allow_suppression:
                message = "this project allows no suppressions: fix the code, or use the baseline"
                yield suppression.finding(module.path, message)
                continue
            for message in _mistakes(suppression, known):
                yield suppression.finding(module.path, message)


def _mistakes(suppression: Suppression, known: frozenset[str]) -> Iterator[str]:
    if suppression.mistake:
        yield suppression.mistake
        return
    if not suppression.rules:
        yield "the comment names no rule: write ignore[DTO201], with the rules to suppress"
    if misspelt := [
        rule for rule in suppression.rules if rule not in known and rule.upper() in known
    ]:
        yield f"there is no rule {', '.join(misspelt)}: write {', '.join(misspelt).upper()}"
    if strange := [rule for rule in suppression.rules if rule.upper() not in known]:
        yield f"there is no rule {', '.join(strange)}: remove it from the comment"
    if SUPPRESSION in suppression.rules:
        yield f"{SUPPRESSION} cannot be suppressed: fix the comment that it reports"
    if not suppression.is_complete:
        yield "the comment gives no reason, so it suppresses nothing: write one after the brackets"
