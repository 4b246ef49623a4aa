"""Comments that suppress nothing, and an old one that hides the next mistake on its line."""

from pathlib import Path

from dto_handbook.linter.config import Settings
from dto_handbook.rules.dto201.rule import NotFrozen
from dto_handbook.rules.dto202.rule import MutableCollection
from dto_handbook.rules.dto901 import invalid
from dto_handbook.rules.dto901.rule import BadSuppression
from dto_handbook.workspace import Workspace

text = Path(invalid.__file__).read_text()
place = text.partition("\n")[0].removeprefix("# ")
workspace = Workspace(None, Settings(), [NotFrozen, MutableCollection])
for finding in workspace.check([place], {place: text.encode()}).findings:
    print(f"still found in line {finding.line}: {finding.rule}")

TAGS = """
from dataclasses import dataclass

@dataclass(frozen=True)
class SessionTags:
    tags: {}  # dto: ignore[DTO202] until the importer is rewritten
"""
workspace = Workspace(None, Settings(), [MutableCollection, BadSuppression])
for annotation in ("list[str]", "tuple[str, ...]", "set[str]"):
    found = workspace.check([place], {place: TAGS.format(annotation).encode()})
    rules = [finding.rule for finding in found.findings]
    print(f"{annotation}: {rules}")
assert not rules  # The set is hidden
