"""A suppression stays when it is not needed any more, and hides the next mistake on its line."""

from dto_handbook.engine.check import SourceFile, check
from dto_handbook.engine.settings import Settings
from dto_handbook.rules.dto202.rule import MutableCollection
from dto_handbook.rules.dto901.rule import BadSuppression

PATH = "src/ai/backend/manager/data/session/tags.py"
TEXT = """
from dataclasses import dataclass

@dataclass(frozen=True)
class SessionTags:
    tags: {}  # dto: ignore[DTO202] until the importer is rewritten
"""

for annotation in ("list[str]", "tuple[str, ...]", "set[str]"):
    file = SourceFile(PATH, TEXT.format(annotation))
    without, both = ([MutableCollection], [MutableCollection, BadSuppression])
    found = [
        [finding.rule for finding in check([file], rules, Settings())] for rules in (without, both)
    ]
    print(f"{annotation}: {found[0]}, with DTO901 {found[1]}")
