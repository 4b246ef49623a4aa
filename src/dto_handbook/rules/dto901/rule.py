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

    Why: A suppression is a decision that somebody else reads later. Without a reason nobody dares
    to take it out; one that is not needed any more hides the next mistake on its line.

    How to fix: Write `# dto: ignore[DTO201] why this class must change`, with the ids of the rules
    between the brackets, separated by commas. Without a reason it takes nothing back. Take it out
    once the rule does not find anything there. Where a project forbids suppressions, mend the code
    or record what is found in the baseline.

    When not: This rule cannot be suppressed. It holds whatever rules a project selects, unless the
    project ignores it. A suppression of a rule that is not checked is never said to be unused.
    """

    id = SUPPRESSION
    name = "Bad suppression"
    clauses = ()
    follows_names = False

    def applies_to(self, module: Module) -> bool:
        """Tell of modules that may hold a suppression."""
        return may_suppress(module.text)

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at each suppression; the engine tells which are unused, once all rules are done."""
        known = frozenset(ids())
        for suppression in suppressions(module.text):
            if not module.settings.allow_suppression:
                message = "this project allows no suppressions: mend the code, or use the baseline"
                yield suppression.finding(module.path, message)
                continue
            for message in _slips(suppression, known):
                yield suppression.finding(module.path, message)


def _slips(suppression: Suppression, known: frozenset[str]) -> Iterator[str]:
    if not suppression.rules:
        yield "the comment names no rule: write ignore[DTO201], with the rules that it is about"
    if strange := [rule for rule in suppression.rules if rule not in known]:
        yield f"there is no rule {', '.join(strange)}: take it out of the comment"
    if SUPPRESSION in suppression.rules:
        yield f"{SUPPRESSION} cannot be suppressed: mend the comment that it is about"
    if not suppression.is_complete:
        yield "the comment gives no reason, and takes nothing back: write one behind the brackets"
