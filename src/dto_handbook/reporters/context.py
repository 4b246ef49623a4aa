"""What reports contain besides the findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding, Severity


@dataclass(frozen=True)
class RuleFacts:
    """What a report says about a rule."""

    id: str
    name: str
    summary: str
    sections: Mapping[str, str]  # What follows in its documentation, by title
    severity: Severity


def _no_rules() -> Sequence[RuleFacts]:
    return ()


def facts() -> Sequence[RuleFacts]:
    """Return the facts about all rules, in the order of their ids."""
    from dto_handbook.rules.registry import rules  # Which imports every rule

    return [
        RuleFacts(
            rule.id,
            rule.name,
            rule.summary(),
            rule.sections(),
            rule.severity,
        )
        for rule in rules()
    ]


def own_version() -> str:
    """Return the version of the tool that runs."""
    from dto_handbook import __version__

    return __version__


@dataclass(frozen=True)
class Context:
    """What a report needs besides the findings of a check."""

    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)  # By the file's path
    address: str = ""  # The published handbook; `{version}` is replaced by the tool's version
    rule_ids: Sequence[str] = ()
    rules: Callable[[], Sequence[RuleFacts]] = (
        _no_rules  # Imports every rule, for the formats that need them
    )
    is_coloured: bool = False
    version: Callable[[], str] = own_version  # The tool's version; reading it takes time

    @property
    def home(self) -> str | None:
        """The address of the handbook that belongs to this version of the tool.

        Only a release has a handbook of its own; any other version uses the latest one.
        """
        address = self.address
        if "{version}" in address:
            version = self.version()
            is_release = version.replace(".", "").isdecimal()
            address = address.replace("{version}", version if is_release else "latest")
        return address.rstrip("/") or None

    def url(self, rule: str) -> str | None:
        """Return the address of a rule's page; None if there is none."""
        return f"{self.home}/rules/{rule}/" if self.home and rule in self.rule_ids else None

    def hint(self, rule: str) -> str:
        """Return an address or a command with more about a rule; empty for no rule."""
        return self.url(rule) or (f"dto-handbook explain {rule}" if rule in self.rule_ids else "")

    def message(self, finding: Finding) -> str:
        """Return a finding's message with its hint, for hosts that show only the message."""
        hint = self.hint(finding.rule)
        return f"{finding.message} ({hint})" if hint else finding.message


def printable(text: str) -> str:
    """Return a string on one line, with line breaks and control characters as escapes."""
    if text.isprintable():
        return text
    return "".join(
        it if it.isprintable() else it.encode("unicode_escape").decode("ascii") for it in text
    )
