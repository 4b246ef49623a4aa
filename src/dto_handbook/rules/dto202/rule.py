"""DTO202: a mutable collection in a DTO."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fields import Field, field_call
from dto_handbook.linter.fixes import Edit, Fix, insert, replace
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.collection_types import ALIASES, CollectionType, mutable_type
from dto_handbook.semantic.types import held, simple_name, with_article


class MutableCollection(Rule):
    """A DTO holds its collections in tuples and frozensets.

    Why: Freezing prevents assignment to a field. It does not protect the object that the field
    holds. A list in a frozen DTO can still grow, every holder of the DTO sees the change, and the
    DTO has no hash.

    How to fix: Annotate the field `tuple[str, ...]`, or `frozenset[str]` for a set, and build the
    tuple where the DTO is made. A mutable collection inside another one counts as well.

    Automatic fix: It writes `tuple[...]` for a list, in the annotation and in the default. The fix
    is unsafe: code that builds the DTO may still pass a list, and code that appends to the field
    fails.

    Exceptions: A class that collects values while it works, such as a builder, is not a DTO. Keep
    it out of `manager/data`. A `dict` is reported by DTO203 instead.

    Not seen: A list in a field that is annotated `Sequence[str]`.
    """

    id = "DTO202"
    name = "Mutable collection"
    clauses = ("G2",)
    since = "0.1.0"
    fixes = "unsafe"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the annotation of each field."""
        for dto in module.dtos:
            for field in dto.fields:
                if collection := next(_mutable(module, field), None):
                    symbol = f"{dto.name}.{field.name}"
                    kind = with_article(simple_name(collection.name))
                    instead = with_article(collection.immutable)
                    message = f"{symbol} holds {kind}: make it {instead}"
                    node, fix = field.node.annotation, _fix(module, field)
                    yield self.finding(module, node, symbol, message, fix=fix)


def _mutable(module: Module, field: Field) -> Iterator[CollectionType]:
    for part in held(field.type_):
        lineage = module.project.lineage(part.name)
        found = mutable_type(lineage, module.settings.mutable_types)
        if found is not None and not found.is_dict:
            yield found


def _fix(module: Module, field: Field) -> Fix | None:
    places = list(_lists(module, field.node.annotation))
    flagged = len(list(_mutable(module, field)))
    edits = _default(module, field.node.value)
    has_own_tuple = module.project.resolve(module.name, "tuple") != "builtins.tuple"
    if not places or flagged != len(places) or edits is None or has_own_tuple:
        return None  # The fix would leave another collection in it
    source = module.source
    for place in places:
        edits += [
            replace(source.start(place.value), source.end(place.value), "tuple"),
            insert(source.end(place.slice), ", ..."),
        ]
    return Fix("Make it a tuple", tuple(edits), is_safe=False)


def _lists(module: Module, annotation: ast.expr) -> Iterator[ast.Subscript]:
    """Yield the lists that an annotation names, alone or as an alternative, and lists in these."""
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _lists(module, left)
            yield from _lists(module, right)
        case ast.Subscript(value=value, slice=inner):
            full = module.resolve(value)
            if full in ("typing.Optional", "typing_extensions.Optional"):
                yield from _lists(module, inner)
            elif ALIASES.get(full, full) == "builtins.list" and not isinstance(inner, ast.Tuple):
                yield annotation
                yield from _lists(module, inner)


def _default(module: Module, value: ast.expr | None) -> list[Edit] | None:
    """Return the edits that a field's default needs; None if it does not fit a tuple."""
    call = field_call(module, value)
    if call is None:
        return [] if value is None or _is_none(value) else None
    edits = []
    for keyword in call.keywords:
        if keyword.arg is None:
            return None  # What `**options` holds is not known
        if keyword.arg in ("default_factory", "factory"):
            if module.resolve(keyword.value) != "builtins.list":
                return None
            place = module.source.start(keyword.value), module.source.end(keyword.value)
            edits.append(replace(*place, "tuple"))
        elif keyword.arg == "default" and not _is_none(keyword.value):
            return None
    return edits if not call.args else None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
