"""DTO203: a dict in a DTO."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.collection_types import collection_of
from dto_handbook.semantic.types import held, simple_name


class DictField(Rule):
    """A DTO holds no dict.

    Why: A dict in a frozen DTO can be changed by everyone who holds the DTO, and it takes the hash
    away.

    How to fix: Write the keys that are known as fields, or as a DTO of their own. Hold open ones as
    `tuple[tuple[str, str], ...]`. Where nobody hashes the DTO, annotate `Mapping[str, str]` and
    make the field with `MappingProxyType(dict(...))`.

    When not: The guideline's own `ModelRevisionConfig` has a `dict[str, str]` field. The rule is
    off unless it is selected.
    """

    id = "DTO203"
    name = "Dict in a DTO"
    clauses = ("G2",)
    is_default = False

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at the annotation of each field."""
        for dto in module.dtos:
            for field in dto.fields:
                for part in held(field.type_):
                    collection = collection_of(module.project.lineage(part.name))
                    if collection is not None and collection.is_dict:
                        symbol = f"{dto.name}.{field.name}"
                        kind = simple_name(collection.name)
                        message = f"{symbol} holds a {kind}: use fields or pairs"
                        yield self.finding(module, field.node.annotation, symbol, message)
                        break
