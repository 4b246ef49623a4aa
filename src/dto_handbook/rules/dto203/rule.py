"""DTO203: a dict in a DTO."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.collection_types import collection_of
from dto_handbook.semantic.types import held, simple_name, with_article


class DictField(Rule):
    """A DTO holds no dict.

    Why: Everyone who holds a frozen DTO can change a dict in it, and the dict leaves the DTO
    without a hash.

    How to fix: Turn keys that are known into fields, or into a DTO of their own. Store other keys
    as `tuple[tuple[str, str], ...]`. Code that only Python 3.15 and later run writes
    `frozendict[str, str]`, which is immutable and has a hash. Do not use `MappingProxyType`: a DTO
    that holds one cannot be hashed, copied or pickled, and `asdict` and Pydantic do not convert it.

    Exceptions: The guideline's own `ModelRevisionConfig` has a `dict[str, str]` field, so the rule
    is off unless a project selects it.

    Not seen: A dict in a field that is annotated `Mapping[str, str]`.
    """

    id = "DTO203"
    name = "Dict in a DTO"
    clauses = ("G2",)
    since = "0.1.0"
    is_default = False

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the annotation of each field."""
        for dto in module.dtos:
            for field in dto.fields:
                for part in held(field.type_):
                    collection = collection_of(module.project.lineage(part.name))
                    if collection is not None and collection.is_dict:
                        symbol = f"{dto.name}.{field.name}"
                        kind = with_article(simple_name(collection.name))
                        message = f"{symbol} holds {kind}: use fields or pairs"
                        yield self.finding(module, field.node.annotation, symbol, message)
                        break
