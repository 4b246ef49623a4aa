"""The symbols of a module as JSON: compact, quick, and safe to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dto_handbook.semantic.symbols import (
    ClassSymbol,
    FieldSymbol,
    FunctionSymbol,
    ModuleSymbols,
    function_symbol,
)
from dto_handbook.semantic.type_expressions import (
    OTHER,
    CallExpression,
    ItemExpression,
    NameExpression,
    OtherExpression,
    TypeExpression,
    UnionExpression,
    name_expression,
)

_OTHER, _ITEM, _UNION, _CALL = range(4)  # A name is a string, and what is missing is null


def dump(symbols: ModuleSymbols) -> bytes:
    """Write symbols as JSON."""
    return _ENCODER.encode(
        [
            symbols.name,
            symbols.is_package,
            symbols.imports,
            symbols.stars,
            [_class(it) for it in symbols.classes.values()],
            {name: _function(it) for name, it in symbols.functions.items()},
            {name: _expression(it) for name, it in symbols.aliases.items()},
            symbols.public,
            symbols.options,
        ]
    ).encode("utf-8", "surrogatepass")


def load(content: bytes) -> ModuleSymbols:
    """Read what `dump` wrote.

    Raises:
        ValueError: The JSON is something else.
    """
    try:
        found = json.loads(content.decode("utf-8", "surrogatepass"))
        name, is_package, imports, stars, classes, functions, aliases, public, options = found
        return ModuleSymbols(
            name,
            is_package,
            imports,
            stars,
            {it[0]: _to_class(*it) for it in classes},
            {name: _to_function(*it) for name, it in functions.items()},
            {name: _to_expression(it) for name, it in aliases.items()},
            public,
            {name: tuple(it) for name, it in options.items()},
        )
    except (TypeError, AttributeError, IndexError, KeyError) as error:
        raise ValueError(str(error)) from error


_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def _class(it: ClassSymbol) -> list[Any]:
    return [
        it.name,
        [_expression(base) for base in it.bases],
        it.metaclass,
        it.frozen,
        [_expression(decorator) for decorator in it.decorators],
        [[field.name, _expression(field.annotation)] for field in it.fields],
        [[field.name, _expression(field.annotation)] for field in it.attributes],
        {name: _function(method) for name, method in it.methods.items()},
    ]


def _function(it: FunctionSymbol) -> list[Any]:
    returns = _expression(it.returns) if it.returns is not None else None
    plain = [returns, it.is_async, it.is_property]
    if it.demands:
        return [*plain, it.frozen_default, it.demands]
    return plain if it.frozen_default is None else [*plain, it.frozen_default]


def _expression(it: TypeExpression) -> Any:  # noqa: ANN401 - what JSON can hold
    match it:
        case NameExpression(name):
            return name
        case ItemExpression(base, arguments):
            return [_ITEM, _expression(base), *map(_expression, arguments)]
        case UnionExpression(parts):
            return [_UNION, *map(_expression, parts)]
        case CallExpression(function, "", ()):
            return [_CALL, function]
        case CallExpression(function, wrapped, frozen):
            return [_CALL, function, wrapped, frozen]
        case OtherExpression():
            return _OTHER


def _to_class(
    name: str,
    bases: Sequence[Any],
    metaclass: str | None,
    frozen: Sequence[bool | str],
    decorators: Sequence[Sequence[Any]],
    fields: Sequence[Any],
    attributes: Sequence[Any],
    methods: dict[str, Any],
) -> ClassSymbol:
    return ClassSymbol(
        name,
        tuple(map(_to_expression, bases)),
        metaclass,
        tuple(frozen),
        tuple(_to_call(*it[1:]) for it in decorators),
        tuple(FieldSymbol(name, _to_expression(it)) for name, it in fields),
        tuple(FieldSymbol(name, _to_expression(it)) for name, it in attributes),
        {name: _to_function(*it) for name, it in methods.items()},
    )


def _to_function(
    returns: Any,  # noqa: ANN401 - what JSON can hold
    is_async: bool,
    is_property: bool,
    frozen_default: Sequence[bool | str] | None = None,
    demands: Sequence[tuple[int, str]] = (),
) -> FunctionSymbol:
    frozen = tuple(frozen_default) if frozen_default is not None else None
    demanded = tuple((position, name) for position, name in demands)
    return function_symbol(_to_optional(returns), is_async, is_property, frozen, demanded)


def _to_call(function: str, wrapped: str = "", frozen: Sequence[bool | str] = ()) -> CallExpression:
    return CallExpression(function, wrapped, tuple(frozen))


def _to_optional(it: Any) -> TypeExpression | None:  # noqa: ANN401 - what JSON can hold
    return None if it is None else _to_expression(it)


def _to_expression(it: Any) -> TypeExpression:  # noqa: ANN401 - what JSON can hold
    if isinstance(it, str):
        return name_expression(it)
    if it == _OTHER:
        return OTHER
    kind, first, *rest = it
    if kind == _ITEM:
        return ItemExpression(_to_expression(first), tuple(map(_to_expression, rest)))
    if kind == _UNION:
        return UnionExpression(tuple(map(_to_expression, it[1:])))
    return _to_call(first, *rest)
