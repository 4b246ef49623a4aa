"""DTO202: a mutable collection in a DTO."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fields import Field, field_call
from dto_handbook.linter.fixes import Edit, Fix, insert, replace
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.collection_types import held, mutable, simple_name

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
    fixes = "unsafe"

    def check(self, module: Module) -> Iterator[Finding]:
        """Look at the annotation of each field."""
        for dto in module.dtos:
            for field in dto.fields:
                for part in held(field.type_):
                    full = mutable(module.project, module.settings, part.name)
                    if full is not None:
                        symbol, kind = f"{dto.name}.{field.name}", simple_name(full)
                        message = (
                            f"{symbol} holds a {kind}: make it a {_INSTEAD.get(kind, 'tuple')}"
                        )
                        fix = _fix(module, field)
                        node = field.node.annotation
                        yield self.finding(module, node, symbol, message, fix=fix)
                        break


def _fix(module: Module, field: Field) -> Fix | None:
    places = list(_lists(module, field.node.annotation))
    flagged = sum(
        mutable(module.project, module.settings, part.name) is not None
        for part in held(field.type_)
    )
    edits = _default(module, field.node.value)
    has_own_tuple = module.project.resolve(module.name, "tuple") != "builtins.tuple"
    if not places or flagged != len(places) or edits is None or has_own_tuple:
        return None  # Not all of it would be a tuple then
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
            elif full in ("builtins.list", "typing.List") and not isinstance(inner, ast.Tuple):
                yield annotation
                yield from _lists(module, inner)


def _default(module: Module, value: ast.expr | None) -> list[Edit] | None:
    """Return what a field's default needs; None where it does not go with a tuple."""
    call = field_call(module, value)
    if call is None:
        return [] if value is None or _is_none(value) else None
    edits = []
    for keyword in call.keywords:
        if keyword.arg is None:
            return None  # What `**options` holds, nothing tells
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
