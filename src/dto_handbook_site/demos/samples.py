"""Checks samples in the Manager in miniature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.rule import Rule
from dto_handbook.rules.registry import Sample, rule_package
from dto_handbook.rules.registry import rules as all_rules
from dto_handbook.workspace import Workspace
from dto_handbook_site.execute.execution import SOURCE_ROOT

_IMPORTS = """
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol, TypedDict
import attrs
from pydantic import BaseModel
"""


def findings_in(samples: Iterable[Sample], rules: Sequence[type[Rule]]) -> Sequence[Finding]:
    """Check samples as part of the Manager, in place of its modules at the same paths.

    Args:
        samples: The samples, by their paths in the Manager.
        rules: The rules to check.
    """
    contents = {sample.path: sample.text.encode() for sample in samples}
    return in_manager(tuple(rules)).check(list(contents), contents).findings


@cache
def in_manager(rules: tuple[type[Rule], ...] | None = None) -> Workspace:
    """Return the Manager in miniature, to lay files over it and check them there.

    Args:
        rules: The rules to check, with the settings of their packages; None for the default ones.
    """
    default = settings = Settings()
    for own in (rule_package(rule.id).settings for rule in rules or ()):
        values = {field.name: getattr(own, field.name) for field in fields(Settings)}
        changed = {name: it for name, it in values.items() if it != getattr(default, name)}
        settings = replace(settings, **changed)
    return Workspace(SOURCE_ROOT.parent, settings, rules)


def counts_as_dto(head: str) -> bool:
    """Tell whether the checker takes a class with one field in `manager/data` for a DTO.

    Args:
        head: The class's decorators and its first line.
    """
    path = "src/ai/backend/manager/data/session/quota.py"
    text = f"{_IMPORTS}{head}\n    limit: int\n"
    [rule] = [rule for rule in all_rules() if rule.id == "DTO401"]  # A DTO without a docstring
    return bool(Workspace(None, Settings(), [rule]).check([path], {path: text.encode()}).findings)


def manager() -> Mapping[str, str]:
    """Return the modules of the Manager in miniature and of its neighbours, by their paths."""
    return {
        path.relative_to(SOURCE_ROOT.parent).as_posix(): path.read_text("utf-8")
        for path in sorted((SOURCE_ROOT / "ai").rglob("*.py"))
    }
