"""Comments that suppress nothing, and an old one that hides the next mistake on its line."""

from pathlib import Path

from dto_handbook.linter.check import SourceFile, check
from dto_handbook.linter.config import Settings
from dto_handbook.rules.dto201.rule import NotFrozen
from dto_handbook.rules.dto202.rule import MutableCollection
from dto_handbook.rules.dto901 import invalid
from dto_handbook.rules.dto901.rule import BadSuppression

text = Path(invalid.__file__).read_text()
place = text.partition("\n")[0].removeprefix("# ")
for finding in check([SourceFile(place, text)], [NotFrozen, MutableCollection], Settings()):
    print(f"still found in line {finding.line}: {finding.rule}")

TAGS = """
from dataclasses import dataclass

@dataclass(frozen=True)
class SessionTags:
    tags: {}  # dto: ignore[DTO202] until the importer is rewritten
"""
rules = [MutableCollection, BadSuppression]
for annotation in ("list[str]", "tuple[str, ...]", "set[str]"):
    file = SourceFile(place, TAGS.format(annotation))
    print(f"{annotation}: {[finding.rule for finding in check([file], rules, Settings())]}")
