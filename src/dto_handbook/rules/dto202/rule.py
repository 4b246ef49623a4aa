"""DTO202: a mutable collection in a DTO."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.engine.containers import held, mutable, simple_name
from dto_handbook.engine.fields import fields_of
from dto_handbook.engine.findings import Finding
from dto_handbook.engine.module import Module
from dto_handbook.engine.rule import Rule

_INSTEAD = {
    "bytearray": "bytes",
    "set": "frozenset",
    "MutableMapping": "Mapping",
    "MutableSet": "frozenset",
    "WeakSet": "frozenset",
}


class MutableCollection(Rule):
    """A DTO holds its collections in tuples and frozensets.

    Why: Freezing stops assignment to a field. It does not reach into what the field holds. A list
    in a frozen DTO grows all the same, in everybody's hands at once, and it takes the hash away.

    How to fix: Annotate the field `tuple[str, ...]`, or `frozenset[str]` for a set, and make the
    tuple where the DTO is made. A mutable collection inside another one counts as well.

    When not: A class that collects while it works, such as a builder, is no DTO. Keep it out of
    `manager/data`. A `dict` is another rule's (DTO203).
    """

    id = "DTO202"
    name = "Mutable collection"
    clauses = ("G2",)

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at the annotation of each field."""
        for dto in module.dtos:
            for field in fields_of(module, dto):
                for part in held(field.type_):
                    full = mutable(module.project, module.settings, part.name)
                    if full is not None:
                        symbol, kind = f"{dto.name}.{field.name}", simple_name(full)
                        message = (
                            f"{symbol} holds a {kind}: make it a {_INSTEAD.get(kind, 'tuple')}"
                        )
                        yield self.finding(module, field.node.annotation, symbol, message)
                        break
